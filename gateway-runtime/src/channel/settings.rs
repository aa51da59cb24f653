//! What configuration says of channels: keys of baskets, and the values of static fields.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZero;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::dynamic::{self, Checked};
use super::known::MAX_KEYS;
use super::remembered::{self, RememberedSettings};
use super::{AnyChannel, ChannelSet, Shape, StaticFields};
use crate::config::{ConfigError, Configure, Section};
use crate::message::Definitions;
use crate::stage::StageLimits;
use crate::state::Bounds;

/// The settings of the channels of a gateway: a field of the gateway's struct, by whose name configuration reaches them.
///
/// | setting | meaning |
/// |---|---|
/// | `channels.quotes.keys=["A","B"]` | keys of basket `quotes` that are known before they tick, beside declared ones |
/// | `channels.quotes.closed=true` | nothing from outside can use another key |
/// | `channels.quotes.max_keys=500` | how many other keys the outside can use at most; 10,000 if it is not set |
/// | `channels.fills.state_keys=500` | how many keys each state of channel `fills` has at most, in the place of what is declared |
/// | `channels.fills.history=5000`, `"10m"`, `[5000,"10m"]` | the bounds of its history, likewise |
/// | `channels.fills.lookup=5000`, `"10m"`, `[5000,"10m"]` | the bounds of its lookup, likewise |
/// | `channels.orders.max_areas=20` | how many areas a [staged](crate::stage) channel may have: 1,000 if it is not set |
/// | `channels.orders.max_items=500` | how many values may be staged in all of them: 10,000; with `max_bytes` how many bytes: 16 MiB |
/// | `channels.names=["x","y"]` | the value of the static field `names` |
/// | `channels.extra.volts={"schema": {"type": "number"}}` | a channel `volts`, one of the [`Dynamic`](crate::Dynamic) channels of field `extra` |
///
/// A dynamic channel has the settings `schema`, a JSON Schema that values from outside must fit, or `message`, the name of a message
/// type that another channel carries; without them they may be any JSON. It may have `doc`, and with `send` values may be sent
/// from outside, where the field says `#[channel(send)]`.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     #[channel(send)]
///     pub levels: Basket<String, f64>,
///     /// What levels are multiplied by.
///     #[config(default = 2.0)]
///     pub factor: Static<f64>,
/// }
///
/// #[module]
/// pub struct Print {}
///
/// #[module(channels = Bus)]
/// impl Print {
///     #[node]
///     fn print(&mut self, levels: &Keyed<String, f64>, #[field] factor: &f64) {
///         println!("{}: {}", levels.key, levels.value * factor);
///     }
/// }
///
/// #[gateway(channels = Bus)]
/// pub struct App {
///     channels: ChannelSettings<Bus>,
///     print: Print,
/// }
///
/// App::from_settings([r#"channels.levels.keys=["inside","outside"]"#, "channels.factor=3"])?;
/// # Ok::<(), gateway_runtime::config::ConfigError>(())
/// ```
pub struct ChannelSettings<S: ChannelSet> {
    /// By channel.
    baskets: BTreeMap<usize, BasketSettings>,
    /// By channel, of those that remember something.
    remembered: BTreeMap<usize, RememberedSettings>,
    dynamic: Vec<Arc<Checked>>,
    /// How much may be staged, by channel.
    stages: BTreeMap<usize, StageLimits>,
    fields: S::Fields,
}

/// What configuration says of one basket.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BasketSettings {
    #[serde(default)]
    pub(crate) keys: Vec<Label>,
    pub(crate) closed: Option<bool>,
    pub(crate) max_keys: Option<usize>,
}

/// A key as settings write it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Label {
    Text(String),
    Number(serde_json::Number),
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl<S: ChannelSet> ChannelSettings<S> {
    /// The settings as they are declared.
    ///
    /// # Panics
    /// A static field has no default.
    pub fn declared() -> Self {
        match Self::configure(Section::default()) {
            Ok(settings) => settings,
            Err(error) => panic!("the channels need settings: {error}"),
        }
    }

    /// The values of the static fields.
    #[inline]
    pub fn fields(&self) -> &S::Fields {
        &self.fields
    }
}

impl<S: ChannelSet> Clone for ChannelSettings<S> {
    fn clone(&self) -> Self {
        let Self { baskets, remembered, dynamic, stages, fields } = self;
        Self {
            baskets: baskets.clone(),
            remembered: remembered.clone(),
            dynamic: dynamic.clone(),
            stages: stages.clone(),
            fields: fields.clone(),
        }
    }
}

impl<S: ChannelSet> fmt::Debug for ChannelSettings<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelSettings").field("baskets", &self.baskets).finish_non_exhaustive()
    }
}

impl<S: ChannelSet> Configure for ChannelSettings<S> {
    fn schema(definitions: &mut Definitions) -> Value {
        let mut properties = Map::new();
        for channel in S::channels() {
            let schema = match channel.shape() {
                _ if channel.is_dynamic() => Some(dynamic::schema(channel.doc())),
                Shape::Basket => Some(channel_schema(*channel, basket_settings())),
                _ if beside_keys(*channel).is_empty() => None,
                _ => Some(channel_schema(*channel, Map::new())),
            };
            properties.extend(schema.map(|schema| (channel.name().to_owned(), schema)));
        }
        for field in S::Fields::ALL {
            let mut schema = (field.schema)(definitions);
            if !field.doc.is_empty() {
                schema["description"] = field.doc.into();
            }
            properties.insert(field.name.to_owned(), schema);
        }
        json!({ "type": "object", "properties": properties, "additionalProperties": false })
    }

    fn configure(mut section: Section) -> Result<Self, ConfigError> {
        let fields: Vec<&str> = S::Fields::ALL.iter().map(|field| field.name).collect();
        let fields_section = section.split(&fields);
        let (mut baskets, mut remembered, mut stages, mut dynamic) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut known = fields;
        for (place, channel) in S::channels().iter().enumerate() {
            let beside_keys = beside_keys(*channel);
            if channel.shape() != Shape::Basket && beside_keys.is_empty() {
                continue;
            }
            known.push(channel.name());
            let mut section = section.take(channel.name())?;
            if channel.is_dynamic() {
                dynamic.extend(dynamic::read(S::channels(), place, section)?);
                continue;
            }
            if !remembered::names(*channel).is_empty() {
                remembered.insert(place, remembered::take(*channel, &mut section)?);
            }
            if channel.staging().is_some() {
                stages.insert(place, section.split(&StageLimits::NAMES).read()?);
            }
            if channel.shape() != Shape::Basket {
                section.finish_as("setting", &beside_keys)?;
                continue;
            }
            let path = section.path();
            let settings: BasketSettings = section.read()?;
            check_keys(*channel, &settings, &path)?;
            baskets.insert(place, settings);
        }
        section.finish_as("channel with settings or static field", &known)?;
        // Read as one, so that a missing field is told by its name.
        Ok(Self { baskets, remembered, dynamic, stages, fields: read_fields::<S>(fields_section)? })
    }
}

/// The names of the settings that a channel has beside those of its keys: of what it remembers, and of its staging.
fn beside_keys(channel: &dyn AnyChannel) -> Vec<&'static str> {
    let staging = channel.staging().map(|_| StageLimits::NAMES);
    remembered::names(channel).into_iter().chain(staging.into_iter().flatten()).collect()
}

/// The schema of what configuration can say of one channel, beside `settings` what it remembers and how it is staged.
fn channel_schema(channel: &dyn AnyChannel, mut settings: Map<String, Value>) -> Value {
    settings.extend(remembered::schemas(channel));
    settings.extend(channel.staging().into_iter().flat_map(|_| StageLimits::schemas()));
    let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": settings });
    if !channel.doc().is_empty() {
        schema["description"] = channel.doc().into();
    }
    schema
}

/// What configuration can say of the keys of a basket.
fn basket_settings() -> Map<String, Value> {
    let keys =
        json!({ "type": "array", "items": { "type": ["string", "integer"] }, "description": "Keys that are known before they tick" });
    let closed = json!({ "type": "boolean", "description": "Whether nothing from outside can use another key" });
    let most = json!({ "type": "integer", "minimum": 0, "default": MAX_KEYS, "description": "How many other keys the outside can use" });
    [("keys", keys), ("closed", closed), ("max_keys", most)].map(|(name, schema)| (name.to_owned(), schema)).into_iter().collect()
}

fn read_fields<S: ChannelSet>(section: Section) -> Result<S::Fields, ConfigError> {
    if S::Fields::ALL.is_empty() {
        // The unit type is no object.
        return Section::unit();
    }
    section.read()
}

fn check_keys(channel: &dyn AnyChannel, settings: &BasketSettings, path: &str) -> Result<(), ConfigError> {
    let wrong = settings.keys.iter().map(Label::to_string).find(|label| !channel.is_key(label));
    wrong
        .map_or(Ok(()), |label| Err(ConfigError::new(format!("{path}.keys"), format!("`{label}` cannot be a key of `{}`", channel.name()))))
}

/// [`ChannelSettings`] of a set that the holder does not know.
pub trait AnySettings: Send {
    #[doc(hidden)]
    fn keys(&self, channel: usize) -> Vec<String>;
    #[doc(hidden)]
    fn is_closed(&self, channel: usize) -> Option<bool>;
    #[doc(hidden)]
    fn max_keys(&self, channel: usize) -> Option<usize>;
    /// How many keys the states of a channel have at most.
    #[doc(hidden)]
    fn state_keys(&self, channel: usize) -> Option<usize>;
    /// The bounds of a channel's history.
    #[doc(hidden)]
    fn history(&self, channel: usize) -> Option<Bounds>;
    /// The bounds of a channel's lookup.
    #[doc(hidden)]
    fn lookup(&self, channel: usize) -> Option<Bounds>;
    #[doc(hidden)]
    fn stage_limits(&self, channel: usize) -> StageLimits;
    /// The dynamic channels.
    #[doc(hidden)]
    fn dynamic(&self) -> &[Arc<Checked>];
    /// The values of the static fields, by their names.
    fn values(&self) -> Map<String, Value>;
}

impl<S: ChannelSet> AnySettings for ChannelSettings<S> {
    fn keys(&self, channel: usize) -> Vec<String> {
        self.baskets.get(&channel).iter().flat_map(|basket| &basket.keys).map(Label::to_string).collect()
    }

    fn is_closed(&self, channel: usize) -> Option<bool> {
        self.baskets.get(&channel)?.closed
    }

    fn max_keys(&self, channel: usize) -> Option<usize> {
        self.baskets.get(&channel)?.max_keys
    }

    fn state_keys(&self, channel: usize) -> Option<usize> {
        self.remembered.get(&channel)?.state_keys.map(NonZero::get)
    }

    fn history(&self, channel: usize) -> Option<Bounds> {
        self.remembered.get(&channel)?.history
    }

    fn lookup(&self, channel: usize) -> Option<Bounds> {
        self.remembered.get(&channel)?.lookup
    }

    fn stage_limits(&self, channel: usize) -> StageLimits {
        self.stages.get(&channel).copied().unwrap_or_default()
    }

    fn dynamic(&self) -> &[Arc<Checked>] {
        &self.dynamic
    }

    fn values(&self) -> Map<String, Value> {
        match serde_json::to_value(&self.fields) {
            Ok(Value::Object(values)) => values,
            // There are none.
            _ => Map::new(),
        }
    }
}
