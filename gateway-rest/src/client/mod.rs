//! Clients of a gateway: [`Client`] knows the channels and their types, [`AnyClient`] below it knows none.

mod any;
mod endpoint;
mod error;
mod more;
mod place;
mod query;
mod stage;
mod typed;

pub use any::AnyClient;
pub use endpoint::Endpoint;
pub use error::{ClientError, Fault, Refusal};
pub use place::{Address, OneByOne, Place};
pub use query::{Query, Where};
pub use stage::{Areas, Stage, Staged};
pub use typed::Client;
