//! States that nodes read.

use gateway_runtime::prelude::*;
use gateway_runtime::testing::TestBench;

#[message]
#[derive(PartialEq)]
pub struct Quote {
    symbol: String,
    price: u32,
}

fn quote(symbol: &str, price: u32) -> Quote {
    Quote { symbol: symbol.to_owned(), price }
}

#[channels]
pub struct Desk {
    #[channel(send, state(key = symbol), state(key = id, alias = quotes_by_id))]
    quotes: Channel<Quote>,
    #[channel(send)]
    questions: Channel<String>,
    answers: Channel<u32>,
    sizes: Channel<u64>,
    changes: Channel<Vec<String>>,
    #[channel(state(key = (symbol, price), alias = pairs))]
    lists: Channel<Vec<Quote>>,
    #[channel(send, state(key = symbol, alias = venues_by_symbol, max_keys = 2))]
    venues: Basket<u8, Quote>,
    venue_changes: Channel<Vec<String>>,
    first: Channel<String>,
}

#[module]
pub struct Asked {}

#[module(channels = Desk)]
impl Asked {
    /// Before the publisher in the order of declaration: it still sees this cycle's ticks.
    #[node(publish(answers))]
    fn answer(&mut self, questions: Ticks<String>, quotes: State<String, Quote>) -> Vec<u32> {
        questions.iter().filter_map(|symbol| quotes.get(symbol.as_str())).map(|quote| quote.price).collect()
    }

    #[node(publish(changes))]
    fn changed(&mut self, quotes: Changes<String, Quote>, #[channel(pairs)] _all: State<(String, u32), Quote>) -> Vec<String> {
        quotes.changed().map(|(symbol, quote)| format!("{symbol} {} of {}", quote.price, quotes.len())).collect()
    }

    #[node(publish(sizes))]
    fn sizes(&mut self, pairs: Changes<(String, u32), Quote>) -> u64 {
        pairs.len() as u64
    }

    #[node(publish(first))]
    fn first(&mut self, #[channel(quotes_by_id)] quotes: Changes<TickId, Quote>) -> Option<String> {
        quotes.iter().next().map(|(_, quote)| quote.symbol.clone())
    }

    #[node(publish(venue_changes))]
    fn venues(&mut self, venues_by_symbol: Changes<(u8, String), Quote>, questions: Option<&String>) -> Vec<String> {
        let _ = questions;
        let all = venues_by_symbol.iter().map(|((venue, symbol), quote)| format!("{venue}{symbol}{}", quote.price));
        vec![all.collect::<Vec<_>>().join(" "), format!("{:?}", venues_by_symbol.changed().map(|(key, _)| key.0).collect::<Vec<_>>())]
    }
}

#[module]
pub struct Lists {}

#[module(channels = Desk)]
impl Lists {
    #[node(publish(lists))]
    fn list(&mut self, quotes: &Quote) -> Vec<Quote> {
        (0..quotes.price).map(|price| quote(&quotes.symbol, price)).collect()
    }
}

use gateway_runtime::TickId;

#[gateway(channels = Desk, open)]
pub struct App {
    asked: Asked,
    lists: Lists,
}

fn ask(bench: &mut TestBench<App>, symbol: &str) {
    bench.send(Desk::questions, symbol.to_owned());
}

#[test]
fn a_node_looks_a_key_up_and_does_not_run_for_it() {
    let mut bench = TestBench::<App>::with([]);
    ask(&mut bench, "a");
    bench.send(Desk::quotes, quote("a", 1)).send(Desk::quotes, quote("b", 2)).send(Desk::quotes, quote("a", 3));
    bench.expect(Desk::answers).none();
    ask(&mut bench, "a");
    ask(&mut bench, "b");
    bench.expect(Desk::answers).values([3, 2]);
}

#[test]
fn a_node_runs_when_a_state_has_changed_and_sees_this_cycle() {
    let mut bench = TestBench::<App>::with([]);
    bench.send(Desk::quotes, quote("a", 1)).send(Desk::quotes, quote("b", 2)).send(Desk::quotes, quote("a", 0));
    ask(&mut bench, "a");
    let changes = ["a 1 of 1", "b 2 of 2", "a 0 of 2"].map(|change| vec![change.to_owned()]);
    bench.expect(Desk::changes).values(changes);
    // The last quote gave an empty list, which changed nothing.
    bench.expect(Desk::sizes).values([1, 3]);
    bench.expect(Desk::first).values(["a", "a", "a"].map(str::to_owned));
}

#[test]
fn what_has_changed_is_each_key_once_and_nothing_in_another_cycle() {
    let mut bench = TestBench::<App>::with([]);
    let ticks = [(1, "a", 1), (2, "a", 2), (1, "a", 3)].map(|(venue, symbol, price)| Keyed::new(venue, quote(symbol, price)));
    bench.send_together(Desk::venues, ticks);
    ask(&mut bench, "a");
    // A third key: the one that has not ticked for the longest time is forgotten.
    bench.send(Desk::venues, Keyed::new(3, quote("a", 4)));
    let seen = [["2a2 1a3", "[2, 1]"], ["2a2 1a3", "[]"], ["1a3 3a4", "[3]"]].map(|seen| seen.map(str::to_owned).to_vec());
    bench.expect(Desk::venue_changes).values(seen);
}

mod in_a_loop {
    use super::{Quote, quote};
    use gateway_runtime::prelude::*;

    #[channels]
    pub struct Bus {
        #[channel(send, state(key = symbol))]
        quotes: Channel<Quote>,
        seen: Channel<u32>,
    }

    #[module]
    pub struct Counter {}

    #[module(channels = Bus)]
    impl Counter {
        /// Counts a quote up to three, over its own ticks.
        #[node(publish(quotes, seen))]
        fn count(&mut self, quotes: Changes<String, Quote>) -> (Option<Quote>, u32) {
            let newest = quotes.changed().last().map(|(_, quote)| quote.clone());
            let price = newest.as_ref().map_or(0, |quote| quote.price);
            (newest.filter(|quote| quote.price < 3).map(|newest| quote(&newest.symbol, newest.price + 1)), price)
        }

        #[node]
        fn sample(&mut self, quotes: State<String, Quote>, seen: &u32) {
            assert!(quotes.len() < 2 && *seen < 4);
        }
    }

    #[gateway(channels = Bus, open)]
    pub struct App {
        counter: Counter,
    }

    #[test]
    fn a_state_is_seen_a_cycle_late_at_the_same_time() {
        let mut bench = gateway_runtime::testing::TestBench::<App>::with([]);
        bench.send(Bus::quotes, quote("a", 1));
        bench.expect(Bus::quotes).values([2, 3].map(|price| quote("a", price)));
        bench.expect(Bus::seen).values([1, 2, 3]);
        assert_eq!(bench.state::<Quote>("quotes"), [quote("a", 3)]);
    }
}

mod restarts {
    use super::{Quote, quote};
    use gateway_runtime::prelude::*;
    use gateway_runtime::testing::TestBench;

    #[channels]
    pub struct Bus {
        #[channel(send)]
        raw: Channel<Quote>,
        #[channel(state(key = symbol))]
        quotes: Channel<Quote>,
        counts: Channel<u64>,
    }

    #[module(on_failure = restart)]
    pub struct Both {}

    #[module(channels = Bus)]
    impl Both {
        #[node(publish(quotes))]
        fn publish(&mut self, raw: &Quote) -> Quote {
            assert!(raw.price > 0, "this breaks the node");
            raw.clone()
        }

        #[node(publish(counts))]
        fn count(&mut self, quotes: Changes<String, Quote>) -> u64 {
            quotes.len() as u64
        }
    }

    #[gateway(channels = Bus, open)]
    pub struct App {
        both: Both,
    }

    #[test]
    fn a_state_outlives_the_modules_that_publish_and_read_it() {
        let mut bench = TestBench::<App>::with([]);
        bench.allow_failures();
        bench.send(Bus::raw, quote("a", 1)).send(Bus::raw, quote("b", 0)).advance("1m");
        bench.send(Bus::raw, quote("c", 2));
        bench.expect(Bus::counts).values([1, 2]);
        assert_eq!(bench.state::<Quote>("quotes"), [quote("a", 1), quote("c", 2)]);
    }
}
