//! `#[channels]`, with its documentation for users.

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
