//! `/api/v1/controls/..`: what can be asked of the gateway as a whole.

mod settings;
mod stats;

use std::any::TypeId;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gateway_runtime::{Handle, Json, message};
use serde_json::json;
use tokio::time::timeout;

use crate::answer;
use crate::app::App;
use crate::error::ApiError;
use crate::routes::{fixed, moved};
use crate::routing::{RouteTable, get, post};

pub use settings::ControlSettings;
pub(crate) use stats::Machine;

/// How long the engine may take to get to a heartbeat.
const ENGINE_MAY_TAKE: Duration = Duration::from_secs(30);

/// What a control was asked, and its answer.
#[message]
#[derive(PartialEq)]
pub struct Controls {
    /// Which control: `heartbeat`, `stats` or `shutdown`.
    pub name: String,
    /// `ok`.
    #[message(default = "ok")]
    pub status: String,
    /// What it answers, as an object.
    #[message(default = json!({}))]
    pub data: Json,
    /// The same as a text, for programs whose tables hold no objects.
    #[message(default)]
    pub data_str: String,
}

/// The name of the channel on which controls tick.
const CHANNEL: &str = "controls";

/// The controls that are on, by name.
pub(crate) fn names(settings: &ControlSettings) -> Vec<&'static str> {
    let all = [("heartbeat", settings.heartbeat), ("shutdown", settings.shutdown), ("stats", settings.stats)];
    all.into_iter().filter_map(|(name, is_on)| is_on.then_some(name)).collect()
}

/// The routes of the controls that are on.
pub(crate) fn router(settings: &ControlSettings) -> RouteTable {
    let names = names(settings);
    if names.is_empty() {
        return RouteTable::new();
    }
    let list = RouteTable::new().route("/api/v1/controls", moved("/api/v1/controls/")).route("/api/v1/controls/", fixed(&json!(names)));
    names.iter().fold(list, |routes, name| {
        let control = match *name {
            "heartbeat" => get(heartbeat),
            "stats" => get(stats),
            _ => post(shutdown),
        };
        let path = format!("/api/v1/controls/{name}");
        let slashed = format!("{path}/");
        routes.route(&slashed, moved(path.clone())).route(&path, control)
    })
}

/// What the controls share.
#[derive(Debug)]
pub(crate) struct Control {
    machine: Mutex<Machine>,
    /// The channel on which controls tick.
    channel: Option<usize>,
}

impl Control {
    pub(crate) fn new(handle: &Handle) -> Self {
        let channels = handle.channels().iter();
        let named = channels.enumerate().find(|(_, channel)| channel.name() == CHANNEL && channel.is_sendable());
        let channel = named.filter(|(_, channel)| channel.carries() == TypeId::of::<Controls>()).map(|(place, _)| place);
        Self { machine: Mutex::default(), channel }
    }

    /// Gives a control an id and a time, lets it tick, and answers with it.
    fn answer(&self, handle: &Handle, controls: Controls) -> Response {
        let mut batch = handle.batch(controls);
        let accepted = batch.take_accepted();
        if let Some(channel) = self.channel
            && let Err(refused) = handle.send(channel, batch)
        {
            // Whoever asked gets the answer all the same.
            tracing::warn!("a control did not tick on `{CHANNEL}`: {refused}");
        }
        answer::json(StatusCode::OK, accepted)
    }
}

impl Controls {
    fn ok(name: &str, data: Option<(Json, String)>) -> Self {
        let (data, data_str) = data.unwrap_or_else(|| (json!({}), String::new()));
        Self { name: name.to_owned(), status: "ok".to_owned(), data, data_str }
    }
}

/// The engine lives: it has answered.
async fn heartbeat(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    ask_engine(&app).await?;
    Ok(app.control.answer(&app.handle, Controls::ok("heartbeat", None)))
}

async fn stats(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let engine_time = ask_engine(&app).await?;
    let asking = Arc::clone(&app);
    let figures =
        move || asking.control.machine.lock().unwrap_or_else(std::sync::PoisonError::into_inner).figures(&asking.handle, engine_time);
    // The system's figures come from files.
    let figures = tokio::task::spawn_blocking(figures).await.map_err(|_| ApiError::Internal)?;
    Ok(app.control.answer(&app.handle, Controls::ok("stats", Some(figures))))
}

/// Answers, and then stops the gateway: what was asked before is still answered.
async fn shutdown(State(app): State<Arc<App>>) -> Response {
    tracing::warn!("somebody asked the gateway to stop");
    let answer = app.control.answer(&app.handle, Controls::ok("shutdown", None));
    app.handle.stop();
    answer
}

/// Engine time, once the engine has got to it.
async fn ask_engine(app: &App) -> Result<gateway_runtime::Timestamp, ApiError> {
    Ok(timeout(ENGINE_MAY_TAKE, app.handle.time()).await.map_err(|_| ApiError::EngineBusy(ENGINE_MAY_TAKE))??)
}
