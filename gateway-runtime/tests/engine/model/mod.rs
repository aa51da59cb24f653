//! The engine against a naive model of its semantics, on random inputs.
//!
//! The model knows a graph as data and keeps the plainest lists there are. It shares no code and no idea with the
//! engine: no regions, no sets of inputs, no code that is cut. Each module beside it declares one graph twice, with the
//! macros and for the model, and compares all ticks of all channels.

mod baskets;
mod connected;
mod diamond;
mod loops;
mod mixed;
mod state;
mod states;

use std::collections::BTreeMap;

use state::State;

/// What a tick carries: a number, and a key if its channel is a basket.
type Value = (u8, i64);

/// How a node sees a channel.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Each,
    Maybe,
    Burst,
    Sample,
}

/// What makes a node run, besides what it reads.
enum Drive {
    Ticks,
    /// A period in nanoseconds.
    Timer(i64),
    /// Values with their times in nanoseconds.
    Source(Vec<(i64, Value)>),
}

/// One parameter.
struct Read {
    channel: usize,
    how: How,
    /// The nodes whose ticks it sees a cycle late.
    late: Vec<usize>,
}

fn read(channel: usize, how: How) -> Read {
    Read { channel, how, late: Vec::new() }
}

fn late(channel: usize, how: How, from: &[usize]) -> Read {
    Read { channel, how, late: from.to_vec() }
}

/// What one parameter shows a node.
#[derive(Debug, Clone)]
enum Seen {
    Ticks(Vec<Value>),
    Sample(BTreeMap<u8, i64>),
}

impl Seen {
    /// The only tick of `&T` and `Option<&T>`.
    fn one(&self) -> Option<i64> {
        match self {
            Self::Ticks(ticks) => ticks.first().map(|tick| tick.1),
            Self::Sample(sample) => sample.get(&0).copied(),
        }
    }

    fn all(&self) -> Vec<i64> {
        match self {
            Self::Ticks(ticks) => ticks.iter().map(|tick| tick.1).collect(),
            Self::Sample(sample) => sample.values().copied().collect(),
        }
    }
}

/// What a node does: with a number of its own, the time and what it sees, it gives a list of ticks for each channel.
type Run = fn(&mut i64, i64, &[Seen]) -> Vec<Vec<Value>>;

struct Node {
    drive: Drive,
    reads: Vec<Read>,
    publishes: Vec<usize>,
    run: Run,
}

fn node(reads: Vec<Read>, publishes: &[usize], run: Run) -> Node {
    Node { drive: Drive::Ticks, reads, publishes: publishes.to_vec(), run }
}

fn timer(period: i64, reads: Vec<Read>, publishes: &[usize], run: Run) -> Node {
    Node { drive: Drive::Timer(period), ..node(reads, publishes, run) }
}

fn source(script: Vec<(i64, Value)>, channel: usize) -> Node {
    Node { drive: Drive::Source(script), ..node(Vec::new(), &[channel], |_, _, _| Vec::new()) }
}

/// Values without a key.
fn plain(values: impl IntoIterator<Item = i64>) -> Vec<Value> {
    values.into_iter().map(|value| (0, value)).collect()
}

/// A graph: nodes in the order of declaration, over numbered channels.
struct Model {
    nodes: Vec<Node>,
    channels: usize,
    /// The time after which nothing runs, for graphs with timers.
    until: Option<i64>,
}

/// What happened: of each channel the ticks with their times, and how many cycles there were.
#[derive(Debug, PartialEq)]
struct Played {
    ticks: Vec<Vec<(i64, Value)>>,
    cycles: u64,
}

impl Model {
    /// Plays a script of values from outside: time, channel, value.
    fn play(&self, script: &[(i64, usize, Value)]) -> Played {
        let mut script = script.to_vec();
        script.sort_by_key(|sent| sent.0);
        let mut script = script.into_iter().peekable();
        let mut run = State {
            model: self,
            order: self.order(),
            states: vec![0; self.nodes.len()],
            samples: vec![BTreeMap::new(); self.channels],
            held: self.nodes.iter().map(|node| vec![Vec::new(); node.reads.len()]).collect(),
            played: Played { ticks: vec![Vec::new(); self.channels], cycles: 0 },
        };
        // By node: how many values of its source have ticked, and when its timer is due.
        let mut given = vec![0; self.nodes.len()];
        let next_given = |given: &[usize], node: usize| match &self.nodes[node].drive {
            Drive::Source(values) => values.get(given[node]).copied(),
            _ => None,
        };
        let sources: Vec<i64> = (0..self.nodes.len()).filter_map(|node| next_given(&given, node)).map(|(time, _)| time).collect();
        let mut now = sources.into_iter().chain(script.peek().map(|sent| sent.0)).min().unwrap_or(0);
        let mut timers: Vec<Option<i64>> =
            self.nodes.iter().map(|node| if let Drive::Timer(period) = node.drive { Some(now + period) } else { None }).collect();
        loop {
            let by_source = (0..self.nodes.len()).filter_map(|node| next_given(&given, node)).map(|(time, _)| time).min();
            if self.until.is_none() && by_source.is_none() && script.peek().is_none() {
                break;
            }
            let due = by_source.into_iter().chain(timers.iter().flatten().copied()).min();
            let sent = script.peek().map(|sent| sent.0);
            let Some(next) = due.into_iter().chain(sent).min().filter(|next| self.until.is_none_or(|until| *next <= until)) else { break };
            now = now.max(next);
            let mut active = Vec::new();
            let mut arrived = None;
            if due == Some(next) {
                for node in 0..self.nodes.len() {
                    if let Some((time, value)) = next_given(&given, node)
                        && time <= next
                    {
                        given[node] += 1;
                        active.push((node, Some(value)));
                    }
                    if let (Some(time), Drive::Timer(period)) = (timers[node], &self.nodes[node].drive)
                        && time <= next
                    {
                        timers[node] = Some(time + period);
                        active.push((node, None));
                    }
                }
            } else {
                arrived = script.next().map(|(_, channel, value)| (channel, value));
            }
            run.cycle(now, &active, arrived);
            while run.held.iter().flatten().any(|held| !held.is_empty()) {
                run.cycle(now, &[], None);
            }
        }
        run.played
    }

    fn publishes(&self, node: usize, channel: usize) -> bool {
        self.nodes[node].publishes.contains(&channel)
    }

    /// Whether `node` must run after `other` because of what it reads.
    fn needs(&self, node: usize, other: usize) -> bool {
        self.nodes[node].reads.iter().any(|read| self.publishes(other, read.channel) && !read.late.contains(&other))
    }

    /// Whether `node` must run after `other`, perhaps by way of third ones.
    fn depends(&self, node: usize, other: usize, depth: usize) -> bool {
        depth > 0
            && (self.needs(node, other) || (0..self.nodes.len()).any(|via| self.needs(node, via) && self.depends(via, other, depth - 1)))
    }

    /// An order in which the nodes can run: as declared where nothing speaks against it.
    fn order(&self) -> Vec<usize> {
        let count = self.nodes.len();
        let must_follow = |node: usize, other: usize| {
            let late_reader = self.nodes[other].reads.iter().any(|read| self.publishes(node, read.channel) && read.late.contains(&node));
            let same_channel = self.nodes[node].publishes.iter().any(|channel| self.publishes(other, *channel));
            let later_publisher = same_channel && other < node && !self.depends(other, node, count);
            self.needs(node, other) || late_reader || later_publisher
        };
        let mut order: Vec<usize> = Vec::new();
        while order.len() < count {
            let is_ready = |node: &usize| (0..count).all(|other| other == *node || order.contains(&other) || !must_follow(*node, other));
            let next = (0..count).filter(|node| !order.contains(node)).find(is_ready);
            order.push(next.expect("a graph without loops"));
        }
        order
    }
}
