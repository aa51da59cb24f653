//! The routes of the channels.

mod channels_graph;
mod fields;
mod history;
mod last;
mod lists;
mod lookup;
mod modules;
mod next;
mod send;
mod sql;
mod stage;
mod state;

use std::sync::Arc;

use axum::extract::RawQuery;
use gateway_runtime::mount::Description;
use serde_json::Value;

use crate::address::Address;
use crate::answer;
use crate::own::table::Table;
use crate::routing::{Methods, RouteTable, any, get, post};
use crate::versions::{self, Api};

pub(crate) use fields::fields;
pub(crate) use lists::fixed;
pub(crate) use sql::{only_tables, tables, unanswered};

/// The routes of the API, in these versions, whose addresses stand after `prefix`.
pub(crate) fn router(app: &Description<'_>, apis: &[Api], own: &[Arc<Table>], prefix: &str) -> RouteTable {
    let all = RouteTable::new()
        .route("/api", lists::fixed(&versions::discovery(apis, own, prefix)))
        .route("/api/", moved("/api"))
        .merge(modules::router())
        .route("/api/v1/channels_graph", lists::fixed(&channels_graph::channels_graph(app, &apis[0])))
        .route("/api/v1/channels_graph/", moved("/api/v1/channels_graph"))
        .merge(sql::router());
    let all = apis.iter().take(1).fold(all, |all, api| all.merge(history::router(app, api)));
    apis.iter().fold(all, |all, api| {
        all.merge(verb(api, "last", &lists::channels(app, api, "last"), get(last::last).at_once(last::at_once).of::<Address>()))
            .merge(verb(api, "next", &lists::channels(app, api, "next"), get(next::next).of::<Address>()))
            .merge(verb(api, "send", &lists::sendable(app, api), post(send::send).of::<Address>()))
            .merge(state::router(app, api))
            .merge(lookup::router(app, api))
            .merge(stage(app, api))
    })
}

/// What staging has in one version. Without a staged channel there is nothing of it.
fn stage(app: &Description<'_>, api: &Api) -> RouteTable {
    let names = lists::staged(app, api);
    if names.is_empty() { RouteTable::new() } else { verb(api, "stage", &names.into(), stage::route()) }
}

/// What one verb has in one version: the list of its channels, and a route for each.
fn verb(api: &Api, verb: &str, names: &Value, of_channel: Methods) -> RouteTable {
    let address = api.address(&format!("/api/v1/{verb}"));
    let list = format!("{address}/");
    RouteTable::new()
        .route(&address, moved(list.as_str()))
        .route(&list, lists::fixed(names))
        .route(&format!("{address}/{{*address}}"), of_channel)
        .selecting(api.channels.of(verb))
}

/// A route that has its place at `path`.
pub(crate) fn moved(path: impl Into<Arc<str>>) -> Methods {
    let path = path.into();
    any(move |RawQuery(query): RawQuery| async move { answer::redirect(&path, query.as_deref()) })
}
