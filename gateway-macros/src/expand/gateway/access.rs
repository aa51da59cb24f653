//! How generated code reaches a module: as a field of the gateway, or through groups and lists behind one.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal;
use crate::model::graph::{Part, Step};

/// The module, as a place that can be changed; `app` is the gateway.
pub(super) fn changed(part: &Part, app: &TokenStream) -> TokenStream {
    let field = &part.field;
    part.way.iter().fold(quote!(#app.#field), |place, step| match step {
        Step::Member(member) => {
            let member = literal(*member);
            quote!((*__support::PartAt::<#member>::part_mut(&mut #place)))
        }
        Step::Instance(instance) => instance_of(&place, *instance),
    })
}

/// The module, as a place that is only read.
pub(super) fn read(part: &Part, app: &TokenStream) -> TokenStream {
    follow(part, &part.way, app)
}

/// Whether the module exists: a list may have fewer than it could have. `None` if it always does.
pub(super) fn exists(part: &Part, app: &TokenStream) -> Option<TokenStream> {
    let (Step::Instance(instance), way) = part.way.split_last()? else { return None };
    let (list, instance) = (follow(part, way, app), literal(*instance));
    Some(quote!(#instance < #list.len()))
}

fn follow(part: &Part, way: &[Step], app: &TokenStream) -> TokenStream {
    let field = &part.field;
    way.iter().fold(quote!(#app.#field), |place, step| match step {
        Step::Member(member) => {
            let member = literal(*member);
            quote!((*__support::PartAt::<#member>::part(&#place)))
        }
        Step::Instance(instance) => instance_of(&place, *instance),
    })
}

fn instance_of(list: &TokenStream, instance: usize) -> TokenStream {
    let instance = literal(instance);
    quote!(#list[#instance])
}
