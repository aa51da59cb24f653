//! What channels remember, in real time.

use gateway_runtime::TickId;
use gateway_runtime::engine::Refused;
use gateway_runtime::prelude::*;
use gateway_runtime::tokio;
use gateway_runtime::tokio::runtime::Runtime;
use serde_json::json;

#[message]
pub struct Level {
    name: String,
    value: u32,
}

#[channels]
pub struct Bus {
    #[channel(send, state(key = name), history = 100_000, lookup)]
    levels: Channel<Level>,
    #[channel(send, history = "1s", lookup = (100, "1s"))]
    aged: Channel<Level>,
}

#[gateway(channels = Bus, open)]
pub struct App {}

fn run<T>(test: impl Future<Output = T>) -> T {
    Runtime::new().unwrap().block_on(test)
}

fn send(live: &Live<App>, levels: &serde_json::Value) {
    send_on(live, 0, levels);
}

fn send_on(live: &Live<App>, channel: usize, levels: &serde_json::Value) {
    let handle = live.handle();
    loop {
        let batch = handle.decode(channel, levels, None).unwrap();
        match handle.send(channel, batch) {
            Ok(()) => return,
            Err(refused) => assert_eq!(refused, Refused::Full),
        }
        std::thread::yield_now();
    }
}

#[test]
fn whoever_waits_until_it_has_settled_sees_what_it_has_sent() {
    run(async {
        let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        let keeper = live.handle().keeper().clone();
        let state = keeper.state("levels").unwrap();
        for value in 0..200 {
            send(&live, &json!([{ "id": format!("id{value}"), "name": "a", "value": value }, { "name": "b", "value": 0 }]));
            keeper.settled().await.unwrap();
            let row = keeper.get(state, &["a"]).unwrap().unwrap();
            assert_eq!(row.downcast_ref::<Level>().unwrap().value, value);
            assert_eq!(row.id(), Some(&TickId::client(&format!("id{value}"))));
        }
        assert_eq!(keeper.lookup(None, &TickId::client("id7")).unwrap().downcast_ref::<Level>().unwrap().value, 7);
        // Of a channel that is remembered the store has the last tick too.
        let last = live.handle().last(0, None).await.unwrap();
        assert_eq!((last.len(), last[0].describe()), (1, r#"Level { name: "b", value: 0 }"#.to_owned()));
        let stats = live.handle().stats().kept;
        assert_eq!((stats.states[0].keys, stats.histories, stats.waiting), (2, vec![(0, 400), (1, 0)], 0));
        live.stop().await.unwrap();
        // What was remembered outlives the run.
        assert_eq!(keeper.settled().await, Err(Refused::Stopping));
        assert_eq!((keeper.rows(state).len(), keeper.history(0).len()), (2, 400));
    });
}

#[test]
fn readers_disturb_neither_each_other_nor_the_engine() {
    run(async {
        let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        let reader = |name: &'static str| {
            let keeper = live.handle().keeper().clone();
            tokio::task::spawn_blocking(move || {
                let (mut known, mut next, mut seen) = (0, 0, 0);
                while seen < 50_000 {
                    let changes = keeper.changes(0, known);
                    known = changes.version;
                    assert!(changes.rows.len() <= 1000);
                    let history = keeper.history_since(0, next);
                    // Nothing is missing, and nothing comes twice.
                    assert_eq!((history.first, history.next), (0, next + history.rows.len() as u64));
                    next = history.next;
                    for row in &history.rows {
                        assert_eq!(row.downcast_ref::<Level>().unwrap().value, seen, "{name}");
                        seen += 1;
                    }
                }
                keeper.rows(0).len()
            })
        };
        let readers = [reader("one"), reader("two"), reader("three")];
        for first in (0..50_000_u32).step_by(500) {
            let levels: Vec<_> = (first..first + 500).map(|value| json!({ "name": (value % 1000).to_string(), "value": value })).collect();
            send(&live, &json!(levels));
        }
        for reader in readers {
            assert_eq!(reader.await.unwrap(), 1000);
        }
        live.stop().await.unwrap();
    });
}

#[test]
fn times_that_clients_give_drop_nothing() {
    run(async {
        let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        let level = |id: &str, time: &str| json!({ "id": id, "timestamp": time, "name": "a", "value": 1 });
        let hostile = [level("a", "1970-01-01T00:00:00"), level("b", "2200-01-01T00:00:00"), level("c", "1970-01-01T00:00:00")];
        send_on(&live, 1, &json!(hostile));
        let keeper = live.handle().keeper();
        keeper.settled().await.unwrap();
        assert_eq!(keeper.history(1).len(), 3);
        assert!(["a", "b", "c"].iter().all(|id| keeper.lookup(Some(1), &TickId::client(id)).is_some()));
        live.stop().await.unwrap();
    });
}

#[test]
fn a_live_run_may_remember_nothing() {
    run(async {
        let mut options = LiveOptions::default();
        options.keep_states = false;
        let live = Live::start(App::from_settings([]).unwrap(), options).await.unwrap();
        assert!(live.handle().keeper().states().is_empty() && live.handle().keeper().histories().is_empty());
        live.stop().await.unwrap();
    });
}
