//! `GET /api/v1/last/..`: the last tick.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use gateway_runtime::channel::AnyTick;
use gateway_runtime::message::{Location, Problem};
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
    let with_keys = address.is_whole_basket(app) && keys_are_wanted(query)?;
    let ticks = ticks(app, address).await?;
    Ok(if with_keys { answer::by_key(&ticks) } else { answer::ticks(&ticks) })
}

/// Whether the query says `keys=true`.
pub(super) fn keys_are_wanted(query: Option<&str>) -> Result<bool, ApiError> {
    match query.and_then(|query| query.split('&').find_map(|part| part.strip_prefix("keys="))) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => {
            let problem = Problem::new("bool_parsing", "Input should be true or false", &other.into());
            Err(ApiError::Invalid(vec![problem.under(&[Location::from("query"), Location::from("keys")])]))
        }
    }
}

/// The last ticks that `address` has: one, or those of all keys of a basket, or none yet.
async fn ticks(app: &App, address: &Address) -> Result<Vec<Arc<dyn AnyTick>>, ApiError> {
    let last = timeout(ENGINE_MAY_TAKE, app.handle.last(address.channel, address.key.as_deref()));
    app.engine(async { Ok(last.await.map_err(|_| ApiError::EngineBusy(ENGINE_MAY_TAKE))??) }).await
}
