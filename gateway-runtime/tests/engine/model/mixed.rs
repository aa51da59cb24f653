//! Options, bursts and samples of the same channels, with timers.

use gateway_runtime::prelude::*;
use proptest::prelude::*;

use super::How::{Burst, Each, Maybe, Sample};
use super::{Model, Played, Value, node, plain, read, source, timer};

#[channels]
pub struct Bus {
    #[channel(send)]
    pub sent: Channel<i64>,
    pub base: Channel<i64>,
    pub odd: Channel<i64>,
    pub beat: Channel<i64>,
    pub options: Channel<i64>,
    pub mixed: Channel<i64>,
    pub report: Channel<i64>,
}

#[module]
pub struct Feed {
    #[state]
    script: std::collections::VecDeque<(i64, i64)>,
}

#[module(channels = Bus)]
impl Feed {
    #[node(source, publish(base))]
    fn base(&mut self) -> Option<(Timestamp, i64)> {
        self.script.pop_front().map(|(time, value)| (Timestamp::from_nanos(time), value))
    }
}

#[module]
pub struct Mixed {
    #[config(default = "5ns")]
    interval: Duration,
    #[state]
    beats: i64,
    #[state]
    reports: i64,
}

#[module(channels = Bus)]
impl Mixed {
    #[node(publish(mixed))]
    fn mixed(&mut self, options: &i64, beat: Option<&i64>, odd: Ticks<i64>, base: Latest<i64>, sent: Ticks<i64>) -> i64 {
        let sum: i64 = odd.iter().chain(sent).sum();
        options * 10_000 + beat.unwrap_or(&7) * 100 + sum * 10 + base.unwrap_or(&0)
    }

    #[node(publish(options))]
    fn options(&mut self, base: Option<&i64>, odd: Option<&i64>, beat: Option<&i64>, sent: Latest<i64>) -> Option<i64> {
        let value = base.unwrap_or(&0) + odd.unwrap_or(&100) + beat.unwrap_or(&1000) + sent.unwrap_or(&0);
        (value % 5 != 0).then_some(value)
    }

    #[node(publish(odd))]
    fn odd(&mut self, base: &i64) -> Option<i64> {
        (base % 2 != 0).then_some(*base)
    }

    #[node(every = "3ns", publish(beat))]
    fn beat(&mut self) -> Option<i64> {
        self.beats += 1;
        (self.beats % 3 != 0).then_some(self.beats)
    }

    #[node(every = self.interval, publish(report))]
    fn report(&mut self, mixed: Latest<i64>, sent: Ticks<i64>, odd: Option<&i64>, now: Timestamp) -> [i64; 2] {
        self.reports += 1;
        [mixed.unwrap_or(&0) + now.as_nanos(), self.reports * 100 + i64::try_from(sent.len()).unwrap() * 10 + odd.unwrap_or(&0)]
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    feed: Feed,
    mixed: Mixed,
}

const SENT: usize = 0;
const BASE: usize = 1;
const ODD: usize = 2;
const BEAT: usize = 3;
const OPTIONS: usize = 4;
const MIXED: usize = 5;
const REPORT: usize = 6;

fn model(base: &[(i64, i64)], until: Option<i64>) -> Model {
    let mixed = vec![read(OPTIONS, Each), read(BEAT, Maybe), read(ODD, Burst), read(BASE, Sample), read(SENT, Burst)];
    let options = vec![read(BASE, Maybe), read(ODD, Maybe), read(BEAT, Maybe), read(SENT, Sample)];
    let nodes = vec![
        source(base.iter().map(|(time, value)| (*time, (0, *value))).collect(), BASE),
        node(mixed, &[MIXED], |_, _, seen| {
            let sum: i64 = [seen[2].all(), seen[4].all()].concat().iter().sum();
            let (options, beat, base) = (seen[0].one().unwrap(), seen[1].one().unwrap_or(7), seen[3].one().unwrap_or(0));
            vec![plain([options * 10_000 + beat * 100 + sum * 10 + base])]
        }),
        node(options, &[OPTIONS], |_, _, seen| {
            let or = |place: usize, other: i64| seen[place].one().unwrap_or(other);
            let value = or(0, 0) + or(1, 100) + or(2, 1000) + or(3, 0);
            vec![plain((value % 5 != 0).then_some(value))]
        }),
        node(vec![read(BASE, Each)], &[ODD], |_, _, seen| vec![plain(seen[0].one().filter(|base| base % 2 != 0))]),
        timer(3, Vec::new(), &[BEAT], |beats, _, _| {
            *beats += 1;
            vec![plain((*beats % 3 != 0).then_some(*beats))]
        }),
        timer(5, vec![read(MIXED, Sample), read(SENT, Burst), read(ODD, Maybe)], &[REPORT], |reports, now, seen| {
            *reports += 1;
            let sent = i64::try_from(seen[1].all().len()).unwrap();
            vec![plain([seen[0].one().unwrap_or(0) + now, *reports * 100 + sent * 10 + seen[2].one().unwrap_or(0)])]
        }),
    ];
    Model { nodes, channels: 7, until }
}

fn engine(base: &[(i64, i64)], sent: &[(i64, i64)], until: Option<i64>) -> Played {
    let mut app = App::from_settings([]).unwrap();
    app.feed.script = base.iter().copied().collect();
    let mut simulation = Simulation::new(app).unwrap();
    if let Some(until) = until {
        simulation = simulation.until(Timestamp::from_nanos(until));
    }
    for (time, value) in sent {
        simulation.send_at(Timestamp::from_nanos(*time), Bus::sent, *value);
    }
    let channels = [Bus::sent, Bus::base, Bus::odd, Bus::beat, Bus::options, Bus::mixed, Bus::report];
    let collected = channels.map(|channel| simulation.collect(channel));
    let summary = simulation.run().unwrap();
    assert_eq!(summary.failures, 0);
    let tick = |tick: Tick<i64>| -> (i64, Value) { (tick.time().unwrap().as_nanos(), (0, tick.into_value())) };
    let ticks = collected.into_iter().map(|ticks| ticks.take().into_iter().map(tick).collect()).collect();
    Played { ticks, cycles: summary.cycles }
}

fn script() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((-3_i64..30, -9_i64..10), 0..12).prop_map(|mut script| {
        script.sort_by_key(|given| given.0);
        script
    })
}

proptest! {
    #[test]
    fn the_engine_agrees_with_the_model(base in script(), sent in script(), until in prop::option::of(-2_i64..40)) {
        let script: Vec<_> = sent.iter().map(|(time, value)| (*time, SENT, (0, *value))).collect();
        prop_assert_eq!(engine(&base, &sent, until), model(&base, until).play(&script));
    }
}
