//! `#[node]`, with its documentation for users.

/// Marks a method of a module's `impl` as a node: it runs in every cycle in which one of its triggers ticks.
///
/// | argument | meaning |
/// |---|---|
/// | `publish(a, b)` | the channels that the return value goes to, in this order |
/// | `every`, `cron`, `at`, `zone` | a timer: see [below](#timers) |
/// | `source`, `rate` | it has no inputs and gives values by itself: see [below](#sources) |
/// | `per_key` | it runs for each key of a basket, with state of its own for every key: see [below](#keys-of-baskets) |
/// | `blocking`, `concurrency`, `queue`, `overflow`, `timeout`, `unordered` | its work runs [off the engine's thread](#off-the-engines-thread) |
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     pub ticks: Channel<u32>,
///     pub sums: Channel<u64>,
/// }
///
/// #[module]
/// pub struct Sum {
///     #[config(default = "1s")]
///     interval: Duration,
///     #[state]
///     count: u32,
///     #[state]
///     sum: u64,
/// }
///
/// #[module(channels = Bus)]
/// impl Sum {
///     #[node(every = self.interval, publish(ticks))]
///     fn tick(&mut self) -> u32 {
///         self.count += 1;
///         self.count
///     }
///
///     #[node(publish(sums))]
///     fn add(&mut self, ticks: &u32, now: Timestamp) -> Option<u64> {
///         self.sum += u64::from(*ticks);
///         (now > Timestamp::EPOCH).then_some(self.sum)
///     }
/// }
/// ```
///
/// # Parameters
///
/// A parameter is named after the channel or state that it reads (or says it: `#[channel(orders)] order: &Order`), and its type
/// says how:
///
/// | parameter | meaning |
/// |---|---|
/// | `&T` | runs once for each tick; at most one in a node. `T` is what the channel carries, of a basket `Keyed<K, T>` |
/// | `Option<&T>` | runs when any trigger ticks; for channels that tick at most once a cycle |
/// | `Ticks<T>` | runs when any trigger ticks, with the whole burst |
/// | `Latest<T>` | the newest value; does not make the node run. `Latest<Basket<K, T>>` is a map of the newest of each key |
/// | `State<K, T>` | the newest value of every key of a [state](macro@crate::channels#states-and-histories); does not make the node run |
/// | `Changes<K, T>` | likewise, and the node runs once when the state has changed; it tells which keys have |
/// | `&Tick<T>`, `Option<&Tick<T>>`, `Ticks<Tick<T>>` | likewise, with the ids and times of the ticks |
/// | `Timestamp` | the engine time |
/// | `#[field] name: &T` | a static field of the channel set |
/// | `#[state] &mut S` | state of this node alone, kept from run to run; begins as `S::default()`, or as `#[state(default = ..)]` says |
/// | `&mut Alarm<T>` | times at which the node runs again, set and cancelled by itself; see [`Alarm`](crate::engine::Alarm) |
///
/// Attributes of a parameter that reads a channel:
///
/// | attribute | meaning |
/// |---|---|
/// | `#[channel(orders)]` | the channel, where the parameter has another name |
/// | `#[optional]` | the channel needs no publisher; without one it never ticks |
/// | `#[feedback]` | sees ticks one cycle later, which breaks a loop; within one module that happens by itself |
/// | `#[key(..)]` | one key of a basket |
/// | `#[key]` | in a node with `per_key`: the key, or the newest value of another basket under it |
///
/// # Keys of baskets
///
/// `#[key(Venue::Xetra)] quotes: &Quote` reads the ticks of one key of a `Basket<Venue, Quote>`, in any of these forms. The
/// key is an expression, perhaps of the settings, as in `#[key(self.venue)]`; a text will do for a `String`. It is read once,
/// when the gateway is made. In the same way `publish(quotes[Venue::Xetra])` publishes a returned `Quote` under that key.
///
/// With `per_key` a node runs for each tick of the basket that it reads with `&T`, the basket's message type. Its `#[state]`
/// is apart for every key, `#[key] venue: &Venue` is the key of the tick, `#[key] limits: Latest<Limit>` the newest value of
/// another basket under it. What it returns for a basket ticks under that key; for a plain channel it ticks as it is. The
/// state of a key stays for the whole run, so there is as much of it as there are keys.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[message]
/// pub enum Venue { Xetra, Tradegate }
///
/// #[channels]
/// pub struct Bus {
///     #[channel(send)]
///     pub prices: Basket<Venue, f64>,
///     pub means: Basket<Venue, f64>,
/// }
///
/// #[module]
/// pub struct Mean {}
///
/// #[module(channels = Bus)]
/// impl Mean {
///     #[node(per_key, publish(means))]
///     fn mean(&mut self, #[key] venue: &Venue, prices: &f64, #[state] seen: &mut (u32, f64)) -> f64 {
///         *seen = (seen.0 + 1, seen.1 + prices);
///         println!("{venue:?} has had {} prices", seen.0);
///         seen.1 / f64::from(seen.0)
///     }
/// }
/// ```
///
/// # What it returns
///
/// `publish(a, b)` names the channels that the value goes to:
///
/// | return type | meaning |
/// |---|---|
/// | `T` | a tick each time |
/// | `Option<T>` | a tick or none |
/// | `Vec<T>`, array, `impl Iterator<Item = T>` | a burst |
/// | a tuple of these | one part for each channel |
/// | `Result` of any of these | an error is a failure: counted and logged, and the graph goes on |
///
/// # Timers
///
/// A timer makes a node run by time; other triggers may do so too:
///
/// | timer | meaning |
/// |---|---|
/// | `every = "1s"` | again and again, first one period after the start |
/// | `cron = "0 9 * * MON-FRI", zone = "Europe/London"` | by a cron expression |
/// | `at = "16:30", zone = "Europe/London"` | each day at that time |
/// | `at = "2026-12-24T16:30"` | once |
///
/// Without `zone`, times are those of UTC. Each of these values may be an expression: `every = self.interval` of type `Duration`, `cron =
/// self.schedule` of type [`Cron`](crate::Cron), `zone = self.zone` of type [`Zone`](crate::Zone), `at = self.time` of type
/// [`TimeOfDay`](crate::TimeOfDay), or of `Timestamp`, `Option<Timestamp>` or `Vec<Timestamp>`. A text is checked by the compiler, a
/// setting when it is read.
///
/// # Sources
///
/// `source` makes a node without inputs that gives values by itself; its return type says how:
///
/// | return type of a source | meaning |
/// |---|---|
/// | `Option<(Timestamp, T)>` | the method is called for one value after the other, `None` ends the source |
/// | `impl Iterator<Item = (Timestamp, T)> + Send + use<>` | likewise, with an iterator |
/// | `impl Stream<Item = T> + Send + use<>` | asynchronous, for real time only |
/// | `impl Iterator<Item = T> + Send + use<>`, with `source, blocking` | on a thread of its own, for real time only |
///
/// `rate = 30` holds a blocking source to so many values in a second; it may be a text such as `"90/min"`, or an expression such as
/// `self.rate`, of type [`Rate`](crate::Rate), `f64` or `u32`, or an `Option` of these.
///
/// # Off the engine's thread
///
/// A node that must wait for something, or takes long, does its work off the engine's thread, and what it gives ticks in a later
/// cycle. Such work cannot borrow from the cycle, so it has one of these forms:
///
/// | form | what runs off the engine's thread |
/// |---|---|
/// | `async fn enrich(orders: Order) -> T` | the function: no `self`, ticks by value (`Option<T>` for `Option<&T>`) |
/// | `fn enrich(&mut self, orders: &Order) -> impl Future<Output = T> + Send + use<>` | the future, prepared with the module at hand |
/// | `#[node(blocking, ..)] fn hash(orders: Order) -> T` | the function, on a thread that it may block |
/// | `#[node(blocking, ..)] fn hash(&mut self, orders: &Order) -> impl FnOnce() -> T + Send + use<>` | the closure, likewise |
///
/// `T` is what other nodes return: a value, an `Option`, a list, a tuple or a `Result`; nothing makes a sink. The limits of such a
/// node are arguments, whose values may be expressions such as `self.at_once`:
///
/// | argument | meaning | default |
/// |---|---|---|
/// | `concurrency = 8` | how much is in flight at once | 16 |
/// | `queue = 100` | how many triggers wait for a place in flight | 1,024 |
/// | `overflow = "block"` | what becomes of a trigger for which there is no place: the engine waits (`"block"`), it is dropped (`"drop_newest"`), or the one that waits longest is (`"drop_oldest"`) | `"block"` |
/// | `timeout = "5s"` | after what time the work has failed | none |
/// | `unordered` | results tick as they come, not in the order of the triggers | ordered |
///
/// In simulated time results tick at the engine time of their triggers, in the order of these.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Desk {
///     #[channel(send)]
///     pub symbols: Channel<String>,
///     pub names: Channel<String>,
///     pub hashes: Channel<u64>,
/// }
///
/// #[module]
/// pub struct Lookup {
///     #[config(default = "Inc.")]
///     suffix: String,
/// }
///
/// #[module(channels = Desk)]
/// impl Lookup {
///     /// Asks somebody else, without keeping the engine waiting.
///     #[node(publish(names), concurrency = 8, timeout = "5s")]
///     fn name(&self, symbols: &String) -> impl Future<Output = Result<String, std::io::Error>> + Send + use<> {
///         let (symbol, suffix) = (symbols.clone(), self.suffix.clone());
///         async move { Ok(format!("{symbol} {suffix}")) }
///     }
///
///     /// Takes long.
///     #[node(blocking, publish(hashes))]
///     fn hash(symbols: String) -> u64 {
///         symbols.bytes().fold(0, |hash, byte| hash * 31 + u64::from(byte))
///     }
/// }
///
/// #[gateway(channels = Desk)]
/// # #[allow(deprecated)] // nobody reads these channels here
/// pub struct App {
///     lookup: Lookup,
/// }
///
/// let mut simulation = Simulation::new(App::from_settings([])?)?;
/// simulation.send_at(Timestamp::from_secs(1), Desk::symbols, "ACME".to_owned());
/// let names = simulation.collect(Desk::names);
/// simulation.run()?;
/// assert_eq!(names.take()[0].value(), "ACME Inc.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Functions
///
/// `#[node]` on a function makes a node that belongs to no module: modules connect it, as often as they like, with
/// [`#[connect]`](macro@crate::connect). Its channels and edges are named there, and not by its parameters:
///
/// | parameter | meaning |
/// |---|---|
/// | `&T`, `Option<&T>`, `Ticks<T>`, `Latest<T>`, `Timestamp` | as above |
/// | `#[state] &mut S`, `&mut Alarm<T>` | as above; each place where the function is connected has its own |
/// | `#[param] value: P` | given where the function is connected, each time it runs; any type, `impl Fn(..)` too |
///
/// A function that waits cannot be such a node, since nothing is known here of its limits: leave `#[node]` out, and let an `async` node of
/// a module call it.
///
/// What it returns means the same as above. It may be generic over types. State may be of a type that the inputs tell, or
/// what is returned; it is as public as the function is usable, so its type must be `pub`. `T: Send + 'static` where state or an
/// edge holds a `T`.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// /// Exponential moving average.
/// #[node]
/// pub fn ema(value: &f64, #[state] average: &mut Option<f64>, #[param] alpha: f64) -> f64 {
///     let next = average.map_or(*value, |average| average + alpha * (value - average));
///     *average = Some(next);
///     next
/// }
///
/// // It is still a function, and can be tested as one.
/// let mut average = None;
/// assert_eq!(ema(&8.0, &mut average, 0.5), 8.0);
/// assert_eq!(ema(&4.0, &mut average, 0.5), 6.0);
/// ```
///
/// Ready ones are in [`nodes`](crate::nodes).
pub use gateway_macros::node;
