//! Groups of modules, and lists of instances of one.

use gateway_runtime::prelude::*;

use crate::{at, timed, values};

#[message]
pub struct Said {
    pub by: String,
    pub value: i64,
}

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<i64>,
    sums: Channel<Said>,
    beats: Channel<Said>,
    sources: Channel<Said>,
    later: Channel<Said>,
    #[channel(send)]
    rooms: Basket<String, i64>,
    of_rooms: Channel<Said>,
}

/// Sums up numbers, and beats.
#[module]
pub struct Sum {
    name: String,
    #[config(default = 1)]
    factor: i64,
    #[config(default = "1s")]
    interval: Duration,
    #[config(default = "room")]
    room: String,
    #[state]
    total: i64,
    #[state]
    given: i64,
    #[state]
    pub log: Vec<&'static str>,
}

impl Sum {
    fn said(&self, value: i64) -> Said {
        Said { by: self.name.clone(), value }
    }
}

#[module(channels = Bus)]
impl Sum {
    #[start]
    fn start(&mut self) {
        self.log.push("start");
    }

    #[stop]
    fn stop(&mut self) {
        self.log.push("stop");
    }

    #[node(publish(sums))]
    fn add(&mut self, numbers: &i64, #[state] runs: &mut i64) -> Said {
        *runs += 1;
        self.total += numbers * self.factor;
        self.said(self.total + 1000 * *runs)
    }

    #[node(every = self.interval, publish(beats))]
    fn beat(&mut self) -> Said {
        self.said(self.total)
    }

    #[node(source, publish(sources))]
    fn count(&mut self) -> Option<(Timestamp, Said)> {
        self.given += 1;
        (self.given <= 2).then(|| (at(self.given * 10 * self.factor), self.said(self.given)))
    }

    #[node(publish(later))]
    fn wake(&mut self, numbers: Ticks<i64>, alarm: &mut Alarm<i64>) -> Option<Said> {
        for number in numbers {
            alarm.set(Duration::from_secs(self.factor.unsigned_abs()), *number);
        }
        let due = alarm.due().next()?;
        Some(self.said(due))
    }

    #[node(publish(of_rooms))]
    fn of_room(&mut self, #[key(self.room.clone())] rooms: &i64) -> Said {
        self.said(*rooms)
    }
}

#[group(channels = Bus)]
pub struct Pair {
    pub one: Sum,
    pub other: Sum,
}

/// Groups may have groups and lists.
#[group(channels = Bus)]
pub struct Several {
    pub pair: Pair,
    #[instances(3)]
    pub more: Vec<Sum>,
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    alone: Sum,
    several: Several,
    #[instances(4)]
    list: Vec<Sum>,
}

const SETTINGS: [&str; 6] = [
    "alone.name=alone",
    "several.pair.one.name=one",
    r#"several.pair.other={"name": "other", "factor": 10, "interval": "2s"}"#,
    r#"several.more=[{"name": "more"}]"#,
    r#"list=[{"name": "first", "factor": 100, "room": "hall"}, {"name": "second", "factor": 1000, "interval": "3s"}]"#,
    "several.pair.one.room=hall",
];

fn told(said: Vec<Said>) -> Vec<String> {
    said.into_iter().map(|said| format!("{} {}", said.by, said.value)).collect()
}

fn told_at(said: Vec<(i64, Said)>) -> Vec<String> {
    said.into_iter().map(|(second, said)| format!("{second}: {} {}", said.by, said.value)).collect()
}

#[test]
fn every_module_of_groups_and_lists_has_settings_state_and_hooks_of_its_own() {
    let mut simulation = Simulation::new(App::from_settings(SETTINGS).unwrap()).unwrap();
    simulation.send_at(at(1), Bus::numbers, 2);
    simulation.send_at(at(2), Bus::numbers, 3);
    let sums = simulation.collect(Bus::sums);
    let app = simulation.run().unwrap().app;
    assert_eq!(
        told(values(sums)),
        [
            "alone 1002",
            "one 1002",
            "other 1020",
            "more 1002",
            "first 1200",
            "second 3000",
            "alone 2005",
            "one 2005",
            "other 2050",
            "more 2005",
            "first 2500",
            "second 7000",
        ]
    );
    assert!([&app.alone, &app.several.pair.other, &app.several.more[0], &app.list[1]].iter().all(|sum| sum.log == ["start", "stop"]));
    assert_eq!((app.several.more.len(), app.list.len()), (1, 2));
}

#[test]
fn modules_of_groups_and_lists_have_timers_sources_alarms_and_keys() {
    let mut simulation = Simulation::new(App::from_settings(SETTINGS).unwrap()).unwrap().from(at(0)).until(at(25));
    simulation.send_at(at(1), Bus::numbers, 7);
    let keyed = |room: &str, value: i64| Keyed::new(room.to_owned(), value);
    simulation.send_at(at(1), Bus::rooms, keyed("hall", 5));
    simulation.send_at(at(1), Bus::rooms, keyed("room", 6));
    let (beats, sources, later, of_rooms) = (
        simulation.collect(Bus::beats),
        simulation.collect(Bus::sources),
        simulation.collect(Bus::later),
        simulation.collect(Bus::of_rooms),
    );
    simulation.run().unwrap();
    let beats = told_at(timed(beats));
    assert!(beats.contains(&"2: other 70".to_owned()) && !beats.contains(&"3: other 70".to_owned()));
    assert_eq!(beats.iter().filter(|beat| beat.contains("second")).count(), 25 / 3);
    assert_eq!(
        told_at(timed(sources)),
        ["10: alone 1", "10: one 1", "10: more 1", "20: alone 2", "20: one 2", "20: more 2"],
        "the others are due later than the end"
    );
    assert_eq!(told_at(timed(later)), ["2: alone 7", "2: one 7", "2: more 7", "11: other 7"]);
    assert_eq!(told(values(of_rooms)), ["one 5", "first 5", "alone 6", "other 6", "more 6", "second 6"]);
}

#[test]
fn a_list_may_be_empty_and_has_no_more_than_it_says() {
    let few = SETTINGS.map(|setting| if setting.starts_with("list") { "list=[]" } else { setting });
    let mut simulation = Simulation::new(App::from_settings(few).unwrap()).unwrap();
    simulation.send_at(at(1), Bus::numbers, 2);
    let sums = simulation.collect(Bus::sums);
    simulation.run().unwrap();
    assert_eq!(told(values(sums)), ["alone 1002", "one 1002", "other 1020", "more 1002"]);

    let many = format!("list={}", serde_json::json!(vec![serde_json::json!({ "name": "n" }); 5]));
    let many = SETTINGS.into_iter().chain([many.as_str()]);
    assert_eq!(App::from_settings(many).err().unwrap().to_string(), "list: there may be 4 of them at most, not 5");
}

#[test]
fn a_fault_of_a_setting_names_the_way_to_it() {
    let error = |setting: &'static str| App::from_settings(SETTINGS.into_iter().chain([setting])).err().unwrap().to_string();
    assert!(error("several.pair.one.factor=much").starts_with("several.pair.one.factor: "), "{}", error("several.pair.one.factor=much"));
    assert!(error(r#"list=[{"name": "n", "factor": "much"}]"#).starts_with("list.0.factor: "));
    assert!(error("several.pair.three={}").contains("three"));
    assert!(error("list=5").starts_with("list: expected a list of settings"));
}

#[test]
fn a_whole_group_or_one_of_a_list_can_be_switched_off() {
    for (off, gone) in [("several", &["one", "other", "more"][..]), ("several.pair", &["one", "other"]), ("list.1", &["second"])] {
        let mut simulation = Simulation::without(App::from_settings(SETTINGS).unwrap(), &[off.to_owned()]).unwrap();
        simulation.send_at(at(1), Bus::numbers, 2);
        let sums = simulation.collect(Bus::sums);
        simulation.run().unwrap();
        let by: Vec<String> = values(sums).into_iter().map(|said| said.by).collect();
        let all = ["alone", "one", "other", "more", "first", "second"];
        let left: Vec<&str> = all.into_iter().filter(|name| !gone.contains(name)).collect();
        assert_eq!(by, left);
    }
}
