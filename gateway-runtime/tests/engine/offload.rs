//! Nodes off the engine's thread, in simulated time: async and blocking ones, in both forms.

use std::future::{Future, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gateway_runtime::prelude::*;
use gateway_runtime::tokio::task::yield_now;

use crate::{at, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    bursts: Channel<u32>,
    owned: Channel<u32>,
    prepared: Channel<String>,
    hashes: Channel<u32>,
    closures: Channel<u32>,
    pairs: Channel<u32>,
    some: Channel<u32>,
    lists: Channel<u32>,
    polled: Channel<i64>,
    order: Channel<String>,
}

/// A number that a task fails for.
const WRONG: u32 = 13;

/// A number that a task panics for.
const BREAK: u32 = 66;

#[module]
pub struct Work {
    #[config(default = 10)]
    factor: u32,
    #[state]
    prepared: u32,
    #[state]
    sunk: Arc<AtomicUsize>,
}

#[module(channels = Bus)]
impl Work {
    /// The task of an early trigger takes longer than that of a later one.
    #[node(publish(owned))]
    async fn owned(numbers: u32) -> u32 {
        for _ in numbers..10 {
            yield_now().await;
        }
        numbers + 1
    }

    #[node(publish(prepared), concurrency = 2)]
    fn prepare(&mut self, numbers: &u32, owned: Latest<u32>, now: Timestamp) -> impl Future<Output = String> + Send + use<> {
        self.prepared += 1;
        let (count, number, last, factor) = (self.prepared, *numbers, owned.copied(), self.factor);
        async move {
            yield_now().await;
            format!("{count}: {} {last:?} {}", number * factor, crate::seconds(now))
        }
    }

    #[node(blocking, publish(hashes))]
    fn hash(numbers: u32) -> Result<u32, String> {
        assert!(numbers != BREAK, "the number is broken");
        if numbers == WRONG { Err("the wrong number".to_owned()) } else { Ok(numbers * 7) }
    }

    #[node(blocking, publish(closures))]
    fn closure(&self, numbers: &u32) -> impl FnOnce() -> u32 + Send + use<> {
        let (number, factor) = (*numbers, self.factor);
        move || number * factor
    }

    #[node(publish(pairs, some))]
    async fn pair(numbers: u32) -> (u32, Option<u32>) {
        (numbers, (numbers % 2 == 0).then_some(numbers))
    }

    #[node(publish(lists))]
    async fn list(numbers: u32) -> Vec<u32> {
        (0..numbers.min(3)).collect()
    }

    #[node]
    fn sink(&self, numbers: &u32) -> impl Future<Output = Result<(), String>> + Send + use<> {
        let (sunk, number) = (Arc::clone(&self.sunk), *numbers);
        async move {
            sunk.fetch_add(1, Ordering::SeqCst);
            if number == WRONG { Err("nobody takes it".to_owned()) } else { Ok(()) }
        }
    }

    #[node(every = "10s", publish(polled))]
    async fn poll(now: Timestamp) -> i64 {
        crate::seconds(now)
    }
}

/// Tells in what order channels tick.
#[module]
pub struct Look {}

#[module(channels = Bus)]
impl Look {
    #[node(publish(order))]
    fn look(&mut self, numbers: Ticks<u32>, owned: Ticks<u32>, closures: Ticks<u32>, hashes: Ticks<u32>) -> Vec<String> {
        let named = |name: char, ticks: Ticks<u32>| ticks.iter().map(|tick| format!("{name}{tick}")).collect::<Vec<_>>();
        [named('n', numbers), named('o', owned), named('c', closures), named('h', hashes)].concat()
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the tests read these channels")]
pub struct App {
    work: Work,
    look: Look,
}

fn simulation(numbers: &[(i64, u32)]) -> Simulation<App> {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for (second, number) in numbers {
        simulation.send_at(at(*second), Bus::numbers, *number);
    }
    simulation
}

#[test]
fn an_async_function_takes_ticks_by_value_and_its_result_ticks_at_the_same_time() {
    let mut simulation = simulation(&[(1, 1), (2, 5)]);
    let owned = simulation.collect(Bus::owned);
    simulation.run().unwrap();
    assert_eq!(timed(owned), [(1, 2), (2, 6)]);
}

#[test]
fn a_method_prepares_a_future_with_its_module_at_hand() {
    let mut simulation = simulation(&[(1, 1), (2, 5)]);
    let prepared = simulation.collect(Bus::prepared);
    assert_eq!(simulation.run().unwrap().app.work.prepared, 2);
    assert_eq!(timed(prepared), [(1, "1: 10 None 1".to_owned()), (2, "2: 50 Some(2) 2".to_owned())]);
}

#[test]
fn a_blocking_node_runs_a_function_or_a_closure() {
    let mut simulation = simulation(&[(1, 1), (2, 5)]);
    let (hashes, closures) = (simulation.collect(Bus::hashes), simulation.collect(Bus::closures));
    simulation.run().unwrap();
    assert_eq!(timed(hashes), [(1, 7), (2, 35)]);
    assert_eq!(timed(closures), [(1, 10), (2, 50)]);
}

#[test]
fn results_have_cycles_of_their_own_in_the_order_of_the_triggers() {
    let mut simulation = simulation(&[(1, 1), (1, 2)]);
    let order = simulation.collect(Bus::order);
    simulation.run().unwrap();
    assert_eq!(values(order), ["n1", "o2", "h7", "c10", "n2", "o3", "h14", "c20"]);
}

#[test]
fn a_result_may_tick_several_channels_or_none_or_in_a_burst() {
    let mut simulation = simulation(&[(1, 1), (2, 2)]);
    let (pairs, some, lists) = (simulation.collect(Bus::pairs), simulation.collect(Bus::some), simulation.collect(Bus::lists));
    simulation.run().unwrap();
    assert_eq!(timed(pairs), [(1, 1), (2, 2)]);
    assert_eq!(timed(some), [(2, 2)]);
    assert_eq!(timed(lists), [(1, 0), (2, 0), (2, 1)]);
}

#[test]
fn an_error_or_a_panic_of_a_task_is_a_failure_of_its_node() {
    let mut simulation = simulation(&[(1, WRONG), (2, BREAK), (3, 1)]);
    let hashes = simulation.collect(Bus::hashes);
    let summary = simulation.run().unwrap();
    assert_eq!(timed(hashes), [(3, 7)]);
    assert_eq!(summary.failures, 3, "a hash twice, and the sink once");
    assert_eq!(summary.app.work.sunk.load(Ordering::SeqCst), 3);
}

#[test]
fn a_timer_may_set_off_a_task() {
    let mut simulation = simulation(&[]).until(at(25));
    let polled = simulation.collect(Bus::polled);
    simulation.run().unwrap();
    assert_eq!(timed(polled), [(10, 10), (20, 20)]);
}

#[test]
fn a_simulated_run_with_tasks_repeats_itself() {
    let run = || {
        let mut simulation = simulation(&[(1, 3), (1, 9), (2, 4)]);
        let order = simulation.collect(Bus::order);
        simulation.run().unwrap();
        order.take().into_iter().map(|tick| (tick.id().cloned(), tick.time(), tick.into_value())).collect::<Vec<_>>()
    };
    let first = run();
    assert_eq!(first.len(), 12);
    assert_eq!(first, run());
}

mod limits {
    //! More triggers in one cycle than there are places.

    use super::*;

    #[module]
    pub struct Burst {}

    #[module(channels = Bus)]
    impl Burst {
        #[node(publish(bursts))]
        fn burst(&mut self, numbers: &u32) -> impl Iterator<Item = u32> + use<> {
            0..*numbers
        }
    }

    #[module]
    pub struct Limited {
        #[config(default = 3)]
        at_once: usize,
        #[state]
        running: Arc<AtomicUsize>,
        #[state]
        most: Arc<AtomicUsize>,
    }

    impl Limited {
        fn work(&self, number: u32) -> impl Future<Output = u32> + Send + use<> {
            let (running, most) = (Arc::clone(&self.running), Arc::clone(&self.most));
            async move {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                yield_now().await;
                running.fetch_sub(1, Ordering::SeqCst);
                number
            }
        }
    }

    #[module(channels = Bus)]
    impl Limited {
        #[node(publish(owned), concurrency = self.at_once, queue = 2)]
        fn block(&self, bursts: &u32) -> impl Future<Output = u32> + Send + use<> {
            self.work(*bursts)
        }

        #[node(publish(hashes), concurrency = 1, queue = 2, overflow = "drop_newest")]
        async fn newest(bursts: u32) -> u32 {
            bursts
        }

        #[node(publish(closures), concurrency = 1, queue = 2, overflow = "drop_oldest")]
        fn oldest(&self, bursts: &u32) -> impl Future<Output = u32> + Send + use<> {
            ready(*bursts)
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the tests read these channels")]
    pub struct App {
        burst: Burst,
        limited: Limited,
    }

    fn simulation() -> Simulation<App> {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Bus::numbers, 50);
        simulation
    }

    #[test]
    fn the_engine_waits_for_places_and_no_more_run_at_once_than_are_allowed() {
        let mut simulation = simulation();
        let owned = simulation.collect(Bus::owned);
        let summary = simulation.run().unwrap();
        assert_eq!(values(owned), (0..50).collect::<Vec<_>>());
        assert_eq!(summary.app.limited.most.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn what_has_no_place_is_dropped_if_the_node_says_so_and_counted() {
        let mut simulation = simulation();
        let (newest, oldest) = (simulation.collect(Bus::hashes), simulation.collect(Bus::closures));
        let summary = simulation.run().unwrap();
        assert_eq!(values(newest), [0, 1, 2], "one in flight and two waiting");
        assert_eq!(values(oldest), [0, 48, 49]);
        assert_eq!(summary.dropped, 2 * 47);
    }

    #[test]
    fn a_concurrency_of_zero_is_an_error_that_names_the_node() {
        let app = App::from_settings(["limited.at_once=0"]).unwrap();
        let error = Simulation::new(app).unwrap().run().map(|summary| summary.cycles).unwrap_err();
        assert_eq!(error.to_string(), "node `limited.block` cannot run: its `concurrency` is zero, so that it could do no work");
    }
}

mod late {
    //! A blocking task that does not come back.

    use std::sync::{Mutex, mpsc};

    use super::*;

    #[module]
    pub struct Hang {
        #[state]
        line: Option<Arc<Mutex<mpsc::Receiver<()>>>>,
    }

    #[module(channels = Bus)]
    impl Hang {
        #[node(blocking, publish(hashes), timeout = "1ms")]
        fn hang(&mut self, numbers: &u32) -> impl FnOnce() -> u32 + Send + use<> {
            let (line, number) = (self.line.clone(), *numbers);
            move || {
                let _ = line.map(|line| line.lock().unwrap().recv());
                number
            }
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        hang: Hang,
    }

    #[test]
    fn a_simulated_run_does_not_wait_for_what_has_timed_out() {
        let mut app = App::from_settings([]).unwrap();
        let (silent, line) = mpsc::channel();
        app.hang.line = Some(Arc::new(Mutex::new(line)));
        let mut simulation = Simulation::new(app).unwrap();
        simulation.send_at(at(1), Bus::numbers, 1);
        assert_eq!(simulation.run().map(|summary| summary.failures).unwrap(), 1);
        drop(silent);
    }
}

mod in_a_loop {
    //! What a task gives sets off the next one: no loop within a cycle.

    use super::*;

    #[module]
    pub struct Count {}

    #[module(channels = Bus)]
    impl Count {
        #[node(publish(owned))]
        async fn down(numbers: Option<u32>, owned: Option<u32>) -> Option<u32> {
            owned.or(numbers).and_then(|number| number.checked_sub(1))
        }

        #[node(publish(hashes))]
        async fn endless(closures: Option<u32>, owned: Option<u32>) -> u32 {
            closures.or(owned).unwrap_or_default()
        }

        #[node(publish(closures))]
        fn back(&mut self, hashes: &u32) -> Option<u32> {
            (*hashes == 99).then_some(99)
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the tests read these channels")]
    pub struct App {
        count: Count,
    }

    #[test]
    fn a_task_may_be_set_off_by_what_its_node_gives() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Bus::numbers, 4);
        let owned = simulation.collect(Bus::owned);
        simulation.run().unwrap();
        assert_eq!(timed(owned), [(1, 3), (1, 2), (1, 1), (1, 0)]);
    }

    #[test]
    fn what_never_settles_is_stopped_and_the_run_goes_on() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Bus::numbers, 100);
        simulation.send_at(at(2), Bus::numbers, 2);
        let owned = simulation.collect(Bus::owned);
        simulation.run().unwrap();
        assert_eq!(timed(owned).into_iter().filter(|(second, _)| *second == 2).collect::<Vec<_>>(), [(2, 1), (2, 0)]);
    }
}

mod under_keys {
    //! What a task gives goes under a key of a basket, or into a merged list.

    use super::*;

    #[message]
    #[derive(PartialEq)]
    pub enum Venue {
        Xetra,
        Tradegate,
    }

    #[channels]
    pub struct Venues {
        #[channel(send)]
        asked: Channel<u32>,
        quotes: Basket<Venue, u32>,
        #[channel(merge = collect)]
        collected: Channel<Vec<u32>>,
    }

    #[module]
    pub struct Ask {}

    #[module(channels = Venues)]
    impl Ask {
        #[node(publish(quotes[Venue::Tradegate], collected))]
        async fn ask(asked: u32) -> (Option<u32>, Vec<u32>) {
            ((asked > 1).then_some(asked), vec![asked, asked])
        }
    }

    #[gateway(channels = Venues)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        ask: Ask,
    }

    #[test]
    fn a_result_goes_under_its_key_and_into_the_list_of_its_channel() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Venues::asked, 1);
        simulation.send_at(at(2), Venues::asked, 2);
        let (quotes, collected) = (simulation.collect(Venues::quotes), simulation.collect(Venues::collected));
        simulation.run().unwrap();
        assert_eq!(
            timed(quotes).into_iter().map(|(second, quote)| (second, quote.key, quote.value)).collect::<Vec<_>>(),
            [(2, Venue::Tradegate, 2)]
        );
        assert_eq!(timed(collected), [(1, vec![1, 1]), (2, vec![2, 2])]);
    }
}
