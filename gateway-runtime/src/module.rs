//! Modules: structs of configuration and state, with their nodes.

use crate::channel::ChannelSet;
use crate::config::{ConfigError, Configure, Section};
use crate::life::Life;

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

/// Modules that are reused as one. Implemented by [`#[group]`](macro@crate::group).
pub trait Group: Sized {
    /// The types of its members.
    type Parts;

    /// Takes it apart.
    fn into_parts(self) -> Self::Parts;

    /// Puts it together.
    fn from_parts(parts: Self::Parts) -> Self;

    /// Makes the members from the settings in `section`, and takes note of what they say of the members' lives.
    ///
    /// # Errors
    /// A setting that is unknown, missing or of the wrong type.
    fn with_life(section: Section, life: &mut Life) -> Result<Self, ConfigError>;
}

/// A group whose member number `PLACE` can be reached.
pub trait PartAt<const PLACE: usize> {
    /// The member: a module, a group or a list.
    type Part;
    /// The member.
    fn part(&self) -> &Self::Part;
    /// The member, to be changed.
    fn part_mut(&mut self) -> &mut Self::Part;
}

/// A list of modules.
pub trait Instances {
    /// The type of the modules.
    type Module;
}

impl<M> Instances for Vec<M> {
    type Module = M;
}

/// A module whose nodes work on the channels of `S`.
#[diagnostic::on_unimplemented(
    message = "module `{Self}` does not work on the channels of `{S}`",
    label = "a module of another channel set",
    note = "the modules of a gateway share one channel set: the one in `#[gateway(channels = ..)]`"
)]
pub trait ModuleOf<S> {}
