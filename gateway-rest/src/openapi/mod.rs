//! The OpenAPI document, made from the declarations of channels and messages.
//!
//! Each group of operations has a file in `groups`: a function that writes its operations into the [`Draft`].

mod draft;
mod example;
mod faults;
mod given;
mod groups;
mod operation;
mod python;
mod schemas;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use gateway_runtime::mount::Description;
use serde_json::{Map, Value};

use crate::answer;
use crate::app::App;
use crate::controls::ControlSettings;
use crate::routing::{RouteTable, page};
use crate::stream::StreamSettings;
use crate::versions::Api;

pub(crate) use example::{Examples, of as example_of, sent as example_sent};
pub(crate) use python::module as python_module;
pub(crate) use schemas::{Schemas, Wire};

/// What the document says beside what the declarations say.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The title, if it is not the name of the gateway.
    pub(crate) title: Option<String>,
    /// The versions of the API, the default one first.
    pub(crate) apis: Vec<Api>,
    /// The ways to show a key, by name: the security schemes of `OpenAPI`. None, if the service asks for no key.
    pub(crate) security: Map<String, Value>,
    /// What stands before every address: nothing, or `/some/path`.
    pub(crate) server: String,
    /// Whether each client may make so many requests in a second.
    pub(crate) limited: bool,
    /// The Python module that has classes of the messages' names, if there is one.
    pub(crate) python_module: Option<String>,
    /// The controls that are served.
    pub(crate) controls: ControlSettings,
    /// What streams out.
    pub(crate) stream: StreamSettings,
}

impl Default for About {
    fn default() -> Self {
        let (controls, stream) = (ControlSettings::default(), StreamSettings::default());
        Self {
            title: None,
            apis: vec![Api::default()],
            security: Map::new(),
            server: String::new(),
            limited: false,
            python_module: None,
            controls,
            stream,
        }
    }
}

/// The OpenAPI 3.1 document of a gateway's REST service. It is called `title`, or else like the gateway.
pub fn document(app: &Description<'_>, title: Option<&str>) -> Value {
    describe(app, &About { title: title.map(str::to_owned), ..About::default() })
}

/// The OpenAPI 3.1 document of a gateway's REST service.
pub(crate) fn describe(app: &Description<'_>, about: &About) -> Value {
    let mut draft = draft::Draft::new(app, about);
    for group in groups::ALL {
        group(&mut draft);
    }
    for api in about.apis.iter().skip(1) {
        draft.api = api.clone();
        for group in groups::OF_EVERY_VERSION {
            group(&mut draft);
        }
    }
    draft.finish()
}

/// `/openapi.json`.
pub(crate) fn router() -> RouteTable {
    RouteTable::new()
        .route("/openapi.json", page(async |State(app): State<Arc<App>>| answer::json(StatusCode::OK, app.documents.openapi())))
}
