//! Answers even counts.

use gateway_runtime::prelude::*;

use super::{Channels, ExampleData, ExampleEnum};

/// For each tick of `example` with an even `x`, publishes `x + 1` on `example` itself, and on `basket` for key A.
#[module]
#[derive(Debug, Clone, Default)]
pub struct Feedback {}

#[module(channels = Channels)]
impl Feedback {
    #[node(publish(example, basket))]
    fn on_example(&mut self, example: &ExampleData) -> (Option<ExampleData>, Option<Keyed<ExampleEnum, ExampleData>>) {
        // The largest count is odd: there is always a next one.
        let next = example.x.checked_add(1).filter(|_| example.x % 2 == 0);
        let answer = next.map(|x| ExampleData { y: example.y.clone(), ..ExampleData::counting(x) });
        (answer.clone(), answer.map(|answer| Keyed::new(ExampleEnum::A, answer)))
    }
}
