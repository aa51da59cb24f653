//! Restarts of modules in groups and lists, with everything that the gateway keeps for them.

use gateway_runtime::prelude::*;

use crate::{at, timed};

/// What a module says of itself: its name, and how much it keeps.
#[message]
#[derive(PartialEq)]
pub struct Said {
    pub by: String,
    pub runs: u32,
    pub of_key: u32,
}

#[channels]
pub struct Bus {
    /// A module of that name fails.
    #[channel(send)]
    breaks: Channel<String>,
    #[channel(send)]
    keyed: Basket<String, u32>,
    said: Channel<Said>,
    alarms: Channel<Said>,
    hashes: Channel<Said>,
}

#[module(on_failure = restart)]
pub struct Worker {
    name: String,
    #[state]
    runs: u32,
}

#[module(channels = Bus)]
impl Worker {
    #[node]
    fn fail(&mut self, breaks: &String) -> Result<(), String> {
        if *breaks == self.name { Err("as asked".to_owned()) } else { Ok(()) }
    }

    #[node(per_key, publish(said))]
    fn count(&mut self, keyed: &u32, #[state] of_key: &mut u32) -> Said {
        self.runs += 1;
        *of_key += keyed;
        Said { by: self.name.clone(), runs: self.runs, of_key: *of_key }
    }

    /// Ten seconds after each tick.
    #[node(publish(alarms))]
    fn later(&mut self, keyed: Ticks<Keyed<String, u32>>, alarm: &mut Alarm<u32>) -> Vec<Said> {
        for tick in keyed {
            alarm.set(Duration::from_secs(10), tick.value);
        }
        let said = |value| Said { by: self.name.clone(), runs: self.runs, of_key: value };
        alarm.due().map(said).collect()
    }

    #[node(publish(hashes))]
    fn elsewhere(&mut self, keyed: &Keyed<String, u32>) -> impl Future<Output = Said> + Send + use<> {
        let said = Said { by: self.name.clone(), runs: self.runs, of_key: keyed.value };
        async move { said }
    }
}

#[group(channels = Bus)]
pub struct Pair {
    one: Worker,
    #[instances(3)]
    list: Vec<Worker>,
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    pair: Pair,
}

/// A run in which the module `broken` fails at the second 5, between ticks at 1, 20 and 21.
fn run(broken: &str) -> [Vec<(i64, String)>; 3] {
    let app = App::configured(["pair.one.name=one", r#"pair.list=[{"name": "two"}, {"name": "three"}]"#]).unwrap();
    let mut simulation = Simulation::new(app).unwrap();
    for second in [1, 20, 21] {
        simulation.send_at(at(second), Bus::keyed, Keyed::new("a".to_owned(), 3));
    }
    simulation.send_at(at(5), Bus::breaks, broken.to_owned());
    let ticks = [simulation.collect(Bus::said), simulation.collect(Bus::alarms), simulation.collect(Bus::hashes)];
    let summary = simulation.run().unwrap();
    assert_eq!(summary.failures, 1);
    let told = |said: Said| format!("{} {} {}", said.by, said.runs, said.of_key);
    ticks.map(|ticks| timed(ticks).into_iter().map(|(second, said)| (second, told(said))).collect())
}

#[test]
fn a_module_of_a_group_or_a_list_begins_anew_and_the_others_go_on() {
    for broken in ["one", "two", "three"] {
        let [said, alarms, hashes] = run(broken);
        let by = |ticks: &[(i64, String)], name: &str| -> Vec<(i64, String)> {
            ticks.iter().filter(|(_, told)| told.starts_with(name)).cloned().collect()
        };
        for name in ["one", "two", "three"] {
            let told = |ticks: [(i64, u32, u32); 3]| ticks.map(|(second, runs, of_key)| (second, format!("{name} {runs} {of_key}")));
            let is_broken = name == broken;
            // State of the module and of its keys is gone with it.
            let expected = if is_broken { [(1, 1, 3), (20, 1, 3), (21, 2, 6)] } else { [(1, 1, 3), (20, 2, 6), (21, 3, 9)] };
            assert_eq!(by(&said, name), told(expected));
            // So are its alarms: the one of second 1 does not go off at 11.
            let heard: Vec<i64> = by(&alarms, name).iter().map(|(second, _)| *second).collect();
            assert_eq!(heard, if is_broken { vec![30, 31] } else { vec![11, 30, 31] }, "{name} of {broken}");
            // Work elsewhere comes back to the new one as it did to the old one.
            let back: Vec<i64> = by(&hashes, name).iter().map(|(second, _)| *second).collect();
            assert_eq!(back, [1, 20, 21]);
        }
    }
}
