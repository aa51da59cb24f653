//! The document while the groups of operations write into it.

use gateway_runtime::mount::Description;
use serde_json::{Map, Value, json};

use super::About;
use super::faults::{self, Fault};
use super::operation::Operation;
use super::schemas::Schemas;
use crate::auth::{Need, need};
use crate::own::table::VERSION;
use crate::shown::Shown;
use crate::versions::Api;

/// A document that is being written.
pub(crate) struct Draft<'a> {
    pub(crate) app: &'a Description<'a>,
    pub(crate) about: &'a About,
    /// The version of the API whose operations are added. What is said of an address of the default version goes to its own.
    pub(crate) api: Api,
    /// All channels, as the service shows them.
    pub(crate) channels: Vec<Shown<'a>>,
    pub(crate) schemas: Schemas,
    tags: Vec<Value>,
    paths: Map<String, Value>,
    faults: Vec<Fault>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(app: &'a Description<'a>, about: &'a About) -> Self {
        let channels = Shown::all(app);
        Self {
            app,
            about,
            api: about.apis.first().cloned().unwrap_or_default(),
            channels,
            schemas: Schemas::default(),
            tags: Vec::new(),
            paths: Map::new(),
            faults: Vec::new(),
        }
    }

    /// A tag, which is a heading in the page. It is given once.
    pub(crate) fn tag(&mut self, name: &str, description: &str) {
        let name = self.api.tag(name);
        if !self.tags.iter().any(|tag| tag["name"] == name.as_str()) {
            self.tags.push(json!({ "name": name, "description": description }));
        }
    }

    /// An operation with the method GET.
    pub(crate) fn get(&mut self, path: &str, operation: Operation) {
        self.operation("get", path, operation);
    }

    /// An operation with the method POST.
    pub(crate) fn post(&mut self, path: &str, operation: Operation) {
        self.operation("post", path, operation);
    }

    /// An operation with any method, which is given in small letters.
    pub(crate) fn operation(&mut self, method: &str, path: &str, operation: Operation) {
        self.needing(need_of(method, path), method, path, operation);
    }

    /// The same for an operation that says itself what it needs.
    pub(crate) fn needing(&mut self, need: Option<Need>, method: &str, path: &str, mut operation: Operation) {
        if method != "get" {
            // What the page of another site asks.
            operation = operation.faults(&[Fault::Forbidden]);
        }
        if self.about.limited {
            operation = operation.faults(&[Fault::TooMany]);
        }
        if !self.about.security.is_empty() {
            operation = match need {
                Some(Need::Right(right)) => operation.right(right.name(), &self.about.security),
                Some(Need::Nothing) | None => operation.public(),
            };
        }
        let path = &self.api.address(path);
        let (fields, faults) = operation.of_version(&self.api).into_parts();
        self.faults.extend(faults);
        let methods = self.paths.entry(path).or_insert_with(|| json!({}));
        methods[method] = fields.into();
    }

    /// The finished document.
    pub(super) fn finish(mut self) -> Value {
        let responses = Value::Object(faults::responses(&self.faults, &mut self.schemas));
        let paths = Value::Object(self.paths);
        let schemas = self.schemas.into_map(&[&paths, &responses]);
        let mut info = json!({ "title": self.about.title.as_deref().unwrap_or(self.app.graph.name), "version": self.about.apis.first().map_or(VERSION, Api::version) });
        if !self.app.graph.doc.is_empty() {
            info["description"] = self.app.graph.doc.into();
        }
        let mut components = json!({ "schemas": schemas, "responses": responses });
        if !self.about.security.is_empty() {
            components["securitySchemes"] = self.about.security.clone().into();
        }
        let mut document = json!({ "openapi": "3.1.0", "info": info, "tags": self.tags, "paths": paths, "components": components });
        if !self.about.server.is_empty() {
            document["servers"] = json!([{ "url": self.about.server }]);
        }
        document
    }
}

/// What an operation needs, where the service asks for a key.
fn need_of(method: &str, path: &str) -> Option<Need> {
    need(&method.to_ascii_uppercase().parse().ok()?, path)
}
