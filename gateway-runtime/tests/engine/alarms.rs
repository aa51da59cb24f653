//! Alarms that nodes set for themselves.

use gateway_runtime::engine::AlarmId;
use gateway_runtime::prelude::*;

use crate::{at, timed, values};

#[channels]
pub struct Bus {
    /// Seconds after which the value is to come back; negative ones cancel it.
    #[channel(send)]
    delays: Channel<i64>,
    echoes: Channel<i64>,
    counts: Channel<u64>,
    chained: Channel<u32>,
    delayed: Channel<i64>,
}

#[module]
pub struct Echo {}

/// Gives each value back after some time.
#[node]
fn delay<T: Clone + Send + 'static>(values: Ticks<T>, alarm: &mut Alarm<T>, #[param] by: Duration) -> impl Iterator<Item = T> + use<T> {
    for value in values {
        alarm.set(by, value.clone());
    }
    alarm.due().collect::<Vec<_>>().into_iter()
}

#[module(channels = Bus)]
impl Echo {
    #[node(publish(echoes, counts))]
    fn echo(&mut self, delays: Ticks<i64>, alarm: &mut Alarm<i64>, #[state] set: &mut Vec<(i64, AlarmId)>) -> (Vec<i64>, u64) {
        for delay in delays {
            if let Some(place) = set.iter().position(|(seconds, _)| *seconds == -delay) {
                let (seconds, id) = set.remove(place);
                assert_eq!(alarm.cancel(id), Some(seconds));
                assert_eq!(alarm.cancel(id), None);
            } else {
                set.push((*delay, alarm.set(Duration::from_secs(delay.unsigned_abs()), *delay)));
            }
        }
        (alarm.due().collect(), alarm.pending() as u64)
    }

    /// Three alarms, each set when the one before went off, all at one instant.
    #[node(publish(chained))]
    fn chain(&mut self, delays: Ticks<i64>, alarm: &mut Alarm<u32>) -> Vec<u32> {
        let due: Vec<u32> = alarm.due().collect();
        for last in delays.iter().map(|_| 0).chain(due.iter().copied()).filter(|last| *last < 3).collect::<Vec<_>>() {
            alarm.set_at(Timestamp::EPOCH, last + 1);
        }
        due
    }

    #[connect]
    fn later(&self) {
        delayed = delay(delays, Duration::from_secs(100));
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    echo: Echo,
}

fn run(delays: &[(i64, i64)]) -> Simulation<App> {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for (second, delay) in delays {
        simulation.send_at(at(*second), Bus::delays, *delay);
    }
    simulation
}

#[test]
fn an_alarm_goes_off_once_at_its_time_and_keeps_the_run_going() {
    let mut simulation = run(&[(1, 10), (2, 3), (3, 8)]);
    let (echoes, counts, delayed) = (simulation.collect(Bus::echoes), simulation.collect(Bus::counts), simulation.collect(Bus::delayed));
    let summary = simulation.run().unwrap();
    // Those for one instant share a run, in the order in which they were set.
    assert_eq!(timed(echoes), [(5, 3), (11, 10), (11, 8)]);
    assert_eq!(timed(counts), [(1, 1), (2, 2), (3, 3), (5, 2), (11, 0)]);
    assert_eq!(timed(delayed), [(101, 10), (102, 3), (103, 8)]);
    assert_eq!(summary.end, at(103));
}

#[test]
fn a_cancelled_alarm_does_not_go_off() {
    let mut simulation = run(&[(1, 10), (2, 20), (3, -10)]);
    let (echoes, counts) = (simulation.collect(Bus::echoes), simulation.collect(Bus::counts));
    simulation.run().unwrap();
    assert_eq!(timed(echoes), [(22, 20)]);
    assert_eq!(timed(counts), [(1, 1), (2, 2), (3, 1), (22, 0)]);
}

#[test]
fn an_alarm_for_the_past_goes_off_in_a_cycle_of_its_own_at_the_same_time() {
    let mut simulation = run(&[(7, 1)]);
    let chained = simulation.collect(Bus::chained);
    simulation.run().unwrap();
    let ticks = chained.take();
    assert!(ticks.iter().all(|tick| tick.time() == Some(at(7))));
    assert_eq!(ticks.into_iter().map(Tick::into_value).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn an_end_before_an_alarm_leaves_it_unheard() {
    let mut simulation = run(&[(1, 10)]).until(at(10));
    let echoes = simulation.collect(Bus::echoes);
    simulation.run().unwrap();
    assert!(values(echoes).is_empty());
}

mod endless {
    //! Alarms that would go off for ever.

    use super::*;

    #[module]
    pub struct Again {
        #[state]
        runs: u64,
    }

    #[module(channels = Bus)]
    impl Again {
        /// Zero sets itself again and again; others are for the end of time.
        #[node(publish(echoes))]
        fn again(&mut self, delays: Ticks<i64>, alarm: &mut Alarm<i64>) -> Option<i64> {
            self.runs += 1;
            let due: Vec<i64> = alarm.due().collect();
            for value in delays.iter().copied().chain(due.iter().copied()) {
                let time = if value == 0 { Timestamp::EPOCH } else { Timestamp::MAX };
                alarm.set_at(time, value);
            }
            due.iter().copied().find(|value| *value > 0)
        }

        #[node(publish(delayed))]
        fn goes_on(&mut self, delays: &i64) -> i64 {
            *delays
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct Endless {
        again: Again,
    }

    fn run(delays: &[(i64, i64)]) -> Simulation<Endless> {
        let mut simulation = Simulation::new(Endless::from_settings([]).unwrap()).unwrap();
        for (second, delay) in delays {
            simulation.send_at(at(*second), Bus::delays, *delay);
        }
        simulation
    }

    #[test]
    fn alarms_that_set_each_other_again_are_stopped_and_the_gateway_goes_on() {
        let mut simulation = run(&[(1, 0), (2, 0)]);
        let delayed = simulation.collect(Bus::delayed);
        let summary = simulation.run().unwrap();
        assert_eq!(timed(delayed), [(1, 0), (2, 0)]);
        assert_eq!((summary.app.again.runs, summary.failures), (2 * (1 + 1 + 10_000), 2));
        assert_eq!(summary.end, at(2));
    }

    #[test]
    fn at_the_end_of_time_no_alarm_goes_off() {
        let mut simulation = run(&[(1, 1)]);
        simulation.send_at(Timestamp::MAX, Bus::delays, 2);
        let echoes = simulation.collect(Bus::echoes);
        let summary = simulation.run().unwrap();
        assert!(values(echoes).is_empty());
        assert_eq!((summary.app.again.runs, summary.failures), (2, 0));
    }
}

mod of_two {
    //! Two nodes whose alarms set those of the other, through feedback.

    use super::*;

    #[channels]
    pub struct Loop {
        #[channel(send)]
        starts: Channel<u32>,
        pings: Channel<u32>,
        pongs: Channel<u32>,
    }

    #[module]
    pub struct Pair {
        #[state]
        runs: u64,
    }

    #[module(channels = Loop)]
    impl Pair {
        #[node(publish(pings))]
        fn ping(&mut self, starts: Ticks<u32>, #[feedback] pongs: Ticks<u32>, alarm: &mut Alarm<u32>) -> Vec<u32> {
            self.runs += 1;
            for value in starts.into_iter().chain(pongs) {
                alarm.set(Duration::ZERO, *value);
            }
            alarm.due().collect()
        }

        #[node(publish(pongs))]
        fn pong(&mut self, pings: Ticks<u32>, alarm: &mut Alarm<u32>) -> Vec<u32> {
            for value in pings {
                alarm.set(Duration::ZERO, *value);
            }
            alarm.due().collect()
        }
    }

    #[gateway(channels = Loop)]
    pub struct Endless {
        pair: Pair,
    }

    #[test]
    fn alarms_of_nodes_that_set_each_other_again_are_stopped_and_the_gateway_goes_on() {
        let mut simulation = Simulation::new(Endless::from_settings([]).unwrap()).unwrap();
        for second in [1, 2] {
            simulation.send_at(at(second), Loop::starts, 7);
        }
        let pings = simulation.collect(Loop::pings);
        let summary = simulation.run().unwrap();
        assert_eq!((summary.failures, summary.end), (2, at(2)));
        assert!((200_000..210_000).contains(&summary.app.pair.runs), "{}", summary.app.pair.runs);
        assert_eq!(pings.take().last().and_then(Tick::time), Some(at(2)));
    }
}
