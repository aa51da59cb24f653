//! `#[node] fn`: a node that belongs to no module, to be connected in several.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, GenericArgument, Generics, Pat, PathArguments, Signature, Type, TypeParamBound, Visibility};

use super::node::{self, AlarmInput, FnShell, StateInput, YieldInput};
use crate::diag::Sink;
use crate::model::{How, Yield};
use crate::names::mentions;

/// A free function that is a node, as declared.
pub(crate) struct FunctionInput {
    /// The function, without the attributes that are ours.
    pub(crate) shell: FnShell,
    pub(crate) params: Vec<Param>,
    pub(crate) yields: Vec<YieldInput>,
    pub(crate) fallible: bool,
}

pub(crate) enum Param {
    Read(Read),
    /// `Timestamp`: engine time.
    Now,
    State(StateInput),
    /// `&mut Alarm<T>`: the node's own alarms.
    Alarm(AlarmInput),
    /// `#[param]`: given where the node is connected.
    Given(Ident),
}

pub(crate) struct Read {
    pub(crate) name: Ident,
    pub(crate) how: How,
    /// The type of the value that is read.
    pub(crate) ty: TokenStream,
    /// Whether its id and time are read too.
    pub(crate) stamped: bool,
    pub(crate) span: Span,
}

impl FunctionInput {
    pub(crate) fn name(&self) -> &Ident {
        &self.shell.sig.ident
    }

    pub(crate) fn generics(&self) -> &Generics {
        &self.shell.sig.generics
    }

    pub(crate) fn reads(&self) -> impl Iterator<Item = &Read> {
        self.params.iter().filter_map(|param| match param {
            Param::Read(read) => Some(read),
            _ => None,
        })
    }

    pub(crate) fn alarms(&self) -> impl Iterator<Item = &AlarmInput> {
        self.params.iter().filter_map(|param| match param {
            Param::Alarm(alarm) => Some(alarm),
            _ => None,
        })
    }

    pub(crate) fn states(&self) -> impl Iterator<Item = &StateInput> {
        self.params.iter().filter_map(|param| match param {
            Param::State(state) => Some(state),
            _ => None,
        })
    }
}

/// A function whose body is not read.
struct RawFunction(FnShell);

impl Parse for RawFunction {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis: Visibility = input.parse()?;
        let sig: Signature = input.parse()?;
        Ok(Self(FnShell { attrs, vis, sig, body: input.parse()? }))
    }
}

/// Whether the item is a function without `self`.
pub(crate) fn is_function(item: &TokenStream) -> bool {
    let has_receiver = |function: &RawFunction| function.0.sig.inputs.iter().any(|input| matches!(input, FnArg::Receiver(_)));
    syn::parse2::<RawFunction>(item.clone()).is_ok_and(|function| !has_receiver(&function))
}

pub(crate) fn parse(args: TokenStream, item: TokenStream, sink: &mut Sink) -> Option<FunctionInput> {
    let RawFunction(mut shell) = sink.take(syn::parse2(item))?;
    if !args.is_empty() {
        sink.error_at(
            &args,
            "a function that is a node gets its channels and its timing from the module that connects it: write a plain `#[node]` here",
        );
    }
    let sig = &mut shell.sig;
    if let Some(asyncness) = &sig.asyncness {
        let name = &sig.ident;
        sink.error(
            asyncness.span(),
            format_args!(
                "a function that is a node runs within one cycle and cannot wait; leave `#[node]` out here, and let an `async` node of a \
                 module call it: `#[node(publish(channel))] async fn node(input: T) -> U {{ {name}(input).await }}`"
            ),
        );
    }
    for param in &sig.generics.params {
        if !matches!(param, syn::GenericParam::Type(_)) {
            sink.error_at(param, "a function that is a node is generic over types only");
        }
    }
    let mut params = Vec::new();
    for input in &mut sig.inputs {
        if let FnArg::Typed(param) = input {
            params.extend(parse_param(param, sink));
        }
    }
    let (yields, fallible) = node::outputs(&sig.output);
    let types = node::output_types(&sig.output).into_iter().cloned().collect::<Vec<_>>();
    let yields = yields.into_iter().zip(&types).map(|(given, ty)| with_type(given, ty)).collect();
    let input = FunctionInput { shell, params, yields, fallible };
    if args.is_empty() {
        check(&input, sink);
    }
    Some(input)
}

fn parse_param(param: &mut syn::PatType, sink: &mut Sink) -> Option<Param> {
    let state = super::take_attrs(&mut param.attrs, "state");
    let given = super::take_attrs(&mut param.attrs, "param");
    if !state.is_empty() {
        return node::parse_state(param, &state, sink).map(Param::State);
    }
    let name = match &*param.pat {
        Pat::Ident(pat) => pat.ident.clone(),
        _ => Ident::new("input", param.pat.span()),
    };
    if !given.is_empty() {
        return Some(Param::Given(name));
    }
    if let Some(alarm) = node::parse_alarm(&param.ty) {
        return Some(Param::Alarm(alarm));
    }
    if super::channels::is_named(&param.ty, "Timestamp") {
        return Some(Param::Now);
    }
    if let Some((how, [_, value])) = node::state_type(&param.ty) {
        sink.error_at(&param.ty, "states are read by methods of modules, which know the channels: a function that is a node takes ticks");
        let syn::Pat::Ident(name) = &*param.pat else { return None };
        return Some(Param::Read(Read {
            name: name.ident.clone(),
            how,
            ty: value.to_token_stream(),
            stamped: false,
            span: param.ty.span(),
        }));
    }
    let Some((how, value)) = node::read_type(&param.ty) else {
        sink.error_at(
            &param.ty,
            format_args!(
                "`{name}` is neither an input nor a parameter of this node: an input is `&T`, `Option<&T>`, `Ticks<T>` or `Latest<T>`; mark \
                 state with `#[state]`, and what the module gives where it connects the node with `#[param]`"
            ),
        );
        return None;
    };
    let (ty, stamped) = node::stamped(value, how, sink)?;
    Some(Param::Read(Read { name, how, ty, stamped, span: param.ty.span() }))
}

fn check(input: &FunctionInput, sink: &mut Sink) {
    let name = input.name();
    let mut required = input.reads().filter(|read| read.how == How::Each);
    if let Some(first) = required.next() {
        for second in required {
            sink.error(
                second.span,
                format_args!(
                    "node `{name}` requires a tick of both `{}` and `{}`, which may never tick in the same cycle; keep one `&T` and make \
                     this one `Option<&T>`, `Ticks<T>` or `Latest<T>`",
                    first.name, second.name
                ),
            );
        }
    } else if !input.reads().any(|read| read.how.is_trigger()) {
        sink.error(
            name.span(),
            format_args!(
                "node `{name}` never runs: it has no input that triggers it; add one such as `value: &T`, `Option<&T>` or `Ticks<T>`"
            ),
        );
    }
    for second in input.alarms().skip(1) {
        sink.error(second.span, format_args!("node `{name}` has alarms already; let one `Alarm` carry an enum that tells them apart"));
    }
    if let (Some(read), Some(_)) = (input.reads().find(|read| read.how == How::Each), input.alarms().next()) {
        sink.error(
            read.span,
            format_args!(
                "node `{name}` runs by its alarms too, and then there is no tick of `{}`; make it `Option<&T>` or `Ticks<T>`",
                read.name
            ),
        );
    }
    let kept = input.states().map(|state| (&state.ty, state.span)).chain(input.alarms().map(|alarm| (&alarm.ty, alarm.span)));
    for (ty, span) in kept {
        if let Some(param) = input.undetermined(ty).and_then(|_| input.untold(ty)) {
            sink.error(
                span,
                format_args!(
                    "what node `{name}` keeps depends on `{param}`, which neither its inputs nor what it returns tell; use `{param}` in \
                     the type of one of them"
                ),
            );
        }
    }
}

impl FunctionInput {
    /// A type parameter in `ty` that no input determines.
    pub(crate) fn undetermined(&self, ty: &TokenStream) -> Option<&Ident> {
        self.type_params_in(ty).find(|param| !self.is_read(param))
    }

    /// A type parameter in `ty` that neither an input nor what is returned determines.
    fn untold(&self, ty: &TokenStream) -> Option<&Ident> {
        self.type_params_in(ty).find(|param| !self.is_read(param) && !self.is_given(param))
    }

    /// The type parameters that `ty` speaks of.
    pub(crate) fn type_params_in(&self, ty: &TokenStream) -> impl Iterator<Item = &Ident> {
        self.generics().type_params().map(|param| &param.ident).filter(move |param| mentions(ty, param))
    }

    /// Whether the types of the inputs speak of `param`.
    pub(crate) fn is_read(&self, param: &Ident) -> bool {
        self.reads().any(|read| mentions(&read.ty, param))
    }

    /// Whether the types of what is returned speak of `param`.
    pub(crate) fn is_given(&self, param: &Ident) -> bool {
        self.yields.iter().any(|given| mentions(&given.ty, param))
    }

    /// Whether what it keeps has types that the inputs alone do not tell.
    pub(crate) fn keeps_what_it_gives(&self) -> bool {
        let kept = self.states().map(|state| &state.ty).chain(self.alarms().map(|alarm| &alarm.ty));
        kept.into_iter().any(|ty| self.undetermined(ty).is_some())
    }
}

/// The value with the type of one tick, which for a burst is that of the elements.
fn with_type(given: YieldInput, ty: &Type) -> YieldInput {
    match given.how {
        // Here nobody knows a channel yet: a list is one tick.
        Yield::Vec => {
            let element = &given.ty;
            YieldInput { ty: quote::quote!(::std::vec::Vec<#element>), ..given }
        }
        Yield::Burst => {
            let ty = elements(ty).map(ToTokens::into_token_stream).unwrap_or_default();
            YieldInput { ty, ..given }
        }
        Yield::Always | Yield::Maybe => given,
    }
}

/// The type of the elements of an array or of `impl Iterator<Item = T>`.
fn elements(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Array(array) => Some(&array.elem),
        Type::ImplTrait(bounds) => bounds.bounds.iter().find_map(|bound| {
            let TypeParamBound::Trait(bound) = bound else { return None };
            let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else { return None };
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::AssocType(item) if item.ident == "Item" => Some(&item.ty),
                _ => None,
            })
        }),
        _ => None,
    }
}
