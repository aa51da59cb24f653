//! `#[connect] fn`: which functions run as nodes of a module, and what they read and publish.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Block, Expr, FnArg, Pat, Path, ReturnType, Stmt, Type};

use super::node::FnShell;
use crate::diag::Sink;
use crate::model::Marks;

/// The connections of a module, as declared.
pub(crate) struct Connect {
    pub(crate) name: Ident,
    pub(crate) lines: Vec<Line>,
    /// Edges of lines with mistakes, which have been reported.
    pub(crate) broken: Vec<Ident>,
}

impl Connect {
    /// All edges that its lines declare.
    pub(crate) fn edges(&self) -> impl Iterator<Item = &Ident> {
        self.lines.iter().flat_map(Line::edges)
    }
}

/// One node: `let fast = ema(prices, self.fast);` or `signals = cross(fast, slow);`.
pub(crate) struct Line {
    pub(crate) targets: Vec<Target>,
    pub(crate) function: Path,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) span: Span,
}

impl Line {
    /// The edges that it declares.
    pub(crate) fn edges(&self) -> impl Iterator<Item = &Ident> {
        self.targets.iter().filter_map(|target| match target {
            Target::Edge { name, .. } => Some(name),
            Target::Channel { .. } => None,
        })
    }
}

/// Where a value goes.
pub(crate) enum Target {
    /// `let name: T`: an edge that only this module sees.
    Edge { name: Ident, ty: Option<Type> },
    /// A channel, assigned to, or one key of it.
    Channel { name: Ident, key: Option<Expr> },
}

/// What the function is called with: an edge, a channel or one key of it for an input, any expression for a parameter.
pub(crate) struct Argument {
    pub(crate) value: Expr,
    pub(crate) marks: Marks,
}

impl Argument {
    /// The edge or channel that it names, perhaps with a key.
    pub(crate) fn name(&self) -> Option<&Ident> {
        named(&self.value).map(|(name, _)| name)
    }

    /// The key of the basket that it names.
    pub(crate) fn key(&self) -> Option<&Expr> {
        named(&self.value).and_then(|(_, key)| key)
    }
}

/// `name` or `name[key]`.
fn named(expr: &Expr) -> Option<(&Ident, Option<&Expr>)> {
    let (expr, key) = match expr {
        Expr::Index(index) if index.attrs.is_empty() => (&*index.expr, Some(&*index.index)),
        other => (other, None),
    };
    match expr {
        Expr::Path(path) if path.qself.is_none() => Some((path.path.get_ident()?, key)),
        _ => None,
    }
}

const FORMS: &str = "in `#[connect]` a line connects one node: `let edge = node(input, ..);` for an edge of this module, \
                     `channel = node(input, ..);` or `basket[key] = node(input, ..);` to publish, or `node(input, ..);` if it returns nothing";

pub(crate) fn parse(attr: &Attribute, shell: &FnShell, sink: &mut Sink) -> Option<Connect> {
    if !matches!(attr.meta, syn::Meta::Path(_)) {
        sink.error_at(attr, "`#[connect]` takes no arguments");
    }
    let sig = &shell.sig;
    let is_plain = matches!(sig.inputs.first(), Some(FnArg::Receiver(_))) && sig.inputs.len() == 1;
    if !is_plain || !matches!(sig.output, ReturnType::Default) || sig.asyncness.is_some() {
        sink.error_at(sig, "what connects nodes is `#[connect] fn name(&self)`, and returns nothing");
    }
    let block: Block = sink.take(syn::parse2(shell.body.clone()))?;
    let (mut lines, mut broken) = (Vec::new(), Vec::new());
    for stmt in &block.stmts {
        match (line(stmt, sink), stmt) {
            (Some(line), _) => lines.push(line),
            (None, Stmt::Local(local)) => broken.extend(names(local.pat.to_token_stream())),
            (None, _) => {}
        }
    }
    Some(Connect { name: sig.ident.clone(), lines, broken })
}

fn line(stmt: &Stmt, sink: &mut Sink) -> Option<Line> {
    let (targets, call) = match stmt {
        Stmt::Local(local) => {
            let init = local.init.as_ref().filter(|init| init.diverge.is_none());
            (edges(&local.pat), init.map(|init| &*init.expr))
        }
        Stmt::Expr(Expr::Assign(assign), _) => (channels(&assign.left), Some(&*assign.right)),
        Stmt::Expr(call @ Expr::Call(_), _) => (Some(Vec::new()), Some(call)),
        _ => (None, None),
    };
    let (Some(targets), Some(Expr::Call(call))) = (targets, call) else {
        sink.error_at(stmt, FORMS);
        return None;
    };
    let Expr::Path(function) = &*call.func else {
        sink.error_at(&call.func, FORMS);
        return None;
    };
    let arguments = call.args.iter().map(|argument| self::argument(argument, sink)).collect();
    Some(Line { targets, function: function.path.clone(), arguments, span: call.span() })
}

fn argument(value: &Expr, sink: &mut Sink) -> Argument {
    let mut value = value.clone();
    let attrs = match &mut value {
        Expr::Path(path) => std::mem::take(&mut path.attrs),
        Expr::Index(index) => std::mem::take(&mut index.attrs),
        _ => Vec::new(),
    };
    let mut marks = Marks::default();
    for attr in attrs {
        match attr.path().to_token_stream().to_string().as_str() {
            "optional" => marks.optional = true,
            "feedback" => marks.feedback = true,
            _ => sink.error_at(&attr, "an input takes `#[optional]` or `#[feedback]`"),
        }
    }
    Argument { value, marks }
}

/// All names in a pattern that is not understood.
fn names(pat: TokenStream) -> Vec<Ident> {
    let names = pat.into_iter().map(|token| match token {
        TokenTree::Ident(name) => vec![name],
        TokenTree::Group(group) => names(group.stream()),
        _ => Vec::new(),
    });
    names.flatten().collect()
}

/// The edges that a pattern names: `name`, `name: T`, `(a, b)` or `(a, b): (T, U)`.
fn edges(pat: &Pat) -> Option<Vec<Target>> {
    let (pat, ty) = match pat {
        Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
        other => (other, None),
    };
    let edge = |pat: &Pat, ty: Option<&Type>| match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none() => {
            Some(Target::Edge { name: pat.ident.clone(), ty: ty.cloned() })
        }
        _ => None,
    };
    match (pat, ty) {
        (Pat::Tuple(pats), None) => pats.elems.iter().map(|pat| edge(pat, None)).collect(),
        (Pat::Tuple(pats), Some(Type::Tuple(types))) if pats.elems.len() == types.elems.len() => {
            pats.elems.iter().zip(&types.elems).map(|(pat, ty)| edge(pat, Some(ty))).collect()
        }
        (pat, ty) => edge(pat, ty).map(|edge| vec![edge]),
    }
}

/// The channels that an assignment names: `name = ..`, `name[key] = ..` or `(a, b[key]) = ..`.
fn channels(left: &Expr) -> Option<Vec<Target>> {
    let channel = |expr: &Expr| named(expr).map(|(name, key)| Target::Channel { name: name.clone(), key: key.cloned() });
    match left {
        Expr::Tuple(parts) => parts.elems.iter().map(channel).collect(),
        one => channel(one).map(|channel| vec![channel]),
    }
}

/// Whether two paths are written alike.
pub(crate) fn same_path(one: &Path, other: &Path) -> bool {
    one.to_token_stream().to_string() == other.to_token_stream().to_string()
}
