//! Baskets and lists.

use std::collections::BTreeMap;

use gateway_runtime::prelude::*;

use crate::{at, timed, values};

/// Where something is traded.
#[message]
#[derive(Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Venue {
    Paris,
    London,
}
use Venue::{London, Paris};

#[channels]
pub struct Bus {
    #[channel(send)]
    quotes: Basket<Venue, u32>,
    by_name: Basket<String, u32>,
    #[channel(send)]
    lists: Channel<Vec<u32>>,
    sums: Channel<u32>,
    seen: Channel<String>,
    views: Channel<String>,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    /// Names with numbers, several in one cycle.
    #[node(publish(by_name))]
    fn rename(&mut self, quotes: &Keyed<Venue, u32>) -> [Keyed<String, u32>; 2] {
        let name = format!("{:?}", quotes.key).to_lowercase();
        [Keyed::new(name, quotes.value), Keyed::new("last".to_owned(), quotes.value)]
    }

    #[node(publish(seen))]
    fn burst(&mut self, by_name: Ticks<Keyed<String, u32>>) -> String {
        by_name.iter().map(|tick| format!("{}={}", tick.key, tick.value)).collect::<Vec<_>>().join(" ")
    }

    #[node(publish(views))]
    fn view(
        &mut self,
        quotes: &Keyed<Venue, u32>,
        by_name: Latest<Basket<String, u32>>,
        #[channel(quotes)] all: Latest<Basket<Venue, u32>>,
    ) -> String {
        assert_eq!(by_name.get(&"last".to_owned()), Some(&quotes.value));
        assert_eq!(all.get(&quotes.key), Some(&quotes.value));
        assert_eq!((by_name.len(), by_name.is_empty()), (by_name.iter().count(), false));
        by_name.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    book: Book,
}

fn simulation() -> Simulation<App> {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for (second, key, value) in [(1, Paris, 10), (2, London, 20), (3, Paris, 30)] {
        simulation.send_at(at(second), Bus::quotes, Keyed::new(key, value));
    }
    simulation
}

fn owned(expected: &[(i64, &str)]) -> Vec<(i64, String)> {
    expected.iter().map(|(second, text)| (*second, (*text).to_owned())).collect()
}

#[test]
fn several_keys_tick_in_one_cycle_in_their_order() {
    let mut simulation = simulation();
    let (seen, by_name) = (simulation.collect(Bus::seen), simulation.collect(Bus::by_name));
    simulation.run().unwrap();
    assert_eq!(timed(seen), owned(&[(1, "paris=10 last=10"), (2, "london=20 last=20"), (3, "paris=30 last=30")]));
    assert_eq!(values(by_name).len(), 6);
}

#[test]
fn a_sample_of_a_basket_is_a_map_in_the_order_of_keys() {
    let mut simulation = simulation();
    let views = simulation.collect(Bus::views);
    assert_eq!(simulation.run().unwrap().failures, 0);
    let expected = [(1, "last=10 paris=10"), (2, "last=20 london=20 paris=10"), (3, "last=30 london=20 paris=30")];
    assert_eq!(timed(views), owned(&expected));
}

/// Two venues in one cycle, as a source of a list gives them.
#[module]
pub struct Spread {}

#[module(channels = Bus)]
impl Spread {
    #[node(publish(by_name))]
    fn spread(&mut self, lists: &Vec<u32>) -> impl Iterator<Item = Keyed<String, u32>> + use<> {
        lists.clone().into_iter().enumerate().map(|(place, value)| Keyed::new(format!("key {}", place % 2), value))
    }

    #[node(publish(sums))]
    fn sum(&mut self, lists: Ticks<Vec<u32>>) -> u32 {
        lists.iter().flatten().sum()
    }

    #[node(publish(lists))]
    fn relay(&mut self, quotes: &Keyed<Venue, u32>, #[channel(lists)] before: Latest<Vec<u32>>) -> Vec<u32> {
        before.iter().flat_map(|before| before.iter().copied()).chain([quotes.value]).collect()
    }

    #[node(publish(views))]
    fn view(&mut self, by_name: Ticks<Keyed<String, u32>>, #[channel(by_name)] all: Latest<Basket<String, u32>>) -> String {
        let last: BTreeMap<String, u32> = by_name.iter().map(|tick| (tick.key.clone(), tick.value)).collect();
        assert!(last.iter().all(|(key, value)| all.get(key) == Some(value)), "of several ticks of a key the last one counts");
        format!("{} of {}", all.len(), by_name.len())
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct Lists {
    spread: Spread,
}

#[test]
fn a_list_is_one_tick() {
    let mut simulation = Simulation::new(Lists::from_settings([]).unwrap()).unwrap();
    simulation.send_at(at(1), Bus::lists, vec![1, 2, 3]);
    simulation.send_at(at(2), Bus::lists, Vec::new());
    simulation.send_at(at(3), Bus::quotes, Keyed::new(Paris, 7));
    simulation.send_at(at(4), Bus::quotes, Keyed::new(London, 8));
    let (lists, sums, views) = (simulation.collect(Bus::lists), simulation.collect(Bus::sums), simulation.collect(Bus::views));
    let summary = simulation.run().unwrap();
    assert_eq!((summary.cycles, summary.failures), (4, 0));
    assert_eq!(values(lists), [vec![1, 2, 3], vec![], vec![7], vec![7, 8]]);
    assert_eq!(timed(sums), [(1, 6), (2, 0), (3, 7), (4, 15)]);
    assert_eq!(timed(views), owned(&[(1, "2 of 3"), (3, "2 of 1"), (4, "2 of 2")]));
}
