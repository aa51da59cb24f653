//! How often a channel can tick in one cycle.

use super::{Graph, How, Merge, Shape, Yield};

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
        if declared.merge.is_some() && (declared.shape != Shape::Basket) {
            return false;
        }
        // A whole basket may be sent at once.
        (declared.shape == Shape::Basket && (declared.send || declared.merge.is_some()))
            || declared.is_told()
            || publishers.len() + usize::from(declared.is_fed()) > 1
            || publishers.iter().any(|node| self.gives_several(graph, *node, channel))
    }

    /// How many ticks a channel can have in one cycle, where that is plain: each of its publishers runs once, for nothing that was held
    /// back by feedback, and gives one at most.
    pub(crate) fn most(&self, graph: &Graph, channel: usize) -> Option<usize> {
        let declared = &graph.set.channels[channel];
        if declared.is_told() || declared.is_fed() {
            return None;
        }
        let given = |node: usize| graph.node(node).publishes.iter().filter(move |publish| publish.channel == channel);
        let is_fed_back = |node: usize| (0..graph.node(node).reads.len()).any(|read| graph.feedback(node, read).is_some());
        let gives_one = |node: usize| given(node).all(|publish| publish.how != Yield::Burst);
        let is_plain = |node: usize| !self.runs[node] && !is_fed_back(node) && gives_one(node);
        graph.publishers(channel).map(|node| is_plain(node).then(|| given(node).count())).sum()
    }

    /// Whether `node` can give several ticks of `channel` in one cycle.
    fn gives_several(&self, graph: &Graph, node: usize, channel: usize) -> bool {
        let mut given = graph.node(node).publishes.iter().filter(|publish| publish.channel == channel);
        let several = given.clone().count() > 1;
        several || self.runs[node] || given.any(|publish| publish.how == Yield::Burst)
    }

    /// Whether a read can see several ticks in one cycle. Those that come late by feedback count too.
    pub(crate) fn read_bursts(&self, graph: &Graph, node: usize, read: usize) -> bool {
        let reading = graph.read(node, read);
        let merge = graph.set.channels[reading.channel].merge;
        let one_of_each_key = matches!(merge, Some(Merge::First | Merge::Last));
        self.bursts[reading.channel] && !(reading.is_of_named_key() && one_of_each_key)
    }
}
