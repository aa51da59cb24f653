//! What can go wrong between a client and its gateway.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Error as SocketError;
use tokio_tungstenite::tungstenite::error::ProtocolError;

/// Why a call to a gateway failed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ClientError {
    /// The address of the gateway, its key, or a certificate is not one.
    Endpoint(String),
    /// There is no connection, or it broke.
    Unreachable(String),
    /// The answer did not come in this time.
    TimedOut(Duration),
    /// The gateway answered that it does not do this.
    Refused(Refusal),
    /// The answer is not what such a call gives: the other side is no gateway, or one with other channels.
    Unexpected(String),
}

impl ClientError {
    /// The status with which the gateway refused, if it did.
    ///
    /// ```
    /// use gateway_rest::client::ClientError;
    /// assert_eq!(ClientError::Unexpected("no JSON".to_owned()).status(), None);
    /// ```
    pub fn status(&self) -> Option<u16> {
        if let Self::Refused(refusal) = self { Some(refusal.status) } else { None }
    }

    /// Whether the same call can succeed later: the gateway is away, or busy.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::TimedOut(_) => true,
            Self::Refused(refusal) => matches!(refusal.status, 408 | 429 | 500..),
            Self::Endpoint(_) | Self::Unexpected(_) => false,
        }
    }

    /// What `reqwest` says, in one line.
    pub(super) fn of_request(error: &reqwest::Error, timeout: Duration) -> Self {
        if error.is_timeout() {
            return Self::TimedOut(timeout);
        }
        let what = if error.is_connect() { "no connection" } else { "the connection broke" };
        Self::Unreachable(format!("{what}: {}", innermost(error)))
    }
}

/// The reason behind all others, which says most.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    loop {
        if let Some(reason) = of_other_scheme(innermost) {
            return reason.to_owned();
        }
        match innermost.source() {
            Some(source) => innermost = source,
            None => return innermost.to_string(),
        }
    }
}

/// What it means that nobody understands the first bytes of the other side.
fn of_other_scheme(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let is_no_answer = error.downcast_ref().is_some_and(hyper::Error::is_parse);
    let is_no_handshake = matches!(error.downcast_ref(), Some(SocketError::Protocol(ProtocolError::HttparseError(_))));
    match is_no_answer || is_no_handshake {
        _ if is_no_tls(error) => Some("the other side does not speak TLS: does its address begin with http://?"),
        true => Some("the other side does not speak plain HTTP: does its address begin with https://?"),
        false => None,
    }
}

fn is_no_tls(error: &(dyn Error + 'static)) -> bool {
    // An error of a socket is not the source of the one that it stands for, but has it inside.
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => is_no_tls(inner),
        None => matches!(error.downcast_ref(), Some(rustls::Error::InvalidMessage(_))),
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(text) | Self::Unreachable(text) => f.write_str(text),
            Self::TimedOut(time) => write!(f, "no answer within {time:?}"),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Unexpected(text) => write!(f, "the answer is not what was asked for: {text}"),
        }
    }
}

impl Error for ClientError {}

/// The answer of a gateway that does not do what it was asked.
///
/// It displays as its status and reason, then one line for each problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The reason, if it is one text.
    pub reason: String,
    /// What is wrong with the request, one for each place.
    pub problems: Vec<Fault>,
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Fault {
    /// The kind, such as `missing`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it is: `body`, then fields and indices.
    pub loc: Vec<Value>,
    /// What is wrong, as a sentence.
    pub msg: String,
    /// The value at fault.
    #[serde(default)]
    pub input: Value,
}

impl Refusal {
    /// Reads the body of an answer with this status.
    pub(super) fn read(status: StatusCode, body: &[u8]) -> Self {
        let value: Value = serde_json::from_slice(body).unwrap_or_default();
        let detail = value.get("detail").or_else(|| value.get("error")).unwrap_or(&Value::Null);
        let problems: Vec<Fault> = Vec::deserialize(detail).unwrap_or_default();
        let reason = match detail {
            Value::String(text) => text.clone(),
            _ if !problems.is_empty() => String::new(),
            Value::Null => String::from_utf8_lossy(body).trim().chars().take(LONGEST_REASON).collect(),
            other => other.to_string(),
        };
        Self { status: status.as_u16(), reason, problems }
    }
}

/// How many letters of an answer that is no error of a gateway are shown.
const LONGEST_REASON: usize = 200;

/// How long a value may be to be shown beside what is wrong with it.
const LONGEST_INPUT: usize = 40;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = StatusCode::from_u16(self.status).ok();
        let words = status.and_then(|status| status.canonical_reason());
        match words {
            // Many reasons are the words of their status.
            Some(words) if words == self.reason || self.reason.is_empty() => write!(f, "{} {words}", self.status)?,
            Some(words) => write!(f, "{} {words}: {}", self.status, self.reason)?,
            None => write!(f, "{} {}", self.status, self.reason)?,
        }
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nearly everything is in the body: what matters is where in it.
        let loc = if self.loc.len() > 1 && self.loc[0] == "body" { &self.loc[1..] } else { &self.loc[..] };
        for (place, step) in loc.iter().enumerate() {
            match step {
                Value::String(field) if place == 0 => f.write_str(field)?,
                Value::String(field) => write!(f, ".{field}")?,
                index => write!(f, "[{index}]")?,
            }
        }
        write!(f, ": {}", self.msg)?;
        let input = self.input.to_string();
        let telling = !self.input.is_object() && !self.input.is_array() && self.kind != "missing";
        if telling && input.len() <= LONGEST_INPUT { write!(f, "; it is {input}") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(status: StatusCode, body: &str) -> String {
        ClientError::Refused(Refusal::read(status, body.as_bytes())).to_string()
    }

    #[test]
    fn each_problem_is_a_line_with_its_place() {
        let body = r#"{"detail":[
            {"type":"missing","loc":["body","quantity"],"msg":"Field required","input":{}},
            {"type":"int_type","loc":["body",3,"legs",0,"x"],"msg":"Input should be a valid integer","input":"two"},
            {"type":"json_invalid","loc":["body"],"msg":"JSON decode error","input":{}}]}"#;
        let expected = "422 Unprocessable Entity\n  quantity: Field required\n  [3].legs[0].x: Input should be a valid integer; it is \"two\"\n  body: JSON decode error";
        assert_eq!(shown(StatusCode::UNPROCESSABLE_ENTITY, body), expected);
    }

    #[test]
    fn a_reason_stands_beside_its_status() {
        assert_eq!(shown(StatusCode::NOT_FOUND, r#"{"detail":"Not Found"}"#), "404 Not Found");
        assert_eq!(shown(StatusCode::NOT_FOUND, r#"{"detail":"Channel not found: x"}"#), "404 Not Found: Channel not found: x");
        assert_eq!(shown(StatusCode::FORBIDDEN, r#"{"error":"Forbidden","detail":"no right"}"#), "403 Forbidden: no right");
        assert_eq!(shown(StatusCode::BAD_GATEWAY, "<html>"), "502 Bad Gateway: <html>");
        assert_eq!(shown(StatusCode::BAD_REQUEST, r#"{"detail":{"a":1}}"#), r#"400 Bad Request: {"a":1}"#);
    }

    #[test]
    fn what_may_work_later_is_told_from_what_will_not() {
        let refused = |status| ClientError::Refused(Refusal::read(status, b"")).is_passing();
        assert!(refused(StatusCode::SERVICE_UNAVAILABLE) && refused(StatusCode::TOO_MANY_REQUESTS));
        assert!(!refused(StatusCode::UNAUTHORIZED) && !refused(StatusCode::UNPROCESSABLE_ENTITY));
    }
}
