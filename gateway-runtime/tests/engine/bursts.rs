//! Several ticks of one channel in one cycle.

use gateway_runtime::prelude::*;

use crate::{at, timed};

/// Of more bytes than a list of them may take among the variables of a cycle, if it has a place for each of twelve publishers.
#[message]
#[derive(Debug, PartialEq)]
pub struct Wide {
    of: [u64; 16],
}

#[channels]
pub struct Bus {
    #[channel(send)]
    starts: Channel<u32>,
    maybe: Channel<u32>,
    merged: Channel<u32>,
    bursts: Channel<Vec<u32>>,
    echoes: Channel<u32>,
    wide: Channel<Wide>,
}

/// Collects the burst on `merged` as one list.
#[module]
pub struct Gather {}

#[module(channels = Bus)]
impl Gather {
    #[node(publish(bursts))]
    fn gather(&mut self, merged: Ticks<u32>) -> Vec<u32> {
        merged.iter().copied().collect()
    }

    /// For each tick of the burst two of its own.
    #[node(publish(echoes))]
    fn echo(&mut self, merged: &u32) -> [u32; 2] {
        [*merged, *merged + 1000]
    }
}

/// Gives back what each start adds to `merged`, and to `echoes`.
macro_rules! merging {
    ($($modules:ident: $types:ident),*) => {{
        #[gateway(channels = Bus)]
        #[allow(deprecated, reason = "not every channel has a reader here")]
        pub struct App {
            gather: Gather,
            $($modules: $types,)*
        }
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Bus::starts, 1);
        simulation.send_at(at(2), Bus::starts, 2);
        let (bursts, merged, echoes) = (simulation.collect(Bus::bursts), simulation.collect(Bus::merged), simulation.collect(Bus::echoes));
        assert_eq!(simulation.run().unwrap().cycles, 2, "a burst takes one cycle");
        let (bursts, merged) = (timed(bursts), timed(merged));
        let flat: Vec<(i64, u32)> = bursts.iter().flat_map(|(second, burst)| burst.iter().map(|value| (*second, *value))).collect();
        assert_eq!(flat, merged);
        (bursts, timed(echoes))
    }};
}

/// Two publishers of one channel.
#[module]
pub struct Two {
    #[config(default)]
    base: u32,
}

#[module(channels = Bus)]
impl Two {
    #[node(publish(merged))]
    fn first(&mut self, starts: &u32) -> u32 {
        self.base + starts * 10 + 1
    }

    #[node(publish(merged))]
    fn second(&mut self, starts: &u32) -> Option<u32> {
        (starts % 2 == 0).then_some(self.base + starts * 10 + 2)
    }
}

#[test]
fn publishers_of_one_cycle_make_a_burst_in_order_of_declaration() {
    let (bursts, _) = merging!(two: Two);
    assert_eq!(bursts, [(1, vec![11]), (2, vec![21, 22])]);
}

#[test]
fn a_module_may_stand_in_two_fields_whose_order_counts() {
    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        late: Two,
        gather: Gather,
        early: Two,
    }
    let mut simulation = Simulation::new(App::from_settings(["late.base=100"]).unwrap()).unwrap();
    simulation.send_at(at(2), Bus::starts, 2);
    let bursts = simulation.collect(Bus::bursts);
    simulation.run().unwrap();
    assert_eq!(timed(bursts), [(2, vec![121, 122, 21, 22])]);
}

#[test]
fn a_node_runs_for_each_tick_of_a_burst_and_its_own_output_bursts() {
    let (_, echoes) = merging!(two: Two);
    assert_eq!(echoes, [(1, 11), (1, 1011), (2, 21), (2, 1021), (2, 22), (2, 1022)]);
}

/// Bursts from one return value.
#[module]
pub struct Many {}

#[module(channels = Bus)]
impl Many {
    #[node(publish(merged))]
    fn iterator(&mut self, starts: &u32) -> impl Iterator<Item = u32> {
        (0..*starts).map(|value| value + 10)
    }

    #[node(publish(merged))]
    fn list(&mut self, starts: &u32) -> Vec<u32> {
        vec![20; *starts as usize]
    }

    #[node(publish(merged))]
    fn array(&mut self, _starts: &u32) -> [u32; 2] {
        [30, 31]
    }

    #[node(publish(merged, merged))]
    fn pair(&mut self, starts: &u32) -> (Option<u32>, u32) {
        ((*starts == 2).then_some(40), 41)
    }

    #[node(publish(merged))]
    fn nothing(&mut self, _starts: &u32) -> Vec<u32> {
        Vec::new()
    }
}

#[test]
fn iterators_lists_arrays_and_a_channel_named_twice_give_bursts() {
    let (bursts, _) = merging!(many: Many);
    assert_eq!(bursts, [(1, vec![10, 20, 30, 31, 41]), (2, vec![10, 11, 20, 20, 30, 31, 40, 41])]);
}

/// The first publisher depends on the second one; both feed `merged`.
#[module]
pub struct Causal {}

#[module(channels = Bus)]
impl Causal {
    #[node(publish(merged))]
    fn effect(&mut self, maybe: &u32) -> u32 {
        maybe + 1
    }

    #[node(publish(maybe, merged))]
    fn cause(&mut self, starts: &u32) -> (u32, u32) {
        (starts * 10, starts * 10)
    }
}

#[test]
fn what_depends_on_another_publisher_comes_after_it() {
    let (bursts, _) = merging!(causal: Causal);
    assert_eq!(bursts, [(1, vec![10, 11]), (2, vec![20, 21])]);
}

/// As `Causal`, and a third publisher that has nothing to do with the first.
#[module]
pub struct Third {}

#[module(channels = Bus)]
impl Third {
    #[node(publish(merged))]
    fn effect(&mut self, maybe: &u32) -> u32 {
        maybe + 1
    }

    #[node(publish(maybe, merged))]
    fn cause(&mut self, starts: &u32) -> (Option<u32>, u32) {
        (Some(starts * 10), starts * 10)
    }

    #[node(publish(merged))]
    fn apart(&mut self, starts: &u32) -> u32 {
        starts * 10 + 5
    }
}

#[test]
fn only_those_that_depend_on_each_other_leave_the_order_of_declaration() {
    let (bursts, _) = merging!(third: Third);
    assert_eq!(bursts, [(1, vec![10, 11, 15]), (2, vec![20, 21, 25])]);
}

/// As `Third`, with the third publisher between the two.
#[module]
pub struct Between {}

#[module(channels = Bus)]
impl Between {
    #[node(publish(merged))]
    fn effect(&mut self, maybe: &u32) -> u32 {
        maybe + 1
    }

    #[node(publish(merged))]
    fn apart(&mut self, starts: &u32) -> u32 {
        starts * 10 + 5
    }

    #[node(publish(maybe, merged))]
    fn cause(&mut self, starts: &u32) -> (Option<u32>, u32) {
        (Some(starts * 10), starts * 10)
    }
}

#[test]
fn a_publisher_moves_up_to_before_the_first_one_that_depends_on_it() {
    let (bursts, _) = merging!(between: Between);
    assert_eq!(bursts, [(1, vec![10, 11, 15]), (2, vec![20, 21, 25])]);
}

#[test]
fn values_sent_one_after_the_other_take_a_cycle_each() {
    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        two: Two,
        gather: Gather,
    }
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for value in [2, 4, 6] {
        simulation.send_at(at(1), Bus::starts, value);
    }
    let bursts = simulation.collect(Bus::bursts);
    assert_eq!(simulation.run().unwrap().cycles, 3);
    assert_eq!(timed(bursts), [(1, vec![21, 22]), (1, vec![41, 42]), (1, vec![61, 62])]);
}

/// Four publishers of two channels; which of them publish is one bit each of what starts them.
#[module]
pub struct Four {
    #[config]
    first: u32,
}

impl Four {
    fn publishes(&self, starts: u32, place: u32) -> (Option<u32>, Option<Wide>) {
        let publisher = Some(self.first + place).filter(|publisher| starts >> publisher & 1 == 1);
        (publisher, publisher.map(|publisher| Wide { of: [publisher.into(); 16] }))
    }
}

#[module(channels = Bus)]
impl Four {
    #[node(publish(merged, wide))]
    fn a(&mut self, starts: &u32) -> (Option<u32>, Option<Wide>) {
        self.publishes(*starts, 0)
    }

    #[node(publish(merged, wide))]
    fn b(&mut self, starts: &u32) -> (Option<u32>, Option<Wide>) {
        self.publishes(*starts, 1)
    }

    #[node(publish(merged, wide))]
    fn c(&mut self, starts: &u32) -> (Option<u32>, Option<Wide>) {
        self.publishes(*starts, 2)
    }

    #[node(publish(merged, wide))]
    fn d(&mut self, starts: &u32) -> (Option<u32>, Option<Wide>) {
        self.publishes(*starts, 3)
    }
}

#[test]
fn a_burst_has_room_for_all_publishers_however_many_and_however_large_their_ticks() {
    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        low: Four,
        middle: Four,
        high: Four,
    }
    let mut simulation = Simulation::new(App::from_settings(["low.first=0", "middle.first=4", "high.first=8"]).unwrap()).unwrap();
    let patterns = [0, 1, 0b1000_0000_0000, 0b1010_0110_0101, 0b1111_1111_1111];
    for (second, starts) in (1..).zip(patterns) {
        simulation.send_at(at(second), Bus::starts, starts);
    }
    let (merged, wide) = (simulation.collect(Bus::merged), simulation.collect(Bus::wide));
    simulation.run().unwrap();
    let publishers = |starts: u32| (0..12).filter(move |publisher| starts >> publisher & 1 == 1);
    let expected: Vec<(i64, u32)> =
        (1..).zip(patterns).flat_map(|(second, starts)| publishers(starts).map(move |publisher| (second, publisher))).collect();
    assert_eq!(timed(merged), expected);
    let wide: Vec<(i64, u64)> = timed(wide).into_iter().map(|(second, ticks)| (second, ticks.of[15])).collect();
    assert_eq!(wide, expected.iter().map(|(second, publisher)| (*second, u64::from(*publisher))).collect::<Vec<_>>());
}
