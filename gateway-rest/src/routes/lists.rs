//! What there is: lists that stay the same while the gateway runs.

use axum::body::Bytes;
use axum::http::StatusCode;
use gateway_runtime::channel::Shape;
use gateway_runtime::mount::Description;
use serde_json::{Value, json};

use crate::answer;
use crate::routing::{Methods, get};
use crate::shown::Shown;
use crate::versions::Api;

/// A route that always gives the same JSON.
pub(crate) fn fixed(value: &Value) -> Methods {
    let body = Bytes::from(value.to_string());
    get(move || async move { answer::json(StatusCode::OK, body) })
}

/// The names of all channels that a verb has in a version.
pub(super) fn channels(app: &Description<'_>, api: &Api, verb: &str) -> Value {
    let channels = Shown::all(app).into_iter().filter(|channel| api.selects(verb, channel.name));
    let mut names: Vec<&str> = channels.map(|channel| channel.name).collect();
    names.sort_unstable();
    json!(names)
}

/// The names of all channels that are staged.
pub(super) fn staged(app: &Description<'_>, api: &Api) -> Vec<&'static str> {
    let mut names: Vec<&str> = app
        .channels
        .iter()
        .filter(|channel| channel.staging().is_some() && api.selects("stage", channel.name()))
        .map(|channel| channel.name())
        .collect();
    names.sort_unstable();
    names
}

/// The names of all channels that take values from outside in a version, with the keys of baskets that are known.
pub(super) fn sendable(app: &Description<'_>, api: &Api) -> Value {
    let mut names = Vec::new();
    for channel in Shown::all(app).iter().filter(|channel| channel.is_sendable && api.selects("send", channel.name)) {
        names.push(channel.name.to_owned());
        if channel.shape == Shape::Basket {
            names.extend(channel.keys.iter().map(|key| format!("{}/{key}", channel.name)));
        }
    }
    names.sort_unstable();
    json!(names)
}
