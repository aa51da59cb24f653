//! Nodes that run for each key of a basket, with state of their own for every key.

use gateway_runtime::prelude::*;

use crate::{at, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    quotes: Basket<String, i64>,
    #[channel(send)]
    limits: Basket<String, i64>,
    sums: Basket<String, i64>,
    texts: Channel<String>,
    steps: Basket<String, i64>,
    marked: Basket<u8, i64>,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[node(per_key, publish(sums, texts, steps, marked[1]))]
    fn sum(
        &mut self,
        #[key] name: &str,
        quotes: &i64,
        #[state] sum: &mut i64,
        #[state(default = 100)] left: &mut i64,
        #[key] limits: Latest<i64>,
    ) -> (i64, Option<String>, Vec<i64>, i64) {
        *sum += quotes;
        *left -= 1;
        let text = (*quotes > 0).then(|| format!("{name} {left} {limit:?}", limit = *limits));
        (*sum, text, (0..*quotes).collect(), *sum)
    }

    /// Another node has state of its own.
    #[node(per_key, publish(texts))]
    fn count(&mut self, #[key] name: &String, quotes: &i64, #[state] count: &mut u32) -> Result<Option<String>, String> {
        *count += 1;
        if *quotes < 0 { Err("less than nothing".to_owned()) } else { Ok((*quotes == 0).then(|| format!("{name}: {count}"))) }
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    book: Book,
}

fn keyed(name: &str, value: i64) -> Keyed<String, i64> {
    Keyed::new(name.to_owned(), value)
}

#[test]
fn every_key_has_state_of_its_own_and_values_tick_under_the_same_key() {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for (second, name, value) in [(1, "a", 2), (2, "b", 1), (4, "a", 1), (5, "a", -1), (6, "a", 0)] {
        simulation.send_at(at(second), Bus::quotes, keyed(name, value));
    }
    simulation.send_at(at(3), Bus::limits, keyed("a", 7));
    let (sums, texts) = (simulation.collect(Bus::sums), simulation.collect(Bus::texts));
    let (steps, marked) = (simulation.collect(Bus::steps), simulation.collect(Bus::marked));
    assert_eq!(simulation.run().unwrap().failures, 1);
    assert_eq!(values(sums), [keyed("a", 2), keyed("b", 1), keyed("a", 3), keyed("a", 2), keyed("a", 2)]);
    let expected = [(1, "a 99 None"), (2, "b 99 None"), (4, "a 98 Some(7)"), (6, "a: 4")];
    assert_eq!(timed(texts), expected.map(|(second, text)| (second, text.to_owned())));
    assert_eq!(values(steps), [keyed("a", 0), keyed("a", 1), keyed("b", 0), keyed("a", 0)]);
    assert_eq!(values(marked), [2, 1, 3, 2, 2].map(|sum| Keyed::new(1, sum)));
}

/// The same with keys that all tick in one cycle, against sums made by hand.
mod many {
    use std::collections::BTreeMap;

    use gateway_runtime::prelude::*;
    use proptest::prelude::*;

    use crate::{at, values};

    #[channels]
    pub struct Bus {
        #[channel(send)]
        batches: Channel<Vec<u32>>,
        numbers: Basket<u32, u32>,
        sums: Basket<u32, u32>,
    }

    #[module]
    pub struct Sum {}

    #[module(channels = Bus)]
    impl Sum {
        #[node(publish(numbers))]
        fn split(&mut self, batches: &Vec<u32>) -> Vec<Keyed<u32, u32>> {
            batches.iter().map(|number| Keyed::new(number % 50, *number)).collect()
        }

        #[node(per_key, publish(sums))]
        fn sum(&mut self, numbers: &u32, #[state] sum: &mut u32) -> u32 {
            *sum += numbers;
            *sum
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        sum: Sum,
    }

    proptest! {
        #[test]
        fn sums_of_every_key_agree_with_a_map(batches in prop::collection::vec(prop::collection::vec(0_u32..1000, 0..40), 0..8)) {
            let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
            for (second, batch) in (0_i64..).zip(&batches) {
                simulation.send_at(at(second), Bus::batches, batch.clone());
            }
            let sums = simulation.collect(Bus::sums);
            simulation.run().unwrap();
            let mut map: BTreeMap<u32, u32> = BTreeMap::new();
            let expected: Vec<_> = batches.iter().flatten().map(|number| {
                let sum = map.entry(number % 50).or_default();
                *sum += number;
                Keyed::new(number % 50, *sum)
            }).collect();
            prop_assert_eq!(values(sums), expected);
        }
    }
}
