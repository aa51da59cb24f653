//! Dynamic channels that configuration declares: an object by their names.

use std::sync::Arc;

use serde_json::{Value, json};

use super::DynamicChannel;
use super::declared::Spec;
use super::outside::Checked;
use crate::channel::AnyChannel;
use crate::config::{ConfigError, Section};

/// Reads what the settings say of the dynamic channels of `family`.
pub(crate) fn read(channels: &[&dyn AnyChannel], family: usize, mut section: Section) -> Result<Vec<Arc<Checked>>, ConfigError> {
    let mut read = Vec::new();
    for name in section.names() {
        let own = section.take(&name)?;
        let path = own.path();
        let spec: Spec = own.read()?;
        let checked = Checked::new(channels, family, DynamicChannel { name, spec }).map_err(|(part, why)| {
            let path = if part.is_empty() { path } else { format!("{path}.{part}") };
            ConfigError::new(path, why)
        })?;
        read.push(Arc::new(checked));
    }
    Ok(read)
}

/// The schema of what configuration can say of them.
pub(crate) fn schema(doc: &str) -> Value {
    let channel = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "schema": { "type": ["object", "boolean"], "description": "The JSON Schema that values from outside must fit" },
            "message": { "type": "string", "description": "Or the message type of its values, one that another channel carries" },
            "send": { "type": "boolean", "default": false, "description": "Whether values may be sent from outside" },
            "doc": { "type": "string", "default": "", "description": "What it is for" },
        },
    });
    let mut schema = json!({ "type": "object", "description": "Dynamic channels, by their names", "additionalProperties": channel });
    if !doc.is_empty() {
        schema["description"] = doc.into();
    }
    schema
}
