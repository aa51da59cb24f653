//! Code from checked models. It is thin: what can be a function of the runtime is one, in `__support`.

pub(crate) mod channels;
mod fields;
pub(crate) mod function;
pub(crate) mod gateway;
pub(crate) mod group;
pub(crate) mod keys;
pub(crate) mod message;
pub(crate) mod module;
pub(crate) mod nodes;
mod states;
