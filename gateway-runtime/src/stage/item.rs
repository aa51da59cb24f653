//! A staged value, with the id and the time that its tick will have.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::channel::{Stamp, is_object, serialize_beside};
use crate::message::{Definitions, Message, Schema};
use crate::{TickId, Timestamp};

/// A value that is staged: a message, and the id and time that it keeps when it is released.
///
/// ```
/// use gateway_runtime::{Staged, TickId, Timestamp};
///
/// // It gets an id and a time when it is staged, unless it has them.
/// let new = Staged::from(1.5);
/// let known = Staged { id: Some(TickId::client("a")), timestamp: Some(Timestamp::EPOCH), message: 1.5 };
/// # assert_eq!(new.message, known.message);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged<T> {
    /// Its id. One in an event has one.
    pub id: Option<TickId>,
    /// Its time. One in an event has one.
    pub timestamp: Option<Timestamp>,
    /// The message.
    pub message: T,
}

impl<T> From<T> for Staged<T> {
    fn from(message: T) -> Self {
        Self { id: None, timestamp: None, message }
    }
}

impl<T> Staged<T> {
    /// With its stamp.
    pub(super) fn stamped(stamp: &Stamp, message: T) -> Self {
        Self { id: Some(stamp.id.clone()), timestamp: Some(stamp.time), message }
    }
}

/// As a tick: `id` and `timestamp` beside the fields of the message.
impl<T: Message> Serialize for Staged<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_beside(self.id.as_ref(), self.timestamp, &self.message, serializer)
    }
}

impl<'de, T: Message> Deserialize<'de> for Staged<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let Value::Object(mut fields) = value else {
            return serde_json::from_value::<T>(value).map(<Self as From<T>>::from).map_err(D::Error::custom);
        };
        let id = match fields.shift_remove("id") {
            None | Some(Value::Null) => None,
            Some(Value::String(id)) => Some(TickId::client(&id)),
            Some(Value::Number(id)) => Some(TickId::client(&id.to_string())),
            Some(_) => return Err(D::Error::custom("the id of a staged value is a text")),
        };
        let timestamp = fields.shift_remove("timestamp").filter(|time| !time.is_null());
        let timestamp = timestamp.map(serde_json::from_value).transpose().map_err(D::Error::custom)?;
        let message = if is_under_value::<T>(&fields) { fields.remove("value").unwrap_or_default() } else { Value::Object(fields) };
        let message = serde_json::from_value(message).map_err(D::Error::custom)?;
        Ok(Self { id, timestamp, message })
    }
}

/// Whether a message that is no object stands under `value`.
fn is_under_value<T: Schema>(fields: &Map<String, Value>) -> bool {
    fields.len() == 1 && fields.contains_key("value") && !is_object::<T>()
}

impl<T: Message> Schema for Staged<T> {
    const CONSTRAINED: bool = T::CONSTRAINED;

    fn schema(definitions: &mut Definitions) -> Value {
        let message = T::schema(definitions);
        let plain = definitions.resolve(&message).clone();
        with_stamp(&plain).unwrap_or_else(|| {
            let under_value = json!({ "type": "object", "properties": { "value": message }, "required": ["value"] });
            json!({ "anyOf": [message, with_stamp(&under_value)] })
        })
    }
}

/// The schema of an object, or of each of its variants, with an id and a time. `None` if it is none.
fn with_stamp(object: &Value) -> Option<Value> {
    let mut schema = object.clone();
    if let Some(variants) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        for variant in variants {
            *variant = with_stamp(variant)?;
        }
        return Some(schema);
    }
    if object["type"] != "object" {
        // What may be anything may have them too.
        return object.as_object().filter(|schema| schema.is_empty()).map(|_| json!({}));
    }
    let mut properties = Map::new();
    properties.insert("id".to_owned(), json!({ "type": ["string", "number", "null"] }));
    properties.insert("timestamp".to_owned(), json!({ "type": ["string", "number", "null"], "format": "date-time" }));
    properties.extend(object["properties"].as_object().cloned().unwrap_or_default());
    schema["properties"] = properties.into();
    Some(schema)
}
