//! Every expectation that is not met, with the text that the user sees.

use std::panic::{AssertUnwindSafe, catch_unwind};

use gateway_runtime::testing::TestBench;

use super::desk::{App, Desk, Readers, order};
use crate::at;

/// What a test says that fails. The numbers of lines in this file stand as `..`.
fn told(test: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(test)).expect_err("the test should have failed");
    let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    let text = text.expect("a panic says something");
    let mut parts = text.split(".rs:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + ".rs:.." + part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':'))
}

/// A bench in which some orders were filled and one was rejected.
fn bench() -> TestBench<App> {
    let mut bench = TestBench::<App>::with([]);
    bench.send(Desk::orders, order("A", 1)).send(Desk::orders, order("A", 200)).advance("5s");
    bench.send(Desk::orders, order("B", 2)).advance("7s");
    bench
}

macro_rules! broken {
    ($($name:ident: $test:expr;)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(told($test));
            }
        )*
    };
}

broken! {
    none: || drop(bench().expect(Desk::fills).none());
    one: || drop(bench().expect(Desk::echoes).one());
    count: || drop(bench().expect(Desk::fills).count(3));
    at_least: || drop(bench().expect(Desk::fills).matching(|order| order.symbol == "B").at_least(2));
    values: || drop(bench().expect(Desk::fills).values([order("A", 1), order("B", 3)]));
    values_missing: || drop(bench().expect(Desk::totals).values([("A", 1), ("B", 2), ("C", 3)]));
    parts: || drop(bench().expect(Desk::fills).parts(|order| format!("{} {}", order.symbol, order.quantity), ["A 1", "B 3"]));
    values_too_many: || drop(bench().expect(Desk::totals).values([("A", 1)]));
    of_a_key: || drop(bench().expect(Desk::totals).key("B").none());
    value: || drop(bench().expect(Desk::rejections).value(|order| order.quantity == 20));
    value_of_several: || drop(bench().expect(Desk::fills).value(|order| order.quantity == 1));
    each: || drop(bench().expect(Desk::fills).each(|order| order.symbol == "A"));
    any: || drop(bench().expect(Desk::fills).any(|order| order.symbol == "C"));
    times: || drop(bench().expect(Desk::fills).at(["0s", "6s"]));
    times_missing: || drop(bench().expect(Desk::reports).at(["10s", "11s"]));
    times_too_many: || drop(bench().expect(Desk::fills).at([at(0)]));
    ids: || drop(bench().expect(Desk::fills).ids(["00000000000000000000040000", "00000000000000000000040001"]));
    order_of_channels: || drop(bench().expect_order().then(Desk::rejections, |_| true).then(Desk::fills, |order| order.symbol == "A"));
    order_first: || drop(bench().expect_order().then(Desk::echoes, |_| true));
    within_and_time_is_over: || {
        let mut bench = bench();
        bench.expect_within(Desk::fills, "1s", |order| order.quantity == 4);
        bench.send_at("14s", Desk::orders, order("late", 4)).advance("2s");
    };
    within_and_the_test_ends: || {
        let mut bench = bench();
        bench.expect_within(Desk::fills, "10s", |order| order.quantity == 4);
        bench.finish();
    };
    within_and_the_bench_is_dropped: || {
        bench().expect_within(Desk::fills, "1m", |order| order.quantity == 4);
    };
    never: || {
        let mut bench = bench();
        bench.expect_never(Desk::rejections, |order| order.quantity == 300);
        bench.send(Desk::orders, order("A", 200)).send(Desk::orders, order("A", 300));
    };
    failures: || {
        bench().send(Desk::orders, order("", 1));
    };
    failures_that_did_not_come: || {
        let mut bench = bench();
        bench.expect_failures(2).send(Desk::orders, order("", 1));
        bench.finish();
    };
    a_panic: || {
        TestBench::<Readers>::with([]).send(Desk::reports, 7);
    };
    a_stop_hook: || {
        TestBench::<App>::with([]).send(Desk::orders, order("A", 13));
    };
    strict: || {
        let mut bench = TestBench::setup(App::from_settings([]).unwrap()).from(at(100)).strict().start().unwrap();
        bench.send(Desk::orders, order("A", 1)).send(Desk::orders, order("B", 2));
        bench.expect(Desk::fills).at([at(100), at(100)]);
    };
    nothing_at_all: || drop(TestBench::<App>::with([]).expect(Desk::fills).one());
    a_long_run: || {
        let mut bench = TestBench::<App>::with([]);
        for number in 1..=50 {
            bench.send(Desk::orders, order(&"long ".repeat(30), number)).advance("1s");
        }
        bench.expect(Desk::reports).values([10, 30, 60]);
    };
    not_a_channel_to_send_on: || {
        bench().send(Desk::fills, order("A", 1));
    };
    not_a_channel_of_bursts: || {
        bench().send_together(Desk::orders, [order("A", 1), order("B", 1)]);
    };
    a_time_that_has_passed: || {
        bench().send_at("11s", Desk::orders, order("A", 1));
    };
    back_in_time: || {
        bench().advance_to(at(3));
    };
    no_span: || {
        bench().advance("soon");
    };
    no_time: || {
        bench().advance_to("soon");
    };
    a_wrong_setting: || drop(TestBench::<App>::with(["matcher.limt=1"]));
    no_start: || drop(TestBench::<App>::with(["matcher.limit=0"]));
}

#[test]
fn a_test_that_has_failed_does_not_fail_again() {
    // A second panic would end the whole process.
    let text = told(|| {
        let mut bench = bench();
        bench.expect_within(Desk::fills, "10s", |_| false);
        bench.send(Desk::orders, order("", 13));
        panic!("the test itself");
    });
    assert_eq!(text, "the test itself");
}

#[test]
fn a_failure_is_told_at_the_line_of_the_test() {
    use std::cell::Cell;
    thread_local!(static LINE: Cell<(u32, bool)> = const { Cell::new((0, false)) });
    let others = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map(|place| (place.line(), place.file() == file!()));
        LINE.set(place.unwrap_or_default());
        others(info);
    }));
    let mut bench = bench();
    bench.allow_failures();
    let mut lines = Vec::new();
    let mut at = |line: u32, test: &mut dyn FnMut()| {
        told(test);
        lines.push((LINE.get(), (line, true)));
    };
    at(line!(), &mut || drop(bench.expect(Desk::fills).none()));
    at(line!(), &mut || drop(bench.expect(Desk::fills).one().values([order("A", 3)])));
    at(line!(), &mut || drop(bench.expect(Desk::rejections).at(["3s"])));
    at(line!(), &mut || drop(bench.expect_order().then(Desk::echoes, |_| true)));
    at(line!(), &mut || _ = bench.advance("soon"));
    at(line!(), &mut || _ = bench.send(Desk::fills, order("A", 1)));
    at(line!(), &mut || _ = bench.advance_to("1s"));
    for (found, expected) in lines {
        assert_eq!(found, expected);
    }
}
