//! Windows as settings, and in the long run.

use gateway_runtime::message::{Definitions, Schema};
use gateway_runtime::nodes::{Compensated, Moments, Ordered, Rolling, Window};
use gateway_runtime::prelude::*;

use crate::at;

fn window(text: &str) -> Result<Window, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[test]
fn a_window_is_a_count_a_time_or_ever() {
    assert_eq!(window("20"), Ok(Window::Last(20)));
    assert_eq!(window("\"20\""), Ok(Window::Last(20)));
    assert_eq!(window("\"1m 30s\""), Ok(Window::Within(Duration::from_secs(90))));
    assert_eq!(window("\"ever\""), Ok(Window::Ever));
    assert!(window("-1").unwrap_err().contains("fewer than no values"));
    assert!(window("\"soon\"").unwrap_err().contains("`soon` is no span of time"));
    assert!(window("true").unwrap_err().contains("a window: a number of values, a span of time such as \"10s\", or \"ever\""));
}

#[test]
fn a_window_as_a_setting_has_a_schema() {
    let schema = Window::schema(&mut Definitions::default()).to_string();
    assert!(schema.contains("\"integer\"") && schema.contains("or \\\"ever\\\""), "{schema}");
}

#[test]
fn what_has_left_leaves_no_trace() {
    let (mut sum, mut moments) = (Rolling::default(), Rolling::default());
    let window = Window::Last(10);
    let mut random = 1_u64;
    for step in 0..100_000 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        // Now and then a value beside which others vanish.
        let value = if step % 1000 == 0 { 1e17 } else { (random >> 40) as f64 / 1e6 };
        sum.add(Compensated::new(value), at(step), window);
        moments.add(Moments::new(value), at(step), window);
    }
    for value in 1..=10 {
        sum.add(Compensated::new(f64::from(value)), at(0), window);
        moments.add(Moments::new(f64::from(value)), at(0), window);
    }
    assert_eq!(sum.total().value(), 55.0);
    let near = |one: f64, other: f64| (one - other).abs() < 1e-12;
    assert!(near(moments.total().mean().unwrap(), 5.5));
    assert!(near(moments.total().variance().unwrap(), 55.0 / 6.0));
}

#[test]
fn time_alone_empties_a_window_of_time() {
    let mut rolling = Rolling::default();
    let window = Window::Within(Duration::from_millis(10));
    rolling.add(Moments::new(1.0), at(0), window);
    rolling.add(Moments::new(2.0), at(4), window);
    rolling.pass(at(9), window);
    assert_eq!(rolling.total().count(), 2);
    rolling.pass(at(10), window);
    assert_eq!(rolling.total().mean(), Some(2.0));
    rolling.pass(at(14), window);
    assert_eq!(rolling.total(), Moments::default());
}

#[test]
fn equal_numbers_leave_one_by_one() {
    let mut ordered = Ordered::default();
    for value in [1.0, 1.0, 2.0, 1.0] {
        ordered.add(value, at(0), Window::Last(3));
    }
    assert_eq!(ordered.quantile(0.5), Some(1.0));
    assert_eq!(ordered.quantile(1.0), Some(2.0));
}
