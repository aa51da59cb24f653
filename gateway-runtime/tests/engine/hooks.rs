//! What runs before the first cycle and after the last.

use std::sync::{Arc, Mutex};

use gateway_runtime::prelude::*;

use crate::{at, values};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    doubled: Channel<u32>,
}

/// What happened, in order.
type Log = Arc<Mutex<Vec<String>>>;

#[module]
pub struct Part {
    #[config(default)]
    fails_at: String,
    #[config(default)]
    how: String,
    #[state]
    name: &'static str,
    #[state]
    log: Log,
}

impl Part {
    fn note(&self, what: &str) -> Result<(), String> {
        self.log.lock().unwrap().push(format!("{} {what}", self.name));
        if self.fails_at != what {
            return Ok(());
        }
        assert!(self.how != "panic", "{} panics at its {what}", self.name);
        Err(format!("{} fails at its {what}", self.name))
    }
}

#[module(channels = Bus)]
impl Part {
    #[start]
    fn start(&mut self) -> Result<(), String> {
        self.note("start")
    }

    #[stop]
    fn stop(&mut self) -> Result<(), String> {
        self.note("stop")
    }

    #[node(publish(doubled))]
    fn double(&mut self, numbers: &u32) -> Result<u32, String> {
        self.note("node")?;
        Ok(numbers * 2)
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "not every channel has a reader here")]
pub struct App {
    first: Part,
    second: Part,
    third: Part,
}

fn app(settings: &[&str]) -> (App, Log) {
    let log = Log::default();
    let mut app = App::from_settings(settings.iter().copied()).unwrap();
    for (part, name) in [(&mut app.first, "first"), (&mut app.second, "second"), (&mut app.third, "third")] {
        (part.name, part.log) = (name, Arc::clone(&log));
    }
    (app, log)
}

fn run(settings: &[&str], disabled: &[&str]) -> (Result<usize, String>, String) {
    let (app, log) = app(settings);
    let disabled: Vec<String> = disabled.iter().map(ToString::to_string).collect();
    let mut simulation = Simulation::without(app, &disabled).unwrap();
    simulation.send_at(at(1), Bus::numbers, 1);
    let doubled = simulation.collect(Bus::doubled);
    let result = simulation.run().map(|_| values(doubled).len()).map_err(|error| error.to_string());
    let log = log.lock().unwrap().join(", ");
    (result, log)
}

#[test]
fn modules_start_in_order_of_declaration_and_stop_in_the_opposite() {
    let (result, log) = run(&[], &[]);
    assert_eq!(result, Ok(3));
    assert_eq!(log, "first start, second start, third start, first node, second node, third node, third stop, second stop, first stop");
}

#[test]
fn a_disabled_module_is_not_started() {
    let (result, log) = run(&[], &["second"]);
    assert_eq!(result, Ok(2));
    assert_eq!(log, "first start, third start, first node, third node, third stop, first stop");
}

#[test]
fn a_start_hook_that_fails_undoes_the_ones_that_ran() {
    let (result, log) = run(&["third.fails_at=start"], &[]);
    assert_eq!(result, Err("module `third` did not start: third fails at its start".to_owned()));
    assert_eq!(log, "first start, second start, third start, second stop, first stop");
}

#[test]
fn a_start_hook_that_panics_is_a_start_that_fails() {
    let (result, log) = run(&["second.fails_at=start", "second.how=panic"], &[]);
    assert_eq!(result, Err("module `second` did not start: it panicked: second panics at its start".to_owned()));
    assert_eq!(log, "first start, second start, first stop");
}

#[test]
fn a_stop_hook_that_fails_or_panics_does_not_keep_the_others_from_stopping() {
    for how in ["error", "panic"] {
        let (result, log) = run(&["third.fails_at=stop", &format!("third.how={how}")], &[]);
        assert_eq!(result, Ok(3));
        assert!(log.ends_with("third stop, second stop, first stop"), "{log}");
    }
}

mod timers {
    //! What fails after the start hooks undoes them too.

    use super::*;

    #[module]
    pub struct Clock {
        interval: Duration,
    }

    #[module(channels = Bus)]
    impl Clock {
        #[node(every = self.interval, publish(numbers))]
        fn tick(&mut self) -> u32 {
            1
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct Timed {
        part: Part,
        clock: Clock,
    }

    #[test]
    fn a_timer_without_period_undoes_the_start_hooks() {
        let mut app = Timed::from_settings(["clock.interval=0"]).unwrap();
        let log = Log::default();
        (app.part.name, app.part.log) = ("part", Arc::clone(&log));
        let error = Simulation::new(app).unwrap().run().map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), "the period of timer `clock.tick` is zero");
        assert_eq!(log.lock().unwrap().join(", "), "part start, part stop");
    }

    #[module]
    pub struct Divided {
        by: u32,
    }

    impl Divided {
        fn interval(&self) -> Duration {
            Duration::from_secs(10) / self.by
        }
    }

    #[module(channels = Bus)]
    impl Divided {
        #[node(every = self.interval(), publish(numbers))]
        fn tick(&mut self) -> u32 {
            1
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct Panics {
        part: Part,
        clock: Divided,
    }

    const PANICKED: &str =
        "node `clock.tick` cannot run: the expression for its times panicked: divide by zero error when dividing duration by scalar";

    #[test]
    fn a_period_that_panics_undoes_the_start_hooks_and_names_its_timer() {
        let mut app = Panics::from_settings(["clock.by=0"]).unwrap();
        let log = Log::default();
        (app.part.name, app.part.log) = ("part", Arc::clone(&log));
        let error = Simulation::new(app).unwrap().run().map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), PANICKED);
        assert_eq!(log.lock().unwrap().join(", "), "part start, part stop");
    }

    #[test]
    fn so_it_does_in_real_time() {
        let mut app = Panics::from_settings(["clock.by=0"]).unwrap();
        let log = Log::default();
        (app.part.name, app.part.log) = ("part", Arc::clone(&log));
        let runtime = gateway_runtime::tokio::runtime::Runtime::new().unwrap();
        let error = runtime.block_on(Live::start(app, LiveOptions::default())).map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), PANICKED);
        assert_eq!(log.lock().unwrap().join(", "), "part start, part stop");
    }
}
