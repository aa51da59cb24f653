//! `POST /api/v1/sql`: one statement over the tables of states and histories.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use gateway_runtime::message::{Location, Problem};
use gateway_runtime::state::{Answer, Form, Parameters, Question, Unanswered};
use opentelemetry::KeyValue;
use serde_json::Value;

use super::{moved, refused};
use crate::app::App;
use crate::body;
use crate::error::{ApiError, capitalised};
use crate::traces::count;

/// The forms of an answer, and the names of their types.
const FORMS: &[(Form, &[&str])] = &[
    (Form::Json, &["application/json", "*/*", "application/*"]),
    (Form::Lines, &["application/x-ndjson", "application/ndjson", "application/jsonl"]),
    (Form::Csv, &["text/csv", "text/*"]),
    (Form::Arrow, &["application/vnd.apache.arrow.stream"]),
    (Form::Parquet, &["application/vnd.apache.parquet"]),
];

/// The route. It is there without tables too, and then says what is missing.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/sql", refused("POST", post(sql))).route("/api/v1/sql/", moved("/api/v1/sql"))
}

async fn sql(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Result<Response, ApiError> {
    let form = form(&headers).ok_or_else(|| {
        let types: Vec<&str> = FORMS.iter().map(|(form, _)| form.media_type()).collect();
        ApiError::Said(StatusCode::NOT_ACCEPTABLE, format!("An answer is one of: {}", types.join(", ")))
    })?;
    let bytes = body::receive(&headers, body, app.body_limit).await?;
    let question = question(&body::parse(&headers, &bytes)?, form).map_err(ApiError::Invalid)?;
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
    let answer = app.step("sql", tables.ask(question), tell).await.map_err(|error| unanswered(&error))?;
    let content_type = HeaderValue::from_static(form.media_type());
    Ok((StatusCode::OK, [(CONTENT_TYPE, content_type), (VARY, HeaderValue::from_static("accept"))], answer.bytes).into_response())
}

fn unanswered(unanswered: &Unanswered) -> ApiError {
    let text = capitalised(&unanswered.to_string());
    let status = match unanswered {
        Unanswered::Refused(_) | Unanswered::TooLarge(_) => StatusCode::BAD_REQUEST,
        Unanswered::TimedOut(_) => StatusCode::GATEWAY_TIMEOUT,
        Unanswered::Busy | Unanswered::Behind(_) => return ApiError::Busy(text),
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    ApiError::Said(status, text)
}

/// The form that the client likes best of those that there are. The first one, if it does not say.
fn form(headers: &HeaderMap) -> Option<Form> {
    let accepted: Vec<&str> =
        headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
    if accepted.is_empty() {
        return Some(Form::default());
    }
    let mut best: Option<(f32, Form)> = None;
    for range in accepted {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        let form = FORMS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(form, _)| *form);
        if let Some(form) = form.filter(|_| weight > 0.0 && best.is_none_or(|(known, _)| weight > known)) {
            best = Some((weight, form));
        }
    }
    best.map(|(_, form)| form)
}

fn question(body: &Value, form: Form) -> Result<Question, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut fault = |kind, text: &str, input: &Value, name: Option<&str>| {
        let loc: Vec<Location> = [Some("body"), name].into_iter().flatten().map(Location::from).collect();
        problems.push(Problem::new(kind, text, input).under(&loc));
    };
    let mut question = Question { sql: String::new(), parameters: Parameters::default(), limit: None, form };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_chooses_the_form() {
        let form = |accept: &str| form(&[(ACCEPT, accept.parse().unwrap())].into_iter().collect());
        assert_eq!(super::form(&HeaderMap::new()), Some(Form::Json));
        assert_eq!(form("*/*"), Some(Form::Json));
        assert_eq!(form("text/csv"), Some(Form::Csv));
        assert_eq!(form("text/html, application/vnd.apache.arrow.stream;q=0.5, application/json;q=0.4"), Some(Form::Arrow));
        assert_eq!(form("Application/VND.apache.parquet"), Some(Form::Parquet));
        assert_eq!(form("image/png"), None);
        assert_eq!(form("text/csv;q=0"), None);
    }
}
