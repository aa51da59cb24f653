//! What a file that declares channels, modules or gateways needs: `use gateway_runtime::prelude::*;`

pub use std::time::Duration;

pub use crate::channel::{Basket, Channel, ChannelSettings, Dynamic, DynamicChannel, Keyed, Latest, Static, Tick, Ticks};
pub use crate::engine::{Alarm, AlarmId, Live, LiveOptions, Simulation};
pub use crate::failure::Failure;
pub use crate::message::Invalid;
pub use crate::state::{Changes, State};
pub use crate::{Cron, Json, Rate, TimeOfDay, Timestamp, Zone, channels, command, connect, gateway, group, message, module, node};
