//! `GET /api/v1/next/..`: the next tick, once it comes.
//!
//! Who leaves while it waits is forgotten: the server drops the future, and with it the subscription.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use gateway_runtime::channel::Shape;
use tokio::time::timeout;

use super::last;
use crate::address::Address;
use crate::answer;
use crate::app::App;
use crate::error::ApiError;

pub(super) async fn next(State(app): State<Arc<App>>, address: Address) -> Result<Response, ApiError> {
    address.require_live(&app)?;
    let next = app.handle.next(address.channel, address.key.as_deref());
    let tick = timeout(app.next_timeout, next).await.map_err(|_| ApiError::NoTick(address.name(&app), app.next_timeout))??;
    let whole_basket = address.key.is_none() && app.handle.channels()[address.channel].shape() == Shape::Basket;
    if whole_basket {
        // One key has ticked; the answer has all keys that have a value by then.
        return last::ticks(&app, &address).await.map(|ticks| answer::ticks(&ticks));
    }
    Ok(answer::ticks(&[tick]))
}
