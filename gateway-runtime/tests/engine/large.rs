//! A graph that is cut into functions.

use gateway_runtime::prelude::*;
use proptest::prelude::*;

use crate::{at, number, values};

/// What a node of the first chain makes of a value.
fn step(value: u64, first: u64, name: &str) -> u64 {
    value.wrapping_mul(31).wrapping_add(first).wrapping_add(number(name))
}

/// What a node of the second chain does: it lets most values pass.
fn filter(value: u64, name: &str) -> Option<u64> {
    let next = value.wrapping_mul(7).wrapping_add(number(name));
    (next % 64 != 5).then_some(next)
}

/// Two chains of these nodes, and one node at their ends.
macro_rules! chains {
    ([$($a:ident)*] [$($b:ident)*]) => {
        chains! { [starts $($a)*] [$($a)* a_end] [starts $($b)*] [$($b)* b_end] }
    };
    ([$($a:ident)*] [$($to_a:ident)*] [$($b:ident)*] [$($to_b:ident)*]) => {
        #[channels]
        pub struct Bus {
            #[channel(send)]
            starts: Channel<u64>,
            merged: Channel<u64>,
            $($to_a: Channel<u64>,)*
            $($to_b: Channel<u64>,)*
        }

        #[module]
        pub struct Chains {}

        #[module(channels = Bus)]
        impl Chains {
            $(
                #[node(publish($to_a))]
                fn $to_a(&mut self, #[channel($a)] value: &u64, #[channel(a000)] #[feedback] first: Latest<u64>) -> u64 {
                    step(*value, first.copied().unwrap_or(0), stringify!($to_a))
                }
            )*
            $(
                #[node(publish($to_b))]
                fn $to_b(&mut self, #[channel($b)] value: &u64) -> Option<u64> {
                    filter(*value, stringify!($to_b))
                }
            )*
            #[node(publish(merged))]
            fn merge(&mut self, a_end: &u64, b_end: Option<&u64>, a040: Ticks<u64>, b040: Latest<u64>) -> Vec<u64> {
                b_end.into_iter().chain([a_end]).chain(a040).chain(*b040).copied().collect()
            }
        }

        /// The same, as loops.
        #[derive(Default)]
        struct ByHand {
            first: Option<u64>,
            middle: Option<u64>,
        }

        impl ByHand {
            fn merged(&mut self, start: u64) -> Vec<u64> {
                let (mut a, mut middle, mut first) = (start, 0, self.first);
                for name in [$(stringify!($to_a)),*] {
                    a = step(a, first.unwrap_or(0), name);
                    if name == "a000" {
                        first = Some(a);
                    }
                    if name == "a040" {
                        middle = a;
                    }
                }
                self.first = first;
                let mut b = Some(start);
                for name in [$(stringify!($to_b)),*] {
                    b = b.and_then(|value| filter(value, name));
                    if name == "b040" {
                        self.middle = b.or(self.middle);
                    }
                }
                b.into_iter().chain([a, middle]).chain(self.middle).collect()
            }
        }
    };
}

chains! {
    [
        a000 a001 a002 a003 a004 a005 a006 a007 a008 a009 a010 a011 a012 a013 a014 a015 a016 a017 a018 a019 a020 a021 a022
        a023 a024 a025 a026 a027 a028 a029 a030 a031 a032 a033 a034 a035 a036 a037 a038 a039 a040 a041 a042 a043 a044 a045
        a046 a047 a048 a049 a050 a051 a052 a053 a054 a055 a056 a057 a058 a059 a060 a061 a062 a063 a064 a065 a066 a067 a068
        a069 a070 a071 a072 a073 a074 a075 a076 a077 a078 a079 a080 a081 a082 a083 a084
    ]
    [
        b000 b001 b002 b003 b004 b005 b006 b007 b008 b009 b010 b011 b012 b013 b014 b015 b016 b017 b018 b019 b020 b021 b022
        b023 b024 b025 b026 b027 b028 b029 b030 b031 b032 b033 b034 b035 b036 b037 b038 b039 b040 b041 b042 b043 b044 b045
        b046 b047 b048 b049 b050 b051 b052 b053 b054 b055 b056 b057 b058 b059 b060 b061 b062 b063 b064 b065 b066 b067 b068
        b069 b070 b071 b072 b073 b074 b075 b076 b077 b078 b079 b080 b081 b082 b083 b084
    ]
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    chains: Chains,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn a_graph_that_is_cut_into_functions_agrees_with_its_formula(starts in prop::collection::vec(any::<u64>(), 0..20)) {
        let mut by_hand = ByHand::default();
        let expected: Vec<u64> = starts.iter().flat_map(|start| by_hand.merged(*start)).collect();
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        for (second, start) in (1..).zip(starts) {
            simulation.send_at(at(second), Bus::starts, start);
        }
        let merged = simulation.collect(Bus::merged);
        prop_assert_eq!(simulation.run().unwrap().failures, 0);
        prop_assert_eq!(values(merged), expected);
    }
}
