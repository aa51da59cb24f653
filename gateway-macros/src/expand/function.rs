//! `#[node] fn`: the function as it is, a type of the same name that tells its state and what it gives, and the
//! companion.
//!
//! The type lives in the namespace of types, the function in that of values, the companion in that of macros: one `use`
//! brings all three.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{GenericParam, Generics, WherePredicate};

use super::nodes::kept;
use crate::companion;
use crate::model::{Function, Given, Place, function};
use crate::names::mentions;
use crate::parse::function::{FunctionInput, Param};

pub(crate) fn expand(input: &FunctionInput, poisoned: bool) -> TokenStream {
    let (shell, name) = (&input.shell, input.name());
    let companion = companion::define(name, &describe(input, poisoned));
    let types = if poisoned { TokenStream::new() } else { types(input) };
    quote! {
        #[inline]
        #[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, clippy::trivially_copy_pass_by_ref, clippy::ptr_arg, clippy::ref_option, clippy::implicit_hasher, clippy::allow_attributes_without_reason)]
        #shell
        // Not a unit struct: that would be a value too, as the function is. And public, so that modules more visible than
        // the function can have it as a node.
        #[doc(hidden)]
        #[allow(non_camel_case_types, unreachable_pub, missing_debug_implementations, clippy::allow_attributes_without_reason)]
        pub enum #name {}
        #types
        #companion
    }
}

fn describe(input: &FunctionInput, poisoned: bool) -> Function {
    let params = input.params.iter().map(|param| match param {
        Param::Read(read) => function::Param::Read { name: read.name.clone(), how: read.how, stamped: read.stamped },
        Param::Now => function::Param::Now,
        Param::State(_) => function::Param::State,
        Param::Alarm(_) => function::Param::Alarm,
        Param::Given(name) => function::Param::Given { name: name.clone() },
    });
    let yields = input
        .yields
        .iter()
        .map(|given| Given { how: given.how, determined: !given.ty.is_empty() && input.undetermined(&given.ty).is_none() });
    let name = input.name().clone();
    let place = Place::of(name.span());
    let (fallible, keeps_what_it_gives) = (input.fallible, input.keeps_what_it_gives());
    Function { name, place, poisoned, fallible, keeps_what_it_gives, params: params.collect(), yields: yields.collect() }
}

/// What follows from the types of the inputs: those of the state and of the values given.
fn types(input: &FunctionInput) -> TokenStream {
    let name = input.name();
    let keeps = input.states().next().is_some() || input.alarms().next().is_some();
    let state = keeps.then(|| state(input));
    let given = input.yields.iter().enumerate().filter(|(_, given)| !given.ty.is_empty() && input.undetermined(&given.ty).is_none());
    let outputs = given.map(|(place, given)| {
        let (place, ty) = (Literal::usize_unsuffixed(place), &given.ty);
        let Told { parameters, types, predicates } = Told::by(input, ty, false);
        quote! {
            impl<#(#parameters),*> ::gateway_runtime::__support::NodeOutput<#types, #place> for #name where #(#predicates),* {
                type Value = #ty;
            }
        }
    });
    quote!(#state #(#outputs)*)
}

/// What the function keeps, and what that begins with.
fn state(input: &FunctionInput) -> TokenStream {
    let name = input.name();
    let types = input.states().map(|state| &state.ty);
    // A type that cannot be kept is told at the first of them.
    let span = input.states().next().map_or_else(Span::call_site, |state| state.span);
    let state = quote_spanned!(span=> (#(#types,)*));
    let state_type = quote_spanned!(span=> type State = #state;);
    let (alarm, first) = (kept::alarm_type(input.alarms().next()), kept::first(input.states()));
    let Told { parameters, types, predicates } = Told::by(input, &quote!(#state #alarm #first), input.keeps_what_it_gives());
    quote! {
        #[allow(clippy::unused_unit, clippy::allow_attributes_without_reason)]
        impl<#(#parameters),*> ::gateway_runtime::__support::NodeState<#types> for #name where #(#predicates),* {
            #state_type
            type Alarm = #alarm;
            fn first() -> Self::State { #first }
        }
    }
}

/// By which types others are told: those of the inputs, and behind them, where these do not suffice, of what is given.
struct Told {
    parameters: Vec<GenericParam>,
    types: TokenStream,
    predicates: Vec<WherePredicate>,
}

impl Told {
    /// How `told` is told.
    fn by(input: &FunctionInput, told: &TokenStream, by_outputs: bool) -> Self {
        if input.type_params_in(told).next().is_none() {
            // The same whatever the inputs are. Then one of a wrong type is wrong in the call alone, and reported once.
            let any = format_ident!("__Inputs");
            return Self { parameters: vec![syn::parse_quote!(#any)], types: quote!(#any), predicates: Vec::new() };
        }
        let read = input.reads().map(|read| &read.ty);
        let given = input.yields.iter().map(|given| &given.ty).filter(|_| by_outputs);
        let types = quote!((#(#read,)* #(#given,)*));
        let (parameters, predicates) = generics(input, |param| input.is_read(param) || by_outputs && input.is_given(param));
        Self { parameters, types, predicates }
    }
}

/// The type parameters that are told, and the bounds that speak of no other.
fn generics(input: &FunctionInput, is_told: impl Fn(&Ident) -> bool) -> (Vec<GenericParam>, Vec<WherePredicate>) {
    let generics: &Generics = input.generics();
    let others: Vec<&Ident> = generics.type_params().map(|param| &param.ident).filter(|name| !is_told(name)).collect();
    let speaks_of_others = |tokens: &TokenStream| others.iter().any(|other| mentions(tokens, other));
    let parameters = generics.type_params().filter(|param| is_told(&param.ident)).map(|param| GenericParam::Type(param.clone()));
    let predicates =
        generics.where_clause.iter().flat_map(|clause| &clause.predicates).filter(|predicate| !speaks_of_others(&quote!(#predicate)));
    (parameters.collect(), predicates.cloned().collect())
}
