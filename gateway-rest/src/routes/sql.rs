//! `POST /api/v1/sql`: one statement over the tables of states and histories.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use gateway_runtime::message::{Location, Problem};
use gateway_runtime::mount::Description;
use gateway_runtime::state::{Answer, Form, Parameters, Question, Unanswered};
use opentelemetry::KeyValue;
use serde_json::Value;

use super::moved;
use crate::app::App;
use crate::error::{ApiError, capitalised};
use crate::routing::{RouteTable, post};
use crate::traces::count;
use crate::versions::Api;
use crate::{accept, answer, body};

/// The forms of an answer.
const FORMS: &[Form] = &[Form::Json, Form::Lines, Form::Csv, Form::Arrow, Form::Parquet];

/// The route. It is there without tables too, and then says what is missing.
pub(super) fn router() -> RouteTable {
    RouteTable::new().route("/api/v1/sql", post(sql)).route("/api/v1/sql/", moved("/api/v1/sql"))
}

/// The tables that can be asked: those of the channels whose state or history is served.
pub(crate) fn tables(app: &Description<'_>, api: &Api) -> Vec<String> {
    let name = |channel: usize| app.channels[channel].name();
    let states = app.keeper.states().iter().filter(|state| api.selects("state", name(state.channel)));
    let histories = app.keeper.histories().iter().map(|history| name(history.channel)).filter(|name| api.selects("last", name));
    states.map(|state| state.alias.to_owned()).chain(histories.map(|name| format!("{name}_history"))).collect()
}

/// The same, unless it is all tables that there are.
pub(crate) fn only_tables(app: &Description<'_>, api: &Api) -> Option<Arc<[String]>> {
    let served = tables(app, api);
    (served.len() < app.keeper.states().len() + app.keeper.histories().len()).then(|| served.into())
}

async fn sql(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Result<Response, ApiError> {
    let form = accept::chosen(&headers, FORMS).ok_or_else(|| accept::unmet(FORMS))?;
    let bytes = body::receive(&headers, body, app.body_limit).await?;
    let question = question(&body::parse(&headers, &bytes)?, form).map_err(ApiError::Invalid)?;
    let question = Question { tables: app.tables.clone(), ..question };
    let tables = app.handle.tables().ok_or_else(|| {
        let missing = "This gateway has no tables to ask: list `#[mount] tables: Tables` of the crate gateway-tables in it";
        ApiError::Said(StatusCode::NOT_IMPLEMENTED, missing.to_owned())
    })?;
    let statement = app.traces.as_ref().filter(|traces| traces.tell_statements).map(|_| question.sql.clone());
    let tell = |answer: &Answer| {
        let text = statement.map(|text| KeyValue::new("db.query.text", text));
        let known = [KeyValue::new("db.system.name", "duckdb"), KeyValue::new("db.response.returned_rows", count(answer.rows))];
        known.into_iter().chain(text).collect()
    };
    let found = app.step("sql", tables.ask(question), tell).await.map_err(|error| unanswered(&error))?;
    Ok(answer::chosen(form, found.bytes))
}

pub(crate) fn unanswered(unanswered: &Unanswered) -> ApiError {
    let text = capitalised(&unanswered.to_string());
    let status = match unanswered {
        Unanswered::Refused(_) | Unanswered::TooLarge(_) => StatusCode::BAD_REQUEST,
        Unanswered::TimedOut(_) => StatusCode::GATEWAY_TIMEOUT,
        Unanswered::Busy | Unanswered::Behind(_) => return ApiError::Busy(text),
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    ApiError::Said(status, text)
}

fn question(body: &Value, form: Form) -> Result<Question, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut fault = |kind, text: &str, input: &Value, name: Option<&str>| {
        let loc: Vec<Location> = [Some("body"), name].into_iter().flatten().map(Location::from).collect();
        problems.push(Problem::new(kind, text, input).under(&loc));
    };
    let mut question = Question { sql: String::new(), parameters: Parameters::default(), limit: None, form, tables: None };
    if let Value::Object(parts) = body {
        if !parts.contains_key("sql") {
            fault("missing", "Field required", body, Some("sql"));
        }
        for (name, value) in parts {
            match (name.as_str(), value) {
                ("sql", Value::String(sql)) => question.sql.clone_from(sql),
                ("sql", other) => fault("string_type", "Input should be a valid string", other, Some("sql")),
                ("params", Value::Array(values)) => question.parameters = Parameters::Positional(values.clone()),
                ("params", Value::Object(values)) => question.parameters = Parameters::Named(values.clone()),
                ("limit" | "params", Value::Null) => {}
                ("params", other) => {
                    fault("list_type", "Input should be a list of values, or an object of named ones", other, Some("params"));
                }
                ("limit", value) => match value.as_u64().and_then(|limit| usize::try_from(limit).ok()) {
                    Some(limit) => question.limit = Some(limit),
                    None => fault("int_type", "Input should be a number of rows: 0 or more", value, Some("limit")),
                },
                (name, value) => fault("extra_forbidden", "Extra inputs are not permitted", value, Some(name)),
            }
        }
    } else {
        fault("model_type", "Input should be an object with the field sql", body, None);
    }
    if problems.is_empty() { Ok(question) } else { Err(problems) }
}
