//! What clients ask in the frames that they send. Both protocols have the same words; the superset has more of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use axum::http::StatusCode;
use gateway_runtime::channel::Batch;
use gateway_runtime::message::{Location, Problem};
use serde::Deserialize;
use serde_json::Value;

use super::following::{Pace, WhenFull};
use super::frame::Format;
use super::hub::First;
use super::sent::Sent;
use super::{HEARTBEAT, SlowClients};
use crate::address::Address;
use crate::app::App;
use crate::error::ApiError;
use crate::query::Parameters;
use crate::{body, large};

/// A frame from a client, understood or not.
#[derive(Debug)]
pub(super) struct Received {
    /// What the client calls its request.
    pub(super) id: Option<Value>,
    pub(super) request: Result<Request, ApiError>,
}

/// How frames of a client are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// Whether a field that nobody knows is an error.
    pub(super) strict: bool,
    /// Whether the client has the right to send.
    pub(super) may_send: bool,
}

/// What a client asks.
#[derive(Debug)]
pub(super) enum Request {
    /// To follow these, all or none.
    Subscribe(Vec<Wish>),
    /// To follow no longer.
    Unsubscribe(Leaving),
    /// To take values for this channel.
    Send(usize, Batch),
    /// What time it is.
    Ping,
}

/// A wish to follow something.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) target: Target,
    pub(super) pace: Pace,
    /// What is wanted first.
    pub(super) first: First,
    /// The form of its ticks.
    pub(super) format: Format,
}

/// What can be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// The beat of the service itself.
    Heartbeat,
    /// A channel, or one key of it.
    Ticks(Address),
}

/// What is to be followed no longer.
#[derive(Debug)]
pub(super) enum Leaving {
    Subscription(u64),
    Target(Target),
}

/// The fields of a frame, and of each of several subscriptions in it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    action: String,
    channel: Option<String>,
    key: Option<Value>,
    data: Option<Value>,
    subscription: Option<u64>,
    subscriptions: Option<Vec<Value>>,
    policy: Option<Policy>,
    interval_ms: Option<u64>,
    when_full: Option<SlowClients>,
    snapshot: Option<bool>,
    after: Option<String>,
    format: Option<Format>,
}

/// The names of all fields.
const FIELDS: &[&str] = &[
    "action",
    "request",
    "channel",
    "key",
    "data",
    "subscription",
    "subscriptions",
    "policy",
    "interval_ms",
    "when_full",
    "snapshot",
    "after",
    "format",
];

/// The names of the policies.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Policy {
    #[default]
    Every,
    Conflate,
    Sample,
}

/// Where faults are: in a frame, as in a body over REST, or in a query.
const BODY: &str = "body";
const QUERY: &str = "query";

/// The longest interval of samples.
const LONGEST_INTERVAL: u64 = 3_600_000;

/// The longest name of a request, as JSON.
pub(super) const LONGEST_ID: usize = 128;

impl Received {
    /// Reads a frame. Large ones are read where they hold up nobody.
    pub(super) async fn read(app: &Arc<App>, text: Utf8Bytes, how: Reading) -> Self {
        let known = Arc::clone(app);
        let read = large::work(app, text.len(), move || Ok(Self::of(&known, &text, how))).await;
        read.unwrap_or_else(|error| Self { id: None, request: Err(error) })
    }

    fn of(app: &App, text: &str, how: Reading) -> Self {
        if let Some(read) = how.may_send.then(|| Sent::of(text)).flatten().and_then(|sent| sent.read(app)) {
            return read;
        }
        let frame = match body::parse_text(text.as_bytes()) {
            Ok(frame) => frame,
            Err(error) => return Self { id: None, request: Err(error) },
        };
        let id = frame.get("request").filter(|id| !id.is_null()).cloned();
        let is_id = id.as_ref().is_none_or(|id| (id.is_string() || id.is_number()) && id.to_string().len() <= LONGEST_ID);
        if !is_id {
            let error = refused(BODY, "request", format!("`request` is a text or a number of at most {LONGEST_ID} bytes"));
            return Self { id: None, request: Err(error) };
        }
        // Code of the application runs here too, such as a message's own check.
        let read = catch_unwind(AssertUnwindSafe(|| Fields::read(frame, how).and_then(|fields| Request::of(app, &fields, how))));
        let request = read.unwrap_or_else(|_| {
            tracing::error!("a frame of a client panicked");
            Err(ApiError::Internal)
        });
        Self { id, request }
    }
}

impl Fields {
    /// Those that name a channel, perhaps with a key.
    pub(super) fn naming(channel: Option<&str>, key: Option<&str>) -> Self {
        Self { channel: channel.map(str::to_owned), key: key.map(Value::from), ..Self::default() }
    }

    fn read(value: Value, how: Reading) -> Result<Self, ApiError> {
        let Value::Object(fields) = &value else {
            let problem = Problem::new("dict_type", "Input should be an object", &value);
            return Err(ApiError::Invalid(vec![problem.under(&[Location::from("body")])]));
        };
        if how.strict
            && let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str()))
        {
            let text = format!("there is no field `{}`; there are: {}", shortened(unknown), FIELDS.join(", "));
            return Err(refused(BODY, &shortened(unknown), text));
        }
        serde_path_to_error::deserialize(value).map_err(|error| refused(BODY, &error.path().to_string(), error.inner().to_string()))
    }
}

impl Request {
    fn of(app: &App, fields: &Fields, how: Reading) -> Result<Self, ApiError> {
        match fields.action.as_str() {
            "subscribe" => Self::subscribe(app, fields, how),
            "unsubscribe" => Ok(Self::Unsubscribe(match fields.subscription {
                Some(subscription) => Leaving::Subscription(subscription),
                None => Leaving::Target(target(app, fields)?),
            })),
            "send" if !how.may_send => Err(ApiError::Said(StatusCode::FORBIDDEN, "Who asks has no right to send".to_owned())),
            "send" => Self::send(app, fields),
            "ping" => Ok(Self::Ping),
            other => {
                let text = format!("there is no action `{}`; there are: subscribe, unsubscribe, send, ping", shortened(other));
                Err(refused(BODY, "action", text))
            }
        }
    }

    fn subscribe(app: &App, fields: &Fields, how: Reading) -> Result<Self, ApiError> {
        let wishes = match &fields.subscriptions {
            None => vec![Wish::of(app, fields, None)?],
            Some(list) => {
                // Too many are not even looked at.
                app.streams.require_place(list.len())?;
                let wish = |one: &Value| Wish::of(app, &Fields::read(one.clone(), how)?, Some(fields));
                list.iter().map(wish).collect::<Result<_, _>>()?
            }
        };
        Ok(Self::Subscribe(wishes))
    }

    fn send(app: &App, fields: &Fields) -> Result<Self, ApiError> {
        let address = sendable(app, fields)?;
        let data = fields.data.as_ref().ok_or_else(|| {
            let problem = Problem::new("missing", "Field required", &Value::Null);
            ApiError::Invalid(vec![problem.under(&[Location::from("body")])])
        })?;
        let batch = app.handle.decode(address.channel, data, address.key.as_deref()).map_err(ApiError::Invalid)?;
        Ok(Self::Send(address.channel, batch))
    }
}

impl Wish {
    /// What `fields` wish. What they do not say is as in `list`, in which they stand.
    fn of(app: &App, fields: &Fields, list: Option<&Fields>) -> Result<Self, ApiError> {
        let how = How {
            policy: fields.policy.or(list.and_then(|list| list.policy)),
            interval_ms: fields.interval_ms.or(list.and_then(|list| list.interval_ms)),
            when_full: fields.when_full.or(list.and_then(|list| list.when_full)),
        };
        let snapshot = fields.snapshot.or(list.and_then(|list| list.snapshot)).unwrap_or(false);
        let first = first(BODY, snapshot, fields.after.clone())?;
        let format = fields.format.or(list.and_then(|list| list.format)).unwrap_or_default();
        Ok(Self { target: target(app, fields)?, pace: how.pace(BODY, app.streams.settings.slow_clients)?, first, format })
    }
}

/// How a subscription is served.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct How {
    policy: Option<Policy>,
    interval_ms: Option<u64>,
    when_full: Option<SlowClients>,
}

impl How {
    /// The pace that is asked for; `slow` says what happens when too much waits, unless this does itself.
    fn pace(self, place: &'static str, slow: SlowClients) -> Result<Pace, ApiError> {
        match (self.policy.unwrap_or_default(), self.interval_ms) {
            (Policy::Sample, Some(interval)) if (1..=LONGEST_INTERVAL).contains(&interval) => {
                Ok(Pace::Sample(Duration::from_millis(interval)))
            }
            (Policy::Sample, _) => {
                Err(refused(place, "interval_ms", format!("a policy `sample` has an `interval_ms` from 1 to {LONGEST_INTERVAL}")))
            }
            (_, Some(_)) => Err(refused(place, "interval_ms", "an `interval_ms` belongs to the policy `sample`")),
            (Policy::Conflate, None) => Ok(Pace::Conflate),
            (Policy::Every, None) => Ok(Pace::Every(match self.when_full.unwrap_or(slow) {
                SlowClients::Disconnect => WhenFull::Disconnect,
                SlowClients::Conflate => WhenFull::Conflate,
            })),
        }
    }
}

/// What the query of an address says of how a channel is followed.
#[derive(Debug)]
pub(super) struct Wanting {
    pub(super) pace: Pace,
    pub(super) first: First,
}

impl Wanting {
    pub(super) fn of_query(query: &Parameters, app: &App) -> Result<Self, ApiError> {
        let mut how = How::default();
        let (mut snapshot, mut after) = (false, None);
        for (name, value) in query.pairs() {
            let json = || Value::from(&**value);
            let fault = |_: serde_json::Error| refused(QUERY, name, format!("`{}` is no `{name}`", shortened(value)));
            match &**name {
                "policy" => how.policy = serde_json::from_value(json()).map_err(fault)?,
                "when_full" => how.when_full = serde_json::from_value(json()).map_err(fault)?,
                "interval_ms" => how.interval_ms = serde_json::from_str(value).map_err(fault)?,
                "snapshot" => snapshot = serde_json::from_str(value).map_err(fault)?,
                "after" => after = Some(value.to_string()),
                // Others have their meaning elsewhere, such as a key for authentication.
                _ => {}
            }
        }
        Ok(Self { pace: how.pace(QUERY, app.streams.settings.slow_clients)?, first: first(QUERY, snapshot, after)? })
    }
}

/// Where a frame sends to.
pub(super) fn sendable(app: &App, fields: &Fields) -> Result<Address, ApiError> {
    if app.streams.settings.readonly {
        return Err(ApiError::Said(StatusCode::FORBIDDEN, "Nothing can be sent here".to_owned()));
    }
    let Target::Ticks(address) = target(app, fields)? else { return Err(ApiError::ChannelNotFound(HEARTBEAT.to_owned())) };
    if address.is_sendable { Ok(address) } else { Err(address.not_found(app)) }
}

/// The channel and key that a frame names.
fn target(app: &App, fields: &Fields) -> Result<Target, ApiError> {
    let name = fields.channel.as_deref().ok_or_else(|| refused(BODY, "channel", "`channel` is missing"))?;
    let key = match &fields.key {
        None | Some(Value::Null) => None,
        Some(Value::String(key)) => Some(key.clone()),
        Some(Value::Number(key)) => Some(key.to_string()),
        Some(_) => return Err(refused(BODY, "key", "`key` is a text or a number")),
    };
    if name == HEARTBEAT && key.is_none() {
        return Ok(Target::Heartbeat);
    }
    let address = Address::named(name, key.as_deref(), app).filter(|address| app.streams.shows(address.channel_name(app)));
    let address = address.ok_or_else(|| {
        let name = key.map_or_else(|| name.to_owned(), |key| format!("{name}/{key}"));
        ApiError::ChannelNotFound(shortened(&name))
    })?;
    if address.has_key(app) { Ok(Target::Ticks(address)) } else { Err(address.not_found(app)) }
}

impl Target {
    /// Refuses what nothing can ever tick.
    pub(super) fn require_live(&self, app: &App) -> Result<(), ApiError> {
        match self {
            Self::Heartbeat => Ok(()),
            Self::Ticks(address) => address.require_live(app),
        }
    }
}

/// What is to come first: `snapshot` and `after` say it.
fn first(place: &'static str, snapshot: bool, after: Option<String>) -> Result<First, ApiError> {
    match (snapshot, after) {
        (true, Some(_)) => Err(refused(place, "after", "`after` and `snapshot` exclude each other")),
        (false, Some(id)) => Ok(First::After(id)),
        (true, None) => Ok(First::Snapshot),
        (false, None) => Ok(First::Nothing),
    }
}

/// A fault of one field of a frame, or of a query.
fn refused(place: &'static str, field: &str, text: impl Into<String>) -> ApiError {
    let problem = Problem::new("value_error", text, &Value::Null);
    ApiError::Invalid(vec![problem.under(&[Location::from(place), Location::from(field)])])
}

/// The beginning of a text that somebody sent.
fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}
