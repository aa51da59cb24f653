//! `#[connect]`, with its documentation for users.

/// Marks a method of a module's `impl` that connects functions as nodes: each line is one node.
///
/// ```
/// use gateway_runtime::nodes::{distinct, ema};
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     #[channel(send)]
///     pub prices: Channel<f64>,
///     pub crossings: Channel<bool>,
/// }
///
/// #[node]
/// fn is_above(fast: &f64, slow: Latest<f64>) -> Option<bool> {
///     Some(fast > (*slow)?)
/// }
///
/// #[module]
/// pub struct Crossover {
///     #[config(default = 0.5)]
///     fast: f64,
///     #[config(default = 0.1)]
///     slow: f64,
/// }
///
/// #[module(channels = Bus)]
/// impl Crossover {
///     #[connect]
///     fn wiring(&self) {
///         let fast = ema(prices, self.fast);
///         let slow = ema(prices, self.slow);
///         let above = is_above(fast, slow);
///         crossings = distinct(above);
///     }
/// }
///
/// #[gateway(channels = Bus)]
/// # #[allow(deprecated)] // nobody reads `crossings` here
/// pub struct App {
///     crossover: Crossover,
/// }
///
/// let mut simulation = Simulation::new(App::from_settings([])?)?;
/// for (second, price) in [(1, 8.0), (2, 9.0), (3, 9.5), (4, 1.0)] {
///     simulation.send_at(Timestamp::from_secs(second), Bus::prices, price);
/// }
/// let crossings = simulation.collect(Bus::crossings);
/// simulation.run()?;
/// let crossings: Vec<bool> = crossings.take().into_iter().map(Tick::into_value).collect();
/// assert_eq!(crossings, [false, true, false]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | line | meaning |
/// |---|---|
/// | `let edge = node(input, ..);` | names what the node gives: an edge that only the lines below see |
/// | `let edge: T = node(input, ..);` | likewise, where the inputs do not tell the type |
/// | `channel = node(input, ..);` | publishes it |
/// | `basket[key] = node(input, ..);` | publishes it under one key of a basket; `node(basket[key], ..)` reads one |
/// | `let (a, b) = node(..);`, `(one, other) = node(..);` | one name for each value: edges, or channels |
/// | `node(input, ..);` | a node that gives nothing |
///
/// Arguments stand in the order of the function's parameters: the name of an edge or channel for each input, any expression
/// for each `#[param]`; state, alarms and `Timestamp` are left out. The expression may use `self`, and is evaluated each time
/// the node runs; that of a key is evaluated once, when the gateway is made. Inputs take `#[optional]` and `#[feedback]` as parameters of
/// methods do: `limit(orders, #[feedback] fills)`.
///
/// `cannot find macro` at the name of a function says that there is no node of that name: the function is not
/// marked `#[node]`, or not imported.
pub use gateway_macros::connect;
