//! Typed queries: what is answered from columns is what the rows say.

use std::collections::BTreeMap;
use std::time::Duration;

use gateway_runtime::channel::ChannelSet;
use gateway_runtime::prelude::*;
use gateway_runtime::state::{Query, Row};
use gateway_runtime::testing::TestBench;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

#[message]
#[derive(PartialEq)]
pub enum Side {
    Buy,
    Sell,
}

#[message]
#[derive(PartialEq)]
pub struct Venue {
    name: String,
    rank: Option<i64>,
}

#[message]
#[derive(PartialEq)]
pub struct Trade {
    key: u8,
    small: i8,
    signed: i64,
    unsigned: u64,
    maybe: Option<u64>,
    price: f64,
    size: f32,
    symbol: String,
    letter: char,
    side: Option<Side>,
    late: bool,
    at: Timestamp,
    settles: Option<Timestamp>,
    day: Option<jiff::civil::Date>,
    took: Duration,
    venue: Venue,
    other: Option<Venue>,
    tags: BTreeMap<String, f64>,
    any: Value,
}

#[channels]
pub struct Desk {
    #[channel(send, state(key = key), state(key = (venue.name, side), alias = few, max_keys = 3))]
    trades: Channel<Trade>,
}

#[gateway(channels = Desk, open)]
pub struct App {
    channels: ChannelSettings<Desk>,
}

/// Every name that a query can compare.
const NAMES: &[&str] = &[
    "id",
    "timestamp",
    "key",
    "small",
    "signed",
    "unsigned",
    "maybe",
    "price",
    "size",
    "symbol",
    "letter",
    "side",
    "late",
    "at",
    "settles",
    "day",
    "took",
    "venue.name",
    "venue.rank",
    "other.name",
    "other.rank",
    "tags.a",
    "tags.b",
    "any",
    "any.x",
    "any.x.y",
];

const OPERATORS: &[&str] = &["==", "!=", "<", "<=", ">", ">="];

fn integer() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), Just(1), Just(-1), Just(i64::MIN), Just(i64::MAX), Just(1 << 53), Just((1 << 53) + 1), -3_i64..4]
}

fn unsigned() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), Just(1), Just(u64::MAX), Just(1 << 63), Just((1 << 63) - 1), 0_u64..4]
}

fn float() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(-0.0),
        Just(1.0),
        Just(f64::NAN),
        Just(-f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(1e300),
        Just(9_007_199_254_740_992.0),
        Just(18_446_744_073_709_551_615.0),
        Just(2.5),
    ]
}

/// Some that are alike in their first bytes, some that are long.
fn text() -> impl Strategy<Value = String> {
    let long = |end: &str| format!("{}{end}", "long".repeat(20));
    prop::sample::select(vec![
        String::new(),
        "a".to_owned(),
        "a\0".to_owned(),
        "abcdefgh".to_owned(),
        "abcdefghi".to_owned(),
        "abcdefghj".to_owned(),
        "ä".to_owned(),
        "null".to_owned(),
        "1".to_owned(),
        long(""),
        long("1"),
        long("2"),
    ])
}

fn time() -> impl Strategy<Value = Timestamp> {
    prop_oneof![Just(Timestamp::MIN), Just(Timestamp::MAX), (-2_i64..3).prop_map(Timestamp::from_secs), Just(Timestamp::from_nanos(1))]
}

fn venue() -> impl Strategy<Value = Venue> {
    (text(), prop::option::of(integer())).prop_map(|(name, rank)| Venue { name, rank })
}

fn any_json() -> impl Strategy<Value = Value> {
    let single = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        integer().prop_map(Value::from),
        unsigned().prop_map(Value::from),
        float().prop_map(Value::from),
        text().prop_map(Value::from),
        Just(json!([1])),
    ];
    (single, 0..3).prop_map(|(value, depth)| match depth {
        0 => value,
        1 => json!({ "x": value }),
        _ => json!({ "x": { "y": value } }),
    })
}

fn trade() -> impl Strategy<Value = Trade> {
    let numbers = (0_u8..20, any::<i8>(), integer(), unsigned(), prop::option::of(unsigned()), float(), float());
    let words = (text(), prop::sample::select(vec!['a', 'ß']), prop::option::of(any::<bool>()), any::<bool>());
    let times = (time(), prop::option::of(time()), prop::option::of(1_i8..4), 0_u64..4);
    let parts = (venue(), prop::option::of(venue()), prop::collection::btree_map("[ab]", float(), 0..3), any_json());
    (numbers, words, times, parts).prop_map(|(numbers, words, times, parts)| {
        let (key, small, signed, unsigned, maybe, price, size) = numbers;
        let (symbol, letter, side, late) = words;
        let (at, settles, day, took) = times;
        let (venue, other, tags, any) = parts;
        #[expect(clippy::cast_possible_truncation, reason = "any number will do")]
        let size = size as f32;
        let side = side.map(|buys| if buys { Side::Buy } else { Side::Sell });
        let day = day.map(|day| jiff::civil::date(2026, 11, day));
        let took = Duration::from_millis(took * 500);
        Trade {
            key,
            small,
            signed,
            unsigned,
            maybe,
            price,
            size,
            symbol,
            letter,
            side,
            late,
            at,
            settles,
            day,
            took,
            venue,
            other,
            tags,
            any,
        }
    })
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(NAMES)
}

/// A filter: mostly one that fits its column.
fn filter() -> impl Strategy<Value = Value> {
    let value = prop_oneof![
        integer().prop_map(Value::from),
        unsigned().prop_map(Value::from),
        float().prop_map(Value::from),
        text().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        time().prop_map(|time| json!(time)),
        Just(json!("Buy")),
        Just(json!("2026-11-02")),
        Just(json!("a")),
    ];
    let by = prop_oneof![3 => value.prop_map(|value| ("value", value)), 1 => name().prop_map(|name| ("attr", json!(name)))];
    (name(), by, prop::sample::select(OPERATORS)).prop_map(|(attr, (kind, by), operator)| {
        let by = Map::from_iter([(kind.to_owned(), by), ("where".to_owned(), json!(operator))]);
        json!({ "attr": attr, "by": by })
    })
}

fn order() -> impl Strategy<Value = Vec<String>> {
    let one = (name(), any::<bool>()).prop_map(|(name, descending)| if descending { format!("-{name}") } else { name.to_owned() });
    prop::collection::vec(one, 0..3)
}

#[derive(Debug, Clone)]
struct Asked {
    filters: Vec<Value>,
    order: Vec<String>,
    limit: Option<usize>,
    offset: usize,
}

fn asked() -> impl Strategy<Value = Asked> {
    let filters = prop::collection::vec(filter(), 0..4);
    (filters, order(), prop::option::of(0_usize..8), 0_usize..3).prop_map(|(filters, order, limit, offset)| Asked {
        filters,
        order,
        limit,
        offset,
    })
}

#[derive(Debug, Clone)]
enum Step {
    Send(Box<Trade>),
    Ask(Asked),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![2 => trade().prop_map(|trade| Step::Send(Box::new(trade))), 3 => asked().prop_map(Step::Ask)];
    prop::collection::vec(step, 1..60)
}

fn read(query: &Value) -> Option<Query> {
    Query::read(Desk::channels()[0], Some(query), &[]).ok()
}

fn ids(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row.id().unwrap().to_string()).collect()
}

/// The rows that meet the filters, each asked by its key, which looks into the row itself. A key that is nothing cannot be asked for.
fn by_rows(bench: &TestBench<App>, state: usize, filters: &[Value]) -> Vec<Row> {
    let keeper = bench.keeper();
    let meets = |row: &Row| {
        let mut all = filters.to_vec();
        let path = keeper.states()[state].key;
        for (path, label) in path.iter().zip(keeper.key(state, row)) {
            all.push(json!({ "attr": path.join("."), "by": { "value": label } }));
        }
        read(&json!({ "filters": all })).is_some_and(|query| !query.rows(keeper, state).is_empty())
    };
    keeper.rows(state).into_iter().filter(meets).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// Filters of every kind on columns of every kind, between ticks that change them, also beyond the most keys of a state.
    #[test]
    fn a_query_finds_what_a_look_into_each_row_finds(steps in steps()) {
        let mut bench = TestBench::<App>::with([]);
        for step in steps {
            let asked = match step {
                Step::Send(trade) => {
                    bench.send(Desk::trades, *trade);
                    continue;
                }
                Step::Ask(asked) => asked,
            };
            // What does not fit its column is no query.
            let filters: Vec<Value> = asked.filters.into_iter().filter(|filter| read(&json!({ "filters": [filter] })).is_some()).collect();
            let keeper = bench.keeper();
            let found = |order: &[String], limit: Option<usize>, offset: usize, state| {
                let query = json!({ "filters": filters, "order": order, "limit": limit, "offset": offset });
                ids(&read(&query).expect("a good query").rows(keeper, state))
            };
            prop_assert_eq!(found(&[], None, 0, 0), ids(&by_rows(&bench, 0, &filters)));
            let few = keeper.rows(1).into_iter().filter(|row| row.downcast_ref::<Trade>().is_some_and(|trade| trade.side.is_some()));
            let few = ids(&few.collect::<Vec<_>>());
            let mut of_few = found(&[], None, 0, 1);
            of_few.retain(|id| few.contains(id));
            prop_assert_eq!(of_few, ids(&by_rows(&bench, 1, &filters)));
            // An order without a limit is that of the rows themselves.
            for state in [0, 1] {
                let all = found(&asked.order, None, 0, state);
                let some: Vec<String> = all.into_iter().skip(asked.offset).take(asked.limit.unwrap_or(usize::MAX)).collect();
                prop_assert_eq!(found(&asked.order, asked.limit, asked.offset, state), some);
            }
        }
    }
}
