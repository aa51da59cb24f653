//! Timers.

use gateway_runtime::prelude::*;

use crate::{at, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    sent: Channel<u32>,
    fast: Channel<u32>,
    slow: Channel<u32>,
    seen: Channel<String>,
}

#[module]
pub struct Clock {
    #[config(default = "3s")]
    interval: Duration,
    #[state]
    count: u32,
}

#[module(channels = Bus)]
impl Clock {
    #[node(every = "2s", publish(fast))]
    fn constant(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    #[node(every = self.interval, publish(slow))]
    fn from_settings(&mut self, now: Timestamp) -> u32 {
        u32::try_from(crate::seconds(now)).unwrap()
    }

    #[node(publish(seen))]
    fn look(&mut self, fast: Option<&u32>, slow: Option<&u32>) -> String {
        format!("{fast:?} {slow:?}")
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    clock: Clock,
}

fn simulation(settings: &[&str]) -> Simulation<App> {
    Simulation::new(App::from_settings(settings.iter().copied()).unwrap()).unwrap()
}

#[test]
fn a_timer_ticks_first_one_period_after_the_start() {
    let mut simulation = simulation(&[]).from(at(10)).until(at(16));
    let (fast, slow) = (simulation.collect(Bus::fast), simulation.collect(Bus::slow));
    simulation.run().unwrap();
    assert_eq!(timed(fast), [(12, 1), (14, 2), (16, 3)]);
    assert_eq!(timed(slow), [(13, 13), (16, 16)]);
}

#[test]
fn a_period_may_come_from_a_setting() {
    let mut simulation = simulation(&["clock.interval=5s"]).until(at(10));
    let slow = simulation.collect(Bus::slow);
    simulation.run().unwrap();
    assert_eq!(timed(slow), [(5, 5), (10, 10)]);
}

#[test]
fn timers_that_are_due_at_the_same_instant_share_a_cycle() {
    let mut simulation = simulation(&[]).until(at(6));
    let seen = simulation.collect(Bus::seen);
    let summary = simulation.run().unwrap();
    let expected = [(2, "Some(1) None"), (3, "None Some(3)"), (4, "Some(2) None"), (6, "Some(3) Some(6)")];
    assert_eq!(timed(seen), expected.map(|(second, text)| (second, text.to_owned())));
    assert_eq!(summary.cycles, 4);
}

#[test]
fn a_run_begins_with_the_first_value_and_timers_alone_do_not_keep_it_going() {
    let mut simulation = simulation(&[]);
    simulation.send_at(at(100), Bus::sent, 1);
    simulation.send_at(at(105), Bus::sent, 1);
    let fast = simulation.collect(Bus::fast);
    let summary = simulation.run().unwrap();
    assert_eq!(timed(fast), [(102, 1), (104, 2)]);
    assert_eq!(summary.end, at(105));
}

#[test]
fn without_an_end_and_without_values_nothing_runs() {
    assert_eq!(simulation(&[]).run().unwrap().cycles, 0);
}

#[test]
fn no_timer_ticks_after_the_end_of_time() {
    let near = Timestamp::from_nanos(i64::MAX - 5_000_000_000);
    let mut simulation = simulation(&["clock.interval=100s"]).from(near).until(Timestamp::MAX);
    let (fast, slow) = (simulation.collect(Bus::fast), simulation.collect(Bus::slow));
    assert_eq!(simulation.run().unwrap().cycles, 2);
    assert_eq!((values(fast), values(slow)), (vec![1, 2], vec![]));
}

#[test]
fn a_period_of_zero_is_an_error_that_names_the_node() {
    let error = simulation(&["clock.interval=0s"]).until(at(1)).run().map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "the period of timer `clock.from_settings` is zero");
}

mod with_inputs {
    //! A timer node that reads channels.

    use super::*;

    #[module]
    pub struct Report {}

    #[module(channels = Bus)]
    impl Report {
        #[node(publish(fast))]
        fn copy(&mut self, sent: &u32) -> u32 {
            *sent
        }

        #[node(every = "10s", publish(seen))]
        fn report(&mut self, sent: Ticks<u32>, fast: Option<&u32>, now: Timestamp) -> String {
            format!("{sent:?} {fast:?} {}", crate::seconds(now))
        }

        #[node(every = "10s", publish(slow))]
        fn only_by_time(&mut self, sent: Latest<u32>) -> Option<u32> {
            sent.copied()
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        report: Report,
    }

    #[test]
    fn a_timer_node_runs_by_time_and_by_its_triggers() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap().from(at(0)).until(at(20));
        simulation.send_at(at(5), Bus::sent, 7);
        simulation.send_at(at(20), Bus::sent, 8);
        let (seen, slow) = (simulation.collect(Bus::seen), simulation.collect(Bus::slow));
        simulation.run().unwrap();
        let expected = [(5, "[7] Some(7) 5"), (10, "[] None 10"), (20, "[] None 20"), (20, "[8] Some(8) 20")];
        assert_eq!(timed(seen), expected.map(|(second, text)| (second, text.to_owned())), "what is due comes before what is sent");
        assert_eq!(timed(slow), [(10, 7), (20, 7)]);
    }
}
