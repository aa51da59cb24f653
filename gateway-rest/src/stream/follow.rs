//! `GET /api/v1/stream/<channel>`: the ticks of one channel, or of one key, as server-sent events or as NDJSON.

use std::convert::Infallible;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use gateway_runtime::futures::stream;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::client::Client;
use super::end::End;
use super::following::Wanted;
use super::hub::First;
use super::outbox::Outgoing;
use super::request::Wanting;
use crate::address::Address;
use crate::app::App;
use crate::auth::Stay;
use crate::error::ApiError;
use crate::traces::Streamed;

/// How often a client of server-sent events is told that there is nothing new, so that nobody between takes the connection for dead.
const COMMENT_EVERY: Duration = Duration::from_secs(15);

/// With it a browser that comes back says which event was the last that it saw.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Keeps proxies from gathering what should arrive at once.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

pub(super) async fn follow(
    State(app): State<Arc<App>>,
    address: Address,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, _) = request.into_parts();
    if parts.method != Method::GET {
        return Err(ApiError::WrongMethod("GET"));
    }
    if !app.streams.shows(address.channel_name(&app)) {
        return Err(address.not_found(&app));
    }
    address.require_live(&app)?;
    let wanting = Wanting::of_query(query.as_deref().unwrap_or_default(), &app)?;
    let place = app.streams.place()?;
    let mut client = Client::new(&app, false);
    let subscription = client.next_subscription();
    let wanted = Wanted::of(address.key.as_deref());
    let form = Form::asked_by(&parts.headers);
    let mut begin = form.begin().to_owned();
    let last_id = parts.headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok()).filter(|id| !id.is_empty());
    let first = last_id.map_or(wanting.first, |id| First::After(id.to_owned()));
    match client.follow(subscription, address.channel, wanted.clone(), wanting.pace, first).await {
        // A browser would not try again: it goes on with the last ticks, and is told.
        Err(gone) if last_id.is_some() && gone.status() == StatusCode::CONFLICT => {
            begin += &form.note("gap", &gone.detail());
            client.follow(subscription, address.channel, wanted, wanting.pace, First::Snapshot).await?;
        }
        followed => followed?,
    }
    let (stay, streamed) = (Stay::of(&parts), Streamed::begin(&app, "stream"));
    let body = Body::from_stream(stream::unfold(Some(Following { client, stay, form, begin, streamed, _place: place }), next));
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
            Outgoing::Answer(_) | Outgoing::Ping => return,
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
    streamed: Streamed,
    _place: OwnedSemaphorePermit,
}

/// The next piece of it.
async fn next(following: Option<Following>) -> Option<(Result<Bytes, Infallible>, Option<Following>)> {
    let mut following = following?;
    let mut text = String::new();
    let mut batch = Vec::new();
    let Following { client, stay, form, begin, streamed, .. } = &mut following;
    let outbox = &client.outbox;
    let piece = if begin.is_empty() {
        let taken = tokio::select! {
            // Whoever would not be let in gets nothing more of what waits.
            biased;
            () = stay.over(client.app.auth.as_ref()) => {
                outbox.end(End::NoLongerLetIn);
                Ok(false)
            }
            taken = timeout(COMMENT_EVERY, outbox.take(&mut batch)) => taken,
            () = client.app.handle.stopping() => {
                outbox.end(End::Stopping);
                Ok(false)
            }
        };
        match taken {
            Ok(true) => {
                streamed.sent(batch.len());
                batch.drain(..).for_each(|outgoing| form.write(&mut text, outgoing));
                Some(text)
            }
            Ok(false) => None,
            Err(_) => Some(form.begin().to_owned()),
        }
    } else {
        Some(std::mem::take(begin))
    };
    if let Some(piece) = piece {
        return Some((Ok(piece.into()), Some(following)));
    }
    let end = following.client.outbox.ended().await;
    following.streamed.over(end.reason());
    if end.is_a_cut() {
        following.client.app.streams.cut_off();
    }
    Some((Ok(following.form.note("end", &end.reason().into()).into()), None))
}
