//! Figures of a run, kept where they can be read while the engine is busy, or hangs.

use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use crate::Timestamp;
use crate::graph::GraphMeta;
use crate::state::KeeperStats;

/// The figures of a run, as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// How often nodes failed.
    pub failures: u64,
    /// How often the engine did not get on for long.
    pub stalls: u64,
    /// How many cycles there have been, as of the last one that was watched.
    pub cycles: u64,
    /// How long the engine has been at work. Found by looking at it a few times a second, and so true in the long run only.
    pub busy: Duration,
    /// How many values and questions wait for the engine.
    pub queued: usize,
    /// How many may.
    pub queue_places: usize,
    /// The node that runs at this moment.
    pub running: Option<String>,
    /// The modules, in the order of declaration.
    pub modules: Vec<ModuleStats>,
    /// The nodes, in the order in which a cycle runs them.
    pub nodes: Vec<NodeStats>,
    /// The commands, in the order of declaration.
    pub commands: Vec<CommandStats>,
    /// What channels remember.
    pub kept: KeeperStats,
    /// The channels, in the order of declaration.
    pub channels: Vec<ChannelStats>,
}

/// The figures of one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelStats {
    /// Its name.
    pub name: &'static str,
    /// How many ticks it has had while somebody watched, which a service does all the time.
    pub ticks: u64,
}

/// The figures of one module.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModuleStats {
    /// The name of its field in the gateway.
    pub name: &'static str,
    /// Whether its nodes run.
    pub state: ModuleState,
    /// How often it was restarted.
    pub restarts: u64,
    /// The time before which nothing of what it publishes ticks.
    pub held_until: Timestamp,
}

/// Whether the nodes of a module run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModuleState {
    /// They run.
    Running,
    /// The module is switched off.
    Off,
    /// It failed, and waits for its restart.
    Restarting,
    /// It failed, and has stopped for good.
    Stopped,
    /// The list in which it would stand is shorter.
    Absent,
}

/// The figures of one node.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeStats {
    /// `module.node`.
    pub name: String,
    /// How often it failed.
    pub failures: u64,
    /// How often it ran for so long that it was reported.
    pub slow: u64,
    /// How long it has run, found as [`Stats::busy`] is.
    pub busy: Duration,
}

/// The figures of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommandStats {
    /// `module.command`.
    pub name: String,
    /// How often it ran.
    pub runs: u64,
    /// How often it panicked.
    pub failures: u64,
}

/// Where the figures are counted.
#[derive(Debug)]
pub(crate) struct Counters {
    graph: &'static GraphMeta,
    /// Which node runs in which cycle; 0 between cycles. Kept in watched cycles only.
    at: AtomicU64,
    /// How many things the engine of a live run has begun; 0 while it waits.
    turn: AtomicU64,
    stalls: AtomicU64,
    cycles: AtomicU64,
    /// In nanoseconds.
    busy: AtomicU64,
    /// Ticks by channel.
    channels: Box<[AtomicU64]>,
    nodes: Box<[OfNode]>,
    modules: Box<[OfModule]>,
    commands: Box<[OfCommand]>,
}

#[derive(Debug, Default)]
struct OfNode {
    failures: AtomicU64,
    slow: AtomicU64,
    /// In nanoseconds.
    busy: AtomicU64,
}

#[derive(Debug, Default)]
struct OfCommand {
    runs: AtomicU64,
    failures: AtomicU64,
}

#[derive(Debug)]
struct OfModule {
    state: AtomicU8,
    restarts: AtomicU64,
    failed_starts: AtomicU64,
    /// In nanoseconds.
    held_until: AtomicI64,
}

impl Default for OfModule {
    fn default() -> Self {
        let held_until = AtomicI64::new(Timestamp::MIN.as_nanos());
        Self { state: AtomicU8::default(), restarts: AtomicU64::default(), failed_starts: AtomicU64::default(), held_until }
    }
}

/// The bits of [`Counters::at`] that hold the node: its number and one.
const NODE_BITS: u32 = 20;

impl Counters {
    pub(crate) fn new(graph: &'static GraphMeta) -> Self {
        Self {
            graph,
            at: AtomicU64::new(0),
            turn: AtomicU64::new(0),
            stalls: AtomicU64::new(0),
            cycles: AtomicU64::new(0),
            busy: AtomicU64::new(0),
            channels: graph.channels.iter().map(|_| AtomicU64::new(0)).collect(),
            nodes: graph.nodes.iter().map(|_| OfNode::default()).collect(),
            modules: graph.modules.iter().map(|_| OfModule::default()).collect(),
            commands: graph.commands.iter().map(|_| OfCommand::default()).collect(),
        }
    }

    /// Takes note that a node runs.
    #[inline]
    pub(crate) fn enter(&self, cycle: u64, node: usize) {
        self.at.store(cycle << NODE_BITS | (node as u64 + 1), Relaxed);
    }

    /// Takes note that a cycle has ended, which was the one with this number.
    #[inline]
    pub(crate) fn leave(&self, cycle: u64) {
        self.at.store(0, Relaxed);
        self.cycles.store(cycle, Relaxed);
    }

    /// Counts ticks of a channel. Only the engine does, so that no two counts meet.
    pub(crate) fn count_ticks(&self, channel: usize, ticks: u64) {
        if let Some(count) = self.channels.get(channel) {
            count.store(count.load(Relaxed) + ticks, Relaxed);
        }
    }

    /// The engine was seen at work, in the node that `at` tells, and is next seen after `span`: that is how long it counts for.
    pub(crate) fn count_busy(&self, at: u64, span: Duration) {
        let nanos = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
        self.busy.fetch_add(nanos, Relaxed);
        if let Some(node) = Self::node(at).and_then(|node| self.nodes.get(node)) {
            node.busy.fetch_add(nanos, Relaxed);
        }
    }

    /// What [`enter`](Self::enter) told last: another value for each node of each cycle, 0 for none.
    pub(crate) fn at(&self) -> u64 {
        self.at.load(Relaxed)
    }

    /// The cycle that `at` tells.
    pub(crate) fn cycle(at: u64) -> Option<u64> {
        (at != 0).then_some(at >> NODE_BITS)
    }

    /// The node that `at` tells.
    pub(crate) fn node(at: u64) -> Option<usize> {
        usize::try_from(at & ((1 << NODE_BITS) - 1)).ok()?.checked_sub(1)
    }

    /// Takes note that the engine begins with something, or with 0 that it waits.
    pub(crate) fn set_turn(&self, turn: u64) {
        self.turn.store(turn, Relaxed);
    }

    pub(crate) fn turn(&self) -> u64 {
        self.turn.load(Relaxed)
    }

    pub(crate) fn count_stall(&self) {
        self.stalls.fetch_add(1, Relaxed);
    }

    pub(crate) fn count_slow(&self, node: usize) {
        if let Some(node) = self.nodes.get(node) {
            node.slow.fetch_add(1, Relaxed);
        }
    }

    /// Counts a failure of `node`, and gives how many there have been.
    pub(crate) fn count_failure(&self, node: usize) -> u64 {
        self.nodes[node].failures.fetch_add(1, Relaxed) + 1
    }

    /// Takes note that a command runs.
    pub(crate) fn count_command(&self, command: usize) {
        self.commands[command].runs.fetch_add(1, Relaxed);
    }

    /// Counts a panic of `command`, and gives how many there have been.
    pub(crate) fn count_failed_command(&self, command: usize) -> u64 {
        self.commands[command].failures.fetch_add(1, Relaxed) + 1
    }

    /// Counts a start hook that failed when its module was to be restarted.
    pub(crate) fn count_failed_start(&self, module: usize) -> u64 {
        self.modules[module].failed_starts.fetch_add(1, Relaxed) + 1
    }

    pub(crate) fn count_restart(&self, module: usize) {
        self.modules[module].restarts.fetch_add(1, Relaxed);
    }

    pub(crate) fn state(&self, module: usize) -> ModuleState {
        self.modules[module].state()
    }

    pub(crate) fn set_state(&self, module: usize, state: ModuleState) {
        self.modules[module].state.store(state as u8, Relaxed);
    }

    pub(crate) fn hold(&self, module: usize, until: Timestamp) {
        self.modules[module].held_until.store(until.as_nanos(), Relaxed);
    }

    pub(crate) fn failures(&self) -> u64 {
        let nodes: u64 = self.nodes.iter().map(|node| node.failures.load(Relaxed)).sum();
        let commands: u64 = self.commands.iter().map(|command| command.failures.load(Relaxed)).sum();
        nodes + commands + self.modules.iter().map(|module| module.failed_starts.load(Relaxed)).sum::<u64>()
    }

    /// The figures as they are now.
    pub(crate) fn stats(&self) -> Stats {
        let modules = self.graph.modules.iter().zip(&self.modules).map(|(meta, module)| ModuleStats {
            name: meta.name,
            state: module.state(),
            restarts: module.restarts.load(Relaxed),
            held_until: Timestamp::from_nanos(module.held_until.load(Relaxed)),
        });
        let nodes = self.nodes.iter().enumerate().map(|(place, node)| NodeStats {
            name: self.graph.node_name(place),
            failures: node.failures.load(Relaxed),
            slow: node.slow.load(Relaxed),
            busy: Duration::from_nanos(node.busy.load(Relaxed)),
        });
        let channels = self.graph.channels.iter().zip(&self.channels);
        let channels = channels.map(|(meta, ticks)| ChannelStats { name: meta.name, ticks: ticks.load(Relaxed) });
        let commands = self.commands.iter().enumerate().map(|(place, command)| CommandStats {
            name: self.graph.command_name(place),
            runs: command.runs.load(Relaxed),
            failures: command.failures.load(Relaxed),
        });
        Stats {
            failures: self.failures(),
            stalls: self.stalls.load(Relaxed),
            cycles: self.cycles.load(Relaxed),
            busy: Duration::from_nanos(self.busy.load(Relaxed)),
            // The handle knows the queue.
            queued: 0,
            queue_places: 0,
            running: Self::node(self.at()).map(|node| self.graph.node_name(node)),
            modules: modules.collect(),
            nodes: nodes.collect(),
            commands: commands.collect(),
            kept: KeeperStats::default(),
            channels: channels.collect(),
        }
    }
}

impl OfModule {
    fn state(&self) -> ModuleState {
        let states = [ModuleState::Running, ModuleState::Off, ModuleState::Restarting, ModuleState::Stopped, ModuleState::Absent];
        let state = self.state.load(Relaxed);
        states.into_iter().find(|known| *known as u8 == state).unwrap_or(ModuleState::Running)
    }
}
