//! `GET /api/v1/last/..`: the last tick.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use gateway_runtime::channel::AnyTick;
use tokio::time::timeout;

use crate::address::Address;
use crate::answer;
use crate::app::App;
use crate::error::ApiError;

/// How long the engine may take to get to a question: longer than any cycle should be.
const ENGINE_MAY_TAKE: Duration = Duration::from_secs(30);

pub(super) async fn last(State(app): State<Arc<App>>, address: Address) -> Result<Response, ApiError> {
    address.require_live(&app)?;
    ticks(&app, &address).await.map(|ticks| answer::ticks(&ticks))
}

/// The last ticks that `address` has: one, or those of all keys of a basket, or none yet.
pub(super) async fn ticks(app: &App, address: &Address) -> Result<Vec<Arc<dyn AnyTick>>, ApiError> {
    let last = app.handle.last(address.channel, address.key.as_deref());
    Ok(timeout(ENGINE_MAY_TAKE, last).await.map_err(|_| ApiError::EngineBusy(ENGINE_MAY_TAKE))??)
}
