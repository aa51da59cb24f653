//! Tests of modules: send, let time pass, look at what ticked.
//!
//! A [`TestBench`] runs a gateway in simulated time. Nothing sleeps and nothing depends on the machine: the same test
//! gives the same ticks, with the same ids, every time.
//!
//! ```
//! use gateway_runtime::prelude::*;
//! use gateway_runtime::testing::TestBench;
//!
//! #[message]
//! #[derive(PartialEq)]
//! pub struct Order {
//!     pub symbol: String,
//!     pub quantity: u32,
//! }
//!
//! #[channels]
//! pub struct Desk {
//!     #[channel(send)]
//!     pub orders: Channel<Order>,
//!     pub fills: Channel<Order>,
//!     pub rejections: Channel<Order>,
//!     pub reports: Channel<u32>,
//! }
//!
//! #[module]
//! pub struct Matcher {
//!     limit: u32,
//!     #[state]
//!     filled: u32,
//! }
//!
//! #[module(channels = Desk)]
//! impl Matcher {
//!     #[node(publish(fills, rejections))]
//!     fn on_order(&mut self, orders: &Order) -> (Option<Order>, Option<Order>) {
//!         if orders.quantity > self.limit {
//!             return (None, Some(orders.clone()));
//!         }
//!         self.filled += orders.quantity;
//!         (Some(orders.clone()), None)
//!     }
//!
//!     #[node(every = "10s", publish(reports))]
//!     fn report(&self) -> u32 {
//!         self.filled
//!     }
//! }
//!
//! #[gateway(channels = Desk, open)]
//! pub struct App {
//!     matcher: Matcher,
//! }
//!
//! // With `#[test]`:
//! fn an_order_over_the_limit_is_rejected() {
//!     let mut bench = TestBench::<App>::with(["matcher.limit=100"]);
//!     bench.send(Desk::orders, Order { symbol: "A".to_owned(), quantity: 200 });
//!     bench.expect(Desk::rejections).value(|order| order.symbol == "A");
//!     bench.expect(Desk::fills).none();
//!     bench.send(Desk::orders, Order { symbol: "B".to_owned(), quantity: 60 });
//!     bench.advance("25s");
//!     bench.expect(Desk::fills).parts(|fill| format!("{} {}", fill.symbol, fill.quantity), ["B 60"]);
//!     bench.expect(Desk::reports).at(["10s", "20s"]).values([60, 60]);
//!     assert_eq!(bench.app().matcher.filled, 60);
//!     bench.finish();
//! }
//! # an_order_over_the_limit_is_rejected();
//! ```
//!
//! # Sending
//!
//! [`send`](TestBench::send) sends now, [`send_at`](TestBench::send_at) at a later time, [`send_together`](TestBench::send_together)
//! several values in one cycle. What is due now comes before what is sent now, as in every run. A value of a basket is sent
//! with its key: `bench.send(Desk::quotes, Keyed::new(Venue::Xetra, quote))`.
//!
//! A test of one module has a gateway of its own; with `open`, what no module of it publishes can be sent too:
//! `#[gateway(channels = Desk, open)]`.
//!
//! [`command`](TestBench::command) asks for a [command](macro@crate::command) of a module and gives its answer:
//! `bench.command("matcher", "set_limit", &json!({ "limit": 5 }))`.
//!
//! # Time
//!
//! A run begins at the time that [`Setup::from`] says, or else with the first value of the graph's sources, or else at the epoch.
//! Then the clock stands still until the test lets time pass: [`advance`](TestBench::advance) by a span,
//! [`advance_to`](TestBench::advance_to) a time, or [`run`](TestBench::run) to the last value of sources and of what the test
//! has sent ahead. Times are spans since the start, as `Duration` or as text (`"10s"`, `"1m 30s"`), or points in time.
//!
//! # Expecting
//!
//! [`expect`](TestBench::expect) looks at the ticks of one channel *since the last look at it*; see [`Expect`] for what
//! can be said about them. [`expect_order`](TestBench::expect_order) looks at several channels, from the start of the run.
//! [`expect_within`](TestBench::expect_within) and [`expect_never`](TestBench::expect_never) speak of ticks to come; the test
//! fails when the time is over, at the latest when it ends.
//!
//! # The end
//!
//! A test ends with [`finish`](TestBench::finish), or where the bench is dropped: both run the stop hooks and fail if
//!
//! - a node failed (panicked, or returned an error), a loop did not settle or a stop hook failed, unless the test said
//!   [`allow_failures`](TestBench::allow_failures) or [`expect_failures`](TestBench::expect_failures),
//! - something that was expected within some time has not come,
//! - in [strict](Setup::strict) mode: a tick was not looked at. What the test itself sent counts as looked at.
//!
//! # When it fails
//!
//! The test panics, with the line of the test, what is wrong, and what has happened so far:
//!
//! ```text
//! tick 2 of `reports` is not what is expected
//!   expected: 61
//!      found: 60
//!
//! The run so far, by time:
//!   0s   orders (sent)  Order { symbol: "A", quantity: 200 }
//!   0s   rejections     Order { symbol: "A", quantity: 200 }
//!   0s   orders (sent)  Order { symbol: "B", quantity: 60 }
//!   0s   fills          Order { symbol: "B", quantity: 60 }
//! > 10s  reports        60
//! ! 20s  reports        60
//!   25s  now
//! ```
//!
//! A long run is shown around what is marked, and at its end.

mod bench;
mod expect;
mod order;
mod promise;
mod setup;
mod timeline;
mod when;

pub use bench::TestBench;
pub use expect::Expect;
pub use order::Order;
pub use setup::Setup;
pub use when::{Span, When};
