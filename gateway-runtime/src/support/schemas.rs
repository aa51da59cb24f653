//! Schemas of messages and settings, and the defaults of these.

use std::any::type_name;
use std::marker::PhantomData;

use super::{Definitions, FieldSchema, Json, Schema, VariantSchema};
use crate::message;

/// The type of a setting. If it has a schema, [`TypeSchema`] gives that one, else [`AnySchema`] one that allows everything:
/// a method by value goes before one by reference.
#[derive(Debug)]
pub struct SchemaOf<T>(PhantomData<fn() -> T>);

impl<T> SchemaOf<T> {
    /// The type.
    pub const NEW: Self = Self(PhantomData);
}

/// For types with a schema.
pub trait TypeSchema {
    /// The schema.
    fn schema_of(&self, definitions: &mut Definitions) -> Json;
}

impl<T: Schema> TypeSchema for SchemaOf<T> {
    fn schema_of(&self, definitions: &mut Definitions) -> Json {
        T::schema(definitions)
    }
}

/// For all other types.
pub trait AnySchema {
    /// A schema that allows everything.
    fn schema_of(&self, definitions: &mut Definitions) -> Json;
}

impl<T> AnySchema for &SchemaOf<T> {
    fn schema_of(&self, _: &mut Definitions) -> Json {
        serde_json::json!({})
    }
}

/// The default of a setting, which may or may not be written as JSON: as with [`SchemaOf`].
#[derive(Debug)]
pub struct DefaultOf<T>(pub T);

/// For defaults that can be written.
pub trait JsonDefault {
    /// The default.
    fn json(&self) -> Option<Json>;
}

impl<T: serde::Serialize> JsonDefault for DefaultOf<T> {
    fn json(&self) -> Option<Json> {
        serde_json::to_value(&self.0).ok()
    }
}

/// For all others.
pub trait AnyDefault {
    /// Nothing.
    fn json(&self) -> Option<Json>;
}

impl<T> AnyDefault for &DefaultOf<T> {
    fn json(&self) -> Option<Json> {
        None
    }
}

/// The default of a span of time, in seconds.
pub fn span_default(span: std::time::Duration) -> Option<Json> {
    Some(span.as_secs_f64().into())
}

/// The schema of a struct.
pub fn object_schema<T>(definitions: &mut Definitions, name: &str, doc: &str, fields: &[FieldSchema]) -> Json {
    definitions.define(name, type_name::<T>(), |definitions| message::object_schema(doc, fields, definitions))
}

/// The schema of an enum without fields.
pub fn enum_schema<T>(definitions: &mut Definitions, name: &str, doc: &str, names: &[&str]) -> Json {
    definitions.define(name, type_name::<T>(), |_| message::unit_enum_schema(doc, names))
}

/// The schema of an enum with fields.
pub fn tagged_schema<T>(definitions: &mut Definitions, name: &str, doc: &str, variants: &[VariantSchema]) -> Json {
    definitions.define(name, type_name::<T>(), |definitions| message::tagged_schema(doc, variants, definitions))
}
