//! Simulated time, step by step: what [`Simulation`](super::Simulation) and the [test bench](crate::testing) drive.

use std::collections::VecDeque;

use super::command::{Call, Command, Commanded};
use super::core::{Engine, Lateness};
use super::failure::{adopt_thread, release_thread};
use super::offload::Desk;
use super::{Gateway, Graph, StartError, Summary};
use crate::Timestamp;
use crate::channel::Batch;

/// An engine whose clock jumps from one due time to the next.
pub(crate) struct Steps<A: Gateway> {
    pub(crate) engine: Engine<A::Graph>,
    /// What is to be sent, in the order of its times.
    script: VecDeque<Scripted>,
    now: Timestamp,
}

/// What enters from outside at a set time.
struct Scripted {
    time: Timestamp,
    what: What,
}

enum What {
    /// Values for a channel.
    Values { channel: usize, batch: Batch },
    /// A command for a module.
    Command(Call),
}

/// What one step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It ran what was due: timers and sources.
    Due,
    /// It delivered so many values that were sent on a channel.
    Sent { channel: usize, count: usize },
    /// It ran a command.
    Commanded,
    /// There is nothing to be done up to the time asked for.
    Nothing,
}

impl<A: Gateway> Steps<A> {
    pub(crate) fn new(engine: Engine<A::Graph>) -> Self {
        Self { engine, script: VecDeque::new(), now: Timestamp::EPOCH }
    }

    /// Engine time.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Puts values where they are sent at `time`, after all others of that time.
    pub(crate) fn send_at(&mut self, time: Timestamp, channel: usize, batch: Batch) {
        self.script(time, What::Values { channel, batch });
    }

    /// Puts a command where it is run at `time`, after all else of that time.
    pub(crate) fn command_at(&mut self, time: Timestamp, command: Command) -> Commanded {
        let (call, commanded) = command.call();
        self.script(time, What::Command(call));
        commanded
    }

    fn script(&mut self, time: Timestamp, what: What) {
        let after = self.script.partition_point(|scripted| scripted.time <= time);
        self.script.insert(after, Scripted { time, what });
    }

    /// Runs the start hooks and opens what has a time: at `from`, or else at the first value of sources or script.
    pub(crate) fn start(&mut self, from: Option<Timestamp>) -> Result<(), StartError> {
        let Self { engine, script, now } = self;
        let _marked = EngineThread::mark();
        *now = from.unwrap_or_default();
        engine.cx.set_now(*now);
        let started = engine.start_modules().and_then(|()| {
            engine.open_desk(|| Desk::simulated(A::META))?;
            engine.open_sources();
            let first = [engine.schedule.next(), script.front().map(|scripted| scripted.time)].into_iter().flatten().min();
            *now = from.or(first).unwrap_or_default();
            engine.start_timers(*now)
        });
        started.inspect_err(|_| engine.stop_modules())?;
        engine.see_to_failures_outside(*now);
        Ok(())
    }

    /// Whether sources, alarms or script have more. Timers alone do not count: they have no end.
    pub(crate) fn has_values(&self) -> bool {
        !self.engine.is_exhausted() || !self.script.is_empty()
    }

    /// Runs everything up to `until`, or else as long as there are values.
    pub(crate) fn run(&mut self, until: Option<Timestamp>) {
        let end = until.unwrap_or(Timestamp::MAX);
        loop {
            // What is due comes before what is sent.
            let sent = self.script.front().map(|scripted| scripted.time);
            let goes_on = until.is_some() || sent.is_some();
            self.now = self.engine.run_until(sent.map_or(end, |sent| sent.min(end)), self.now, goes_on);
            if self.engine.stopped_by.is_some() || self.step_script(end) == Step::Nothing {
                return;
            }
        }
    }

    /// Runs what comes next, if that is at `until` or before.
    #[inline]
    pub(crate) fn step(&mut self, until: Timestamp) -> Step {
        if self.engine.stopped_by.is_some() {
            return Step::Nothing;
        }
        let scripted = self.script.front().map(|scripted| scripted.time);
        match self.engine.schedule.next() {
            // What is due comes before what is sent.
            Some(due) if scripted.is_none_or(|time| due <= time) => {
                if due > until {
                    return Step::Nothing;
                }
                self.now = self.now.max(due);
                self.engine.run_due(due, self.now, Lateness::CatchUp);
                Step::Due
            }
            _ => self.step_script(until),
        }
    }

    fn step_script(&mut self, until: Timestamp) -> Step {
        let Some(Scripted { time, what }) = self.script.pop_front_if(|scripted| scripted.time <= until) else {
            return Step::Nothing;
        };
        self.now = self.now.max(time);
        match what {
            What::Values { channel, batch } => {
                let count = batch.len();
                self.engine.deliver(channel, batch, || self.now);
                Step::Sent { channel, count }
            }
            What::Command(call) => {
                self.engine.command(call, self.now);
                Step::Commanded
            }
        }
    }

    /// Lets time pass to `time`, up to which everything has been run.
    pub(crate) fn pass_to(&mut self, time: Timestamp) {
        self.now = self.now.max(time);
    }

    /// Runs the stop hooks.
    pub(crate) fn stop(&mut self) {
        let _marked = EngineThread::mark();
        self.engine.stop_modules();
    }

    /// What the run did.
    pub(crate) fn into_summary(mut self) -> Summary<A> {
        let (cycles, failures, dropped) = (self.engine.cx.cycles(), self.engine.cx.failures(), self.engine.dropped());
        let stopped_by = self.engine.stopped_by;
        Summary { app: self.engine.graph.into_app(), cycles, failures, dropped, end: self.now, stopped_by }
    }
}

/// While it lives, this thread is one on which panics of nodes are caught, and not printed.
pub(crate) struct EngineThread(());

impl EngineThread {
    pub(crate) fn mark() -> Self {
        adopt_thread();
        Self(())
    }
}

impl Drop for EngineThread {
    fn drop(&mut self) {
        release_thread();
    }
}
