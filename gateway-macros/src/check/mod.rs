//! Everything that can be wrong with a graph and that rustc could not say better.

pub(crate) mod module;
pub(crate) mod wiring;
