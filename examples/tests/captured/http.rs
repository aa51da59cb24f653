//! Requests and answers as they go over the wire, with nothing in between that could mend them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

#[derive(Debug, Default)]
pub struct Request {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub body: Option<String>,
    pub body_type: Option<String>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub location: Option<String>,
    pub allow: Option<String>,
    /// The body, if it is JSON.
    pub json: Option<Value>,
    /// The body, if it is not.
    pub text: String,
}

/// Asks the server at `port` of this machine.
pub fn ask(port: &str, request: &Request) -> Answer {
    let Request { method, target, body, body_type } = request;
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let mut text = format!("{method} {target} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: */*\r\nConnection: close\r\n");
    if let Some(kind) = body_type {
        text.extend(["Content-Type: ", kind, "\r\n"]);
    }
    if let Some(body) = body {
        text.extend(["Content-Length: ", body.len().to_string().as_str(), "\r\n"]);
    }
    text += "\r\n";
    text += body.as_deref().unwrap_or_default();
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap_or_else(|error| panic!("{method} {target}: {error}"));
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{method} {target} has no answer: {answer}"));
    read(head, body)
}

fn read(head: &str, body: &str) -> Answer {
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("the first line has the status");
    let headers: Vec<(String, &str)> =
        lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
    let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| (*value).to_owned());
    let json: Option<Value> = serde_json::from_str(body).ok();
    let text = if json.is_some() { String::new() } else { body.to_owned() };
    Answer {
        status,
        content_type: header("content-type").unwrap_or_default(),
        location: header("location"),
        allow: header("allow"),
        json,
        text,
    }
}

/// `text` as the value of a parameter.
pub fn encode(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
