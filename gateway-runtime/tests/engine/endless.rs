//! Loops that do not settle.

use gateway_runtime::prelude::*;

use crate::{at, timed};

#[channels]
pub struct Bus {
    #[channel(send)]
    starts: Channel<u32>,
    counts: Channel<u32>,
    seen: Channel<u32>,
}

#[module]
pub struct Loop {
    #[state]
    runs: u64,
}

#[module(channels = Bus)]
impl Loop {
    /// A start of 1 never settles.
    #[node(publish(counts))]
    fn again(&mut self, starts: Ticks<u32>, counts: Ticks<u32>) -> Option<u32> {
        self.runs += 1;
        starts.iter().chain(counts).copied().find(|count| *count == 1)
    }

    #[node(publish(seen))]
    fn goes_on(&mut self, starts: &u32) -> u32 {
        *starts
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    endless: Loop,
}

#[test]
fn a_loop_that_never_settles_is_stopped_and_the_gateway_goes_on() {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for (second, start) in (1..).zip([1, 0, 1, 0]) {
        simulation.send_at(at(second), Bus::starts, start);
    }
    let seen = simulation.collect(Bus::seen);
    let summary = simulation.run().unwrap();
    assert_eq!(timed(seen), [(1, 1), (2, 0), (3, 1), (4, 0)]);
    let limit = 10_000;
    assert_eq!((summary.cycles, summary.app.endless.runs), (2 * (1 + limit) + 2, 2 * (1 + limit) + 2), "nothing is left over");
}

mod growing {
    //! A loop whose ticks become more and more.

    use super::*;

    #[module]
    pub struct Doubles {
        #[state]
        runs: u64,
    }

    #[module(channels = Bus)]
    impl Doubles {
        #[node(publish(counts))]
        fn again(&mut self, starts: Ticks<u32>, counts: Ticks<u32>) -> Vec<u32> {
            self.runs += 1;
            starts.iter().chain(counts).filter(|count| **count > 0).flat_map(|count| [*count, *count]).collect()
        }

        #[node(publish(seen))]
        fn goes_on(&mut self, starts: &u32) -> u32 {
            *starts
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        doubles: Doubles,
    }

    #[test]
    fn a_loop_that_doubles_its_ticks_is_stopped_before_memory_is_full() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        for (second, start) in (1..).zip([1, 0]) {
            simulation.send_at(at(second), Bus::starts, start);
        }
        let seen = simulation.collect(Bus::seen);
        let summary = simulation.run().unwrap();
        assert_eq!(timed(seen), [(1, 1), (2, 0)]);
        // 4 + 8 + … + 2^20 ticks are more than 2^20; the start is one more run, and the second value another.
        assert_eq!((summary.app.doubles.runs, summary.cycles), (1 + 19 + 1, 1 + 19 + 1));
    }
}
