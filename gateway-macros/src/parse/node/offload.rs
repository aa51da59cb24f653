//! Nodes off the engine's thread: `async` and `blocking` ones, their two forms and their arguments.
//!
//! Work must not borrow from the cycle that sets it off. So it either owns everything it needs (a function without
//! `self`, which takes its ticks by value), or a method prepares it, as a future or a closure that borrows nothing.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Expr, GenericArgument, Lit, PathArguments, ReturnType, Signature, Type, TypeParamBound};

use super::output::says_what_it_captures;
use super::sole_argument;
use crate::diag::Sink;
use crate::model::How;
use crate::parse::args::{self, Args};
use crate::parse::channels::is_named;

/// A node whose work runs off the engine's thread.
pub(crate) struct OffloadInput {
    pub(crate) form: Form,
    /// It blocks a thread; otherwise it is a future.
    pub(crate) blocking: bool,
    /// The fields of the runtime's `Limits` that are given.
    pub(crate) limits: Vec<(Ident, TokenStream)>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Form {
    /// The function itself is the work.
    Owned,
    /// The method returns the work.
    Prepared,
}

/// The arguments of such nodes, as they stand in the attribute.
pub(super) struct Arguments {
    pub(super) blocking: Option<Span>,
    limits: Vec<(Ident, TokenStream)>,
}

impl Arguments {
    pub(super) const NAMES: [&str; 6] = ["blocking", "concurrency", "unordered", "timeout", "overflow", "queue"];

    pub(super) fn take(args: &mut Args, sink: &mut Sink) -> Self {
        let blocking = args.flag("blocking", sink);
        let mut limits = Vec::new();
        if let Some((name, value)) = args.assigned("concurrency", sink)
            && let Some(value) = count(&name, &value, 1, sink)
        {
            limits.push((name, value));
        }
        if let Some(span) = args.flag("unordered", sink) {
            limits.push((Ident::new("unordered", span), quote!(true)));
        }
        if let Some((name, value)) = args.assigned("timeout", sink)
            && let Some(value) = args::duration(&value, sink)
        {
            limits.push((name, quote!(::core::option::Option::Some(#value))));
        }
        if let Some((name, value)) = args.assigned("overflow", sink)
            && let Some(value) = overflow(&value, sink)
        {
            limits.push((name, value));
        }
        if let Some((name, value)) = args.assigned("queue", sink)
            && let Some(value) = count(&name, &value, 0, sink)
        {
            limits.push((name, value));
        }
        Self { blocking, limits }
    }

    /// Reports the arguments that a node on the engine's thread cannot have.
    pub(super) fn refuse(&self, sink: &mut Sink) {
        for (name, _) in &self.limits {
            sink.error(
                name.span(),
                format_args!(
                    "`{name}` is for a node that runs off the engine's thread, and this one runs within its cycle; make it `async fn`, or \
                     add `blocking`, or remove `{name}`"
                ),
            );
        }
    }

    /// Reports the arguments that a source cannot have.
    pub(super) fn refuse_on_source(&self, sink: &mut Sink) {
        for (name, _) in &self.limits {
            sink.error(
                name.span(),
                format_args!("`{name}` is for a node that is set off by ticks or by a timer; a source runs once, by itself: remove it"),
            );
        }
    }

    pub(super) fn into_input(self, form: Form) -> OffloadInput {
        OffloadInput { form, blocking: self.blocking.is_some(), limits: self.limits }
    }
}

/// A whole number, or an expression that gives one.
fn count(name: &Ident, value: &Expr, least: usize, sink: &mut Sink) -> Option<TokenStream> {
    let Expr::Lit(literal) = value else {
        if let Expr::Unary(_) = value {
            sink.error_at(value, format_args!("`{name}` is a whole number of {least} or more"));
            return None;
        }
        return Some(value.to_token_stream());
    };
    match &literal.lit {
        Lit::Int(number) if number.base10_parse::<usize>().is_ok_and(|number| number >= least) => Some(number.to_token_stream()),
        other => {
            sink.error_at(other, format_args!("`{name}` is a whole number of {least} or more"));
            None
        }
    }
}

fn overflow(value: &Expr, sink: &mut Sink) -> Option<TokenStream> {
    let variant = match args::text(value).map(syn::LitStr::value).as_deref() {
        Some("block") => quote!(Block),
        Some("drop_newest") => quote!(DropNewest),
        Some("drop_oldest") => quote!(DropOldest),
        _ => {
            sink.error_at(
                value,
                "`overflow` says what becomes of a trigger for which there is no place: `\"block\"` (the engine waits for one), \
                 `\"drop_newest\"` (this one is dropped) or `\"drop_oldest\"` (the one that waits longest is)",
            );
            return None;
        }
    };
    Some(quote!(::gateway_runtime::__support::Overflow::#variant))
}

/// How a function that is no source runs off the engine's thread: its form, and the type that it gives in the end.
/// `None` if it runs within its cycle.
pub(super) fn form(sig: &Signature, arguments: &Arguments, sink: &mut Sink) -> Result<Option<(Form, ReturnType)>, ()> {
    let receiver = sig.receiver().is_some();
    let name = &sig.ident;
    if let Some(asyncness) = &sig.asyncness {
        if let Some(blocking) = arguments.blocking {
            sink.error(blocking, "a node is an `async fn`, which waits, or `blocking`, which takes a thread, not both");
            return Err(());
        }
        if receiver {
            sink.error(
                asyncness.span(),
                format_args!(
                    "the future of async node `{name}` outlives its cycle, and cannot borrow the module; drop `self` and take ticks by \
                     value: `async fn {name}(orders: Order) -> T`; or prepare the future with the module at hand: `fn {name}(&mut self, \
                     orders: &Order) -> impl Future<Output = T> + Send + use<>`"
                ),
            );
            return Err(());
        }
        return Ok(Some((Form::Owned, sig.output.clone())));
    }
    let prepared = prepared(&sig.output);
    match (&prepared, arguments.blocking) {
        (None, None) => return Ok(None),
        (None, Some(_)) if !receiver => return Ok(Some((Form::Owned, sig.output.clone()))),
        (Some(("Future", _)), Some(span)) => {
            sink.error(span, "what returns a future waits without a thread of its own: remove `blocking`");
            return Err(());
        }
        (None, Some(span)) => {
            sink.error(
                span,
                format_args!(
                    "the work of blocking node `{name}` outlives its cycle, and cannot borrow the module; drop `self` and take ticks by \
                     value: `fn {name}(orders: Order) -> T`; or return the work as a closure: `fn {name}(&mut self, orders: &Order) -> impl \
                     FnOnce() -> T + Send + use<>`"
                ),
            );
            return Err(());
        }
        (Some(("FnOnce", _)), None) => {
            sink.error_at(
                &sig.output,
                "a node that returns a closure runs it off the engine's thread: write `#[node(blocking, ..)]`; or return the value itself",
            );
            return Err(());
        }
        _ => {}
    }
    if !matches!(&sig.output, ReturnType::Type(_, ty) if says_what_it_captures(ty)) {
        sink.error_at(&sig.output, "the work outlives this borrow of `self`: add `+ use<>` to its type, and move what it needs into it");
        return Err(());
    }
    Ok(prepared.map(|(_, output)| (Form::Prepared, output)))
}

/// The output of `impl Future<Output = T>` or `impl FnOnce() -> T`, with the name of the trait.
fn prepared(output: &ReturnType) -> Option<(&'static str, ReturnType)> {
    let ReturnType::Type(arrow, ty) = output else { return None };
    let Type::ImplTrait(bounds) = &**ty else { return None };
    bounds.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else { return None };
        let last = bound.path.segments.last()?;
        match &last.arguments {
            PathArguments::AngleBracketed(arguments) if last.ident == "Future" => {
                arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::AssocType(output) if output.ident == "Output" => {
                        Some(("Future", ReturnType::Type(*arrow, Box::new(output.ty.clone()))))
                    }
                    _ => None,
                })
            }
            PathArguments::Parenthesized(arguments) if last.ident == "FnOnce" => Some(("FnOnce", arguments.output.clone())),
            _ => None,
        }
    })
}

/// How a parameter by value reads its channel, and the type of a value.
pub(super) fn owned_type<'a>(ty: &'a Type, channel: &Ident, sink: &mut Sink) -> Option<(How, &'a Type)> {
    let refused = |sink: &mut Sink, what: &str| {
        sink.error_at(
            ty,
            format_args!(
                "{what} borrows from the cycle, which is over when this node does its work; take `{channel}` by value (`T` to run once for \
                 each tick, `Option<T>` to run when any input ticks); or give the node `&mut self` and return the work: `impl Future<Output \
                 = ..> + Send + use<>`, or with `blocking` `impl FnOnce() -> .. + Send + use<>`"
            ),
        );
        None
    };
    match ty {
        Type::Reference(_) => refused(sink, "a reference"),
        _ if is_named(ty, "Ticks") => refused(sink, "`Ticks`"),
        _ if is_named(ty, "Latest") => refused(sink, "`Latest`"),
        _ if is_named(ty, "Option") => match sole_argument(ty) {
            Some(Type::Reference(_)) => refused(sink, "a reference"),
            Some(value) => Some((How::Maybe, value)),
            None => refused(sink, "this"),
        },
        value => Some((How::Each, value)),
    }
}

/// A state borrows from the cycle too.
pub(super) fn refuse_state(ty: &Type, sink: &mut Sink) {
    sink.error_at(
        ty,
        "a state borrows from the cycle, which is over when this node does its work; give the node `&mut self`, take what it needs out of the \
         state, and return the work: `impl Future<Output = ..> + Send + use<>`, or with `blocking` `impl FnOnce() -> .. + Send + use<>`",
    );
}
