//! The end: the gateway taken apart, groups and lists too, so that its modules can stop at the same time, each on a
//! thread of its own, and put together again.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Wiring, literal};
use crate::model::graph::{Part, Step};

/// What is done, in this order.
#[derive(Default)]
struct Steps {
    /// Groups and lists are taken apart.
    apart: Vec<TokenStream>,
    /// The stop hooks begin.
    leave: Vec<TokenStream>,
    /// All of them are waited for.
    wait: Vec<TokenStream>,
    /// One that did not come back ends it.
    back: Vec<TokenStream>,
    /// Groups and lists are put together, the innermost first.
    together: Vec<TokenStream>,
}

pub(super) fn expand(wiring: &Wiring<'_>) -> TokenStream {
    let graph = wiring.graph;
    let name = &graph.name;
    let fields = graph.fields.iter().map(|field| &field.name);
    let all: Vec<&Ident> = fields.chain(graph.mounts.iter().map(|(field, _)| field)).chain(&graph.settings).collect();
    let mut steps = Steps::default();
    for field in &graph.fields {
        let behind: Vec<(usize, &Part)> = graph.modules.iter().enumerate().filter(|(_, part)| part.field == field.name).collect();
        steps.take(&field.name, &behind, 0);
    }
    let Steps { apart, leave, wait, back, together } = steps;
    quote! {
        fn disband(self, stops: &mut __support::Stops) -> ::core::option::Option<#name> {
            let #name { #(#all,)* } = self.app;
            #(#apart)*
            #(#leave)*
            #(#wait)*
            #(#back)*
            #(#together)*
            ::core::option::Option::Some(#name { #(#all,)* })
        }
    }
}

impl Steps {
    /// Takes what the variable `whole` holds: the modules `parts`, `depth` steps on their ways.
    fn take(&mut self, whole: &Ident, parts: &[(usize, &Part)], depth: usize) {
        if !parts.iter().any(|(_, part)| part.module.stop) {
            return;
        }
        match parts[0].1.way.get(depth) {
            None => self.stop(whole, parts[0]),
            Some(Step::Member(_)) => self.take_group(whole, parts, depth),
            Some(Step::Instance(_)) => self.take_list(whole, parts),
        }
    }

    fn stop(&mut self, module: &Ident, (number, part): (usize, &Part)) {
        let (ty, number) = (&part.ty, literal(number));
        self.leave.push(quote!(let #module = stops.leave(#number, #module, <#ty>::__stop);));
        self.wait.push(quote!(let #module = stops.wait(#module);));
        self.back.push(quote!(let #module = #module?;));
    }

    fn take_group(&mut self, whole: &Ident, parts: &[(usize, &Part)], depth: usize) {
        let member_of = |part: &Part| match part.way.get(depth) {
            Some(Step::Member(member)) => *member,
            _ => 0,
        };
        let count = parts.iter().map(|(_, part)| member_of(part) + 1).max().unwrap_or(0);
        let members: Vec<Ident> = (0..count).map(|member| format_ident!("{whole}_{member}")).collect();
        self.apart.push(quote!(let (#(#members,)*) = __support::Group::into_parts(#whole);));
        for (place, member) in members.iter().enumerate() {
            let behind: Vec<(usize, &Part)> = parts.iter().filter(|(_, part)| member_of(part) == place).copied().collect();
            self.take(member, &behind, depth + 1);
        }
        self.together.push(quote!(let #whole = __support::Group::from_parts((#(#members,)*));));
    }

    /// A list may have fewer modules than it could.
    fn take_list(&mut self, whole: &Ident, parts: &[(usize, &Part)]) {
        let modules: Vec<Ident> = (0..parts.len()).map(|place| format_ident!("{whole}_{place}")).collect();
        self.apart.push(quote!(let mut #whole = #whole.into_iter();));
        for (module, (number, part)) in modules.iter().zip(parts) {
            let (ty, number) = (&part.ty, literal(*number));
            self.apart.push(quote!(let #module = #whole.next();));
            self.leave.push(quote!(let #module = #module.map(|module| stops.leave(#number, module, <#ty>::__stop));));
            self.wait.push(quote!(let #module = #module.map(|module| stops.wait(module));));
            self.back.push(quote!(let #module = match #module {
                ::core::option::Option::Some(back) => ::core::option::Option::Some(back?),
                ::core::option::Option::None => ::core::option::Option::None,
            };));
        }
        self.together.push(quote!(let #whole = [#(#modules),*].into_iter().flatten().collect::<::std::vec::Vec<_>>();));
    }
}
