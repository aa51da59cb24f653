//! Mounts: what faces the outside of a gateway.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use futures::future::BoxFuture;

use crate::channel::{AnyChannel, ChannelSet, DynamicMeta, StaticFields, StaticMeta};
use crate::config::{ConfigError, Configure, Section};
use crate::engine::{Gateway, Handle, NodeError, StartError};
use crate::graph::GraphMeta;
use crate::state::Keeper;

/// A part of a gateway that faces the outside: REST, a bus connector.
///
/// A gateway lists it in a field with `#[mount]`. It takes part in the command line, opens what it needs before the
/// engine starts, and then reaches the graph through a [`Handle`].
pub trait Mount: Send + 'static {
    /// Takes over what the command line says.
    fn apply(&mut self, arguments: &ArgMatches);

    /// Gives what other mounts of the gateway may find. Asked of all mounts before any is opened.
    fn provide(&self, _services: &mut Services) {}

    /// Looks at the gateway as it is declared, and at what its mounts provide, before it opens what it needs.
    ///
    /// # Errors
    /// A text for the user: the gateway does not start.
    fn meet(&mut self, _gateway: &Description<'_>) -> Result<(), NodeError> {
        Ok(())
    }

    /// Opens what it needs, such as a socket, and gives what serves until the gateway stops.
    fn open(&mut self) -> BoxFuture<'_, Result<Opened, NodeError>>;
}

/// An open mount: given the running gateway, it serves until that stops ([`Handle::stopping`]).
pub type Opened = Box<dyn FnOnce(Handle) -> BoxFuture<'static, Result<(), NodeError>> + Send>;

/// What a kind of mount adds to the command line.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a mount",
    label = "not a mount",
    note = "a mount has `#[module]` for its settings, and implements `Mount` and `MountCommands`"
)]
pub trait MountCommands: Mount + Configure {
    /// Options of `run`.
    fn arguments() -> Vec<Arg> {
        Vec::new()
    }

    /// Further commands.
    fn commands() -> Vec<Command> {
        Vec::new()
    }

    /// Gives what such a mount provides, as far as that is known without settings: for documents.
    fn declare(_services: &mut Services) {}

    /// Runs one of [`commands`](Self::commands), and gives what it prints.
    ///
    /// # Errors
    /// A text for the user.
    fn command(_name: &str, _arguments: &ArgMatches, _app: &Description<'_>) -> Result<String, NodeError> {
        Err("this mount has no such command".into())
    }
}

/// A gateway, described.
#[derive(Debug, Clone)]
pub struct Description<'a> {
    /// What it consists of.
    pub graph: &'static GraphMeta,
    /// Its channels.
    pub channels: &'static [&'static dyn AnyChannel],
    /// For each module whether it is switched off; where nothing is said, it is on.
    pub off: &'a [bool],
    /// By channel: the keys that are known from the start.
    pub keys: Vec<Vec<String>>,
    /// By channel: whether the outside can use known keys only.
    pub closed: Vec<bool>,
    /// The dynamic channels. A gateway that is only declared has none.
    pub dynamic: Vec<DynamicMeta<'a>>,
    /// What states, histories and lookups it has.
    pub keeper: Keeper,
    /// The static fields of the channel set.
    pub fields: &'static [StaticMeta],
    /// What its mounts provide for each other.
    pub services: Services,
}

/// What mounts of a gateway provide for each other, each found by its type.
#[derive(Clone, Default)]
pub struct Services(Vec<Arc<dyn Any + Send + Sync>>);

impl Services {
    /// Adds something that others may find.
    pub fn add<T: Any + Send + Sync>(&mut self, service: T) {
        self.0.push(Arc::new(service));
    }

    /// All that is of this type, in the order of the mounts.
    pub fn all<T: Any + Send + Sync>(&self) -> Vec<Arc<T>> {
        self.0.iter().filter_map(|service| Arc::clone(service).downcast().ok()).collect()
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Services({})", self.0.len())
    }
}

impl Description<'_> {
    /// A gateway as it is declared, without settings.
    pub fn declared<A: Gateway>() -> Self {
        let channels = A::Channels::channels();
        let keys = channels.iter().map(|channel| channel.declared_keys()).collect();
        let closed = channels.iter().map(|channel| channel.is_closed()).collect();
        let keeper = Keeper::declared(channels);
        let mut services = Services::default();
        for mount in A::mount_types() {
            (mount.declare)(&mut services);
        }
        let fields = <A::Channels as ChannelSet>::Fields::ALL;
        Self { graph: A::META, channels, off: &[], keys, closed, dynamic: Vec::new(), keeper, fields, services }
    }

    /// Whether anything can tick `channel`.
    pub fn is_live(&self, channel: usize) -> bool {
        self.graph.is_live(channel, self.off)
    }
}

/// Lets the mounts of a gateway know it and each other, before any is opened.
///
/// # Errors
/// A mount cannot work with what there is.
pub fn introduce(mounts: &mut [(&'static str, &mut dyn Mount)], mut gateway: Description<'_>) -> Result<(), StartError> {
    gateway.services = Services::default();
    for (_, mount) in mounts.iter() {
        mount.provide(&mut gateway.services);
    }
    for (name, mount) in mounts {
        mount.meet(&gateway).map_err(|error| StartError::Mount(name, error))?;
    }
    Ok(())
}

/// A kind of mount, for the command line.
#[derive(Clone, Copy)]
pub struct MountType {
    pub(crate) arguments: fn() -> Vec<Arg>,
    pub(crate) commands: fn() -> Vec<Command>,
    pub(crate) command: fn(&str, &ArgMatches, &Description<'_>) -> Result<String, NodeError>,
    pub(crate) declare: fn(&mut Services),
}

impl MountType {
    /// The kind of mount number `PLACE` of `A`.
    pub fn of<A: MountAt<PLACE>, const PLACE: usize>() -> Self {
        Self { arguments: A::Mount::arguments, commands: A::Mount::commands, command: A::Mount::command, declare: A::Mount::declare }
    }
}

/// A gateway with a mount number `PLACE`. That its type is one is checked here, and nowhere else.
pub trait MountAt<const PLACE: usize> {
    /// Its type.
    type Mount: MountCommands;
}

/// Makes mount number `PLACE` of `A` from its settings.
///
/// # Errors
/// A setting that is unknown, missing or of the wrong type.
pub fn mount<A: MountAt<PLACE>, const PLACE: usize>(section: Section) -> Result<A::Mount, ConfigError> {
    A::Mount::configure(section)
}

/// Mount number `PLACE` of `A`, for all that mounts have in common.
pub fn as_mount<A: MountAt<PLACE>, const PLACE: usize>(mount: &mut A::Mount) -> &mut dyn Mount {
    mount
}

impl fmt::Debug for MountType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MountType").finish_non_exhaustive()
    }
}
