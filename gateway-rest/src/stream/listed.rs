//! `GET /api/v1/stream`: what can be followed.

use gateway_runtime::channel::Shape;
use gateway_runtime::mount::Description;
use serde_json::{Value, json};

use super::{HEARTBEAT, StreamSettings};
use crate::shown::Shown;

/// The names of what can be followed, in the order of declaration: of baskets each known key too, and last the heartbeat.
pub(super) fn list(app: &Description<'_>, settings: &StreamSettings) -> Value {
    let mut names = Vec::new();
    for channel in Shown::all(app).into_iter().filter(|channel| settings.shows(channel.name)) {
        names.push(channel.name.to_owned());
        if channel.shape == Shape::Basket {
            names.extend(channel.keys.iter().map(|key| format!("{}/{key}", channel.name)));
        }
    }
    names.push(HEARTBEAT.to_owned());
    json!(names)
}

/// The names in the settings that no channel has.
pub(super) fn unknown<'a>(app: &Description<'_>, settings: &'a StreamSettings) -> Vec<&'a str> {
    let all = Shown::all(app);
    settings.channels.names().filter(|name| !all.iter().any(|channel| channel.name == *name)).collect()
}
