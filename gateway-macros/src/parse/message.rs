//! `#[message] struct` and `#[message] enum`.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Type};

use super::args::Args;
use super::options::{Default, options};
use crate::diag::Sink;
use crate::names;

/// A message as declared.
pub(crate) struct MessageInput {
    /// The item, without the attributes that are ours.
    pub(crate) item: DeriveInput,
    pub(crate) doc: String,
    pub(crate) body: Body,
    /// What makes values from outside uniform before they are read, `before = path`.
    pub(crate) before: Option<Expr>,
    /// The user's own check, `validate = path`.
    pub(crate) validate: Option<Expr>,
}

pub(crate) enum Body {
    Struct(Vec<FieldInput>),
    /// An enum whose variants have no fields.
    Units(Vec<Ident>),
    /// An enum with fields.
    Variants(Vec<VariantInput>),
}

pub(crate) struct VariantInput {
    pub(crate) ident: Ident,
    pub(crate) doc: String,
    pub(crate) fields: Vec<FieldInput>,
}

#[derive(Clone)]
pub(crate) struct FieldInput {
    pub(crate) ident: Ident,
    pub(crate) doc: String,
    pub(crate) ty: Type,
    pub(crate) default: Default,
    /// JSON Schema keywords, as the text of a JSON object, or nothing.
    pub(crate) constraints: String,
}

pub(crate) fn parse(args: TokenStream, item: TokenStream, sink: &mut Sink) -> Option<MessageInput> {
    let mut args = Args::parse("message", args, sink);
    let validate = args.assigned("validate", sink).map(|(_, path)| path);
    let before = args.assigned("before", sink).map(|(_, path)| path);
    args.finish(&["before", "validate"], sink);
    let mut item: DeriveInput = sink.take(syn::parse2(item))?;
    if !item.generics.params.is_empty() {
        sink.error_at(&item.generics, "a message has no generic parameters: every message type has one schema");
    }
    let doc = super::doc(&item.attrs);
    let body = match &mut item.data {
        Data::Struct(data) => match &mut data.fields {
            Fields::Named(fields) => {
                let fields: Vec<FieldInput> = fields.named.iter_mut().filter_map(|field| parse_field(field, sink)).collect();
                reserved(&fields, &["id", "timestamp"], "every tick has one beside its message", sink);
                Body::Struct(fields)
            }
            _ => {
                sink.error_at(&item.ident, "a message has named fields: on the wire it is an object with a name for each value");
                return None;
            }
        },
        Data::Enum(data) => {
            let plain = data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
            let mut variants = Vec::new();
            for variant in &mut data.variants {
                let doc = super::doc(&variant.attrs);
                let fields = match &mut variant.fields {
                    Fields::Unit => Vec::new(),
                    Fields::Named(fields) => fields.named.iter_mut().filter_map(|field| parse_field(field, sink)).collect(),
                    Fields::Unnamed(_) => {
                        sink.error_at(
                            &variant.ident,
                            format_args!(
                                "variant `{}` needs named fields: on the wire it is an object with a name for each value",
                                variant.ident
                            ),
                        );
                        continue;
                    }
                };
                reserved(&fields, &["id", "timestamp"], "every tick has one beside its message", sink);
                // Serde would say so once more, in words of its own.
                if reserved(&fields, &["type"], "it names the variant, beside its fields", sink) {
                    return None;
                }
                variants.push(VariantInput { ident: variant.ident.clone(), doc, fields });
            }
            if plain { Body::Units(variants.into_iter().map(|variant| variant.ident).collect()) } else { Body::Variants(variants) }
        }
        Data::Union(data) => {
            sink.error_at(&data.union_token, "a message is a struct or an enum");
            return None;
        }
    };
    Some(MessageInput { item, doc, body, before, validate })
}

/// Whether some field has one of these names, also where it is written as `r#type`.
fn reserved(fields: &[FieldInput], names: &[&str], why: &str, sink: &mut Sink) -> bool {
    let mut found = false;
    for FieldInput { ident, .. } in fields {
        let name = names::text(ident);
        if names.contains(&name.as_str()) {
            sink.error(ident.span(), format_args!("field `{name}` is reserved: {why}; choose another name"));
            found = true;
        }
    }
    found
}

fn parse_field(field: &mut syn::Field, sink: &mut Sink) -> Option<FieldInput> {
    let attrs: Vec<Attribute> = super::take_attrs(&mut field.attrs, "message");
    let (default, constraints) = options("message", &attrs, sink);
    let ident = field.ident.clone()?;
    Some(FieldInput { ident, doc: super::doc(&field.attrs), ty: field.ty.clone(), default, constraints })
}

/// The place for errors about the whole message.
impl MessageInput {
    pub(crate) fn span(&self) -> Span {
        self.item.ident.span()
    }
}
