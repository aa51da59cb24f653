//! Clients of a gateway: [`Client`] knows the channels and their types, [`AnyClient`] below it knows none.

mod any;
mod backoff;
pub mod blocking;
mod connection;
mod endpoint;
mod error;
mod follow;
mod more;
mod place;
mod query;
mod socket;
mod stage;
mod ticks;
mod typed;

pub use any::AnyClient;
pub(crate) use connection::read_frames;
pub use endpoint::Endpoint;
pub use error::{ClientError, Fault, Refusal};
pub use follow::{Event, Follow, Gap, Subscription, Update};
pub use place::{Address, OneByOne, Place};
pub use query::{Query, Where};
pub use stage::{Areas, Stage, Staged};
pub use ticks::{FollowTicks, Ticks};
pub use typed::Client;
