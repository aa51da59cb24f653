//! `GET /api/v1/state/..`: the last tick of every key.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use gateway_runtime::message::{Location, Problem};
use gateway_runtime::mount::Description;
use gateway_runtime::state::{Query, Row};
use opentelemetry::KeyValue;
use serde_json::{Value, json};

use super::{lists, moved, refused};
use crate::address::encode;
use crate::app::App;
use crate::error::ApiError;
use crate::traces::count;
use crate::versions::Api;
use crate::{answer, json, large};

/// How many bytes a row is taken for, to tell whether its state is a large one.
const ROW: usize = 256;

/// The list of the states, and each of them, also by its name with dashes.
pub(super) fn router(app: &Description<'_>, api: &Api) -> Router<Arc<App>> {
    let states = app.keeper.states().iter().filter(|state| api.selects("state", app.channels[state.channel].name()));
    let mut names: Vec<&str> = states.map(|state| state.alias).collect();
    names.sort_unstable();
    let address = api.address("/api/v1/state/");
    let list = Router::new().route(&address, lists::fixed(&json!(names))).route(address.trim_end_matches('/'), moved(address.as_str()));
    let dashed = names.iter().map(|name| (name.replace('_', "-"), *name)).filter(|(dashed, name)| dashed != name);
    let addresses = names.iter().map(|name| ((*name).to_owned(), *name)).chain(dashed);
    addresses.fold(list, |routes, (address, name)| {
        // States are named by their places from here on.
        let state = app.keeper.state(name).unwrap_or_default();
        let is_live = app.is_live(app.keeper.states()[state].channel);
        let path = api.address(&format!("/api/v1/state/{}", encode(&address)));
        let rows = get(move |State(app): State<Arc<App>>, RawQuery(query): RawQuery| async move {
            rows(&app, state, is_live, query.as_deref()).await
        });
        routes.route(&path, refused("GET", rows)).route(&format!("{path}/"), moved(path))
    })
}

async fn rows(app: &App, state: usize, is_live: bool, parameters: Option<&str>) -> Result<Response, ApiError> {
    let keeper = app.handle.keeper().clone();
    let meta = keeper.states()[state];
    if !is_live {
        return Err(ApiError::Said(StatusCode::NOT_FOUND, format!("State not found: {}", meta.alias)));
    }
    let parameters: Vec<(Cow<'_, str>, Cow<'_, str>)> = parameters.map_or_else(Vec::new, |text| form(text).collect());
    let query = match parameters.iter().find(|(name, _)| name == "query") {
        Some((_, text)) if !text.is_empty() => Some(parse(text)?),
        _ => None,
    };
    let channel = app.handle.channels()[meta.channel];
    let query = Query::read(channel, query.as_ref(), &parameters).map_err(ApiError::BadQuery)?;
    app.engine(keeper.settled()).await?;
    let size = keeper.size(state) * ROW;
    let work = large::work(app, size, move || {
        let rows = query.rows(&keeper, state);
        Ok((write(&rows, |row, out| query.write(row, out)), rows.len()))
    });
    let (written, _) = app.step("state", work, |(_, rows)| vec![KeyValue::new("gateway.rows", count(*rows))]).await?;
    Ok(answer::json(StatusCode::OK, written))
}

/// Rows as a JSON array.
pub(super) fn write(rows: &[Row], write: impl Fn(&Row, &mut Vec<u8>)) -> Vec<u8> {
    let mut out = vec![b'['];
    for row in rows {
        if out.len() > 1 {
            out.push(b',');
        }
        write(row, &mut out);
    }
    out.push(b']');
    out
}

fn parse(text: &str) -> Result<Value, ApiError> {
    json::parse(text.as_bytes()).map_err(|error| {
        let mut problem = Problem::new("json_invalid", format!("Invalid JSON: {}", error.reason), &json!(text));
        problem.ctx = Some(json!({ "error": error.reason }));
        ApiError::Invalid(vec![problem.under(&[Location::from("query"), Location::from("query")])])
    })
}

/// The parameters of an address: pairs with `&` between them, in which a `+` is a blank.
pub(super) fn form(text: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let plain = |text: &str| {
        let blanks = text.replace('+', " ");
        Cow::Owned(percent_encoding::percent_decode_str(&blanks).decode_utf8_lossy().into_owned())
    };
    text.split('&').filter(|pair| !pair.is_empty()).map(move |pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (plain(name), plain(value))
    })
}
