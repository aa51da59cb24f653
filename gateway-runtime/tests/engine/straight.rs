//! What is read straight from a text is what would be read from it as JSON.

use std::collections::BTreeMap;

use gateway_runtime::TickId;
use gateway_runtime::channel::{AnyChannel, ChannelSet, Stamping};
use gateway_runtime::prelude::*;
use jiff::civil::Date;
use proptest::prelude::*;
use serde_json::{Value, json};

#[message]
pub enum Color {
    Red,
    Green,
}

#[message]
pub struct Inner {
    pub a: i64,
    #[message(default)]
    pub when: Timestamp,
}

#[message]
pub enum Event {
    Opened { at: Timestamp, by: Option<String> },
    Moved { to: f64 },
}

#[message(validate = Kitchen::sound)]
pub struct Kitchen {
    #[message(default)]
    pub int: i64,
    #[message(default)]
    pub small: u8,
    #[message(default)]
    pub float: f64,
    #[message(default)]
    pub single: f32,
    #[message(default)]
    pub flag: bool,
    #[message(default)]
    pub text: String,
    #[message(default = Color::Red)]
    pub color: Color,
    #[message(default)]
    pub date: Option<Date>,
    #[message(default)]
    pub span: Duration,
    pub inner: Option<Inner>,
    #[message(default)]
    pub list: Vec<Inner>,
    #[message(default)]
    pub map: BTreeMap<String, i64>,
    #[message(default)]
    pub maps: BTreeMap<String, BTreeMap<String, f64>>,
    pub event: Option<Event>,
    #[message(default)]
    pub any: Value,
}

impl Kitchen {
    fn sound(&self) -> Result<(), Invalid> {
        if self.int == 13 { Err(Invalid::field("int", "it brings bad luck")) } else { Ok(()) }
    }
}

#[message]
pub struct Price {
    pub value: f64,
}

#[message]
pub struct Limited {
    #[message(minimum = 1)]
    pub x: i64,
}

#[channels]
pub struct Bus {
    #[channel(send)]
    kitchen: Channel<Kitchen>,
    #[channel(send)]
    lists: Channel<Vec<Kitchen>>,
    #[channel(send)]
    basket: Basket<String, Kitchen>,
    #[channel(send)]
    prices: Channel<Price>,
    #[channel(send)]
    numbers: Channel<f64>,
    #[channel(send)]
    events: Channel<Event>,
    #[channel(send)]
    any: Channel<Value>,
    #[channel(send)]
    limited: Channel<Limited>,
}

struct Stamps;

impl Stamping for Stamps {
    fn stamp(&self) -> (TickId, Timestamp) {
        (TickId::client("x"), Timestamp::EPOCH)
    }
}

fn channel(name: &str) -> &'static dyn AnyChannel {
    *Bus::channels().iter().find(|channel| channel.name() == name).unwrap()
}

fn straight(name: &str, text: &str, key: Option<&str>) -> Option<String> {
    let batch = channel(name).decode_text(text, key, &Stamps)?;
    Some(String::from_utf8(batch.accepted().to_vec()).unwrap())
}

/// The other way, for JSON in which no key stands twice.
fn by_json(name: &str, text: &str, key: Option<&str>) -> Option<String> {
    let batch = channel(name).decode(&uniform(serde_json::from_str(text).ok()?), key, &Stamps).ok()?;
    Some(String::from_utf8(batch.accepted().to_vec()).unwrap())
}

/// A number without a fraction is an integer to the service.
fn uniform(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is small")]
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9.2e18 && float.to_bits() != (-0.0_f64).to_bits() => {
                json!(float as i64)
            }
            _ => Value::Number(number),
        },
        Value::Array(values) => values.into_iter().map(uniform).collect(),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(name, value)| (name, uniform(value))).collect()),
        other => other,
    }
}

#[test]
fn good_values_are_read_straight() {
    for (name, text) in [
        ("kitchen", r#"{"int":1,"small":255,"float":1,"single":0.1,"flag":true,"text":"a\u00e4\n","color":"Green"}"#),
        ("kitchen", r#"[{"int":1.0},{"int":-2e3,"float":-0.0},{}]"#),
        ("kitchen", r#" { "id" : "mine" , "timestamp" : "2020-01-02T03:04:05" , "int" : 1 } "#),
        ("kitchen", r#"{"timestamp":1.7e9,"date":"2024-02-29","span":1.5,"inner":{"a":1,"when":1700000000}}"#),
        ("kitchen", r#"{"inner":null,"list":[{"a":1},{"a":2}],"map":{"a":1,"b":2},"maps":{"a":{"x":1,"y":0.5},"b":{"x":1}}}"#),
        ("kitchen", r#"{"event":{"type":"Opened","at":"2020-01-02T03:04:05Z","by":null},"any":{"id":[1.0,{"x":null}]}}"#),
        ("kitchen", "[]"),
        ("lists", r#"[{"int":1,"id":"a"},{"int":2,"id":"b"}]"#),
        ("lists", "[]"),
        ("prices", r#"{"value":1.5}"#),
        ("events", r#"[{"type":"Moved","to":1},{"to":2.5,"type":"Moved"}]"#),
        ("any", r#"{"x":{"y":[1.0,"z"]},"id":"mine"}"#),
        ("any", r#"{"value":1,"x":2}"#),
        ("any", r#"{"value":1}"#),
    ] {
        let read = straight(name, text, None);
        assert!(read.is_some(), "{text}");
        assert_eq!(read, by_json(name, text, None), "{text}");
    }
    assert_eq!(straight("basket", r#"{"int":1}"#, Some("k")), by_json("basket", r#"{"int":1}"#, Some("k")));
}

#[test]
fn whatever_else_is_left_to_the_other_way() {
    for (name, text) in [
        ("kitchen", r#"{"int":1,"int":1}"#),
        ("kitchen", r#"{"map":{"a":1,"a":1}}"#),
        ("kitchen", r#"{"maps":{"a":{},"b":{},"a":{}}}"#),
        ("kitchen", r#"{"any":[{"a":1,"\u0061":2}]}"#),
        ("kitchen", r#"{"event":{"type":"Moved","to":1,"to":1}}"#),
        ("kitchen", r#"{"id":"a","id":"b"}"#),
        ("kitchen", r#"{"id":null}"#),
        ("kitchen", r#"{"timestamp":null}"#),
        ("kitchen", r#"{"timestamp":1,"timestamp":1}"#),
        ("kitchen", r#"{"id":{},"int":1}"#),
        ("kitchen", r#"{"id":7,"int":1}"#),
        ("kitchen", r#"{"timestamp":"soon"}"#),
        ("kitchen", r#"{"int":1.5}"#),
        ("kitchen", r#"{"int":13}"#),
        ("kitchen", r#"{"float":1e999}"#),
        ("kitchen", r#"{"text":"\ud800"}"#),
        ("kitchen", r#"{"other":1}"#),
        ("kitchen", r#"{"int":1}}"#),
        ("kitchen", r#"[{"int":1}"#),
        ("kitchen", "[1]"),
        ("kitchen", ""),
        ("any", r#"{"a":1,"a":2}"#),
        ("numbers", "1.5"),
        ("numbers", r#"{"value":1.5}"#),
        ("limited", r#"{"x":1}"#),
        ("basket", r#"{"k":{"int":1}}"#),
    ] {
        assert_eq!(straight(name, text, None), None, "{text}");
    }
    let deep = format!(r#"{{"any":{}1{}}}"#, "[".repeat(200), "]".repeat(200));
    assert_eq!(straight("kitchen", &deep, None), None);
}

/// What may stand in a field, good or not.
const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "1",
    "1.0",
    "-0.0",
    "-7",
    "2.5",
    "1e3",
    "256",
    "9.3e18",
    "1e999",
    "18446744073709551615",
    "99999999999999999999",
    r#""""#,
    r#""Red""#,
    r#""\u0052ed""#,
    r#""2024-02-29""#,
    r#""2024-02-30""#,
    r#""2020-01-02T03:04:05""#,
    r#""PT1S""#,
    "[]",
    "[1,2]",
    "{}",
    r#"{"a":1}"#,
    r#"{"a":1.0,"b":2}"#,
    r#"{"a":{"b":1}}"#,
    r#"{"a":1,"when":5}"#,
    r#"[{"a":1}]"#,
    "[[1,5]]",
    "[1,5]",
    r#"{"type":"Moved","to":1}"#,
    r#"{"type":"Opened","at":0,"by":"x"}"#,
    r#"{"Red":null}"#,
    "+1",
    "tru",
    "[1,]",
];

const FIELDS: &[&str] = &[
    "id",
    "timestamp",
    "value",
    "int",
    "small",
    "float",
    "single",
    "flag",
    "text",
    "color",
    "date",
    "span",
    "inner",
    "list",
    "map",
    "maps",
    "event",
    "any",
    "other",
    "type",
    "to",
    "at",
    "by",
    "x",
    "a",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn both_ways_agree(
        objects in prop::collection::vec(prop::collection::vec((0..FIELDS.len(), 0..VALUES.len()), 0..5), 1..3),
        channel in 0_usize..8,
        list in any::<bool>(),
    ) {
        let object = |fields: &Vec<(usize, usize)>| {
            // No key stands twice: that is known from the tests above.
            let fields: BTreeMap<&str, &str> = fields.iter().map(|(field, value)| (FIELDS[*field], VALUES[*value])).collect();
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
            format!("{{{}}}", fields.join(","))
        };
        let objects: Vec<String> = objects.iter().map(object).collect();
        let text = if list { format!("[{}]", objects.join(" , ")) } else { objects[0].clone() };
        let name = Bus::channels()[channel].name();
        let key = (name == "basket").then_some("k");
        if let Some(read) = straight(name, &text, key) {
            prop_assert_eq!(Some(read), by_json(name, &text, key), "{}", text);
        }
    }
}
