//! A WebSocket: its handshake, what is read and written, and its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{HOST, ORIGIN, UPGRADE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use gateway_runtime::futures::stream::{SplitSink, SplitStream};
use gateway_runtime::futures::{SinkExt, StreamExt};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::Seat;
use super::client::Client;
use super::end::End;
use super::outbox::{Outbox, Outgoing};
use super::reference::{self, Reference};
use super::superset::{self, Superset};
use crate::answer;
use crate::app::App;
use crate::auth::{Right, Stay};
use crate::error::ApiError;
use crate::traces::Streamed;
use crate::unread::Place;

/// How often a client is asked whether it is still there.
const ASK_EVERY: Duration = Duration::from_secs(20);

/// How long a client may be silent.
const SILENCE_MAY_LAST: Duration = Duration::from_mins(2);

/// How long a client may take to take leave, or what is being written to it at its end.
const LEAVE_MAY_TAKE: Duration = Duration::from_secs(1);

/// How many bytes are gathered before they are written.
const WRITTEN_AT_ONCE: usize = 64 * 1024;

/// How many bytes of a client are read at once. Each client has so much memory, which is cleared each time that something may have come.
const READ_AT_ONCE: usize = 16 * 1024;

/// What comes in of one client's frames.
type Reading = SplitStream<WebSocket>;

/// Appends the frames of what goes out.
type Write = fn(Outgoing, &mut Vec<Message>);

/// What goes out.
type Writing = SplitSink<WebSocket, Message>;

/// `/api/v1/stream`: a handshake, or without one the list of what can be followed.
pub(super) async fn upgrade(State(app): State<Arc<App>>, stay: Stay, request: Request, list: Arc<str>) -> Response {
    let (mut parts, _) = request.into_parts();
    if !parts.headers.contains_key(UPGRADE) {
        return answer::json(StatusCode::OK, list.to_string());
    }
    if !is_invited(&parts.headers, |headers| app.cors.allows(headers)) {
        let text = "A page of another web site may not open a WebSocket here: see the setting cors.origins";
        return ApiError::Said(StatusCode::FORBIDDEN, text.to_owned()).into_response();
    }
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &app).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return ApiError::Said(StatusCode::BAD_REQUEST, rejection.to_string()).into_response(),
    };
    let place = match app.streams.place() {
        Ok(place) => place,
        Err(full) => return full.into_response(),
    };
    let most = app.streams.settings.max_frame;
    let upgrade = upgrade.protocols([superset::NAME]).max_message_size(most).max_frame_size(most);
    let upgrade = upgrade.read_buffer_size(READ_AT_ONCE).write_buffer_size(WRITTEN_AT_ONCE);
    let streamed = Streamed::begin(&app, "websocket");
    upgrade.on_upgrade(move |socket| serve(socket, app, place, stay, streamed))
}

/// Whether the page that opens a WebSocket may: it is this server's own, or of a site that may use it. A program that is no browser
/// names no page.
///
/// A browser lets the page of any web site open a WebSocket to any server, also on the user's machine.
fn is_invited(headers: &HeaderMap, allows: impl Fn(&HeaderMap) -> bool) -> bool {
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(HOST).map_or(&b""[..], |host| host.as_bytes());
    origin.split_once("://").is_some_and(|(_, site)| site.as_bytes().eq_ignore_ascii_case(host)) || allows(headers)
}

/// The protocol that a client speaks.
enum Speaker {
    Reference(Reference),
    Superset(Superset),
}

impl Speaker {
    async fn receive(&mut self, text: Utf8Bytes) {
        match self {
            Self::Reference(speaker) => speaker.receive(text).await,
            Self::Superset(speaker) => speaker.receive(text).await,
        }
    }

    fn receive_binary(&self) {
        match self {
            Self::Reference(speaker) => {
                let text = "it is binary".to_owned();
                speaker.client.app.streams.ignored(ApiError::Said(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
            }
            Self::Superset(speaker) => speaker.refuse_binary(),
        }
    }
}

/// Serves one client until either side ends it.
async fn serve(socket: WebSocket, app: Arc<App>, place: Seat, stay: Stay, streamed: Streamed) {
    let speaks_superset = socket.protocol().is_some();
    let client = Client::new(&app, stay.may(Right::Send));
    let outbox = Arc::clone(&client.outbox);
    let heartbeats = client.heartbeats.subscribe();
    let (beat, write): (_, Write) = if speaks_superset { (superset::BEAT, superset::write) } else { (reference::BEAT, reference::write) };
    let mut speaker = if speaks_superset { Speaker::Superset(Superset::new(client)) } else { Speaker::Reference(Reference::new(client)) };
    let (mut sink, mut stream) = socket.split();
    let heard = Heard::new();
    tokio::select! {
        () = stay.over(app.auth.as_ref()) => outbox.end(End::NoLongerLetIn),
        end = read(&mut stream, &mut speaker, &outbox, &heard, &streamed) => outbox.end(end),
        () = send(&mut sink, &outbox, write, &streamed) => {}
        () = stuck(&outbox) => {}
        () = watch_over(&app, &outbox, &heard) => {}
        () = beats(heartbeats, app.streams.settings.ping_time, &outbox, beat) => {}
    }
    outbox.end(End::Gone);
    let end = outbox.ended().await;
    streamed.over(end.reason());
    if end.is_a_cut() {
        app.streams.cut_off();
        tracing::debug!("a client was cut off: {}", end.reason());
    }
    // What the client followed is given up before it is waited for.
    drop(speaker);
    if let Some(code) = end.code() {
        let close = Message::Close(Some(CloseFrame { code, reason: end.reason().into() }));
        let leave = async {
            if sink.send(close).await.is_ok() {
                while let Some(Ok(_)) = stream.next().await {}
            }
        };
        let _ = timeout(LEAVE_MAY_TAKE, leave).await;
    }
    drop(place);
}

/// Takes what the client sends.
async fn read(stream: &mut Reading, speaker: &mut Speaker, outbox: &Outbox, heard: &Heard, streamed: &Streamed) -> End {
    while let Some(frame) = stream.next().await {
        heard.something();
        match frame {
            Ok(Message::Text(text)) => {
                streamed.received();
                speaker.receive(text).await;
            }
            Ok(Message::Binary(_)) => speaker.receive_binary(),
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(Message::Close(_)) => return End::Gone,
            Err(error) => return End::of_broken(error),
        }
        outbox.answers_taken().await;
    }
    End::Gone
}

/// Writes what waits for the client.
async fn send(sink: &mut Writing, outbox: &Outbox, write: Write, streamed: &Streamed) {
    let (mut batch, mut frames) = (Vec::new(), Vec::new());
    while outbox.take(&mut batch).await {
        streamed.sent(batch.len());
        // Places of answers are given back when these have been written.
        let mut places = Vec::new();
        for outgoing in batch.drain(..) {
            if let Outgoing::Answer(_, place) = &outgoing {
                places.push(place.clone());
            }
            write(outgoing, &mut frames);
            for frame in frames.drain(..) {
                if sink.feed(frame).await.is_err() {
                    return outbox.end(End::Gone);
                }
            }
        }
        if sink.flush().await.is_err() {
            return outbox.end(End::Gone);
        }
    }
}

/// Is over when what was being written at the end is still not.
async fn stuck(outbox: &Outbox) {
    outbox.ended().await;
    sleep(LEAVE_MAY_TAKE).await;
}

/// Ends the client when the gateway stops, or when it has been silent for long. Is never over itself.
async fn watch_over(app: &App, outbox: &Outbox, heard: &Heard) {
    let mut ask = tokio::time::interval_at(Instant::now() + ASK_EVERY, ASK_EVERY);
    loop {
        tokio::select! {
            () = app.handle.stopping() => {
                outbox.end(End::Stopping);
                return std::future::pending().await;
            }
            _ = ask.tick() => {
                // Whoever is not read cannot be heard.
                if heard.nothing_for() > SILENCE_MAY_LAST && outbox.has_taken_answers() {
                    outbox.end(End::Silent);
                }
                outbox.ping();
            }
        }
    }
}

/// Lets heartbeats wait for a client that wants them. Is never over.
async fn beats(mut wanted: watch::Receiver<bool>, every: Duration, outbox: &Outbox, beat: Utf8Bytes) {
    while wanted.wait_for(|wanted| *wanted).await.is_ok() {
        sleep(every).await;
        if *wanted.borrow() {
            outbox.answer(beat.clone(), Place::default());
        }
    }
    // The client is about to go.
    std::future::pending::<()>().await;
}

/// When something was heard of a client.
struct Heard {
    since: Instant,
    /// In milliseconds.
    last: AtomicU64,
}

impl Heard {
    fn new() -> Self {
        Self { since: Instant::now(), last: AtomicU64::new(0) }
    }

    fn something(&self) {
        self.last.store(self.millis(), Ordering::Relaxed);
    }

    fn nothing_for(&self) -> Duration {
        Duration::from_millis(self.millis().saturating_sub(self.last.load(Ordering::Relaxed)))
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_other_sites_are_not_invited() {
        let invited = |origin: &'static str, allowed: &str| {
            let headers = [(HOST, "localhost:8000"), (ORIGIN, origin)].map(|(name, value)| (name, value.parse().unwrap()));
            is_invited(&headers.into_iter().collect(), |headers| headers.get(ORIGIN).is_some_and(|origin| origin == allowed))
        };
        assert!(is_invited(&HeaderMap::new(), |_| false));
        assert!(invited("http://localhost:8000", "") && invited("https://LOCALHOST:8000", ""));
        for other in ["http://localhost:8001", "http://evil.example", "null"] {
            assert!(!invited(other, "https://desk.example"), "{other}");
        }
        assert!(invited("https://desk.example", "https://desk.example"));
    }
}
