//! Routes that an application defines itself.
//!
//! A type that implements [`Routes`] says which there are; [`OwnRoutes`] makes a mount of it. Each mount provides its table of routes
//! ([`table`]), which [`Rest`](crate::Rest) finds, holds against its own addresses and those of other tables ([`check`]), serves
//! ([`serve`]) and describes.

pub(crate) mod check;
mod error;
pub(crate) mod inputs;
pub(crate) mod mount;
pub(crate) mod route;
pub(crate) mod serve;
pub(crate) mod table;

pub use error::RouteError;
pub use mount::OwnRoutes;
pub use route::{AsyncHandler, Nothing, Request, Route};

use gateway_runtime::Configure;

/// Routes that an application defines itself, listed in a gateway as a mount: [`OwnRoutes`].
///
/// ```
/// use gateway_rest::{OwnRoutes, Request, Rest, Route, RouteError, Routes};
/// use gateway_runtime::prelude::*;
/// use serde_json::json;
///
/// #[channels]
/// pub struct Desk {
///     #[channel(send)]
///     pub prices: Channel<f64>,
/// }
///
/// /// Converts amounts at the last price.
/// #[module]
/// pub struct Converter {
///     #[config(default = 2)]
///     digits: i32,
/// }
///
/// /// What is converted.
/// #[message]
/// pub struct Wanted {
///     /// How many there are.
///     #[message(minimum = 0)]
///     amount: f64,
///     #[message(default = "EUR")]
///     currency: String,
/// }
///
/// #[message]
/// pub struct Converted {
///     value: f64,
///     currency: String,
/// }
///
/// impl Routes for Converter {
///     fn routes() -> Vec<Route<Self>> {
///         vec![Route::get("/convert/{amount}", "What an amount is worth", Self::convert)]
///     }
/// }
///
/// impl Converter {
///     async fn convert(request: Request<Self>, wanted: Wanted) -> Result<Converted, RouteError> {
///         let last = request.handle().last(Desk::prices.index(), None).await?;
///         let price = last.first().and_then(|tick| tick.as_any().downcast_ref::<Tick<f64>>());
///         let price = price.ok_or_else(|| RouteError::not_found("There is no price yet"))?;
///         let scale = 10_f64.powi(request.routes().digits);
///         Ok(Converted { value: (wanted.amount * price.value() * scale).round() / scale, currency: wanted.currency })
///     }
/// }
///
/// #[gateway(channels = Desk)]
/// # #[allow(deprecated)] // nobody reads `prices` here
/// pub struct App {
///     #[mount]
///     converter: OwnRoutes<Converter>,
///     #[mount]
///     rest: Rest,
/// }
/// # let _ = json!(null);
/// ```
///
/// Then `GET /api/v1/convert/3?currency=USD` is answered, and stands in the OpenAPI document. Its settings are those of the type
/// (`converter.digits=4`), and beside them `converter.version=v2`, which puts the routes under `/api/v2`.
///
/// The inputs of a route are one message. A field that the path names in braces comes from there; the others come from the body, a JSON
/// object, with POST, PUT and PATCH, and from the query with GET and DELETE. What is wrong with them is told as for `send`.
///
/// A path cannot begin with the name of a part of the service, such as `last` or `modules`, nor with a parameter. Two routes of one
/// method cannot have paths that are the same but for the names of parameters. Such a gateway does not start.
pub trait Routes: Configure + Send + Sync + Sized + 'static {
    /// The routes.
    fn routes() -> Vec<Route<Self>>;
}
