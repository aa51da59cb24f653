//! The REST service of a gateway.
//!
//! [`Rest`] is a mount. Listed in a gateway, it gives every channel its routes:
//!
//! | route | answer |
//! |---|---|
//! | `GET /api/v1/last/<channel>` | the last tick, `[]` before the first one |
//! | `GET /api/v1/next/<channel>` | the next tick, once it comes |
//! | `POST /api/v1/send/<channel>` | accepts values, where the channel says `send` |
//! | `…/<basket>/<key>` | the same for one key of a basket |
//! | `GET /api/v1/stream` | a WebSocket over which any channels are followed and sent; without an upgrade, their list |
//! | `GET /api/v1/stream/<channel>` | its ticks as server-sent events, or as NDJSON |
//! | `POST`, `DELETE`, `PATCH`, `GET`, `PUT /api/v1/stage/<channel>` | adds to areas, removes, releases, lists, looks up, where the channel says `stage` |
//! | `GET /api/v1/history/<channel>` | the ticks that are still remembered, `?after=<id>` for those after one of them |
//! | `GET /api/v1/field/<name>` | the value of a static field |
//! | `GET /api/v1/modules/`, `…/<module>` | the modules: what they do, their figures and commands |
//! | `POST /api/v1/modules/<module>/commands/<command>` | runs a command of a module, with an object of arguments |
//! | `GET /api/v1/channels_graph` | which modules read and publish each channel |
//! | `GET /api/v1/controls/heartbeat` | whether the engine answers |
//! | `GET /api/v1/controls/stats` | figures of the process, the machine and the engine |
//! | `POST /api/v1/controls/shutdown` | stops the gateway |
//! | `GET /openapi.json` | a description of all of this, made from the declarations |
//! | `GET /asyncapi.json` | a description of what streams, made from the same |
//! | `GET /docs` | that description as a page, without any network |
//! | `GET /` | a page of links |
//!
//! ```no_run
//! use gateway_rest::Rest;
//! use gateway_runtime::prelude::*;
//!
//! #[channels]
//! pub struct Bus {
//!     /// What somebody wrote.
//!     #[channel(send)]
//!     pub lines: Channel<String>,
//! }
//!
//! #[module]
//! pub struct Print {}
//!
//! #[module(channels = Bus)]
//! impl Print {
//!     #[node]
//!     fn print(&mut self, lines: &String) {
//!         println!("{lines}");
//!     }
//! }
//!
//! #[gateway(channels = Bus)]
//! pub struct App {
//!     print: Print,
//!     #[mount]
//!     rest: Rest,
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     App::main()
//! }
//! ```
//!
//! Then `app run --port 8000` serves it, and `app openapi` prints the description.
//!
//! Routes of an application's own are a mount beside it: see [`Routes`]. Which channels are served is a choice of settings, for everything, such
//! as `--set 'rest.channels.exclude=["secrets"]'`, or for one verb, as `--set 'rest.channels.send=["orders"]'`. So are further versions of
//! the API beside `/api/v1`: `--set 'rest.versions.v2={"last": {"exclude": ["secrets"]}}'`. See [`ChannelRoutes`].
//!
//! Each control can be switched off, such as with `--set rest.controls.shutdown=false`. They tick, with what they answered, on a channel
//! `controls`, if the channel set has one: `#[channel(send)] controls: Channel<Controls>`.
#![deny(missing_docs)]

mod accept;
mod access_log;
mod address;
mod answer;
mod app;
mod asyncapi;
mod auth;
mod body;
mod brief;
mod checked;
pub mod client;
mod commands;
mod config;
mod controls;
mod cross_site;
mod docs_page;
mod documents;
mod error;
#[doc(hidden)]
pub mod fuzz;
mod health;
mod home;
mod html;
mod json;
mod kept;
mod large;
mod lasting;
mod metrics;
mod mount;
mod openapi;
mod own;
mod query;
mod reload;
mod routes;
mod routing;
mod selection;
mod server;
mod service;
mod shown;
mod start_error;
mod stream;
mod ticks;
mod traces;
mod transport;
mod unread;
mod versions;

pub use asyncapi::asyncapi;
pub use auth::{AuthSettings, KeySettings, KeySource, Right};
pub use config::Settings;
pub use controls::{ControlSettings, Controls};
pub use mount::Rest;
pub use openapi::document;
pub use own::{AsyncHandler, Nothing, OwnRoutes, Request, Route, RouteError, Routes};
pub use selection::Selection;
pub use stream::{SlowClients, StreamSettings};
pub use traces::TraceSettings;
pub use transport::{CorsSettings, LimitSettings, TlsSettings, UdsSettings};
pub use versions::ChannelRoutes;
