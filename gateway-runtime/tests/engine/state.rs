//! State of single nodes: `#[state]` parameters.

use gateway_runtime::prelude::*;

use crate::{at, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<i64>,
    sums: Channel<i64>,
    lengths: Channel<u64>,
    products: Channel<i64>,
}

#[module]
pub struct Totals {}

#[module(channels = Bus)]
impl Totals {
    #[node(publish(sums, lengths))]
    fn sum(&mut self, numbers: &i64, #[state] sum: &mut i64, _now: Timestamp, #[state] seen: &mut Vec<i64>) -> (i64, u64) {
        *sum += numbers;
        seen.push(*numbers);
        (*sum, seen.len() as u64)
    }

    #[node(publish(products))]
    fn product(&mut self, #[state(default = 1)] product: &mut i64, numbers: Ticks<i64>) -> Option<i64> {
        *product *= numbers.iter().product::<i64>();
        (*product != 0).then_some(*product)
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    first: Totals,
    second: Totals,
}

#[test]
fn state_of_a_node_stays_from_run_to_run_and_belongs_to_one_instance() {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for (second, number) in [(1, 2), (2, 3), (3, 4)] {
        simulation.send_at(at(second), Bus::numbers, number);
    }
    let (sums, lengths, products) = (simulation.collect(Bus::sums), simulation.collect(Bus::lengths), simulation.collect(Bus::products));
    simulation.run().unwrap();
    // Two instances of the module, each with state of its own.
    assert_eq!(values(sums), [2, 2, 5, 5, 9, 9]);
    assert_eq!(values(lengths), [1, 1, 2, 2, 3, 3]);
    assert_eq!(values(products), [2, 2, 6, 6, 24, 24]);
}
