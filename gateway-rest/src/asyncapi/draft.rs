//! The document while it is being written.

use gateway_runtime::mount::Description;
use serde_json::{Map, Value, json};

use crate::openapi::{About, Schemas};
use crate::own::table::VERSION;
use crate::shown::Shown;
use crate::versions::Api;

/// The protocol that is spoken unless another one is asked for, and the superset: the names of their channels in the document.
pub(super) const DEFAULT: &str = "stream";
pub(super) const SUPERSET: &str = "stream-gateway-v1";

/// The type of content of nearly all frames.
pub(super) const JSON: &str = "application/json";

/// A document that is being written.
pub(super) struct Draft<'a> {
    pub(super) app: &'a Description<'a>,
    pub(super) about: &'a About,
    /// The channels that can be followed.
    pub(super) shown: Vec<Shown<'a>>,
    pub(super) schemas: Schemas,
    channels: Map<String, Value>,
    operations: Map<String, Value>,
    messages: Map<String, Value>,
}

/// A kind of frame.
pub(super) struct Frame {
    pub(super) name: String,
    pub(super) summary: String,
    pub(super) description: String,
    /// JSON, unless it is binary.
    pub(super) content_type: &'static str,
    pub(super) payload: Value,
    pub(super) examples: Vec<Value>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(app: &'a Description<'a>, about: &'a About) -> Self {
        let shown = Shown::all(app).into_iter().filter(|channel| about.stream.shows(channel.name)).collect();
        let (channels, operations, messages) = Default::default();
        Self { app, about, shown, schemas: Schemas::default(), channels, operations, messages }
    }

    /// An address, reached by a server.
    pub(super) fn channel(&mut self, name: &str, server: &str, fields: Value) {
        let mut channel = fields;
        channel["servers"] = json!([{ "$ref": format!("#/servers/{server}") }]);
        channel["messages"] = json!({});
        self.channels.insert(name.to_owned(), channel);
    }

    /// A kind of frame on a channel, and who sends it: `receive` means that the service receives it, `send` that it sends it.
    /// `replies` are the frames of the same channel that answer it.
    pub(super) fn frame(&mut self, channel: &str, action: &str, frame: Frame, replies: &[&str]) {
        let Frame { name, summary, description, content_type, payload, examples } = frame;
        let mut message = json!({ "name": name, "title": summary, "summary": summary, "contentType": content_type });
        if !description.is_empty() {
            message["description"] = description.clone().into();
        }
        if channel == SUPERSET && payload["properties"].get("request").is_some() {
            message["correlationId"] =
                json!({ "location": "$message.payload#/request", "description": "What the client calls its request" });
        }
        message["payload"] = payload;
        message["examples"] = examples.into_iter().map(|example| json!({ "payload": example })).collect();
        let key = format!("{channel}-{name}");
        self.messages.insert(key.clone(), message);
        self.channels[channel]["messages"][&name] = json!({ "$ref": format!("#/components/messages/{key}") });
        let of_channel = |name: &str| json!({ "$ref": format!("#/channels/{channel}/messages/{name}") });
        let mut operation = json!({
            "action": action,
            "channel": { "$ref": format!("#/channels/{channel}") },
            "summary": summary,
            "messages": [of_channel(&name)],
        });
        if !replies.is_empty() {
            let messages: Vec<Value> = replies.iter().map(|name| of_channel(name)).collect();
            operation["reply"] = json!({ "channel": { "$ref": format!("#/channels/{channel}") }, "messages": messages });
        }
        self.operations.insert(key, operation);
    }

    pub(super) fn finish(self) -> Value {
        let messages = Value::Object(self.messages);
        let schemas = self.schemas.into_map(&[&messages]);
        let mut info = json!({ "title": self.about.title.as_deref().unwrap_or(self.app.graph.name), "version": self.about.apis.first().map_or(VERSION, Api::version) });
        if !self.app.graph.doc.is_empty() {
            info["description"] = self.app.graph.doc.into();
        }
        let mut components = json!({ "schemas": schemas, "messages": messages });
        let security: Vec<Value> =
            self.about.security.keys().map(|name| json!({ "$ref": format!("#/components/securitySchemes/{name}") })).collect();
        if !security.is_empty() {
            let ways = self.about.security.iter().map(|(name, scheme)| (name.clone(), of_asyncapi(scheme)));
            components["securitySchemes"] = ways.collect::<Map<_, _>>().into();
        }
        let server = |protocol: &str, description: &str| {
            let mut server = json!({ "host": "localhost:8000", "protocol": protocol, "description": description });
            if !self.about.server.is_empty() {
                server["pathname"] = self.about.server.as_str().into();
            }
            if !security.is_empty() {
                server["security"] = json!(security);
            }
            server
        };
        json!({
            "asyncapi": "3.0.0",
            "info": info,
            "defaultContentType": "application/json",
            "servers": {
                "socket": server("ws", "WebSockets of the gateway. A key is shown at the handshake."),
                "http": server("http", "The gateway over HTTP"),
            },
            "channels": self.channels,
            "operations": self.operations,
            "components": components,
        })
    }
}

/// A security scheme of `OpenAPI`, as `AsyncAPI` calls it.
fn of_asyncapi(scheme: &Value) -> Value {
    let mut scheme = scheme.clone();
    if scheme["type"] == "apiKey" {
        scheme["type"] = "httpApiKey".into();
    }
    scheme
}
