//! The constraints of settings, and the JSON Schema of them all.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gateway_runtime::config::{Section, document};
use gateway_runtime::life::Configured;
use gateway_runtime::prelude::*;
use proptest::prelude::*;
use serde_json::{Value, json};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
}

/// How exact.
#[message]
#[derive(PartialEq)]
pub enum Mode {
    Fast,
    Exact,
}

#[message]
pub struct Range {
    from: u32,
    to: u32,
}

/// Works on numbers.
#[module(on_failure = stop, validate = Worker::fits)]
pub struct Worker {
    /// The largest number.
    #[config(minimum = 1, maximum = 100)]
    limit: u32,
    #[config(exclusive_minimum = 0, exclusive_maximum = 1, default = 0.5)]
    share: f64,
    /// How it is called.
    #[config(min_length = 2, max_length = 5, pattern = "^[a-z]+$", default = "name")]
    name: String,
    #[config(default = "1m 30s")]
    interval: Duration,
    #[config(default = Mode::Fast)]
    mode: Mode,
    range: Option<Range>,
    #[config(default)]
    names: BTreeMap<String, i8>,
    /// Of a type without a schema.
    #[config(default)]
    path: PathBuf,
    #[state]
    seen: u32,
}

impl Worker {
    fn fits(&self) -> Result<(), Invalid> {
        match &self.range {
            Some(range) if range.from > range.to => Err(Invalid::field("range", "it ends before it begins")),
            _ => Ok(()),
        }
    }
}

#[module(channels = Bus)]
impl Worker {
    #[node]
    fn work(&mut self, numbers: &u32) {
        self.seen += numbers;
    }
}

#[module]
pub struct Plain {}

#[module(channels = Bus)]
impl Plain {
    #[node]
    fn work(&mut self, numbers: &u32) {
        let _ = numbers;
    }
}

/// A gateway.
#[gateway(channels = Bus)]
pub struct App {
    worker: Worker,
    plain: Plain,
}

fn configured(settings: &Value) -> Result<Configured<App>, String> {
    let section = Section::new(settings.clone()).map_err(|error| error.to_string())?;
    Configured::read(section).map_err(|error| error.to_string())
}

fn error(settings: &Value) -> String {
    configured(settings).map(|_| ()).unwrap_err()
}

#[test]
fn a_constraint_that_is_not_kept_names_its_setting() {
    let with = |name: &str, value: Value| {
        let mut settings = json!({ "worker": { "limit": 5 } });
        settings["worker"][name] = value;
        error(&settings)
    };
    assert_eq!(with("limit", json!(0)), "worker.limit: Input should be greater than or equal to 1");
    assert_eq!(with("limit", json!(101)), "worker.limit: Input should be less than or equal to 100");
    assert_eq!(with("limit", json!("5")), "worker.limit: invalid type: string \"5\", expected u32");
    assert_eq!(with("share", json!(0)), "worker.share: Input should be greater than 0");
    assert_eq!(with("share", json!(1.0)), "worker.share: Input should be less than 1");
    assert_eq!(with("name", json!("a")), "worker.name: String should have at least 2 characters");
    assert_eq!(with("name", json!("abcdef")), "worker.name: String should have at most 5 characters");
    assert_eq!(with("name", json!("ABC")), "worker.name: String should match pattern '^[a-z]+$'");
}

#[test]
fn a_check_of_the_module_itself_names_its_setting() {
    assert_eq!(error(&json!({ "worker": { "limit": 5, "range": { "from": 2, "to": 1 } } })), "worker.range: it ends before it begins");
    assert!(configured(&json!({ "worker": { "limit": 5, "range": { "from": 1, "to": 2 } } })).is_ok());
}

#[test]
fn the_schema_has_docs_defaults_constraints_and_what_is_required() {
    let schema = document::<App>("App");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!((&schema["title"], &schema["description"], &schema["required"]), (&json!("App"), &json!("A gateway."), &json!(["worker"])));
    let worker = &schema["properties"]["worker"];
    assert_eq!((&worker["description"], &worker["required"]), (&json!("Works on numbers."), &json!(["limit"])));
    let of = |name: &str| &worker["properties"][name];
    assert_eq!(of("limit"), &json!({ "type": "integer", "minimum": 1, "maximum": 100, "description": "The largest number." }));
    assert_eq!(
        of("name"),
        &json!({
            "type": "string", "minLength": 2, "maxLength": 5, "pattern": "^[a-z]+$", "description": "How it is called.", "default": "name",
        })
    );
    assert_eq!(
        (&of("interval")["default"], &of("mode")["default"], &of("mode")["$ref"]),
        (&json!(90.0), &json!("Fast"), &json!("#/$defs/Mode"))
    );
    assert_eq!(of("path"), &json!({ "description": "Of a type without a schema.", "default": "" }));
    assert_eq!((&of("on_failure")["default"], &of("enabled")["default"]), (&json!("stop"), &json!(true)));
    assert!(worker["properties"].get("seen").is_none(), "state is no setting");
    assert_eq!(schema["$defs"]["Mode"]["enum"], json!(["Fast", "Exact"]));
}

/// Values that are right for some setting, and wrong for others.
fn values() -> impl Strategy<Value = Value> {
    let values = [
        json!(0),
        json!(1),
        json!(5),
        json!(0.5),
        json!(100),
        json!(101),
        json!(-1),
        json!(true),
        json!(null),
        json!([]),
        json!({}),
        json!("a"),
        json!("abc"),
        json!("ABC"),
        json!("Fast"),
        json!("restart"),
        json!("stop"),
        json!("10s"),
        json!("2026-01-01T00:00:00Z"),
        json!({ "from": 1, "to": 2 }),
        json!({ "from": 1 }),
        json!({ "a": 1 }),
        json!({ "a": 300 }),
        json!({ "delay": 1 }),
        json!({ "policy": "stop", "restarts": 2 }),
        json!({ "policy": "halt" }),
        json!({ "restarts": -1 }),
    ];
    proptest::sample::select(values.to_vec())
}

proptest! {
    #[test]
    fn the_schema_allows_what_can_be_read(
        settings in prop::collection::vec((prop::sample::select(vec![
            "limit", "share", "name", "interval", "mode", "range", "names", "path", "enabled", "hold_until", "on_failure", "unknown",
        ]), values()), 0..3),
        limit in prop::option::weighted(0.9, 1_u32..=100),
        outer in prop::option::weighted(0.2, (prop::sample::select(vec!["stalled", "hold_until", "plain", "other"]), values())),
    ) {
        let mut worker = serde_json::Map::new();
        worker.extend(limit.map(|limit| ("limit".to_owned(), json!(limit))));
        worker.extend(settings.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let mut all = json!({ "worker": worker });
        if let Some((name, value)) = outer {
            all[name] = value;
        }
        let schema = document::<App>("App");
        let allowed = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap().is_valid(&all);
        let read = configured(&all);
        // A text may be no span of time, and a type without a schema may refuse anything: the schema cannot say that.
        let beyond = ["interval", "stalled", "path", "delay"].iter().any(|name| read.as_ref().is_err_and(|error| error.contains(name)));
        // Sections may be left empty.
        let empty = all.get("plain").is_some_and(Value::is_null);
        prop_assert!(allowed == read.is_ok() || (allowed && beyond) || (!allowed && empty), "{all}: {read:?}", read = read.map(|_| ()));
    }
}
