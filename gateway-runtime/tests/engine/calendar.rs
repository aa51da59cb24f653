//! Timers by the calendar: `cron` and `at`.

use gateway_runtime::prelude::*;

use crate::values;

#[channels]
pub struct Bus {
    opens: Channel<String>,
    closes: Channel<String>,
    expiries: Channel<String>,
    daily: Channel<String>,
    late: Channel<String>,
    once: Channel<String>,
    listed: Channel<String>,
}

#[module]
pub struct Bell {
    #[config(default)]
    expiry: Option<Timestamp>,
    #[state]
    listed: Vec<Timestamp>,
}

#[module(channels = Bus)]
impl Bell {
    #[node(cron = "30 9 * * MON-FRI", zone = "America/New_York", publish(opens))]
    fn open(&mut self, now: Timestamp) -> String {
        minute(now)
    }

    #[node(at = "16:30", zone = "Europe/London", publish(closes))]
    fn close(&mut self, now: Timestamp) -> String {
        minute(now)
    }

    #[node(at = "2026-03-27T12:00", zone = "Europe/London", publish(once))]
    fn once(&mut self, now: Timestamp) -> String {
        minute(now)
    }

    #[node(at = self.expiry, publish(expiries))]
    fn expire(&mut self, now: Timestamp) -> String {
        minute(now)
    }

    #[node(at = self.listed, publish(listed))]
    fn listed(&mut self, now: Timestamp) -> String {
        minute(now)
    }
}

/// Everything from the settings.
#[module]
pub struct Hours {
    schedule: Cron,
    time: TimeOfDay,
    zone: Zone,
}

#[module(channels = Bus)]
impl Hours {
    #[node(cron = self.schedule, zone = self.zone, publish(daily))]
    fn daily(&mut self, now: Timestamp) -> String {
        minute(now)
    }

    #[node(at = self.time, publish(late))]
    fn late(&mut self, now: Timestamp) -> String {
        minute(now)
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the tests read these channels")]
pub struct App {
    bell: Bell,
    hours: Hours,
}

const SETTINGS: [&str; 3] = ["hours.schedule=0 0 * * *", "hours.zone=Asia/Tokyo", "hours.time=23:30"];

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A time, without seconds.
fn minute(time: Timestamp) -> String {
    time.to_string().strip_suffix(":00Z").unwrap().to_owned()
}

fn simulation(change: impl FnOnce(&mut App)) -> Simulation<App> {
    let mut app = App::from_settings(SETTINGS).unwrap();
    change(&mut app);
    Simulation::new(app).unwrap().from(time("2026-03-27T00:00:00Z")).until(time("2026-03-31T00:00:00Z"))
}

#[test]
fn times_of_the_calendar_are_those_of_the_zone_over_a_change_of_the_clock() {
    let mut simulation = simulation(|_| {});
    let (opens, closes) = (simulation.collect(Bus::opens), simulation.collect(Bus::closes));
    let (daily, late) = (simulation.collect(Bus::daily), simulation.collect(Bus::late));
    simulation.run().unwrap();
    assert_eq!(values(opens), ["2026-03-27T13:30", "2026-03-30T13:30"], "not at the weekend");
    // London put its clocks forward on the 29th.
    assert_eq!(values(closes), ["2026-03-27T16:30", "2026-03-28T16:30", "2026-03-29T15:30", "2026-03-30T15:30"]);
    assert_eq!(values(daily), ["2026-03-27T15:00", "2026-03-28T15:00", "2026-03-29T15:00", "2026-03-30T15:00"]);
    assert_eq!(values(late), ["2026-03-27T23:30", "2026-03-28T23:30", "2026-03-29T23:30", "2026-03-30T23:30"], "without a zone in UTC");
}

#[test]
fn a_set_time_comes_once_and_a_list_in_its_order() {
    let listed = ["2026-03-28T00:00:00Z", "2026-03-27T00:00:00Z", "2026-03-28T00:00:00Z", "2026-03-26T23:59:59Z"].map(time);
    let mut simulation = simulation(|app| {
        app.bell.listed = listed.into();
        app.bell.expiry = Some(time("2026-03-27T01:00:00Z"));
    });
    let (once, expiries, listed) = (simulation.collect(Bus::once), simulation.collect(Bus::expiries), simulation.collect(Bus::listed));
    simulation.run().unwrap();
    assert_eq!(values(once), ["2026-03-27T12:00"]);
    assert_eq!(values(expiries), ["2026-03-27T01:00"]);
    assert_eq!(values(listed), ["2026-03-27T00:00", "2026-03-28T00:00"], "the start is part of the run, and the past is not");
}

#[test]
fn what_is_no_schedule_is_a_fault_of_its_setting() {
    let error = |settings: [&str; 3]| App::from_settings(settings).map(|_| ()).unwrap_err().to_string();
    let cron = error(["hours.schedule=0 25 * * *", SETTINGS[1], SETTINGS[2]]);
    assert!(cron.starts_with("hours.schedule: `0 25 * * *` is no cron expression such as `0 9 * * MON-FRI`: "), "{cron}");
    let zone = error([SETTINGS[0], "hours.zone=Asia/Tokio", SETTINGS[2]]);
    assert!(zone.starts_with("hours.zone: there is no time zone `Asia/Tokio`"), "{zone}");
}

#[test]
fn a_schedule_that_never_comes_is_an_error_that_names_the_node() {
    let app = App::from_settings(["hours.schedule=0 0 30 2 *", SETTINGS[1], SETTINGS[2]]).unwrap();
    let error = Simulation::new(app).unwrap().run().map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "node `hours.daily` cannot run: there is no time any more at which `0 0 30 2 *` comes");
}
