//! All routes together, and what they share.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::Handle;
use gateway_runtime::channel::DynamicMeta;
use gateway_runtime::mount::Description;
use tokio::sync::Semaphore;

use crate::auth::{self, Auth, Caller};
use crate::checked::Checked;
use crate::controls::{self, Control};
use crate::documents::Documents;
use crate::kept::Kept;
use crate::metrics::{self, Metrics};
use crate::own::table::Table;
use crate::routing::RouteTable;
use crate::service::Service;
use crate::stream::{self, Streams};
use crate::traces::Traces;
use crate::transport::{Buckets, Cors, Places, Tls, Trusted};
use crate::unread::Unread;
use crate::{asyncapi, docs_page, health, home, openapi, own, routes, versions};

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
    /// A place for each large answer that is being taken.
    pub(crate) unread: Unread,
    /// Answers that many ask for.
    pub(crate) kept: Kept,
    pub(crate) control: Control,
    /// The channels by name, and again by the name with dashes.
    pub(crate) channels: HashMap<String, Named>,
    /// Routes of the application's own.
    pub(crate) own: Vec<Arc<Table>>,
    /// The tables that can be asked in SQL, unless it is all of them.
    pub(crate) tables: Option<Arc<[String]>>,
    /// What streams out.
    pub(crate) streams: Arc<Streams>,
    /// What describes the service.
    pub(crate) documents: Documents,
    /// What the service is called.
    pub(crate) title: String,
    /// Who may do what; `None` if everybody may do everything.
    pub(crate) auth: Option<Auth>,
    pub(crate) cors: Cors,
    /// What stands before every address: nothing, or `/some/path`.
    pub(crate) prefix: String,
    pub(crate) trusted: Trusted,
    pub(crate) tls: Option<Arc<Tls>>,
    pub(crate) places: Arc<Places>,
    /// Whether answers are compressed.
    pub(crate) compression: bool,
    pub(crate) access_log: bool,
    /// What makes spans; `None` if nothing is traced.
    pub(crate) traces: Option<Arc<Traces>>,
    pub(crate) metrics: Metrics,
    /// How many requests each client may make; `None` for any number.
    pub(crate) requests: Option<Buckets<Caller>>,
}

/// What the name of a channel stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) channel: usize,
    /// If it is dynamic: which of [`Handle::dynamic`].
    pub(crate) dynamic: Option<usize>,
    /// Whether values may be sent there.
    pub(crate) is_sendable: bool,
    /// Whether anything can tick there.
    pub(crate) is_live: bool,
}

/// The channels by name, and again by the name with dashes.
fn names(app: &Description<'_>) -> HashMap<String, Named> {
    let declared = app.channels.iter().enumerate().filter(|(_, channel)| !channel.is_dynamic());
    let declared = declared.map(|(channel, described)| {
        let named = Named { channel, dynamic: None, is_sendable: described.is_sendable(), is_live: app.is_live(channel) };
        (described.name(), named)
    });
    let dynamic = app.dynamic.iter().enumerate().map(|(place, described)| {
        let DynamicMeta { name, family, is_sendable, is_live, .. } = *described;
        (name, Named { channel: family, dynamic: Some(place), is_sendable, is_live })
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
pub(crate) fn service(handle: Handle, checked: Checked, streams: &Arc<Streams>, traces: Option<Arc<Traces>>) -> Service {
    let title = checked.settings.title.clone().unwrap_or_else(|| handle.graph().name.to_owned());
    let security = checked.auth.as_ref().map(|_| auth::schemes()).unwrap_or_default();
    let apis = versions::all(&checked.settings.channels, &checked.settings.versions);
    let about = openapi::About {
        title: checked.settings.title.clone(),
        security,
        server: checked.prefix.clone(),
        limited: checked.settings.limits.requests_per_second.is_some(),
        apis: apis.clone(),
        controls: checked.settings.controls.clone(),
        stream: checked.settings.stream.clone(),
        python_module: checked.settings.python_module.clone(),
    };
    let documents = Documents::new(&handle, &checked.own, about);
    let description = documents.description();
    let channels = names(&description);
    let control = Control::new(&handle);
    let tables = routes::only_tables(&description, &apis[0]);
    let routes = RouteTable::new()
        .merge(routes::router(&description, &apis, &checked.own, &checked.prefix))
        .merge(routes::fields(&handle))
        .merge(controls::router(&checked.settings.controls))
        .merge(stream::router(&description, &checked.settings.stream))
        .merge(own::serve::router(&checked.own))
        .merge(openapi::router())
        .merge(asyncapi::router())
        .merge(docs_page::router(&title))
        .merge(home::router())
        .merge(health::router())
        .merge(metrics::router())
        .merge(auth::login::router());
    drop(description);
    let Checked { settings, auth, cors, prefix, trusted, tls, own, .. } = checked;
    let places = Places::new(settings.max_connections, settings.limits.connections_per_address);
    let app = Arc::new(App {
        body_limit: settings.body_limit,
        next_timeout: settings.next_timeout,
        large_bodies: Semaphore::new(LARGE_BODIES_AT_ONCE),
        unread: Unread::new(),
        kept: Kept::new(handle.channels().len()),
        control,
        channels,
        own,
        tables,
        streams: Arc::clone(streams),
        documents,
        title,
        auth,
        cors,
        prefix,
        trusted,
        tls,
        compression: settings.compression,
        access_log: settings.access_log,
        metrics: Metrics::new(&handle, &places, streams, traces.as_deref()),
        traces,
        places,
        handle,
        requests: settings
            .limits
            .requests_per_second
            .map(|rate| Buckets::new(settings.limits.burst.unwrap_or(rate), f64::from(rate.max(1)))),
    });
    Service::new(routes, &app)
}
