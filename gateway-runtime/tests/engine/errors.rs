//! The reserved channel `errors`.

use gateway_runtime::prelude::*;
use gateway_runtime::{Failure, FailureKind};

use crate::{at, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    loops: Channel<u32>,
    errors: Channel<Failure>,
    seen: Channel<String>,
    echoes: Channel<u32>,
    bursts: Channel<u32>,
}

#[module]
pub struct Worker {
    #[state]
    given: i64,
}

#[module(channels = Bus)]
impl Worker {
    #[node]
    fn panics(&mut self, numbers: &u32) {
        assert!(*numbers != 7, "seven is not liked");
    }

    #[node(publish(loops))]
    fn fails(&mut self, numbers: Ticks<u32>, loops: Ticks<u32>) -> Result<Vec<u32>, String> {
        let all: Vec<u32> = numbers.iter().chain(loops).copied().filter(|number| *number > 6).collect();
        if all.contains(&8) { Err("eight even less".to_owned()) } else { Ok(all.iter().map(|number| number - 1).collect()) }
    }

    /// As many ticks as a large number says.
    #[node(publish(bursts))]
    fn burst(&mut self, numbers: &u32) -> Vec<u32> {
        if *numbers < 100 { Vec::new() } else { (0..*numbers).collect() }
    }

    #[node]
    fn each(&mut self, bursts: &u32) -> Result<(), String> {
        Err(format!("{bursts} is not liked"))
    }

    #[node(source, publish(echoes))]
    fn source(&mut self) -> Option<(Timestamp, u32)> {
        self.given += 1;
        assert!(self.given != 2, "the second value is bad");
        (self.given < 3).then_some((at(self.given), 1))
    }
}

/// Watches what fails; fails itself if it is told to.
#[module]
pub struct Watch {
    #[config(default)]
    fails: bool,
    #[config(default)]
    fails_later: bool,
}

#[module(channels = Bus)]
impl Watch {
    #[node(publish(seen))]
    fn watch(&mut self, errors: Ticks<Failure>) -> String {
        assert!(!self.fails, "the watch fails");
        let texts: Vec<String> = errors.iter().map(|failure| format!("{}.{} {}", failure.module, failure.node, failure.count)).collect();
        texts.join(", ")
    }

    /// Fails one cycle after each failure: for ever, if nothing stops it.
    #[node(publish(echoes))]
    fn later(&mut self, errors: Ticks<Failure>, echoes: Ticks<u32>) -> Result<Option<u32>, String> {
        if !self.fails_later {
            return Ok(None);
        }
        if errors.is_empty() && !echoes.is_empty() { Err("once more".to_owned()) } else { Ok(Some(1)) }
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    worker: Worker,
    watch: Watch,
}

fn simulation(settings: &[&str], numbers: &[u32]) -> Simulation<App> {
    let mut simulation = Simulation::new(App::configured(settings.iter().copied()).unwrap()).unwrap();
    for (second, number) in (1..).zip(numbers) {
        simulation.send_at(at(second), Bus::numbers, *number);
    }
    simulation
}

#[test]
fn a_failure_ticks_in_a_further_cycle_at_the_same_time() {
    let mut simulation = simulation(&[], &[1, 7, 8]);
    let (errors, seen) = (simulation.collect(Bus::errors), simulation.collect(Bus::seen));
    let summary = simulation.run().unwrap();
    let errors = timed(errors);
    let told: Vec<(i64, &str, FailureKind, &str)> = errors
        .iter()
        .map(|(second, failure)| (*second, failure.node.as_str(), failure.kind, failure.text.split(" (").next().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "source", FailureKind::Panic, "the second value is bad"),
            (2, "panics", FailureKind::Panic, "seven is not liked"),
            (3, "fails", FailureKind::Error, "eight even less"),
        ]
    );
    assert_eq!(timed(seen), [(1, "worker.source 1".to_owned()), (2, "worker.panics 1".to_owned()), (3, "worker.fails 1".to_owned())]);
    assert_eq!(summary.failures, 3);
}

#[test]
fn the_failures_of_a_cycle_and_of_what_it_feeds_are_one_burst() {
    let mut simulation = simulation(&[], &[9, 7]);
    let seen = simulation.collect(Bus::seen);
    let cycles = simulation.run().unwrap().cycles;
    // Nine fails as an eight, one cycle later.
    assert_eq!(values(seen), ["worker.source 1", "worker.fails 1", "worker.panics 1"]);
    assert_eq!(cycles, 1 + 1 + (1 + 1) + 1 + (1 + 1) + 1);
}

#[test]
fn a_failure_that_errors_brings_about_is_counted_and_does_not_tick_again() {
    let mut simulation = simulation(&["watch.fails=true"], &[7, 7]);
    let errors = simulation.collect(Bus::errors);
    let summary = simulation.run().unwrap();
    assert!(values(errors).iter().all(|failure| failure.module == "worker"));
    assert_eq!(summary.failures, 3 + 3);
}

#[test]
fn a_loop_over_errors_is_broken_like_any_other() {
    let mut simulation = simulation(&["watch.fails_later=true"], &[1, 2]);
    let seen = simulation.collect(Bus::seen);
    let summary = simulation.run().unwrap();
    assert!(summary.cycles > 10_000 && summary.cycles < 30_000, "{}", summary.cycles);
    assert!(!values(seen).is_empty());
}

#[test]
fn of_the_failures_of_one_cycle_so_many_tick_and_all_are_counted() {
    let mut simulation = simulation(&[], &[3000, 7]);
    let errors = simulation.collect(Bus::errors);
    let summary = simulation.run().unwrap();
    let errors = values(errors);
    let counts: Vec<u64> = errors.iter().filter(|failure| failure.node == "each").map(|failure| failure.count).collect();
    assert_eq!(counts, (1..=1024).collect::<Vec<u64>>());
    assert_eq!(errors.last().map(|failure| failure.node.as_str()), Some("panics"), "later ones tick again");
    assert_eq!(summary.failures, 3000 + 3, "a source and an eight fail too");
}

#[test]
fn failures_tick_the_same_whether_or_not_somebody_looks_on() {
    let figures = |simulation: Simulation<App>| {
        let summary = simulation.run().unwrap();
        (summary.cycles, summary.failures, summary.end)
    };
    let mut watched = simulation(&[], &[1, 7, 8, 9]);
    let _seen = watched.collect(Bus::seen);
    assert_eq!(figures(watched), figures(simulation(&[], &[1, 7, 8, 9])));
}

#[test]
fn a_channel_of_failures_is_live_and_not_for_sending() {
    let meta = <App as gateway_runtime::Gateway>::META;
    let errors = &meta.channels[Bus::errors.index()];
    assert!(meta.is_live(Bus::errors.index(), &[true, true]) && !errors.send && errors.burst);
}
