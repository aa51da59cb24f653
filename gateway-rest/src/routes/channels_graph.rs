//! `GET /api/v1/channels_graph`: which modules read and publish each channel.

use gateway_runtime::channel::Shape;
use gateway_runtime::mount::Description;
use serde_json::{Map, Value, json};

use crate::shown::Shown;
use crate::versions::Api;

/// For each channel the modules that read it and those that publish it, in the order of declaration. Modules that are off do neither.
pub(super) fn channels_graph(app: &Description<'_>, api: &Api) -> Value {
    let channels = Shown::all(app).into_iter().filter(|channel| api.shows(channel.name)).map(|channel| {
        let (getters, mut setters) = (modules(app, app.graph.readers(channel.place)), modules(app, app.graph.publishers(channel.place)));
        if channel.is_sendable {
            setters.push(format!("Send[{}]", channel.name));
            if channel.shape == Shape::Basket {
                setters.extend(channel.keys.iter().map(|key| format!("Send[{}]<{key}>", channel.name)));
            }
        }
        (channel.name.to_owned(), json!({ "getters": getters, "setters": setters }))
    });
    Value::Object(channels.collect::<Map<_, _>>())
}

/// The names of the modules of these nodes, each once.
fn modules(app: &Description<'_>, nodes: impl Iterator<Item = usize>) -> Vec<String> {
    let mut places: Vec<usize> = nodes.filter(|node| app.graph.is_on(*node, app.off)).map(|node| app.graph.nodes[node].module).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().map(|module| app.graph.modules[module].name.to_owned()).collect()
}
