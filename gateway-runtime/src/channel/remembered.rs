//! What configuration says of what a channel remembers: the bounds of its states, history and lookup.

use std::num::NonZeroUsize;
use std::time::Duration;

use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value, json};

use super::AnyChannel;
use crate::config::{ConfigError, Section, duration};
use crate::state::Bounds;

/// What configuration says of what one channel remembers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RememberedSettings {
    pub(super) state_keys: Option<NonZeroUsize>,
    #[serde(default, deserialize_with = "bounds")]
    pub(super) history: Option<Bounds>,
    #[serde(default, deserialize_with = "bounds")]
    pub(super) lookup: Option<Bounds>,
}

/// The names of the settings that a channel has of this kind.
pub(super) fn names(channel: &dyn AnyChannel) -> Vec<&'static str> {
    let Some(store) = channel.store() else { return Vec::new() };
    let has = [("state_keys", !store.states().is_empty()), ("history", store.history().is_some()), ("lookup", store.lookup().is_some())];
    has.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect()
}

/// Takes these settings of a channel out of its section.
pub(super) fn take(channel: &dyn AnyChannel, section: &mut Section) -> Result<RememberedSettings, ConfigError> {
    section.split(&names(channel)).read()
}

/// The schemas of these settings, by their names.
pub(super) fn schemas(channel: &dyn AnyChannel) -> Map<String, Value> {
    let schema = |name: &str| {
        if name == "state_keys" {
            return json!({ "type": "integer", "minimum": 1, "description": "How many keys each state has at most" });
        }
        let (rows, age) = (json!({ "type": "integer", "minimum": 1 }), json!({ "type": "string" }));
        let both = json!({ "type": "array", "prefixItems": [rows, age], "minItems": 2, "maxItems": 2 });
        json!({ "anyOf": [rows, age, both], "description": "How many ticks are kept, those of how long a time, or both" })
    };
    names(channel).into_iter().map(|name| (name.to_owned(), schema(name))).collect()
}

/// A span of time as settings write it.
#[derive(Deserialize)]
struct Age(#[serde(deserialize_with = "duration")] Duration);

/// Reads bounds: a number of ticks, a span of time as text, or both in a list.
fn bounds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Bounds>, D::Error> {
    let wrong =
        || de::Error::custom("write a number of ticks, a span of time such as \"10m\", or both: [100000, \"10m\"]; neither may be zero");
    let rows = |value: &Value| value.as_u64().and_then(|rows| usize::try_from(rows).ok()).filter(|rows| *rows > 0).ok_or_else(wrong);
    let age = |value: &Value| match Age::deserialize(value) {
        Ok(Age(age)) if !age.is_zero() => Ok(age),
        _ => Err(wrong()),
    };
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        number @ Value::Number(_) => Ok(Some(Bounds::rows(rows(&number)?))),
        text @ Value::String(_) => Ok(Some(Bounds::age(age(&text)?))),
        Value::Array(both) => match both.as_slice() {
            [first, second] => Ok(Some(Bounds::both(rows(first)?, age(second)?))),
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}
