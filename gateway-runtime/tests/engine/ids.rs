//! Ids and times of ticks.

use std::collections::HashSet;

use gateway_runtime::TickId;
use gateway_runtime::channel::ChannelRef;
use gateway_runtime::prelude::*;

use crate::at;

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    bursts: Channel<u32>,
    timers: Channel<u32>,
    loops: Channel<u32>,
    lists: Channel<Vec<u32>>,
}

#[module]
pub struct Busy {}

#[module(channels = Bus)]
impl Busy {
    #[node(publish(bursts))]
    fn burst(&mut self, numbers: &u32) -> Vec<u32> {
        (0..*numbers).collect()
    }

    #[node(publish(bursts))]
    fn more(&mut self, numbers: &u32) -> u32 {
        *numbers
    }

    #[node(every = "1s", publish(timers))]
    fn timer(&mut self) -> u32 {
        1
    }

    #[node(publish(loops))]
    fn turns(&mut self, numbers: Ticks<u32>, loops: Ticks<u32>) -> Option<u32> {
        numbers.iter().chain(loops).last()?.checked_sub(1)
    }

    #[node(publish(lists))]
    fn lists(&mut self, bursts: &u32) -> Vec<u32> {
        vec![*bursts; *bursts as usize]
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    busy: Busy,
}

type Stamped = Vec<(TickId, Timestamp, u32)>;

fn run(channels: &[ChannelRef<Bus, u32>]) -> Vec<Stamped> {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap().until(at(6));
    for (second, number) in [(1, 3), (1, 2), (2, 1), (4, 4), (4, 0), (4, 0)] {
        simulation.send_at(at(second), Bus::numbers, number);
    }
    let ticks: Vec<_> = channels.iter().map(|channel| simulation.collect(*channel)).collect();
    simulation.run().unwrap();
    let stamped = |tick: Tick<u32>| (tick.id().unwrap().clone(), tick.time().unwrap(), tick.into_value());
    ticks.into_iter().map(|ticks| ticks.take().into_iter().map(stamped).collect()).collect()
}

const ALL: [ChannelRef<Bus, u32>; 4] = [Bus::numbers, Bus::bursts, Bus::timers, Bus::loops];

#[test]
fn two_simulated_runs_give_the_same_ids_and_times() {
    assert_eq!(run(&ALL), run(&ALL));
}

#[test]
fn ids_do_not_depend_on_who_looks_on() {
    let all = run(&ALL);
    for (channel, expected) in ALL.iter().zip(all) {
        assert_eq!(run(&[*channel]), [expected]);
    }
}

#[test]
fn the_ids_of_a_channel_sort_as_their_ticks_came() {
    for stamped in run(&ALL) {
        assert!(stamped.len() > 4);
        assert!(stamped.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{stamped:?}");
        assert!(stamped.is_sorted_by(|a, b| a.0.to_string() < b.0.to_string()), "{stamped:?}");
    }
}

#[test]
fn no_two_ticks_of_a_run_have_the_same_id() {
    let ids: Vec<TickId> = run(&ALL).into_iter().flatten().map(|(id, ..)| id).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    assert!(ids.iter().all(|id| id.to_string().len() == 26));
}

#[test]
fn an_empty_list_has_no_id_and_takes_none_away() {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    simulation.send_at(at(1), Bus::numbers, 3);
    let lists = simulation.collect(Bus::lists);
    simulation.run().unwrap();
    let lists = lists.take();
    let lengths: Vec<usize> = lists.iter().map(|tick| tick.value().len()).collect();
    assert_eq!(lengths, [0, 1, 2, 3]);
    let ids: Vec<&TickId> = lists.iter().filter_map(Tick::id).collect();
    assert!(ids.len() == 3 && ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    assert_eq!(lists[0].time(), None);
}

mod long_lists {
    //! A tick for which a cycle's own places for ids do not suffice.

    use super::*;

    #[module]
    pub struct Long {}

    #[module(channels = Bus)]
    impl Long {
        #[node(publish(lists))]
        fn list(&mut self, numbers: &u32) -> Vec<u32> {
            vec![0; *numbers as usize]
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        long: Long,
    }

    fn run(look_at_lists: bool) -> Vec<TickId> {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        for number in [(1 << 20) + 1, 1] {
            simulation.send_at(at(1), Bus::numbers, number);
        }
        let numbers = simulation.collect(Bus::numbers);
        let lists = look_at_lists.then(|| simulation.collect(Bus::lists));
        simulation.run().unwrap();
        assert_eq!(lists.map_or(2, |lists| lists.take().len()), 2);
        numbers.take().iter().map(|tick| tick.id().unwrap().clone()).collect()
    }

    #[test]
    fn ids_do_not_depend_on_who_looks_at_a_long_list() {
        let ids = run(true);
        assert!(ids[0] < ids[1]);
        assert_eq!(ids, run(false));
    }
}

mod read_by_nodes {
    use gateway_runtime::prelude::*;

    use crate::{at, values};

    #[channels]
    pub struct Bus {
        #[channel(send)]
        numbers: Channel<i64>,
        doubled: Channel<i64>,
        pairs: Channel<String>,
        bursts: Channel<String>,
        options: Channel<String>,
        functions: Channel<String>,
    }

    #[module]
    pub struct Reader {}

    fn tell(tick: &Tick<i64>) -> String {
        format!("{} {} {}", tick.id().unwrap(), tick.time().unwrap(), tick.value())
    }

    #[node]
    fn told(tick: &Tick<i64>) -> String {
        tell(tick)
    }

    #[module(channels = Bus)]
    impl Reader {
        #[node(publish(doubled))]
        fn double(&mut self, numbers: &i64) -> [i64; 2] {
            [numbers * 2; 2]
        }

        #[node(publish(pairs))]
        fn each(&mut self, doubled: &Tick<i64>) -> String {
            tell(doubled)
        }

        #[node(publish(bursts))]
        fn burst(&mut self, doubled: Ticks<Tick<i64>>, numbers: Ticks<Tick<i64>>) -> String {
            numbers.iter().chain(doubled.iter()).map(tell).collect::<Vec<_>>().join(", ")
        }

        #[node(publish(options))]
        fn option(&mut self, #[channel(pairs)] _pairs: Ticks<String>, numbers: Ticks<Tick<i64>>) -> Option<String> {
            numbers.last().map(tell)
        }

        #[connect]
        fn function(&self) {
            functions = told(doubled);
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        reader: Reader,
    }

    #[test]
    fn a_node_reads_the_ids_and_times_that_the_outside_sees() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Bus::numbers, 1);
        simulation.send_at(at(2), Bus::numbers, 2);
        let (numbers, doubled) = (simulation.collect(Bus::numbers), simulation.collect(Bus::doubled));
        let (pairs, bursts, options) = (simulation.collect(Bus::pairs), simulation.collect(Bus::bursts), simulation.collect(Bus::options));
        let functions = simulation.collect(Bus::functions);
        simulation.run().unwrap();
        let numbers: Vec<String> = numbers.take().iter().map(tell).collect();
        let doubled: Vec<String> = doubled.take().iter().map(tell).collect();
        assert_eq!(values(pairs), doubled);
        assert_eq!(values(functions), doubled);
        assert_eq!(values(options), numbers);
        let expected = [0, 1].map(|cycle| [&numbers[cycle], &doubled[2 * cycle], &doubled[2 * cycle + 1]].map(String::as_str).join(", "));
        assert_eq!(values(bursts), expected);
    }
}
