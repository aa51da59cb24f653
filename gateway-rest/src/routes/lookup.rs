//! `GET /api/v1/lookup/..`: a tick by its id.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gateway_runtime::TickId;
use gateway_runtime::mount::Description;
use gateway_runtime::state::Row;
use serde_json::json;

use super::{lists, moved};
use crate::address::encode;
use crate::app::App;
use crate::error::ApiError;
use crate::routing::{Captured, RouteTable, get};
use crate::ticks::{Wanted, of_rows};
use crate::versions::Api;

/// The list of the channels that are looked up, each of them, also by its name with dashes, and all together.
pub(super) fn router(app: &Description<'_>, api: &Api) -> RouteTable {
    let lookups = app.keeper.lookups().iter().map(|lookup| (app.channels[lookup.channel].name(), lookup.channel));
    let mut names: Vec<(&str, usize)> = lookups.filter(|(name, _)| api.selects("lookup", name)).collect();
    names.sort_unstable();
    let list: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let address = api.address("/api/v1/lookup/");
    let list = RouteTable::new().route(&address, lists::fixed(&json!(list))).route(address.trim_end_matches('/'), moved(address.as_str()));
    let all: Arc<[usize]> = names.iter().map(|(_, channel)| *channel).collect();
    let any = get(move |State(app): State<Arc<App>>, wanted: Wanted, Captured([id])| async move { of_any(&app, wanted, &all, &id).await });
    let list = list.route(&format!("{address}id/{{*id}}"), any);
    let dashed = names.iter().map(|(name, channel)| (name.replace('_', "-"), *channel)).filter(|(dashed, _)| dashed.contains('-'));
    let addresses = names.iter().map(|(name, channel)| ((*name).to_owned(), *channel)).chain(dashed);
    // A channel that is called `id` can be looked up among all.
    addresses.filter(|(address, _)| address != "id").fold(list, |routes, (address, channel)| {
        let path = api.address(&format!("/api/v1/lookup/{}", encode(&address)));
        let one = get(move |State(app): State<Arc<App>>, wanted: Wanted, Captured([id])| async move {
            of_channel(&app, wanted, channel, &id).await
        });
        routes.route(&format!("{path}/{{*id}}"), one)
    })
}

async fn of_channel(app: &App, wanted: Wanted, channel: usize, id: &str) -> Result<Response, ApiError> {
    of_rows(&app.handle, wanted, channel, find(app, channel, id).await?.as_slice())
}

/// Looks among these channels.
async fn of_any(app: &App, wanted: Wanted, channels: &[usize], id: &str) -> Result<Response, ApiError> {
    for channel in channels {
        if let Some(row) = find(app, *channel, id).await? {
            return of_rows(&app.handle, wanted, *channel, &[row]);
        }
    }
    Err(ApiError::Said(StatusCode::NOT_FOUND, format!("No tick found with id: {id}")))
}

async fn find(app: &App, channel: usize, id: &str) -> Result<Option<Row>, ApiError> {
    let keeper = app.handle.keeper();
    app.engine(keeper.settled()).await?;
    Ok(keeper.lookup(Some(channel), &TickId::client(id)))
}
