//! What holds for every document that describes the service.

use jsonschema::Validator;
use serde_json::Value;

/// The document is what `validator` says such documents are.
pub fn is_valid(document: &Value, validator: &Validator) {
    let faults: Vec<String> = validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// How many references it has, each of which leads somewhere.
pub fn references(document: &Value) -> usize {
    let mut references = Vec::new();
    collect(document, &mut references);
    for reference in &references {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    references.len()
}

fn collect<'a>(value: &'a Value, references: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| collect(field, references));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}
