//! Nodes of one input.

use gateway_runtime::nodes;
use gateway_runtime::prelude::*;
use proptest::prelude::*;

use crate::{Script, Step, at, flat, scripts, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    steps: Channel<Step>,
    numbers: Channel<i64>,
    prices: Channel<f64>,
    mapped: Channel<i64>,
    even: Channel<i64>,
    odd: Channel<i64>,
    half: Channel<i64>,
    distinct: Channel<i64>,
    unique: Channel<i64>,
    first: Channel<i64>,
    taken: Channel<i64>,
    skipped: Channel<i64>,
    pairs: Channel<i64>,
    differences: Channel<i64>,
    delayed: Channel<i64>,
    counts: Channel<u64>,
    highest: Channel<i64>,
    texts: Channel<String>,
    text_lengths: Channel<u64>,
    without_nan: Channel<f64>,
}

#[module]
pub struct Steps {}

#[module(channels = Bus)]
impl Steps {
    #[node(publish(numbers, prices))]
    fn play(&mut self, steps: &Step) -> (Vec<i64>, Vec<f64>) {
        (steps.numbers.clone(), steps.prices.clone())
    }
}

#[module]
pub struct Nodes {
    size: usize,
    factor: i64,
}

#[module(channels = Bus)]
impl Nodes {
    #[connect]
    fn wiring(&self) {
        mapped = nodes::map(numbers, |number| number * self.factor);
        (even, odd) = nodes::split(numbers, |number| number % 2 == 0);
        half = nodes::filter_map(numbers, |number| (number % 2 == 0).then_some(number / 2));
        distinct = nodes::distinct(numbers);
        unique = nodes::unique(numbers, self.size);
        first = nodes::first(numbers);
        taken = nodes::take(numbers, self.size);
        skipped = nodes::skip(numbers, self.size);
        let pair = nodes::pairwise(numbers);
        pairs = nodes::map(pair, |(before, now)| before * 10 + now);
        differences = nodes::difference(numbers);
        delayed = nodes::delay_ticks(numbers, self.size);
        counts = nodes::count(numbers);
        highest = nodes::accumulate(numbers, |one, other| *one.max(other));
        // The same by way of an edge, whose type is written.
        let text: String = nodes::scan(numbers, String::from("="), |text, number| text + &number.to_string());
        texts = nodes::scan(numbers, String::from("="), |text, number| text + &number.to_string());
        text_lengths = nodes::map(text, |text| text.len() as u64);
        without_nan = nodes::drop_nans(prices);
        nodes::inspect(numbers, |number| assert!(*number >= 0));
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    steps: Steps,
    nodes: Nodes,
}

fn agrees(script: &Script, size: usize) {
    let settings = [format!("nodes.size={size}"), "nodes.factor=7".to_owned()];
    let mut simulation = Simulation::new(App::from_settings(settings.iter().map(String::as_str)).unwrap()).unwrap();
    for (time, step) in script {
        simulation.send_at(at(*time), Bus::steps, step.clone());
    }
    let numbers: Vec<i64> = flat(script, |step| &step.numbers).into_iter().map(|(_, number)| number).collect();
    let by_now = |place: usize| &numbers[..=place];
    let places = 0..numbers.len();
    let chosen = |is_chosen: &dyn Fn(usize) -> bool| -> Vec<i64> {
        places.clone().filter(|place| is_chosen(*place)).map(|place| numbers[place]).collect()
    };

    let mapped = simulation.collect(Bus::mapped);
    let (even, odd, half) = (simulation.collect(Bus::even), simulation.collect(Bus::odd), simulation.collect(Bus::half));
    let (distinct, unique) = (simulation.collect(Bus::distinct), simulation.collect(Bus::unique));
    let (first, taken, skipped) = (simulation.collect(Bus::first), simulation.collect(Bus::taken), simulation.collect(Bus::skipped));
    let (pairs, differences) = (simulation.collect(Bus::pairs), simulation.collect(Bus::differences));
    let (delayed, counts, highest) = (simulation.collect(Bus::delayed), simulation.collect(Bus::counts), simulation.collect(Bus::highest));
    let (texts, text_lengths) = (simulation.collect(Bus::texts), simulation.collect(Bus::text_lengths));
    let without_nan = simulation.collect(Bus::without_nan);
    assert_eq!(simulation.run().unwrap().failures, 0);

    assert_eq!(timed(mapped), flat(script, |step| &step.numbers).into_iter().map(|(time, number)| (time, number * 7)).collect::<Vec<_>>());
    assert_eq!(values(even), chosen(&|place| numbers[place] % 2 == 0));
    assert_eq!(values(odd), chosen(&|place| numbers[place] % 2 == 1));
    assert_eq!(values(half), chosen(&|place| numbers[place] % 2 == 0).into_iter().map(|number| number / 2).collect::<Vec<_>>());
    assert_eq!(values(distinct), chosen(&|place| place == 0 || numbers[place - 1] != numbers[place]));
    assert_eq!(values(first), chosen(&|place| place == 0));
    assert_eq!(values(taken), chosen(&|place| place < size));
    assert_eq!(values(skipped), chosen(&|place| place >= size));
    assert_eq!(values(pairs), numbers.windows(2).map(|pair| pair[0] * 10 + pair[1]).collect::<Vec<_>>());
    assert_eq!(values(differences), numbers.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>());
    assert_eq!(values(delayed), numbers[..numbers.len().saturating_sub(size)]);
    assert_eq!(values(counts), (1..=numbers.len() as u64).collect::<Vec<_>>());
    assert_eq!(values(highest), places.clone().map(|place| *by_now(place).iter().max().unwrap()).collect::<Vec<_>>());
    let text = |place| by_now(place).iter().fold(String::from("="), |text, number| text + &number.to_string());
    assert_eq!(values(texts), places.clone().map(text).collect::<Vec<_>>());
    assert_eq!(values(text_lengths), (2..numbers.len() as u64 + 2).collect::<Vec<_>>());
    let prices = flat(script, |step| &step.prices).into_iter().map(|(_, price)| price);
    assert_eq!(values(without_nan), prices.filter(|price| !price.is_nan()).collect::<Vec<_>>());

    let mut passed: Vec<i64> = Vec::new();
    for number in &numbers {
        if !passed.iter().rev().take(size.max(1)).any(|known| known == number) {
            passed.push(*number);
        }
    }
    assert_eq!(values(unique), passed);
}

proptest! {
    #[test]
    fn agree_with_naive_models(script in scripts(), size in 0..5_usize) {
        agrees(&script, size);
    }
}
