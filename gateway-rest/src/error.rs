//! What the service answers when it cannot do what was asked: always `{"detail": ..}`.

use std::time::Duration;

use axum::http::header::{ALLOW, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gateway_runtime::channel::ENOUGH_PROBLEMS;
use gateway_runtime::engine::{CommandError, Refused};
use gateway_runtime::message::{Location, Problem};
use gateway_runtime::stage::StageError;
use serde_json::{Value, json};

use crate::answer;
use crate::brief::brief;

/// Why a request fails.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// There is no such address.
    NotFound,
    /// This other address is meant.
    Moved(String),
    /// The address names a channel, or a key of one, that has nothing behind it.
    ChannelNotFound(String),
    /// The address has text that is no UTF-8.
    BadAddress,
    /// The address is there, for this other method.
    WrongMethod(String),
    /// The body is wrong: everything that is wrong with it.
    Invalid(Vec<Problem>),
    /// The query of an address is wrong: everything that is wrong with it.
    BadQuery(Vec<Problem>),
    /// Too many ask at once.
    Busy(String),
    /// The body has more bytes than this.
    TooLarge(usize),
    /// The body is something else than JSON.
    NotJson,
    /// The body did not arrive in this time.
    SlowBody(Duration),
    /// The connection broke while the body arrived.
    BrokenBody,
    /// The engine does not take it.
    Refused(Refused),
    /// No tick came in this time.
    NoTick(String, Duration),
    /// The engine did not answer in this time.
    EngineBusy(Duration),
    /// What is said here, with its status.
    Said(StatusCode, String),
    /// A command gives no answer.
    Command(CommandError),
    /// Nothing was staged.
    Stage(StageError),
    /// A page of another web site made a browser send it.
    CrossSite,
    /// A fault of the service or of the application's code.
    Internal,
}

impl ApiError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::ChannelNotFound(_) => StatusCode::NOT_FOUND,
            Self::Moved(_) => StatusCode::TEMPORARY_REDIRECT,
            Self::Stage(StageError::Full(..)) => StatusCode::CONFLICT,
            Self::BadAddress | Self::BrokenBody | Self::BadQuery(_) | Self::Stage(_) => StatusCode::BAD_REQUEST,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge(_) | Self::Refused(Refused::TooLarge(_)) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::SlowBody(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Refused(_) | Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoTick(..) | Self::EngineBusy(_) => StatusCode::GATEWAY_TIMEOUT,
            Self::Said(status, _) => *status,
            Self::Command(error) => command_status(error),
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) fn detail(self) -> Value {
        let text = match self {
            Self::NotFound => "Not Found".to_owned(),
            Self::Moved(address) => format!("This is at {address}"),
            Self::ChannelNotFound(name) => format!("Channel not found: {name}"),
            Self::BadAddress => "The address is not valid UTF-8".to_owned(),
            Self::WrongMethod(_) => "Method Not Allowed".to_owned(),
            Self::Invalid(problems) | Self::BadQuery(problems) | Self::Command(CommandError::Invalid(problems)) => return list(problems),
            Self::TooLarge(limit) => format!("The body has more than the {limit} bytes that are allowed"),
            Self::NotJson => "The body must be JSON, with the header Content-Type: application/json".to_owned(),
            Self::SlowBody(time) => format!("The body did not arrive within {time:?}"),
            Self::BrokenBody => "The body did not arrive as a whole".to_owned(),
            Self::Refused(refused) => capitalised(&refused.to_string()),
            Self::NoTick(name, time) => format!("No tick of {name} within {time:?}"),
            Self::EngineBusy(time) => format!("The engine did not answer within {time:?}"),
            // What the application says stands as it is.
            Self::Said(_, text) | Self::Busy(text) | Self::Command(CommandError::Failed(text)) => text,
            Self::Command(error) => capitalised(&error.to_string()),
            // With quotes, as the reference has it.
            Self::Stage(error @ StageError::UnknownArea(_)) => format!("'{error}'"),
            Self::Stage(error) => capitalised(&error.to_string()),
            Self::CrossSite => "Pages of other web sites may not ask this".to_owned(),
            Self::Internal => "Internal Server Error".to_owned(),
        };
        Value::from(text)
    }
}

/// The status of a command that gives no answer.
fn command_status(error: &CommandError) -> StatusCode {
    match error {
        CommandError::NoModule(_) | CommandError::NoCommand(_) => StatusCode::NOT_FOUND,
        CommandError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        CommandError::Down { .. } | CommandError::Held { .. } => StatusCode::CONFLICT,
        CommandError::Refused(Refused::TooLarge(_)) => StatusCode::PAYLOAD_TOO_LARGE,
        CommandError::Refused(_) => StatusCode::SERVICE_UNAVAILABLE,
        CommandError::Failed(_) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The faults of a body, the first ones of many, so that the answer stays small whatever is sent.
fn list(mut problems: Vec<Problem>) -> Value {
    if problems.len() > ENOUGH_PROBLEMS {
        problems.truncate(ENOUGH_PROBLEMS);
        let rest = Problem::new("too_many_errors", format!("Only the first {ENOUGH_PROBLEMS} errors are listed"), &Value::Null);
        problems.push(rest.under(&[Location::from("body")]));
    }
    json!(problems.into_iter().map(brief).collect::<Vec<_>>())
}

/// Texts of the runtime follow a colon; here they stand alone.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl From<CommandError> for ApiError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refused) => Self::Refused(refused),
            error => Self::Command(error),
        }
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Moved(address) = &self {
            return answer::redirect(address, None);
        }
        let status = self.status();
        let header = match &self {
            // The names of methods are words.
            Self::WrongMethod(allowed) => HeaderValue::try_from(allowed).ok().map(|allowed| (ALLOW, allowed)),
            Self::Refused(Refused::Full) | Self::Busy(_) => Some((RETRY_AFTER, HeaderValue::from_static("1"))),
            _ => None,
        };
        let body = json!({ "detail": self.detail() }).to_string();
        let mut response = answer::json(status, body);
        response.headers_mut().extend(header);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_faults_is_cut() {
        let problem = Problem::new("missing", "Field required", &Value::Null);
        let detail = list(vec![problem; ENOUGH_PROBLEMS * 2]);
        let listed = detail.as_array().unwrap();
        assert_eq!(listed.len(), ENOUGH_PROBLEMS + 1);
        assert_eq!(listed[ENOUGH_PROBLEMS]["type"], "too_many_errors");
    }
}
