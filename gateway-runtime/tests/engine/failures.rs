//! Panics and errors: caught, counted, and the rest goes on.

use gateway_runtime::prelude::*;

use crate::{at, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    before: Channel<u32>,
    broken: Channel<u32>,
    after: Channel<String>,
    bursts: Channel<u32>,
    lists: Channel<Vec<u32>>,
    loops: Channel<u32>,
}

#[module]
pub struct Faulty {
    #[state]
    runs: u32,
}

#[module(channels = Bus)]
impl Faulty {
    #[node(publish(before))]
    fn before(&mut self, numbers: &u32) -> u32 {
        *numbers
    }

    #[node(publish(broken))]
    fn breaks(&mut self, before: &u32) -> u32 {
        self.runs += 1;
        assert!(*before != 2, "two is not liked");
        *before
    }

    #[node(publish(after))]
    fn after(&mut self, numbers: &u32, broken: Latest<u32>, #[channel(broken)] now: Option<&u32>) -> String {
        format!("{numbers} {:?} {now:?}", *broken)
    }

    #[node(publish(bursts))]
    fn iterator(&mut self, numbers: &u32) -> impl Iterator<Item = u32> + use<> {
        let number = *numbers;
        (0..number + 2).map(move |value| if number == 2 && value == 1 { panic!("halfway") } else { value })
    }

    #[node(publish(lists))]
    fn error_after_work(&mut self, numbers: &u32) -> Result<Vec<u32>, String> {
        if *numbers == 3 { Err("three is not liked".to_owned()) } else { Ok(vec![*numbers]) }
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    faulty: Faulty,
}

fn simulation() -> Simulation<App> {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for number in 1..=3 {
        simulation.send_at(at(number.into()), Bus::numbers, number);
    }
    simulation
}

#[test]
fn a_panic_is_caught_and_the_other_nodes_of_the_cycle_run() {
    let mut simulation = simulation();
    let (after, broken) = (simulation.collect(Bus::after), simulation.collect(Bus::broken));
    let summary = simulation.run().unwrap();
    assert_eq!(values(after), ["1 Some(1) Some(1)", "2 Some(1) None", "3 Some(3) Some(3)"]);
    assert_eq!(values(broken), [1, 3]);
    assert_eq!(summary.app.faulty.runs, 3, "the node runs again after a panic, with the state it had");
    assert_eq!(summary.failures, 3, "the panic, the one in the iterator and the error");
}

#[test]
fn a_panic_in_a_returned_iterator_is_caught_and_its_whole_burst_is_lost() {
    let mut simulation = simulation();
    let bursts = simulation.collect(Bus::bursts);
    simulation.run().unwrap();
    assert_eq!(timed(bursts), [(1, 0), (1, 1), (1, 2), (3, 0), (3, 1), (3, 2), (3, 3), (3, 4)]);
}

#[test]
fn an_error_gives_no_tick() {
    let mut simulation = simulation();
    let lists = simulation.collect(Bus::lists);
    simulation.run().unwrap();
    assert_eq!(timed(lists), [(1, vec![1]), (2, vec![2])]);
}

#[test]
fn failures_are_the_same_whether_or_not_somebody_looks_on() {
    let watched = {
        let mut simulation = simulation();
        let _ticks = simulation.collect(Bus::after);
        simulation.run().unwrap()
    };
    let alone = simulation().run().unwrap();
    let figures =
        |summary: &gateway_runtime::engine::Summary<App>| (summary.cycles, summary.failures, summary.end, summary.app.faulty.runs);
    assert_eq!(figures(&watched), figures(&alone));
}

mod for_each_tick {
    //! Failures in the middle of a burst, and in a loop.

    use super::*;

    #[module]
    pub struct Middle {}

    #[module(channels = Bus)]
    impl Middle {
        #[node(publish(bursts))]
        fn burst(&mut self, numbers: &u32) -> [u32; 3] {
            [*numbers, numbers + 1, numbers + 2]
        }

        #[node(publish(broken))]
        fn each(&mut self, bursts: &u32) -> u32 {
            assert!(*bursts != 2, "two is not liked");
            *bursts
        }

        #[node(publish(loops))]
        fn turns(&mut self, numbers: Ticks<u32>, loops: Ticks<u32>) -> Vec<u32> {
            let below: Vec<u32> = numbers.iter().chain(loops).map(|number| number - 1).collect();
            below
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        middle: Middle,
    }

    #[test]
    fn a_failure_for_one_tick_of_a_burst_does_not_touch_the_others() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Bus::numbers, 1);
        let (broken, loops) = (simulation.collect(Bus::broken), simulation.collect(Bus::loops));
        let summary = simulation.run().unwrap();
        assert_eq!(values(broken), [1, 3]);
        assert_eq!(values(loops), [0]);
        assert_eq!(summary.failures, 2, "one in the burst, and the loop ended by one");
    }
}

mod in_a_timer {
    //! A timer that fails goes on ticking.

    use super::*;

    #[module]
    pub struct Clock {
        #[state]
        count: u32,
    }

    #[module(channels = Bus)]
    impl Clock {
        #[node(every = "1s", publish(bursts))]
        fn tick(&mut self) -> u32 {
            self.count += 1;
            assert!(self.count != 2, "the second one fails");
            self.count
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        clock: Clock,
    }

    #[test]
    fn a_timer_goes_on_after_a_panic() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap().until(at(4));
        let ticks = simulation.collect(Bus::bursts);
        assert_eq!(simulation.run().unwrap().failures, 1);
        assert_eq!(timed(ticks), [(1, 1), (3, 3), (4, 4)]);
    }
}
