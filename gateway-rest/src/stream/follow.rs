//! `GET /api/v1/stream/<channel>`: the ticks of one channel, or of one key, as server-sent events or as NDJSON.

use std::convert::Infallible;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use gateway_runtime::futures::stream;
use serde_json::{Value, json};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::Seat;
use super::client::Client;
use super::end::End;
use super::following::Wanted;
use super::frame::Format;
use super::hub::First;
use super::outbox::Outgoing;
use super::request::Wanting;
use crate::address::Address;
use crate::app::App;
use crate::auth::Stay;
use crate::error::ApiError;
use crate::query::Parameters;
use crate::traces::Streamed;

/// How often a client of server-sent events is told that there is nothing new, so that nobody between takes the connection for dead.
const COMMENT_EVERY: Duration = Duration::from_secs(15);

/// How many bytes of ticks are written at once: each client has its own copy of these.
const WRITTEN_AT_ONCE: usize = 64 * 1024;

/// With it a browser that comes back says which event was the last that it saw.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Keeps proxies from gathering what should arrive at once.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

pub(super) async fn follow(
    State(app): State<Arc<App>>,
    address: Address,
    query: Parameters,
    stay: Stay,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if !app.streams.shows(address.channel_name(&app)) {
        return Err(address.not_found(&app));
    }
    address.require_live(&app)?;
    let wanting = Wanting::of_query(&query, &app)?;
    let place = app.streams.place()?;
    let mut client = Client::new(&app, false);
    let subscription = client.next_subscription(Format::Json);
    let wanted = Wanted::of(address.key.as_deref());
    let form = Form::asked_by(&headers);
    let mut begin = form.begin().to_owned();
    let last_id = headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok()).filter(|id| !id.is_empty());
    let first = last_id.map_or(wanting.first, |id| First::After(id.to_owned()));
    match client.follow(subscription, address.channel, wanted.clone(), wanting.pace, first).await {
        // A browser would not try again: it goes on with the last ticks, and is told.
        Err(gone) if last_id.is_some() && gone.status() == StatusCode::CONFLICT => {
            begin += &form.note("gap", &gone.detail());
            client.follow(subscription, address.channel, wanted, wanting.pace, First::Snapshot).await?;
        }
        followed => followed?,
    }
    let streamed = Streamed::begin(&app, "stream");
    let ready = Vec::new().into_iter();
    let body = Body::from_stream(stream::unfold(Some(Following { client, stay, form, begin, ready, streamed, _place: place }), next));
    Ok(([(CONTENT_TYPE, form.content_type()), (CACHE_CONTROL, "no-store"), UNBUFFERED], body).into_response())
}

/// The form of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Events,
    Lines,
}

impl Form {
    fn asked_by(headers: &HeaderMap) -> Self {
        let asks =
            |accept: &str| ["application/x-ndjson", "application/ndjson", "application/jsonl"].iter().any(|lines| accept.contains(lines));
        let lines = headers.get_all(ACCEPT).iter().filter_map(|accept| accept.to_str().ok()).any(asks);
        if lines { Self::Lines } else { Self::Events }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Events => "text/event-stream",
            Self::Lines => "application/x-ndjson",
        }
    }

    /// Appends what a client gets of a tick.
    fn write(self, out: &mut String, outgoing: Outgoing) {
        let (dropped, frame) = match outgoing {
            Outgoing::Tick(_, _, dropped, frame) => (dropped, frame),
            Outgoing::Snapshot(_, frame) => (0, frame),
            Outgoing::Answer(..) | Outgoing::Ping => return,
        };
        let text = if dropped == 0 { frame.text().clone() } else { frame.text_after(&format!(r#""dropped":{dropped},"#)) };
        // Writing to a text cannot fail.
        let _ = match self {
            Self::Lines => writeln!(out, "{text}"),
            Self::Events => {
                // An id that a client gave may be any text; one that breaks a line cannot stand here.
                if let Some(id) = frame.id().filter(|id| !id.contains(['\r', '\n', '\0'])) {
                    let _ = writeln!(out, "id: {id}");
                }
                writeln!(out, "data: {text}\n")
            }
        };
    }

    /// The first that a client gets, which tells it that it is connected.
    fn begin(self) -> &'static str {
        match self {
            Self::Lines => "",
            Self::Events => ":\n\n",
        }
    }

    /// Something about the ticks that is none.
    fn note(self, kind: &str, detail: &Value) -> String {
        let detail = json!({ "detail": detail });
        match self {
            Self::Lines => format!("{detail}\n"),
            Self::Events => format!("event: {kind}\ndata: {detail}\n\n"),
        }
    }
}

/// An answer that goes on.
struct Following {
    client: Client,
    stay: Stay,
    form: Form,
    /// What comes before all ticks, until it has come.
    begin: String,
    /// What has been taken out and not yet been written.
    ready: std::vec::IntoIter<Outgoing>,
    streamed: Streamed,
    _place: Seat,
}

/// The next piece of it.
async fn next(following: Option<Following>) -> Option<(Result<Bytes, Infallible>, Option<Following>)> {
    let mut following = following?;
    let Following { client, stay, form, begin, ready, streamed, .. } = &mut following;
    let mut text = std::mem::take(begin);
    if text.is_empty() {
        match more(client, stay, ready).await {
            Ok(true) => {
                while text.len() < WRITTEN_AT_ONCE
                    && let Some(outgoing) = ready.next()
                {
                    form.write(&mut text, outgoing);
                    streamed.sent(1);
                }
            }
            Ok(false) => return Some((Ok(end(client, *form, streamed).await), None)),
            Err(_) => text.push_str(form.begin()),
        }
    }
    Some((Ok(text.into()), Some(following)))
}

/// Waits until something is ready to be written: `false` if there is nothing more, and an error if there is nothing for a while.
async fn more(client: &Client, stay: &Stay, ready: &mut std::vec::IntoIter<Outgoing>) -> Result<bool, Elapsed> {
    let outbox = &client.outbox;
    let mut batch = Vec::new();
    let is_some = async { ready.len() > 0 || outbox.take(&mut batch).await };
    let is_some = tokio::select! {
        // Whoever would not be let in gets nothing more of what waits.
        biased;
        () = stay.over(client.app.auth.as_ref()) => {
            outbox.end(End::NoLongerLetIn);
            return Ok(false);
        }
        () = client.app.handle.stopping() => {
            outbox.end(End::Stopping);
            return Ok(false);
        }
        is_some = timeout(COMMENT_EVERY, is_some) => is_some?,
    };
    if !batch.is_empty() {
        *ready = batch.into_iter();
    }
    Ok(is_some)
}

/// The last piece: why there are no more.
async fn end(client: &Client, form: Form, streamed: &Streamed) -> Bytes {
    let end = client.outbox.ended().await;
    streamed.over(end.reason());
    if end.is_a_cut() {
        client.app.streams.cut_off();
    }
    form.note("end", &end.reason().into()).into()
}
