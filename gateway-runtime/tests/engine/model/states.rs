//! States and histories against a list that is searched from its end.

use gateway_runtime::prelude::*;
use gateway_runtime::testing::TestBench;
use proptest::prelude::*;

#[message]
#[derive(PartialEq)]
pub struct Row {
    key: u8,
    part: Part,
    value: u32,
}

#[message]
#[derive(PartialEq)]
pub struct Part {
    name: Option<String>,
}

#[channels]
pub struct Bus {
    #[channel(
        send,
        state(key = key, max_keys = 4),
        state(key = (part.name, key), alias = by_name),
        history = (20, "30s")
    )]
    rows: Channel<Row>,
    #[channel(send)]
    lists: Channel<Vec<Row>>,
    /// By run: all keys with their values, and the keys that have changed.
    seen: Channel<Seen>,
    sampled: Channel<Seen>,
}

#[message]
#[derive(PartialEq, Default)]
pub struct Seen {
    all: Vec<Row>,
    changed: Vec<u8>,
    by_name: Vec<u32>,
}

/// Publishes what is in lists, beside values from outside.
#[module]
pub struct Unroll {}

#[module(channels = Bus)]
impl Unroll {
    #[node(publish(rows))]
    fn unroll(&mut self, lists: &Vec<Row>) -> Vec<Row> {
        lists.iter().filter(|row| row.value % 2 == 0).cloned().collect()
    }
}

/// Another publisher of the same cycles.
#[module]
pub struct Odd {}

#[module(channels = Bus)]
impl Odd {
    #[node(publish(rows))]
    fn odd(&mut self, lists: &Vec<Row>) -> Vec<Row> {
        lists.iter().filter(|row| row.value % 2 == 1).cloned().collect()
    }
}

#[module]
pub struct Look {}

#[module(channels = Bus)]
impl Look {
    #[node(publish(seen))]
    fn changes(&mut self, rows: Changes<u8, Row>, by_name: State<(Option<String>, u8), Row>) -> Seen {
        Seen {
            all: rows.iter().map(|(key, row)| Row { key: *key, ..row.clone() }).collect(),
            changed: rows.changed().map(|(key, row)| if rows.get(key) == Some(row) { *key } else { u8::MAX }).collect(),
            by_name: by_name.iter().map(|(_, row)| row.value).collect(),
        }
    }

    #[node(publish(sampled))]
    fn sample(&mut self, lists: &Vec<Row>, rows: State<u8, Row>) -> Seen {
        let _ = lists;
        Seen { all: rows.iter().map(|(key, row)| Row { key: *key, ..row.clone() }).collect(), ..Seen::default() }
    }
}

#[gateway(channels = Bus, open)]
pub struct App {
    look: Look,
    unroll: Unroll,
    odd: Odd,
}

/// The newest rows by some key, at most so many, that which changed the longest ago first.
fn newest<K: PartialEq>(ticks: &[(i64, Row)], key: impl Fn(&Row) -> K, most: usize) -> Vec<Row> {
    let mut newest: Vec<Row> = Vec::new();
    for (_, row) in ticks {
        newest.retain(|other| key(other) != key(row));
        newest.push(row.clone());
        if newest.len() > most {
            newest.remove(0);
        }
    }
    newest
}

fn name_and_key(row: &Row) -> (Option<String>, u8) {
    (row.part.name.clone(), row.key)
}

fn row() -> impl Strategy<Value = Row> {
    let name = prop_oneof![Just(None), "[ab]".prop_map(Some)];
    (0_u8..7, name, 0_u32..1000).prop_map(|(key, name, value)| Row { key, part: Part { name }, value })
}

proptest! {
    #[test]
    fn states_and_histories_agree_with_the_model(
        script in prop::collection::vec((0_i64..12, prop::collection::vec(row(), 0..5), any::<bool>()), 1..30),
    ) {
        let mut bench = TestBench::<App>::with([]);
        let (mut ticks, mut seen, mut sampled): (Vec<(i64, Row)>, Vec<Seen>, Vec<Seen>) = Default::default();
        let mut now = 0;
        let all = |ticks: &[(i64, Row)]| newest(ticks, |row| row.key, 4);
        for (wait, rows, as_list) in script {
            now += wait;
            bench.advance(Duration::from_secs(wait.unsigned_abs()));
            // In one cycle by two modules, or one after the other from outside.
            let cycles: Vec<Vec<Row>> = if as_list {
                bench.send(Bus::lists, rows.clone());
                let (even, odd): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.value % 2 == 0);
                vec![even.into_iter().chain(odd).collect()]
            } else {
                for row in &rows {
                    bench.send(Bus::rows, row.clone());
                }
                rows.into_iter().map(|row| vec![row]).collect()
            };
            for cycle in cycles {
                let ticked = !cycle.is_empty();
                let before = ticks.len();
                ticks.extend(cycle.into_iter().map(|row| (now, row)));
                if ticked {
                    let changed = newest(&ticks[before..], |row| row.key, 4).into_iter().map(|row| row.key).collect();
                    let by_name = newest(&ticks, name_and_key, usize::MAX).into_iter().map(|row| row.value).collect();
                    seen.push(Seen { all: all(&ticks), changed, by_name });
                }
                if as_list {
                    sampled.push(Seen { all: all(&ticks), ..Seen::default() });
                }
            }
        }
        bench.expect(Bus::seen).values(seen);
        bench.expect(Bus::sampled).values(sampled);

        let mut by_key = newest(&ticks, |row| row.key, 4);
        by_key.sort_by_key(|row| row.key);
        prop_assert_eq!(bench.state::<Row>("rows"), by_key);
        let mut by_name = newest(&ticks, name_and_key, usize::MAX);
        by_name.sort_by_key(name_and_key);
        prop_assert_eq!(bench.state::<Row>("by_name"), by_name);
        let last = ticks.last().map_or(0, |(time, _)| *time);
        let young: Vec<Row> = ticks.iter().filter(|(time, _)| last - time <= 30).map(|(_, row)| row.clone()).collect();
        prop_assert_eq!(bench.history(Bus::rows), young[young.len().saturating_sub(20)..].to_vec());
    }
}
