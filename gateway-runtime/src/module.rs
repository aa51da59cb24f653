//! Modules: structs of configuration and state, with their nodes.

use crate::channel::ChannelSet;
use crate::config::Configure;

/// A struct whose nodes take part in a gateway. Implemented by [`#[module]`](macro@crate::module).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a module",
    label = "not a module",
    note = "annotate the declaration of `{Self}` with `#[module]`, and its `impl` with `#[module(channels = ..)]`"
)]
pub trait Module: Configure + Send + 'static {
    /// The channels that its nodes read and publish.
    type Channels: ChannelSet;
}

/// A module whose nodes work on the channels of `S`.
#[diagnostic::on_unimplemented(
    message = "module `{Self}` does not work on the channels of `{S}`",
    label = "a module of another channel set",
    note = "the modules of a gateway share one channel set: the one in `#[gateway(channels = ..)]`"
)]
pub trait ModuleOf<S> {}
