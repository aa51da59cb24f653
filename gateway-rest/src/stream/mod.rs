//! What streams out of the service: ticks as they come, over a WebSocket, as server-sent events and as NDJSON.
//!
//! ```text
//! engine ──▶ hub of a channel ──▶ outbox of a client ──▶ socket
//! ```
//!
//! A [hub](hub) has one subscription to the engine for all who follow its channel, and makes each tick a [frame](frame), which is
//! written as text once. Each client has an [outbox](outbox), which is bounded, and from which its own task writes. So a client that does
//! not read fills its own outbox and nothing else. docs/streaming.md says what clients see.

mod client;
mod end;
mod follow;
mod following;
mod frame;
mod hub;
mod listed;
mod outbox;
mod reference;
mod request;
mod sent;
mod settings;
mod socket;
mod superset;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use axum::http::StatusCode;
use gateway_runtime::Handle;
use gateway_runtime::mount::Description;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::address::Address;
use crate::app::App;
use crate::error::ApiError;
use crate::lasting::Lasting;
use crate::routes::moved;
use crate::routing::{RouteTable, get};
use hub::Hubs;

pub use settings::{SlowClients, StreamSettings};

/// The name under which a client asks for heartbeats.
const HEARTBEAT: &str = "heartbeat";

/// What the streams of a service share.
#[derive(Debug)]
pub(crate) struct Streams {
    settings: StreamSettings,
    hubs: Arc<Hubs>,
    /// A place for each client.
    places: Arc<Semaphore>,
    /// Places that clients share with those who wait for one tick.
    pub(crate) lasting: Lasting,
    ignored: AtomicU64,
    cut_off: AtomicU64,
}

/// The place of one client.
#[derive(Debug)]
struct Seat {
    _client: OwnedSemaphorePermit,
    _lasting: OwnedSemaphorePermit,
}

/// The figures of the streams since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    /// How many clients there are.
    pub(crate) clients: usize,
    /// How many requests wait for the next tick.
    pub(crate) waiting: usize,
    /// How many frames of clients could not be understood or done, where the protocol has no word for that.
    pub(crate) ignored: u64,
    /// How many clients were cut off because they did not read, did not answer, or sent what nobody may.
    pub(crate) cut_off: u64,
}

impl Streams {
    pub(crate) fn new(handle: &Handle, settings: StreamSettings, lasting: Lasting) -> Self {
        let places = Arc::new(Semaphore::new(settings.max_clients.clamp(1, MOST_CLIENTS)));
        let hubs = Hubs::new(handle);
        Self { settings, hubs, places, lasting, ignored: AtomicU64::new(0), cut_off: AtomicU64::new(0) }
    }

    /// Whether the channel `name` can be followed and sent here.
    pub(crate) fn shows(&self, name: &str) -> bool {
        self.settings.shows(name)
    }

    /// The figures since the start.
    pub(crate) fn figures(&self) -> Figures {
        // A client of a stream has a place of both kinds.
        let lasting = self.lasting.taken();
        let clients = self.settings.max_clients.clamp(1, MOST_CLIENTS) - self.places.available_permits();
        Figures {
            clients,
            waiting: lasting.saturating_sub(clients),
            ignored: self.ignored.load(Ordering::Relaxed),
            cut_off: self.cut_off.load(Ordering::Relaxed),
        }
    }

    /// Waits until no client is left after `stop`, or until they have had their time.
    pub(crate) async fn finished(&self, stop: impl Future<Output = ()>) {
        stop.await;
        let Figures { clients, ignored, cut_off, .. } = self.figures();
        tracing::debug!(clients, ignored, cut_off, "streams end");
        let all = u32::try_from(self.settings.max_clients.clamp(1, MOST_CLIENTS)).unwrap_or(u32::MAX);
        if timeout(CLIENTS_MAY_TAKE, self.places.acquire_many(all)).await.is_err() {
            tracing::warn!("some clients of streams have not gone within {CLIENTS_MAY_TAKE:?} after the stop");
        }
    }

    /// A place for one more client.
    fn place(&self) -> Result<Seat, ApiError> {
        let full = || ApiError::Said(StatusCode::SERVICE_UNAVAILABLE, "There are too many clients already".to_owned());
        let client = Arc::clone(&self.places).try_acquire_owned().map_err(|_| full())?;
        Ok(Seat { _client: client, _lasting: self.lasting.place()? })
    }

    /// Refuses that one client has so many subscriptions.
    fn require_place(&self, subscriptions: usize) -> Result<(), ApiError> {
        let most = self.settings.max_subscriptions;
        if subscriptions <= most {
            return Ok(());
        }
        Err(ApiError::Said(StatusCode::TOO_MANY_REQUESTS, format!("A client can have {most} subscriptions")))
    }

    /// Takes note of a frame of a client that has no answer.
    fn ignored(&self, error: ApiError) {
        self.ignored.fetch_add(1, Ordering::Relaxed);
        tracing::debug!("a frame of a client was ignored: {} {}", error.status(), error.detail());
    }

    fn cut_off(&self) {
        self.cut_off.fetch_add(1, Ordering::Relaxed);
    }
}

/// Reads a frame of a client, and does nothing with it.
pub(crate) async fn read_frame(app: &Arc<App>, text: Utf8Bytes, superset: bool) {
    if let Err(error) = request::Received::read(app, text, request::Reading { strict: superset, may_send: true }).await.request {
        // What is refused is told, in JSON.
        let _ = error.detail().to_string();
    }
}

/// How long clients may take to go after the gateway was asked to stop.
const CLIENTS_MAY_TAKE: Duration = Duration::from_secs(4);

/// More clients than a machine has ports.
const MOST_CLIENTS: usize = 1 << 20;

/// The routes.
pub(crate) fn router(app: &Description<'_>, settings: &StreamSettings) -> RouteTable {
    for unknown in listed::unknown(app, settings) {
        tracing::warn!("the setting stream.channels names `{unknown}`, which is no channel");
    }
    let list = listed::list(app, settings).to_string();
    let list: Arc<str> = list.into();
    RouteTable::new()
        .route("/api/v1/stream", get(move |app, stay, request| socket::upgrade(app, stay, request, list)))
        .route("/api/v1/stream/", moved("/api/v1/stream"))
        .route("/api/v1/stream/{*address}", get(follow::follow).of::<Address>())
}
