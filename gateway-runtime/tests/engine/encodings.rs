//! How every type of field stands on the wire, and in which forms it may come from outside.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use gateway_runtime::TickId;
use gateway_runtime::channel::ChannelSet;
use gateway_runtime::message::Problem;
use gateway_runtime::prelude::*;
use jiff::civil::{Date, Time};
use serde_json::{Value, json};

#[message]
pub enum Color {
    Red,
    Green,
}

#[message]
pub struct Inner {
    pub a: i64,
    pub when: Timestamp,
}

#[message]
pub struct Kitchen {
    #[message(default)]
    pub int: i64,
    #[message(default)]
    pub float: f64,
    #[message(default)]
    pub text: String,
    #[message(default = Color::Red)]
    pub color: Color,
    #[message(default)]
    pub at: Timestamp,
    #[message(default = Date::constant(2024, 2, 29))]
    pub date: Date,
    #[message(default = Time::constant(1, 2, 3, 0))]
    pub time: Time,
    #[message(default)]
    pub span: Duration,
    pub maybe_span: Option<Duration>,
    #[message(default)]
    pub spans: BTreeMap<String, Vec<Duration>>,
    #[message(default)]
    pub pair: [Duration; 2],
    pub maybe: Option<i64>,
    #[message(default)]
    pub set: BTreeSet<String>,
    #[message(default)]
    pub hash_set: HashSet<u32>,
    #[message(default)]
    pub map: HashMap<String, f64>,
    #[message(default = [1.0, f64::NAN])]
    pub floats: [f64; 2],
    pub inner: Option<Inner>,
    /// It has a constraint, so that values are held against the schema.
    #[message(default = 3, exclusive_minimum = 0)]
    pub positive: i64,
}

#[channels]
pub struct Bus {
    #[channel(send)]
    pub kitchen: Channel<Kitchen>,
}

struct Stamps;

impl gateway_runtime::channel::Stamping for Stamps {
    fn stamp(&self) -> (TickId, Timestamp) {
        (TickId::client("x"), Timestamp::EPOCH)
    }
}

/// What was accepted, without id and time.
fn read(body: &Value) -> Result<Value, Vec<Problem>> {
    let batch = Bus::channels()[0].decode(body, None, &Stamps)?;
    let mut accepted: Value = serde_json::from_slice(batch.accepted()).unwrap();
    let fields = accepted[0].as_object_mut().unwrap();
    fields.shift_remove("id");
    fields.shift_remove("timestamp");
    Ok(accepted[0].take())
}

#[test]
fn every_type_of_field_has_one_form_on_the_wire() {
    assert_eq!(
        read(&json!({ "at": "2024-01-02T03:04:05.678901+02:00" })).unwrap().to_string(),
        json!({
            "int": 0, "float": 0.0, "text": "", "color": "Red", "at": "2024-01-02T01:04:05.678901Z", "date": "2024-02-29",
            "time": "01:02:03", "span": 0.0, "maybe_span": null, "spans": {}, "pair": [0.0, 0.0], "maybe": null, "set": [],
            "hash_set": [], "map": {}, "floats": [1.0, null], "inner": null, "positive": 3,
        })
        .to_string()
    );
}

#[test]
fn times_and_spans_of_time_may_come_in_several_forms() {
    for (field, given, written) in [
        ("at", json!("2024-05-06T07:08:09"), json!("2024-05-06T07:08:09Z")),
        ("at", json!("2024-05-06T07:08:09Z"), json!("2024-05-06T07:08:09Z")),
        ("at", json!(1_700_000_000_123_i64), json!("2023-11-14T22:13:20.123000Z")),
        ("at", json!(1_700_000_000), json!("2023-11-14T22:13:20Z")),
        ("time", json!("01:02:03.5"), json!("01:02:03.5")),
        ("span", json!(3.5), json!(3.5)),
        ("span", json!("P1DT2H"), json!(93600.0)),
        ("span", json!("26:00:00"), json!(93600.0)),
        ("span", json!("1m 30s"), json!(90.0)),
        ("maybe_span", json!("10s"), json!(10.0)),
        ("maybe_span", json!(null), json!(null)),
        ("spans", json!({ "a": ["1s", 2] }), json!({ "a": [1.0, 2.0] })),
        ("pair", json!([1, "2s"]), json!([1.0, 2.0])),
        ("inner", json!({ "a": 1, "when": 0 }), json!({ "a": 1, "when": "1970-01-01T00:00:00Z" })),
        ("set", json!(["b", "a"]), json!(["a", "b"])),
        ("hash_set", json!([5]), json!([5])),
        ("map", json!({ "k": 1 }), json!({ "k": 1.0 })),
    ] {
        assert_eq!(read(&json!({ field: given })).unwrap()[field], written, "{field}: {given}");
    }
}

#[test]
fn what_is_of_another_type_is_refused_with_the_word_for_it() {
    for (body, place, kind) in [
        (json!({ "int": "17" }), json!(["body", "int"]), "int_type"),
        (json!({ "int": 1.5 }), json!(["body", "int"]), "int_from_float"),
        (json!({ "text": 5 }), json!(["body", "text"]), "string_type"),
        (json!({ "float": null }), json!(["body", "float"]), "float_type"),
        (json!({ "color": "GREEN" }), json!(["body", "color"]), "enum"),
        (json!({ "maybe": "x" }), json!(["body", "maybe"]), "int_type"),
        (json!({ "inner": { "a": "x", "when": "2020-01-01T00:00:00" } }), json!(["body", "inner", "a"]), "int_type"),
        (json!({ "inner": { "a": 1 } }), json!(["body", "inner", "when"]), "missing"),
        (json!({ "inner": { "a": 1, "when": "2020-01-01T00:00:00", "zz": 2 } }), json!(["body", "inner", "zz"]), "extra_forbidden"),
        (json!({ "positive": 0 }), json!(["body", "positive"]), "greater_than"),
        (json!({ "date": "2023-02-29" }), json!(["body", "date"]), "value_error"),
        (json!({ "span": -1 }), json!(["body", "span"]), "value_error"),
        (json!({ "maybe_span": "P1M" }), json!(["body", "maybe_span"]), "float_type"),
        (json!({ "set": ["a", "a"] }), json!(["body", "set"]), "value_error"),
        (json!({ "pair": [1] }), json!(["body", "pair"]), "value_error"),
        (json!({ "zz": 1 }), json!(["body", "zz"]), "extra_forbidden"),
    ] {
        let problems = read(&body).unwrap_err();
        let told: Vec<(Value, &str)> = problems.iter().map(|problem| (serde_json::to_value(&problem.loc).unwrap(), problem.kind)).collect();
        assert_eq!(told, [(place, kind)], "{body}: {}", problems[0].msg);
    }
}
