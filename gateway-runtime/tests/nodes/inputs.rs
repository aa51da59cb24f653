//! Nodes of several inputs.

use gateway_runtime::nodes;
use gateway_runtime::prelude::*;
use proptest::prelude::*;

use crate::{Script, Step, at, flat, scripts, timed};

#[channels]
pub struct Bus {
    #[channel(send)]
    steps: Channel<Step>,
    numbers: Channel<i64>,
    others: Channel<i64>,
    flags: Channel<bool>,
    merged: Channel<i64>,
    all: Channel<i64>,
    combined: Channel<i64>,
    zipped: Channel<i64>,
    sampled: Channel<i64>,
    gated: Channel<i64>,
    held: Channel<i64>,
}

#[module]
pub struct Steps {}

#[module(channels = Bus)]
impl Steps {
    #[node(publish(numbers, others, flags))]
    fn play(&mut self, steps: &Step) -> (Vec<i64>, Vec<i64>, Option<bool>) {
        (steps.numbers.clone(), steps.others.clone(), steps.flag)
    }
}

#[module]
pub struct Nodes {
    #[config(default = 1000_usize)]
    most: usize,
}

#[module(channels = Bus)]
impl Nodes {
    #[connect]
    fn wiring(&self) {
        merged = nodes::merge(numbers, others);
        all = nodes::merge_all(numbers, others);
        let newest = nodes::combine(numbers, others);
        combined = nodes::map(newest, |(one, other)| one * 10 + other);
        let pair = nodes::zip(numbers, others, self.most);
        zipped = nodes::map(pair, |(one, other)| one * 10 + other);
        sampled = nodes::sample(numbers, flags);
        gated = nodes::gate(numbers, flags);
        held = nodes::hold(numbers, flags, self.most);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    steps: Steps,
    nodes: Nodes,
}

fn simulation(script: &Script, settings: &[&str]) -> Simulation<App> {
    let mut simulation = Simulation::new(App::from_settings(settings.iter().copied()).unwrap()).unwrap();
    for (time, step) in script {
        simulation.send_at(at(*time), Bus::steps, step.clone());
    }
    simulation
}

fn agrees(script: &Script) {
    let mut simulation = simulation(script, &[]);
    let (merged, all, combined) = (simulation.collect(Bus::merged), simulation.collect(Bus::all), simulation.collect(Bus::combined));
    let (zipped, sampled) = (simulation.collect(Bus::zipped), simulation.collect(Bus::sampled));
    let (gated, held) = (simulation.collect(Bus::gated), simulation.collect(Bus::held));
    assert_eq!(simulation.run().unwrap().failures, 0);

    let each = |part: &dyn Fn(&Step) -> Vec<i64>| -> Vec<(i64, i64)> {
        script.iter().flat_map(|(time, step)| part(step).into_iter().map(|value| (*time, value))).collect()
    };
    assert_eq!(timed(merged), each(&|step| if step.numbers.is_empty() { step.others.clone() } else { step.numbers.clone() }));
    assert_eq!(timed(all), each(&|step| [step.numbers.clone(), step.others.clone()].concat()));

    let (ones, others) = (flat(script, |step| &step.numbers), flat(script, |step| &step.others));
    let zip = ones.iter().zip(&others).map(|((time, one), (other_time, other))| (*time.max(other_time), one * 10 + other));
    assert_eq!(timed(zipped), zip.collect::<Vec<_>>());

    let (mut one, mut other, mut open) = (None, None, None);
    let (mut combine, mut sample, mut gate, mut hold) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut waiting = Vec::new();
    for (time, step) in script {
        one = step.numbers.last().or(one);
        other = step.others.last().or(other);
        open = step.flag.or(open);
        if let (Some(one), Some(other), false) = (one, other, step.numbers.is_empty() && step.others.is_empty()) {
            combine.push((*time, one * 10 + other));
        }
        if let (Some(one), true) = (one, step.flag.is_some()) {
            sample.push((*time, *one));
        }
        waiting.extend(step.numbers.iter().copied());
        if open == Some(true) {
            gate.extend(step.numbers.iter().map(|number| (*time, *number)));
            hold.extend(waiting.drain(..).map(|number| (*time, number)));
        }
    }
    assert_eq!((timed(combined), timed(sampled)), (combine, sample));
    assert_eq!((timed(gated), timed(held)), (gate, hold));
}

proptest! {
    #[test]
    fn agree_with_naive_models(script in scripts()) {
        agrees(&script);
    }
}

#[test]
fn what_waits_is_bounded_and_what_is_refused_is_counted() {
    let step = |numbers: &[i64], others: &[i64], flag| Step { numbers: numbers.to_vec(), others: others.to_vec(), flag, ..Step::default() };
    let script = vec![
        (1, step(&[1, 2], &[], None)),
        // The third has no place, in `zip` nor in `hold`.
        (2, step(&[3], &[], None)),
        (3, step(&[], &[7, 8, 9], Some(true))),
    ];
    let mut simulation = simulation(&script, &["nodes.most=2"]);
    let (zipped, held) = (simulation.collect(Bus::zipped), simulation.collect(Bus::held));
    assert_eq!(simulation.run().unwrap().failures, 2);
    assert_eq!(timed(zipped), [(3, 17), (3, 28)]);
    assert_eq!(timed(held), [(3, 1), (3, 2)]);
}
