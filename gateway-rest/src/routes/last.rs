//! `GET /api/v1/last/..`: the last tick.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use gateway_runtime::channel::AnyTick;
use gateway_runtime::futures::FutureExt;
use gateway_runtime::state::Form;
use tokio::time::timeout;

use crate::address::Address;
use crate::app::App;
use crate::error::ApiError;
use crate::query::Parameters;
use crate::routing::Asked;
use crate::ticks::{self, Wanted, answered, write_keyed};
use crate::{answer, large};

/// How long the engine may take to get to a question: longer than any cycle should be.
const ENGINE_MAY_TAKE: Duration = Duration::from_secs(30);

/// How many bytes a tick is taken for, to tell whether those of a basket are a large answer.
const TICK: usize = 256;

pub(super) async fn last(State(app): State<Arc<App>>, address: Address, wanted: Wanted, query: Parameters) -> Result<Response, ApiError> {
    address.require_live(&app)?;
    let with_keys = keys_are_wanted(&app, &address, &query)?;
    shown(&app, address, wanted, with_keys).await
}

/// The same, where nothing waits for the engine and it is a single tick: then it is there.
pub(super) fn at_once(asked: &Asked, parts: &Parts) -> Option<Response> {
    // Traces tell how long the engine takes, however short that is.
    if asked.app.traces.is_some() {
        return None;
    }
    there(asked, parts).unwrap_or_else(|error| Some(error.into_response()))
}

/// An answer, or nothing while the engine is at work; or a refusal.
fn there(asked: &Asked, parts: &Parts) -> Result<Option<Response>, ApiError> {
    let app = &*asked.app;
    let (address, wanted) = (Address::of(asked, parts)?, Wanted::of(asked, parts)?);
    address.require_live(app)?;
    if address.is_whole_basket(app) {
        return Ok(None);
    }
    let ticks = app.handle.last_if_settled(address.channel, address.key.as_deref());
    ticks.map(|ticks| written(app, address.channel, wanted, false, &ticks)).transpose()
}

/// Whether the keys of a whole basket are wanted.
pub(super) fn keys_are_wanted(app: &App, address: &Address, query: &Parameters) -> Result<bool, ApiError> {
    Ok(address.is_whole_basket(app) && query.truth("keys")?)
}

/// The last ticks that `address` has, as an answer.
pub(super) async fn shown(app: &Arc<App>, address: Address, wanted: Wanted, with_keys: bool) -> Result<Response, ApiError> {
    let ticks = ticks(app, &address).await?;
    let writing = Arc::clone(app);
    large::work(app, ticks.len() * TICK, move || written(&writing, address.channel, wanted, with_keys, &ticks)).await
}

/// These ticks as an answer.
fn written(app: &App, channel: usize, wanted: Wanted, with_keys: bool, ticks: &[Arc<dyn AnyTick>]) -> Result<Response, ApiError> {
    match wanted {
        Wanted(Form::Json) if !with_keys && ticks.len() == 1 => Ok(answer::kept(app.kept.written(channel, &ticks[0]))),
        Wanted(Form::Json) if with_keys => Ok(answer::by_key(ticks)),
        Wanted(form @ Form::Lines) if with_keys => Ok(answer::chosen(form, lines(ticks))),
        wanted => answered(&app.handle, wanted, channel, ticks),
    }
}

/// Ticks with their keys, each on a line.
fn lines(ticks: &[Arc<dyn AnyTick>]) -> Vec<u8> {
    ticks::written(Form::Lines, ticks, |tick, out| {
        write_keyed(tick.key().as_deref(), out, |out| {
            tick.write_elements(out);
        });
    })
}

/// The last ticks that `address` has: one, or those of all keys of a basket, or none yet.
async fn ticks(app: &App, address: &Address) -> Result<Vec<Arc<dyn AnyTick>>, ApiError> {
    let mut last = pin!(app.handle.last(address.channel, address.key.as_deref()));
    let ticks = async {
        // Where nothing waits for the engine the answer is there, and takes no clock.
        if let Some(ticks) = last.as_mut().now_or_never() {
            return Ok(ticks?);
        }
        Ok(timeout(ENGINE_MAY_TAKE, last).await.map_err(|_| ApiError::EngineBusy(ENGINE_MAY_TAKE))??)
    };
    app.engine(ticks).await
}
