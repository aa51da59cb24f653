//! `GET /api/v1/history/..`: the ticks of a channel that are still remembered, or those after one of them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gateway_runtime::mount::Description;
use gateway_runtime::state::{Form, Row};
use gateway_runtime::{Handle, TickId};
use serde_json::json;
use tokio::task::spawn_blocking;

use super::{lists, moved};
use crate::address::encode;
use crate::answer;
use crate::app::App;
use crate::error::ApiError;
use crate::query::Parameters;
use crate::routing::{RouteTable, get};
use crate::ticks::{Wanted, of_rows, write_keyed, written};
use crate::versions::Api;

/// The list of the channels with a history, and each of them.
pub(super) fn router(app: &Description<'_>, api: &Api) -> RouteTable {
    let channels = app.keeper.histories().iter().map(|history| (app.channels[history.channel].name(), history.channel));
    // Who may not ask for the last tick may not ask for those before it.
    let mut names: Vec<(&str, usize)> = channels.filter(|(name, _)| api.selects("last", name)).collect();
    names.sort_unstable();
    let list: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let list = RouteTable::new().route("/api/v1/history/", lists::fixed(&json!(list))).route("/api/v1/history", moved("/api/v1/history/"));
    names.into_iter().fold(list, |routes, (name, channel)| {
        let path = format!("/api/v1/history/{}", encode(name));
        let ticks = get(move |State(app): State<Arc<App>>, wanted: Wanted, query: Parameters| async move {
            ticks(&app, channel, wanted, query.first("after")).await
        });
        routes.route(&path, ticks).route(&format!("{path}/"), moved(path))
    })
}

async fn ticks(app: &App, channel: usize, wanted: Wanted, after: Option<&str>) -> Result<Response, ApiError> {
    let (handle, after) = (app.handle.clone(), after.map(TickId::client));
    app.engine(handle.keeper().settled()).await?;
    // The semaphore is never closed.
    let _place = app.large_bodies.acquire().await.map_err(|_| ApiError::Internal)?;
    spawn_blocking(move || write(&handle, channel, wanted, after.as_ref())).await.map_err(|_| ApiError::Internal)?
}

/// The ticks after one of them, or all of them.
fn write(handle: &Handle, channel: usize, wanted: Wanted, after: Option<&TickId>) -> Result<Response, ApiError> {
    let rows = handle.keeper().history(channel);
    let begin = match after {
        None => 0,
        Some(id) => {
            let gone = || ApiError::Said(StatusCode::NOT_FOUND, "The history has no tick with this id (any more)".to_owned());
            rows.iter().rposition(|row| row.id() == Some(id)).ok_or_else(gone)? + 1
        }
    };
    let rows = &rows[begin..];
    match wanted {
        Wanted(Form::Arrow) => of_rows(handle, wanted, channel, rows),
        // The elements of a list stand one behind the other.
        Wanted(form) => Ok(answer::chosen(form, written(form, rows.chunk_by(|one, next| Arc::ptr_eq(&one.tick, &next.tick)), write_tick))),
    }
}

/// One tick: with its key, if its channel is a basket, and those of its elements that are still there.
fn write_tick(rows: &[Row], out: &mut Vec<u8>) {
    write_keyed(rows[0].key().as_deref(), out, |out| {
        for (place, row) in rows.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            row.write_json(out);
        }
    });
}
