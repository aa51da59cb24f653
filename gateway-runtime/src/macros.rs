//! The macros, with their documentation for users.

/// Declares a message: a plain struct or enum that flows on a channel, or a type of one of its fields.
///
/// The type gets `Clone`, `Debug`, serde's traits (unless it derives them itself), a JSON Schema, and the checks of its
/// constraints, which are run on what comes from outside.
///
/// | `#[message(..)]` | where | meaning |
/// |---|---|---|
/// | `before = path` | type | a function `fn(Json) -> Result<Json, E>` that may make a value from outside uniform, before it is read, or refuse it; `Json` is `serde_json::Value` |
/// | `validate = path` | type | a function `fn(&Self) -> Result<(), E>`, `E: Into<Invalid>`, that may refuse a value |
/// | `default`, `default = value` | field | may be absent: the default of its type, or this value |
/// | `minimum`, `maximum`, `exclusive_minimum`, `exclusive_maximum` | field | limits of a number |
/// | `min_length`, `max_length`, `pattern` | field | limits of a text |
///
/// Fields are numbers, `bool`, `char`, `String`, [`Timestamp`](crate::Timestamp), `Duration`, `jiff::civil::Date` and `Time`,
/// [`Json`](crate::Json), other messages; and options, lists, arrays, sets, boxes of these, and maps with texts as keys. A `Duration` is a
/// number of seconds on the wire.
///
/// All of this is run on what comes from outside and never inside the graph, unless a node asks:
/// [`Message::problems`](crate::Message::problems). `before` and `validate` are those of the message itself, not of messages inside
/// it.
///
/// An enum without fields is a text on the wire, and can be the key of a [`Basket`](crate::Basket). An enum with fields
/// is an object that has the name of the variant under `type`.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[message]
/// pub enum Side { Buy, Sell }
///
/// /// One order, as a client sent it.
/// #[message(validate = Order::check)]
/// pub struct Order {
///     #[message(pattern = "^[A-Z]+$")]
///     pub symbol: String,
///     pub side: Side,
///     #[message(minimum = 1, maximum = 1_000_000)]
///     pub quantity: u32,
///     /// Limit price; none for a market order.
///     pub price: Option<f64>,
///     #[message(default = "manual")]
///     pub source: String,
/// }
///
/// impl Order {
///     fn check(&self) -> Result<(), Invalid> {
///         if self.price.is_some_and(|price| price <= 0.0) {
///             return Err(Invalid::field("price", "a price is positive"));
///         }
///         Ok(())
///     }
/// }
/// ```
pub use gateway_macros::message;

/// Declares the channels that the modules of a gateway share.
///
/// | field | what it is |
/// |---|---|
/// | `orders: Channel<Order>` | a stream of a message |
/// | `batches: Channel<Vec<f64>>` | a stream of lists: a list is one tick |
/// | `quotes: Basket<Venue, Quote>` | a stream for each key; a tick is a `Keyed<Venue, Quote>` |
/// | `errors: Channel<Failure>` | reserved: every [`Failure`](crate::Failure) of a node ticks there |
/// | `factor: Static<f64>` | no stream but a value: a setting, with a default as in `#[config(default = 1.5)]` |
///
/// Doc comments become descriptions in documents. `#[channel(..)]` on a field says more:
///
/// | argument | meaning |
/// |---|---|
/// | `send` | values may be sent from outside |
/// | `merge = first`, `merge = last` | of the ticks of one cycle one is kept, of a basket one of each key; the others are dropped |
/// | `merge = collect` | for a `Channel<Vec<T>>`: publishers give `T`, and all of a cycle are one list |
/// | `keys = ["A", "B"]` | keys of a basket that are known before they tick |
/// | `closed` | nothing from outside can use other keys |
/// | `state(key = symbol)` | a [state](#states-and-histories): the newest tick for every key |
/// | `history = 100_000`, `"10m"`, `(100_000, "10m")` | the last ticks, so many, those of a time, or both |
/// | `lookup`, `lookup = ..` | ticks are found by their ids: 100,000 of the last hour, or as bounds like those of a history say |
/// | `stage` | values may be [staged](crate::stage) from outside: prepared in areas, and released together; for a `Channel<T>` or `Channel<Vec<T>>` |
/// | `stage(events = a, requests = b)` | nodes hear of it on channel `a: Channel<StagingEvent<T>>`, and ask on `b: Channel<StagingRequest<T>>`; either may be left out |
///
/// Without `merge` all ticks that a channel has in one cycle reach its readers, as a burst. With it the channel ticks at most once in a
/// cycle, after all its publishers have run, so that `Option<&T>` can read it. In a loop only `Latest` can.
///
/// Any key of a basket exists from its first tick on. Keys that are known before, so that documents and lists have them, are
/// those of an enum; those that the declaration names; those of the settings; and those that modules name, by a method with
/// `#[keys(basket)]`. Unless a basket is `closed`, the outside can add 10,000 keys, or as many as the settings say.
///
/// A field [`Dynamic`](crate::Dynamic) stands for channels that are named when the gateway starts: by settings
/// ([`ChannelSettings`](crate::ChannelSettings)), or by modules, by a method with `#[keys(field)]` that gives names or
/// [`DynamicChannel`](crate::DynamicChannel)s. To nodes it is a `Basket<String, Json>`; to the outside each name is a channel of its own,
/// with a schema that values from outside must fit. With `#[channel(send)]` there may be some that take values from outside.
///
/// Settings of keys and values of static fields are given to a gateway that has a field of type
/// [`ChannelSettings`](crate::ChannelSettings). Nodes read a static field as `#[field] factor: &f64`, and the REST service shows it.
/// For code outside the graph the struct has a constant for each channel, as in `Desk::orders`.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[message]
/// pub enum Venue { Xetra, Tradegate }
///
/// #[channels]
/// pub struct Desk {
///     /// Prices as they come in.
///     #[channel(send)]
///     pub prices: Channel<f64>,
///     /// All prices of a second, as one tick.
///     pub batches: Channel<Vec<f64>>,
///     /// The best price of each venue.
///     pub best: Basket<Venue, f64>,
///     /// Who gave a signal in this cycle.
///     #[channel(merge = collect)]
///     pub signals: Channel<Vec<String>>,
/// }
/// assert_eq!(Desk::best.name(), "best");
/// ```
///
/// # States and histories
///
/// What a channel remembers is declared with it. The compiler finds the fields of keys in the message:
///
/// | argument | meaning |
/// |---|---|
/// | `state(key = symbol)` | the newest tick for every value of a field |
/// | `state(key = (account, order.symbol))` | of several fields together, also of messages inside |
/// | `state(key = id)` | by the id of the tick |
/// | `state(key = account, alias = by_account)` | under a name of its own; otherwise it is called as its channel |
/// | `state(key = symbol, max_keys = 10_000)` | with so many keys at most, in the place of a million: beyond, that which has not ticked for the longest time is forgotten |
/// | `state` | of a basket: by its own key, which is the first part of the key of all its states |
///
/// A channel may have several states. A key is made of texts, integers, `bool`, times and dates, enums without fields, or `Option`s of
/// these. Each element of a list is a row of its own. Nodes read states as [`State`](crate::State) and [`Changes`](crate::Changes);
/// everybody else by a [`Keeper`](crate::state::Keeper): [`Handle::keeper`](crate::Handle::keeper), `Simulation::keeper`,
/// `TestBench::state`. Settings may change all bounds: [`ChannelSettings`](crate::ChannelSettings).
///
/// ```
/// use gateway_runtime::prelude::*;
/// use gateway_runtime::testing::TestBench;
///
/// #[message]
/// pub struct Fill {
///     pub account: u32,
///     pub symbol: String,
///     pub size: u32,
/// }
///
/// #[channels]
/// pub struct Desk {
///     #[channel(
///         send,
///         state(key = symbol),
///         state(key = (account, symbol), alias = by_account),
///         history = (100_000, "1d"),
///         lookup
///     )]
///     pub fills: Channel<Fill>,
/// }
///
/// #[gateway(channels = Desk, open)]
/// pub struct App {}
///
/// let mut bench = TestBench::<App>::with([]);
/// for (account, symbol, size) in [(1, "B", 5), (1, "A", 6), (2, "A", 7)] {
///     bench.send(Desk::fills, Fill { account, symbol: symbol.to_owned(), size });
/// }
/// let sizes = |state: &str| bench.state::<Fill>(state).iter().map(|fill| fill.size).collect::<Vec<_>>();
/// assert_eq!(sizes("fills"), [7, 5]);
/// assert_eq!(sizes("by_account"), [6, 5, 7]);
/// assert_eq!(bench.history(Desk::fills).len(), 3);
/// ```
pub use gateway_macros::channels;

/// Declares a module: on its struct, and with `channels = ..` on its `impl`.
///
/// Fields of the struct are settings, read from configuration, or state:
///
/// | attribute | meaning |
/// |---|---|
/// | none, or `#[config]` | a setting that must be given |
/// | `#[config(default)]`, `#[config(default = value)]` | a setting with a default; a `Duration` takes a text such as `"10s"` |
/// | `#[config(minimum = ..)]` and the other limits of [`#[message]`](macro@crate::message) | checked when the settings are read |
/// | `#[state]` | begins with the default of its type |
///
/// On the struct `#[module(validate = path)]` names a function `fn(&Self) -> Result<(), E>`, `E: Into<Invalid>`, that may refuse
/// the settings, and `#[module(on_failure = ..)]` says what happens when a node fails:
///
/// | word | meaning |
/// |---|---|
/// | `continue` | it is counted and logged, and the module goes on with the state that it had |
/// | `restart` | after a wait the module is made anew from its settings; after five in a row it stops |
/// | `stop` | its nodes do not run any more |
/// | `stop_gateway` | the gateway stops, with exit code 1 |
///
/// Every module has three more settings, which a gateway reads with `configured`:
///
/// | setting | meaning |
/// |---|---|
/// | `enabled` | `false` switches the module off |
/// | `hold_until` | a time before which nothing of what it publishes ticks |
/// | `on_failure` | one of the words above, or an object with `policy`, `delay`, `max_delay` and `restarts` |
///
/// A method of the `impl` is one of these, or nothing special:
///
/// | attribute | meaning |
/// |---|---|
/// | [`#[node(..)]`](macro@crate::node) | runs when its inputs tick |
/// | [`#[connect]`](macro@crate::connect) | connects functions as nodes |
/// | [`#[command]`](macro@crate::command) | an operation that somebody outside asks for |
/// | `#[start]` | runs before the first cycle, and may refuse to start by an error |
/// | `#[stop]` | runs after the last cycle |
/// | `#[keys(quotes)]` | `fn symbols(&self) -> Vec<String>` names keys of basket `quotes`, before the start; of a field [`Dynamic`](crate::Dynamic), it declares channels |
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus { pub alerts: Channel<String> }
///
/// #[module]
/// pub struct Log {
///     #[config(default = "log.txt")]
///     path: String,
///     #[state]
///     file: Option<std::fs::File>,
/// }
///
/// #[module(channels = Bus)]
/// impl Log {
///     #[start]
///     fn open(&mut self) -> std::io::Result<()> {
///         self.file = Some(std::fs::File::create(&self.path)?);
///         Ok(())
///     }
///
///     #[node]
///     fn on_alert(&mut self, alerts: &String) -> std::io::Result<()> {
///         use std::io::Write;
///         self.file.as_mut().map_or(Ok(()), |file| writeln!(file, "{alerts}"))
///     }
/// }
/// ```
pub use gateway_macros::module;

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
/// the node runs; that of a key is evaluated once, when the gateway is made. Inputs take `#[optional]` and `#[feedback]` as parameters of methods do: `limit(orders, #[feedback] fills)`.
///
/// `cannot find macro` at the name of a function says that there is no node of that name: the function is not
/// marked `#[node]`, or not imported.
pub use gateway_macros::connect;

/// Marks a method of a module's `impl` as a command: a typed operation that somebody outside asks for, run between two cycles.
///
/// ```
/// use gateway_runtime::prelude::*;
/// use gateway_runtime::testing::TestBench;
/// use serde_json::json;
///
/// #[channels]
/// pub struct Desk {
///     #[channel(send)]
///     pub orders: Channel<u32>,
///     pub fills: Channel<u32>,
///     pub cleared: Channel<u32>,
/// }
///
/// #[module]
/// pub struct Matcher {
///     #[config(default = 10)]
///     limit: u32,
///     #[state]
///     filled: u32,
/// }
///
/// #[module(channels = Desk)]
/// impl Matcher {
///     #[node(publish(fills))]
///     fn fill(&mut self, orders: &u32) -> Option<u32> {
///         self.filled += orders;
///         (*orders <= self.limit).then_some(*orders)
///     }
///
///     /// Sets the largest order that is filled, and gives the one before.
///     #[command]
///     fn set_limit(&mut self, #[command(minimum = 1)] limit: u32) -> Result<u32, String> {
///         if limit > 1_000 {
///             return Err("such a limit takes a second person".to_owned());
///         }
///         Ok(std::mem::replace(&mut self.limit, limit))
///     }
///
///     /// Begins to count anew, and tells everybody.
///     #[command(publish(cleared))]
///     fn clear(&mut self) -> u32 {
///         std::mem::take(&mut self.filled)
///     }
/// }
///
/// #[gateway(channels = Desk)]
/// # #[allow(deprecated)] // nobody reads these channels here
/// pub struct App {
///     matcher: Matcher,
/// }
///
/// let mut bench = TestBench::<App>::with([]);
/// assert_eq!(bench.command("matcher", "set_limit", &json!({ "limit": 50 })), Ok(json!(10)));
/// bench.send(Desk::orders, 20);
/// bench.expect(Desk::fills).values([20]);
/// let refused = bench.command("matcher", "set_limit", &json!({ "limit": 5_000 })).unwrap_err();
/// assert_eq!(refused.to_string(), "such a limit takes a second person");
/// bench.command("matcher", "clear", &json!({})).unwrap();
/// bench.expect(Desk::cleared).values([20]);
/// ```
///
/// In a running gateway it is asked for over REST, `POST /api/v1/modules/matcher/commands/set_limit` with `{"limit": 50}`, or with
/// [`Handle::command`](crate::Handle::command). A module is named as in settings: `risk.limit` in a group, `feeds.2` in a list.
///
/// Its parameters are the arguments, by name and by value; each has a type that a field of a message may have. A doc comment on a
/// parameter describes it.
///
/// | parameter | meaning |
/// |---|---|
/// | `limit: f64` | an argument that must be given |
/// | `limit: Option<f64>` | one that may be left out |
/// | `#[command(default)]`, `#[command(default = 5)]` | likewise: the default of its type, or this value |
/// | `#[command(minimum = 1)]` and the other limits of [`#[message]`](macro@crate::message) | what is not within is refused before the command runs |
/// | `now: Timestamp` | the engine time, which nobody gives |
///
/// | return type | meaning |
/// |---|---|
/// | nothing | the answer is `null` |
/// | `T` | the answer: a message, or anything that serde can write |
/// | `Result` of these | an error, with its text, is for the caller and nobody else |
///
/// `#[command(publish(a, b))]` names channels. What is returned is then a tuple with one part for each, in the forms that
/// [nodes](macro@crate::node) return; one part more, the first, is the answer. They tick in a cycle of their own, before the caller has
/// the answer.
///
/// A panic is a failure of the module, as one of a node is, and the caller is told that there was one. A module that is switched off or
/// has failed refuses its commands; one that is held (`hold_until`) refuses those that publish.
pub use gateway_macros::command;

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

/// Declares a group: modules that are reused as one, in several gateways or several times in one.
///
/// Its fields are modules, groups and lists of modules, as those of a [gateway](macro@crate::gateway) are; mounts and settings of
/// channels belong to the gateway alone. A gateway has the group as a field; its modules are named behind it:
/// `risk.limit.most=5` is a setting of the module `limit` of the group `risk`.
///
/// ```
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     #[channel(send)]
///     pub orders: Channel<u32>,
///     pub rejections: Channel<u32>,
/// }
///
/// #[module]
/// pub struct Limit {
///     #[config(default = 100)]
///     most: u32,
/// }
///
/// #[module(channels = Bus)]
/// impl Limit {
///     #[node(publish(rejections))]
///     fn check(&mut self, orders: &u32) -> Option<u32> {
///         (*orders > self.most).then_some(*orders)
///     }
/// }
///
/// #[module]
/// pub struct Count {
///     #[state]
///     rejected: u32,
/// }
///
/// #[module(channels = Bus)]
/// impl Count {
///     #[node]
///     fn count(&mut self, rejections: Ticks<u32>) {
///         self.rejected += rejections.len() as u32;
///     }
/// }
///
/// #[group(channels = Bus)]
/// pub struct Risk {
///     limit: Limit,
///     count: Count,
/// }
///
/// #[gateway(channels = Bus)]
/// pub struct App {
///     risk: Risk,
/// }
///
/// let mut simulation = Simulation::new(App::from_settings(["risk.limit.most=5"])?)?;
/// simulation.send_at(Timestamp::from_secs(1), Bus::orders, 7);
/// let rejections = simulation.collect(Bus::rejections);
/// simulation.run()?;
/// assert_eq!(rejections.take().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub use gateway_macros::group;
