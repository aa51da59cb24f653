//! Ticks in the form that a client asks for: JSON, a tick a line, or Arrow.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use gateway_runtime::Handle;
use gateway_runtime::channel::AnyTick;
use gateway_runtime::message::{Location, Problem};
use gateway_runtime::state::{Form, Row, Ticks, Unanswered};
use serde_json::Value;

use crate::error::{ApiError, capitalised};
use crate::routes::unanswered;
use crate::routing::Asked;
use crate::{accept, answer};

/// The forms in which ticks can be had. The last one takes the mount `Tables`.
const FORMS: &[Form] = &[Form::Json, Form::Lines, Form::Arrow];

/// The form in which ticks are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted(pub(crate) Form);

impl FromRequestParts<Asked> for Wanted {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, asked: &Asked) -> Result<Self, ApiError> {
        Self::of(asked, parts)
    }
}

impl Wanted {
    /// What a request wants.
    pub(crate) fn of(asked: &Asked, parts: &Parts) -> Result<Self, ApiError> {
        let without_tables = &FORMS[..2];
        let offered = if asked.app.handle.tables().is_some() { FORMS } else { without_tables };
        accept::chosen(&parts.headers, offered).map(Self).ok_or_else(|| match accept::chosen(&parts.headers, FORMS) {
            Some(_) => {
                let types = accept::types(without_tables);
                ApiError::Said(StatusCode::NOT_ACCEPTABLE, format!("{NO_TABLES}; without it an answer is one of: {types}"))
            }
            None => accept::unmet(FORMS),
        })
    }
}

/// What is said where somebody asks for Arrow, and nobody can write it.
pub(crate) const NO_TABLES: &str =
    "This gateway writes no Arrow: that takes the mount `Tables`, so list `#[mount] tables: Tables` of the crate gateway-tables in it";

/// Elements of ticks one behind the other, each a value or a line of its own.
pub(crate) fn answered(handle: &Handle, Wanted(form): Wanted, channel: usize, ticks: &[Arc<dyn AnyTick>]) -> Result<Response, ApiError> {
    if form == Form::Json {
        return Ok(answer::ticks(ticks));
    }
    let rows: Vec<Row> = ticks.iter().flat_map(Row::all).collect();
    of_rows(handle, Wanted(form), channel, &rows)
}

/// Rows, likewise.
pub(crate) fn of_rows(handle: &Handle, Wanted(form): Wanted, channel: usize, rows: &[Row]) -> Result<Response, ApiError> {
    let bytes = match form {
        Form::Arrow => arrow(handle, &Ticks { channel, columns: None, rows })?,
        form => written(form, rows, Row::write_json),
    };
    Ok(answer::chosen(form, bytes))
}

/// Rows as a stream of Arrow IPC.
pub(crate) fn arrow(handle: &Handle, ticks: &Ticks<'_>) -> Result<Vec<u8>, ApiError> {
    let tables = handle.tables().ok_or_else(|| ApiError::Said(StatusCode::NOT_ACCEPTABLE, NO_TABLES.to_owned()))?;
    tables.arrow(ticks).map_err(|error| match error {
        Unanswered::Refused(reason) => {
            let problem = Problem::new("unknown_column", capitalised(&reason), &Value::Null);
            ApiError::BadQuery(vec![problem.under(&[Location::from("fields")])])
        }
        error => unanswered(&error),
    })
}

/// Values in a form of JSON: a list, or each on a line of its own.
pub(crate) fn written<T>(form: Form, values: impl IntoIterator<Item = T>, write: impl Fn(T, &mut Vec<u8>)) -> Vec<u8> {
    let lines = form == Form::Lines;
    let mut out = if lines { Vec::new() } else { vec![b'['] };
    for (place, value) in values.into_iter().enumerate() {
        if place > 0 && !lines {
            out.push(b',');
        }
        write(value, &mut out);
        if lines {
            out.push(b'\n');
        }
    }
    if !lines {
        out.push(b']');
    }
    out
}

/// One tick with its key, if its channel is a basket: `{"key":"k","data":[..]}`.
pub(crate) fn write_keyed(key: Option<&str>, out: &mut Vec<u8>, data: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'{');
    if let Some(key) = key {
        out.extend_from_slice(format!("\"key\":{},", Value::from(key)).as_bytes());
    }
    out.extend_from_slice(b"\"data\":[");
    data(out);
    out.extend_from_slice(b"]}");
}
