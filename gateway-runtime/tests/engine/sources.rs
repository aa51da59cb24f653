//! Timestamped sources.

use std::collections::VecDeque;

use gateway_runtime::prelude::*;

use crate::{at, seconds, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    sent: Channel<u32>,
    left: Channel<u32>,
    right: Channel<u32>,
    seen: Channel<String>,
}

/// Gives what it is told to.
#[module]
pub struct Left {
    #[state]
    script: VecDeque<(i64, u32)>,
    /// The engine time of each call, in seconds.
    #[state]
    calls: Vec<i64>,
}

#[module(channels = Bus)]
impl Left {
    #[node(source, publish(left))]
    fn next(&mut self, now: Timestamp) -> Option<(Timestamp, u32)> {
        self.calls.push(seconds(now));
        let (second, value) = self.script.pop_front()?;
        assert!(value != 99, "a value that breaks the source");
        Some((at(second), value))
    }
}

#[module]
pub struct Right {
    #[state]
    script: Vec<(i64, u32)>,
    #[state]
    opened: u32,
}

#[module(channels = Bus)]
impl Right {
    #[node(source, publish(right))]
    fn all(&mut self) -> impl Iterator<Item = (Timestamp, u32)> + Send + use<> {
        self.opened += 1;
        let script = std::mem::take(&mut self.script);
        script.into_iter().map(|(second, value)| {
            assert!(value != 99, "a value that breaks the source");
            (at(second), value)
        })
    }
}

#[module]
pub struct Look {}

#[module(channels = Bus)]
impl Look {
    #[node(publish(seen))]
    fn look(&mut self, left: Option<&u32>, right: Option<&u32>, sent: Ticks<u32>) -> String {
        let letter = |value: Option<&u32>| value.map_or("-".to_owned(), ToString::to_string);
        format!("{} {} {}", letter(left), letter(right), letter(sent.last()))
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    left: Left,
    right: Right,
    look: Look,
}

fn simulation(left: &[(i64, u32)], right: &[(i64, u32)]) -> Simulation<App> {
    let mut app = App::from_settings([]).unwrap();
    app.left.script = left.iter().copied().collect();
    app.right.script = right.to_vec();
    Simulation::new(app).unwrap()
}

fn run(mut simulation: Simulation<App>) -> (Vec<String>, u64, u64) {
    let seen = simulation.collect(Bus::seen);
    let summary = simulation.run().unwrap();
    let seen = timed(seen).into_iter().map(|(second, text)| format!("{second}: {text}"));
    (seen.collect(), summary.cycles, summary.failures)
}

#[test]
fn sources_are_merged_by_time_and_equal_times_share_a_cycle() {
    let (seen, cycles, _) = run(simulation(&[(1, 10), (3, 11), (4, 12)], &[(2, 20), (3, 21), (5, 22)]));
    assert_eq!(seen, ["1: 10 - -", "2: - 20 -", "3: 11 21 -", "4: 12 - -", "5: - 22 -"]);
    assert_eq!(cycles, 5);
}

#[test]
fn a_source_ticks_once_a_cycle_also_at_equal_times() {
    let (seen, ..) = run(simulation(&[(1, 10), (1, 11), (1, 12)], &[(1, 20), (1, 21)]));
    assert_eq!(seen, ["1: 10 20 -", "1: 11 21 -", "1: 12 - -"]);
}

#[test]
fn what_is_due_comes_before_what_is_sent_for_the_same_time() {
    let mut simulation = simulation(&[(1, 10), (2, 11), (2, 12)], &[(2, 20)]);
    simulation.send_at(at(2), Bus::sent, 30);
    simulation.send_at(at(1), Bus::sent, 31);
    simulation.send_at(at(2), Bus::sent, 32);
    let (seen, ..) = run(simulation);
    assert_eq!(seen, ["1: 10 - -", "1: - - 31", "2: 11 20 -", "2: 12 - -", "2: - - 30", "2: - - 32"]);
}

#[test]
fn time_never_goes_back() {
    let (seen, ..) = run(simulation(&[(5, 10), (3, 11), (6, 12)], &[(4, 20)]));
    assert_eq!(seen, ["4: - 20 -", "5: 10 - -", "5: 11 - -", "6: 12 - -"]);
}

#[test]
fn what_is_older_than_the_start_comes_at_the_start_in_its_order() {
    let (seen, ..) = run(simulation(&[(1, 10), (2, 11)], &[(1, 20), (3, 21)]).from(at(3)));
    assert_eq!(seen, ["3: 10 20 -", "3: 11 - -", "3: - 21 -"]);
}

#[test]
fn the_end_is_part_of_the_run() {
    let (seen, ..) = run(simulation(&[(1, 10), (2, 11), (3, 12)], &[]).until(at(2)));
    assert_eq!(seen, ["1: 10 - -", "2: 11 - -"]);
}

#[test]
fn a_source_is_asked_for_one_value_after_the_other_and_opened_once() {
    let summary = simulation(&[(1, 10), (3, 11)], &[(2, 20), (2, 21)]).run().unwrap();
    assert_eq!(summary.app.left.calls, [0, 1, 3], "first before the first cycle, then after the cycle of the value before");
    assert_eq!(summary.app.right.opened, 1);
    assert_eq!(summary.end, at(3));
}

#[test]
fn a_source_that_panics_ends_and_the_others_go_on() {
    for (left, right) in [([(1, 10), (2, 99), (3, 12)], [(2, 20), (4, 21)]), ([(2, 20), (4, 21), (5, 22)], [(1, 10), (2, 99)])] {
        let (seen, _, failures) = run(simulation(&left, &right));
        let expected = if left[0].1 == 10 {
            vec!["1: 10 - -", "2: - 20 -", "4: - 21 -"]
        } else {
            vec!["1: - 10 -", "2: 20 - -", "4: 21 - -", "5: 22 - -"]
        };
        assert_eq!((seen, failures), (expected.into_iter().map(str::to_owned).collect(), 1));
    }
}

#[test]
fn a_source_without_values_is_none() {
    let (seen, cycles, failures) = run(simulation(&[], &[]));
    assert_eq!((seen.len(), cycles, failures), (0, 0, 0));
}

mod asynchronous {
    //! Asynchronous sources take no part in a simulation.

    use super::*;
    use gateway_runtime::futures::{Stream, stream};

    #[module]
    pub struct Streaming {}

    #[module(channels = Bus)]
    impl Streaming {
        #[node(source, publish(right))]
        fn stream(&mut self) -> impl Stream<Item = u32> + Send + use<> {
            stream::iter([1, 2, 3])
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        left: Left,
        streaming: Streaming,
        look: Look,
    }

    #[test]
    fn an_asynchronous_source_is_for_real_time_only() {
        let mut app = App::from_settings([]).unwrap();
        app.left.script = [(1, 10)].into();
        let mut simulation = Simulation::new(app).unwrap();
        let seen = simulation.collect(Bus::seen);
        simulation.run().unwrap();
        assert_eq!(values(seen), ["10 - -"]);
    }
}
