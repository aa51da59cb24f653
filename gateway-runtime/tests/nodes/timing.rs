//! Nodes of time.

use gateway_runtime::nodes;
use gateway_runtime::prelude::*;
use proptest::prelude::*;

use crate::{Script, Step, at, flat, scripts, timed, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    steps: Channel<Step>,
    numbers: Channel<i64>,
    throttled: Channel<i64>,
    debounced: Channel<i64>,
    delayed: Channel<i64>,
    pauses: Channel<u64>,
    times: Channel<i64>,
    rates: Channel<f64>,
}

#[module]
pub struct Steps {}

#[module(channels = Bus)]
impl Steps {
    #[node(publish(numbers))]
    fn play(&mut self, steps: &Step) -> Vec<i64> {
        steps.numbers.clone()
    }
}

#[module]
pub struct Nodes {
    span: Duration,
}

#[module(channels = Bus)]
impl Nodes {
    #[connect]
    fn wiring(&self) {
        throttled = nodes::throttle(numbers, self.span);
        debounced = nodes::debounce(numbers, self.span);
        delayed = nodes::delay(numbers, self.span);
        let pause = nodes::elapsed(numbers);
        pauses = nodes::map(pause, |pause| u64::try_from(pause.as_millis()).unwrap_or_default());
        let time = nodes::times(numbers);
        times = nodes::map(time, |time: &Timestamp| time.as_nanos());
        rates = nodes::rate(numbers, self.span);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    steps: Steps,
    nodes: Nodes,
}

fn simulation(script: &Script, span: i64) -> Simulation<App> {
    let mut simulation = Simulation::new(App::from_settings([format!("nodes.span={span}ms").as_str()]).unwrap()).unwrap();
    for (time, step) in script {
        simulation.send_at(at(*time), Bus::steps, step.clone());
    }
    simulation
}

fn agrees(script: &Script, span: i64) {
    let mut simulation = simulation(script, span);
    let (throttled, debounced) = (simulation.collect(Bus::throttled), simulation.collect(Bus::debounced));
    let (delayed, pauses) = (simulation.collect(Bus::delayed), simulation.collect(Bus::pauses));
    let (times, rates) = (simulation.collect(Bus::times), simulation.collect(Bus::rates));
    assert_eq!(simulation.run().unwrap().failures, 0);

    let flat = flat(script, |step| &step.numbers);
    let bursts: Vec<(i64, &Vec<i64>)> =
        script.iter().map(|(time, step)| (*time, &step.numbers)).filter(|(_, numbers)| !numbers.is_empty()).collect();
    assert_eq!(timed(delayed), flat.iter().map(|(time, number)| (time + span, *number)).collect::<Vec<_>>());
    assert_eq!(values(pauses), flat.windows(2).map(|pair| (pair[1].0 - pair[0].0) as u64).collect::<Vec<_>>());
    assert_eq!(values(times), flat.iter().map(|(time, _)| at(*time).as_nanos()).collect::<Vec<_>>());

    let quiet = |place: &usize| bursts.get(place + 1).is_none_or(|(next, _)| next - bursts[*place].0 >= span);
    let calm = (0..bursts.len()).filter(quiet).map(|place| (bursts[place].0 + span, *bursts[place].1.last().unwrap()));
    assert_eq!(timed(debounced), calm.collect::<Vec<_>>());

    let mut given: Vec<(i64, i64)> = Vec::new();
    let mut waiting = None;
    let is_open = |given: &Vec<(i64, i64)>, now: i64| given.last().is_none_or(|(last, _)| last + span <= now);
    for (now, numbers) in &bursts {
        if let Some(newest) = waiting.take_if(|_| is_open(&given, *now)) {
            given.push((given.last().unwrap().0 + span, newest));
        }
        for number in *numbers {
            if waiting.is_none() && is_open(&given, *now) {
                given.push((*now, *number));
            } else {
                waiting = Some(*number);
            }
        }
    }
    given.extend(waiting.map(|newest| (given.last().unwrap().0 + span, newest)));
    assert_eq!(timed(throttled), given);

    // What leaves at some time leaves before anything comes then.
    let mut expected = Vec::new();
    for now in 0..=flat.last().map_or(0, |(time, _)| time + span) {
        let come = |by: usize| bursts[..by].iter().filter(|(time, _)| time + span > now).map(|(_, numbers)| numbers.len()).sum::<usize>();
        if bursts.iter().any(|(time, _)| time + span == now) {
            expected.push((now, come(bursts.iter().filter(|(time, _)| *time < now).count())));
        }
        for place in (0..bursts.len()).filter(|place| bursts[*place].0 == now) {
            expected.push((now, come(place + 1)));
        }
    }
    let per_second = |(time, count): (i64, usize)| (time, count as f64 / (span as f64 / 1000.0));
    assert_eq!(timed(rates), expected.into_iter().map(per_second).collect::<Vec<_>>());
}

proptest! {
    #[test]
    fn agree_with_naive_models(script in scripts(), span in 1..20_i64) {
        agrees(&script, span);
    }
}

#[test]
fn a_span_of_zero_keeps_the_time() {
    let number = |number: i64| Step { numbers: vec![number], ..Step::default() };
    let script = vec![(1, number(1)), (1, number(2)), (3, number(3))];
    let mut simulation = simulation(&script, 0);
    let (throttled, debounced) = (simulation.collect(Bus::throttled), simulation.collect(Bus::debounced));
    let (delayed, rates) = (simulation.collect(Bus::delayed), simulation.collect(Bus::rates));
    // A rate over no time is an error at each value.
    assert_eq!(simulation.run().unwrap().failures, 3);
    assert_eq!(timed(throttled), [(1, 1), (1, 2), (3, 3)]);
    assert_eq!(timed(debounced), [(1, 1), (1, 2), (3, 3)]);
    assert_eq!(timed(delayed), [(1, 1), (1, 2), (3, 3)]);
    assert_eq!(timed(rates), []);
}
