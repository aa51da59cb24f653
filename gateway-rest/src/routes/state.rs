//! `GET /api/v1/state/..`: the last tick of every key.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gateway_runtime::Handle;
use gateway_runtime::message::{Location, Problem};
use gateway_runtime::mount::Description;
use gateway_runtime::state::{Form, Query, Row, StateMeta, Ticks};
use opentelemetry::KeyValue;
use serde_json::{Value, json};

use super::{lists, moved};
use crate::address::encode;
use crate::app::App;
use crate::error::ApiError;
use crate::query::Parameters;
use crate::routing::{RouteTable, get};
use crate::ticks::{Wanted, arrow, write_keyed, written};
use crate::traces::count;
use crate::versions::Api;
use crate::{answer, json, large};

/// How many bytes a row is taken for, to tell whether its state is a large one.
const ROW: usize = 256;

/// The list of the states, and each of them, also by its name with dashes.
pub(super) fn router(app: &Description<'_>, api: &Api) -> RouteTable {
    let states = app.keeper.states().iter().filter(|state| api.selects("state", app.channels[state.channel].name()));
    let mut names: Vec<&str> = states.map(|state| state.alias).collect();
    names.sort_unstable();
    let address = api.address("/api/v1/state/");
    let list = RouteTable::new().route(&address, lists::fixed(&json!(names))).route(address.trim_end_matches('/'), moved(address.as_str()));
    let dashed = names.iter().map(|name| (name.replace('_', "-"), *name)).filter(|(dashed, name)| dashed != name);
    let addresses = names.iter().map(|name| ((*name).to_owned(), *name)).chain(dashed);
    addresses.fold(list, |routes, (address, name)| {
        // States are named by their places from here on.
        let state = app.keeper.state(name).unwrap_or_default();
        let is_live = app.is_live(app.keeper.states()[state].channel);
        let path = api.address(&format!("/api/v1/state/{}", encode(&address)));
        let rows = get(move |State(app): State<Arc<App>>, wanted: Wanted, query: Parameters| async move {
            rows(&app, state, is_live, wanted, &query).await
        });
        routes.route(&path, rows).route(&format!("{path}/"), moved(path))
    })
}

async fn rows(app: &App, state: usize, is_live: bool, wanted: Wanted, parameters: &Parameters) -> Result<Response, ApiError> {
    let handle = app.handle.clone();
    let meta = handle.keeper().states()[state];
    if !is_live {
        return Err(ApiError::Said(StatusCode::NOT_FOUND, format!("State not found: {}", meta.alias)));
    }
    let with_keys = meta.of_basket && parameters.truth("keys")?;
    let json = parameters.first("query").filter(|text| !text.is_empty()).map(parse).transpose()?;
    let channel = handle.channels()[meta.channel];
    let query = Query::read(channel, json.as_ref(), parameters.pairs()).map_err(ApiError::BadQuery)?;
    app.engine(handle.keeper().settled()).await?;
    let size = handle.keeper().size(state) * ROW;
    let work = large::work(app, size, move || {
        let rows = query.rows(handle.keeper(), state);
        Ok((write(&handle, meta, wanted, &query, with_keys, &rows)?, rows.len()))
    });
    let (answer, _) = app.step("state", work, |(_, rows)| vec![KeyValue::new("gateway.rows", count(*rows))]).await?;
    Ok(answer)
}

/// The rows that meet a query, as an answer.
fn write(
    handle: &Handle,
    meta: StateMeta,
    Wanted(form): Wanted,
    query: &Query,
    with_keys: bool,
    rows: &[Row],
) -> Result<Response, ApiError> {
    let write = |row: &Row, out: &mut Vec<u8>| query.write(row, out);
    let bytes = match form {
        Form::Arrow => arrow(handle, &Ticks { channel: meta.channel, columns: query.fields().as_deref(), rows })?,
        Form::Json if with_keys => by_key(rows, meta.key.len() == 1, write),
        form if with_keys => written(form, rows, |row, out| write_keyed(row.key().as_deref(), out, |out| write(row, out))),
        form => written(form, rows, write),
    };
    Ok(answer::chosen(form, bytes))
}

/// Rows of a basket under their keys, in their order: one for each key, if that is the whole key of the state, else a list.
fn by_key(rows: &[Row], alone: bool, write: impl Fn(&Row, &mut Vec<u8>)) -> Vec<u8> {
    let mut places: HashMap<Cow<'_, str>, usize> = HashMap::new();
    let mut groups: Vec<(Cow<'_, str>, Vec<&Row>)> = Vec::new();
    for row in rows {
        let key = row.key().unwrap_or_default();
        let place = *places.entry(key.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push((key, Vec::new()));
        }
        groups[place].1.push(row);
    }
    let mut out = vec![b'{'];
    for (place, (key, rows)) in groups.into_iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend_from_slice(json!(key).to_string().as_bytes());
        out.push(b':');
        match rows[..] {
            [row] if alone => write(row, &mut out),
            _ => out.extend(written(Form::Json, rows, &write)),
        }
    }
    out.push(b'}');
    out
}

fn parse(text: &str) -> Result<Value, ApiError> {
    json::parse(text.as_bytes()).map_err(|error| {
        let mut problem = Problem::new("json_invalid", format!("Invalid JSON: {}", error.reason), &json!(text));
        problem.ctx = Some(json!({ "error": error.reason }));
        ApiError::Invalid(vec![problem.under(&[Location::from("query"), Location::from("query")])])
    })
}
