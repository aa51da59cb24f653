//! `GET /api/v1/history/..`: the ticks of a channel that are still remembered, or those after one of them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use gateway_runtime::TickId;
use gateway_runtime::mount::Description;
use gateway_runtime::state::Row;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use super::state::form;
use super::{lists, moved, refused};
use crate::address::encode;
use crate::answer;
use crate::app::App;
use crate::error::ApiError;
use crate::versions::Api;

/// The list of the channels with a history, and each of them.
pub(super) fn router(app: &Description<'_>, api: &Api) -> Router<Arc<App>> {
    let channels = app.keeper.histories().iter().map(|history| (app.channels[history.channel].name(), history.channel));
    // Who may not ask for the last tick may not ask for those before it.
    let mut names: Vec<(&str, usize)> = channels.filter(|(name, _)| api.selects("last", name)).collect();
    names.sort_unstable();
    let list: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let list = Router::new().route("/api/v1/history/", lists::fixed(&json!(list))).route("/api/v1/history", moved("/api/v1/history/"));
    names.into_iter().fold(list, |routes, (name, channel)| {
        let path = format!("/api/v1/history/{}", encode(name));
        let ticks =
            get(move |State(app): State<Arc<App>>, RawQuery(query): RawQuery| async move { ticks(&app, channel, query.as_deref()).await });
        routes.route(&path, refused("GET", ticks)).route(&format!("{path}/"), moved(path))
    })
}

async fn ticks(app: &App, channel: usize, query: Option<&str>) -> Result<Response, ApiError> {
    let keeper = app.handle.keeper().clone();
    app.engine(keeper.settled()).await?;
    let after = form(query.unwrap_or_default()).find(|(name, _)| name == "after").map(|(_, id)| id.into_owned());
    // The semaphore is never closed.
    let _place = app.large_bodies.acquire().await.map_err(|_| ApiError::Internal)?;
    let written = spawn_blocking(move || write(&keeper.history(channel), after.as_deref())).await;
    let written = written.map_err(|_| ApiError::Internal)?.ok_or_else(|| {
        let text = "The history has no tick with this id (any more)";
        ApiError::Said(StatusCode::NOT_FOUND, text.to_owned())
    })?;
    Ok(answer::json(StatusCode::OK, written))
}

/// Ticks, oldest first: each with its key, if its channel is a basket, and its elements. `None` if the one `after` which they begin is
/// not among them.
fn write(rows: &[Row], after: Option<&str>) -> Option<Vec<u8>> {
    let begin = match after.map(TickId::client) {
        None => 0,
        Some(id) => rows.iter().rposition(|row| row.id() == Some(&id))? + 1,
    };
    let mut out = vec![b'['];
    // The elements of a list stand one behind the other.
    for tick in rows[begin..].chunk_by(|one, next| Arc::ptr_eq(&one.tick, &next.tick)) {
        if out.len() > 1 {
            out.push(b',');
        }
        out.push(b'{');
        if let Some(key) = tick[0].key() {
            out.extend_from_slice(format!("\"key\":{},", Value::from(key)).as_bytes());
        }
        out.extend_from_slice(b"\"data\":[");
        for (place, row) in tick.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            row.write_json(&mut out);
        }
        out.extend_from_slice(b"]}");
    }
    out.push(b']');
    Some(out)
}
