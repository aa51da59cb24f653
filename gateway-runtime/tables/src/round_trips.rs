//! Values of every type, into DuckDB and out again.

#![allow(unreachable_pub, reason = "messages are as public as their fields")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use duckdb::Connection;
use duckdb::arrow::record_batch::RecordBatch;
use gateway_runtime::Message;
use gateway_runtime::message::ColumnType;
use gateway_runtime::prelude::*;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::answer;
use crate::layout::{Beside, Layout};

#[message]
pub enum Side {
    Buy,
    Sell,
}

#[message]
pub struct Inner {
    pub text: String,
    pub side: Option<Side>,
    pub any: Value,
    pub at: Timestamp,
}

#[message]
pub enum Event {
    Opened { user: String, inner: Inner },
    Closed { code: i32, user: u8 },
    Gone {},
}

#[message]
pub struct Empty {}

/// Every type that a field can have.
#[message]
pub struct All {
    pub truth: bool,
    pub a: i8,
    pub b: i16,
    pub c: i32,
    pub d: i64,
    pub e: u8,
    pub f: u16,
    pub g: u32,
    pub h: u64,
    pub single: f32,
    pub double: f64,
    pub text: String,
    pub letter: char,
    pub side: Side,
    pub at: Timestamp,
    pub day: jiff::civil::Date,
    pub time: jiff::civil::Time,
    pub took: Duration,
    pub any: Value,
    pub inner: Inner,
    pub event: Event,
    pub empty: Empty,
    pub maybe: Option<i64>,
    pub maybe_inner: Option<Inner>,
    pub maybe_event: Option<Event>,
    pub maybe_any: Option<Value>,
    pub maybe_took: Option<Duration>,
    pub numbers: Vec<i64>,
    pub inners: Vec<Inner>,
    pub maybes: Vec<Option<Side>>,
    pub nested: Vec<Vec<Timestamp>>,
    pub three: [u8; 3],
    pub set: BTreeSet<String>,
    pub map: BTreeMap<String, f64>,
    pub inner_map: HashMap<String, Inner>,
    pub boxed: Box<Inner>,
    pub shared: Arc<String>,
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), Just(String::new()), Just("'\"; DROP TABLE x; --\u{0}é\u{1F600}".to_owned())]
}

fn times() -> impl Strategy<Value = Timestamp> {
    // On the wire a time has microseconds.
    (-9_000_000_000_000_000_i64..9_000_000_000_000_000).prop_map(|micros| Timestamp::from_nanos(micros * 1_000))
}

fn floats() -> impl Strategy<Value = f64> {
    prop_oneof![any::<f64>(), Just(f64::NAN), Just(f64::INFINITY), Just(-0.0), Just(0.1)]
}

fn sides() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Buy), Just(Side::Sell)]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        texts().prop_map(Value::from)
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn inners() -> impl Strategy<Value = Inner> {
    (texts(), prop::option::of(sides()), any_json(), times()).prop_map(|(text, side, any, at)| Inner { text, side, any, at })
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        (texts(), inners()).prop_map(|(user, inner)| Event::Opened { user, inner }),
        (any::<i32>(), any::<u8>()).prop_map(|(code, user)| Event::Closed { code, user }),
        Just(Event::Gone {}),
    ]
}

prop_compose! {
    fn numbers()(a: i8, b: i16, c: i32, d: i64, e: u8, f: u16, g: u32, h: u64, single: f32, double in floats(), truth: bool) -> All {
        All { truth, a, b, c, d, e, f, g, h, single, double, ..plain() }
    }
}

prop_compose! {
    fn all()(
        numbers in numbers(),
        (text, letter, side, at, took) in (texts(), any::<char>(), sides(), times(), 0..4_000_000_000_000_u64),
        (day, micros) in (-100_000..100_000_i32, 0..86_400_000_000_i64),
        (any, inner, event) in (any_json(), inners(), events()),
        (maybe, maybe_inner, maybe_event, maybe_any) in
            (any::<Option<i64>>(), prop::option::of(inners()), prop::option::of(events()), prop::option::of(any_json())),
        (maybe_took, list, inner_list, maybes, nested) in (
            prop::option::of(0..1_000_000_u64), any::<Vec<i64>>(), prop::collection::vec(inners(), 0..3),
            prop::collection::vec(prop::option::of(sides()), 0..4), prop::collection::vec(prop::collection::vec(times(), 0..3), 0..3),
        ),
        (three, set, map, inner_map, boxed, shared) in (
            any::<[u8; 3]>(), prop::collection::btree_set(texts(), 0..4), prop::collection::btree_map(texts(), floats(), 0..4),
            prop::collection::hash_map(texts(), inners(), 0..3), inners(), texts(),
        ),
    ) -> All {
        let midnight = jiff::civil::Time::midnight();
        All {
            text, letter, side, at, took: Duration::from_nanos(took), any, inner, event, maybe, maybe_inner, maybe_event,
            // What is null in JSON is nothing to a field that may be nothing.
            maybe_any: maybe_any.filter(|any| !any.is_null()),
            maybe_took: maybe_took.map(Duration::from_micros), numbers: list, inners: inner_list, maybes, nested, three, set, map, inner_map,
            day: jiff::civil::Date::constant(1970, 1, 1) + jiff::Span::new().days(day),
            time: midnight.wrapping_add(jiff::SignedDuration::from_micros(micros)),
            boxed: Box::new(boxed), shared: shared.into(), ..numbers
        }
    }
}

fn plain() -> All {
    let inner = Inner { text: String::new(), side: None, any: Value::Null, at: Timestamp::EPOCH };
    All {
        truth: true,
        a: 0,
        b: 0,
        c: 0,
        d: 0,
        e: 0,
        f: 0,
        g: 0,
        h: 0,
        single: 0.0,
        double: 0.0,
        text: String::new(),
        letter: 'a',
        side: Side::Buy,
        at: Timestamp::EPOCH,
        day: jiff::civil::Date::constant(1970, 1, 1),
        time: jiff::civil::Time::midnight(),
        took: Duration::ZERO,
        any: Value::Null,
        inner: inner.clone(),
        event: Event::Gone {},
        empty: Empty {},
        maybe: None,
        maybe_inner: None,
        maybe_event: None,
        maybe_any: None,
        maybe_took: None,
        numbers: Vec::new(),
        inners: Vec::new(),
        maybes: Vec::new(),
        nested: Vec::new(),
        three: [0; 3],
        set: BTreeSet::new(),
        map: BTreeMap::new(),
        inner_map: HashMap::new(),
        boxed: Box::new(inner),
        shared: Arc::default(),
    }
}

/// As text and back, since a number of 32 bits has another text than the same one of 64.
fn on_the_wire(message: &All) -> Value {
    serde_json::from_str(&serde_json::to_string(message).unwrap()).unwrap()
}

/// The wire form of a message, as SQL answers have it: times without a zone, spans of time as nanoseconds, all variants' fields.
fn in_sql(kind: &ColumnType, value: &Value) -> Value {
    match (kind, value) {
        (_, Value::Null) if !matches!(kind, ColumnType::Json) => Value::Null,
        (ColumnType::Optional(inner), value) => in_sql(inner, value),
        (ColumnType::Timestamp, Value::String(text)) => text.trim_end_matches('Z').into(),
        (ColumnType::Duration, value) => crate::fit::nanos(value).into(),
        (ColumnType::Struct(columns), value) => {
            columns.iter().map(|column| (column.name.to_owned(), in_sql(&column.kind, &value[column.name]))).collect()
        }
        (ColumnType::List(inner), Value::Array(values)) => values.iter().map(|value| in_sql(inner, value)).collect(),
        (ColumnType::Map(inner), Value::Object(values)) => values.iter().map(|(key, value)| (key.clone(), in_sql(inner, value))).collect(),
        (_, value) => value.clone(),
    }
}

/// Puts messages into a table, and gives what a query finds.
fn there_and_back<T: Message>(messages: &[T]) -> Vec<Value> {
    let layout = Layout::new(ColumnType::of::<T>(), false, false);
    let mut rows = layout.rows().unwrap();
    for (place, message) in messages.iter().enumerate() {
        rows.push(Beside { id: &place.to_string(), time: Timestamp::EPOCH, number: 0, key: None }, message).unwrap();
    }
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(&layout.create("", "t")).unwrap();
    let mut appender = db.appender("t").unwrap();
    appender.append_record_batch(rows.finish().unwrap()).unwrap();
    appender.flush().unwrap();
    let mut statement = db.prepare("SELECT * EXCLUDE (id, timestamp) FROM t ORDER BY CAST(id AS INTEGER)").unwrap();
    let batches: Vec<RecordBatch> = statement.stream_arrow([]).unwrap().collect::<Result<_, _>>().unwrap();
    let mut out = vec![b'['];
    let fields = batches.first().map_or_else(Vec::new, |batch| answer::fields(&batch.schema(), &statement));
    for batch in &batches {
        answer::json::rows(&fields, batch, &mut out);
    }
    out.push(b']');
    let found: Value = serde_json::from_slice(&out).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out)));
    found.as_array().unwrap().clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_type_comes_back_as_it_went(messages in prop::collection::vec(all(), 1..4)) {
        let found = there_and_back(&messages);
        prop_assert_eq!(found.len(), messages.len());
        for (message, found) in messages.iter().zip(found) {
            let expected = in_sql(&ColumnType::of::<All>(), &on_the_wire(message));
            for (name, value) in expected.as_object().unwrap() {
                prop_assert_eq!(&found[name], value, "{}", name);
            }
        }
    }
}

#[test]
fn what_is_no_struct_stands_under_value() {
    assert_eq!(there_and_back(&[1.5, f64::NAN]), [json!({ "value": 1.5 }), json!({ "value": null })]);
    assert_eq!(there_and_back(&[u64::MAX]), [json!({ "value": u64::MAX })]);
    assert_eq!(there_and_back(&[Side::Sell]), [json!({ "value": "Sell" })]);
    assert_eq!(there_and_back(&[Empty {}]), [json!({ "value": {} })]);
    assert_eq!(
        there_and_back(&[json!({ "x": [1, null] }), json!("text")]),
        [json!({ "value": { "x": [1, null] } }), json!({ "value": "text" })]
    );
}

#[test]
fn every_type_has_its_column() {
    let layout = Layout::new(ColumnType::of::<All>(), true, true);
    let columns: Vec<String> = layout.columns().map(|(name, kind)| format!("{name} {kind}")).collect();
    let inner = "STRUCT(\"text\" VARCHAR, \"side\" ENUM ('Buy', 'Sell'), \"any\" JSON, \"at\" TIMESTAMP_NS)";
    let event = format!("STRUCT(\"type\" ENUM ('Opened', 'Closed', 'Gone'), \"user\" JSON, \"inner\" {inner}, \"code\" INTEGER)");
    let expected = [
        "id VARCHAR",
        "timestamp TIMESTAMP_NS",
        "number UBIGINT",
        "key VARCHAR",
        "truth BOOLEAN",
        "a TINYINT",
        "b SMALLINT",
        "c INTEGER",
        "d BIGINT",
        "e UTINYINT",
        "f USMALLINT",
        "g UINTEGER",
        "h UBIGINT",
        "single FLOAT",
        "double DOUBLE",
        "text VARCHAR",
        "letter VARCHAR",
        "side ENUM ('Buy', 'Sell')",
        "at TIMESTAMP_NS",
        "day DATE",
        "time TIME",
        "took BIGINT",
        "any JSON",
        &format!("inner {inner}"),
        &format!("event {event}"),
        "empty JSON",
        "maybe BIGINT",
        &format!("maybe_inner {inner}"),
        &format!("maybe_event {event}"),
        "maybe_any JSON",
        "maybe_took BIGINT",
        "numbers BIGINT[]",
        &format!("inners {inner}[]"),
        "maybes ENUM ('Buy', 'Sell')[]",
        "nested TIMESTAMP_NS[][]",
        "three UTINYINT[]",
        "set VARCHAR[]",
        "map MAP(VARCHAR, DOUBLE)",
        &format!("inner_map MAP(VARCHAR, {inner})"),
        &format!("boxed {inner}"),
        "shared VARCHAR",
    ];
    assert_eq!(columns, expected);
}

#[message]
#[allow(non_snake_case, reason = "that is the point")]
pub struct Clashing {
    pub key: u8,
    pub number: u8,
    pub Id: u8,
}

#[test]
fn names_that_are_taken_get_others() {
    let layout = Layout::new(ColumnType::of::<Clashing>(), true, true);
    let names: Vec<&str> = layout.columns().map(|(name, _)| name).collect();
    assert_eq!(names, ["id", "timestamp", "row_number", "basket_key", "key", "number", "Id_"]);
}
