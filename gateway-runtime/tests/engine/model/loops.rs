//! Loops: a chain of feedback through one node, two nodes of a module, and two modules.

use gateway_runtime::prelude::*;
use proptest::prelude::*;

use super::How::{Burst, Each, Sample};
use super::{Model, Played, Value, late, node, plain, read};

#[channels]
pub struct Bus {
    #[channel(send)]
    pub sent: Channel<i64>,
    pub own: Channel<i64>,
    pub pings: Channel<i64>,
    pub pongs: Channel<i64>,
    pub far: Channel<i64>,
    pub near: Channel<i64>,
    pub views: Channel<i64>,
}

#[module]
pub struct Inner {}

#[module(channels = Bus)]
impl Inner {
    /// Runs for each of its own ticks, and for those that come from outside.
    #[node(publish(own))]
    fn own(&mut self, own: &i64) -> Vec<i64> {
        if *own > 6 { vec![own / 2, own / 3] } else { Vec::new() }
    }

    #[node(publish(own))]
    fn start(&mut self, sent: &i64) -> i64 {
        *sent
    }

    #[node(publish(pings))]
    fn ping(&mut self, sent: Ticks<i64>, pongs: Option<&i64>, own: Latest<i64>) -> Option<i64> {
        let last = pongs.or(sent.last())?;
        (*last > 0).then(|| last - 1 + own.unwrap_or(&0) % 2)
    }

    #[node(publish(pongs))]
    fn pong(&mut self, pings: &i64) -> i64 {
        pings / 2
    }
}

#[module]
pub struct Near {
    #[state]
    runs: i64,
}

#[module(channels = Bus)]
impl Near {
    #[node(publish(near))]
    fn near(&mut self, #[feedback] far: Ticks<i64>, pongs: Ticks<i64>) -> Vec<i64> {
        self.runs += 1;
        far.iter().filter(|far| **far > 0).map(|far| far - 3).chain(pongs.iter().map(|pong| pong + self.runs % 5)).collect()
    }
}

#[module]
pub struct Far {}

#[module(channels = Bus)]
impl Far {
    #[node(publish(far))]
    fn far(&mut self, near: &i64) -> i64 {
        near - 1
    }

    #[node(publish(views))]
    fn view(&mut self, far: Ticks<i64>, near: Ticks<i64>, own: Ticks<i64>, pings: Latest<i64>) -> i64 {
        let all = far.iter().chain(near).chain(own);
        all.fold(pings.copied().unwrap_or(0), |sum, value| sum.wrapping_mul(7).wrapping_add(*value))
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    inner: Inner,
    near: Near,
    far: Far,
}

const SENT: usize = 0;
const OWN: usize = 1;
const PINGS: usize = 2;
const PONGS: usize = 3;
const FAR: usize = 4;
const NEAR: usize = 5;
const VIEWS: usize = 6;

fn model() -> Model {
    let nodes = vec![
        // 0: sees late what it publishes itself. What node 1 gives it sees at once.
        node(vec![late(OWN, Each, &[0])], &[OWN], |_, _, seen| {
            let own = seen[0].one().unwrap();
            vec![plain(if own > 6 { vec![own / 2, own / 3] } else { Vec::new() })]
        }),
        node(vec![read(SENT, Each)], &[OWN], |_, _, seen| vec![plain(seen[0].one())]),
        // 2: sees the pongs of node 3 late.
        node(vec![read(SENT, Burst), late(PONGS, Burst, &[3]), read(OWN, Sample)], &[PINGS], |_, _, seen| {
            let last = seen[1].one().or(seen[0].all().last().copied());
            vec![plain(last.filter(|last| *last > 0).map(|last| last - 1 + seen[2].one().unwrap_or(0) % 2))]
        }),
        node(vec![read(PINGS, Each)], &[PONGS], |_, _, seen| vec![plain(seen[0].one().map(|ping| ping / 2))]),
        // 4: sees what node 5 gives late.
        node(vec![late(FAR, Burst, &[5]), read(PONGS, Burst)], &[NEAR], |runs, _, seen| {
            *runs += 1;
            let far = seen[0].all().into_iter().filter(|far| *far > 0).map(|far| far - 3);
            vec![plain(far.chain(seen[1].all().into_iter().map(|pong| pong + *runs % 5)))]
        }),
        node(vec![read(NEAR, Each)], &[FAR], |_, _, seen| vec![plain(seen[0].one().map(|near| near - 1))]),
        node(vec![read(FAR, Burst), read(NEAR, Burst), read(OWN, Burst), read(PINGS, Sample)], &[VIEWS], |_, _, seen| {
            let all = seen[..3].iter().flat_map(super::Seen::all);
            vec![plain([all.fold(seen[3].one().unwrap_or(0), |sum, value| sum.wrapping_mul(7).wrapping_add(value))])]
        }),
    ];
    Model { nodes, channels: 7, until: None }
}

fn engine(sent: &[(i64, i64)]) -> Played {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for (time, value) in sent {
        simulation.send_at(Timestamp::from_nanos(*time), Bus::sent, *value);
    }
    let channels = [Bus::sent, Bus::own, Bus::pings, Bus::pongs, Bus::far, Bus::near, Bus::views];
    let collected = channels.map(|channel| simulation.collect(channel));
    let summary = simulation.run().unwrap();
    assert_eq!(summary.failures, 0);
    let tick = |tick: Tick<i64>| -> (i64, Value) { (tick.time().unwrap().as_nanos(), (0, tick.into_value())) };
    let ticks = collected.into_iter().map(|ticks| ticks.take().into_iter().map(tick).collect()).collect();
    Played { ticks, cycles: summary.cycles }
}

proptest! {
    #[test]
    fn the_engine_agrees_with_the_model(sent in prop::collection::vec((0_i64..8, -5_i64..60), 0..8)) {
        let script: Vec<_> = sent.iter().map(|(time, value)| (*time, SENT, (0, *value))).collect();
        prop_assert_eq!(engine(&sent), model().play(&script));
    }
}
