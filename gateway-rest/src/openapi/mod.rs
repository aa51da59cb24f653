//! The OpenAPI document, made from the declarations of channels and messages.
//!
//! Each group of operations has a file in `groups`: a function that writes its operations into the [`Draft`].

mod draft;
mod example;
mod faults;
mod given;
mod groups;
mod operation;
mod schemas;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::get;
use gateway_runtime::mount::Description;
use serde_json::{Map, Value};

use crate::answer;
use crate::app::App;
use crate::controls::ControlSettings;

pub(crate) use example::Examples;

/// The version of the API that is described, which is the one in its addresses too.
const VERSION: &str = "v1";

/// What the document says beside what the declarations say.
#[derive(Debug, Clone)]
pub(crate) struct About<'a> {
    /// The title, if it is not the name of the gateway.
    pub(crate) title: Option<&'a str>,
    /// The version of the API, as it stands in the addresses.
    pub(crate) version: &'a str,
    /// The ways to show a key, by name: the security schemes of `OpenAPI`. None, if the service asks for no key.
    pub(crate) security: Map<String, Value>,
    /// What stands before every address: nothing, or `/some/path`.
    pub(crate) server: &'a str,
    /// The Python module that has classes of the messages' names, if there is one.
    pub(crate) python_module: Option<&'a str>,
    /// The controls that are served.
    pub(crate) controls: ControlSettings,
}

impl Default for About<'_> {
    fn default() -> Self {
        let controls = ControlSettings::default();
        Self { title: None, version: VERSION, security: Map::new(), server: "", python_module: None, controls }
    }
}

/// The OpenAPI 3.1 document of a gateway's REST service. It is called `title`, or else like the gateway.
pub fn document(app: &Description<'_>, title: Option<&str>) -> Value {
    describe(app, &About { title, ..About::default() })
}

/// The OpenAPI 3.1 document of a gateway's REST service.
pub(crate) fn describe(app: &Description<'_>, about: &About<'_>) -> Value {
    let mut draft = draft::Draft::new(app, about);
    for group in groups::ALL {
        group(&mut draft);
    }
    draft.finish()
}

/// `/openapi.json`.
pub(crate) fn router(app: &Description<'_>, about: &About<'_>) -> Router<Arc<App>> {
    let text = Bytes::from(describe(app, about).to_string());
    Router::new().route("/openapi.json", get(move || async move { answer::json(StatusCode::OK, text) }))
}
