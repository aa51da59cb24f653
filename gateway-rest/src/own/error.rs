//! Why a route of the application's own gives no answer.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gateway_runtime::engine::{CommandError, Refused};
use serde_json::json;

use crate::answer;
use crate::error::ApiError;

/// Why a route gives no answer: a status and a text, which the client gets as `{"detail": ..}`.
#[derive(Debug)]
pub struct RouteError(Why);

#[derive(Debug)]
enum Why {
    Said(StatusCode, String),
    Api(ApiError),
}

impl RouteError {
    /// An error with this status, which is 500 if there is no such status of an error.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).ok().filter(|status| status.is_client_error() || status.is_server_error());
        Self(Why::Said(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), detail.into()))
    }

    /// 400
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(400, detail)
    }

    /// 404
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(404, detail)
    }

    /// 409
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(409, detail)
    }
}

impl From<Refused> for RouteError {
    fn from(refused: Refused) -> Self {
        Self(Why::Api(refused.into()))
    }
}

impl From<CommandError> for RouteError {
    fn from(error: CommandError) -> Self {
        Self(Why::Api(error.into()))
    }
}

impl From<ApiError> for RouteError {
    fn from(error: ApiError) -> Self {
        Self(Why::Api(error))
    }
}

impl IntoResponse for RouteError {
    fn into_response(self) -> Response {
        match self.0 {
            Why::Said(status, detail) => answer::json(status, json!({ "detail": detail }).to_string()),
            Why::Api(error) => error.into_response(),
        }
    }
}
