//! All routes together, and what they share.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::{IntoResponse, Response};
use gateway_runtime::Handle;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

use crate::controls::{self, Control};
use crate::error::ApiError;
use crate::own::table::Table;
use crate::{Settings, docs_page, home, openapi, own, routes};

/// How many large bodies are read at the same time; more of them wait.
const LARGE_BODIES_AT_ONCE: usize = 4;

/// What the routes share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) handle: Handle,
    pub(crate) body_limit: usize,
    pub(crate) next_timeout: Duration,
    /// A place for each large body that is being read: its values take far more memory than its bytes.
    pub(crate) large_bodies: Semaphore,
    pub(crate) control: Control,
    /// The channels by name, and again by the name with dashes.
    pub(crate) channels: HashMap<String, Named>,
}

/// What the name of a channel stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) channel: usize,
    /// If it is dynamic: which of [`Handle::dynamic`].
    pub(crate) dynamic: Option<usize>,
}

/// The channels by name, and again by the name with dashes.
fn names(handle: &Handle) -> HashMap<String, Named> {
    let declared = handle.channels().iter().enumerate().filter(|(_, channel)| !channel.is_dynamic());
    let declared = declared.map(|(channel, described)| (described.name(), Named { channel, dynamic: None }));
    let dynamic = handle.dynamic();
    let dynamic = dynamic.iter().enumerate().map(|(place, described)| {
        let named = Named { channel: described.family, dynamic: Some(place) };
        (described.name, named)
    });
    let all: Vec<(&str, Named)> = declared.chain(dynamic).collect();
    let mut names: HashMap<String, Named> = all.iter().map(|(name, named)| ((*name).to_owned(), *named)).collect();
    for (name, named) in all {
        // A channel that really has the name goes before another one's alias.
        names.entry(name.replace('_', "-")).or_insert(named);
    }
    names
}

/// The service for the gateway behind `handle`.
pub(crate) fn router(handle: Handle, settings: &Settings, own: &[Arc<Table>]) -> Router {
    let described = handle.clone();
    let mut description = described.description();
    own.iter().for_each(|table| description.services.add(Table::clone(table)));
    let title = settings.title.as_deref();
    let about = openapi::About { title, controls: settings.controls.clone(), ..openapi::About::default() };
    let channels = names(&handle);
    let control = Control::new(&handle);
    let routes = routes::router(&description).merge(routes::fields(&handle)).merge(controls::router(&settings.controls));
    let routes = routes.merge(own::serve::router(own));
    let app = App {
        handle,
        body_limit: settings.body_limit,
        next_timeout: settings.next_timeout,
        large_bodies: Semaphore::new(LARGE_BODIES_AT_ONCE),
        control,
        channels,
    };
    Router::new()
        .merge(routes)
        .merge(openapi::router(&description, &about))
        .merge(docs_page::router(title.unwrap_or(description.graph.name)))
        .merge(home::router(&description, title))
        .fallback(|| async { ApiError::NotFound })
        .layer(CatchPanicLayer::custom(on_panic))
        .with_state(Arc::new(app))
}

/// Code of the application runs here too, such as a message's own check.
#[expect(clippy::needless_pass_by_value, reason = "the layer asks for this signature")]
fn on_panic(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!("a request panicked: {}", text.unwrap_or("no text"));
    ApiError::Internal.into_response()
}
