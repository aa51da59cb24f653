//! Modules that are switched off, and channels that never tick.

use gateway_runtime::engine::StartError;
use gateway_runtime::prelude::*;

use crate::{at, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    starts: Channel<u32>,
    numbers: Channel<u32>,
    extra: Channel<u32>,
    nowhere: Channel<u32>,
    seen: Channel<String>,
}

#[module]
pub struct Feed {
    #[state]
    given: i64,
    #[state]
    hooks: u32,
}

#[module(channels = Bus)]
impl Feed {
    #[start]
    fn start(&mut self) {
        self.hooks += 1;
    }

    #[stop]
    fn stop(&mut self) {
        self.hooks += 1;
    }

    #[node(source, publish(numbers))]
    fn numbers(&mut self) -> Option<(Timestamp, u32)> {
        self.given += 1;
        (self.given < 3).then_some((at(self.given), 1))
    }

    #[node(every = "1s", publish(numbers))]
    fn timer(&mut self) -> u32 {
        2
    }

    #[node(publish(extra))]
    fn extra(&mut self, starts: &u32) -> u32 {
        *starts
    }
}

/// Could stand in for `Feed`, but for `extra`.
#[module]
pub struct Other {}

#[module(channels = Bus)]
impl Other {
    #[node(publish(numbers))]
    fn numbers(&mut self, starts: &u32) -> u32 {
        starts * 100
    }
}

/// Reads everything, and needs only `numbers`.
#[module]
pub struct Look {}

#[module(channels = Bus)]
impl Look {
    #[node(publish(seen))]
    fn look(
        &mut self,
        numbers: Ticks<u32>,
        #[optional] extra: Latest<u32>,
        #[optional] nowhere: Option<&u32>,
        #[optional]
        #[channel(nowhere)]
        burst: Ticks<u32>,
        #[optional]
        #[channel(nowhere)]
        sample: Latest<u32>,
    ) -> String {
        format!("{numbers:?} {:?} {nowhere:?} {burst:?} {:?}", *extra, *sample)
    }

    #[node(publish(seen))]
    fn never(&mut self, #[optional] nowhere: &u32) -> String {
        nowhere.to_string()
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    feed: Feed,
    other: Other,
    look: Look,
}

fn simulation(disabled: &[&str]) -> Result<Simulation<App>, StartError> {
    let disabled: Vec<String> = disabled.iter().map(ToString::to_string).collect();
    let mut simulation = Simulation::without(App::from_settings([]).unwrap(), &disabled)?;
    simulation.send_at(at(2), Bus::starts, 5);
    Ok(simulation)
}

fn run(disabled: &[&str]) -> (Vec<String>, App) {
    let mut simulation = simulation(disabled).unwrap().from(at(0));
    let seen = simulation.collect(Bus::seen);
    let summary = simulation.run().unwrap();
    (values(seen), summary.app)
}

#[test]
fn an_optional_read_may_be_of_a_channel_that_never_ticks() {
    let (seen, app) = run(&[]);
    assert_eq!(seen, ["[1, 2] None None [] None", "[1, 2] None None [] None", "[500] Some(5) None [] None"]);
    assert_eq!(app.feed.hooks, 2);
}

#[test]
fn a_disabled_module_does_nothing() {
    let (seen, app) = run(&["feed"]);
    assert_eq!(seen, ["[500] None None [] None"]);
    assert_eq!((app.feed.hooks, app.feed.given), (0, 0));
    let (seen, _) = run(&["look"]);
    assert!(seen.is_empty());
}

#[test]
fn a_channel_that_only_disabled_modules_publish_is_an_error_that_names_all() {
    let error = simulation(&["feed", "other"]).unwrap_err();
    let expected = "nothing publishes channel `numbers`, which `look.look` reads: disabled modules `feed`, `other`";
    assert_eq!(error.to_string(), expected);
    let StartError::Wiring(errors) = error else { panic!("{error}") };
    assert_eq!((errors.len(), errors[0].channel), (1, "numbers"));
    assert_eq!((errors[0].readers.as_slice(), errors[0].disabled.as_slice()), (&["look.look".to_owned()][..], &["feed", "other"][..]));
}

#[test]
fn everything_may_be_switched_off() {
    assert!(run(&["feed", "other", "look"]).0.is_empty());
}

#[test]
fn an_unknown_module_is_an_error_with_the_nearest_name() {
    let error = simulation(&["fed"]).unwrap_err();
    assert_eq!(error.to_string(), "there is no module `fed`; there are: feed, other, look; did you mean `feed`?");
    let error = simulation(&["something"]).unwrap_err();
    assert_eq!(error.to_string(), "there is no module `something`; there are: feed, other, look");
}

mod in_a_loop {
    //! Feedback to a module that is off.

    use super::*;

    #[module]
    pub struct First {}

    #[module(channels = Bus)]
    impl First {
        #[node(publish(numbers))]
        fn first(
            &mut self,
            starts: Ticks<u32>,
            #[feedback]
            #[optional]
            extra: Ticks<u32>,
        ) -> Option<u32> {
            starts.iter().chain(extra).copied().find(|number| *number > 0)
        }
    }

    #[module]
    pub struct Second {}

    #[module(channels = Bus)]
    impl Second {
        #[node(publish(extra))]
        fn second(&mut self, #[optional] numbers: Ticks<u32>, starts: Ticks<u32>) -> u32 {
            numbers.iter().chain(starts).copied().min().unwrap_or(0).saturating_sub(1)
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        first: First,
        second: Second,
    }

    fn cycles(disabled: &[&str]) -> u64 {
        let disabled: Vec<String> = disabled.iter().map(ToString::to_string).collect();
        let mut simulation = Simulation::without(App::from_settings([]).unwrap(), &disabled).unwrap();
        simulation.send_at(at(1), Bus::starts, 2);
        simulation.send_at(at(2), Bus::starts, 2);
        simulation.run().unwrap().cycles
    }

    #[test]
    fn a_loop_is_cut_by_switching_a_module_off() {
        assert_eq!(cycles(&[]), 6);
        assert_eq!(cycles(&["second"]), 2);
        assert_eq!(cycles(&["first"]), 2, "ticks for a node that is off start no cycle");
    }
}
