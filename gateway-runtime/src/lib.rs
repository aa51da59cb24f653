//! Streaming applications in plain Rust, checked whole at compile time.
//!
//! Declare messages, channels and modules, list the modules in a gateway, and the compiler refuses a graph that cannot
//! work, at the token that is wrong. What is left runs as straight-line code: in real time, or over recorded data.
//!
//! ```
//! use gateway_runtime::prelude::*;
//!
//! /// One trade.
//! #[message]
//! pub struct Trade {
//!     pub price: f64,
//!     #[message(minimum = 1)]
//!     pub size: u32,
//! }
//!
//! #[channels]
//! pub struct Desk {
//!     /// Trades as they happen.
//!     #[channel(send)]
//!     pub trades: Channel<Trade>,
//!     /// The volume-weighted average price so far.
//!     pub vwap: Channel<f64>,
//! }
//!
//! /// Averages prices, weighted by size.
//! #[module]
//! pub struct Vwap {
//!     #[state]
//!     notional: f64,
//!     #[state]
//!     volume: f64,
//! }
//!
//! #[module(channels = Desk)]
//! impl Vwap {
//!     #[node(publish(vwap))]
//!     fn on_trade(&mut self, trades: &Trade) -> f64 {
//!         self.notional += trades.price * f64::from(trades.size);
//!         self.volume += f64::from(trades.size);
//!         self.notional / self.volume
//!     }
//! }
//!
//! #[gateway(channels = Desk)]
//! # #[allow(deprecated)] // nobody reads `vwap` here
//! pub struct App {
//!     vwap: Vwap,
//! }
//!
//! let mut simulation = Simulation::new(App::from_settings([])?)?;
//! simulation.send_at(Timestamp::from_secs(1), Desk::trades, Trade { price: 10.0, size: 1 });
//! simulation.send_at(Timestamp::from_secs(2), Desk::trades, Trade { price: 20.0, size: 3 });
//! let vwap = simulation.collect(Desk::vwap);
//! simulation.run()?;
//! let values: Vec<f64> = vwap.take().into_iter().map(Tick::into_value).collect();
//! assert_eq!(values, [10.0, 17.5]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The folders of this crate: [`message`](mod@message) and [`channel`](mod@channel) say what flows, [`graph`](mod@graph)
//! describes what is wired, [`engine`] runs it, [`mount`] is where the outside attaches, [`testing`] tests modules.
//! [`nodes`] has standard nodes.

#![allow(clippy::inline_always, reason = "what a generated cycle calls for each tick must vanish into it; measured in docs/benchmarks.md")]

mod calendar;
pub mod channel;
pub mod cli;
pub mod config;
pub mod engine;
pub mod failure;
pub mod graph;
pub mod life;
pub mod message;
pub mod module;
pub mod mount;
pub mod nodes;
pub mod prelude;
pub mod stage;
pub mod state;
pub mod testing;

// Macros speak of this crate by its name, and the standard nodes in here are made with one of them.
extern crate self as gateway_runtime;

mod id;
mod rate;
mod time;
mod words;

#[doc(hidden)]
#[path = "support/mod.rs"]
pub mod __support;

mod macros;

pub use calendar::{Cron, InvalidCalendar, TimeOfDay, Zone};
pub use channel::{Basket, Channel, ChannelSettings, Dynamic, DynamicChannel, Keyed, Latest, Static, Tick, Ticks};
pub use config::Configure;
pub use engine::{Gateway, Handle, Live, LiveOptions, Simulation};
pub use failure::{Failure, FailureKind};
pub use id::{RunId, TickId};
pub use life::Configured;
pub use macros::{channels, command, connect, gateway, group, message, module, node};
pub use message::Message;
pub use module::Module;
pub use rate::Rate;
pub use stage::{Staged, StagingAction, StagingEvent, StagingRequest};
pub use state::{Changes, State};
pub use time::{InvalidTimestamp, Timestamp};

/// Any JSON, as a message.
pub use serde_json::Value as Json;

// Mounts speak of command lines and sockets in the types of these crates.
pub use clap;
pub use futures;
pub use tokio;
