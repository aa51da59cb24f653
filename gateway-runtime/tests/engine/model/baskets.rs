//! Baskets: several keys in a cycle, the map of the newest values, and a basket in a loop.

use gateway_runtime::prelude::*;
use proptest::prelude::*;

use super::How::{Burst, Each, Sample};
use super::{Model, Played, Seen, Value, late, node, plain, read};

#[channels]
pub struct Bus {
    #[channel(send)]
    pub sent: Basket<u8, i64>,
    pub best: Basket<u8, i64>,
    pub turns: Basket<u8, i64>,
    pub sums: Channel<i64>,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[node(publish(sums))]
    fn sum(&mut self, best: Ticks<Keyed<u8, i64>>, turns: Latest<Basket<u8, i64>>, #[channel(best)] all: Latest<Basket<u8, i64>>) -> i64 {
        let fold = |sum: i64, (key, value): (&u8, &i64)| sum.wrapping_mul(31).wrapping_add(i64::from(*key) * 7 + value);
        let ticks = best.iter().map(|tick| (&tick.key, &tick.value)).fold(0, fold);
        all.iter().chain(&*turns).fold(ticks, fold)
    }

    #[node(publish(best))]
    fn best(&mut self, sent: &Keyed<u8, i64>, best: Latest<Basket<u8, i64>>) -> Option<Keyed<u8, i64>> {
        best.get(&sent.key).is_none_or(|best| sent.value > *best).then(|| sent.clone())
    }

    #[node(publish(best))]
    fn neighbours(&mut self, sent: &Keyed<u8, i64>) -> impl Iterator<Item = Keyed<u8, i64>> + use<> {
        let Keyed { key, value } = *sent;
        (0..value.rem_euclid(3)).map(move |step| Keyed::new((key + u8::try_from(step).unwrap()) % 4, value - step))
    }

    #[node(publish(turns))]
    fn turns(&mut self, turns: Ticks<Keyed<u8, i64>>, sent: Ticks<Keyed<u8, i64>>) -> Vec<Keyed<u8, i64>> {
        let all = turns.iter().chain(sent).filter(|tick| tick.value > 0);
        all.map(|tick| Keyed::new((tick.key + 1) % 4, tick.value / 2)).collect()
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    book: Book,
}

const SENT: usize = 0;
const BEST: usize = 1;
const TURNS: usize = 2;
const SUMS: usize = 3;

fn ticks(seen: &Seen) -> Vec<Value> {
    match seen {
        Seen::Ticks(ticks) => ticks.clone(),
        Seen::Sample(sample) => sample.iter().map(|(key, value)| (*key, *value)).collect(),
    }
}

fn model() -> Model {
    let nodes = vec![
        node(vec![read(BEST, Burst), read(TURNS, Sample), read(BEST, Sample)], &[SUMS], |_, _, seen| {
            let all = [ticks(&seen[0]), ticks(&seen[2]), ticks(&seen[1])].concat();
            let fold = |sum: i64, (key, value): (u8, i64)| sum.wrapping_mul(31).wrapping_add(i64::from(key) * 7 + value);
            vec![plain([all.into_iter().fold(0, fold)])]
        }),
        // 1: samples what it and node 2 published before this cycle.
        node(vec![read(SENT, Each), late(BEST, Sample, &[1, 2])], &[BEST], |_, _, seen| {
            let (key, value) = ticks(&seen[0])[0];
            let best = ticks(&seen[1]).into_iter().find(|best| best.0 == key);
            vec![if best.is_none_or(|best| value > best.1) { vec![(key, value)] } else { Vec::new() }]
        }),
        node(vec![read(SENT, Each)], &[BEST], |_, _, seen| {
            let (key, value) = ticks(&seen[0])[0];
            vec![(0..value.rem_euclid(3)).map(|step| ((key + u8::try_from(step).unwrap()) % 4, value - step)).collect()]
        }),
        node(vec![late(TURNS, Burst, &[3]), read(SENT, Burst)], &[TURNS], |_, _, seen| {
            let all = [ticks(&seen[0]), ticks(&seen[1])].concat();
            vec![all.into_iter().filter(|tick| tick.1 > 0).map(|(key, value)| ((key + 1) % 4, value / 2)).collect()]
        }),
    ];
    Model { nodes, channels: 4, until: None }
}

fn engine(sent: &[(i64, Value)]) -> Played {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for (time, (key, value)) in sent {
        simulation.send_at(Timestamp::from_nanos(*time), Bus::sent, Keyed::new(*key, *value));
    }
    let baskets = [Bus::sent, Bus::best, Bus::turns].map(|channel| simulation.collect(channel));
    let sums = simulation.collect(Bus::sums);
    let summary = simulation.run().unwrap();
    assert_eq!(summary.failures, 0);
    let keyed = |tick: Tick<Keyed<u8, i64>>| (tick.time().unwrap().as_nanos(), (tick.value().key, tick.value().value));
    let sum = |tick: Tick<i64>| (tick.time().unwrap().as_nanos(), (0, tick.into_value()));
    let baskets = baskets.into_iter().map(|ticks| ticks.take().into_iter().map(keyed).collect());
    let ticks = baskets.chain([sums.take().into_iter().map(sum).collect()]).collect();
    Played { ticks, cycles: summary.cycles }
}

proptest! {
    #[test]
    fn the_engine_agrees_with_the_model(sent in prop::collection::vec((0_i64..8, (0_u8..4, -5_i64..40)), 0..12)) {
        let script: Vec<_> = sent.iter().map(|(time, value)| (*time, SENT, *value)).collect();
        prop_assert_eq!(engine(&sent), model().play(&script));
    }
}
