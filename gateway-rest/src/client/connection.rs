//! One subscription over any number of connections: what was seen, what was lost, when to try again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
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

/// A tick from the gateway.
struct Arrived {
    update: Update,
    /// Whether it is from before the subscription.
    is_snapshot: bool,
    /// How many were left out before it.
    dropped: u64,
}

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
    /// The id of the newest tick of each channel, of whichever key.
    newest: BTreeMap<String, Value>,
    /// While the last ticks come: all that came with them. `None` once all came.
    arriving: Option<Vec<Arrived>>,
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
    fn new(follow: Follow) -> Self {
        Self {
            follow,
            socket: None,
            superset: true,
            backoff: Backoff::default(),
            ready: VecDeque::new(),
            seen: BTreeMap::new(),
            newest: BTreeMap::new(),
            arriving: None,
            is_first: true,
            has_ended: false,
        }
    }

    /// Connects and subscribes for the first time. What fails here fails at once.
    pub(super) async fn open(follow: Follow) -> Result<Self, ClientError> {
        let mut connection = Self::new(follow);
        connection.connect().await?;
        // What the gateway says to the subscription comes first.
        while connection.superset && connection.arriving.is_some() {
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
        let socket = if let Some(socket) = shared.open(self.superset).await? {
            socket
        } else {
            self.superset = false;
            shared.open(false).await?.ok_or_else(|| ClientError::Unexpected("the stream has a subprotocol of its own".to_owned()))?
        };
        let socket = self.socket.insert(socket);
        if self.superset {
            // The answer to a ping comes after all that the subscription gives at once.
            for request in [self.follow.request(), json!({ "action": "ping", "request": "ready" })] {
                send(socket, request).await?;
            }
            self.arriving = Some(Vec::new());
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
        let message = if let Ok(message) = timeout(SILENCE, socket.next()).await {
            message
        } else {
            socket.send(Message::Ping("".into())).await.map_err(|error| broken(&error))?;
            timeout(SILENCE, socket.next()).await.map_err(|_| ClientError::TimedOut(SILENCE))?
        };
        match message {
            None => Err(ClientError::Unreachable("the gateway has closed the connection".to_owned())),
            Some(Err(error)) => Err(broken(&error)),
            Some(Ok(Message::Close(frame))) => {
                let reason = frame.map_or(String::new(), |frame| format!(": {} {}", u16::from(frame.code), frame.reason));
                Err(ClientError::Unreachable(format!("the gateway has closed the connection{}", reason.trim_end())))
            }
            Some(Ok(Message::Text(text))) => self.understand(&text).await,
            Some(Ok(_)) => Ok(()),
        }
    }

    async fn understand(&mut self, text: &str) -> Result<(), ClientError> {
        let unexpected = |reason: &dyn std::fmt::Display| ClientError::Unexpected(format!("a frame of the stream: {reason}"));
        let frame: Frame = serde_json::from_str(text).map_err(|error| unexpected(&error))?;
        match frame.kind.as_deref() {
            Some("pong") => self.all_came().await,
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
                let update = Update { channel: frame.channel, key: frame.key, data };
                let arrived = Arrived { update, is_snapshot, dropped: frame.dropped };
                match &mut self.arriving {
                    Some(arriving) => arriving.push(arrived),
                    None => self.tick(arrived),
                }
            }
            // What was asked is said again, and later versions may say more.
            Some(_) => {}
        }
        Ok(())
    }

    /// Gives out a tick, and says what was left out before it.
    fn tick(&mut self, Arrived { update, dropped, .. }: Arrived) {
        if dropped > 0 && self.follow.pace == Pace::Every {
            self.lost((update.channel.clone(), None), Some(dropped));
        }
        self.give(update);
    }

    fn give(&mut self, update: Update) {
        self.note(&update);
        self.ready.push_back(Ok(Event::Tick(update)));
    }

    fn give_all(&mut self, updates: Vec<Update>) {
        for update in updates {
            self.give(update);
        }
    }

    /// Takes note that this tick was the newest.
    fn note(&mut self, update: &Update) {
        self.seen.insert(place(update), id(update));
        self.newest.insert(update.channel.clone(), id(update));
    }

    /// The last ticks have come, perhaps with later ones behind them.
    async fn all_came(&mut self) {
        self.backoff.reset();
        let (mut last, later): (Vec<_>, Vec<_>) = self.arriving.take().into_iter().flatten().partition(|arrived| arrived.is_snapshot);
        // The last ticks of keys come in the order of keys.
        last.sort_by_cached_key(|arrived| arrived.update.data.last().map(|element| element["timestamp"].to_string()));
        let last: Vec<Update> = last.into_iter().map(|arrived| arrived.update).collect();
        if self.is_first {
            for update in last {
                if self.follow.from_last { self.give(update) } else { self.note(&update) }
            }
        } else {
            self.catch_up(last).await;
        }
        for arrived in later {
            self.tick(arrived);
        }
    }

    /// Gives out what ticked while there was no connection, as far as it is still known.
    async fn catch_up(&mut self, last: Vec<Update>) {
        let there: BTreeSet<Place> = last.iter().map(place).collect();
        // What was seen before and is no longer there belongs to an earlier run of the gateway.
        let gone: Vec<Place> = self.seen.keys().filter(|place| !there.contains(*place)).cloned().collect();
        for place in gone {
            self.seen.remove(&place);
            self.lost(place, None);
        }
        let mut changed: BTreeMap<String, Vec<Update>> = BTreeMap::new();
        for update in last {
            if self.seen.get(&place(&update)) != Some(&id(&update)) {
                changed.entry(update.channel.clone()).or_default().push(update);
            }
        }
        for (channel, last) in changed {
            if self.follow.pace != Pace::Every {
                self.give_all(last);
            } else if let Some(missed) = self.missed(&channel, &last).await {
                self.give_all(missed);
            } else {
                for update in last {
                    self.lost(place(&update), None);
                    self.give(update);
                }
            }
        }
    }

    /// What ticked on a channel after what was seen last, up to its `last` ticks. `None` if its history does not say.
    async fn missed(&mut self, channel: &str, last: &[Update]) -> Option<Vec<Update>> {
        let after = self.newest.get(channel)?.as_str()?;
        let mut ticks = self.follow.client.history(channel, Some(after)).await.ok()?;
        let places: Option<Vec<usize>> = last.iter().map(|last| ticks.iter().rposition(|tick| id(tick) == id(last))).collect();
        // Later ones come by themselves.
        ticks.truncate(places?.into_iter().max()? + 1);
        ticks.retain(|tick| self.follow.wants(tick));
        Some(ticks)
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

/// Reads frames as if a gateway had sent them, and goes on over what is wrong with some.
pub(crate) async fn read_frames(frames: impl Iterator<Item = &str>) {
    let client = super::AnyClient::connect("unix:/nowhere").expect("an address");
    let mut connection = Connection::new(client.subscribe(["orders", "quotes/A"]));
    connection.arriving = Some(Vec::new());
    for frame in frames {
        if let Err(error) = connection.understand(frame).await {
            let _ = error.to_string();
        }
        // What comes now may come after another connection.
        connection.is_first = connection.ready.len() < 2;
    }
}

fn place(update: &Update) -> Place {
    (update.channel.clone(), update.key.clone())
}

/// The id of a tick: of a list, that of its last element.
fn id(update: &Update) -> Value {
    update.data.last().map_or(Value::Null, |element| element["id"].clone())
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
