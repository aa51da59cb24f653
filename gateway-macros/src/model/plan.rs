//! The order of a cycle: what can start it, its steps, and what can set each of them off.

use std::collections::BTreeSet;

use super::{Drive, Graph, How, Keeps, Yield};

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
    /// Alarms that a node set.
    Alarm {
        node: usize,
    },
    /// A source that gives values when it has them: an asynchronous or a blocking one.
    Stream {
        node: usize,
    },
    /// Results of a node that runs off the engine's thread.
    Results {
        node: usize,
    },
    /// What a command gives.
    Command {
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
    /// Brings the ticks of its channel into a state, for those that read it.
    Keep {
        state: usize,
    },
}

/// The order of a cycle.
pub(crate) struct Plan {
    /// Sources come first, then timers, alarms, streams, results, what commands give, values from outside and feedback.
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
                Step::Arrive { .. } | Step::Remember { .. } | Step::Keep { .. } => None,
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
    let alarms = (0..graph.nodes.len()).filter(|node| graph.node(*node).keeps == Keeps::Alarms).map(|node| Input::Alarm { node });
    let streams = driven(|drive| matches!(drive, Drive::Stream | Drive::Generator), |node| Input::Stream { node });
    let results = driven(|drive| drive == Drive::Results, |node| Input::Results { node });
    let commands = driven(|drive| drive == Drive::Command, |node| Input::Command { node });
    let ingress =
        (0..graph.set.channels.len()).filter(|channel| graph.set.channels[*channel].enters()).map(|channel| Input::Ingress { channel });
    let triggers = graph.feedbacks.iter().filter(|feedback| graph.read(feedback.reader, feedback.read).how.is_trigger());
    let feedback = triggers.map(|feedback| Input::Feedback { node: feedback.reader, read: feedback.read });
    sources.chain(timers).chain(alarms).chain(streams).chain(results).chain(commands).chain(ingress).chain(feedback).collect()
}

/// All steps, and which must come before which.
struct Steps {
    all: Vec<Step>,
    /// The place of the first node's step; the others follow.
    nodes: usize,
    /// By channel: the places of its own steps.
    arrive: Vec<Option<usize>>,
    remember: Vec<Option<usize>>,
    /// By state: the place of its step, if a node reads it.
    keep: Vec<Option<usize>>,
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
        let arrive = (0..channels).map(|channel| if graph.set.channels[channel].enters() { add(Step::Arrive { channel }) } else { None });
        let arrive: Vec<Option<usize>> = arrive.collect();
        let nodes = arrive.iter().flatten().count();
        for node in 0..graph.nodes.len() {
            add(Step::Run { node });
        }
        let remember = (0..channels).map(|channel| if sampled(&channel) { add(Step::Remember { channel }) } else { None }).collect();
        let keep =
            (0..graph.set.states.len()).map(|state| if graph.is_state_read(state) { add(Step::Keep { state }) } else { None }).collect();
        let (before, triggers) = (vec![BTreeSet::new(); all.len()], vec![BTreeSet::new(); all.len()]);
        let mut this = Self { all, nodes, arrive, remember, keep, before, triggers };
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
            let reading = graph.read(node, read);
            let sampled = match (reading.how, reading.state) {
                (_, Some(state)) => Some(self.keep[state]),
                (How::Sample, None) => Some(remember),
                _ => None,
            };
            if let Some(sampled) = sampled {
                if let Some(sampled) = sampled {
                    let (first, then) = if feedback.is_some() { (reader, sampled) } else { (sampled, reader) };
                    self.before[then].insert(first);
                    if reading.how == How::Changes && feedback.is_none() {
                        self.triggers[reader].insert((sampled, channel));
                    }
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
        let states = graph.set.states.iter().zip(&self.keep).filter(|(state, _)| state.channel == channel);
        let sampled: Vec<usize> = states.filter_map(|(_, keep)| *keep).chain(remember).collect();
        for sampled in sampled {
            for step in publishers.iter().map(|(_, step)| *step).chain(arrive) {
                self.before[sampled].insert(step);
                self.triggers[sampled].insert((step, channel));
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
            Input::Source { node: of }
            | Input::Timer { node: of }
            | Input::Alarm { node: of }
            | Input::Stream { node: of }
            | Input::Results { node: of }
            | Input::Command { node: of }
            | Input::Feedback { node: of, .. },
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
        Step::Arrive { .. } | Step::Remember { .. } | Step::Keep { .. } => true,
    }
}

fn published(graph: &Graph, step: Step) -> Vec<usize> {
    match step {
        Step::Arrive { channel } => vec![channel],
        Step::Run { node } => graph.node(node).publishes.iter().map(|publish| publish.channel).collect(),
        Step::Remember { .. } | Step::Keep { .. } => Vec::new(),
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
