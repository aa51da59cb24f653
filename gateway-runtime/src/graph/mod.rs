//! What a gateway consists of, as data: for drawings, documents, messages and checks at start.

mod check;
mod draw;
mod json;

pub use check::{WiringError, check};
pub use draw::{dot, mermaid};
pub use json::json;

use serde_json::Value;

use crate::engine::Arguments;
use crate::failure::ERRORS;
use crate::life::OnFailure;
use crate::message::{Definitions, Problem};

/// A whole gateway, as its macro saw it.
#[derive(Debug, Clone, Copy)]
pub struct GraphMeta {
    /// The name of the gateway struct.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// The names of the channels, in the order of declaration.
    pub channels: &'static [ChannelMeta],
    /// The edges between nodes of one module that only it sees. Reads and publishes count them on behind the channels.
    pub edges: &'static [EdgeMeta],
    /// The modules, in the order of declaration.
    pub modules: &'static [ModuleMeta],
    /// The nodes, in the order in which a cycle runs them.
    pub nodes: &'static [NodeMeta],
    /// The commands of the modules, in the order of declaration.
    pub commands: &'static [CommandMeta],
    /// The names of the mounts.
    pub mounts: &'static [&'static str],
}

/// One channel.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a word of the declaration")]
pub struct ChannelMeta {
    /// The name as declared.
    pub name: &'static str,
    /// Whether values may be sent from outside.
    pub send: bool,
    /// Whether values are staged for it.
    pub stage: bool,
    /// Whether the engine itself publishes it: failures of nodes, or what becomes of staged values.
    pub told: bool,
    /// Whether it can tick several times in one cycle.
    pub burst: bool,
    /// What becomes of several ticks in one cycle, if it is declared: `first`, `last` or `collect`.
    pub merge: Option<&'static str>,
    /// Its states.
    pub states: &'static [ChannelState],
    /// Whether it has a history.
    pub history: bool,
    /// Whether its ticks are found by their ids.
    pub lookup: bool,
}

/// A state of a channel.
#[derive(Debug, Clone, Copy)]
pub struct ChannelState {
    /// Its name: an alias, or that of the channel.
    pub name: &'static str,
    /// The parts of its key.
    pub key: &'static [&'static str],
}

/// An edge inside a module.
#[derive(Debug, Clone, Copy)]
pub struct EdgeMeta {
    /// The name as declared with `let`.
    pub name: &'static str,
    /// The module's place in [`GraphMeta::modules`].
    pub module: usize,
}

/// One module.
#[derive(Debug, Clone, Copy)]
pub struct ModuleMeta {
    /// The name of its field in the gateway.
    pub name: &'static str,
    /// The name of its type.
    pub type_name: &'static str,
    /// What happens when one of its nodes fails, as declared.
    pub on_failure: OnFailure,
}

/// One node.
#[derive(Debug, Clone, Copy)]
pub struct NodeMeta {
    /// The name of the method.
    pub name: &'static str,
    /// The module's place in [`GraphMeta::modules`].
    pub module: usize,
    /// What it reads.
    pub reads: &'static [ReadMeta],
    /// The places of the channels that it publishes.
    pub publishes: &'static [usize],
    /// What makes it run besides ticks of channels.
    pub drive: Drive,
    /// Where it is declared: file, line and column.
    pub place: &'static str,
}

/// One command of a module.
#[derive(Debug, Clone, Copy)]
pub struct CommandMeta {
    /// The name of the method.
    pub name: &'static str,
    /// The module's place in [`GraphMeta::modules`].
    pub module: usize,
    /// Its doc comment.
    pub doc: &'static str,
    /// The schema of its arguments: an object.
    pub arguments: fn(&mut Definitions) -> Value,
    /// The schema of its answer.
    pub answer: fn(&mut Definitions) -> Value,
    /// Reads its arguments.
    #[doc(hidden)]
    pub read: fn(&Value) -> Result<Arguments, Vec<Problem>>,
    /// The places of the channels that it publishes.
    pub publishes: &'static [usize],
    /// Where it is declared: file, line and column.
    pub place: &'static str,
}

/// One channel that a node reads.
#[derive(Debug, Clone, Copy)]
pub struct ReadMeta {
    /// The channel's place in [`GraphMeta::channels`].
    pub channel: usize,
    /// Whether a tick makes the node run.
    pub trigger: bool,
    /// Whether the channel may have no publisher.
    pub optional: bool,
    /// The state of the channel that is read, if it is not the channel itself.
    pub state: Option<&'static str>,
    /// The nodes, by their place in [`GraphMeta::nodes`], whose ticks are seen in the next cycle only.
    pub feedback_from: &'static [usize],
}

/// What makes a node run besides ticks of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drive {
    /// Nothing else.
    Ticks,
    /// A timer.
    Timer,
    /// It is a source of timestamped values.
    Source,
    /// It is an asynchronous source.
    Stream,
    /// It is a blocking source, on a thread of its own.
    Generator,
    /// It publishes what a node of the same name prepared, which worked off the engine's thread.
    Results,
    /// It publishes what a command of the same name gives.
    Command,
}

impl ChannelMeta {
    /// Whether ticks come onto it that no node publishes: values from outside, or what the engine tells.
    pub fn enters(&self) -> bool {
        self.send || self.stage || self.told
    }

    /// What brings these ticks.
    pub(crate) fn entrances(&self) -> Vec<&'static str> {
        let told = if self.name == ERRORS { "failures" } else { "staging" };
        [(self.send, "send"), (self.stage, "stage"), (self.told, told)].into_iter().filter_map(|(is, what)| is.then_some(what)).collect()
    }
}

impl GraphMeta {
    /// `module.node`, the full name of a node.
    pub fn node_name(&self, node: usize) -> String {
        let node = &self.nodes[node];
        format!("{}.{}", self.modules[node.module].name, node.name)
    }

    /// `module.command`, the full name of a command.
    pub fn command_name(&self, command: usize) -> String {
        let command = &self.commands[command];
        format!("{}.{}", self.modules[command.module].name, command.name)
    }

    /// The commands of a module, by their places.
    pub fn commands_of(&self, module: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.commands.len()).filter(move |command| self.commands[*command].module == module)
    }

    /// The name of a channel, or of an edge inside a module.
    pub fn channel_name(&self, channel: usize) -> &'static str {
        match channel.checked_sub(self.channels.len()) {
            None => self.channels[channel].name,
            Some(edge) => self.edges[edge].name,
        }
    }

    /// The nodes that publish `channel`, by their places.
    pub fn publishers(&self, channel: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.nodes.len()).filter(move |node| self.nodes[*node].publishes.contains(&channel))
    }

    /// The nodes that read `channel`, by their places.
    pub fn readers(&self, channel: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.nodes.len()).filter(move |node| self.nodes[*node].reads.iter().any(|read| read.channel == channel))
    }

    /// Whether anything can tick `channel`. `off` says for each module whether it is switched off.
    pub fn is_live(&self, channel: usize, off: &[bool]) -> bool {
        self.channels[channel].enters() || self.publishers(channel).any(|node| self.is_on(node, off))
    }

    /// Whether the module of `node` is on.
    pub fn is_on(&self, node: usize, off: &[bool]) -> bool {
        !off.get(self.nodes[node].module).copied().unwrap_or(false)
    }
}
