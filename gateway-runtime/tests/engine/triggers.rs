//! When a node runs, and what its parameters show it.

use gateway_runtime::prelude::*;

use crate::{at, seconds, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    left: Channel<u32>,
    #[channel(send)]
    right: Channel<u32>,
    /// Ticks with `left`, at most once a cycle.
    copies: Channel<u32>,
    /// Ticks with `left` if it is even.
    evens: Channel<u32>,
    /// Twice with each of `left`.
    twice: Channel<u32>,
    seen: Channel<String>,
}

#[module]
pub struct Split {}

#[module(channels = Bus)]
impl Split {
    #[node(publish(copies, evens, twice))]
    fn split(&mut self, left: &u32) -> (u32, Option<u32>, [u32; 2]) {
        (*left, (left % 2 == 0).then_some(*left), [*left, *left + 100])
    }
}

/// A gateway of `Split` and one module with one node, which publishes on `seen`.
macro_rules! looking_on {
    ($test:ident, $($node:tt)*) => {
        mod $test {
            use super::*;

            #[module]
            pub struct Look {}

            #[module(channels = Bus)]
            impl Look {
                #[node(publish(seen))]
                $($node)*
            }

            #[gateway(channels = Bus)]
            #[allow(deprecated, reason = "not every channel has a reader here")]
            pub struct App {
                split: Split,
                look: Look,
            }

            pub(super) fn run(script: &[(i64, Side)]) -> Vec<(i64, String)> {
                let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
                send(&mut simulation, script);
                let seen = simulation.collect(Bus::seen);
                simulation.run().unwrap();
                timed(seen)
            }

            fn send(simulation: &mut Simulation<App>, script: &[(i64, Side)]) {
                for (second, side) in script {
                    match side {
                        Left(value) => simulation.send_at(at(*second), Bus::left, *value),
                        Right(value) => simulation.send_at(at(*second), Bus::right, *value),
                    }
                }
            }
        }
    };
}

#[derive(Clone, Copy)]
enum Side {
    Left(u32),
    Right(u32),
}
use Side::{Left, Right};

const SCRIPT: [(i64, Side); 4] = [(1, Left(2)), (2, Right(5)), (3, Left(3)), (3, Left(4))];

fn expect(seen: &[(i64, String)], expected: &[(i64, &str)]) {
    assert!(seen.iter().map(|(second, text)| (*second, text.as_str())).eq(expected.iter().copied()), "{seen:?}");
}

looking_on! { once_for_each, fn look(&mut self, left: &u32, now: Timestamp) -> String {
    format!("{left} at {}", seconds(now))
} }

#[test]
fn a_reference_runs_once_for_each_tick_and_knows_the_time() {
    expect(&once_for_each::run(&SCRIPT), &[(1, "2 at 1"), (3, "3 at 3"), (3, "4 at 3")]);
}

looking_on! { once_in_a_burst, fn look(&mut self, twice: &u32) -> String { twice.to_string() } }

#[test]
fn a_reference_runs_once_for_each_tick_of_a_burst() {
    expect(&once_in_a_burst::run(&SCRIPT[..2]), &[(1, "2"), (1, "102")]);
}

looking_on! { with_options, fn look(&mut self, copies: Option<&u32>, evens: Option<&u32>) -> String {
    format!("{copies:?} {evens:?}")
} }

#[test]
fn options_run_once_when_either_ticks() {
    let expected = [(1, "Some(2) Some(2)"), (3, "Some(3) None"), (3, "Some(4) Some(4)")];
    expect(&with_options::run(&SCRIPT), &expected);
}

looking_on! { beside_a_reference, fn look(&mut self, evens: &u32, copies: Option<&u32>, right: Ticks<u32>) -> String {
    format!("{evens} {copies:?} {right:?}")
} }

#[test]
fn beside_a_reference_nothing_else_triggers() {
    expect(&beside_a_reference::run(&SCRIPT), &[(1, "2 Some(2) []"), (3, "4 Some(4) []")]);
}

looking_on! { with_ticks, fn look(&mut self, twice: Ticks<u32>, right: Ticks<u32>) -> String {
    assert_eq!((twice.len(), twice.is_empty()), (twice.iter().count(), twice.iter().next().is_none()));
    format!("{twice:?} {right:?} {:?}", twice.last())
} }

#[test]
fn ticks_run_once_with_the_whole_burst() {
    let expected = [(1, "[2, 102] [] Some(102)"), (2, "[] [5] None"), (3, "[3, 103] [] Some(103)"), (3, "[4, 104] [] Some(104)")];
    expect(&with_ticks::run(&SCRIPT), &expected);
}

looking_on! { with_samples, fn look(&mut self, left: &u32, right: Latest<u32>, twice: Latest<u32>, evens: Latest<u32>) -> String {
    format!("{left} {:?} {:?} {:?}", *right, *twice, *evens)
} }

#[test]
fn a_sample_does_not_trigger_and_shows_the_last_tick_this_cycle_included() {
    let expected = [(1, "2 None Some(102) Some(2)"), (3, "3 Some(5) Some(103) Some(2)"), (3, "4 Some(5) Some(104) Some(4)")];
    expect(&with_samples::run(&SCRIPT), &expected);
}

mod order {
    //! Declared against the flow: readers come first.

    use super::*;

    #[module]
    pub struct Backwards {}

    #[module(channels = Bus)]
    impl Backwards {
        #[node(publish(seen))]
        fn last(&mut self, evens: &u32, copies: Latest<u32>, twice: Latest<u32>) -> String {
            format!("{evens} {:?} {:?}", *copies, *twice)
        }

        #[node(publish(evens))]
        fn third(&mut self, twice: Ticks<u32>, copies: Latest<u32>) -> Option<u32> {
            Some(twice.iter().sum::<u32>() + copies.copied()?)
        }

        #[node(publish(twice))]
        fn second(&mut self, copies: &u32) -> [u32; 2] {
            [copies + 1, copies + 2]
        }

        #[node(publish(copies))]
        fn first(&mut self, left: &u32) -> u32 {
            left * 10
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        backwards: Backwards,
    }

    #[test]
    fn publishers_run_before_readers_whatever_the_order_of_declaration() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Bus::left, 1);
        simulation.send_at(at(2), Bus::right, 1);
        let seen = simulation.collect(Bus::seen);
        let summary = simulation.run().unwrap();
        assert_eq!(values(seen), ["33 Some(10) Some(12)"]);
        assert_eq!((summary.cycles, summary.end, summary.failures), (2, at(2), 0));
    }
}
