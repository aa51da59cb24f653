//! Commands: operations on one module between two cycles.

#![expect(clippy::used_underscore_binding, clippy::too_many_arguments, reason = "commands of every form")]

use gateway_runtime::engine::{CommandError, Commanded, ModuleState};
use gateway_runtime::message::{Definitions, Location};
use gateway_runtime::prelude::*;
use gateway_runtime::testing::TestBench;
use gateway_runtime::{Gateway, Json};
use serde_json::json;

use crate::{at, timed, values};

#[message]
pub struct Fill {
    pub quantity: u32,
    pub price: f64,
}

#[message]
pub enum Side {
    Buy,
    Sell,
}

#[channels]
pub struct Desk {
    #[channel(send)]
    orders: Channel<u32>,
    accepted: Channel<u32>,
    resets: Channel<u32>,
    notes: Channel<String>,
    keyed: Basket<String, u32>,
    seen: Channel<u32>,
    beats: Channel<u32>,
}

/// Accepts orders up to a limit.
#[module]
pub struct Matcher {
    #[config(default = 10)]
    limit: u32,
    #[state]
    total: u32,
}

#[module(channels = Desk)]
impl Matcher {
    #[node(publish(accepted))]
    fn accept(&mut self, orders: &u32) -> Option<u32> {
        self.total += orders;
        (*orders <= self.limit).then_some(*orders)
    }

    #[node(every = "1s", publish(beats))]
    fn beat(&mut self) -> u32 {
        self.limit
    }

    #[node(publish(seen))]
    fn see(&mut self, resets: Ticks<u32>) -> u32 {
        resets.iter().sum()
    }

    /// Sets the largest order that is accepted, and gives the one before.
    #[command]
    fn set_limit(
        &mut self,
        /// The new limit.
        #[command(minimum = 1, maximum = 100)]
        limit: u32,
    ) -> u32 {
        std::mem::replace(&mut self.limit, limit)
    }

    /// What has been accepted.
    #[command]
    fn total(&self) -> u32 {
        self.total
    }

    #[command]
    fn nothing(&mut self) {}

    #[command]
    fn refuse(&mut self, _why: String) -> Result<(), String> {
        Err(format!("no: {_why}"))
    }

    #[command]
    fn fail(&mut self) -> u32 {
        panic!("this one fails");
    }

    #[command]
    fn when(&self, now: Timestamp) -> Timestamp {
        now
    }

    #[command]
    fn all(
        &self,
        side: Side,
        fill: Fill,
        many: Vec<Fill>,
        perhaps: Option<u32>,
        #[command(default = 5)] five: u32,
        #[command(default)] zero: u32,
        r#type: String,
        wait: Duration,
        at: Option<Timestamp>,
    ) -> Result<(Side, Fill, usize, Option<u32>, u32, String), std::num::ParseIntError> {
        assert!(at.is_none());
        Ok((side, fill, many.len(), perhaps, five + zero, format!("{type} {wait:?}")))
    }

    /// Begins anew.
    #[command(publish(resets))]
    fn reset(&mut self) -> (u32, u32) {
        let total = std::mem::take(&mut self.total);
        (total, total + 1)
    }

    #[command(publish(notes))]
    fn note(&mut self, text: Option<String>) -> Result<Option<String>, String> {
        Ok(text)
    }

    #[command(publish(resets, keyed["a"], notes))]
    fn several(&mut self, many: Vec<u32>) -> (usize, impl Iterator<Item = u32>, Option<u32>, String) {
        (many.len(), many.clone().into_iter(), many.first().copied(), "done".to_owned())
    }
}

#[gateway(channels = Desk, open)]
pub struct App {
    matcher: Matcher,
}

fn bench<'a>(settings: impl IntoIterator<Item = &'a str>) -> TestBench<App> {
    TestBench::with(settings)
}

/// The places and kinds of what is wrong with arguments.
fn faults(error: &CommandError) -> Vec<(Vec<Location>, &'static str)> {
    let CommandError::Invalid(problems) = error else { panic!("{error}") };
    problems.iter().map(|problem| (problem.loc.clone(), problem.kind)).collect()
}

fn body(field: &str) -> Vec<Location> {
    vec![Location::from("body"), Location::from(field)]
}

#[test]
fn a_command_changes_what_nodes_and_timers_see() {
    let mut bench = bench([]);
    bench.send(Desk::orders, 20);
    assert_eq!(bench.command("matcher", "set_limit", &json!({ "limit": 50 })), Ok(json!(10)));
    bench.send(Desk::orders, 20);
    bench.advance("1s");
    bench.expect(Desk::accepted).values([20]);
    bench.expect(Desk::beats).values([50]);
    assert_eq!(bench.command("matcher", "total", &Json::Null), Ok(json!(40)));
    assert_eq!(bench.command("matcher", "nothing", &json!({})), Ok(Json::Null));
}

#[test]
fn arguments_are_read_as_fields_of_messages_are() {
    let mut bench = bench([]);
    let fill = json!({ "quantity": 1, "price": 2.5 });
    let arguments = json!({ "side": "Sell", "fill": fill, "many": [fill, fill], "type": "t", "wait": 1.5 });
    let answer = bench.command("matcher", "all", &arguments);
    assert_eq!(answer, Ok(json!(["Sell", fill, 2, null, 5, "t 1.5s"])));
    let nothing = bench.command("matcher", "all", &json!({})).unwrap_err();
    let missing: Vec<_> = ["fill", "many", "side", "type", "wait"].into_iter().map(|field| (body(field), "missing")).collect();
    let mut found = faults(&nothing);
    found.sort_by_key(|(loc, _)| format!("{loc:?}"));
    assert_eq!(found, missing);
}

#[test]
fn a_wrong_argument_is_an_error_to_the_caller_and_nothing_else() {
    let mut bench = bench([]);
    let mut wrong = |arguments: Json| faults(&bench.command("matcher", "set_limit", &arguments).unwrap_err());
    assert_eq!(wrong(json!({})), [(body("limit"), "missing")]);
    assert_eq!(wrong(json!({ "limit": 0 })), [(body("limit"), "greater_than_equal")]);
    assert_eq!(wrong(json!({ "limit": 101 })), [(body("limit"), "less_than_equal")]);
    assert_eq!(wrong(json!({ "limit": "much" })), [(body("limit"), "int_type")]);
    assert_eq!(wrong(json!({ "limit": 1, "limits": 1 })), [(body("limits"), "extra_forbidden")]);
    assert_eq!(wrong(json!([])), [(vec![Location::from("body")], "model_attributes_type")]);
    let text = bench.command("matcher", "set_limit", &json!({ "limit": 0 })).unwrap_err().to_string();
    assert_eq!(text, "body.limit: Input should be greater than or equal to 1");
    bench.advance("1s");
    bench.expect(Desk::beats).values([10]);
    assert!(bench.failures().is_empty());
}

#[test]
fn an_error_of_a_command_is_for_the_caller_alone() {
    let mut bench = bench(["matcher.on_failure=stop"]);
    let error = bench.command("matcher", "refuse", &json!({ "why": "so" })).unwrap_err();
    assert_eq!(error, CommandError::Failed("no: so".to_owned()));
    assert_eq!(bench.command("matcher", "total", &Json::Null), Ok(json!(0)));
}

#[test]
fn an_unknown_name_is_an_error_with_the_nearest_one() {
    let mut bench = bench([]);
    let mut text = |module: &str, command: &str| bench.command(module, command, &Json::Null).unwrap_err().to_string();
    assert_eq!(text("macher", "total"), "there is no module `macher`; did you mean `matcher`?");
    assert_eq!(text("matcher", "totl"), "module `matcher` has no command `totl`; did you mean `total`?");
    assert_eq!(text("matcher", "accept"), "module `matcher` has no command `accept`");
}

#[test]
fn what_a_command_publishes_ticks_in_a_cycle_of_its_own_at_the_same_time() {
    let mut bench = bench([]);
    bench.send(Desk::orders, 7);
    bench.advance("500ms");
    assert_eq!(bench.command("matcher", "reset", &Json::Null), Ok(json!(7)));
    bench.expect(Desk::resets).at(["500ms"]).values([8]);
    bench.expect(Desk::seen).at(["500ms"]).values([8]);
    bench.expect_order().then(Desk::accepted, |_| true).then(Desk::resets, |_| true).then(Desk::seen, |_| true);
    assert_eq!(bench.command("matcher", "note", &json!({ "text": "hello" })), Ok(Json::Null));
    assert_eq!(bench.command("matcher", "note", &Json::Null), Ok(Json::Null));
    bench.expect(Desk::notes).values(["hello".to_owned()]);
}

#[test]
fn a_command_publishes_as_a_node_does() {
    let mut bench = bench([]);
    assert_eq!(bench.command("matcher", "several", &json!({ "many": [1, 2, 3] })), Ok(json!(3)));
    bench.expect(Desk::resets).values([1, 2, 3]);
    bench.expect(Desk::seen).values([6]);
    bench.expect(Desk::keyed).values([Keyed::new("a".to_owned(), 1)]);
    bench.expect(Desk::notes).values(["done".to_owned()]);
}

#[test]
fn the_time_of_a_command_is_engine_time_and_it_comes_after_what_is_due() {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap().from(at(0)).until(at(3));
    simulation.send_at(at(1), Desk::orders, 20);
    let mut limit = simulation.command_at(at(1), "matcher", "set_limit", &json!({ "limit": 30 })).unwrap();
    simulation.send_at(at(1), Desk::orders, 20);
    let mut when = simulation.command_at(at(2), "matcher", "when", &Json::Null).unwrap();
    let mut late = simulation.command_at(at(4), "matcher", "when", &Json::Null).unwrap();
    let (accepted, beats) = (simulation.collect(Desk::accepted), simulation.collect(Desk::beats));
    simulation.run().unwrap();
    let answer = |commanded: &mut Commanded| commanded.take();
    assert_eq!(answer(&mut limit), Some(Ok(json!(10))));
    assert_eq!(answer(&mut when), Some(Ok(json!("1970-01-01T00:00:02Z"))));
    assert_eq!(answer(&mut late), None);
    assert_eq!(values(accepted), [20]);
    assert_eq!(timed(beats), [(1, 10), (2, 30), (3, 30)]);
}

#[test]
fn commands_are_the_same_whether_or_not_somebody_looks_on() {
    let run = |watched: bool| {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap().from(at(0)).until(at(3));
        simulation.send_at(at(1), Desk::orders, 5);
        let mut reset = simulation.command_at(at(2), "matcher", "reset", &Json::Null).unwrap();
        let _seen = watched.then(|| simulation.collect(Desk::seen));
        let summary = simulation.run().unwrap();
        (summary.cycles, summary.app.matcher.total, reset.take())
    };
    assert_eq!(run(false), run(true));
    assert_eq!(run(false), (5, 0, Some(Ok(json!(5)))));
}

#[test]
fn a_panic_is_told_and_is_a_failure_of_the_module() {
    let mut counted = bench([]);
    let error = counted.command("matcher", "fail", &Json::Null).unwrap_err();
    assert_eq!(error, CommandError::Panicked("matcher.fail".to_owned()));
    assert!(counted.failures()[0].starts_with("command `matcher.fail` panicked: this one fails"), "{:?}", counted.failures());
    assert_eq!(counted.command("matcher", "total", &Json::Null), Ok(json!(0)));
    counted.expect_failures(1);

    let mut restarts = bench(["matcher.on_failure=restart"]);
    restarts.command("matcher", "set_limit", &json!({ "limit": 50 })).unwrap();
    restarts.command("matcher", "fail", &Json::Null).unwrap_err();
    let waiting = CommandError::Down { module: "matcher", state: ModuleState::Restarting };
    assert_eq!(restarts.command("matcher", "total", &Json::Null), Err(waiting));
    restarts.advance("1s");
    assert_eq!(restarts.command("matcher", "set_limit", &json!({ "limit": 50 })), Ok(json!(10)));
    restarts.expect_failures(1);

    let mut stops = bench(["matcher.on_failure=stop"]);
    stops.command("matcher", "fail", &Json::Null).unwrap_err();
    let text = stops.command("matcher", "total", &Json::Null).unwrap_err().to_string();
    assert_eq!(text, "module `matcher` has failed, and has stopped");
    stops.expect_failures(1);

    let mut ends = bench(["matcher.on_failure=stop_gateway"]);
    ends.command("matcher", "fail", &Json::Null).unwrap_err();
    let text = ends.command("matcher", "total", &Json::Null).unwrap_err().to_string();
    assert_eq!(text, "the gateway is stopping");
    ends.expect_failures(1);
}

#[test]
fn a_module_that_is_off_has_no_commands() {
    let mut bench = bench(["matcher.enabled=false"]);
    let off = CommandError::Down { module: "matcher", state: ModuleState::Off };
    assert_eq!(off.to_string(), "module `matcher` is switched off");
    assert_eq!(bench.command("matcher", "total", &Json::Null), Err(off));
}

#[test]
fn before_its_time_a_module_takes_commands_that_publish_nothing() {
    let mut bench = bench(["matcher.hold_until=1970-01-01T00:00:02Z"]);
    assert_eq!(bench.command("matcher", "set_limit", &json!({ "limit": 20 })), Ok(json!(10)));
    let held = bench.command("matcher", "reset", &Json::Null).unwrap_err();
    assert_eq!(held, CommandError::Held { module: "matcher", until: at(2) });
    assert!(held.to_string().starts_with("module `matcher` publishes nothing before 1970-01-01T00:00:02"), "{held}");
    bench.advance("2s");
    assert_eq!(bench.command("matcher", "reset", &Json::Null), Ok(json!(0)));
    bench.expect(Desk::resets).values([1]);
}

#[test]
fn commands_describe_themselves() {
    let commands = App::META.commands;
    let names: Vec<&str> = commands.iter().map(|command| command.name).collect();
    assert_eq!(names, ["set_limit", "total", "nothing", "refuse", "fail", "when", "all", "reset", "note", "several"]);
    let mut definitions = Definitions::default();
    let arguments = (commands[0].arguments)(&mut definitions);
    assert_eq!(commands[0].doc, "Sets the largest order that is accepted, and gives the one before.");
    assert_eq!(
        definitions.resolve(&arguments),
        &json!({
            "type": "object",
            "description": "The arguments of `set_limit`",
            "properties": { "limit": { "type": "integer", "minimum": 1, "maximum": 100, "description": "The new limit." } },
            "additionalProperties": false,
            "required": ["limit"],
        })
    );
    assert_eq!((commands[0].answer)(&mut definitions)["type"], "integer");
    assert_eq!((commands[2].answer)(&mut definitions), json!({ "type": "null" }));
    assert_eq!((commands[6].answer)(&mut definitions), json!({}));
    assert!(commands[0].place.contains("commands.rs"), "{}", commands[0].place);
    let publishes = |place: usize| commands[place].publishes.to_vec();
    assert_eq!((publishes(0), publishes(7)), (vec![], vec![Desk::resets.index()]));
}

mod instances {
    //! Modules of groups and lists.

    use super::*;

    #[group(channels = Desk)]
    pub struct Pair {
        one: Matcher,
        #[instances(3)]
        others: Vec<Matcher>,
    }

    #[gateway(channels = Desk, open)]
    pub struct Many {
        pair: Pair,
        #[instances(2)]
        list: Vec<Matcher>,
    }

    #[test]
    fn modules_of_groups_and_lists_are_named_as_in_settings() {
        let mut bench = TestBench::<Many>::with([r#"list=[{"limit": 1}, {"limit": 2}]"#, r#"pair.others=[{"limit": 3}]"#]);
        let mut limit = |module: &str| bench.command(module, "set_limit", &json!({ "limit": 9 }));
        assert_eq!(limit("pair.one"), Ok(json!(10)));
        assert_eq!(limit("list.0"), Ok(json!(1)));
        assert_eq!(limit("list.1"), Ok(json!(2)));
        assert_eq!(limit("pair.others.0"), Ok(json!(3)));
        let absent = limit("pair.others.1").unwrap_err();
        assert_eq!(absent, CommandError::NoModule("there is no module `pair.others.1`: its list is shorter".to_owned()));
        let app = bench.app();
        assert_eq!((app.pair.one.limit, app.list[0].limit, app.list[1].limit, app.pair.others[0].limit), (9, 9, 9, 9));
    }

    #[test]
    fn each_publishes_for_itself() {
        let mut bench = TestBench::<Many>::with(["list=[{}, {}]", "pair.others=[]"]);
        bench.send(Desk::orders, 4);
        assert_eq!(bench.command("list.1", "reset", &Json::Null), Ok(json!(4)));
        bench.expect(Desk::resets).values([5]);
        let app = bench.app();
        assert_eq!((app.pair.one.total, app.list[0].total, app.list[1].total), (4, 4, 0));
    }
}

mod in_a_loop {
    //! What a command publishes is an input like any other: loops go on from it.

    use super::*;

    #[channels]
    pub struct Ring {
        turns: Channel<u32>,
    }

    #[module]
    pub struct Spinner {}

    #[module(channels = Ring)]
    impl Spinner {
        #[command(publish(turns))]
        fn spin(&self, turns: u32) -> u32 {
            turns
        }

        #[node(publish(turns))]
        fn turn(&self, turns: Ticks<u32>) -> Option<u32> {
            turns.iter().max().filter(|turns| **turns > 0).map(|turns| turns - 1)
        }
    }

    #[gateway(channels = Ring)]
    pub struct Loop {
        spinner: Spinner,
    }

    #[test]
    fn feedback_follows_a_command() {
        let mut bench = TestBench::<Loop>::with([]);
        assert_eq!(bench.command("spinner", "spin", &json!({ "turns": 3 })), Ok(Json::Null));
        bench.expect(Ring::turns).values([3, 2, 1, 0]);
    }
}

mod with_errors {
    //! A panic of a command ticks on `errors`.

    use super::*;

    #[channels]
    pub struct Told {
        errors: Channel<Failure>,
        texts: Channel<String>,
    }

    #[module]
    pub struct Part {}

    #[module(channels = Told)]
    impl Part {
        #[command]
        fn fail(&self) {
            panic!("so it is");
        }

        #[node(publish(texts))]
        fn tell(&self, errors: &Failure) -> String {
            format!("{}.{} {}", errors.module, errors.node, errors.count)
        }
    }

    #[gateway(channels = Told)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct Teller {
        part: Part,
    }

    #[test]
    fn a_panic_ticks_on_errors() {
        let mut bench = TestBench::<Teller>::with([]);
        bench.command("part", "fail", &Json::Null).unwrap_err();
        bench.command("part", "fail", &Json::Null).unwrap_err();
        bench.expect(Told::texts).values(["part.fail 1".to_owned(), "part.fail 2".to_owned()]);
        bench.expect_failures(2);
    }
}
