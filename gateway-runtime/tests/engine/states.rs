//! States, histories and lookups: what is remembered of channels.

mod views;

use gateway_runtime::prelude::*;
use gateway_runtime::state::{Bounds, Row};
use gateway_runtime::testing::TestBench;
use gateway_runtime::tokio::runtime::Runtime;
use gateway_runtime::{Configured, TickId};

#[message]
pub enum Side {
    Buy,
    Sell,
}

#[message]
pub struct Order {
    symbol: String,
    side: Side,
}

#[message]
pub struct Fill {
    account: Option<u32>,
    order: Order,
    price: f64,
}

fn fill(account: u32, symbol: &str, side: Side, price: f64) -> Fill {
    Fill { account: Some(account), order: Order { symbol: symbol.to_owned(), side }, price }
}

#[channels]
pub struct Desk {
    #[channel(
        send,
        state(key = order.symbol),
        state(key = (account, order.side), alias = by_account),
        state(key = id, alias = by_id, max_keys = 3),
        history = 3,
        lookup
    )]
    fills: Channel<Fill>,
    #[channel(send, state(key = order.symbol), history = "10s")]
    lists: Channel<Vec<Fill>>,
    #[channel(send, state, state(key = account, alias = venues_by_account), lookup = (2, "1h"))]
    venues: Basket<String, Fill>,
    #[channel(send, history = (4, "1m"))]
    numbers: Channel<f64>,
}

#[gateway(channels = Desk, open)]
pub struct App {
    channels: ChannelSettings<Desk>,
}

fn prices(rows: &[Row]) -> Vec<f64> {
    rows.iter().map(|row| row.downcast_ref::<Fill>().unwrap().price).collect()
}

fn prices_of(bench: &TestBench<App>, alias: &str) -> Vec<f64> {
    bench.state::<Fill>(alias).iter().map(|fill| fill.price).collect()
}

#[test]
fn a_state_has_the_last_tick_of_every_key_in_the_order_of_keys() {
    let mut bench = TestBench::<App>::with([]);
    bench.send(Desk::fills, fill(2, "b", Side::Sell, 1.0));
    bench.send(Desk::fills, fill(1, "a", Side::Sell, 2.0));
    bench.send(Desk::fills, fill(1, "b", Side::Buy, 3.0));
    bench.send(Desk::fills, Fill { account: None, ..fill(0, "B", Side::Sell, 4.0) });
    // Texts compare as texts, variants of an enum as they are declared; `None` comes first.
    assert_eq!(prices_of(&bench, "fills"), [4.0, 2.0, 3.0]);
    assert_eq!(prices_of(&bench, "by_account"), [4.0, 3.0, 2.0, 1.0]);
    let keeper = bench.keeper();
    let by_account = keeper.state("by_account").unwrap();
    let meta = keeper.states()[by_account];
    assert_eq!((meta.channel, meta.key, meta.of_basket), (0, &[&["account"][..], &["order", "side"]][..], false));
    assert_eq!(prices(keeper.get(by_account, &["1", "Buy"]).unwrap().as_slice()), [3.0]);
    assert_eq!(prices(keeper.get(by_account, &["null", "Sell"]).unwrap().as_slice()), [4.0]);
    assert!(keeper.get(by_account, &["7", "Buy"]).unwrap().is_none());
    let wrong = keeper.get(by_account, &["1", "Both"]).unwrap_err();
    assert_eq!(wrong.to_string(), "this is no key of state `by_account`, whose keys consist of: account, order.side");
    assert_eq!(keeper.key(by_account, &keeper.rows(by_account)[0]), ["null", "Sell"]);
}

#[test]
fn lists_are_unrolled_and_the_key_of_a_basket_is_part_of_the_key() {
    let mut bench = TestBench::<App>::with([]);
    let list = vec![fill(1, "a", Side::Buy, 1.0), fill(1, "b", Side::Buy, 2.0), fill(1, "a", Side::Buy, 3.0)];
    bench.send(Desk::lists, list).send(Desk::lists, Vec::new());
    assert_eq!(prices_of(&bench, "lists"), [3.0, 2.0]);
    assert_eq!(bench.history(Desk::lists).len(), 3);
    for (key, account, price) in [("y", 1, 1.0), ("x", 2, 2.0), ("y", 2, 3.0), ("x", 2, 4.0)] {
        bench.send(Desk::venues, Keyed::new(key.to_owned(), fill(account, "a", Side::Buy, price)));
    }
    assert_eq!(prices_of(&bench, "venues"), [4.0, 3.0]);
    assert_eq!(prices_of(&bench, "venues_by_account"), [4.0, 1.0, 3.0]);
    let keeper = bench.keeper();
    let state = keeper.state("venues_by_account").unwrap();
    assert_eq!((keeper.states()[state].key, keeper.states()[state].of_basket), (&[&["key"][..], &["account"]][..], true));
    let row = keeper.get(state, &["y", "1"]).unwrap().unwrap();
    assert_eq!((row.key().as_deref(), prices(std::slice::from_ref(&row))), (Some("y"), vec![1.0]));
}

#[test]
fn beyond_its_keys_a_state_forgets_the_one_that_has_not_ticked_for_the_longest_time() {
    let mut bench = TestBench::<App>::with(["channels.venues.state_keys=2"]);
    for (key, price) in [("a", 1.0), ("b", 2.0), ("a", 3.0), ("c", 4.0)] {
        bench.send(Desk::venues, Keyed::new(key.to_owned(), fill(1, "s", Side::Buy, price)));
    }
    assert_eq!(prices_of(&bench, "venues"), [3.0, 4.0]);
    for price in 1..=5 {
        bench.send(Desk::fills, fill(1, "a", Side::Buy, f64::from(price)));
    }
    assert_eq!(prices_of(&bench, "by_id"), [3.0, 4.0, 5.0]);
    let stats = bench.keeper().stats();
    let forgotten: Vec<_> =
        stats.states.iter().filter(|state| state.forgotten > 0).map(|state| (state.alias, state.keys, state.forgotten)).collect();
    assert_eq!(forgotten, [("by_id", 3, 2), ("venues", 2, 1), ("venues_by_account", 2, 1)]);
}

#[test]
fn a_history_is_bounded_in_ticks_and_in_time() {
    let mut bench = TestBench::<App>::with([]);
    for number in 1..=6 {
        bench.send(Desk::numbers, f64::from(number)).advance("10s");
    }
    assert_eq!(bench.history(Desk::numbers), [3.0, 4.0, 5.0, 6.0]);
    bench.advance("35s").send(Desk::numbers, 7.0);
    assert_eq!(bench.history(Desk::numbers), [5.0, 6.0, 7.0], "one of a minute ago is not kept for its number alone");
    let keeper = bench.keeper();
    let changes = keeper.history_since(Desk::numbers.index(), 6);
    assert_eq!((changes.rows.len(), changes.next, changes.first), (1, 7, 4));
    assert_eq!(keeper.history_since(Desk::numbers.index(), 7).rows.len(), 0);
    assert_eq!(keeper.histories()[0].bounds, Bounds::rows(3));
}

#[test]
fn bounds_come_from_the_settings() {
    let settings = ["channels.numbers.history=2", r#"channels.lists.history=[1,"1s"]"#, r#"channels.fills.lookup="5s""#];
    let mut bench = TestBench::<App>::with(settings);
    for number in [1.0, 2.0, 3.0] {
        bench.send(Desk::numbers, number);
    }
    assert_eq!(bench.history(Desk::numbers), [2.0, 3.0]);
    assert_eq!(bench.keeper().histories()[1].bounds, Bounds::both(1, Duration::from_secs(1)));
    assert_eq!(bench.keeper().lookups()[0].bounds, Bounds::age(Duration::from_secs(5)));
    for (wrong, why) in [
        ("channels.numbers.history=0", "write a number of ticks"),
        ("channels.numbers.history=ten", "write a number of ticks"),
        ("channels.numbers.lookup=5", "channels.numbers.lookup: there is no setting `lookup`; there are: history"),
        ("channels.fills.state_keys=0", "channels.fills.state_keys"),
    ] {
        let error = App::from_settings([wrong]).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(why), "{wrong}: {error}");
    }
}

#[test]
fn a_tick_is_found_by_its_id() {
    let mut bench = TestBench::<App>::with([]);
    for price in 1..=3 {
        bench.send(Desk::fills, fill(1, "a", Side::Buy, f64::from(price))).advance("40m");
    }
    for price in 4..=6 {
        bench.send(Desk::venues, Keyed::new("k".to_owned(), fill(1, "a", Side::Buy, f64::from(price))));
    }
    let keeper = bench.keeper();
    let ids: Vec<TickId> = keeper.history(Desk::fills.index()).iter().map(|row| row.id().unwrap().clone()).collect();
    let find = |channel: Option<usize>, id: &TickId| keeper.lookup(channel, id).map(|row| prices(&[row])[0]);
    assert_eq!(find(Some(Desk::fills.index()), &ids[2]), Some(3.0));
    assert_eq!(find(None, &ids[1]), Some(2.0));
    // The text of an id is as good as the id.
    assert_eq!(find(None, &TickId::client(&ids[1].to_string())), Some(2.0));
    assert_eq!(find(None, &ids[0]), None, "it is more than an hour older than the last one");
    assert_eq!(find(Some(Desk::venues.index()), &ids[2]), None, "another channel has no such tick");
    let venues = keeper.rows(keeper.state("venues").unwrap());
    assert_eq!(find(None, venues[0].id().unwrap()), Some(6.0));
    assert_eq!(keeper.stats().lookups, [(Desk::fills.index(), 2), (Desk::venues.index(), 2)]);
}

#[test]
fn of_two_ticks_with_one_id_the_later_one_is_found() {
    let ids = |rows: &[Row]| rows.iter().map(|row| row.id().unwrap().to_string()).collect::<Vec<_>>();
    Runtime::new().unwrap().block_on(async {
        let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        let (handle, keeper) = (live.handle(), live.handle().keeper());
        let venue =
            |id: &str, price: f64| serde_json::json!({ "id": id, "account": 1, "order": { "symbol": "a", "side": "Buy" }, "price": price });
        let find = |id: &str| keeper.lookup(None, &TickId::client(id)).map(|row| prices(&[row])[0]);
        // This lookup has two ticks.
        for (id, price, found) in [("x", 1.0, [Some(1.0), None]), ("x", 2.0, [Some(2.0), None]), ("y", 3.0, [Some(2.0), Some(3.0)])] {
            let batch = handle.decode(Desk::venues.index(), &venue(id, price), Some("k")).unwrap();
            handle.send(Desk::venues.index(), batch).unwrap();
            keeper.settled().await.unwrap();
            assert_eq!([find("x"), find("y")], found);
        }
        let batch = handle.decode(Desk::venues.index(), &venue("z", 4.0), Some("k")).unwrap();
        handle.send(Desk::venues.index(), batch).unwrap();
        keeper.settled().await.unwrap();
        assert_eq!([find("x"), find("y"), find("z")], [None, Some(3.0), Some(4.0)]);
        assert_eq!(ids(&keeper.rows(keeper.state("venues").unwrap())), ["z"]);
        live.stop().await.unwrap();
    });
}

#[test]
fn a_follower_learns_what_has_changed_since_it_asked() {
    let mut bench = TestBench::<App>::with([]);
    for (symbol, price) in [("a", 1.0), ("b", 2.0), ("c", 3.0)] {
        bench.send(Desk::fills, fill(1, symbol, Side::Buy, price));
    }
    let keeper = bench.keeper().clone();
    let (symbols, ids) = (keeper.state("fills").unwrap(), keeper.state("by_id").unwrap());
    let all = keeper.changes(symbols, 0);
    assert_eq!((prices(&all.rows), all.whole), (vec![1.0, 2.0, 3.0], true));
    let all_ids = keeper.changes(ids, 0);
    bench.send(Desk::fills, fill(1, "a", Side::Buy, 4.0)).send(Desk::fills, fill(1, "d", Side::Buy, 5.0));
    bench.send(Desk::fills, fill(1, "a", Side::Buy, 6.0));
    let some = keeper.changes(symbols, all.version);
    assert_eq!((prices(&some.rows), prices(&some.gone), some.whole), (vec![5.0, 6.0], vec![], false));
    assert_eq!(keeper.changes(symbols, some.version).rows.len(), 0);
    // Of keys that are forgotten a follower learns too.
    let some = keeper.changes(ids, all_ids.version);
    assert_eq!((prices(&some.rows), prices(&some.gone), some.whole), (vec![4.0, 5.0, 6.0], vec![1.0, 2.0, 3.0], false));
}

#[test]
fn a_follower_who_has_slept_too_long_gets_all_there_is() {
    let mut bench = TestBench::<App>::with([]);
    let keeper = bench.keeper().clone();
    let ids = keeper.state("by_id").unwrap();
    bench.send(Desk::fills, fill(1, "a", Side::Buy, 0.0));
    let first = keeper.changes(ids, 0);
    for price in 0..20_000 {
        bench.send(Desk::fills, fill(1, "a", Side::Buy, f64::from(price)));
    }
    let later = keeper.changes(ids, first.version);
    assert_eq!((prices(&later.rows), later.whole), (vec![19_997.0, 19_998.0, 19_999.0], true));
}

#[test]
fn rows_are_written_as_ticks_are() {
    let mut bench = TestBench::<App>::with([]);
    bench.send(Desk::fills, fill(1, "a", Side::Buy, 1.5));
    let row = &bench.keeper().history(Desk::fills.index())[0];
    let (mut alone, mut all) = (Vec::new(), Vec::new());
    row.write_json(&mut alone);
    row.tick.write_elements(&mut all);
    assert_eq!(alone, all);
    let message = serde_json::to_value(row.message().unwrap()).unwrap();
    assert_eq!(message, serde_json::json!({ "account": 1, "order": { "symbol": "a", "side": "Buy" }, "price": 1.5 }));
}

#[test]
fn a_simulation_remembers_only_if_somebody_asks() {
    let run = |asks: bool| {
        let configured: Configured<App> = App::configured([]).unwrap();
        let mut simulation = Simulation::new(configured).unwrap();
        let keeper = asks.then(|| simulation.keeper());
        for second in 0..5 {
            simulation.send_at(Timestamp::from_secs(second), Desk::numbers, 1.0);
        }
        simulation.run().unwrap();
        keeper
    };
    // What was remembered outlives the run.
    assert_eq!(run(true).unwrap().history(Desk::numbers.index()).len(), 4);
    assert!(run(false).is_none());
}
