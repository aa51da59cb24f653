//! What is due: timers, timestamped sources and alarms, the cycles that they start, and when they are due again.

use super::core::{Engine, Lateness};
use super::supervision::RESTARTS;
use super::{Graph, Inputs};
use crate::Timestamp;

impl<G: Graph> Engine<G> {
    /// Runs everything that is due by `end`, as in a simulation, and gives the time of the last cycle, or else `now`. Timers
    /// alone keep it going only if `goes_on`: they have no end. A failure may stop it.
    pub(crate) fn run_until(&mut self, end: Timestamp, mut now: Timestamp, goes_on: bool) -> Timestamp {
        while let Some(due) = self.schedule.next()
            && due <= end
            && (goes_on || !self.is_exhausted())
            && self.stopped_by.is_none()
        {
            now = now.max(due);
            if self.cx.watched {
                self.run_due_watched(due, now, Lateness::CatchUp);
            } else if G::ALARMS || self.schedule.next_alone(end).is_none() {
                self.run_due_as::<false>(due, now, Lateness::CatchUp);
            } else {
                now = self.run_in_turns(end, now);
            }
        }
        now
    }

    /// Runs one cycle after the other, each for the one input that is due then, as is the rule in a simulation that nobody
    /// watches. It keeps its place in the schedule, since no cycle enters or removes another. The first one that is not due again
    /// is the last: up to there nothing changes of what else [`run_until`](Self::run_until) asks.
    #[inline]
    fn run_in_turns(&mut self, end: Timestamp, now: Timestamp) -> Timestamp {
        self.cx.set_now(now);
        // A variable that nothing refers to can be in registers.
        let mut schedule = std::mem::take(&mut self.schedule);
        let mut next = schedule.next_alone(end);
        let mut ended = None;
        while let Some((due, input)) = next {
            let now = due.max(self.cx.now());
            let mut active = G::Inputs::default();
            active.insert(input);
            self.cx.begin(now);
            self.graph.cycle::<false>(&mut self.cx, &active);
            self.feed::<false>(now);
            if G::OFFLOADS > 0 {
                self.deliver_results(now);
            }
            let again =
                if input < G::SOURCES { self.graph.pull(&mut self.cx, input) } else { self.next_tick(input, due, now, Lateness::CatchUp) };
            let Some(again) = again else {
                ended = Some(input);
                break;
            };
            next = schedule.put_off(again, end);
        }
        self.schedule = schedule;
        if let Some(input) = ended {
            self.schedule.remove(input);
            self.close_source(input);
        }
        self.cx.now()
    }

    /// Runs one cycle at `now` for everything that is due at `due`, the soonest due time, and the cycles that it feeds.
    #[inline]
    pub(crate) fn run_due(&mut self, due: Timestamp, now: Timestamp, lateness: Lateness) {
        if self.cx.watched {
            self.run_due_watched(due, now, lateness);
        } else {
            self.run_due_as::<false>(due, now, lateness);
        }
    }

    /// Apart, so that its many variables do not crowd the registers of the plain form.
    #[inline(never)]
    fn run_due_watched(&mut self, due: Timestamp, now: Timestamp, lateness: Lateness) {
        self.run_due_as::<true>(due, now, lateness);
        self.see_to_failures_outside(now);
    }

    #[inline]
    fn run_due_as<const WATCHED: bool>(&mut self, due: Timestamp, now: Timestamp, lateness: Lateness) {
        let mut active = G::Inputs::default();
        self.take_due::<WATCHED>(&mut active, due, now);
        if WATCHED && active.is_empty() {
            return;
        }
        if G::ALARMS {
            self.count_alarms(&active, now);
            self.armed.retain(|input| !active.contains(*input));
        }
        self.run::<WATCHED>(&active, now);
        active.for_each(|input| {
            if let Some(next) = self.due_next::<WATCHED>(input, due, now, lateness) {
                self.schedule.insert(next, input);
            }
        });
    }

    /// Takes everything that is due out of the schedule.
    fn take_due<const WATCHED: bool>(&mut self, active: &mut G::Inputs, due: Timestamp, now: Timestamp) {
        while let Some(input) = self.schedule.pop_due(due) {
            if WATCHED && input >= RESTARTS {
                self.restart(input - RESTARTS, now);
            } else {
                active.insert(input);
            }
        }
    }

    /// When an input is due again.
    fn due_next<const WATCHED: bool>(&mut self, input: usize, due: Timestamp, now: Timestamp, lateness: Lateness) -> Option<Timestamp> {
        if input < G::SOURCES {
            if WATCHED && self.is_source_down(input) { None } else { self.pull(input) }
        } else {
            self.next_tick(input, due, now, lateness)
        }
    }

    /// When a timer ticks again. One whose next tick would come after the end of time has ended.
    fn next_tick(&mut self, input: usize, due: Timestamp, now: Timestamp, lateness: Lateness) -> Option<Timestamp> {
        self.recurrences.get_mut(input).and_then(Option::as_mut)?.next(due, now, lateness)
    }

    /// Whether the module of a source does not run.
    fn is_source_down(&self, input: usize) -> bool {
        self.sources.iter().any(|source| source.input == input && self.cx.is_disabled(source.module))
    }

    /// Fetches the next value of a source, and tells its time.
    #[inline(never)]
    pub(super) fn pull(&mut self, input: usize) -> Option<Timestamp> {
        let time = self.graph.pull(&mut self.cx, input);
        if time.is_none() {
            self.close_source(input);
        }
        time
    }

    #[cold]
    fn close_source(&mut self, input: usize) {
        if let Some(source) = self.sources.iter().position(|source| source.input == input) {
            self.set_open(source, false);
        }
    }

    /// Takes note whether alarms alone ask for a cycle, at the time of the last one that anything asked for.
    #[inline]
    fn count_alarms(&mut self, active: &G::Inputs, now: Timestamp) {
        let mut alone = std::mem::replace(&mut self.cx.alarms_at, now) == now;
        active.for_each(|input| alone &= self.armed.contains(&input));
        self.cx.alarms_in_a_row = if alone { self.cx.alarms_in_a_row.saturating_add(1) } else { 0 };
    }

    /// Enters the times at which alarms want to go off.
    pub(crate) fn arm(&mut self) {
        for (input, time) in self.cx.wakes() {
            if self.schedule.remove(input) {
                self.armed.retain(|armed| *armed != input);
            }
            if let Some(time) = time {
                self.schedule.insert(time, input);
                self.armed.push(input);
            }
        }
    }

    /// Whether neither a source nor an alarm has anything to come.
    #[inline]
    pub(crate) fn is_exhausted(&self) -> bool {
        self.open_sources == 0 && self.armed.is_empty()
    }
}
