//! `#[group]`, with its documentation for users.

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
