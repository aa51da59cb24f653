//! One key of a basket: read and published by itself.

use gateway_runtime::prelude::*;

use crate::{at, timed, values};

#[message]
pub enum Venue {
    Paris,
    London,
}
use Venue::{London, Paris};

#[channels]
pub struct Bus {
    #[channel(send)]
    quotes: Basket<Venue, u32>,
    #[channel(send)]
    names: Basket<String, u32>,
    #[channel(merge = last)]
    best: Basket<Venue, u32>,
    sole: Basket<u8, u32>,
    each: Channel<u32>,
    bursts: Channel<Vec<u32>>,
    texts: Channel<String>,
}

/// Reads one key in every way: constants, and keys from settings.
#[module]
pub struct Reader {
    #[config(default = Venue::Paris)]
    venue: Venue,
    #[config(default = "b")]
    name: String,
}

#[module(channels = Bus)]
impl Reader {
    #[node(publish(each))]
    fn each(&mut self, #[key(Venue::Paris)] quotes: &u32) -> u32 {
        *quotes
    }

    #[node(publish(bursts))]
    fn burst(&mut self, #[key(self.venue)] quotes: Ticks<u32>, #[key("a")] names: Ticks<u32>) -> Vec<u32> {
        quotes.iter().chain(names).copied().collect()
    }

    #[node(publish(texts))]
    fn text(
        &mut self,
        #[key(self.name)] names: &u32,
        #[channel(names)]
        #[key("a")]
        a: Latest<u32>,
        #[key(London)] quotes: Latest<u32>,
        #[channel(quotes)] all: Latest<Basket<Venue, u32>>,
    ) -> String {
        assert_eq!(all.get(&London), *quotes);
        format!("{names} {a:?} {quotes:?}", a = *a, quotes = *quotes)
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    reader: Reader,
}

fn script(simulation: &mut Simulation<App>) {
    for (second, venue, value) in [(1, Paris, 10), (2, London, 20), (3, Paris, 30), (4, London, 40)] {
        simulation.send_at(at(second), Bus::quotes, Keyed::new(venue, value));
    }
    for (second, name, value) in [(1, "b", 1), (3, "a", 2), (5, "b", 3), (6, "c", 4), (7, "c", 5)] {
        simulation.send_at(at(second), Bus::names, Keyed::new(name.to_owned(), value));
    }
}

#[test]
fn a_read_of_one_key_sees_its_ticks_alone() {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    script(&mut simulation);
    let (each, bursts, texts) = (simulation.collect(Bus::each), simulation.collect(Bus::bursts), simulation.collect(Bus::texts));
    assert_eq!(simulation.run().unwrap().failures, 0);
    assert_eq!(timed(each), [(1, 10), (3, 30)]);
    assert_eq!(timed(bursts), [(1, vec![10]), (3, vec![30]), (3, vec![2])]);
    let expected = [(1, "1 None None"), (5, "3 Some(2) Some(40)")];
    assert_eq!(timed(texts), expected.map(|(second, text)| (second, text.to_owned())));
}

#[test]
fn a_key_may_come_from_a_setting() {
    let mut simulation = Simulation::new(App::from_settings(["reader.venue=London", "reader.name=c"]).unwrap()).unwrap();
    script(&mut simulation);
    let (bursts, texts) = (simulation.collect(Bus::bursts), simulation.collect(Bus::texts));
    simulation.run().unwrap();
    assert_eq!(timed(bursts), [(2, vec![20]), (3, vec![2]), (4, vec![40])]);
    let expected = [(6, "4 Some(2) Some(40)"), (7, "5 Some(2) Some(40)")];
    assert_eq!(timed(texts), expected.map(|(second, text)| (second, text.to_owned())));
}

/// Publishes under keys.
#[module]
pub struct Writer {
    #[config(default = "b")]
    name: String,
}

#[module(channels = Bus)]
impl Writer {
    #[node(publish(best[Paris], best[London], names[self.name]))]
    fn split(&mut self, quotes: Ticks<Keyed<Venue, u32>>) -> (Option<u32>, Vec<u32>, u32) {
        let first = quotes.iter().next().unwrap();
        ((first.key == Paris).then_some(first.value), vec![first.value, first.value + 1], first.value)
    }
}

/// The only publisher of a basket, which so ticks once a cycle.
#[module]
pub struct Sole {}

#[module(channels = Bus)]
impl Sole {
    #[node(publish(sole[7]))]
    fn sole(
        &mut self,
        #[key(London)] best: Option<&u32>,
        #[channel(best)]
        #[key(Paris)]
        paris: Option<&u32>,
    ) -> u32 {
        best.copied().unwrap_or_default() * 100 + paris.copied().unwrap_or_default()
    }

    #[node(publish(texts))]
    fn whole(&mut self, sole: Option<&Keyed<u8, u32>>) -> Option<String> {
        sole.map(|sole| format!("{}: {}", sole.key, sole.value))
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct Writes {
    one: Writer,
    two: Writer,
    sole: Sole,
}

#[test]
fn a_value_is_published_under_one_key() {
    let mut simulation = Simulation::new(Writes::from_settings(["two.name=d"]).unwrap()).unwrap();
    simulation.send_at(at(1), Bus::quotes, Keyed::new(Paris, 10));
    simulation.send_at(at(2), Bus::quotes, Keyed::new(London, 20));
    let (best, names) = (simulation.collect(Bus::best), simulation.collect(Bus::names));
    let texts = simulation.collect(Bus::texts);
    simulation.run().unwrap();
    assert_eq!(timed(best), [(1, Keyed::new(Paris, 10)), (1, Keyed::new(London, 11)), (2, Keyed::new(London, 21))]);
    let names: Vec<(String, u32)> = values(names).into_iter().map(|tick| (tick.key, tick.value)).collect();
    assert_eq!(names, [("b", 10), ("d", 10), ("b", 20), ("d", 20)].map(|(name, value)| (name.to_owned(), value)));
    assert_eq!(values(texts), ["7: 1110", "7: 2100"]);
}

/// A node in a loop with itself over one key; others that it publishes start no further cycle.
mod in_a_loop {
    use gateway_runtime::prelude::*;

    use crate::{at, values};

    #[channels]
    pub struct Bus {
        #[channel(send)]
        starts: Channel<u32>,
        turns: Basket<u32, u32>,
        seen: Channel<Vec<u32>>,
    }

    #[module]
    pub struct Countdown {}

    #[module(channels = Bus)]
    impl Countdown {
        #[node(publish(turns))]
        fn turn(&mut self, starts: Option<&u32>, #[key(1)] turns: Ticks<u32>) -> Vec<Keyed<u32, u32>> {
            let values = starts.into_iter().chain(turns).filter(|value| **value > 0);
            values.map(|value| Keyed::new(u32::from(*value != 3), value - 1)).collect()
        }

        #[node(publish(seen))]
        fn each(&mut self, #[key(1)] turns: &u32) -> Vec<u32> {
            vec![*turns]
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        countdown: Countdown,
    }

    #[test]
    fn a_loop_over_one_key_ends_where_another_key_ticks() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Bus::starts, 6);
        let (turns, seen) = (simulation.collect(Bus::turns), simulation.collect(Bus::seen));
        assert_eq!(simulation.run().unwrap().cycles, 4);
        assert_eq!(values(turns), [Keyed::new(1, 5), Keyed::new(1, 4), Keyed::new(1, 3), Keyed::new(0, 2)]);
        assert_eq!(values(seen), [vec![5], vec![4], vec![3]]);
    }
}

/// A timestamped source that publishes under one key, and one that gives elements of a list.
mod sources {
    use gateway_runtime::prelude::*;

    use crate::{at, timed};

    #[channels]
    pub struct Bus {
        quotes: Basket<String, u32>,
        #[channel(merge = collect)]
        lists: Channel<Vec<u32>>,
    }

    #[module]
    pub struct Feed {
        name: String,
        #[state]
        count: u32,
    }

    #[module(channels = Bus)]
    impl Feed {
        #[node(source, publish(quotes[self.name]))]
        fn pull(&mut self) -> Option<(Timestamp, u32)> {
            self.count += 1;
            (self.count < 3).then_some((at(self.count.into()), self.count))
        }

        #[node(source, publish(lists))]
        fn iterate(&mut self) -> impl Iterator<Item = (Timestamp, u32)> + Send + use<> {
            (1..3).map(|second| (at(second), 7))
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        left: Feed,
        right: Feed,
    }

    #[test]
    fn a_source_may_publish_one_key_or_elements_of_a_list() {
        let mut simulation = Simulation::new(App::from_settings(["left.name=l", "right.name=r"]).unwrap()).unwrap();
        let (quotes, lists) = (simulation.collect(Bus::quotes), simulation.collect(Bus::lists));
        simulation.run().unwrap();
        let keyed = |name: &str, value| Keyed::new(name.to_owned(), value);
        assert_eq!(timed(quotes), [(1, keyed("l", 1)), (1, keyed("r", 1)), (2, keyed("l", 2)), (2, keyed("r", 2))]);
        assert_eq!(timed(lists), [(1, vec![7, 7]), (2, vec![7, 7])]);
    }
}
