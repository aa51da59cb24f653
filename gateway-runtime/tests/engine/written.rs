//! Gateways that a `macro_rules!` writes.

use gateway_runtime::prelude::*;

use crate::{at, timed};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    doubled: Channel<u32>,
}

#[module]
pub struct Double {}

#[module(channels = Bus)]
impl Double {
    #[node(publish(doubled))]
    fn double(&mut self, numbers: &u32) -> u32 {
        2 * numbers
    }
}

macro_rules! gateway_of {
    ($name:ident, $one:ty, $more:ty) => {
        #[gateway(channels = Bus)]
        #[allow(deprecated, reason = "not every channel has a reader here")]
        pub struct $name {
            one: $one,
            #[instances(2)]
            more: Vec<$more>,
        }
    };
}

gateway_of!(App, Double, self::Double);

#[test]
fn the_types_of_modules_may_come_from_a_macro() {
    let mut simulation = Simulation::new(App::from_settings(["more=[{}]"]).unwrap()).unwrap();
    simulation.send_at(at(1), Bus::numbers, 4);
    let doubled = simulation.collect(Bus::doubled);
    simulation.run().unwrap();
    assert_eq!(timed(doubled), [(1, 8), (1, 8)]);
}
