//! One subscription over any number of connections: what was seen, what was lost, when to try again.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use gateway_runtime::futures::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::backoff::Backoff;
use super::error::{Refusal, innermost};
use super::follow::Pace;
use super::socket::Socket;
use super::{ClientError, Event, Follow, Gap, Update};

/// After how long a silence a gateway is asked whether it is still there, and after how long another one it is not.
const SILENCE: Duration = Duration::from_secs(20);

/// A channel with a key, if it is a basket.
type Place = (String, Option<String>);

/// What follows channels.
pub(super) struct Connection {
    follow: Follow,
    socket: Option<Socket>,
    /// Whether the other side speaks the superset.
    superset: bool,
    backoff: Backoff,
    /// What is still to be given out.
    ready: VecDeque<Result<Event<Update>, ClientError>>,
    /// The id of the newest tick that was seen, before a connection was lost too.
    seen: BTreeMap<Place, Value>,
    /// While the last ticks come: those that were seen before and have not come yet. `None` once all came.
    expected: Option<BTreeMap<Place, Value>>,
    /// Whether this is the first connection.
    is_first: bool,
    has_ended: bool,
}

/// A frame from the gateway.
#[derive(Debug, Deserialize)]
struct Frame {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    data: Value,
    #[serde(default)]
    dropped: u64,
    #[serde(default)]
    status: u16,
    #[serde(default)]
    detail: Value,
}

impl Connection {
    /// Connects and subscribes for the first time. What fails here fails at once.
    pub(super) async fn open(follow: Follow) -> Result<Self, ClientError> {
        let mut connection = Self {
            follow,
            socket: None,
            superset: true,
            backoff: Backoff::default(),
            ready: VecDeque::new(),
            seen: BTreeMap::new(),
            expected: None,
            is_first: true,
            has_ended: false,
        };
        connection.connect().await?;
        // What the gateway says to the subscription comes first.
        while connection.superset && connection.expected.is_some() {
            connection.receive().await?;
            if connection.has_ended
                && let Some(Err(error)) = connection.ready.pop_back()
            {
                return Err(error);
            }
        }
        Ok(connection)
    }

    /// The next event. `None` after an error with which nothing can go on.
    pub(super) async fn next(&mut self) -> Option<Result<Event<Update>, ClientError>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.has_ended {
                return None;
            }
            let done = if self.socket.is_some() { self.receive().await } else { self.reconnect().await };
            if let Err(error) = done {
                let was_up = self.socket.take().is_some();
                if !error.is_passing() {
                    self.end(error);
                } else if was_up {
                    self.ready.push_back(Ok(Event::Interrupted(error)));
                }
            }
        }
    }

    async fn reconnect(&mut self) -> Result<(), ClientError> {
        sleep(self.backoff.next()).await;
        self.is_first = false;
        self.connect().await
    }

    /// Makes a connection, and subscribes.
    async fn connect(&mut self) -> Result<(), ClientError> {
        let shared = &self.follow.client.shared;
        let socket = match shared.open(self.superset).await? {
            Some(socket) => socket,
            None => {
                self.superset = false;
                shared.open(false).await?.ok_or_else(|| ClientError::Unexpected("the stream has a subprotocol of its own".to_owned()))?
            }
        };
        let socket = self.socket.insert(socket);
        if self.superset {
            // The answer to a ping comes after all that the subscription gives at once.
            for request in [self.follow.request(), json!({ "action": "ping", "request": "ready" })] {
                send(socket, request).await?;
            }
            self.expected = Some(self.seen.clone());
        } else {
            for request in self.follow.plain_requests() {
                send(socket, request).await?;
            }
            self.backoff.reset();
            // Nobody can say what came meanwhile.
            if !self.is_first {
                self.ready.extend(self.follow.channels.iter().map(|channel| Ok(Event::Gap(gap(channel)))));
            }
        }
        Ok(())
    }

    /// Waits for a frame, and understands it.
    async fn receive(&mut self) -> Result<(), ClientError> {
        let Some(socket) = &mut self.socket else { return Ok(()) };
        let message = match timeout(SILENCE, socket.next()).await {
            Ok(message) => message,
            Err(_) => {
                socket.send(Message::Ping("".into())).await.map_err(|error| broken(&error))?;
                timeout(SILENCE, socket.next()).await.map_err(|_| ClientError::TimedOut(SILENCE))?
            }
        };
        match message {
            None => Err(ClientError::Unreachable("the gateway has closed the connection".to_owned())),
            Some(Err(error)) => Err(broken(&error)),
            Some(Ok(Message::Close(frame))) => {
                let reason = frame.map_or(String::new(), |frame| format!(": {} {}", u16::from(frame.code), frame.reason));
                Err(ClientError::Unreachable(format!("the gateway has closed the connection{}", reason.trim_end())))
            }
            Some(Ok(Message::Text(text))) => self.understand(&text),
            Some(Ok(_)) => Ok(()),
        }
    }

    fn understand(&mut self, text: &str) -> Result<(), ClientError> {
        let unexpected = |reason: &dyn std::fmt::Display| ClientError::Unexpected(format!("a frame of the stream: {reason}"));
        let frame: Frame = serde_json::from_str(text).map_err(|error| unexpected(&error))?;
        match frame.kind.as_deref() {
            Some("subscribed" | "unsubscribed" | "heartbeat") => {}
            Some("pong") => self.all_came(),
            Some("error" | "ended") => {
                let body = json!({ "detail": frame.detail }).to_string();
                let status = reqwest::StatusCode::from_u16(frame.status).unwrap_or(reqwest::StatusCode::BAD_REQUEST);
                let error = ClientError::Refused(Refusal::read(status, body.as_bytes()));
                // Another connection may have more luck.
                if error.is_passing() {
                    return Err(error);
                }
                self.end(error);
            }
            // A beat of csp-gateway has the form of a tick.
            None if frame.data.is_string() => {}
            Some("tick" | "snapshot") | None => {
                let Value::Array(data) = frame.data else { return Err(unexpected(&"a tick has a list of messages")) };
                let is_snapshot = frame.kind.as_deref() == Some("snapshot");
                self.tick(Update { channel: frame.channel, key: frame.key, data }, is_snapshot, frame.dropped);
            }
            // What later versions say beside.
            Some(_) => {}
        }
        Ok(())
    }

    fn tick(&mut self, update: Update, is_snapshot: bool, dropped: u64) {
        let place = (update.channel.clone(), update.key.clone());
        let id = update.data.last().map_or(Value::Null, |element| element["id"].clone());
        let before = self.seen.insert(place.clone(), id.clone());
        let wants_every = self.follow.pace == Pace::Every;
        if is_snapshot {
            if let Some(expected) = &mut self.expected {
                expected.remove(&place);
            }
            if before == Some(id) || (self.is_first && !self.follow.from_last) {
                return;
            }
            // It ticked while there was no connection: at least this once.
            if !self.is_first && wants_every {
                self.lost(place, None);
            }
        } else if dropped > 0 && wants_every {
            self.lost((update.channel.clone(), None), Some(dropped));
        }
        self.ready.push_back(Ok(Event::Tick(update)));
    }

    /// All last ticks have come. What was seen before and is no longer there belongs to an earlier run of the gateway.
    fn all_came(&mut self) {
        self.backoff.reset();
        for place in self.expected.take().into_iter().flatten().map(|(place, _)| place) {
            self.seen.remove(&place);
            self.lost(place, None);
        }
    }

    fn lost(&mut self, (channel, key): Place, missed: Option<u64>) {
        self.ready.push_back(Ok(Event::Gap(Gap { channel, key, missed })));
    }

    /// Gives out a last error.
    fn end(&mut self, error: ClientError) {
        self.socket = None;
        self.has_ended = true;
        self.ready.push_back(Err(error));
    }
}

async fn send(socket: &mut Socket, request: Value) -> Result<(), ClientError> {
    socket.send(Message::Text(request.to_string().into())).await.map_err(|error| broken(&error))
}

fn broken(error: &tokio_tungstenite::tungstenite::Error) -> ClientError {
    ClientError::Unreachable(format!("the connection broke: {}", innermost(error)))
}

/// Everything may be lost of `orders` or `quotes/A`.
fn gap(channel: &str) -> Gap {
    let (channel, key) = channel.split_once('/').map_or((channel, None), |(name, key)| (name, Some(key.to_owned())));
    Gap { channel: channel.to_owned(), key, missed: None }
}
