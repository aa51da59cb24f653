//! Dynamic channels: named by configuration or by modules when the gateway starts, not in the channel set.
//!
//! To the graph, all that one field declares are a basket: its keys are their names, its values JSON. To the outside
//! each is a channel of its own, whose values are held against a schema.

mod declared;
mod family;
mod outside;
mod settings;

pub use declared::{DeclaresChannel, DynamicChannel, declared};
pub use family::KeyUse;
pub(crate) use family::{Declarer, DynamicChannels};
pub use outside::{Checked, DynamicMeta};
pub(crate) use settings::{read, schema};

use serde_json::Value;

use super::{Basket, Declared, Keyed};

/// Declares, in a [`#[channels]`](macro@crate::channels) struct, that there may be channels which only configuration and modules
/// name.
///
/// In the graph the field is a basket of JSON, with their names as keys; see
/// [`ChannelSettings`](crate::ChannelSettings) for how they are declared.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     #[channel(send)]
///     pub extra: Dynamic,
/// }
///
/// /// Doubles numbers.
/// #[module]
/// pub struct Double {
///     input: String,
///     output: String,
/// }
///
/// #[module(channels = Bus)]
/// impl Double {
///     #[node(publish(extra[self.output.clone()]))]
///     fn double(&mut self, #[key(self.input.clone())] extra: &Json) -> Option<Json> {
///         Some(Json::from(extra.as_f64()? * 2.0))
///     }
///
///     /// The output is a channel because this module says so.
///     #[keys(extra)]
///     fn outputs(&self) -> [DynamicChannel; 1] {
///         [DynamicChannel::new(&self.output)]
///     }
/// }
///
/// #[gateway(channels = Bus)]
/// pub struct App {
///     channels: ChannelSettings<Bus>,
///     double: Double,
/// }
///
/// let app = App::from_settings([
///     "double.input=celsius",
///     "double.output=twice",
///     r#"channels.extra.celsius={"schema": {"type": "number"}, "send": true}"#,
/// ])?;
/// let mut simulation = Simulation::new(app)?;
/// simulation.send_at(Timestamp::from_secs(1), Bus::extra, Keyed::new("celsius".to_owned(), Json::from(21)));
/// let extra = simulation.collect(Bus::extra);
/// simulation.run()?;
/// assert_eq!(extra.take()[1].value().value, 42.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Dynamic;

impl Declared for Dynamic {
    type Value = Keyed<String, Value>;
    type Sample = Basket<String, Value>;
}
