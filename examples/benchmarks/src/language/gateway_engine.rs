//! The same on our engine.

use std::hint::black_box;

use gateway_runtime::prelude::*;

use super::{ALARMS, key_of, keys};
use crate::workload::Outcome;

/// The channels.
#[channels]
#[derive(Debug)]
pub struct Bus {
    /// What the source gives to its keys.
    pub values: Basket<String, u64>,
    /// What the source gives.
    pub numbers: Channel<u64>,
    /// What reaches the sink.
    pub results: Channel<u64>,
}

/// Gives values to keys in turns.
#[module]
#[derive(Debug, Default)]
pub struct KeyedSource {
    #[state]
    keys: Vec<String>,
    #[state]
    last: u64,
    #[state]
    end: u64,
}

#[module(channels = Bus)]
impl KeyedSource {
    #[node(source, publish(values))]
    fn give(&mut self) -> Option<(Timestamp, Keyed<String, u64>)> {
        self.last += 1;
        let n = self.last;
        (n <= self.end).then(|| black_box((Timestamp::from_nanos(n.cast_signed()), Keyed::new(self.keys[key_of(n)].clone(), n))))
    }
}

/// A sum for each key.
#[module]
#[derive(Debug, Default)]
pub struct Sums {}

#[module(channels = Bus)]
impl Sums {
    #[node(per_key, publish(results))]
    fn sum(&mut self, values: &u64, #[state] sum: &mut u64) -> u64 {
        *sum += values;
        black_box(*sum)
    }
}

/// Counts.
#[module]
#[derive(Debug, Default)]
pub struct Source {
    #[state]
    last: u64,
    #[state]
    end: u64,
}

#[module(channels = Bus)]
impl Source {
    #[node(source, publish(numbers))]
    fn give(&mut self) -> Option<(Timestamp, u64)> {
        self.last += 1;
        (self.last <= self.end).then(|| (Timestamp::from_nanos(self.last.cast_signed()), black_box(self.last)))
    }
}

/// Always as many alarms pending.
#[module]
#[derive(Debug, Default)]
pub struct Alarms {}

#[module(channels = Bus)]
impl Alarms {
    #[node(publish(results))]
    fn ring(&mut self, numbers: Option<&u64>, alarm: &mut Alarm<u64>) -> Option<u64> {
        if numbers.is_some() {
            for place in 0..ALARMS {
                alarm.set(Duration::from_nanos(place + 1), place);
            }
        }
        let place = alarm.due().next()?;
        alarm.set(Duration::from_nanos(ALARMS), place);
        Some(black_box(place))
    }
}

/// Goes through the runtime and comes back.
#[module]
#[derive(Debug, Default)]
pub struct Hop {}

#[module(channels = Bus)]
impl Hop {
    #[node(publish(results))]
    async fn hop(numbers: u64) -> u64 {
        black_box(numbers + 1)
    }
}

/// Counts and sums what reaches the end.
#[module]
#[derive(Debug, Default)]
pub struct Sink {
    #[state]
    outcome: Outcome,
}

#[module(channels = Bus)]
impl Sink {
    #[node]
    fn record(&mut self, results: &u64) {
        self.outcome.record(*results);
    }
}

/// `basket1000`.
#[gateway(channels = Bus)]
#[allow(deprecated, reason = "each workload uses a part of the channels")]
pub struct Basket1000 {
    source: KeyedSource,
    sums: Sums,
    sink: Sink,
}

/// `alarms100k`.
#[gateway(channels = Bus)]
#[allow(deprecated, reason = "each workload uses a part of the channels")]
pub struct Alarms100k {
    source: Source,
    alarms: Alarms,
    sink: Sink,
}

/// `async_hop`.
#[gateway(channels = Bus)]
#[allow(deprecated, reason = "each workload uses a part of the channels")]
pub struct AsyncHop {
    source: Source,
    hop: Hop,
    sink: Sink,
}

fn run<A: gateway_runtime::Gateway>(simulation: Simulation<A>) -> A {
    simulation.run().expect("no module can fail to start").app
}

fn simulation<A: gateway_runtime::Gateway>(app: A) -> Simulation<A> {
    Simulation::new(app).expect("all modules are on")
}

/// A sum for each of a thousand keys.
#[must_use]
pub fn basket1000(cycles: u64) -> Outcome {
    let source = KeyedSource { keys: keys(), last: 0, end: cycles };
    run(simulation(Basket1000 { source, sums: Sums::default(), sink: Sink::default() })).sink.outcome
}

/// A hundred thousand pending alarms.
#[must_use]
pub fn alarms100k(cycles: u64) -> Outcome {
    let app = Alarms100k { source: Source { last: 0, end: 1 }, alarms: Alarms::default(), sink: Sink::default() };
    // They are set at the first nanosecond, and go off from the second on.
    run(simulation(app).until(Timestamp::from_nanos((cycles + 1).cast_signed()))).sink.outcome
}

/// A value that goes through the runtime, in each cycle.
#[must_use]
pub fn async_hop(cycles: u64) -> Outcome {
    let app = AsyncHop { source: Source { last: 0, end: cycles }, hop: Hop::default(), sink: Sink::default() };
    run(simulation(app)).sink.outcome
}
