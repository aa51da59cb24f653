//! What declares a dynamic channel.

use serde::Deserialize;
use serde_json::Value;

/// A dynamic channel, as a method of a module with `#[keys(..)]` declares it. Any JSON may flow on it, unless more is said.
///
/// ```
/// use gateway_runtime::DynamicChannel;
///
/// let schema = serde_json::json!({ "type": "number", "minimum": -273.15 });
/// DynamicChannel::new("celsius").doc("As measured.").schema(schema).sendable();
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicChannel {
    pub(super) name: String,
    pub(super) spec: Spec,
}

/// What is said of a dynamic channel beside its name: what stands behind that in the settings.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Spec {
    /// A JSON Schema of its values.
    pub(super) schema: Option<Value>,
    /// Or the name of a message type that a channel of the set carries.
    pub(super) message: Option<String>,
    pub(super) send: bool,
    pub(super) doc: String,
}

impl DynamicChannel {
    /// A channel of this name, which must be one that a field in Rust could have.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), spec: Spec::default() }
    }

    /// What it is for, as the documentation shows it.
    #[must_use]
    pub fn doc(mut self, doc: impl Into<String>) -> Self {
        self.spec.doc = doc.into();
        self
    }

    /// The JSON Schema (dialect 2020-12) that values from outside must fit.
    #[must_use]
    pub fn schema(mut self, schema: Value) -> Self {
        self.spec.schema = Some(schema);
        self
    }

    /// The name of the message type that values from outside must be, one that a channel of the set carries.
    #[must_use]
    pub fn message(mut self, name: impl Into<String>) -> Self {
        self.spec.message = Some(name.into());
        self
    }

    /// Values may be sent from outside, where the field of the channel set says `#[channel(send)]`.
    #[must_use]
    pub fn sendable(mut self) -> Self {
        self.spec.send = true;
        self
    }
}

/// What a method with `#[keys(..)]` gives for a field [`Dynamic`](super::Dynamic): names, or whole declarations.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not declare a dynamic channel",
    label = "neither a name nor a `DynamicChannel`",
    note = "for a field `Dynamic`, a method with `#[keys(..)]` gives names, as texts, or a list of `DynamicChannel`"
)]
pub trait DeclaresChannel {
    #[doc(hidden)]
    fn channel(self) -> DynamicChannel;
}

impl DeclaresChannel for DynamicChannel {
    fn channel(self) -> Self {
        self
    }
}

impl DeclaresChannel for &str {
    fn channel(self) -> DynamicChannel {
        DynamicChannel::new(self)
    }
}

impl DeclaresChannel for String {
    fn channel(self) -> DynamicChannel {
        DynamicChannel::new(self)
    }
}

/// The dynamic channels that a module declares.
pub fn declared<I: IntoIterator<Item: DeclaresChannel>>(channels: I) -> Vec<DynamicChannel> {
    channels.into_iter().map(DeclaresChannel::channel).collect()
}
