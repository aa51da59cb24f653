//! `#[gateway]`, with its documentation for users.

/// Declares a gateway: which modules and mounts run together on the channels of one set.
///
/// | field | what it is |
/// |---|---|
/// | `matcher: Matcher` | a module, or a [group](macro@crate::group) of modules |
/// | `#[instances(8)] feeds: Vec<Feed>` | as many instances of a module as configuration says, at most 8: `feeds=[{"symbol": "A"}, {"symbol": "B"}]` |
/// | `#[mount] rest: Rest` | a [mount](crate::mount), which faces the outside |
/// | `channels: ChannelSettings<Desk>` | the [settings of the channels](crate::ChannelSettings) |
///
/// The name of a field is the first word of its settings, as in `matcher.limit=5`. Several fields may have the same type. The graph of
/// all modules is checked here, and becomes code.
///
/// | argument | meaning |
/// |---|---|
/// | `channels = Desk` | the channel set |
/// | `open` | for a [test](crate::testing) of one module: values may be sent on every channel that no module here publishes, and nobody has to read what its modules publish |
///
/// | function of the struct | what it gives |
/// |---|---|
/// | `main()` | the command line |
/// | `from_settings(["matcher.limit=5"])` | a value of the struct |
/// | `configured(["matcher.enabled=false"])` | the same with settings of the run, which are the next table and three of every [module](macro@crate::module) |
///
/// | setting of every gateway | meaning | default |
/// |---|---|---|
/// | `hold_until` | a time before which nothing that modules publish ticks | none |
/// | `stop_timeout` | how long all stop hooks together may take | 10 s |
/// | `slow_node` | a node that runs for longer is logged and counted | 1 s |
/// | `stalled` | an engine that is at one thing for longer is logged and counted | 10 s |
///
/// ```no_run
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     #[channel(send)]
///     pub lines: Channel<String>,
/// }
///
/// #[module]
/// pub struct Print {}
///
/// #[module(channels = Bus)]
/// impl Print {
///     #[node]
///     fn print(&mut self, lines: &String) {
///         println!("{lines}");
///     }
/// }
///
/// #[gateway(channels = Bus)]
/// pub struct App {
///     print: Print,
/// }
///
/// fn main() -> std::process::ExitCode {
///     App::main()
/// }
/// ```
///
/// Instances of a module, and settings of the run:
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     #[channel(send)]
///     pub trades: Basket<String, u32>,
///     pub sums: Basket<String, u32>,
/// }
///
/// #[module(on_failure = restart)]
/// pub struct Sum {
///     symbol: String,
///     #[state]
///     sum: u32,
/// }
///
/// #[module(channels = Bus)]
/// impl Sum {
///     #[node(publish(sums[self.symbol.clone()]))]
///     fn add(&mut self, #[key(self.symbol)] trades: &u32) -> u32 {
///         self.sum += trades;
///         self.sum
///     }
/// }
///
/// #[gateway(channels = Bus)]
/// # #[allow(deprecated)] // nobody reads `sums` here
/// pub struct App {
///     #[instances(8)]
///     summed: Vec<Sum>,
/// }
///
/// let settings = [r#"summed=[{"symbol": "A"}, {"symbol": "B", "hold_until": "1970-01-01T00:00:02Z"}]"#, "slow_node=2s"];
/// let mut simulation = Simulation::new(App::configured(settings)?)?;
/// for (second, symbol) in [(1, "A"), (1, "B"), (2, "A"), (2, "B"), (2, "C")] {
///     simulation.send_at(Timestamp::from_secs(second), Bus::trades, Keyed::new(symbol.to_owned(), 5));
/// }
/// let sums = simulation.collect(Bus::sums);
/// simulation.run()?;
/// let sums: Vec<(String, u32)> = sums.take().into_iter().map(Tick::into_value).map(|sum| (sum.key, sum.value)).collect();
/// assert_eq!(sums, [("A".to_owned(), 5), ("A".to_owned(), 10), ("B".to_owned(), 10)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub use gateway_macros::gateway;
