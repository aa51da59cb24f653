//! Counts.

use std::collections::BTreeMap;

use gateway_runtime::prelude::*;

use super::{Channels, ExampleData, ExampleEnum};

/// Counts up at every interval: on the plain channels, and for each key of the baskets.
#[module]
#[derive(Debug, Clone)]
pub struct Counter {
    /// The time between two counts.
    #[config(default = "1s")]
    pub interval: Duration,
    /// Where the random letters and numbers begin.
    #[config(default = 0)]
    pub seed: u64,
    #[state]
    count: i64,
    #[state]
    counts: [i64; 3],
    #[state]
    random: Option<fastrand::Rng>,
}

#[module(channels = Channels)]
impl Counter {
    #[node(every = self.interval, publish(example, example_list, example_with_state, example_with_state_multiple, example_with_stage))]
    fn count(&mut self) -> (ExampleData, Vec<ExampleData>, ExampleData, ExampleData, ExampleData) {
        self.count += 1;
        let tick = self.tick(self.count, 3);
        (tick.clone(), vec![tick.clone()], tick.clone(), tick.clone(), tick)
    }

    #[node(every = self.interval, publish(basket, str_basket))]
    fn count_keys(&mut self) -> (Vec<Keyed<ExampleEnum, ExampleData>>, Vec<Keyed<String, ExampleData>>) {
        let ticks = ExampleEnum::ALL.map(|key| {
            let count = &mut self.counts[key.number() - 1];
            *count += 1;
            let count = *count;
            Keyed::new(key, self.tick(count, key.number()))
        });
        let by_text = ticks.iter().map(|tick| Keyed::new(format!("{:?}", tick.key).to_lowercase(), tick.value.clone()));
        let by_text = by_text.collect();
        (ticks.into(), by_text)
    }

    /// A message that counts `x`, and says so `times` times.
    fn tick(&mut self, x: i64, times: usize) -> ExampleData {
        let random = self.random.get_or_insert_with(|| fastrand::Rng::with_seed(self.seed));
        ExampleData {
            y: x.to_string().repeat(times),
            z: random.lowercase().to_string(),
            data: (0..10).map(|_| random.f64()).collect(),
            mapping: BTreeMap::from([(x.to_string(), x)]),
            ..ExampleData::counting(x)
        }
    }
}
