//! A simulated run repeated gives the same bytes: every tick of every channel with id and time, and every failure.

use gateway_runtime::channel::{AnyTick, ChannelRef, Payload};
use gateway_runtime::prelude::*;
use gateway_runtime::testing::TestBench;
use proptest::prelude::*;

use crate::at;

#[message]
pub enum Side {
    Left,
    Right,
}

/// One message with a bit of everything.
#[message]
pub struct Note {
    pub text: String,
    pub weight: f64,
    pub when: Timestamp,
    pub side: Option<Side>,
}

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    #[channel(send)]
    prices: Basket<String, f64>,
    first: Channel<u32>,
    second: Channel<u32>,
    beats: Channel<u32>,
    bursts: Channel<u32>,
    sides: Basket<Side, u32>,
    notes: Channel<Note>,
    lists: Channel<Vec<u32>>,
    turns: Channel<u32>,
    asked: Channel<u32>,
    answered: Channel<u32>,
    later: Channel<u32>,
    told: Channel<String>,
}

/// Two sources whose times coincide now and then, and a timer.
#[module]
pub struct Feed {
    #[state]
    given: u32,
    #[state]
    beats: u32,
}

#[module(channels = Bus)]
impl Feed {
    #[node(source, publish(first))]
    fn pulled(&mut self) -> Option<(Timestamp, u32)> {
        self.given += 1;
        (self.given <= 5).then(|| (at(i64::from(self.given / 2)), self.given))
    }

    #[node(source, publish(second))]
    fn iterated(&mut self) -> impl Iterator<Item = (Timestamp, u32)> + Send + use<> {
        (0..4_u32).map(|number| (at(i64::from(number)), number))
    }

    #[node(every = "1500ms", publish(beats))]
    fn beat(&mut self) -> u32 {
        self.beats += 1;
        self.beats
    }
}

#[module]
pub struct Work {
    #[state]
    sum: u32,
}

#[module(channels = Bus)]
impl Work {
    #[node(publish(bursts, sides))]
    fn burst(&mut self, numbers: &u32) -> (Vec<u32>, [Keyed<Side, u32>; 2]) {
        self.sum += numbers;
        let sides = [Keyed::new(Side::Right, *numbers), Keyed::new(Side::Left, self.sum)];
        ((0..*numbers).collect(), sides)
    }

    #[node(publish(bursts))]
    fn more(&mut self, first: Ticks<u32>, second: Ticks<u32>, beats: Ticks<u32>) -> Vec<u32> {
        first.iter().chain(second).chain(beats).copied().collect()
    }

    #[node(publish(notes))]
    fn note(&mut self, bursts: &u32, prices: Latest<Basket<String, f64>>, now: Timestamp) -> Result<Note, String> {
        if *bursts == 3 {
            return Err("three is not liked".to_owned());
        }
        let weight = prices.iter().fold(0.0, |sum, (_, price)| sum + price) / 3.0;
        Ok(Note { text: format!("{bursts} of {}", self.sum), weight, when: now, side: (bursts % 2 == 0).then_some(Side::Left) })
    }

    #[node(publish(lists))]
    fn list(&mut self, bursts: Ticks<u32>) -> Vec<u32> {
        bursts.iter().filter(|number| **number != 1).copied().collect()
    }

    /// A loop of one node.
    #[node(publish(turns))]
    fn turn(&mut self, numbers: Ticks<u32>, turns: Ticks<u32>) -> Vec<u32> {
        numbers.iter().chain(turns).filter(|number| **number > 0).map(|number| number - 1).collect()
    }

    /// One half of a loop over two modules.
    #[node(publish(asked))]
    fn ask(&mut self, numbers: Ticks<u32>, #[feedback] answered: Ticks<u32>) -> Vec<u32> {
        numbers.iter().chain(answered).filter(|number| **number < 4).copied().collect()
    }
}

/// Gives values back a second later.
#[node]
fn late(values: Ticks<u32>, alarm: &mut Alarm<u32>) -> impl Iterator<Item = u32> + use<> {
    for value in values {
        alarm.set(Duration::from_secs(1), *value);
    }
    alarm.due().collect::<Vec<_>>().into_iter()
}

/// An edge that nobody else sees, and ids as nodes see them.
#[module]
pub struct Ids {}

#[module(channels = Bus)]
impl Ids {
    #[connect]
    fn wire(&self) {
        let back = late(numbers);
        later = pass(back);
        told = tell(later);
    }
}

#[node]
fn pass(value: &u32) -> u32 {
    *value
}

#[node]
fn tell(value: &Tick<u32>) -> Option<String> {
    Some(format!("{} {}", value.id()?, value.time()?))
}

#[module]
pub struct Answers {}

#[module(channels = Bus)]
impl Answers {
    #[node(publish(answered))]
    fn answer(&mut self, asked: &u32) -> u32 {
        asked + 1
    }

    #[node]
    fn breaks(&mut self, answered: &u32) {
        assert!(*answered != 4, "four is not liked");
    }
}

/// No node of it panics: the texts of panics have paths in them, which are not the same on every system.
#[gateway(channels = Bus, open)]
pub struct Small {
    feed: Feed,
    work: Work,
    ids: Ids,
}

#[gateway(channels = Bus, open)]
pub struct App {
    feed: Feed,
    work: Work,
    answers: Answers,
    ids: Ids,
}

/// What the test sends: when, and a number, or the price of a symbol.
type Script = Vec<(i64, u32, Option<&'static str>)>;

/// All that the outside can see of a run.
fn transcript<A: gateway_runtime::Gateway<Channels = Bus>>(app: A, script: &Script) -> String {
    let mut bench = TestBench::setup(app).from(at(0)).start().unwrap();
    bench.allow_failures();
    for (second, number, symbol) in script {
        match symbol {
            Some(symbol) => bench.send_at(at(*second), Bus::prices, Keyed::new((*symbol).to_owned(), f64::from(*number) / 7.0)),
            None => bench.send_at(at(*second), Bus::numbers, *number),
        };
    }
    bench.advance("2s").send_together(Bus::prices, [("A", 0.1), ("B", 0.2)].map(|(symbol, price)| Keyed::new(symbol.to_owned(), price)));
    bench.run().advance("2s");
    bench.transcript()
}

fn script() -> Script {
    vec![(1, 2, None), (1, 4, None), (1, 1, Some("A")), (2, 0, None), (3, 5, Some("B")), (3, 3, None)]
}

#[test]
fn every_machine_and_release_gives_the_same_bytes() {
    insta::assert_snapshot!(transcript(Small::from_settings([]).unwrap(), &script()));
}

#[test]
fn the_bench_and_a_simulation_give_the_same_ticks() {
    fn json<P: Payload>(channel: ChannelRef<Bus, P>) -> Vec<String> {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap().from(at(0)).until(at(5));
        for number in [2, 4, 3] {
            simulation.send_at(at(1), Bus::numbers, number);
        }
        let ticks = simulation.collect(channel);
        simulation.run().unwrap();
        let text = |tick: Tick<P>| {
            let mut text = Vec::new();
            tick.write_elements(&mut text);
            String::from_utf8(text).unwrap()
        };
        ticks.take().into_iter().map(text).collect()
    }
    let mut bench = TestBench::setup(App::from_settings([]).unwrap()).from(at(0)).start().unwrap();
    for number in [2, 4, 3] {
        bench.send_at("1s", Bus::numbers, number);
    }
    bench.allow_failures().advance("5s");
    let all = bench.transcript();
    let of = |name: &str| -> Vec<&str> {
        let lines = all.lines().filter(|line| line.contains(&format!("\"channel\":\"{name}\"")));
        lines.filter_map(|line| Some(line.split_once("\"tick\":[")?.1.trim_end_matches("]}"))).collect()
    };
    assert!(of("notes").len() > 10, "{all}");
    assert_eq!(json(Bus::notes), of("notes"));
    assert_eq!(json(Bus::turns), of("turns"));
    assert_eq!(json(Bus::sides), of("sides"));
    assert_eq!(json(Bus::answered), of("answered"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_same_run_gives_the_same_bytes(
        script in prop::collection::vec((0_i64..6, 0_u32..7, prop_oneof![2 => Just(None), 1 => Just(Some("A")), 1 => Just(Some("B"))]), 0..12),
    ) {
        let run = || transcript(App::from_settings([]).unwrap(), &script);
        let first = run();
        prop_assert!(script.is_empty() || first.lines().count() > 10);
        // Also on another thread.
        let second = std::thread::scope(|scope| scope.spawn(run).join().unwrap());
        prop_assert_eq!(first, second);
    }
}
