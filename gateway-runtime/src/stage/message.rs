//! What nodes say and hear of staging: messages like others.

use std::any::type_name;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Staged;
use crate::TickId;
use crate::message::{Definitions, FieldSchema, Message, Schema, object_schema, unit_enum_schema};

/// What has become of an area, or of one value in it: a tick of the channel that `#[channel(stage(events = ..))]` names.
///
/// | what happened | events |
/// |---|---|
/// | an area was opened | `Created`, without items |
/// | a value was added to an area | `Added`, with the value |
/// | a value was removed from an area, or an area was emptied or dropped | `Removed` for each value, with the value |
/// | an area was dropped | at last `Removed`, without items |
/// | an area was released | `Released`, with all of its values |
/// | a node's request could not be granted | `Refused`, with the values of the request, and why |
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "T: Message", deny_unknown_fields)]
pub struct StagingEvent<T> {
    /// The staged channel.
    pub channel: String,
    /// The area; empty if a request was refused.
    pub staging_id: String,
    /// What happened.
    pub action: StagingAction,
    /// The values that are concerned, each with its id and time.
    pub items: Vec<Staged<T>>,
    /// Why a request was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What happened to an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum StagingAction {
    /// It was opened.
    Created,
    /// A value was added to it.
    Added,
    /// A value was removed from it; without values: it was dropped.
    Removed,
    /// It was released: its values tick.
    Released,
    /// A request was not granted.
    Refused,
}

/// What a node asks of staging: a tick of the channel that `#[channel(stage(requests = ..))]` names. It is granted after the cycle in
/// which it ticks.
///
/// Which areas it is about is said as over REST: `None`, none or some.
///
/// | | `None` | `Some([])` | `Some([a, b])` |
/// |---|---|---|---|
/// | `Add` without items | a new area | a new area | refused |
/// | `Add` | each to the newest area, or to a new one | each to all areas that do not hold it, or else to a new one | each to these |
/// | `Remove` without items | drops the newest area | drops all | empties these |
/// | `Remove` | each from the newest area that holds it | each from all | each from these |
/// | `Release` | all | none | these |
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "UPPERCASE", bound = "T: Message", deny_unknown_fields)]
pub enum StagingRequest<T> {
    /// Adds values, or opens an area.
    Add {
        /// Which areas.
        #[serde(default)]
        staging_ids: Option<Vec<String>>,
        /// What to add.
        #[serde(default = "Vec::new")]
        items: Vec<Staged<T>>,
    },
    /// Removes values, or whole areas.
    Remove {
        /// Which areas.
        #[serde(default)]
        staging_ids: Option<Vec<String>>,
        /// The ids of what to remove.
        #[serde(default)]
        items: Vec<String>,
    },
    /// Releases areas.
    Release {
        /// Which areas.
        #[serde(default)]
        staging_ids: Option<Vec<String>>,
    },
}

impl<T> StagingRequest<T> {
    /// Opens an area.
    pub fn open() -> Self {
        Self::Add { staging_ids: None, items: Vec::new() }
    }

    /// Adds a value to the newest area, or to a new one if there is none.
    pub fn add(item: impl Into<Staged<T>>) -> Self {
        Self::Add { staging_ids: None, items: vec![item.into()] }
    }

    /// Adds a value to an area.
    pub fn add_to(area: impl Into<String>, item: impl Into<Staged<T>>) -> Self {
        Self::Add { staging_ids: Some(vec![area.into()]), items: vec![item.into()] }
    }

    /// Removes a value from the newest area that holds it.
    pub fn remove(item: &TickId) -> Self {
        Self::Remove { staging_ids: None, items: vec![item.to_string()] }
    }

    /// Drops all areas.
    pub fn clear() -> Self {
        Self::Remove { staging_ids: Some(Vec::new()), items: Vec::new() }
    }

    /// Releases an area.
    pub fn release(area: impl Into<String>) -> Self {
        Self::Release { staging_ids: Some(vec![area.into()]) }
    }

    /// Releases all areas.
    pub fn release_all() -> Self {
        Self::Release { staging_ids: None }
    }
}

impl<T: Message> Message for StagingEvent<T> {}
impl<T: Message> Message for StagingRequest<T> {}

impl Schema for StagingAction {
    fn schema(definitions: &mut Definitions) -> Value {
        let names = ["CREATED", "ADDED", "REMOVED", "RELEASED", "REFUSED"];
        definitions.define("StagingAction", type_name::<Self>(), |_| unit_enum_schema("What happened to an area.", &names))
    }
}

impl<T: Message> Schema for StagingEvent<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        let fields = [
            field("channel", "The staged channel.", String::schema, true),
            field("staging_id", "The area; empty if a request was refused.", String::schema, true),
            field("action", "What happened.", StagingAction::schema, true),
            field("items", "The values that are concerned, each with its id and time.", Vec::<Staged<T>>::schema, true),
            field("reason", "Why a request was refused.", Option::<String>::schema, false),
        ];
        let doc = "What has become of an area, or of one value in it.";
        definitions.define("StagingEvent", type_name::<Self>(), |definitions| object_schema(doc, &fields, definitions))
    }
}

impl<T: Message> Schema for StagingRequest<T> {
    const CONSTRAINED: bool = T::CONSTRAINED;

    fn schema(definitions: &mut Definitions) -> Value {
        let areas = field("staging_ids", "Which areas: `null`, none or some.", Option::<Vec<String>>::schema, false);
        let add = [areas, field("items", "What to add.", Vec::<Staged<T>>::schema, false)];
        let remove = [areas, field("items", "The ids of what to remove.", Vec::<String>::schema, false)];
        let variants: [(&str, &str, &[FieldSchema]); 3] = [
            ("ADD", "Adds values, or opens an area.", &add),
            ("REMOVE", "Removes values, or whole areas.", &remove),
            ("RELEASE", "Releases areas.", &[areas]),
        ];
        definitions.define("StagingRequest", type_name::<Self>(), |definitions| {
            let one_of = variants.map(|(name, doc, fields)| {
                let mut schema = object_schema(doc, fields, definitions);
                schema["properties"]["action"] = json!({ "const": name });
                schema["required"] = json!(["action"]);
                schema
            });
            json!({ "oneOf": one_of, "description": "What is asked of staging." })
        })
    }
}

fn field(name: &'static str, doc: &'static str, schema: fn(&mut Definitions) -> Value, required: bool) -> FieldSchema {
    FieldSchema { name, doc, schema, required, constraints: "" }
}
