//! `#[module]`, with its documentation for users.

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
