//! The settings that every module has: whether it is on, and from when on it publishes.

use gateway_runtime::engine::StartError;
use gateway_runtime::life::Configured;
use gateway_runtime::prelude::*;

use crate::{at, timed};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    doubled: Channel<u32>,
    turns: Channel<u32>,
    sums: Channel<u32>,
    beats: Channel<u32>,
}

#[module]
pub struct First {
    #[config(default = 2)]
    factor: u32,
    #[state]
    runs: u32,
    #[state]
    given: u32,
}

#[module(channels = Bus)]
impl First {
    #[node(publish(doubled))]
    fn double(&mut self, numbers: &u32) -> u32 {
        self.runs += 1;
        numbers * self.factor
    }

    /// Turns as often as the number says.
    #[node(publish(turns))]
    fn turn(&mut self, numbers: Ticks<u32>, turns: Ticks<u32>) -> Vec<u32> {
        numbers.iter().chain(turns).filter(|number| **number > 0).map(|number| number - 1).collect()
    }

    #[node(source, publish(beats))]
    fn source(&mut self) -> Option<(Timestamp, u32)> {
        self.given += 1;
        (self.given < 5).then_some((at(self.given.into()), self.given))
    }
}

#[module]
pub struct Second {}

#[module(channels = Bus)]
impl Second {
    #[node(publish(sums))]
    fn sum(&mut self, #[optional] doubled: Ticks<u32>) -> u32 {
        doubled.iter().sum()
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    first: First,
    second: Second,
}

fn configured(settings: &[&str]) -> Configured<App> {
    App::configured(settings.iter().copied()).unwrap()
}

fn simulation(settings: &[&str]) -> Simulation<App> {
    let mut simulation = Simulation::new(configured(settings)).unwrap();
    for number in 1..=4_u32 {
        simulation.send_at(at(number.into()), Bus::numbers, number);
    }
    simulation
}

fn error(settings: &[&str]) -> String {
    App::configured(settings.iter().copied()).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn a_module_is_switched_off_by_its_setting() {
    let mut off = simulation(&["first.enabled=false"]);
    let sums = off.collect(Bus::sums);
    let summary = off.run().unwrap();
    assert_eq!((timed(sums), summary.app.first.runs, summary.app.first.given), (vec![], 0, 0));
    let mut on = simulation(&["first.enabled=true"]);
    let sums = on.collect(Bus::sums);
    on.run().unwrap();
    assert_eq!(timed(sums), [(1, 2), (2, 4), (3, 6), (4, 8)]);
}

#[test]
fn what_is_off_by_settings_is_known_before_the_run() {
    let configured = configured(&["first.enabled=false"]);
    assert_eq!(configured.switched_off(&[]).unwrap(), [true, false]);
    assert_eq!(configured.switched_off(&["second".to_owned()]).unwrap(), [true, true]);
    assert!(matches!(configured.switched_off(&["scond".to_owned()]), Err(StartError::UnknownModule(_))));
    let meta = <App as gateway_runtime::Gateway>::META;
    let live = |off: &[bool]| (meta.is_live(Bus::doubled.index(), off), meta.is_live(Bus::numbers.index(), off));
    assert_eq!((live(&[]), live(&[true, false])), ((true, true), (false, true)));
    assert!(gateway_runtime::graph::mermaid(meta, &[true, false]).contains("first: First (off)"));
}

#[test]
fn before_its_time_a_module_runs_and_publishes_nothing() {
    for settings in [["first.hold_until=1970-01-01T00:00:03Z"].as_slice(), &["hold_until=1970-01-01T00:00:03Z"]] {
        let mut simulation = simulation(settings);
        let (doubled, turns, beats) = (simulation.collect(Bus::doubled), simulation.collect(Bus::turns), simulation.collect(Bus::beats));
        let summary = simulation.run().unwrap();
        assert_eq!(timed(doubled), [(3, 6), (4, 8)], "the time itself is the first at which it publishes");
        assert_eq!(timed(turns), [(3, 2), (3, 1), (3, 0), (4, 3), (4, 2), (4, 1), (4, 0)], "nothing is fed back either");
        assert_eq!(timed(beats), [(3, 3), (4, 4)]);
        assert_eq!(summary.app.first.runs, 4);
    }
}

#[test]
fn the_time_of_a_module_goes_before_that_of_the_gateway() {
    let mut simulation = simulation(&["hold_until=1970-01-01T00:00:04Z", "first.hold_until=1970-01-01T00:00:02Z"]);
    let (doubled, sums) = (simulation.collect(Bus::doubled), simulation.collect(Bus::sums));
    simulation.run().unwrap();
    assert_eq!(timed(doubled), [(2, 4), (3, 6), (4, 8)]);
    assert_eq!(timed(sums), [(4, 8)]);
}

#[test]
fn a_fault_of_a_setting_of_the_run_names_it() {
    assert_eq!(error(&["first.enabled=maybe"]), "first.enabled: invalid type: string \"maybe\", expected a boolean");
    assert_eq!(error(&["first.hold_until=soon"]), "first.hold_until: `soon` is no ISO 8601 date and time such as 2026-11-20T14:30:00Z");
    assert_eq!(
        error(&["first.on_failure=restrat"]),
        "first.on_failure: there is no policy `restrat`; there are: continue, restart, stop, stop_gateway; did you mean `restart`?"
    );
    assert_eq!(
        error(&["first.on_failure.policy=halt"]),
        "first.on_failure.policy: there is no policy `halt`; there are: continue, restart, stop, stop_gateway"
    );
    assert_eq!(error(&["first.on_failure.delay=soon"]), "first.on_failure.delay: `soon` is no span of time such as \"10s\" or \"1m 30s\"");
    assert!(error(&["first.on_failure.delays=1s"]).contains("unknown field `delays`"), "{}", error(&["first.on_failure.delays=1s"]));
    assert_eq!(
        error(&["hold_untl=1970-01-01T00:00:03Z"]),
        "hold_untl: there is no module or mount `hold_untl`; there are: first, second; did you mean `hold_until`?"
    );
}

#[test]
fn the_gateway_alone_refuses_settings_of_the_run() {
    let error = App::from_settings(["first.enabled=false"]).map(|_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "first.enabled: this is a setting of the run, not of the module's value: use `configured` instead of `from_settings`"
    );
}
