//! Commands: a struct of arguments, which is read as a message is; a method that takes it; and, where the command publishes, a node
//! that takes what it gives onto the channels.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse_quote;
use syn::spanned::Spanned;

use super::offload::collected;
use super::{Returned, outputs};
use crate::diag::Sink;
use crate::expand::message;
use crate::model::{ChannelSet, Command, Drive, Keeps, Node, Place};
use crate::names;
use crate::parse::channels::is_named;
use crate::parse::message::{Body, FieldInput, MessageInput};
use crate::parse::node::{CommandInput, CommandParam, ModuleImpl};

pub(super) struct Expanded {
    /// Methods of the module.
    pub(super) methods: TokenStream,
    /// The struct of arguments, and the method that takes it.
    pub(super) arguments: TokenStream,
    pub(super) described: Command,
    pub(super) node: Option<Node>,
}

/// The hidden name of the method that runs a command.
pub(crate) fn runner_name(command: &Ident) -> Ident {
    format_ident!("__command_{}", names::text(command), span = command.span())
}

/// Command number `places.0` of the module, whose node, if it publishes, is number `places.1`.
pub(super) fn expand(
    module: &ModuleImpl,
    command: &CommandInput,
    places: (usize, usize),
    set: &ChannelSet,
    sink: &mut Sink,
) -> Option<Expanded> {
    let CommandInput { shell, doc, publishes, yields, .. } = command;
    let name = &shell.sig.ident;
    let mut methods = TokenStream::new();
    let (publishes, givens) = outputs(module, &Returned { kind: "command", name, yields, publishes }, set, None, &mut methods, sink)?;
    let values: Vec<Ident> = (0..givens.len()).map(|place| format_ident!("v{place}")).collect();
    let (types, converted): (Vec<_>, Vec<_>) = givens.iter().zip(&values).map(|(given, value)| collected(given, value)).unzip();
    let arguments = arguments(module, command, places.0, &Published { types, values, converted });
    let place = Place::of(name.span());
    let described = Command { name: name.clone(), place: place.clone(), doc: doc.clone(), node: None };
    if publishes.is_empty() {
        return Some(Expanded { methods, arguments, described, node: None });
    }
    let node = Node {
        name: name.clone(),
        place,
        drive: Drive::Command,
        fallible: false,
        keeps: Keeps::Nothing,
        offload: false,
        reads: Vec::new(),
        publishes,
        fields: Vec::new(),
    };
    let described = Command { node: Some(places.1), ..described };
    Some(Expanded { methods, arguments, described, node: Some(node) })
}

/// What a command gives its channels.
struct Published {
    types: Vec<TokenStream>,
    values: Vec<Ident>,
    /// The values in the types of the channels.
    converted: Vec<TokenStream>,
}

/// The struct of arguments, how it is known to be that, and the method that takes it.
fn arguments(module: &ModuleImpl, command: &CommandInput, place: usize, published: &Published) -> TokenStream {
    let CommandInput { shell, params, .. } = command;
    let (self_ty, place) = (&module.self_ty, Literal::usize_unsuffixed(place));
    let name = struct_name(&module.name, &shell.sig.ident);
    let fields: Vec<&FieldInput> = params
        .iter()
        .filter_map(|param| match param {
            CommandParam::Argument(field) => Some(&**field),
            CommandParam::Now => None,
        })
        .collect();
    let (idents, types): (Vec<_>, Vec<_>) = fields.iter().map(|field| (&field.ident, &field.ty)).unzip();
    let message = message::expand(MessageInput {
        item: parse_quote!(pub struct #name { #(#idents: #types),* }),
        doc: format!("The arguments of `{}`", names::text(&shell.sig.ident)),
        body: Body::Struct(fields.into_iter().cloned().collect()),
        before: None,
        validate: None,
    });
    let runner = runner(command, &name, published);
    let answer = answer_schema(command);
    quote! {
        #[allow(clippy::all, clippy::pedantic, private_interfaces, unused_variables, unused_imports, clippy::allow_attributes_without_reason)]
        const _: () = {
            #message
            impl ::gateway_runtime::__support::CommandAt<#place> for #self_ty {
                type Arguments = #name;
                fn validator() -> &'static ::gateway_runtime::__support::Validators {
                    static VALIDATOR: ::gateway_runtime::__support::Validators = ::gateway_runtime::__support::Validators::new();
                    &VALIDATOR
                }
                fn answer(definitions: &mut ::gateway_runtime::__support::Definitions) -> ::gateway_runtime::__support::Json { #answer }
            }
            impl #self_ty { #runner }
        };
    }
}

/// The name of the struct: `MatcherSetLimit` for `set_limit` of `Matcher`.
fn struct_name(module: &Ident, command: &Ident) -> Ident {
    let command = names::text(command);
    let words = command.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    Ident::new(&format!("{}{}", names::text(module), words.collect::<String>()), Span::call_site())
}

/// The method that takes the arguments apart and calls the user's.
fn runner(command: &CommandInput, arguments: &Ident, published: &Published) -> TokenStream {
    let CommandInput { shell, params, answer, fallible, output, .. } = command;
    let method = &shell.sig.ident;
    let runner = runner_name(method);
    let given = params.iter().map(|param| match param {
        CommandParam::Now => quote!(now),
        CommandParam::Argument(field) => {
            let ident = &field.ident;
            quote!(arguments.#ident)
        }
    });
    let Published { types, values, converted } = published;
    let (published, converted) = match types.len() {
        1 => (quote!(#(#types)*), quote!(#(#converted)*)),
        _ => (quote!((#(#types),*)), quote!((#(#converted),*))),
    };
    let answered = answer.as_ref().map(|_| format_ident!("answer"));
    let parts: Vec<&Ident> = answered.iter().chain(values).collect();
    let pattern = match parts.as_slice() {
        [] => quote!(_nothing),
        [part] => quote!(#part),
        parts => quote!((#(#parts),*)),
    };
    let answer = match answer {
        Some(ty) if is_named(ty, "Duration") => quote_spanned!(ty.span()=> ::gateway_runtime::__support::answer(answer.as_secs_f64())),
        Some(ty) => quote_spanned!(ty.span()=> ::gateway_runtime::__support::answer::<#ty>(answer)),
        None => quote!(::gateway_runtime::__support::answer(())),
    };
    let call = quote_spanned!(*output=> self.#method(#(#given),*));
    let code = if *fallible {
        quote! {
            match #call {
                ::core::result::Result::Ok(#pattern) => ::core::result::Result::Ok((#answer, #converted)),
                ::core::result::Result::Err(error) => ::core::result::Result::Err(::std::string::ToString::to_string(&error)),
            }
        }
    } else {
        quote!(let #pattern = #call; ::core::result::Result::Ok((#answer, #converted)))
    };
    quote! {
        #[doc(hidden)]
        pub fn #runner(
            &mut self,
            arguments: #arguments,
            now: ::gateway_runtime::Timestamp,
        ) -> ::core::result::Result<(::gateway_runtime::__support::Answer, #published), ::std::string::String> {
            #code
        }
    }
}

/// The schema of what the caller is told. Types without a schema may be answers too: then it says nothing of the value.
fn answer_schema(command: &CommandInput) -> TokenStream {
    match &command.answer {
        None => quote!(::gateway_runtime::__support::no_answer()),
        Some(ty) => quote_spanned! {ty.span()=>
            {
                use ::gateway_runtime::__support::{AnySchema as _, TypeSchema as _};
                (&::gateway_runtime::__support::SchemaOf::<#ty>::NEW).schema_of(definitions)
            }
        },
    }
}
