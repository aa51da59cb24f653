//! Static fields: values beside the channels of a set.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::message::Definitions;

/// Declares a static field of a [`#[channels]`](macro@crate::channels) struct: a value beside the channels, set by
/// configuration or with a default, that stays the same while the gateway runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Static<T>(PhantomData<fn() -> T>);

/// The values of all static fields of a set. Implemented by `#[channels]`.
pub trait StaticFields: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The fields, in the order of declaration.
    const ALL: &'static [StaticMeta];
}

impl StaticFields for () {
    const ALL: &'static [StaticMeta] = &[];
}

/// A static field, described.
#[derive(Debug, Clone, Copy)]
pub struct StaticMeta {
    /// The name as declared.
    pub name: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// The JSON Schema of its value.
    pub schema: fn(&mut Definitions) -> Value,
}
