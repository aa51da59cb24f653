//! Lists and bursts.

use gateway_runtime::nodes;
use gateway_runtime::prelude::*;
use proptest::prelude::*;

use crate::{Script, Step, at, flat, scripts, timed};

#[channels]
pub struct Bus {
    #[channel(send)]
    steps: Channel<Step>,
    numbers: Channel<i64>,
    unrolled: Channel<i64>,
    collected: Channel<Vec<i64>>,
    last: Channel<Vec<i64>>,
    within: Channel<Vec<i64>>,
    batches: Channel<Vec<i64>>,
    batches_within: Channel<Vec<i64>>,
    lengths: Channel<u64>,
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
    size: usize,
    span: Duration,
}

#[module(channels = Bus)]
impl Nodes {
    #[connect]
    fn wiring(&self) {
        let list = nodes::collect(numbers);
        unrolled = nodes::unroll(list);
        collected = nodes::collect(numbers);
        last = nodes::last(numbers, self.size);
        let window = nodes::within(numbers, self.span);
        lengths = nodes::map(window, |window| window.len() as u64);
        within = nodes::within(numbers, self.span);
        batches = nodes::batch(numbers, self.size);
        batches_within = nodes::batch_within(numbers, self.span);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    steps: Steps,
    nodes: Nodes,
}

fn agrees(script: &Script, size: usize, span: i64) {
    let settings = [format!("nodes.size={size}"), format!("nodes.span={span}ms")];
    let mut simulation = Simulation::new(App::from_settings(settings.iter().map(String::as_str)).unwrap()).unwrap();
    for (time, step) in script {
        simulation.send_at(at(*time), Bus::steps, step.clone());
    }
    let (unrolled, collected) = (simulation.collect(Bus::unrolled), simulation.collect(Bus::collected));
    let (last, within, lengths) = (simulation.collect(Bus::last), simulation.collect(Bus::within), simulation.collect(Bus::lengths));
    let (batches, batches_within) = (simulation.collect(Bus::batches), simulation.collect(Bus::batches_within));
    assert_eq!(simulation.run().unwrap().failures, 0);

    let flat = flat(script, |step| &step.numbers);
    let numbers: Vec<i64> = flat.iter().map(|(_, number)| *number).collect();
    assert_eq!(timed(unrolled), flat);
    let bursts: Vec<(i64, &Vec<i64>)> =
        script.iter().map(|(time, step)| (*time, &step.numbers)).filter(|(_, numbers)| !numbers.is_empty()).collect();
    // An empty list has no time.
    let times_and_lists = |ticks: Vec<Tick<Vec<i64>>>| ticks.into_iter().map(Tick::into_value).collect::<Vec<_>>();
    assert_eq!(times_and_lists(collected.take()), bursts.iter().map(|(_, numbers)| (*numbers).clone()).collect::<Vec<_>>());
    let size = size.max(1);
    let newest = |place: usize| numbers[(place + 1).saturating_sub(size)..=place].to_vec();
    assert_eq!(times_and_lists(last.take()), (0..numbers.len()).map(newest).collect::<Vec<_>>());
    assert_eq!(times_and_lists(batches.take()), numbers.chunks_exact(size).map(<[i64]>::to_vec).collect::<Vec<_>>());

    // What leaves at some time leaves before anything comes then.
    let mut windows: Vec<(i64, Vec<i64>)> = Vec::new();
    let leaving: std::collections::BTreeSet<i64> = bursts.iter().map(|(time, _)| time + span).collect();
    let end = flat.last().map_or(0, |(time, _)| time + span);
    for now in 0..=end {
        let come = |by: usize| bursts[..by].iter().filter(|(time, _)| time + span > now).flat_map(|(_, numbers)| (*numbers).clone());
        if leaving.contains(&now) {
            windows.push((now, come(bursts.iter().filter(|(time, _)| *time < now).count()).collect()));
        }
        for (place, _) in bursts.iter().enumerate().filter(|(_, (time, _))| *time == now) {
            windows.push((now, come(place + 1).collect()));
        }
    }
    assert_eq!(timed(lengths), windows.iter().map(|(time, window)| (*time, window.len() as u64)).collect::<Vec<_>>());
    assert_eq!(times_and_lists(within.take()), windows.into_iter().map(|(_, window)| window).collect::<Vec<_>>());

    let mut lists: Vec<(i64, Vec<i64>)> = Vec::new();
    for (time, number) in flat {
        match lists.last_mut().filter(|(end, _)| time < *end) {
            Some((_, list)) => list.push(number),
            None => lists.push((time + span, vec![number])),
        }
    }
    assert_eq!(timed(batches_within), lists);
}

proptest! {
    #[test]
    fn agree_with_naive_models(script in scripts(), size in 0..5_usize, span in 1..20_i64) {
        agrees(&script, size, span);
    }
}
