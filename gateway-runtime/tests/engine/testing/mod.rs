//! The test bench.

mod broken;
mod desk;

use gateway_runtime::prelude::*;
use gateway_runtime::testing::TestBench;

use crate::at;
use desk::{App, Desk, Readers, order};

#[test]
fn an_order_over_the_limit_is_rejected() {
    let mut bench = TestBench::<App>::with(["matcher.limit=100"]);
    bench.send(Desk::orders, order("A", 200));
    bench.expect(Desk::rejections).one().value(|order| order.symbol == "A");
    bench.expect(Desk::fills).none();
    bench.send(Desk::orders, order("B", 60));
    bench.advance("25s");
    bench.expect(Desk::reports).count(2).at(["10s", "20s"]).values([60, 60]);
    assert_eq!(bench.app().matcher.filled, 60);
    assert_eq!(bench.finish().matcher.filled, 60);
}

#[test]
fn each_look_begins_where_the_last_one_ended() {
    let mut bench = TestBench::<App>::with([]);
    bench.send(Desk::orders, order("A", 1)).send(Desk::orders, order("B", 2));
    bench.expect(Desk::totals).key("B").values([("B", 2)]);
    bench.expect(Desk::totals).values([("A", 1)]);
    bench.expect(Desk::totals).none();
    bench.send(Desk::orders, order("A", 3)).send(Desk::orders, order("A", 4));
    bench.expect(Desk::fills).matching(|order| order.quantity == 4).one();
    bench.expect(Desk::fills).at_least(3).any(|order| order.quantity == 3).each(|order| order.quantity != 4);
    bench.expect(Desk::totals).values([Keyed::new("A".to_owned(), 3), Keyed::new("A".to_owned(), 4)]);
    assert_eq!(bench.expect(Desk::rejections).take().len(), 0);
}

#[test]
fn what_is_sent_ahead_comes_at_its_time() {
    let mut bench = TestBench::<App>::with([]);
    bench.send_at("5s", Desk::orders, order("late", 2)).send_at(Duration::from_secs(3), Desk::orders, order("early", 1));
    bench.send_at(at(20), Desk::orders, order("last", 3)).send_at("1970-01-01T00:00:05Z", Desk::orders, order("later", 1));
    bench.advance_to("4s");
    bench.expect(Desk::fills).at(["3s"]);
    bench.run();
    assert_eq!(bench.now(), at(20));
    let fills = bench.expect(Desk::fills).at([at(5), at(5), at(20)]);
    fills.values([order("late", 2), order("later", 1), order("last", 3)]).parts(|order| order.quantity, [2, 1, 3]);
    bench.expect(Desk::reports).values([4, 4]);
    bench.expect_order().then(Desk::reports, |_| true).then(Desk::reports, |_| true).then(Desk::fills, |order| order.symbol == "last");
}

#[test]
fn what_is_due_comes_before_what_is_sent() {
    let mut bench = TestBench::<App>::with([]);
    bench.advance("10s").send(Desk::orders, order("A", 1));
    bench.expect_order().then(Desk::reports, |sum| *sum == 0).then(Desk::orders, |_| true).then(Desk::fills, |_| true);
}

#[test]
fn values_sent_together_share_a_cycle() {
    let mut bench = TestBench::<Readers>::with([]);
    let prices = [("A", 1), ("B", 2), ("A", 3)].map(|(symbol, price)| Keyed::new(symbol.to_owned(), price));
    bench.send_together(Desk::prices, prices.clone());
    bench.expect(Desk::lists).values([[1, 2, 3]]);
    for price in prices {
        bench.send(Desk::prices, price);
    }
    bench.expect(Desk::lists).values([[1], [2], [3]]);
    bench.expect(Desk::prices).none();
}

#[test]
fn an_open_gateway_takes_values_for_what_no_module_publishes() {
    let mut bench = TestBench::<Readers>::with([]);
    bench.send(Desk::reports, 3);
    bench.expect(Desk::echoes).values([2, 1, 0]).at(["0s"; 3]);
    let mut bench = TestBench::<App>::with([]);
    bench.send(Desk::prices, Keyed::new("A".to_owned(), 1));
    bench.send(Desk::echoes, 1);
}

#[test]
fn an_expectation_may_be_set_before_its_time() {
    let mut bench = TestBench::<App>::with([]);
    bench.expect_within(Desk::reports, "10s", |sum| *sum == 7);
    bench.expect_within(Desk::fills, Duration::ZERO, |order| order.quantity == 7);
    bench.expect_never(Desk::rejections, |_| true);
    bench.send(Desk::orders, order("A", 7)).advance("1m");
    bench.expect(Desk::reports).count(5);
    bench.expect(Desk::fills).none();
}

#[test]
fn failures_may_be_expected() {
    let mut bench = TestBench::<App>::with([]);
    bench.expect_failures(1).send(Desk::orders, order("", 1));
    assert_eq!(bench.failures(), ["node `matcher.on_order` failed: an order has no symbol"]);
    bench.finish();
    let mut bench = TestBench::<App>::with([]);
    bench.allow_failures().send(Desk::orders, order("", 1));
    bench.send(Desk::orders, order("A", 13));
    bench.finish();
}

#[test]
fn ids_are_the_same_in_every_run() {
    let mut bench = TestBench::<App>::with([]);
    bench.send(Desk::orders, order("A", 1)).send(Desk::orders, order("B", 2));
    bench.expect(Desk::fills).ids(["00000000000000000000008000", "00000000000000008000008000"]);
    let text = bench.transcript();
    assert_eq!(text.lines().count(), 6);
    assert!(text.starts_with(r#"{"time":"1970-01-01T00:00:00Z","channel":"orders","tick":[{"id":"#), "{text}");
    assert!(text.contains(r#""channel":"totals","key":"A","tick":[{"id":"#), "{text}");
}

#[test]
fn a_run_may_begin_at_any_time_and_without_some_modules() {
    let app = App::from_settings([]).unwrap();
    let mut bench = TestBench::setup(app).from(at(1_000)).strict().start().unwrap();
    bench.advance("10s");
    bench.expect(Desk::reports).at([at(1_010)]).at(["10s"]);
    bench.finish();

    let mut bench = TestBench::setup(App::from_settings([]).unwrap()).without("matcher").start().unwrap();
    bench.send(Desk::orders, order("A", 1)).advance("1h");
    bench.expect(Desk::fills).none();
}

#[test]
fn a_gateway_that_does_not_start_is_an_error() {
    let error = TestBench::new(App::from_settings(["matcher.limit=0"]).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "module `matcher` did not start: nothing can be filled");
    let error = TestBench::setup(App::from_settings([]).unwrap()).without("macher").start().unwrap_err();
    assert!(error.to_string().contains("did you mean `matcher`?"), "{error}");
}

#[test]
fn a_strict_test_has_looked_at_everything() {
    let mut bench = TestBench::setup(App::from_settings([]).unwrap()).strict().start().unwrap();
    bench.expect_within(Desk::reports, "10s", |_| true);
    bench.send(Desk::orders, order("A", 1)).advance("10s");
    bench.expect_order().then(Desk::fills, |_| true).then(Desk::totals, |_| true);
    bench.finish();
}
