//! Frames that send, read straight. Of a client that sends much nearly all frames are such ones, and good ones.
//!
//! What is no such frame, or not written as most clients write it, is read as JSON: see [`Received`].

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use super::request::{Fields, LONGEST_ID, Received, Request, sendable};
use crate::app::App;

/// A frame `{"action":"send", .. "data":..}`, in which `data` comes last.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sent<'a> {
    channel: Option<&'a str>,
    key: Option<&'a str>,
    /// What the client calls its request.
    request: Option<&'a str>,
    /// JSON, if the frame is.
    data: &'a str,
}

/// What JSON calls space.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

impl<'a> Sent<'a> {
    /// Takes a frame apart, without looking into its data.
    pub(super) fn of(frame: &'a str) -> Option<Self> {
        let mut rest = frame.trim_matches(SPACE).strip_prefix('{')?.strip_suffix('}')?;
        let (mut action, mut sent) = (None, Self::default());
        loop {
            let (name, value) = text(rest)?;
            let value = value.strip_prefix(':')?;
            let place = match name {
                "data" => {
                    sent.data = value;
                    return (action == Some("send")).then_some(sent);
                }
                "action" => &mut action,
                "channel" => &mut sent.channel,
                "key" => &mut sent.key,
                "request" => &mut sent.request,
                _ => return None,
            };
            let (value, after) = text(value)?;
            if place.replace(value).is_some() {
                return None;
            }
            rest = after.strip_prefix(',')?;
        }
    }

    /// Reads what it sends. `None` if that is not good, or has to be read in another way.
    pub(super) fn read(&self, app: &App) -> Option<Received> {
        if self.request.is_some_and(|name| name.len() + 2 > LONGEST_ID) {
            return None;
        }
        let address = sendable(app, &Fields::naming(self.channel, self.key)).ok()?;
        // Code of the application runs here too. If it panics, it does so once more where that is told.
        let decode = || app.handle.decode_text(address.channel, self.data, address.key.as_deref());
        let batch = catch_unwind(AssertUnwindSafe(decode)).ok()??;
        Some(Received { id: self.request.map(Value::from), request: Ok(Request::Send(address.channel, batch)) })
    }
}

/// The text with which `json` begins, if every letter in it is written as itself, and what comes after it.
fn text(json: &str) -> Option<(&str, &str)> {
    let text = json.trim_start_matches(SPACE).strip_prefix('"')?;
    let end = text.find(|letter: char| letter == '"' || letter == '\\' || letter < ' ')?;
    let after = text[end..].strip_prefix('"')?;
    Some((&text[..end], after.trim_start_matches(SPACE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_taken_apart() {
        let sent = Sent::of(r#" { "action" : "send", "channel":"x" ,"key":"ü", "request":"7","data": [{"x":"}"}] } "#);
        let parts = Sent { channel: Some("x"), key: Some("ü"), request: Some("7"), data: r#" [{"x":"}"}] "# };
        assert_eq!(sent, Some(parts));
    }

    #[test]
    fn what_is_no_such_frame_is_left_alone() {
        for other in [
            r#"{"action":"ping"}"#,
            r#"{"action":"subscribe","channel":"x","data":1}"#,
            r#"{"channel":"x","data":1,"action":"send"}"#,
            r#"{"action":"send","action":"send","channel":"x","data":1}"#,
            r#"{"action":"send","channel":7,"data":1}"#,
            r#"{"action":"send","channel":"\u0078","data":1}"#,
            "{\"action\":\"send\",\"channel\":\"x\ty\",\"data\":1}",
            r#"{"action":"send","channel":"x","data":1"#,
            r#"[{"action":"send","channel":"x","data":1}]"#,
            "{",
            "}",
            "",
        ] {
            assert_eq!(Sent::of(other), None, "{other}");
        }
    }
}
