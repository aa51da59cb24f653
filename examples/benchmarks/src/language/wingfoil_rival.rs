//! The same on wingfoil, as far as it has it: as nodes of our own making.

use std::collections::HashMap;
use std::hint::black_box;

use wingfoil::anyhow::Result;
use wingfoil::interp::Builder;
use wingfoil::op::{Activation, Ctx, Op, Tick};
use wingfoil::prelude::*;
use wingfoil::{NanoTime, op};

use super::{ALARMS, key_of, keys};
#[allow(clippy::wildcard_imports, reason = "the graphs need what wingfoil's macro generated beside each node")]
use crate::wingfoil_rival::nodes::*;
use crate::workload::Outcome;

/// A sum for each key.
pub struct Sums;

/// What [`Sums`] keeps.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    keys: Vec<String>,
    sums: HashMap<String, u64, foldhash::fast::RandomState>,
}

#[op(build = sums)]
impl Op for Sums {
    type Cfg = ();
    type State = Kept;
    type In<'a> = (&'a u64,);
    type Out = u64;
    const ACTIVATION: Activation = Activation::NONE;

    fn cycle((): &mut (), state: &mut Kept, (n,): (&u64,), _ctx: &mut Ctx<'_>) -> Result<Tick<u64>> {
        if state.keys.is_empty() {
            state.keys = keys();
        }
        let (key, value) = black_box((state.keys[key_of(*n)].clone(), *n));
        let sum = match state.sums.get_mut(&key) {
            Some(sum) => sum,
            None => state.sums.entry(key).or_default(),
        };
        *sum += value;
        Ok(Tick::Value(black_box(*sum)))
    }
}

/// Always as many alarms pending.
pub struct Alarms;

#[op(build = alarms)]
impl Op for Alarms {
    type Cfg = ();
    type State = u64;
    type In<'a> = ();
    type Out = u64;
    const ACTIVATION: Activation = Activation::SCHEDULES;

    fn cycle((): &mut (), state: &mut u64, (): (), ctx: &mut Ctx<'_>) -> Result<Tick<u64>> {
        let place = *state % ALARMS;
        *state += 1;
        ctx.schedule(ctx.time() + NanoTime::from(ALARMS));
        Ok(Tick::Value(black_box(place)))
    }

    fn start((): &mut (), _state: &mut u64, ctx: &mut Ctx<'_>) -> Result<()> {
        for place in 0..ALARMS {
            ctx.schedule(ctx.start_time() + NanoTime::from(place));
        }
        Ok(())
    }
}

/// The nodes as methods.
pub trait LanguageSources {
    /// See [`Alarms`].
    fn alarms(&self) -> Stream<u64>;
}

impl LanguageSources for GraphBuilder {
    fn alarms(&self) -> Stream<u64> {
        self.source(Builder::alarms)
    }
}

/// Nodes that read a number.
pub trait LanguageNodes {
    /// See [`Sums`].
    fn sums(&self) -> Stream<u64>;
}

impl LanguageNodes for Stream<u64> {
    fn sums(&self) -> Stream<u64> {
        self.wire(Builder::sums)
    }
}

use graphs::{basket, pending};

mod graphs {
    //! The graphs, as wingfoil's macro takes them: it makes a module of each, without documentation.

    #![allow(missing_docs, reason = "the macro makes undocumented items")]

    use wingfoil::prelude::*;

    #[allow(clippy::wildcard_imports, reason = "the graphs need what wingfoil's macro generated beside each node")]
    use super::*;

    wingfoil::nitro! {
        pub fn basket(g: &GraphBuilder) -> Stream<Outcome> {
            let sums = g.counter().sums();
            let sink = sums.fold(Outcome::default(), |sink: &mut Outcome, x: &u64| sink.record(*x));
            sink
        }
    }

    wingfoil::nitro! {
        pub fn pending(g: &GraphBuilder) -> Stream<Outcome> {
            let alarms = g.alarms();
            let sink = alarms.fold(Outcome::default(), |sink: &mut Outcome, x: &u64| sink.record(*x));
            sink
        }
    }
}

/// On the compiled engine.
pub mod compiled {
    use crate::wingfoil_rival::{SIMULATED, run_for};
    use crate::workload::Outcome;

    /// A sum for each of a thousand keys.
    ///
    /// # Panics
    /// Never: no node fails.
    #[must_use]
    pub fn basket1000(cycles: u64) -> Outcome {
        super::basket::compiled(SIMULATED, run_for(cycles)).expect("no node fails").0
    }

    /// A hundred thousand pending alarms.
    ///
    /// # Panics
    /// Never: no node fails.
    #[must_use]
    pub fn alarms100k(cycles: u64) -> Outcome {
        super::pending::compiled(SIMULATED, run_for(cycles)).expect("no node fails").0
    }
}

/// On the interpreted engine.
pub mod interpreted {
    use crate::wingfoil_rival::{SIMULATED, run_for};
    use crate::workload::Outcome;

    /// A sum for each of a thousand keys.
    ///
    /// # Panics
    /// Never: no node fails.
    #[must_use]
    pub fn basket1000(cycles: u64) -> Outcome {
        let (mut runner, sink, ..) = super::basket::interpreted();
        runner.run(SIMULATED, run_for(cycles)).expect("no node fails");
        runner.value(sink)
    }

    /// A hundred thousand pending alarms.
    ///
    /// # Panics
    /// Never: no node fails.
    #[must_use]
    pub fn alarms100k(cycles: u64) -> Outcome {
        let (mut runner, sink, ..) = super::pending::interpreted();
        runner.run(SIMULATED, run_for(cycles)).expect("no node fails");
        runner.value(sink)
    }
}
