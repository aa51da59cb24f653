//! The channels as the service shows them: those of the channel set, and each dynamic channel as one of its own.

use gateway_runtime::channel::{AnyChannel, DynamicMeta, Shape};
use gateway_runtime::mount::Description;

/// One channel.
pub(crate) struct Shown<'a> {
    pub(crate) name: &'a str,
    /// Its place in the channel set; of a dynamic channel that of the field to which it belongs.
    pub(crate) place: usize,
    pub(crate) doc: &'a str,
    pub(crate) shape: Shape,
    /// The keys that are known from the start.
    pub(crate) keys: &'a [String],
    /// Whether there are no others.
    pub(crate) closed: bool,
    pub(crate) is_sendable: bool,
    pub(crate) is_live: bool,
    pub(crate) carries: Carried<'a>,
}

/// What a channel carries.
#[derive(Clone, Copy)]
pub(crate) enum Carried<'a> {
    /// Messages of this channel of the set.
    Messages(&'a dyn AnyChannel),
    /// What fits the schema of a dynamic channel.
    Json(&'a DynamicMeta<'a>),
}

impl<'a> Shown<'a> {
    /// All channels: those of the set as declared, then the dynamic ones, which stand for the fields that declare them.
    pub(crate) fn all(app: &'a Description<'_>) -> Vec<Self> {
        let declared = app.channels.iter().enumerate().filter(|(_, channel)| !channel.is_dynamic());
        let declared = declared.map(|(place, channel)| Self {
            name: channel.name(),
            place,
            doc: channel.doc(),
            shape: channel.shape(),
            keys: &app.keys[place],
            closed: app.closed[place],
            is_sendable: channel.is_sendable(),
            is_live: app.is_live(place),
            carries: Carried::Messages(*channel),
        });
        let dynamic = app.dynamic.iter().map(|channel| Self {
            name: channel.name,
            place: channel.family,
            doc: channel.doc,
            shape: Shape::Value,
            keys: &[],
            closed: true,
            is_sendable: channel.is_sendable,
            is_live: channel.is_live,
            carries: channel.message.map_or(Carried::Json(channel), |place| Carried::Messages(app.channels[place])),
        });
        declared.chain(dynamic).collect()
    }
}
