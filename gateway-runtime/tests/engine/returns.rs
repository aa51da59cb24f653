//! What a node returns: values, options, tuples, results.

use gateway_runtime::prelude::*;

use crate::{at, timed};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<i32>,
    a: Channel<i32>,
    b: Channel<i32>,
    c: Channel<i32>,
    d: Channel<i32>,
    e: Channel<i32>,
    f: Channel<i32>,
    all: Channel<Vec<i32>>,
}

/// An error of a node.
#[derive(Debug)]
struct Odd(i32);

impl std::fmt::Display for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is odd", self.0)
    }
}

impl std::error::Error for Odd {}

fn even(number: i32) -> Result<i32, Odd> {
    if number % 2 == 0 { Ok(number) } else { Err(Odd(number)) }
}

#[module]
pub struct Returns {
    #[state]
    unit_runs: u32,
}

#[module(channels = Bus)]
impl Returns {
    #[node(publish(a, b, c))]
    fn tuple(&mut self, numbers: &i32) -> (i32, Option<i32>, Vec<i32>) {
        (*numbers, (*numbers > 2).then_some(numbers * 10), vec![numbers * 100; 2])
    }

    #[node(publish(d))]
    fn result(&mut self, numbers: &i32) -> Result<i32, Odd> {
        even(*numbers)
    }

    #[node(publish(e))]
    fn result_of_an_option(&mut self, numbers: &i32) -> Result<Option<i32>, String> {
        let number = even(*numbers).map_err(|error| error.to_string())?;
        Ok((number > 2).then_some(number))
    }

    #[node(publish(f, all))]
    fn result_of_a_tuple(&mut self, numbers: &i32) -> Result<(Vec<i32>, Vec<i32>), Box<dyn std::error::Error>> {
        let number = even(*numbers)?;
        Ok((vec![number; 2], vec![number; 3]))
    }

    #[node]
    fn result_of_nothing(&mut self, numbers: &i32) -> Result<(), Odd> {
        even(*numbers)?;
        self.unit_runs += 1;
        Ok(())
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    returns: Returns,
}

fn simulation() -> Simulation<App> {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for number in 1..=4 {
        simulation.send_at(at(number.into()), Bus::numbers, number);
    }
    simulation
}

#[test]
fn a_tuple_serves_several_channels() {
    let mut simulation = simulation();
    let (a, b, c) = (simulation.collect(Bus::a), simulation.collect(Bus::b), simulation.collect(Bus::c));
    simulation.run().unwrap();
    assert_eq!(timed(a), [(1, 1), (2, 2), (3, 3), (4, 4)]);
    assert_eq!(timed(b), [(3, 30), (4, 40)]);
    assert_eq!(timed(c), [(1, 100), (1, 100), (2, 200), (2, 200), (3, 300), (3, 300), (4, 400), (4, 400)]);
}

#[test]
fn an_error_is_counted_and_the_graph_goes_on() {
    let mut simulation = simulation();
    let (d, e, f) = (simulation.collect(Bus::d), simulation.collect(Bus::e), simulation.collect(Bus::f));
    let all = simulation.collect(Bus::all);
    let summary = simulation.run().unwrap();
    assert_eq!(timed(d), [(2, 2), (4, 4)]);
    assert_eq!(timed(e), [(4, 4)]);
    assert_eq!(timed(f), [(2, 2), (2, 2), (4, 4), (4, 4)]);
    assert_eq!(timed(all), [(2, vec![2; 3]), (4, vec![4; 3])], "a list on a list channel is one tick");
    assert_eq!((summary.failures, summary.app.returns.unit_runs), (8, 2));
}
