//! A Python module with a class for each message, so that csp-gateway's client can answer with them.
//!
//! The client imports the class that an operation of the document names. The setting `python_module` says in which module
//! it stands; the command `python-types` prints that module.

use std::fmt::Write;

use gateway_runtime::mount::Description;
use serde_json::Value;

use super::schemas::{Schemas, referred};
use crate::shown::Shown;

/// What every such module begins with.
const HEAD: &str = "\
\"\"\"The messages of a gateway: made by its command `python-types`.\"\"\"

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Literal

from csp_gateway import GatewayStruct
from pydantic import BaseModel
";

/// The module for the messages of all channels.
pub(crate) fn module(app: &Description<'_>) -> String {
    let mut schemas = Schemas::default();
    let ticks: Vec<String> = Shown::all(app).iter().filter_map(|channel| schemas.wire(channel).message).collect();
    let mut module = Module { schemas: &schemas, ticks: &ticks, text: HEAD.to_owned(), made: Vec::new() };
    for name in &ticks {
        module.class(name);
    }
    module.text
}

struct Module<'a> {
    schemas: &'a Schemas,
    /// The messages that tick: they have an id and a time.
    ticks: &'a [String],
    text: String,
    made: Vec<String>,
}

impl Module<'_> {
    /// Writes the class of a message, after those of what it contains.
    fn class(&mut self, name: &str) {
        if self.made.iter().any(|made| made == name) {
            return;
        }
        self.made.push(name.to_owned());
        let schema = self.schemas.named(name).clone();
        // Writing to a text cannot fail.
        let Some(properties) = schema["properties"].as_object() else {
            let hint = self.hint(&schema);
            let _ = writeln!(self.text, "\n\n{name} = {hint}");
            return;
        };
        let fields: Vec<(&String, String)> = properties.iter().map(|(field, schema)| (field, self.hint(schema))).collect();
        let base = if self.ticks.iter().any(|tick| tick == name) { "GatewayStruct" } else { "BaseModel" };
        let _ = writeln!(self.text, "\n\nclass {name}({base}):");
        for (field, hint) in &fields {
            let _ = writeln!(self.text, "    {field}: {hint}");
        }
        if fields.is_empty() {
            self.text += "    pass\n";
        }
    }

    /// The type hint of a schema.
    fn hint(&mut self, schema: &Value) -> String {
        if let Some(name) = referred(schema) {
            self.class(name);
            return name.to_owned();
        }
        if let Some(texts) = schema["enum"].as_array() {
            return format!("Literal{}", Value::from(texts.clone()));
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            let choices: Vec<String> = choices.iter().map(|choice| self.hint(choice)).collect();
            return choices.join(" | ");
        }
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("string"), Some("date-time")) => "datetime".to_owned(),
            (Some("string"), Some("date")) => "date".to_owned(),
            (Some("string"), Some("time")) => "time".to_owned(),
            (Some("string"), _) => "str".to_owned(),
            (Some("integer"), _) => "int".to_owned(),
            (Some("number"), _) => "float".to_owned(),
            (Some("boolean"), _) => "bool".to_owned(),
            (Some("null"), _) => "None".to_owned(),
            (Some("array"), _) => format!("list[{}]", self.hint(&schema["items"])),
            (Some("object"), _) if schema["additionalProperties"].is_object() => {
                format!("dict[str, {}]", self.hint(&schema["additionalProperties"]))
            }
            _ => "Any".to_owned(),
        }
    }
}
