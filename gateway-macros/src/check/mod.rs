//! Everything that can be wrong with a graph and that rustc could not say better.

pub(crate) mod command;
pub(crate) mod connect;
pub(crate) mod module;
mod per_key;
pub(crate) mod states;
pub(crate) mod wiring;
