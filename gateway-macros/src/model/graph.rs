//! The whole gateway, resolved: nodes, who feeds whom, and where feedback is.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::{Path, Type};

use super::{Channel, ChannelSet, Module, Node, Read, Remembers, Shape};

/// A gateway with its modules' descriptions.
pub(crate) struct Graph {
    pub(crate) name: Ident,
    pub(crate) doc: String,
    pub(crate) set_path: Path,
    pub(crate) set: ChannelSet,
    pub(crate) fields: Vec<Field>,
    pub(crate) modules: Vec<Part>,
    pub(crate) mounts: Vec<(Ident, Type)>,
    /// The field that holds the settings of the channels, if there is one.
    pub(crate) settings: Option<Ident>,
    /// All nodes, in the order of declaration.
    pub(crate) nodes: Vec<NodeRef>,
    /// The reads that see ticks of some nodes in the next cycle only.
    pub(crate) feedbacks: Vec<Feedback>,
    /// The `#[feedback]` reads that break no loop.
    pub(crate) idle_feedbacks: Vec<(usize, usize)>,
    /// By channel: the nodes that publish it.
    publishers: Vec<Vec<usize>>,
    /// By channel: its readers, and which of their reads it is.
    readers: Vec<Vec<(usize, usize)>>,
}

/// A module of the gateway.
pub(crate) struct Part {
    /// The field of the gateway behind which it stands.
    pub(crate) field: Ident,
    /// Its name: that of the field, and behind it those of its place in groups and lists.
    pub(crate) name: String,
    /// The way to it from the field.
    pub(crate) way: Vec<Step>,
    pub(crate) ty: Type,
    pub(crate) module: Module,
}

impl Part {
    /// Whether it is one of a list, which may have fewer.
    pub(crate) fn is_in_list(&self) -> bool {
        matches!(self.way.last(), Some(Step::Instance(_)))
    }
}

/// From a group to one of its members, or from a list to one of its modules.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Member(usize),
    Instance(usize),
}

/// A field of the gateway that has modules.
pub(crate) struct Field {
    pub(crate) name: Ident,
    /// The type of the module or group, or that of the modules in a list.
    pub(crate) ty: Type,
    pub(crate) holds: Holds,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) enum Holds {
    Module,
    Group,
    /// A list of so many modules at most.
    Instances(usize),
}

/// A node: which module, and which node of it.
#[derive(Clone, Copy)]
pub(crate) struct NodeRef {
    pub(crate) module: usize,
    pub(crate) node: usize,
}

/// Ticks that `reader` sees in the cycle after.
pub(crate) struct Feedback {
    pub(crate) reader: usize,
    pub(crate) read: usize,
    /// The nodes whose ticks are held back.
    pub(crate) from: BTreeSet<usize>,
}

/// One node feeds another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Which of the reader's reads.
    pub(crate) read: usize,
    pub(crate) channel: usize,
}

impl Graph {
    /// Resolves modules over their channel set; feedback is found too.
    pub(crate) fn new(
        name: Ident,
        doc: String,
        set_path: Path,
        mut set: ChannelSet,
        fields: Vec<Field>,
        mut modules: Vec<Part>,
        mounts: Vec<(Ident, Type)>,
    ) -> Self {
        for (module, part) in modules.iter_mut().enumerate() {
            add_edges(&mut set, module, part);
        }
        let mut nodes = Vec::new();
        let mut publishers = vec![Vec::new(); set.channels.len()];
        let mut readers = vec![Vec::new(); set.channels.len()];
        for (module, part) in modules.iter().enumerate() {
            for (node, described) in part.module.nodes.iter().enumerate() {
                let place = nodes.len();
                for publish in &described.publishes {
                    if publishers[publish.channel].last() != Some(&place) {
                        publishers[publish.channel].push(place);
                    }
                }
                for (read, described) in described.reads.iter().enumerate() {
                    readers[described.channel].push((place, read));
                }
                nodes.push(NodeRef { module, node });
            }
        }
        let (feedbacks, idle_feedbacks) = (Vec::new(), Vec::new());
        let settings = None;
        let mut this =
            Self { name, doc, set_path, set, fields, modules, mounts, settings, nodes, feedbacks, idle_feedbacks, publishers, readers };
        this.find_feedbacks();
        this
    }

    /// Lets values be sent on every channel that no module publishes.
    pub(crate) fn open(&mut self) {
        for (channel, publishers) in self.set.channels.iter_mut().zip(&self.publishers) {
            channel.send |= publishers.is_empty();
        }
    }

    pub(crate) fn node(&self, node: usize) -> &Node {
        let NodeRef { module, node } = self.nodes[node];
        &self.modules[module].module.nodes[node]
    }

    pub(crate) fn part(&self, node: usize) -> &Part {
        &self.modules[self.nodes[node].module]
    }

    pub(crate) fn read(&self, node: usize, read: usize) -> &Read {
        &self.node(node).reads[read]
    }

    /// How many channels the set has; those behind are edges inside modules.
    pub(crate) fn channel_count(&self) -> usize {
        self.set.channels.iter().filter(|channel| channel.inside.is_none()).count()
    }

    /// The nodes that publish `channel`, in the order of declaration.
    pub(crate) fn publishers(&self, channel: usize) -> impl Iterator<Item = usize> + '_ {
        self.publishers[channel].iter().copied()
    }

    /// The reads of `channel`: node and which of its reads.
    pub(crate) fn readers(&self, channel: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.readers[channel].iter().copied()
    }

    /// Whether any node reads a state.
    pub(crate) fn is_state_read(&self, state: usize) -> bool {
        self.modules.iter().flat_map(|part| &part.module.nodes).flat_map(|node| &node.reads).any(|read| read.state == Some(state))
    }

    /// Every pair of a publisher and a reader.
    pub(crate) fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for channel in 0..self.set.channels.len() {
            let readers: Vec<(usize, usize)> = self.readers(channel).collect();
            for from in self.publishers(channel) {
                edges.extend(readers.iter().map(|(to, read)| Edge { from, to: *to, read: *read, channel }));
            }
        }
        edges
    }

    /// The feedback of one read, if it has any.
    pub(crate) fn feedback(&self, reader: usize, read: usize) -> Option<&Feedback> {
        self.feedbacks.iter().find(|feedback| feedback.reader == reader && feedback.read == read)
    }

    /// Whether a read sees ticks of `from` one cycle later.
    pub(crate) fn is_fed_back(&self, edge: &Edge) -> bool {
        self.feedback(edge.to, edge.read).is_some_and(|feedback| feedback.from.contains(&edge.from))
    }

    /// Finds the feedback edges: those of loops within one module by themselves, others where `#[feedback]` says so.
    fn find_feedbacks(&mut self) {
        let edges = self.edges();
        let mut fed: BTreeSet<Edge> = BTreeSet::new();
        for module in 0..self.modules.len() {
            let inner: Vec<Edge> = edges
                .iter()
                .filter(|edge| self.nodes[edge.from].module == module && self.nodes[edge.to].module == module)
                .copied()
                .collect();
            // Every loop has an edge that does not go forward in the order of declaration.
            fed.extend(inner.iter().filter(|edge| edge.from >= edge.to && reaches(&inner, edge.to, edge.from)));
        }
        let rest: Vec<Edge> = edges.iter().filter(|edge| !fed.contains(edge)).copied().collect();
        for node in 0..self.nodes.len() {
            let marked = self.node(node).reads.iter().enumerate().filter(|(_, read)| read.marks.feedback).map(|(read, _)| read);
            for read in marked.collect::<Vec<_>>() {
                let into = rest.iter().filter(|edge| edge.to == node && edge.read == read);
                let breaking: Vec<Edge> = into.filter(|edge| reaches(&rest, node, edge.from)).copied().collect();
                if breaking.is_empty() && !fed.iter().any(|edge| edge.to == node && edge.read == read) {
                    self.idle_feedbacks.push((node, read));
                }
                fed.extend(breaking);
            }
        }
        for edge in fed {
            match self.feedbacks.iter_mut().find(|feedback| feedback.reader == edge.to && feedback.read == edge.read) {
                Some(feedback) => {
                    feedback.from.insert(edge.from);
                }
                None => self.feedbacks.push(Feedback { reader: edge.to, read: edge.read, from: [edge.from].into() }),
            }
        }
    }
}

/// Makes the edges inside a module channels behind those of the set.
fn add_edges(set: &mut ChannelSet, module: usize, part: &mut Part) {
    let first = set.channels.len();
    for node in &mut part.module.nodes {
        node.reads.iter_mut().filter(|read| read.private).for_each(|read| read.channel += first);
        node.publishes.iter_mut().filter(|publish| publish.private).for_each(|publish| publish.channel += first);
    }
    for (place, edge) in part.module.edges.iter().enumerate() {
        let (name, place_in_file) = (edge.name.clone(), edge.place.clone());
        let inside = Some((module, place));
        set.channels.push(Channel {
            name,
            place: place_in_file,
            shape: Shape::Value,
            send: false,
            merge: None,
            dynamic: false,
            remembers: Remembers::default(),
            stage: false,
            role: None,
            inside,
        });
    }
}

/// Whether there is a way along `edges` from one node to another. A node reaches itself.
pub(crate) fn reaches(edges: &[Edge], from: usize, to: usize) -> bool {
    path(edges, from, to).is_some()
}

/// A shortest way along `edges`.
pub(crate) fn path(edges: &[Edge], from: usize, to: usize) -> Option<Vec<Edge>> {
    let mut ways: Vec<(usize, Vec<Edge>)> = vec![(from, Vec::new())];
    let mut seen = BTreeSet::from([from]);
    let mut next = 0;
    while let Some((at, way)) = ways.get(next).cloned() {
        if at == to {
            return Some(way);
        }
        for edge in edges.iter().filter(|edge| edge.from == at) {
            if seen.insert(edge.to) {
                ways.push((edge.to, [way.as_slice(), &[*edge]].concat()));
            }
        }
        next += 1;
    }
    None
}
