//! What one cycle does: bursts, samples, feedback, failures, equal times, large graphs; held against a naive model.

#![allow(missing_docs, unreachable_pub, reason = "the gateways of a test are nobody's interface")]

use gateway_runtime::Gateway;
use gateway_runtime::channel::ChannelRef;
use gateway_runtime::prelude::*;
use proptest::prelude::*;

/// The channels of the small graphs.
#[channels]
#[derive(Debug)]
pub struct Bus {
    #[channel(send)]
    pub left: Channel<i64>,
    #[channel(send)]
    pub right: Channel<i64>,
    pub both: Channel<i64>,
    pub sums: Channel<i64>,
    pub sampled: Channel<i64>,
    pub echoes: Channel<i64>,
}

/// Publishes on `both` what comes on either side; the right side twice.
#[module]
#[derive(Debug, Default)]
pub struct Split {}

#[module(channels = Bus)]
impl Split {
    #[node(publish(both))]
    fn one_side(&mut self, left: &i64) -> i64 {
        *left
    }

    #[node(publish(both))]
    fn other_side(&mut self, right: &i64) -> [i64; 2] {
        [*right, *right * 10]
    }

    #[node(publish(both))]
    fn one_side_again(&mut self, left: &i64) -> Option<i64> {
        (left % 2 == 0).then_some(-left)
    }
}

/// Sums bursts, samples, and counts down by feedback.
#[module]
#[derive(Debug, Default)]
pub struct Join {}

#[module(channels = Bus)]
impl Join {
    #[node(publish(sums))]
    fn sum(&mut self, both: Ticks<i64>) -> i64 {
        both.iter().sum()
    }

    #[node(publish(sampled))]
    fn sample(&mut self, left: &i64, right: Latest<i64>, both: Latest<i64>) -> i64 {
        left * 10_000 + right.copied().unwrap_or(0) * 100 + both.copied().unwrap_or(0)
    }

    #[node(publish(echoes))]
    fn echo(&mut self, left: Option<&i64>, echoes: Ticks<i64>) -> Vec<i64> {
        left.into_iter().chain(echoes.iter()).filter(|value| **value > 0).map(|value| value - 1).collect()
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
#[derive(Debug)]
pub struct App {
    split: Split,
    join: Join,
}

fn nanos(time: i64) -> Timestamp {
    Timestamp::from_nanos(time)
}

/// What is sent: to the left or to the right, a nanosecond apart.
#[derive(Debug, Clone, Copy)]
enum Sent {
    Left(i64),
    Right(i64),
}

/// Runs `App` on a script, and gives the ticks of a channel with their times.
fn run(script: &[Sent], channel: ChannelRef<Bus, i64>) -> Vec<(i64, i64)> {
    let mut simulation = Simulation::new(App { split: Split::default(), join: Join::default() }).unwrap();
    for (time, sent) in (1..).zip(script) {
        match sent {
            Sent::Left(value) => simulation.send_at(nanos(time), Bus::left, *value),
            Sent::Right(value) => simulation.send_at(nanos(time), Bus::right, *value),
        }
    }
    let ticks = simulation.collect(channel);
    simulation.run().unwrap();
    ticks.take().into_iter().map(|tick| (tick.time().unwrap().as_nanos(), tick.into_value())).collect()
}

#[test]
fn publishers_of_one_cycle_give_a_burst_in_order_of_declaration() {
    assert_eq!(run(&[Sent::Left(4), Sent::Right(3)], Bus::both), [(1, 4), (1, -4), (2, 3), (2, 30)]);
    assert_eq!(run(&[Sent::Left(4), Sent::Right(3)], Bus::sums), [(1, 0), (2, 33)]);
}

#[test]
fn a_sample_sees_the_ticks_of_this_cycle_and_does_not_trigger() {
    assert_eq!(run(&[Sent::Right(7), Sent::Left(3)], Bus::sampled), [(2, 30_703)]);
}

#[test]
fn a_node_sees_its_own_ticks_in_the_next_cycle_at_the_same_time() {
    assert_eq!(run(&[Sent::Left(3)], Bus::echoes), [(1, 2), (1, 1), (1, 0)]);
}

/// The same graph, evaluated without any engine.
fn model(script: &[Sent], channel: &str) -> Vec<(i64, i64)> {
    let (mut right, mut last_both) = (0, 0);
    let mut ticks = Vec::new();
    for (time, sent) in (1..).zip(script) {
        let both = match *sent {
            Sent::Left(value) if value % 2 == 0 => vec![value, -value],
            Sent::Left(value) => vec![value],
            Sent::Right(value) => {
                right = value;
                vec![value, value * 10]
            }
        };
        last_both = both.last().copied().unwrap_or(last_both);
        match (channel, sent) {
            ("both", _) => ticks.extend(both.iter().map(|value| (time, *value))),
            ("sums", _) => ticks.push((time, both.iter().sum())),
            ("sampled", Sent::Left(value)) => ticks.push((time, value * 10_000 + right * 100 + last_both)),
            ("echoes", Sent::Left(value)) => ticks.extend((0..*value).rev().map(|echo| (time, echo))),
            _ => {}
        }
    }
    ticks
}

fn scripts() -> impl Strategy<Value = Vec<Sent>> {
    let sent = prop_oneof![(-5_i64..9).prop_map(Sent::Left), (-5_i64..9).prop_map(Sent::Right)];
    prop::collection::vec(sent, 0..40)
}

proptest! {
    #[test]
    fn the_engine_does_what_the_model_does(script in scripts()) {
        for channel in [Bus::both, Bus::sums, Bus::sampled, Bus::echoes] {
            prop_assert_eq!(run(&script, channel), model(&script, channel.name()));
        }
    }
}

mod failing {
    //! Nodes that fail.

    use super::*;

    #[module]
    #[derive(Debug, Default)]
    pub struct Faulty {}

    #[module(channels = Bus)]
    impl Faulty {
        #[node(publish(both))]
        fn panics(&mut self, left: &i64) -> i64 {
            assert!(*left != 2, "two is too much");
            *left
        }

        #[node(publish(sums))]
        fn fails(&mut self, left: &i64) -> Result<i64, String> {
            if *left == 3 { Err("three is too much".to_owned()) } else { Ok(*left) }
        }

        #[node(publish(echoes))]
        fn panics_late(&mut self, left: &i64) -> impl Iterator<Item = i64> {
            (0..*left).inspect(|value| assert!(*value < 3, "an iterator runs where panics are caught"))
        }

        #[node(publish(sampled))]
        fn goes_on(&mut self, left: &i64) -> i64 {
            *left
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        faulty: Faulty,
    }

    #[test]
    fn failures_are_counted_and_the_other_nodes_go_on() {
        let mut simulation = Simulation::new(App { faulty: Faulty::default() }).unwrap();
        for value in 1..=4 {
            simulation.send_at(nanos(value), Bus::left, value);
        }
        let channels = [Bus::both, Bus::sums, Bus::echoes, Bus::sampled];
        let ticks = channels.map(|channel| simulation.collect(channel));
        let summary = simulation.run().unwrap();
        let values = ticks.map(|ticks| ticks.take().into_iter().map(Tick::into_value).collect::<Vec<i64>>());
        assert_eq!(values, [vec![1, 3, 4], vec![1, 2, 4], vec![0, 0, 1, 0, 1, 2], vec![1, 2, 3, 4]]);
        assert_eq!(summary.failures, 3);
    }
}

mod sources {
    //! Timestamped sources and timers.

    use super::*;

    #[module]
    #[derive(Debug, Default)]
    pub struct Feed {
        #[state]
        pub values: std::collections::VecDeque<(i64, i64)>,
        #[state]
        pub others: Vec<(i64, i64)>,
    }

    #[module(channels = Bus)]
    impl Feed {
        #[node(source, publish(left))]
        fn next(&mut self) -> Option<(Timestamp, i64)> {
            self.values.pop_front().map(|(time, value)| (nanos(time), value))
        }

        #[node(source, publish(right))]
        fn all(&mut self) -> impl Iterator<Item = (Timestamp, i64)> + Send + use<> {
            std::mem::take(&mut self.others).into_iter().map(|(time, value)| (nanos(time), value))
        }
    }

    #[module]
    #[derive(Debug, Default)]
    pub struct Pair {}

    #[module(channels = Bus)]
    impl Pair {
        #[node(every = "3ns", publish(both))]
        fn pair(&mut self, left: Ticks<i64>, right: Ticks<i64>, now: Timestamp) -> i64 {
            let digit = |ticks: Ticks<i64>| ticks.last().copied().unwrap_or(0);
            now.as_nanos() * 100 + digit(left) * 10 + digit(right)
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        feed: Feed,
        pair: Pair,
    }

    fn run(values: &[(i64, i64)], others: &[(i64, i64)]) -> Vec<i64> {
        let feed = Feed { values: values.iter().copied().collect(), others: others.to_vec() };
        let mut simulation = Simulation::new(App { feed, pair: Pair::default() }).unwrap().from(Timestamp::EPOCH).until(nanos(6));
        let ticks = simulation.collect(Bus::both);
        simulation.run().unwrap();
        ticks.take().into_iter().map(Tick::into_value).collect()
    }

    #[test]
    fn equal_times_share_a_cycle_with_each_other_and_with_timers() {
        assert_eq!(run(&[(1, 1), (3, 2)], &[(1, 5), (2, 6)]), [115, 206, 320, 600]);
    }

    #[test]
    fn a_source_ticks_once_a_cycle() {
        assert_eq!(run(&[(1, 1), (1, 2)], &[(1, 5)]), [115, 120, 300, 600]);
    }
}

#[test]
fn runs_repeat_themselves_ids_included() {
    let ids = || {
        let mut simulation = Simulation::new(App { split: Split::default(), join: Join::default() }).unwrap();
        for value in 1..50 {
            simulation.send_at(nanos(value / 3), Bus::left, value);
        }
        let ticks = simulation.collect(Bus::echoes);
        simulation.run().unwrap();
        ticks.take().into_iter().map(|tick| tick.id().unwrap().to_string()).collect::<Vec<_>>()
    };
    let first = ids();
    assert_eq!(first, ids());
    let mut sorted = first.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(first, sorted, "ids are unique, and sort as they were made");
}

#[test]
fn a_module_that_others_need_cannot_be_switched_off() {
    let disabled = |name: &str| Simulation::without(sources::App::from_settings([]).unwrap(), &[name.to_owned()]).map(|_| ());
    // `left` and `right` can be sent to from outside.
    assert!(disabled("feed").is_ok());
    let error = disabled("fed").unwrap_err();
    assert_eq!(error.to_string(), "there is no module `fed`; there are: feed, pair; did you mean `feed`?");
    assert_eq!(App::META.modules.len(), 2);
}
