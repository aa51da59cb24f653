//! Functions connected by edges that only their module sees, with bursts, state, samples and a loop.

use gateway_runtime::prelude::*;
use proptest::prelude::*;

use super::How::{Burst, Each, Sample};
use super::{Model, Played, Value, late, node, plain, read, source};

#[channels]
pub struct Bus {
    #[channel(send)]
    pub sent: Channel<i64>,
    pub left: Channel<i64>,
    pub back: Channel<i64>,
    pub ends: Channel<i64>,
    pub sums: Channel<i64>,
}

#[module]
pub struct Feed {
    #[state]
    left: std::collections::VecDeque<(i64, i64)>,
}

#[module(channels = Bus)]
impl Feed {
    #[node(source, publish(left))]
    fn left(&mut self) -> Option<(Timestamp, i64)> {
        self.left.pop_front().map(|(time, value)| (Timestamp::from_nanos(time), value))
    }
}

#[node]
fn scale(left: Ticks<i64>, sent: Ticks<i64>, back: Ticks<i64>, #[param] factor: i64) -> impl Iterator<Item = i64> {
    let left = left.into_iter().map(move |left| left * factor);
    left.chain(sent.into_iter().map(|sent| sent + 1)).chain(back.into_iter().map(|back| back % 100))
}

#[node]
fn spread(scaled: &i64) -> ([i64; 2], Option<i64>) {
    ([*scaled, scaled + 5], (scaled % 2 == 0).then(|| scaled + 77))
}

#[node]
fn count_all(value: &i64, #[state(default = 10)] count: &mut i64) -> i64 {
    *count += 1;
    *count * 100 + value
}

#[node]
fn join(middle: &i64, echo: Latest<i64>, counted: Ticks<i64>) -> Vec<i64> {
    let joined = middle * 1000 + echo.unwrap_or(&3) + counted.iter().sum::<i64>();
    vec![joined; usize::from(joined % 3 != 0)]
}

#[node]
fn fold(counted: Ticks<i64>, ends: Ticks<i64>) -> i64 {
    counted.iter().chain(ends).fold(0, |sum, value| (sum * 3 + value) % 1_000_003)
}

/// Gives back three times in all, so that the loop settles.
#[node]
fn give_back(sum: &i64, #[state] given: &mut i64) -> Option<i64> {
    (sum % 2 == 0 && *given < 3).then(|| {
        *given += 1;
        sum / 2
    })
}

#[module]
pub struct Ways {
    factor: i64,
}

#[module(channels = Bus)]
impl Ways {
    #[connect]
    fn wiring(&self) {
        let scaled = scale(left, sent, back, self.factor);
        let (middle, echo) = spread(scaled);
        let counted = count_all(middle);
        ends = join(middle, echo, counted);
        sums = fold(counted, ends);
        back = give_back(sums);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    ways: Ways,
    feed: Feed,
}

const SENT: usize = 0;
const LEFT: usize = 1;
const BACK: usize = 2;
const ENDS: usize = 3;
const SUMS: usize = 4;
/// How many channels the outside knows; behind them are the edges.
const KNOWN: usize = 5;
const SCALED: usize = 5;
const MIDDLE: usize = 6;
const ECHO: usize = 7;
const COUNTED: usize = 8;

type Script = Vec<(i64, i64)>;

fn model(left: &Script) -> Model {
    let nodes = vec![
        node(vec![read(LEFT, Burst), read(SENT, Burst), late(BACK, Burst, &[5])], &[SCALED], |_, _, seen| {
            let left = seen[0].all().into_iter().map(|left| left * 3);
            let sent = seen[1].all().into_iter().map(|sent| sent + 1);
            vec![plain(left.chain(sent).chain(seen[2].all().into_iter().map(|back| back % 100)))]
        }),
        node(vec![read(SCALED, Each)], &[MIDDLE, ECHO], |_, _, seen| {
            let scaled = seen[0].one().unwrap();
            vec![plain([scaled, scaled + 5]), plain((scaled % 2 == 0).then(|| scaled + 77))]
        }),
        node(vec![read(MIDDLE, Each)], &[COUNTED], |count, _, seen| {
            *count += 1;
            vec![plain([(*count + 10) * 100 + seen[0].one().unwrap()])]
        }),
        node(vec![read(MIDDLE, Each), read(ECHO, Sample), read(COUNTED, Burst)], &[ENDS], |_, _, seen| {
            let joined = seen[0].one().unwrap() * 1000 + seen[1].one().unwrap_or(3) + seen[2].all().iter().sum::<i64>();
            vec![plain((joined % 3 != 0).then_some(joined))]
        }),
        node(vec![read(COUNTED, Burst), read(ENDS, Burst)], &[SUMS], |_, _, seen| {
            let all = [seen[0].all(), seen[1].all()].concat();
            vec![plain([all.iter().fold(0, |sum, value| (sum * 3 + value) % 1_000_003)])]
        }),
        node(vec![read(SUMS, Each)], &[BACK], |given, _, seen| {
            let sum = seen[0].one().unwrap();
            let gives = sum % 2 == 0 && *given < 3;
            *given += i64::from(gives);
            vec![plain(gives.then_some(sum / 2))]
        }),
        source(left.iter().map(|(time, value)| (*time, (0, *value))).collect(), LEFT),
    ];
    Model { nodes, channels: 9, until: None }
}

fn engine(left: &Script, sent: &Script) -> Played {
    let mut app = App::from_settings(["ways.factor=3"]).unwrap();
    app.feed.left = left.iter().copied().collect();
    let mut simulation = Simulation::new(app).unwrap();
    for (time, value) in sent {
        simulation.send_at(Timestamp::from_nanos(*time), Bus::sent, *value);
    }
    let collected = [Bus::sent, Bus::left, Bus::back, Bus::ends, Bus::sums].map(|channel| simulation.collect(channel));
    let summary = simulation.run().unwrap();
    assert_eq!(summary.failures, 0);
    let tick = |tick: Tick<i64>| -> (i64, Value) { (tick.time().unwrap().as_nanos(), (0, tick.into_value())) };
    let ticks = collected.into_iter().map(|ticks| ticks.take().into_iter().map(tick).collect()).collect();
    Played { ticks, cycles: summary.cycles }
}

fn script() -> impl Strategy<Value = Script> {
    prop::collection::vec((0_i64..12, -9_i64..10), 0..10).prop_map(|mut script| {
        script.sort_by_key(|given| given.0);
        script
    })
}

proptest! {
    #[test]
    fn the_engine_agrees_with_the_model(left in script(), sent in script()) {
        let script: Vec<_> = sent.iter().map(|(time, value)| (*time, SENT, (0, *value))).collect();
        let mut expected = model(&left).play(&script);
        expected.ticks.truncate(KNOWN);
        prop_assert_eq!(engine(&left, &sent), expected);
    }
}
