//! `GET /api/v1/last/..`: the last tick.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use gateway_runtime::channel::AnyTick;
use tokio::time::timeout;

use crate::address::Address;
use crate::answer;
use crate::app::App;
use crate::error::ApiError;

/// How long the engine may take to get to a question: longer than any cycle should be.
const ENGINE_MAY_TAKE: Duration = Duration::from_secs(30);

pub(super) async fn last(State(app): State<Arc<App>>, address: Address, RawQuery(query): RawQuery) -> Result<Response, ApiError> {
    address.require_live(&app)?;
    shown(&app, &address, query.as_deref()).await
}

/// The last ticks that `address` has, as an answer: with the keys of a whole basket if the query asks for them.
pub(super) async fn shown(app: &App, address: &Address, query: Option<&str>) -> Result<Response, ApiError> {
    let ticks = ticks(app, address).await?;
    let with_keys = query.is_some_and(|query| query.split('&').any(|part| part == "keys=true"));
    Ok(if with_keys && address.is_whole_basket(app) { answer::by_key(&ticks) } else { answer::ticks(&ticks) })
}

/// The last ticks that `address` has: one, or those of all keys of a basket, or none yet.
async fn ticks(app: &App, address: &Address) -> Result<Vec<Arc<dyn AnyTick>>, ApiError> {
    let last = app.handle.last(address.channel, address.key.as_deref());
    Ok(timeout(ENGINE_MAY_TAKE, last).await.map_err(|_| ApiError::EngineBusy(ENGINE_MAY_TAKE))??)
}
