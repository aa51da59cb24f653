//! `#[command]`, with its documentation for users.

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
