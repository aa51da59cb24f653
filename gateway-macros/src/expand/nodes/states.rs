//! States that nodes read: `State<K, T>` and `Changes<K, T>`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

use crate::model::How;
use crate::parse::node::ReadInput;

/// A parameter of the wrapper that has state number `index`, and how it is passed on. The conversion has the span of the user's type.
pub(super) fn pass(
    read: &ReadInput,
    key: &TokenStream,
    parameter: &Ident,
    channels: &syn::Path,
    index: usize,
) -> (TokenStream, TokenStream) {
    let (span, ty) = (read.span, &read.ty);
    let index = Literal::usize_unsuffixed(index);
    let definition = quote!(<#channels as ::gateway_runtime::__support::StateAt<#index>>::Def);
    let types = quote! {
        <#definition as ::gateway_runtime::__support::StateDef>::Key, ::gateway_runtime::__support::ElementOf<#definition>
    };
    let (view, function) = match read.how {
        How::Changes => (quote!(Changes), quote!(read_changes)),
        _ => (quote!(State), quote!(read_state)),
    };
    (
        quote!(::gateway_runtime::__support::#view<'_, #types>),
        quote_spanned!(span=> ::gateway_runtime::__support::#function::<#definition, (#key, #ty)>(#parameter)),
    )
}
