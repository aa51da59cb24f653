//! Free functions as nodes, connected by edges inside a module.

use gateway_runtime::prelude::*;

use crate::{at, timed, values};

/// Functions that are nodes, as a library would have them.
mod nodes {
    use gateway_runtime::prelude::*;

    /// Exponential moving average.
    #[node]
    pub fn ema(value: &f64, #[state] average: &mut Option<f64>, #[param] alpha: f64) -> f64 {
        let next = average.map_or(*value, |average| average + alpha * (value - average));
        *average = Some(next);
        next
    }

    /// Passes a value on if it differs from the one before.
    #[node]
    pub fn distinct<T: Clone + PartialEq + Send + 'static>(value: &T, #[state] last: &mut Option<T>) -> Option<T> {
        let is_new = last.as_ref() != Some(value);
        is_new.then(|| last.insert(value.clone()).clone())
    }

    /// Applies a function.
    #[node]
    pub fn map<T, U>(value: &T, #[param] function: impl Fn(&T) -> U) -> U {
        function(value)
    }

    /// Even and odd numbers.
    #[node]
    pub fn split(number: &i64) -> (Option<i64>, Option<i64>) {
        if number % 2 == 0 { (Some(*number), None) } else { (None, Some(*number)) }
    }

    /// Each number as often as it says.
    #[node]
    pub fn repeat(number: &i64) -> impl Iterator<Item = i64> + use<> {
        std::iter::repeat_n(*number, usize::try_from(*number).unwrap_or(0))
    }

    /// A burst as a list.
    #[node]
    pub fn collect<T: Clone>(values: Ticks<T>, _now: Timestamp) -> Vec<T> {
        values.iter().cloned().collect()
    }

    /// Fails for negative numbers.
    #[node]
    #[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
    pub fn root(number: &i64) -> Result<f64, String> {
        if *number < 0 { Err(format!("{number} is negative")) } else { Ok((*number as f64).sqrt()) }
    }

    /// The difference of two values, whichever ticks.
    #[node]
    pub fn difference(one: Option<&f64>, other: Latest<f64>) -> Option<f64> {
        Some(one? - (*other)?)
    }
}

#[channels]
pub struct Bus {
    #[channel(send)]
    prices: Channel<f64>,
    #[channel(send)]
    numbers: Channel<i64>,
    crossings: Channel<bool>,
    spread: Channel<f64>,
    lists: Channel<Vec<i64>>,
    odd: Channel<i64>,
    evens: Channel<i64>,
    roots: Channel<f64>,
}

#[module]
pub struct Crossover {
    #[config(default = 0.5)]
    fast: f64,
    #[config(default = 0.25)]
    slow: f64,
}

#[module(channels = Bus)]
impl Crossover {
    #[connect]
    fn crossing(&self) {
        let fast = nodes::ema(prices, self.fast);
        let slow = nodes::ema(prices, self.slow);
        let above: bool = above(fast, slow);
        crossings = nodes::distinct(above);
        spread = nodes::difference(fast, slow);
    }
}

#[node]
fn above(fast: &f64, slow: Latest<f64>) -> Option<bool> {
    Some(fast > (*slow)?)
}

#[module]
pub struct Numbers {
    #[config(default = 10)]
    factor: i64,
}

#[module(channels = Bus)]
impl Numbers {
    #[connect]
    fn parts(&self) {
        let (even, odds) = nodes::split(numbers);
        odd = nodes::distinct(odds);
        let larger: i64 = nodes::map(even, |even| even * self.factor);
        evens = nodes::map(larger, |larger| larger + 1);
    }

    #[connect]
    fn bursts(&self) {
        let larger = nodes::repeat(numbers);
        lists = nodes::collect(larger);
    }

    #[connect]
    fn failing(&self) {
        roots = nodes::root(numbers);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    crossover: Crossover,
    numbers: Numbers,
}

fn simulation(settings: &[&str]) -> Simulation<App> {
    Simulation::new(App::from_settings(settings.iter().copied()).unwrap()).unwrap()
}

#[test]
fn a_function_has_state_for_each_place_where_it_is_connected() {
    let mut simulation = simulation(&[]);
    for (second, price) in [(1, 8.0), (2, 16.0), (3, 0.0)] {
        simulation.send_at(at(second), Bus::prices, price);
    }
    let (crossings, spread) = (simulation.collect(Bus::crossings), simulation.collect(Bus::spread));
    simulation.run().unwrap();
    // fast: 8, 12, 6; slow: 8, 10, 7.5.
    assert_eq!(timed(crossings), [(1, false), (2, true), (3, false)]);
    assert_eq!(values(spread), [0.0, 2.0, -1.5]);
}

#[test]
fn a_function_is_called_with_settings_of_the_module() {
    let mut simulation = simulation(&["crossover.fast=1.0", "crossover.slow=0.0", "numbers.factor=100"]);
    simulation.send_at(at(1), Bus::prices, 1.0);
    simulation.send_at(at(2), Bus::prices, 3.0);
    simulation.send_at(at(3), Bus::numbers, 4);
    let (spread, evens) = (simulation.collect(Bus::spread), simulation.collect(Bus::evens));
    simulation.run().unwrap();
    assert_eq!(values(spread), [0.0, 2.0]);
    assert_eq!(values(evens), [401]);
}

#[test]
fn edges_carry_tuples_parts_bursts_and_lists() {
    let mut simulation = simulation(&[]);
    for (second, number) in [(1, 3), (2, 2), (3, 3), (4, 5)] {
        simulation.send_at(at(second), Bus::numbers, number);
    }
    let (odd, evens, lists) = (simulation.collect(Bus::odd), simulation.collect(Bus::evens), simulation.collect(Bus::lists));
    simulation.run().unwrap();
    assert_eq!(timed(odd), [(1, 3), (4, 5)]);
    assert_eq!(timed(evens), [(2, 21)]);
    assert_eq!(timed(lists), [(1, vec![3; 3]), (2, vec![2; 2]), (3, vec![3; 3]), (4, vec![5; 5])]);
}

#[test]
fn an_error_of_a_connected_function_is_counted_and_the_graph_goes_on() {
    let mut simulation = simulation(&[]);
    for (second, number) in [(1, 4), (2, -4), (3, 9)] {
        simulation.send_at(at(second), Bus::numbers, number);
    }
    let roots = simulation.collect(Bus::roots);
    let summary = simulation.run().unwrap();
    assert_eq!(values(roots), [2.0, 3.0]);
    assert_eq!(summary.failures, 1);
}

mod with_feedback {
    use gateway_runtime::prelude::*;

    use crate::{at, timed};

    #[channels]
    pub struct Bus {
        #[channel(send)]
        orders: Channel<i64>,
        limits: Channel<i64>,
        fills: Channel<i64>,
        /// Never ticks.
        holidays: Channel<bool>,
    }

    #[node]
    fn fill(order: &i64, limit: Latest<i64>, holiday: Latest<bool>) -> Option<i64> {
        holiday.is_none().then(|| *order.min(limit.unwrap_or(&10)))
    }

    #[node]
    fn rest(fill: &i64) -> i64 {
        10 - fill
    }

    #[module]
    pub struct Desk {}

    #[module(channels = Bus)]
    impl Desk {
        #[connect]
        fn filling(&self) {
            fills = fill(
                orders,
                #[feedback]
                limits,
                #[optional]
                holidays,
            );
        }
    }

    #[module]
    pub struct Risk {}

    #[module(channels = Bus)]
    impl Risk {
        #[connect]
        fn limiting(&self) {
            limits = rest(fills);
        }
    }

    #[gateway(channels = Bus)]
    pub struct App {
        desk: Desk,
        risk: Risk,
    }

    #[test]
    fn an_input_may_be_fed_back_or_never_tick() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        for second in 1..=3 {
            simulation.send_at(at(second), Bus::orders, 8);
        }
        let fills = simulation.collect(Bus::fills);
        simulation.run().unwrap();
        assert_eq!(timed(fills), [(1, 8), (2, 2), (3, 8)]);
    }
}

/// Lines that read and publish single keys of baskets.
mod with_keys {
    use gateway_runtime::nodes::map;
    use gateway_runtime::prelude::*;

    use crate::{at, timed};

    #[channels]
    pub struct Bus {
        #[channel(send)]
        prices: Basket<String, i64>,
        best: Basket<u8, i64>,
        spread: Channel<i64>,
        bursts: Channel<Vec<i64>>,
        texts: Basket<String, String>,
    }

    /// The difference of a value to another one, as that stands.
    #[node]
    fn difference(one: &i64, other: Latest<i64>) -> Option<i64> {
        Some(one - (*other)?)
    }

    #[node]
    fn sign(value: &i64) -> (Option<i64>, Vec<String>) {
        ((*value < 0).then_some(-value), vec![value.to_string(), "!".to_owned()])
    }

    #[node]
    fn gather<T: Clone>(values: Ticks<T>, other: Ticks<T>) -> Vec<T> {
        values.iter().chain(other).cloned().collect()
    }

    #[module]
    pub struct Spread {
        #[config(default = "a")]
        left: String,
        right: String,
    }

    #[module(channels = Bus)]
    impl Spread {
        #[connect]
        fn wiring(&self) {
            spread = difference(prices[self.left], prices[&self.right]);
            bursts = gather(
                #[optional]
                prices["c"],
                prices[self.left],
            );
            best[7] = map(prices["c"], |price: &i64| price * 2);
            (best[0], texts[self.right]) = sign(spread);
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        spread: Spread,
    }

    #[test]
    fn a_line_reads_and_publishes_single_keys() {
        let mut simulation = Simulation::new(App::from_settings(["spread.right=b"]).unwrap()).unwrap();
        for (second, name, price) in [(1, "b", 5), (2, "a", 7), (3, "c", 1), (4, "a", 3), (5, "d", 9)] {
            simulation.send_at(at(second), Bus::prices, Keyed::new(name.to_owned(), price));
        }
        let (spread, bursts) = (simulation.collect(Bus::spread), simulation.collect(Bus::bursts));
        let (best, texts) = (simulation.collect(Bus::best), simulation.collect(Bus::texts));
        assert_eq!(simulation.run().unwrap().failures, 0);
        assert_eq!(timed(spread), [(2, 2), (4, -2)]);
        assert_eq!(timed(bursts), [(2, vec![7]), (3, vec![1]), (4, vec![3])]);
        assert_eq!(timed(best), [(3, Keyed::new(7, 2)), (4, Keyed::new(0, 2))]);
        let text = |second, text: &str| (second, Keyed::new("b".to_owned(), text.to_owned()));
        assert_eq!(timed(texts), [text(2, "2"), text(2, "!"), text(4, "-2"), text(4, "!")]);
    }
}
