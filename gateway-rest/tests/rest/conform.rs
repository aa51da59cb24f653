//! Every answer of these tests is held against the OpenAPI document of its server.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::Answer;

/// The documents of the servers that run, by the address at which they listen.
static DOCUMENTS: LazyLock<Mutex<HashMap<String, Arc<Document>>>> = LazyLock::new(Mutex::default);

/// A document, with what was made of it.
struct Document {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// Reads the document of the server at `base`, if it shows it to everybody, and without TLS.
pub async fn expect(client: &reqwest::Client, base: &str) {
    let Ok(response) = client.get(format!("{base}/openapi.json")).send().await else { return };
    if response.status() == 200 {
        let document = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        let document = Document { document, validators: Mutex::default() };
        DOCUMENTS.lock().unwrap().insert(base.to_owned(), Arc::new(document));
    }
}

/// Panics if the document of the server does not have this answer.
pub fn check(method: &Method, url: &reqwest::Url, answer: &Answer) {
    let base = url.origin().ascii_serialization();
    let Some(document) = DOCUMENTS.lock().unwrap().get(&base).cloned() else { return };
    if let Err(fault) = document.holds(method, url.path(), answer) {
        panic!("{method} {url} gives {}, which is not what the document says: {fault}\n{}", answer.status, answer.text);
    }
}

impl Document {
    fn holds(&self, method: &Method, path: &str, answer: &Answer) -> Result<(), String> {
        // Pages, redirects and names with dashes are not in the document, and neither is what has another method.
        let Some((template, methods)) = self.path(path) else { return Ok(()) };
        let Some(operation) = methods.get(method.as_str().to_ascii_lowercase()) else { return Ok(()) };
        // A slash too many is sent away from anywhere, what the client has already is not sent by any, and a fault of the application's
        // code can happen anywhere.
        if matches!(answer.status, 304 | 307 | 500) {
            return Ok(());
        }
        let status = answer.status.to_string();
        let response = operation["responses"].get(&status).ok_or_else(|| format!("{template} has no such status"))?;
        let response = self.resolve(response);
        let Some(content) = response["content"].as_object() else {
            return if answer.text.is_empty() { Ok(()) } else { Err("it has no body".to_owned()) };
        };
        let content_type = answer.header("content-type").split(';').next().unwrap_or_default();
        let said = content.get(content_type).ok_or_else(|| format!("it has no content `{content_type}`"))?;
        let (said, value) = match content_type {
            "application/json" => (said, answer.json()),
            // Lines are the values of the list that JSON would have.
            "application/x-ndjson" if content.contains_key("application/json") => {
                (&content["application/json"], lines(&answer.text, template))
            }
            _ => return Ok(()),
        };
        let validator = self.validator(&format!("{method} {template} {status}"), &said["schema"]);
        let faults: Vec<String> = validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
    }

    /// The entry whose template fits `path`: its own name goes before one with a part in braces.
    fn path(&self, path: &str) -> Option<(&str, &Value)> {
        let paths = self.document["paths"].as_object().unwrap();
        let exact = paths.get_key_value(path);
        let found = exact.or_else(|| paths.iter().find(|(template, _)| fits(template, path)));
        found.map(|(template, methods)| (template.as_str(), methods))
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let reference = value["$ref"].as_str().and_then(|reference| self.document.pointer(reference.trim_start_matches('#')));
        reference.unwrap_or(value)
    }

    fn validator(&self, name: &str, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let made = validators.entry(name.to_owned()).or_insert_with(|| Arc::new(validator(&self.document, schema)));
        Arc::clone(made)
    }
}

/// Lines as the list that JSON would have. Keys stand there in histories alone.
fn lines(text: &str, template: &str) -> Value {
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")));
    let without_key = |line: Value| match line["data"].as_array() {
        Some(data) if line["key"].is_string() && !template.contains("/history/") => data[0].clone(),
        _ => line,
    };
    lines.map(without_key).collect()
}

/// A schema of the document, ready to hold values against.
pub fn validator(document: &Value, schema: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": document["components"] });
    jsonschema::options().should_validate_formats(true).build(&whole).unwrap()
}

/// Whether `path` is one of those that `template` stands for. The last part in braces takes all that is left.
fn fits(template: &str, path: &str) -> bool {
    let (mut templates, mut parts) = (template.split('/').peekable(), path.split('/'));
    while let Some(template) = templates.next() {
        let Some(part) = parts.next() else { return false };
        if template.starts_with('{') {
            if templates.peek().is_none() {
                return !part.is_empty();
            }
        } else if template != part {
            return false;
        }
    }
    parts.next().is_none()
}

#[test]
fn a_template_stands_for_the_right_paths() {
    assert!(fits("/last/basket/{key}", "/last/basket/a/b"));
    assert!(fits("/lookup/orders/{id}", "/lookup/orders/1"));
    assert!(!fits("/last/basket/{key}", "/last/basket"));
    assert!(!fits("/last/basket/{key}", "/last/basket/"));
    assert!(!fits("/last/{key}/x", "/last/a/y"));
}
