//! What follows from failures: policies of modules, restarts, and ticks on the channel `errors`.

use std::sync::{Arc, Mutex};

use gateway_runtime::engine::Summary;
use gateway_runtime::prelude::*;

use crate::{at, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    counts: Channel<u32>,
    turns: Channel<u32>,
    beats: Channel<u32>,
    sourced: Channel<u32>,
    others: Channel<u32>,
}

/// What happened outside of the graph.
type Log = Arc<Mutex<Vec<String>>>;

thread_local! {
    /// The values of modules are lost with them; the log is not.
    static LOG: Log = Log::default();
}

fn note(what: impl Into<String>) {
    LOG.with(|log| log.lock().unwrap().push(what.into()));
}

fn noted() -> Vec<String> {
    LOG.with(|log| std::mem::take(&mut *log.lock().unwrap()))
}

/// Fails at seven.
#[module]
pub struct Worker {
    /// How many of its starts fail, from the second on.
    #[config(default = 0)]
    bad_starts: usize,
    #[config(default = "1s")]
    interval: Duration,
    #[state]
    count: u32,
    #[state]
    given: u32,
}

#[module(channels = Bus)]
impl Worker {
    #[start]
    fn start(&mut self) -> Result<(), String> {
        let starts = LOG.with(|log| log.lock().unwrap().iter().filter(|what| what.contains("start")).count());
        note("start");
        if (1..=self.bad_starts).contains(&starts) { Err("not now".to_owned()) } else { Ok(()) }
    }

    #[stop]
    fn stop(&mut self) {
        note(format!("stop after {}", self.count));
    }

    #[node(publish(counts))]
    fn count(&mut self, numbers: &u32, #[state] own: &mut u32) -> Result<u32, String> {
        if *numbers == 7 {
            return Err("seven is not liked".to_owned());
        }
        assert!(*numbers != 8, "eight even less");
        self.count += 1;
        *own += 100;
        Ok(*own + self.count)
    }

    #[node(publish(turns))]
    fn turn(&mut self, numbers: Ticks<u32>, turns: Ticks<u32>) -> Vec<u32> {
        numbers.iter().chain(turns).filter(|number| **number > 0).map(|number| number - 1).collect()
    }

    #[node(every = self.interval, publish(beats))]
    fn beat(&mut self) -> u32 {
        self.count
    }

    #[node(source, publish(sourced))]
    fn source(&mut self) -> impl Iterator<Item = (Timestamp, u32)> + Send + use<> {
        (1..=20).map(|second| (at(second.into()), second))
    }
}

#[module]
pub struct Other {}

#[module(channels = Bus)]
impl Other {
    #[node(publish(others))]
    fn other(&mut self, numbers: &u32) -> u32 {
        *numbers
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    worker: Worker,
    other: Other,
}

fn simulation(settings: &[&str], numbers: &[(i64, u32)]) -> Simulation<App> {
    noted();
    let mut simulation = Simulation::new(App::configured(settings.iter().copied()).unwrap()).unwrap();
    for (second, number) in numbers {
        simulation.send_at(at(*second), Bus::numbers, *number);
    }
    simulation
}

const NUMBERS: &[(i64, u32)] = &[(1, 1), (2, 2), (3, 7), (4, 3), (5, 4), (6, 8), (7, 5), (8, 6), (9, 1), (10, 2)];

/// The ticks of `counts`, and what the run did.
fn counts(settings: &[&str], numbers: &[(i64, u32)]) -> (Vec<(i64, u32)>, Summary<App>) {
    let mut simulation = simulation(settings, numbers);
    let counts = simulation.collect(Bus::counts);
    let summary = simulation.run().unwrap();
    (timed(counts), summary)
}

#[test]
fn a_module_goes_on_after_a_failure_unless_it_says_otherwise() {
    let (counts, summary) = counts(&[], &NUMBERS[..5]);
    assert_eq!(counts, [(1, 101), (2, 202), (4, 303), (5, 404)]);
    assert_eq!((summary.failures, summary.stopped_by), (1, None));
}

#[test]
fn a_module_that_stops_does_nothing_from_the_next_cycle_on() {
    let mut simulation = simulation(&["worker.on_failure=stop"], NUMBERS);
    let (counts, turns, others) = (simulation.collect(Bus::counts), simulation.collect(Bus::turns), simulation.collect(Bus::others));
    let (beats, sourced) = (simulation.collect(Bus::beats), simulation.collect(Bus::sourced));
    let summary = simulation.run().unwrap();
    assert_eq!(timed(counts), [(1, 101), (2, 202)]);
    assert_eq!(timed(turns).last(), Some(&(3, 6)), "the cycle is completed, its feedback is not");
    assert_eq!(values(others), [1, 2, 7, 3, 4, 8, 5, 6, 1, 2], "the others go on");
    assert_eq!(timed(beats), [(2, 1), (3, 2)]);
    assert_eq!(timed(sourced), [(1, 1), (2, 2), (3, 3)]);
    assert_eq!((summary.failures, seconds(&summary)), (1, 10));
    assert_eq!(noted(), ["start", "stop after 2"], "it is still stopped at the end");
}

fn seconds(summary: &Summary<App>) -> i64 {
    crate::seconds(summary.end)
}

#[test]
fn a_restarted_module_begins_again_after_a_wait() {
    let mut simulation = simulation(&["worker.on_failure=restart"], NUMBERS);
    let (counts, beats, sourced) = (simulation.collect(Bus::counts), simulation.collect(Bus::beats), simulation.collect(Bus::sourced));
    let summary = simulation.run().unwrap();
    // It fails at 3 and is back at 4, before what is sent then; it fails at 6, and is back at 8.
    assert_eq!(timed(counts), [(1, 101), (2, 202), (4, 101), (5, 202), (8, 101), (9, 202), (10, 303)]);
    assert_eq!(summary.app.worker.count, 3);
    assert_eq!(summary.failures, 2);
    assert_eq!(noted().iter().filter(|what| *what == "start").count(), 3);
    assert_eq!(timed(beats)[..4], [(2, 1), (3, 2), (5, 1), (6, 2)], "the timer begins again");
    let sourced = timed(sourced);
    assert_eq!(sourced[..7], [(1, 1), (2, 2), (3, 3), (4, 1), (4, 2), (4, 3), (4, 4)], "the source is opened again");
    assert_eq!(sourced.last(), Some(&(20, 20)));
}

#[test]
fn the_waits_double_up_to_the_longest_and_then_the_module_is_given_up() {
    let sevens: Vec<(i64, u32)> = (1..=40).map(|second| (second, 7)).collect();
    let settings = ["worker.on_failure.delay=1s", "worker.on_failure.max_delay=5s", "worker.on_failure.restarts=4"];
    let (_, summary) = counts(&settings, &sevens);
    // Back after 1 s, 2 s, 4 s, and no more than 5 s; each time it fails at once.
    assert_eq!(summary.failures, 5);
    assert_eq!(noted(), ["start", "start", "start", "start", "start", "stop after 0"]);
    let later: Vec<(i64, u32)> = [(1, 7), (2, 7), (4, 7), (8, 7), (12, 7), (13, 1), (14, 7)].into();
    let (_, summary) = counts(&settings, &later);
    assert_eq!(summary.failures, 5, "it has stopped");
}

#[test]
fn a_module_that_ran_well_for_long_begins_its_count_anew() {
    let settings = ["worker.on_failure.delay=1s", "worker.on_failure.max_delay=10s", "worker.on_failure.restarts=1"];
    let (counts, summary) = counts(&settings, &[(1, 7), (3, 1), (12, 7), (14, 1), (15, 7), (17, 1)]);
    assert_eq!(counts, [(3, 101), (14, 101)]);
    assert_eq!(summary.failures, 3);
}

#[test]
fn a_start_hook_that_fails_is_a_failure_too() {
    let settings = ["worker.on_failure.delay=1s", "worker.bad_starts=2"];
    let (counts, summary) = counts(&settings, &[(1, 7), (3, 1), (5, 2), (9, 3)]);
    // The restarts at 2 and 4 fail, the one at 8 does not.
    assert_eq!(counts, [(9, 101)]);
    assert_eq!(summary.failures, 3);
    assert_eq!(noted(), ["start", "start", "start", "start", "stop after 1"]);
}

#[test]
fn a_module_whose_restart_failed_is_not_stopped_for_it_never_started() {
    let settings = ["worker.on_failure.delay=1s", "worker.on_failure.restarts=1", "worker.bad_starts=9"];
    let (_, summary) = counts(&settings, &[(1, 7), (9, 3)]);
    assert_eq!((summary.failures, noted()), (2, vec!["start".to_owned(), "start".to_owned()]));
}

#[test]
fn a_failure_may_stop_the_gateway() {
    let mut simulation = simulation(&["worker.on_failure=stop_gateway"], NUMBERS);
    let (counts, others) = (simulation.collect(Bus::counts), simulation.collect(Bus::others));
    let summary = simulation.run().unwrap();
    assert_eq!((timed(counts), timed(others)), (vec![(1, 101), (2, 202)], vec![(1, 1), (2, 2), (3, 7)]));
    assert_eq!((summary.stopped_by, seconds(&summary)), (Some("worker"), 3));
    assert_eq!(noted(), ["start", "stop after 2"]);
}

#[test]
fn policies_are_the_same_whether_or_not_somebody_looks_on() {
    for policy in ["stop", "restart", "stop_gateway", "{\"delay\": 0}"] {
        let setting = format!("worker.on_failure={policy}");
        let figures =
            |summary: Summary<App>| (summary.cycles, summary.failures, summary.end, summary.app.worker.count, summary.app.worker.given);
        let (_, watched) = counts(&[&setting], NUMBERS);
        let alone = simulation(&[&setting], NUMBERS).run().unwrap();
        assert_eq!(figures(watched), figures(alone), "{policy}");
    }
}

#[test]
fn a_restart_without_a_wait_is_for_the_next_thing_that_is_due() {
    let (counts, summary) = counts(&["worker.on_failure={\"delay\": 0, \"max_delay\": 0}"], NUMBERS);
    assert_eq!(counts, [(1, 101), (2, 202), (4, 101), (5, 202), (7, 101), (8, 202), (9, 303), (10, 404)]);
    assert_eq!(summary.failures, 2);
}

mod declared {
    //! The policy of the declaration, and a gateway without settings.

    use super::*;

    #[module(on_failure = stop)]
    pub struct Stops {
        #[config(default = 1)]
        factor: u32,
    }

    #[module(channels = Bus)]
    impl Stops {
        #[node(publish(counts))]
        fn count(&mut self, numbers: &u32) -> u32 {
            assert!(*numbers != 7, "seven is not liked");
            *numbers * self.factor
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        stops: Stops,
    }

    fn run(app: impl Into<gateway_runtime::Configured<App>>) -> Vec<u32> {
        let mut simulation = Simulation::new(app).unwrap();
        for (second, number) in (1..).zip([1, 7, 2]) {
            simulation.send_at(at(second), Bus::numbers, number);
        }
        let counts = simulation.collect(Bus::counts);
        simulation.run().unwrap();
        values(counts)
    }

    #[test]
    fn the_setting_goes_before_the_declaration() {
        assert_eq!(run(App { stops: Stops { factor: 3 } }), [3]);
        assert_eq!(run(App::configured([]).unwrap()), [1]);
        assert_eq!(run(App::configured(["stops.on_failure=continue"]).unwrap()), [1, 2]);
    }
}
