//! What a node returns: each value with how it gets onto its channel.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeParamBound};

use super::{Drive, sole_argument};
use crate::diag::Sink;
use crate::model::Yield;
use crate::parse::channels::is_named;

pub(crate) struct YieldInput {
    pub(crate) how: Yield,
    /// The type of the value itself.
    pub(crate) ty: TokenStream,
    pub(crate) span: Span,
}

/// What a return type gives: each part of a tuple by itself, and whether all is in a `Result`.
pub(crate) fn outputs(output: &ReturnType) -> (Vec<YieldInput>, bool) {
    let fallible = matches!(output, ReturnType::Type(_, ty) if is_named(ty, "Result"));
    (output_types(output).into_iter().map(yielded).collect(), fallible)
}

/// The types of the values that are returned: the parts of a tuple, out of a `Result`.
pub(crate) fn output_types(output: &ReturnType) -> Vec<&Type> {
    let ReturnType::Type(_, ty) = output else { return Vec::new() };
    let ty = match &**ty {
        result if is_named(result, "Result") => first_argument(result).unwrap_or(result),
        other => other,
    };
    match ty {
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        single => vec![single],
    }
}

pub(super) fn first_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

pub(super) fn yielded(ty: &Type) -> YieldInput {
    let span = ty.span();
    if is_named(ty, "Option")
        && let Some(value) = sole_argument(ty)
    {
        return YieldInput { how: Yield::Maybe, ty: value.to_token_stream(), span };
    }
    // Whether a `Vec` is a burst, or one tick of a list, is known with its channel.
    if is_named(ty, "Vec")
        && let Some(value) = sole_argument(ty)
    {
        return YieldInput { how: Yield::Vec, ty: value.to_token_stream(), span };
    }
    match ty {
        Type::ImplTrait(_) | Type::Array(_) => YieldInput { how: Yield::Burst, ty: TokenStream::new(), span },
        other => YieldInput { how: Yield::Always, ty: other.to_token_stream(), span },
    }
}

/// The items of an `impl Iterator`.
pub(super) fn iterator_item(ty: &Type) -> Option<&Type> {
    let Type::ImplTrait(ty) = ty else { return None };
    ty.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else { return None };
        let last = bound.path.segments.last().filter(|last| last.ident == "Iterator")?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(item) if item.ident == "Item" => Some(&item.ty),
            _ => None,
        })
    })
}

/// Whether an `impl Trait` has a `use<..>`.
pub(super) fn says_what_it_captures(ty: &Type) -> bool {
    matches!(ty, Type::ImplTrait(ty) if ty.bounds.iter().any(|bound| matches!(bound, TypeParamBound::PreciseCapture(_))))
}

/// What drives a source, by its return type.
pub(super) fn source_output(output: &ReturnType, sink: &mut Sink) -> Option<(Drive, YieldInput)> {
    const FORMS: &str = "a source returns `Option<(Timestamp, T)>`, called for one value after the other; or \
                         `impl Iterator<Item = (Timestamp, T)> + Send + use<>`; or `impl Stream<Item = T> + Send + use<>`, which is asynchronous; \
                         or with `blocking` `impl Iterator<Item = T> + Send + use<>`";
    let ReturnType::Type(_, ty) = output else {
        sink.error(Span::call_site(), FORMS);
        return None;
    };
    let span = ty.span();
    let text = ty.to_token_stream().to_string();
    let drive = match &**ty {
        option if is_named(option, "Option") => Drive::Pull,
        Type::ImplTrait(_) if text.contains("Stream") => Drive::Stream,
        Type::ImplTrait(_) if text.contains("Iterator") => Drive::Iterator,
        other => {
            sink.error_at(other, FORMS);
            return None;
        }
    };
    if !matches!(drive, Drive::Pull) && !says_what_it_captures(ty) {
        sink.error_at(ty, "the source outlives this borrow of `self`: add `+ use<>` to its type, and move what it needs into it");
        return None;
    }
    let yields = YieldInput { how: Yield::Maybe, ty: TokenStream::new(), span };
    Some((drive, yields))
}
