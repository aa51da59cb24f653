//! The macros, each with its documentation for users.
//!
//! | macro | what it declares |
//! |---|---|
//! | [`message`] | what flows |
//! | [`channels`] | streams, and what they remember |
//! | [`module`] | settings, state and hooks |
//! | [`node`] | what runs, by methods and by functions |
//! | [`connect`] | functions as nodes of a module |
//! | [`command`] | what somebody outside asks for |
//! | [`gateway`] | which modules run together |
//! | [`group`] | modules that are reused as one |

mod channels;
mod command;
mod connect;
mod gateway;
mod group;
mod message;
mod module;
mod node;

pub use channels::channels;
pub use command::command;
pub use connect::connect;
pub use gateway::gateway;
pub use group::group;
pub use message::message;
pub use module::module;
pub use node::node;
