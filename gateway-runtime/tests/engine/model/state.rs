//! One cycle of the model.

use std::collections::BTreeMap;

use super::{How, Model, Played, Seen, Value};

/// The state of a run.
pub(super) struct State<'a> {
    pub(super) model: &'a Model,
    pub(super) order: Vec<usize>,
    pub(super) states: Vec<i64>,
    pub(super) samples: Vec<BTreeMap<u8, i64>>,
    /// By node and read: ticks that are to be seen in the next cycle.
    pub(super) held: Vec<Vec<Vec<Value>>>,
    pub(super) played: Played,
}

impl State<'_> {
    /// One cycle: `active` are timers and sources, with the values of these.
    pub(super) fn cycle(&mut self, now: i64, active: &[(usize, Option<Value>)], arrived: Option<(usize, Value)>) {
        self.played.cycles += 1;
        let mut ticks: Vec<Vec<Value>> = vec![Vec::new(); self.model.channels];
        if let Some((channel, value)) = arrived {
            ticks[channel].push(value);
        }
        let mut held = std::mem::replace(&mut self.held, self.model.nodes.iter().map(|node| vec![Vec::new(); node.reads.len()]).collect());
        let before = self.samples.clone();
        for node in self.order.clone() {
            let described = &self.model.nodes[node];
            let is_active = active.iter().find(|(active, _)| *active == node);
            if let Some((_, Some(value))) = is_active {
                self.publish(node, described.publishes[0], *value, &mut ticks);
                continue;
            }
            let seen: Vec<Seen> = described
                .reads
                .iter()
                .enumerate()
                .map(|(place, read)| match read.how {
                    How::Sample if !read.late.is_empty() => Seen::Sample(before[read.channel].clone()),
                    How::Sample => {
                        let mut sample = before[read.channel].clone();
                        sample.extend(ticks[read.channel].iter().copied());
                        Seen::Sample(sample)
                    }
                    _ => {
                        let mut all = std::mem::take(&mut held[node][place]);
                        all.extend(ticks[read.channel].iter().copied());
                        Seen::Ticks(all)
                    }
                })
                .collect();
            let each = described.reads.iter().position(|read| read.how == How::Each);
            let runs: Vec<Vec<Seen>> = match (each, &seen) {
                (Some(each), _) => match &seen[each] {
                    Seen::Ticks(ticks) => {
                        let alone = |tick: &Value| {
                            let mut seen = seen.clone();
                            seen[each] = Seen::Ticks(vec![*tick]);
                            seen
                        };
                        ticks.iter().map(alone).collect()
                    }
                    Seen::Sample(_) => Vec::new(),
                },
                (None, _) => {
                    let ticked = seen.iter().any(|seen| matches!(seen, Seen::Ticks(ticks) if !ticks.is_empty()));
                    if ticked || is_active.is_some() { vec![seen] } else { Vec::new() }
                }
            };
            for seen in runs {
                let given = (described.run)(&mut self.states[node], now, &seen);
                for (channel, values) in described.publishes.iter().zip(given) {
                    for value in values {
                        self.publish(node, *channel, value, &mut ticks);
                    }
                }
            }
        }
        for (channel, ticks) in ticks.into_iter().enumerate() {
            self.samples[channel].extend(ticks.iter().copied());
            self.played.ticks[channel].extend(ticks.into_iter().map(|tick| (now, tick)));
        }
    }

    fn publish(&mut self, node: usize, channel: usize, value: Value, ticks: &mut [Vec<Value>]) {
        ticks[channel].push(value);
        for (reader, described) in self.model.nodes.iter().enumerate() {
            for (place, read) in described.reads.iter().enumerate() {
                if read.channel == channel && read.how != How::Sample && read.late.contains(&node) {
                    self.held[reader][place].push(value);
                }
            }
        }
    }
}
