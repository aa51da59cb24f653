//! JSON Schemas of messages and of the types of their fields.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::columns::{self, ColumnType};
use crate::Timestamp;

/// A type that has a JSON Schema (dialect 2020-12), as fields of messages must.
///
/// `#[message]` implements it for structs and enums; numbers, text, collections, [`Timestamp`], `Duration`,
/// `jiff` dates and `serde_json::Value` have it too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a message",
    label = "has no JSON Schema",
    note = "annotate the declaration of `{Self}` with `#[message]`"
)]
pub trait Schema {
    /// The schema of this type; named types put theirs into `definitions` and return a reference.
    fn schema(definitions: &mut Definitions) -> Value;

    /// Whether values from outside must be held against the schema, because it says more than the Rust type.
    const CONSTRAINED: bool = false;

    /// The column in which values of this type stand in tables. A type of your own that says nothing is a column of text,
    /// numbers or truth values if its schema is one of these, and of JSON otherwise.
    fn column() -> ColumnType {
        columns::by_schema(&Self::schema(&mut Definitions::default()))
    }
}

/// The named schemas of an application, by name.
#[derive(Debug, Default, Clone)]
pub struct Definitions {
    schemas: BTreeMap<String, Value>,
    /// The Rust type behind each name, to tell two types of one name apart.
    types: HashMap<String, &'static str>,
}

impl Definitions {
    /// Where references point: `#/components/schemas/`, as in `OpenAPI`.
    pub const PREFIX: &'static str = "#/components/schemas/";

    /// Adds the schema of type `rust_type` under `name`, unless it is there, and returns a reference to it.
    ///
    /// A second type of the same name gets a number after its name.
    pub fn define(&mut self, name: &str, rust_type: &'static str, schema: impl FnOnce(&mut Self) -> Value) -> Value {
        let mut unique = name.to_owned();
        let mut number = 1;
        while self.types.get(&unique).is_some_and(|known| *known != rust_type) {
            number += 1;
            unique = format!("{name}{number}");
        }
        if self.types.insert(unique.clone(), rust_type).is_none() {
            let schema = schema(self);
            self.schemas.insert(unique.clone(), schema);
        }
        json!({ "$ref": format!("{}{unique}", Self::PREFIX) })
    }

    /// The schema that a reference made by [`define`](Self::define) points to.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| self.schemas.get(reference.strip_prefix(Self::PREFIX)?))
            .unwrap_or(schema)
    }

    /// The schema with this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.schemas.get(name)
    }

    /// All schemas, sorted by name.
    pub fn into_schemas(self) -> Map<String, Value> {
        self.schemas.into_iter().collect()
    }
}

/// One field of a message, as `#[message]` describes it.
#[derive(Debug, Clone, Copy)]
pub struct FieldSchema {
    /// Name on the wire.
    pub name: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// The schema of the field's type.
    pub schema: fn(&mut Definitions) -> Value,
    /// Whether the field must be there.
    pub required: bool,
    /// Constraints as JSON Schema keywords: a JSON object in text form, or nothing.
    pub constraints: &'static str,
}

/// One variant of an enum message.
#[derive(Debug, Clone, Copy)]
pub struct VariantSchema {
    /// Name on the wire.
    pub name: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// Its fields.
    pub fields: &'static [FieldSchema],
}

/// The schema of a struct with named fields.
pub(crate) fn object_schema(doc: &str, fields: &[FieldSchema], definitions: &mut Definitions) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        let mut schema = (field.schema)(definitions);
        if !field.constraints.is_empty()
            && let Ok(Value::Object(constraints)) = serde_json::from_str(field.constraints)
            && let Value::Object(schema) = &mut schema
        {
            schema.extend(constraints);
        }
        describe(&mut schema, field.doc);
        properties.insert(field.name.to_owned(), schema);
        if field.required {
            required.push(Value::from(field.name));
        }
    }
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = Value::Array(required);
    }
    describe(&mut schema, doc);
    schema
}

/// Whether what fits the schema may be a JSON object.
pub(crate) fn is_object_schema(schema: &Value) -> bool {
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|kind| kind == "object"),
        kind => kind.is_null() || kind == "object",
    }
}

/// The schema of an enum of unit variants: one of some texts.
pub(crate) fn unit_enum_schema(doc: &str, names: &[&str]) -> Value {
    let mut schema = json!({ "type": "string", "enum": names });
    describe(&mut schema, doc);
    schema
}

/// The schema of an enum whose variants have fields: an object with the variant's name under `type`.
pub(crate) fn tagged_schema(doc: &str, variants: &[VariantSchema], definitions: &mut Definitions) -> Value {
    let one_of: Vec<Value> = variants
        .iter()
        .map(|variant| {
            let mut schema = object_schema(variant.doc, variant.fields, definitions);
            schema["properties"]["type"] = json!({ "const": variant.name });
            match schema.get_mut("required").and_then(Value::as_array_mut) {
                Some(required) => required.insert(0, "type".into()),
                None => schema["required"] = json!(["type"]),
            }
            schema
        })
        .collect();
    let mut schema = json!({ "oneOf": one_of });
    describe(&mut schema, doc);
    schema
}

fn describe(schema: &mut Value, doc: &str) {
    if !doc.is_empty() {
        schema["description"] = doc.into();
    }
}

macro_rules! schemas {
    ($($type:ty => $column:ident, $schema:expr;)*) => {
        $(impl Schema for $type {
            fn schema(_: &mut Definitions) -> Value {
                $schema
            }

            fn column() -> ColumnType {
                ColumnType::$column
            }
        })*
    };
}

schemas! {
    bool => Boolean, json!({ "type": "boolean" });
    i8 => Int8, integer(i8::MIN, i8::MAX);
    i16 => Int16, integer(i16::MIN, i16::MAX);
    i32 => Int32, integer(i32::MIN, i32::MAX);
    i64 => Int64, json!({ "type": "integer", "format": "int64" });
    isize => Int64, json!({ "type": "integer", "format": "int64" });
    u8 => UInt8, integer(u8::MIN, u8::MAX);
    u16 => UInt16, integer(u16::MIN, u16::MAX);
    u32 => UInt32, integer(u32::MIN, u32::MAX);
    u64 => UInt64, json!({ "type": "integer", "format": "uint64", "minimum": 0 });
    usize => UInt64, json!({ "type": "integer", "format": "uint64", "minimum": 0 });
    f32 => Float32, number();
    f64 => Float64, number();
    String => Text, json!({ "type": "string" });
    char => Text, json!({ "type": "string", "minLength": 1, "maxLength": 1 });
    Timestamp => Timestamp, json!({ "type": "string", "format": "date-time" });
    jiff::civil::Date => Date, json!({ "type": "string", "format": "date" });
    jiff::civil::Time => Time, json!({ "type": "string", "format": "time" });
    Duration => Duration, json!({ "type": "number", "description": "seconds" });
    Value => Json, json!({});
}

fn integer(minimum: impl Into<i64>, maximum: impl Into<i64>) -> Value {
    json!({ "type": "integer", "minimum": minimum.into(), "maximum": maximum.into() })
}

/// JSON has no infinities and no NaN: they are written as `null`.
fn number() -> Value {
    json!({ "type": "number" })
}

impl<T: Schema> Schema for Option<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "anyOf": [T::schema(definitions), { "type": "null" }] })
    }
    const CONSTRAINED: bool = T::CONSTRAINED;

    fn column() -> ColumnType {
        T::column().optional()
    }
}

impl<T: Schema> Schema for Vec<T> {
    const CONSTRAINED: bool = T::CONSTRAINED;

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions) })
    }

    fn column() -> ColumnType {
        ColumnType::List(Box::new(T::column()))
    }
}

impl<T: Schema, const N: usize> Schema for [T; N] {
    const CONSTRAINED: bool = T::CONSTRAINED;

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions), "minItems": N, "maxItems": N })
    }

    fn column() -> ColumnType {
        ColumnType::List(Box::new(T::column()))
    }
}

impl<T: Schema> Schema for BTreeSet<T> {
    /// A set in JSON must not hold an element twice.
    const CONSTRAINED: bool = true;

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions), "uniqueItems": true })
    }

    fn column() -> ColumnType {
        ColumnType::List(Box::new(T::column()))
    }
}

impl<T: Schema, S> Schema for HashSet<T, S> {
    const CONSTRAINED: bool = true;

    fn schema(definitions: &mut Definitions) -> Value {
        BTreeSet::<T>::schema(definitions)
    }

    fn column() -> ColumnType {
        BTreeSet::<T>::column()
    }
}

impl<T: Schema> Schema for BTreeMap<String, T> {
    const CONSTRAINED: bool = T::CONSTRAINED;

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "object", "additionalProperties": T::schema(definitions) })
    }

    fn column() -> ColumnType {
        ColumnType::Map(Box::new(T::column()))
    }
}

impl<T: Schema, S> Schema for HashMap<String, T, S> {
    const CONSTRAINED: bool = T::CONSTRAINED;

    fn schema(definitions: &mut Definitions) -> Value {
        BTreeMap::<String, T>::schema(definitions)
    }

    fn column() -> ColumnType {
        BTreeMap::<String, T>::column()
    }
}

impl<T: Schema + ?Sized> Schema for Box<T> {
    const CONSTRAINED: bool = T::CONSTRAINED;

    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }

    fn column() -> ColumnType {
        T::column()
    }
}

impl<T: Schema + ?Sized> Schema for Arc<T> {
    const CONSTRAINED: bool = T::CONSTRAINED;

    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }

    fn column() -> ColumnType {
        T::column()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_types_of_one_name_stay_apart() {
        let mut definitions = Definitions::default();
        let first = definitions.define("Order", "a::Order", |_| json!({ "title": "a" }));
        let second = definitions.define("Order", "b::Order", |_| json!({ "title": "b" }));
        assert_eq!(definitions.define("Order", "a::Order", |_| unreachable!()), first);
        assert_eq!(definitions.resolve(&second), &json!({ "title": "b" }));
        assert_ne!(first, second);
    }

    #[test]
    fn a_type_that_contains_itself_is_defined_once() {
        let mut definitions = Definitions::default();
        let node = definitions.define("Node", "Node", |definitions| {
            let child = definitions.define("Node", "Node", |_| unreachable!());
            json!({ "properties": { "next": child } })
        });
        assert_eq!(definitions.resolve(&node)["properties"]["next"], node);
    }

    #[test]
    fn constraints_and_docs_stand_beside_the_type() {
        let fields = [FieldSchema { name: "x", doc: "How many.", schema: u8::schema, required: true, constraints: r#"{"minimum":1}"# }];
        let schema = object_schema("", &fields, &mut Definitions::default());
        assert_eq!(
            schema,
            json!({
                "type": "object",
                "properties": { "x": { "type": "integer", "minimum": 1, "maximum": 255, "description": "How many." } },
                "additionalProperties": false,
                "required": ["x"],
            })
        );
    }
}
