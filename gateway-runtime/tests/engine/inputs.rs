//! Many inputs: behind a jump, and more than a word has bits.

use gateway_runtime::prelude::*;
use proptest::prelude::*;

use crate::{at, number, timed};

/// A gateway with one source of each of these names.
macro_rules! sources {
    ($test:ident, $($name:ident)*) => {
        mod $test {
            use super::*;

            #[channels]
            pub struct Bus {
                #[channel(send)]
                sent: Channel<u32>,
                $($name: Channel<u32>,)*
                doubled: Channel<u32>,
                together: Channel<Vec<u32>>,
                turns: Channel<u32>,
                timer: Channel<u32>,
            }

            #[module]
            pub struct Feed {
                #[state]
                script: Vec<std::collections::VecDeque<(i64, u32)>>,
            }

            #[module(channels = Bus)]
            impl Feed {
                $(
                    #[node(source, publish($name))]
                    fn $name(&mut self) -> Option<(Timestamp, u32)> {
                        let place = usize::try_from(number(stringify!($name))).unwrap();
                        let (second, value) = self.script.get_mut(place)?.pop_front()?;
                        Some((at(second), value))
                    }
                )*
            }

            #[module]
            pub struct Read {}

            #[module(channels = Bus)]
            impl Read {
                $(
                    #[node(publish(doubled))]
                    fn $name(&mut self, $name: &u32) -> u32 {
                        $name * 2
                    }
                )*

                #[node(publish(together))]
                #[allow(clippy::too_many_arguments, reason = "it is there to read all of them")]
                fn together(&mut self, $($name: Option<&u32>),*) -> Vec<u32> {
                    [$($name),*].into_iter().flatten().copied().collect()
                }

                #[node(publish(turns))]
                fn turns(&mut self, sent: Ticks<u32>, turns: Ticks<u32>) -> Option<u32> {
                    sent.iter().chain(turns).last()?.checked_sub(1)
                }

                #[node(every = "10s", publish(timer))]
                fn timer(&mut self, sent: Latest<u32>) -> Option<u32> {
                    sent.copied()
                }
            }

            #[gateway(channels = Bus)]
            #[allow(deprecated, reason = "the test reads these channels")]
            pub struct App {
                feed: Feed,
                read: Read,
            }

            pub(super) const COUNT: usize = [$(stringify!($name)),*].len();

            fn run(script: &[Vec<(i64, u32)>]) -> (Vec<(i64, u32)>, Vec<(i64, Vec<u32>)>) {
                let mut app = App::from_settings([]).unwrap();
                app.feed.script = script.iter().map(|values| values.iter().copied().collect()).collect();
                let mut simulation = Simulation::new(app).unwrap().from(at(0)).until(at(30));
                simulation.send_at(at(15), Bus::sent, 3);
                let (doubled, together) = (simulation.collect(Bus::doubled), simulation.collect(Bus::together));
                let (turns, timer) = (simulation.collect(Bus::turns), simulation.collect(Bus::timer));
                assert_eq!(simulation.run().unwrap().failures, 0);
                assert_eq!(timed(turns), [(15, 2), (15, 1), (15, 0)]);
                assert_eq!(timed(timer), [(20, 3), (30, 3)]);
                (timed(doubled), timed(together))
            }

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(32))]
                #[test]
                fn agree_with_a_table(script in script(COUNT)) {
                    let expected = table(&script);
                    let doubled = expected.iter().flat_map(|(second, values)| values.iter().map(|value| (*second, value * 2)));
                    let (ours, together) = run(&script);
                    prop_assert_eq!(ours, doubled.collect::<Vec<_>>());
                    prop_assert_eq!(together, expected);
                }
            }
        }
    };
}

/// For each source some values at ascending seconds.
fn script(count: usize) -> impl Strategy<Value = Vec<Vec<(i64, u32)>>> {
    let values = prop::collection::btree_map(0_i64..30, 0_u32..1000, 0..4);
    prop::collection::vec(values.prop_map(|values| values.into_iter().collect()), count)
}

/// The values of each second, in the order of the sources.
fn table(script: &[Vec<(i64, u32)>]) -> Vec<(i64, Vec<u32>)> {
    let at = |second: i64| script.iter().flatten().filter(move |given| given.0 == second).map(|given| given.1).collect::<Vec<_>>();
    (0..30).map(|second| (second, at(second))).filter(|(_, values)| !values.is_empty()).collect()
}

sources! { few_sources_behind_a_jump, s0 s1 s2 s3 s4 s5 }

sources! {
    more_sources_than_one_word_has_bits,
    s00 s01 s02 s03 s04 s05 s06 s07 s08 s09 s10 s11 s12 s13 s14 s15 s16 s17 s18 s19 s20 s21 s22 s23 s24 s25 s26 s27 s28
    s29 s30 s31 s32 s33 s34 s35 s36 s37 s38 s39 s40 s41 s42 s43 s44 s45 s46 s47 s48 s49 s50 s51 s52 s53 s54 s55 s56 s57
    s58 s59 s60 s61 s62 s63 s64 s65 s66 s67 s68 s69
}

#[test]
fn the_large_graphs_are_large() {
    assert!(more_sources_than_one_word_has_bits::COUNT > 64);
    assert!(few_sources_behind_a_jump::COUNT > 4);
}
