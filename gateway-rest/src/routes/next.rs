//! `GET /api/v1/next/..`: the next tick, once it comes.
//!
//! Who leaves while it waits is forgotten: the server drops the future, and with it the subscription.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use super::last;
use crate::address::Address;
use crate::app::App;
use crate::auth::{Refused, Stay};
use crate::error::ApiError;
use crate::query::Parameters;
use crate::ticks::{Wanted, answered};

pub(super) async fn next(
    State(app): State<Arc<App>>,
    address: Address,
    wanted: Wanted,
    query: Parameters,
    stay: Stay,
) -> Result<Response, ApiError> {
    address.require_live(&app)?;
    // A wrong query is told at once, and not when the tick has come.
    let with_keys = last::keys_are_wanted(&app, &address, &query)?;
    let _place = app.streams.lasting.place()?;
    let next = timeout(app.next_timeout, app.handle.next(address.channel, address.key.as_deref()));
    let next = app.step("next tick", next, |_| Vec::new());
    let tick = tokio::select! {
        // Whoever would not be let in any more does not get it.
        biased;
        () = stay.over(app.auth.as_ref()) => return Ok(Refused::Unknown.into_response()),
        tick = next => tick.map_err(|_| ApiError::NoTick(address.name(&app), app.next_timeout))??,
    };
    if address.is_whole_basket(&app) {
        // One key has ticked; the answer has all keys that have a value by then.
        return last::shown(&app, address, wanted, with_keys).await;
    }
    answered(&app.handle, wanted, address.channel, &[tick])
}
