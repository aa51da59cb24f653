//! `#[module] struct`: the configuration and the state of a module.

use proc_macro2::Ident;
use syn::{Expr, Fields, ItemStruct, Type};

use super::args::{Args, Value};
use crate::diag::Sink;

/// The struct of a module as declared.
pub(crate) struct ModuleStruct {
    /// The struct, without the attributes that are ours.
    pub(crate) item: ItemStruct,
    pub(crate) fields: Vec<Field>,
}

/// One field.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) kind: FieldKind,
}

pub(crate) enum FieldKind {
    /// Read from configuration.
    Config(Default),
    /// Begins with the default of its type.
    State,
}

pub(crate) enum Default {
    /// The setting must be there.
    None,
    /// That of the type.
    OfType,
    Value(Box<Expr>),
}

pub(crate) fn parse(item: ItemStruct, sink: &mut Sink) -> Option<ModuleStruct> {
    let mut item = item;
    if !item.generics.params.is_empty() {
        sink.error_at(&item.generics, "a module has no generic parameters: the graph is fixed at compile time");
    }
    let mut fields = Vec::new();
    match &mut item.fields {
        Fields::Named(named) => {
            for field in &mut named.named {
                fields.extend(parse_field(field, sink));
            }
        }
        Fields::Unit => {}
        Fields::Unnamed(_) => {
            sink.error_at(&item.ident, "a module has named fields: each is a setting, or state");
            return None;
        }
    }
    Some(ModuleStruct { item, fields })
}

fn parse_field(field: &mut syn::Field, sink: &mut Sink) -> Option<Field> {
    let ident = field.ident.clone()?;
    let config = super::take_attrs(&mut field.attrs, "config");
    let state = super::take_attrs(&mut field.attrs, "state");
    if let (Some(state), false) = (state.first(), config.is_empty()) {
        sink.error_at(state, format_args!("field `{ident}` is either a setting, `#[config]`, or state, `#[state]`"));
    }
    let kind = if state.is_empty() {
        let mut args = Args::of("config", &config, sink);
        let default = match args.take("default", sink).map(|arg| arg.value) {
            None => Default::None,
            Some(Value::Assigned(value)) => Default::Value(value),
            Some(_) => Default::OfType,
        };
        args.finish(&["default"], sink);
        FieldKind::Config(default)
    } else {
        Args::of("state", &state, sink).finish(&[], sink);
        FieldKind::State
    };
    Some(Field { ident, ty: field.ty.clone(), kind })
}
