//! A diamond with bursts: two sources and values from outside, two ways, one end.

use gateway_runtime::prelude::*;
use proptest::prelude::*;

use super::How::{Burst, Each, Sample};
use super::{Model, Played, Value, node, plain, read, source};

#[channels]
pub struct Bus {
    #[channel(send)]
    pub sent: Channel<i64>,
    pub left: Channel<i64>,
    pub right: Channel<i64>,
    pub scaled: Channel<i64>,
    pub echo: Channel<i64>,
    pub middle: Channel<i64>,
    pub ends: Channel<i64>,
    pub sums: Channel<i64>,
}

#[module]
pub struct Feed {
    #[state]
    left: std::collections::VecDeque<(i64, i64)>,
    #[state]
    right: Vec<(i64, i64)>,
}

#[module(channels = Bus)]
impl Feed {
    #[node(source, publish(left))]
    fn left(&mut self) -> Option<(Timestamp, i64)> {
        self.left.pop_front().map(|(time, value)| (Timestamp::from_nanos(time), value))
    }

    #[node(source, publish(right))]
    fn right(&mut self) -> impl Iterator<Item = (Timestamp, i64)> + Send + use<> {
        std::mem::take(&mut self.right).into_iter().map(|(time, value)| (Timestamp::from_nanos(time), value))
    }
}

/// Declared with the end first.
#[module]
pub struct Ways {
    #[state]
    count: i64,
}

#[module(channels = Bus)]
impl Ways {
    #[node(publish(ends))]
    fn end(&mut self, middle: &i64, right: Latest<i64>, left: Ticks<i64>) -> [i64; 2] {
        self.count += 1;
        [middle * 1000 + right.unwrap_or(&0), self.count + left.iter().sum::<i64>()]
    }

    #[node(publish(sums))]
    fn sum(&mut self, middle: Ticks<i64>, ends: Ticks<i64>, sent: Latest<i64>) -> i64 {
        middle.iter().chain(ends).fold(sent.copied().unwrap_or(0), |sum, value| sum * 3 + value)
    }

    /// Depends on the publisher after it.
    #[node(publish(middle))]
    fn by_echo(&mut self, echo: Ticks<i64>) -> Option<i64> {
        echo.last().copied()
    }

    /// Has to wait for the last node.
    #[node(publish(middle, echo))]
    fn by_left(&mut self, scaled: &i64) -> (Vec<i64>, Option<i64>) {
        ((0..scaled.rem_euclid(4)).map(|place| scaled + place).collect(), (scaled % 4 == 0).then(|| scaled + 77))
    }

    #[node(publish(middle))]
    fn by_right(&mut self, right: &i64, left: Latest<i64>) -> Option<i64> {
        (right % 3 != 0).then(|| right - left.unwrap_or(&5))
    }

    #[node(publish(middle))]
    fn by_all(&mut self, sent: Ticks<i64>, right: Ticks<i64>) -> Option<i64> {
        let sum: i64 = sent.iter().chain(right).sum();
        (sum % 2 == 0).then_some(sum)
    }

    #[node(publish(scaled))]
    fn scale(&mut self, left: Ticks<i64>, sent: Ticks<i64>, right: Latest<i64>) -> Vec<i64> {
        left.iter().map(|left| left * 3 + right.unwrap_or(&0)).chain(sent.iter().map(|sent| sent + 1)).collect()
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
const RIGHT: usize = 2;
const SCALED: usize = 3;
const ECHO: usize = 4;
const MIDDLE: usize = 5;
const ENDS: usize = 6;
const SUMS: usize = 7;

type Script = Vec<(i64, i64)>;

fn model(left: &Script, right: &Script) -> Model {
    let keyed = |script: &Script| script.iter().map(|(time, value)| (*time, (0, *value))).collect();
    let nodes = vec![
        node(vec![read(MIDDLE, Each), read(RIGHT, Sample), read(LEFT, Burst)], &[ENDS], |count, _, seen| {
            *count += 1;
            let middle = seen[0].one().unwrap();
            vec![plain([middle * 1000 + seen[1].one().unwrap_or(0), *count + seen[2].all().iter().sum::<i64>()])]
        }),
        node(vec![read(MIDDLE, Burst), read(ENDS, Burst), read(SENT, Sample)], &[SUMS], |_, _, seen| {
            let all = [seen[0].all(), seen[1].all()].concat();
            vec![plain([all.iter().fold(seen[2].one().unwrap_or(0), |sum, value| sum * 3 + value)])]
        }),
        node(vec![read(ECHO, Burst)], &[MIDDLE], |_, _, seen| vec![plain(seen[0].all().last().copied())]),
        node(vec![read(SCALED, Each)], &[MIDDLE, ECHO], |_, _, seen| {
            let scaled = seen[0].one().unwrap();
            vec![plain((0..scaled.rem_euclid(4)).map(|place| scaled + place)), plain((scaled % 4 == 0).then(|| scaled + 77))]
        }),
        node(vec![read(RIGHT, Each), read(LEFT, Sample)], &[MIDDLE], |_, _, seen| {
            let right = seen[0].one().unwrap();
            vec![plain((right % 3 != 0).then(|| right - seen[1].one().unwrap_or(5)))]
        }),
        node(vec![read(SENT, Burst), read(RIGHT, Burst)], &[MIDDLE], |_, _, seen| {
            let sum: i64 = seen.iter().flat_map(super::Seen::all).sum();
            vec![plain((sum % 2 == 0).then_some(sum))]
        }),
        node(vec![read(LEFT, Burst), read(SENT, Burst), read(RIGHT, Sample)], &[SCALED], |_, _, seen| {
            let scaled = seen[0].all().into_iter().map(|left| left * 3 + seen[2].one().unwrap_or(0));
            vec![plain(scaled.chain(seen[1].all().into_iter().map(|sent| sent + 1)))]
        }),
        source(keyed(left), LEFT),
        source(keyed(right), RIGHT),
    ];
    Model { nodes, channels: 8, until: None }
}

fn engine(left: &Script, right: &Script, sent: &Script) -> Played {
    let mut app = App::from_settings([]).unwrap();
    app.feed.left = left.iter().copied().collect();
    app.feed.right.clone_from(right);
    let mut simulation = Simulation::new(app).unwrap();
    for (time, value) in sent {
        simulation.send_at(Timestamp::from_nanos(*time), Bus::sent, *value);
    }
    let channels = [Bus::sent, Bus::left, Bus::right, Bus::scaled, Bus::echo, Bus::middle, Bus::ends, Bus::sums];
    let collected = channels.map(|channel| simulation.collect(channel));
    let summary = simulation.run().unwrap();
    assert_eq!(summary.failures, 0);
    let tick = |tick: Tick<i64>| -> (i64, Value) { (tick.time().unwrap().as_nanos(), (0, tick.into_value())) };
    let ticks = collected.into_iter().map(|ticks| ticks.take().into_iter().map(tick).collect()).collect();
    Played { ticks, cycles: summary.cycles }
}

/// Times that are often equal, and sometimes go back.
fn script() -> impl Strategy<Value = Script> {
    prop::collection::vec((0_i64..12, -9_i64..10), 0..10).prop_flat_map(|script| {
        let mut sorted = script.clone();
        sorted.sort_by_key(|given| given.0);
        prop_oneof![9 => Just(sorted), 1 => Just(script)]
    })
}

proptest! {
    #[test]
    fn the_engine_agrees_with_the_model(left in script(), right in script(), sent in script()) {
        let script: Vec<_> = sent.iter().map(|(time, value)| (*time, SENT, (0, *value))).collect();
        prop_assert_eq!(engine(&left, &right, &sent), model(&left, &right).play(&script));
    }
}
