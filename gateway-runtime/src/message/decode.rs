//! Reading a message from JSON that comes from outside.
//!
//! A good value is read by serde alone. Only when that fails, or when the type has constraints, is the value
//! held against the JSON Schema, which finds every fault at once.

use std::sync::OnceLock;

use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde::Serialize;
use serde::de::value::MapDeserializer;
use serde_json::{Map, Value, json};

use super::{Definitions, Invalid, Message};
use crate::channel::ENOUGH_PROBLEMS;

/// One step of the way to a fault: a field's name or an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Location {
    /// A field, or a part of the request such as `body`.
    Field(String),
    /// A place in a list.
    Index(usize),
}

/// One fault of a value that came from outside, in the form that `FastAPI` and pydantic gave to such reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// The kind of fault, such as `missing` or `int_type`: pydantic's word where it has one.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Where it is.
    pub loc: Vec<Location>,
    /// What is wrong, as a sentence.
    pub msg: String,
    /// The value at fault.
    pub input: Value,
    /// Facts about the fault, such as the limit that was passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ctx: Option<Value>,
}

impl Problem {
    /// A fault of the kind `kind` in `input`, at a place that [`under`](Self::under) fills in.
    pub fn new(kind: &'static str, msg: impl Into<String>, input: &Value) -> Self {
        Self { kind, loc: Vec::new(), msg: msg.into(), input: input.clone(), ctx: None }
    }

    /// The same fault, seen from further outside.
    #[must_use]
    pub fn under(mut self, outer: &[Location]) -> Self {
        self.loc.splice(0..0, outer.iter().cloned());
        self
    }

    #[must_use]
    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.ctx = Some(json!({ name: value.into() }));
        self
    }
}

impl From<&str> for Location {
    fn from(field: &str) -> Self {
        Self::Field(field.to_owned())
    }
}

impl From<usize> for Location {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// Reads a message from an object in which the id of its tick may stand too. `None` if it is no good one, or more has to be done with
/// it: see [`decode`].
pub(crate) fn decode_good<T: Message>(object: &Map<String, Value>) -> Option<T> {
    if T::HAS_BEFORE || T::CONSTRAINED {
        return None;
    }
    let fields = object.iter().filter(|(name, _)| *name != "id").map(|(name, value)| (name.as_str(), value));
    let message = T::deserialize(MapDeserializer::<_, serde_json::Error>::new(fields)).ok()?;
    message.validate().ok().map(|()| message)
}

/// Reads a message, or says everything that is wrong with it.
///
/// `validator` keeps the compiled schema of `T` between calls.
pub(crate) fn decode<T: Message>(value: &Value, validator: &OnceLock<Option<Validator>>) -> Result<T, Vec<Problem>> {
    if !T::HAS_BEFORE {
        return read(value, validator);
    }
    match T::before(value.clone()) {
        Ok(value) => read(&value, validator),
        Err(invalid) => Err(vec![of_user(&invalid, value)]),
    }
}

fn read<T: Message>(value: &Value, validator: &OnceLock<Option<Validator>>) -> Result<T, Vec<Problem>> {
    match T::deserialize(value) {
        Ok(message) => {
            let found = if T::CONSTRAINED { faults::<T>(value, validator) } else { Vec::new() };
            if !found.is_empty() && !is_in_another_form(&message, &found, validator) {
                return Err(found);
            }
            message.validate().map(|()| message).map_err(|invalid| vec![of_user(&invalid, value)])
        }
        // Read once more, to see where the fault is.
        Err(_) => serde_path_to_error::deserialize::<_, T>(value).map_err(|error| {
            let found = faults::<T>(value, validator);
            if found.is_empty() { vec![of_serde(&error, value)] } else { found }
        }),
    }
}

/// Whether a message that was read has these faults only because times and spans of time came in another form than they are written in,
/// such as seconds since the epoch.
fn is_in_another_form<T: Message>(message: &T, found: &[Problem], validator: &OnceLock<Option<Validator>>) -> bool {
    if !found.iter().all(|problem| matches!(problem.kind, "string_type" | "float_type")) {
        return false;
    }
    let Ok(written) = serde_json::to_value(message) else { return false };
    let left = faults::<T>(&written, validator);
    !found.iter().any(|problem| left.iter().any(|left| left.loc == problem.loc))
}

/// Holds a value against constraints: JSON Schema keywords, as the text of a JSON object. The first fault as a sentence.
pub(crate) fn check(constraints: &str, value: &Value) -> Result<(), String> {
    let unusable = |error: &dyn std::fmt::Display| format!("its constraints cannot be checked: {error}");
    let schema: Value = serde_json::from_str(constraints).map_err(|error| unusable(&error))?;
    let validator = jsonschema::draft202012::options().build(&schema).map_err(|error| unusable(&error))?;
    let fault = validator.iter_errors(value).flat_map(|error| of_schema(&error)).next();
    fault.map_or(Ok(()), |problem| Err(problem.msg))
}

/// Everything that the schema of `T` finds wrong.
pub(super) fn faults<T: Message>(value: &Value, validator: &OnceLock<Option<Validator>>) -> Vec<Problem> {
    validator.get_or_init(|| compile::<T>().ok()).as_ref().map_or_else(Vec::new, |validator| faults_of(validator, value))
}

/// Everything that a compiled schema finds wrong.
pub(crate) fn faults_of(validator: &Validator, value: &Value) -> Vec<Problem> {
    let found = validator.iter_errors(value).flat_map(|error| of_schema(&error));
    // One fault for each place: a text is neither an integer nor above a minimum, but wrong once.
    let mut first: Vec<Problem> = Vec::new();
    for problem in found {
        // Who sends a hundred thousand faults need not be told of each, and comparing them all would take its time.
        if first.len() > ENOUGH_PROBLEMS {
            break;
        }
        if !first.iter().any(|known| known.loc == problem.loc) {
            first.push(problem);
        }
    }
    first
}

/// Compiles a schema that a user wrote, not the compiler. The text of an error says what is wrong with it.
pub(crate) fn compile_schema(schema: &Value) -> Result<Validator, String> {
    jsonschema::draft202012::options().should_validate_formats(true).build(schema).map_err(|error| error.to_string())
}

/// A fault that the user's own check found.
pub(super) fn of_user(invalid: &Invalid, value: &Value) -> Problem {
    let loc: Vec<Location> = invalid.field.map(Location::from).into_iter().collect();
    let input = invalid.field.and_then(|field| value.get(field)).unwrap_or(value);
    Problem::new("value_error", format!("Value error, {}", invalid.reason), input).under(&loc)
}

fn compile<T: Message>() -> Result<Validator, jsonschema::ValidationError<'static>> {
    let mut definitions = Definitions::default();
    let root = T::schema(&mut definitions);
    let document = json!({ "allOf": [root], "components": { "schemas": definitions.into_schemas() } });
    jsonschema::draft202012::options().should_validate_formats(false).build(&document)
}

/// A fault that serde sees and the schema does not, such as a date that does not exist.
fn of_serde(error: &serde_path_to_error::Error<serde_json::Error>, value: &Value) -> Problem {
    use serde_path_to_error::Segment;
    let mut input = value;
    let mut loc = Vec::new();
    for segment in error.path() {
        match segment {
            Segment::Seq { index } => {
                loc.push(Location::Index(*index));
                input = input.get(index).unwrap_or(&Value::Null);
            }
            Segment::Map { key } => {
                loc.push(Location::Field(key.clone()));
                input = input.get(key).unwrap_or(&Value::Null);
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    Problem::new("value_error", format!("Value error, {}", error.inner()), input).under(&loc)
}

/// Translates a fault that the schema found. One that concerns several fields gives one problem for each.
fn of_schema(error: &jsonschema::ValidationError<'_>) -> Vec<Problem> {
    let loc: Vec<Location> = error
        .instance_path()
        .iter()
        .map(|segment| match segment {
            jsonschema::paths::LocationSegment::Property(name) => Location::Field(name.to_string()),
            jsonschema::paths::LocationSegment::Index(index) => Location::Index(index),
        })
        .collect();
    let input: &Value = error.instance();
    let found = match error.kind() {
        // An option: what is wrong with its value.
        ValidationErrorKind::AnyOf { context } if is_option(context) => return context[0].iter().flat_map(of_schema).collect(),
        ValidationErrorKind::Required { property } => {
            let field = property.as_str().unwrap_or_default();
            vec![Problem::new("missing", "Field required", input).under(&[Location::from(field)])]
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|field| {
                Problem::new("extra_forbidden", "Extra inputs are not permitted", input.get(field).unwrap_or(&Value::Null))
                    .under(&[Location::from(field.as_str())])
            })
            .collect(),
        ValidationErrorKind::Type { kind } => vec![wrong_type(kind, input)],
        ValidationErrorKind::Enum { options } => {
            let names: Vec<String> = options.as_array().into_iter().flatten().map(|name| name.to_string().replace('"', "'")).collect();
            let expected = either(&names);
            vec![Problem::new("enum", format!("Input should be {expected}"), input).with("expected", expected)]
        }
        ValidationErrorKind::Minimum { limit } => {
            vec![
                Problem::new("greater_than_equal", format!("Input should be greater than or equal to {limit}"), input)
                    .with("ge", limit.clone()),
            ]
        }
        ValidationErrorKind::Maximum { limit } => {
            vec![Problem::new("less_than_equal", format!("Input should be less than or equal to {limit}"), input).with("le", limit.clone())]
        }
        ValidationErrorKind::ExclusiveMinimum { limit } => {
            vec![Problem::new("greater_than", format!("Input should be greater than {limit}"), input).with("gt", limit.clone())]
        }
        ValidationErrorKind::ExclusiveMaximum { limit } => {
            vec![Problem::new("less_than", format!("Input should be less than {limit}"), input).with("lt", limit.clone())]
        }
        ValidationErrorKind::MinLength { limit } => {
            vec![
                Problem::new("string_too_short", format!("String should have at least {limit} characters"), input)
                    .with("min_length", *limit),
            ]
        }
        ValidationErrorKind::MaxLength { limit } => {
            vec![
                Problem::new("string_too_long", format!("String should have at most {limit} characters"), input).with("max_length", *limit),
            ]
        }
        ValidationErrorKind::Pattern { pattern } => {
            vec![
                Problem::new("string_pattern_mismatch", format!("String should match pattern '{pattern}'"), input)
                    .with("pattern", pattern.as_str()),
            ]
        }
        _ => vec![Problem::new("value_error", format!("Value error, {error}"), input)],
    };
    found.into_iter().map(|problem| problem.under(&loc)).collect()
}

/// Whether these are the faults of a value and of `null`.
fn is_option(context: &[Vec<jsonschema::ValidationError<'static>>]) -> bool {
    let is_null = |error: &jsonschema::ValidationError<'_>| matches!(error.kind(), ValidationErrorKind::Type { kind: TypeKind::Single(expected) } if expected.to_string() == "null");
    matches!(context, [value, null] if !value.is_empty() && matches!(null.as_slice(), [error] if is_null(error)))
}

fn wrong_type(kind: &TypeKind, input: &Value) -> Problem {
    let TypeKind::Single(expected) = kind else {
        return Problem::new("value_error", "Value error, the value is of another type", input);
    };
    match (expected.to_string().as_str(), input) {
        ("integer", Value::Number(_)) => {
            Problem::new("int_from_float", "Input should be a valid integer, got a number with a fractional part", input)
        }
        ("integer", _) => Problem::new("int_type", "Input should be a valid integer", input),
        ("number", _) => Problem::new("float_type", "Input should be a valid number", input),
        ("string", _) => Problem::new("string_type", "Input should be a valid string", input),
        ("boolean", _) => Problem::new("bool_type", "Input should be a valid boolean", input),
        ("array", _) => Problem::new("list_type", "Input should be a valid list", input),
        ("object", _) => {
            Problem::new("model_attributes_type", "Input should be a valid dictionary or object to extract fields from", input)
        }
        (other, _) => Problem::new("value_error", format!("Input should be of type {other}"), input),
    }
}

/// `'a', 'b' or 'c'`.
fn either(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [many @ .., last] => format!("{} or {last}", many.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults<T: Message>(value: &Value) -> Vec<(&'static str, String)> {
        let problems = decode::<T>(value, &OnceLock::new()).unwrap_err();
        problems.into_iter().map(|p| (p.kind, p.msg)).collect()
    }

    #[test]
    fn a_good_value_is_read() {
        assert_eq!(decode::<u8>(&json!(7), &OnceLock::new()), Ok(7));
    }

    #[test]
    fn types_and_ranges_have_pydantics_words() {
        assert_eq!(faults::<u8>(&json!("7")), [("int_type", "Input should be a valid integer".to_owned())]);
        assert_eq!(faults::<u8>(&json!(1.5))[0].0, "int_from_float");
        assert_eq!(faults::<u8>(&json!(256)), [("less_than_equal", "Input should be less than or equal to 255".to_owned())]);
        assert_eq!(faults::<String>(&json!(null))[0].0, "string_type");
    }

    #[test]
    fn a_place_has_one_fault() {
        assert_eq!(faults::<u8>(&json!(-0.5)).len(), 1);
    }
}
