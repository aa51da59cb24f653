//! `#[node] fn`: the function as it is, a type of the same name that tells its state and what it gives, and the
//! companion.
//!
//! The type lives in the namespace of types, the function in that of values, the companion in that of macros: one `use`
//! brings all three.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::{GenericParam, Generics, WherePredicate};

use crate::companion;
use crate::model::{Function, Given, Place, function};
use crate::parse::function::{FunctionInput, Param, mentions};
use crate::parse::node::{AlarmInput, StateInput};

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
    let read: Vec<&TokenStream> = input.reads().map(|read| &read.ty).collect();
    let inputs = quote!((#(#read,)*));
    let (parameters, predicates) = told(input, |param| input.is_read(param));
    let alarm = match input.alarms().next() {
        Some(AlarmInput { ty, .. }) => quote!(::gateway_runtime::__support::Alarm<#ty>),
        None => quote!(()),
    };
    let keeps = input.states().next().is_some() || input.alarms().next().is_some();
    let state = keeps.then(|| {
        let types = input.states().map(|state| &state.ty);
        let first = input.states().map(|StateInput { first, span, .. }| match first {
            Some(first) => first.clone(),
            None => quote_spanned!(*span=> ::core::default::Default::default()),
        });
        // Where the inputs do not tell all types, what the node gives stands behind them.
        let (inputs, (parameters, predicates)) = if input.keeps_what_it_gives() {
            let given = input.yields.iter().map(|given| &given.ty);
            (quote!((#(#read,)* #(#given,)*)), told(input, |param| input.is_read(param) || input.is_given(param)))
        } else {
            (inputs.clone(), (parameters.clone(), predicates.clone()))
        };
        quote! {
            #[allow(clippy::unused_unit, clippy::allow_attributes_without_reason)]
            impl<#(#parameters),*> ::gateway_runtime::__support::NodeState<#inputs> for #name where #(#predicates),* {
                type State = (#(#types,)*);
                type Alarm = #alarm;
                fn first() -> Self::State { (#(#first,)*) }
            }
        }
    });
    let given = input.yields.iter().enumerate().filter(|(_, given)| !given.ty.is_empty() && input.undetermined(&given.ty).is_none());
    let outputs = given.map(|(place, given)| {
        let (place, ty) = (Literal::usize_unsuffixed(place), &given.ty);
        quote! {
            impl<#(#parameters),*> ::gateway_runtime::__support::NodeOutput<#inputs, #place> for #name where #(#predicates),* {
                type Value = #ty;
            }
        }
    });
    quote!(#state #(#outputs)*)
}

/// The type parameters that are told, and the bounds that speak of no other.
fn told(input: &FunctionInput, is_told: impl Fn(&Ident) -> bool) -> (Vec<GenericParam>, Vec<WherePredicate>) {
    let generics: &Generics = input.generics();
    let others: Vec<&Ident> = generics.type_params().map(|param| &param.ident).filter(|name| !is_told(name)).collect();
    let speaks_of_others = |tokens: &TokenStream| others.iter().any(|other| mentions(tokens, other));
    let parameters = generics.type_params().filter(|param| is_told(&param.ident)).map(|param| GenericParam::Type(param.clone()));
    let predicates =
        generics.where_clause.iter().flat_map(|clause| &clause.predicates).filter(|predicate| !speaks_of_others(&quote!(#predicate)));
    (parameters.collect(), predicates.cloned().collect())
}
