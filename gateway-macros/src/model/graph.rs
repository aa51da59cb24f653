//! The whole gateway, resolved: nodes, who feeds whom, feedback, inputs and the order of a cycle.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::{Path, Type};

use super::{ChannelSet, Drive, How, Module, Node, Read, Shape, Yield};

/// A gateway with its modules' descriptions.
pub(crate) struct Graph {
    pub(crate) name: Ident,
    pub(crate) doc: String,
    pub(crate) set_path: Path,
    pub(crate) set: ChannelSet,
    pub(crate) modules: Vec<Part>,
    pub(crate) mounts: Vec<(Ident, Type)>,
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

/// A module's field in the gateway.
pub(crate) struct Part {
    pub(crate) field: Ident,
    pub(crate) ty: Type,
    pub(crate) module: Module,
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
    pub(crate) fn new(name: Ident, doc: String, set_path: Path, set: ChannelSet, modules: Vec<Part>, mounts: Vec<(Ident, Type)>) -> Self {
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
        let mut this = Self { name, doc, set_path, set, modules, mounts, nodes, feedbacks, idle_feedbacks, publishers, readers };
        this.find_feedbacks();
        this
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

    /// The nodes that publish `channel`, in the order of declaration.
    pub(crate) fn publishers(&self, channel: usize) -> impl Iterator<Item = usize> + '_ {
        self.publishers[channel].iter().copied()
    }

    /// The reads of `channel`: node and which of its reads.
    pub(crate) fn readers(&self, channel: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.readers[channel].iter().copied()
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
            let marked = self.node(node).reads.iter().enumerate().filter(|(_, read)| read.feedback).map(|(read, _)| read);
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

/// Which channels and reads can see several ticks in one cycle.
pub(crate) struct Multiplicity {
    /// By channel.
    pub(crate) bursts: Vec<bool>,
    /// By node: whether it can run several times in one cycle.
    runs: Vec<bool>,
}

impl Multiplicity {
    pub(crate) fn of(graph: &Graph) -> Self {
        let mut this = Self { bursts: vec![false; graph.set.channels.len()], runs: vec![false; graph.nodes.len()] };
        // Both only ever turn from false to true, so this ends.
        loop {
            let runs: Vec<bool> = (0..graph.nodes.len()).map(|node| this.node_repeats(graph, node)).collect();
            let bursts: Vec<bool> = (0..graph.set.channels.len()).map(|channel| this.channel_bursts(graph, channel)).collect();
            if runs == this.runs && bursts == this.bursts {
                return this;
            }
            (this.runs, this.bursts) = (runs, bursts);
        }
    }

    fn node_repeats(&self, graph: &Graph, node: usize) -> bool {
        let reads = graph.node(node).reads.iter().enumerate();
        reads.filter(|(_, read)| read.how == How::Each).any(|(read, _)| self.read_bursts(graph, node, read))
    }

    fn channel_bursts(&self, graph: &Graph, channel: usize) -> bool {
        let declared = &graph.set.channels[channel];
        let publishers: Vec<usize> = graph.publishers(channel).collect();
        declared.shape == Shape::Basket
            || publishers.len() + usize::from(declared.send) > 1
            || publishers.iter().any(|node| self.gives_several(graph, *node, channel))
    }

    /// Whether `node` can give several ticks of `channel` in one cycle.
    fn gives_several(&self, graph: &Graph, node: usize, channel: usize) -> bool {
        let mut given = graph.node(node).publishes.iter().filter(|publish| publish.channel == channel);
        let several = given.clone().count() > 1;
        several || self.runs[node] || given.any(|publish| publish.how == Yield::Burst)
    }

    /// Whether a read can see several ticks in one cycle. Those that come late by feedback count too.
    pub(crate) fn read_bursts(&self, graph: &Graph, node: usize, read: usize) -> bool {
        self.bursts[graph.read(node, read).channel]
    }
}

/// What can start a cycle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Input {
    /// A source with timestamps.
    Source {
        node: usize,
    },
    Timer {
        node: usize,
    },
    /// An asynchronous source.
    Stream {
        node: usize,
    },
    /// Values from outside.
    Ingress {
        channel: usize,
    },
    /// Ticks that were held back for a read.
    Feedback {
        node: usize,
        read: usize,
    },
}

/// One thing that a cycle does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// Takes values from outside onto a channel.
    Arrive {
        channel: usize,
    },
    Run {
        node: usize,
    },
    /// Remembers the ticks of a channel, for those that sample it.
    Remember {
        channel: usize,
    },
}

/// The order of a cycle.
pub(crate) struct Plan {
    /// Sources come first, then timers, streams, values from outside and feedback.
    pub(crate) inputs: Vec<Input>,
    /// Steps that the same causes can set off, in the order in which they run.
    pub(crate) regions: Vec<Region>,
}

/// Successive steps that the same causes can set off.
pub(crate) struct Region {
    pub(crate) causes: BTreeSet<Cause>,
    pub(crate) steps: Vec<Step>,
}

/// What can set a step off. Without one of its causes a step has nothing to do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Cause {
    /// An input, by its place in [`Plan::inputs`].
    Input(usize),
    /// A tick of a channel that does not tick whenever its publisher runs.
    Channel(usize),
}

impl Region {
    /// The only input that can set this region off, if nothing else can.
    pub(crate) fn sole_input(&self) -> Option<usize> {
        match self.causes.first() {
            Some(Cause::Input(input)) if self.causes.len() == 1 => Some(*input),
            _ => None,
        }
    }
}

impl Plan {
    /// Orders the steps of a graph whose loops all have a feedback. On failure gives the nodes of a loop.
    pub(crate) fn of(graph: &Graph) -> Result<Self, Vec<usize>> {
        let inputs = inputs(graph);
        let steps = Steps::of(graph);
        let causes = steps.causes(graph, &inputs)?;
        let mut regions: Vec<Region> = Vec::new();
        for step in steps.order(&causes) {
            match regions.last_mut() {
                Some(region) if region.causes == causes[step] => region.steps.push(steps.all[step]),
                _ => regions.push(Region { causes: causes[step].clone(), steps: vec![steps.all[step]] }),
            }
        }
        Ok(Self { inputs, regions })
    }

    /// The nodes in the order in which they run.
    pub(crate) fn node_order(&self) -> Vec<usize> {
        let steps = self.regions.iter().flat_map(|region| &region.steps);
        steps
            .filter_map(|step| match step {
                Step::Run { node } => Some(*node),
                Step::Arrive { .. } | Step::Remember { .. } => None,
            })
            .collect()
    }
}

fn inputs(graph: &Graph) -> Vec<Input> {
    let driven = |fits: fn(Drive) -> bool, input: fn(usize) -> Input| {
        (0..graph.nodes.len()).filter(move |node| fits(graph.node(*node).drive)).map(input)
    };
    let sources = driven(|drive| matches!(drive, Drive::Pull | Drive::Iterator), |node| Input::Source { node });
    let timers = driven(|drive| drive == Drive::Timer, |node| Input::Timer { node });
    let streams = driven(|drive| drive == Drive::Stream, |node| Input::Stream { node });
    let ingress =
        (0..graph.set.channels.len()).filter(|channel| graph.set.channels[*channel].send).map(|channel| Input::Ingress { channel });
    let triggers = graph.feedbacks.iter().filter(|feedback| graph.read(feedback.reader, feedback.read).how.is_trigger());
    let feedback = triggers.map(|feedback| Input::Feedback { node: feedback.reader, read: feedback.read });
    sources.chain(timers).chain(streams).chain(ingress).chain(feedback).collect()
}

/// All steps, and which must come before which.
struct Steps {
    all: Vec<Step>,
    /// The place of the first node's step; the others follow.
    nodes: usize,
    /// By channel: the places of its own steps.
    arrive: Vec<Option<usize>>,
    remember: Vec<Option<usize>>,
    /// By step: those that must come before it.
    before: Vec<BTreeSet<usize>>,
    /// By step: those whose ticks set it off, with the channel.
    triggers: Vec<BTreeSet<(usize, usize)>>,
}

impl Steps {
    fn of(graph: &Graph) -> Self {
        let channels = graph.set.channels.len();
        let sampled = |channel: &usize| graph.readers(*channel).any(|(node, read)| graph.read(node, read).how == How::Sample);
        let mut all: Vec<Step> = Vec::new();
        let mut add = |step| {
            all.push(step);
            Some(all.len() - 1)
        };
        let arrive = (0..channels).map(|channel| if graph.set.channels[channel].send { add(Step::Arrive { channel }) } else { None });
        let arrive: Vec<Option<usize>> = arrive.collect();
        let nodes = arrive.iter().flatten().count();
        for node in 0..graph.nodes.len() {
            add(Step::Run { node });
        }
        let remember = (0..channels).map(|channel| if sampled(&channel) { add(Step::Remember { channel }) } else { None }).collect();
        let (before, triggers) = (vec![BTreeSet::new(); all.len()], vec![BTreeSet::new(); all.len()]);
        let mut this = Self { all, nodes, arrive, remember, before, triggers };
        for channel in 0..channels {
            this.connect(graph, channel);
        }
        for channel in 0..channels {
            this.keep_declared_order(graph, channel);
        }
        this
    }

    /// Publishers come before readers, and readers that see ticks one cycle later before those publishers.
    fn connect(&mut self, graph: &Graph, channel: usize) {
        let (arrive, remember) = (self.arrive[channel], self.remember[channel]);
        let publishers: Vec<(usize, usize)> = graph.publishers(channel).map(|node| (node, self.nodes + node)).collect();
        let readers: Vec<(usize, usize)> = graph.readers(channel).collect();
        for (node, read) in readers {
            let reader = self.nodes + node;
            let feedback = graph.feedback(node, read);
            if graph.read(node, read).how == How::Sample {
                if let Some(remember) = remember {
                    let (first, then) = if feedback.is_some() { (reader, remember) } else { (remember, reader) };
                    self.before[then].insert(first);
                }
                continue;
            }
            for (publisher, step) in &publishers {
                if feedback.is_some_and(|feedback| feedback.from.contains(publisher)) {
                    if *step != reader {
                        self.before[*step].insert(reader);
                    }
                } else {
                    self.before[reader].insert(*step);
                    self.triggers[reader].insert((*step, channel));
                }
            }
            if let Some(arrive) = arrive {
                self.before[reader].insert(arrive);
                self.triggers[reader].insert((arrive, channel));
            }
        }
        if let Some(remember) = remember {
            for step in publishers.iter().map(|(_, step)| *step).chain(arrive) {
                self.before[remember].insert(step);
                self.triggers[remember].insert((step, channel));
            }
        }
    }

    /// Publishers of one channel run in the order of declaration; only one that depends on a later one comes after that.
    /// Values from outside come first.
    fn keep_declared_order(&mut self, graph: &Graph, channel: usize) {
        let runs = graph.publishers(channel).map(|node| self.nodes + node);
        let publishers: Vec<usize> = self.arrive[channel].into_iter().chain(runs).collect();
        let mut order: Vec<usize> = Vec::new();
        for publisher in publishers {
            let place = order.iter().position(|earlier| self.depends(*earlier, publisher)).unwrap_or(order.len());
            order.insert(place, publisher);
        }
        for pair in order.windows(2) {
            if !self.depends(pair[0], pair[1]) {
                self.before[pair[1]].insert(pair[0]);
            }
        }
    }

    /// By step: those that it must come before.
    fn after(&self) -> Vec<Vec<usize>> {
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); self.all.len()];
        for (step, before) in self.before.iter().enumerate() {
            for earlier in before {
                after[*earlier].push(step);
            }
        }
        after
    }

    /// Whether `step` must come after `other`.
    fn depends(&self, step: usize, other: usize) -> bool {
        let mut open = vec![step];
        let mut seen = BTreeSet::new();
        while let Some(at) = open.pop() {
            if at == other {
                return true;
            }
            if seen.insert(at) {
                open.extend(&self.before[at]);
            }
        }
        false
    }

    /// The causes of each step. On failure gives the nodes that are left in a loop.
    fn causes(&self, graph: &Graph, inputs: &[Input]) -> Result<Vec<BTreeSet<Cause>>, Vec<usize>> {
        let own = |step: &Step| own_inputs(inputs, *step).map(Cause::Input).collect();
        let mut causes: Vec<BTreeSet<Cause>> = self.all.iter().map(own).collect();
        // By channel: the causes of its publishers so far.
        let mut behind: Vec<BTreeSet<Cause>> = vec![BTreeSet::new(); graph.set.channels.len()];
        let after = self.after();
        let mut done = vec![false; self.all.len()];
        let mut open: Vec<usize> = (0..self.all.len()).rev().collect();
        // A step is taken up again whenever the last one it waited for is done.
        while let Some(step) = open.pop() {
            if done[step] || !self.before[step].iter().all(|before| done[*before]) {
                continue;
            }
            for (from, channel) in &self.triggers[step] {
                if ticks_whenever_it_runs(graph, self.all[*from], *channel) {
                    let inherited = causes[*from].clone();
                    causes[step].extend(inherited);
                } else {
                    causes[step].insert(Cause::Channel(*channel));
                }
            }
            drop_implied(&mut causes[step], &behind);
            for channel in published(graph, self.all[step]) {
                behind[channel].extend(causes[step].iter().copied());
            }
            done[step] = true;
            open.extend(&after[step]);
        }
        let stuck: Vec<usize> = self
            .all
            .iter()
            .zip(&done)
            .filter_map(|(step, done)| match step {
                Step::Run { node } if !done => Some(*node),
                _ => None,
            })
            .collect();
        if done.iter().all(|done| *done) { Ok(causes) } else { Err(stuck) }
    }

    /// A topological order: steps of one cause first, those with equal causes together, otherwise as declared.
    fn order(&self, causes: &[BTreeSet<Cause>]) -> Vec<usize> {
        let mut waiting: Vec<usize> = self.before.iter().map(BTreeSet::len).collect();
        let after = self.after();
        let rank = |step: usize| (causes[step].len() > 1, causes[step].clone(), step);
        let mut ready: BTreeSet<_> = (0..self.all.len()).filter(|step| waiting[*step] == 0).map(rank).collect();
        let mut order: Vec<usize> = Vec::new();
        while let Some(first) = ready.first().cloned() {
            // Go on with what the same causes set off, if there is any.
            let like_last = order.last().and_then(|last: &usize| {
                let like = (causes[*last].len() > 1, causes[*last].clone(), 0);
                ready.range(like.clone()..).next().filter(|next| next.1 == like.1).cloned()
            });
            let next = like_last.unwrap_or(first);
            ready.remove(&next);
            let step = next.2;
            order.push(step);
            for later in &after[step] {
                waiting[*later] -= 1;
                if waiting[*later] == 0 {
                    ready.insert(rank(*later));
                }
            }
        }
        order
    }
}

/// The inputs that set off a step by themselves.
fn own_inputs(inputs: &[Input], step: Step) -> impl Iterator<Item = usize> + '_ {
    let is_own = move |input: &Input| match (step, *input) {
        (Step::Arrive { channel }, Input::Ingress { channel: of }) => channel == of,
        (
            Step::Run { node },
            Input::Source { node: of } | Input::Timer { node: of } | Input::Stream { node: of } | Input::Feedback { node: of, .. },
        ) => node == of,
        _ => false,
    };
    inputs.iter().enumerate().filter(move |(_, input)| is_own(input)).map(|(place, _)| place)
}

/// Whether a step gives a tick of `channel` in every cycle in which it runs. (A failure may prevent it; that is harmless:
/// causes only say when a step need not be looked at.)
fn ticks_whenever_it_runs(graph: &Graph, step: Step, channel: usize) -> bool {
    match step {
        Step::Run { node } => {
            let node = graph.node(node);
            node.drive.is_source() || node.publishes.iter().any(|publish| publish.channel == channel && publish.how == Yield::Always)
        }
        Step::Arrive { .. } | Step::Remember { .. } => true,
    }
}

fn published(graph: &Graph, step: Step) -> Vec<usize> {
    match step {
        Step::Arrive { channel } => vec![channel],
        Step::Run { node } => graph.node(node).publishes.iter().map(|publish| publish.channel).collect(),
        Step::Remember { .. } => Vec::new(),
    }
}

/// Drops the channels that cannot tick without another of the causes.
fn drop_implied(causes: &mut BTreeSet<Cause>, behind: &[BTreeSet<Cause>]) {
    let channels: Vec<usize> = causes
        .iter()
        .filter_map(|cause| match cause {
            Cause::Channel(channel) => Some(*channel),
            Cause::Input(_) => None,
        })
        .collect();
    for channel in channels {
        let this = Cause::Channel(channel);
        if behind[channel].iter().all(|cause| *cause != this && causes.contains(cause)) {
            causes.remove(&this);
        }
    }
}
