//! The answers that are no success: each stands once in the document, and operations refer to it.

use serde_json::{Map, Value, json};

use super::operation::JSON;
use super::schemas::Schemas;

/// Why a request may fail, in the order of the status codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// 400
    BadRequest,
    /// 400, with all that is wrong with the parameters
    BadQuery,
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 406
    NotAcceptable,
    /// 408
    SlowBody,
    /// 409
    Conflict,
    /// 413
    TooLarge,
    /// 415
    NotJson,
    /// 422
    Invalid,
    /// 429
    TooMany,
    /// 500
    Internal,
    /// 501
    NoTables,
    /// 503
    Unavailable,
    /// 504
    TimedOut,
}

/// What is said of a fault.
struct About {
    status: u16,
    name: &'static str,
    description: &'static str,
}

impl Fault {
    const ALL: [Self; 16] = [
        Self::BadRequest,
        Self::BadQuery,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::NotAcceptable,
        Self::SlowBody,
        Self::Conflict,
        Self::TooLarge,
        Self::NotJson,
        Self::Invalid,
        Self::TooMany,
        Self::Internal,
        Self::NoTables,
        Self::Unavailable,
        Self::TimedOut,
    ];

    fn about(self) -> About {
        let (status, name, description) = match self {
            Self::BadRequest => (400, "BadRequest", "The request cannot be understood"),
            Self::BadQuery => (400, "BadQuery", "The query is wrong: all that is wrong with it"),
            Self::Unauthorized => (401, "Unauthorized", "No valid key is presented"),
            Self::Forbidden => (403, "Forbidden", "The key does not have the right, or the page of another site asks"),
            Self::NotFound => (404, "NotFound", "Nothing ticks the channel, or there is no such thing"),
            Self::NotAcceptable => (406, "NotAcceptable", "The answer has none of the types of content that were asked for"),
            Self::SlowBody => (408, "SlowBody", "The body did not arrive in time"),
            Self::Conflict => (409, "Conflict", "It does not go with what is there"),
            Self::TooLarge => (413, "TooLarge", "The body is larger than allowed"),
            Self::NotJson => (415, "NotJson", "The body is not said to be JSON"),
            Self::Invalid => (422, "Invalid", "The request is wrong: all that is wrong with it"),
            Self::TooMany => (429, "TooMany", "Too many requests"),
            Self::Internal => (500, "Internal", "A fault of the service or of the application"),
            Self::NoTables => (501, "NoTables", "The gateway does not list the mount that keeps tables"),
            Self::Unavailable => {
                (503, "Unavailable", "The queue into the engine is full, too many ask at once, or the gateway is stopping")
            }
            Self::TimedOut => (504, "TimedOut", "It took too long"),
        };
        About { status, name, description }
    }

    /// The status code of the answer.
    pub(super) fn status(self) -> u16 {
        self.about().status
    }

    /// The answer, as an operation names it.
    pub(super) fn reference(self) -> Value {
        json!({ "$ref": format!("#/components/responses/{}", self.about().name) })
    }

    fn response(self, schemas: &mut Schemas) -> Value {
        let schema = if matches!(self, Self::Invalid | Self::BadQuery) { problems(schemas) } else { error(schemas) };
        let mut response = json!({ "description": self.about().description, "content": { JSON: { "schema": schema } } });
        if self == Self::Unauthorized {
            response["headers"] = json!({ "WWW-Authenticate": { "description": "How to present one", "schema": { "type": "string" } } });
        }
        if matches!(self, Self::Unavailable | Self::TooMany) {
            response["headers"] = json!({ "Retry-After": { "description": "Seconds to wait", "schema": { "type": "integer" } } });
        }
        response
    }
}

/// The answers that are in use, for `components`.
pub(super) fn responses(used: &[Fault], schemas: &mut Schemas) -> Map<String, Value> {
    let used = Fault::ALL.into_iter().filter(|fault| used.contains(fault));
    used.map(|fault| (fault.about().name.to_owned(), fault.response(schemas))).collect()
}

/// The form of all errors but those of bodies.
fn error(schemas: &mut Schemas) -> Value {
    schemas.own(
        "Error",
        json!({ "type": "object", "description": "Why the request failed", "properties": { "detail": { "type": "string" } }, "required": ["detail"] }),
    )
}

/// The form of errors of bodies.
fn problems(schemas: &mut Schemas) -> Value {
    let problem = schemas.own(
        "Problem",
        json!({
            "type": "object",
            "description": "One fault of a body",
            "properties": {
                "type": { "type": "string", "description": "The kind of fault" },
                "loc": {
                    "type": "array",
                    "items": { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
                    "description": "The way to the field",
                },
                "msg": { "type": "string", "description": "What is wrong" },
                "input": { "description": "The value at fault" },
                "ctx": { "type": "object", "description": "Facts about the fault" },
            },
            "required": ["type", "loc", "msg", "input"],
        }),
    );
    schemas.own(
        "Problems",
        json!({
            "type": "object",
            "description": "Everything that is wrong with a body",
            "properties": { "detail": { "type": "array", "items": problem } },
            "required": ["detail"],
        }),
    )
}
