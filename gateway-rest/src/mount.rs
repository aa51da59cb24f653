//! The service as a mount: settings, command line, socket.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use gateway_runtime::Handle;
use gateway_runtime::clap::{Arg, ArgMatches, Command, value_parser};
use gateway_runtime::cli::set_argument;
use gateway_runtime::engine::NodeError;
use gateway_runtime::futures::future::BoxFuture;
use gateway_runtime::mount::{Description, Mount, MountCommands, Opened};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::checked::Checked;
use crate::lasting::Lasting;
use crate::own::table::Table;
use crate::server::Server;
use crate::start_error::StartError;
use crate::stream::Streams;
use crate::traces::{LAST_SPANS_MAY_TAKE, Traces};
use crate::transport::{Listener, Tls};
use crate::{Settings, TlsSettings, UdsSettings, app, asyncapi, auth, commands, document, openapi, own, reload, versions};

/// Serves the channels of a gateway over HTTP: a mount.
///
/// ```no_run
/// # use gateway_runtime::prelude::*;
/// # #[channels] pub struct Bus { #[channel(send)] pub lines: Channel<String> }
/// # #[module] pub struct Print {}
/// # #[module(channels = Bus)] impl Print { #[node] fn print(&mut self, lines: &String) { println!("{lines}") } }
/// #[gateway(channels = Bus)]
/// pub struct App {
///     print: Print,
///     #[mount]
///     rest: gateway_rest::Rest,
/// }
/// ```
#[derive(Debug)]
pub struct Rest {
    settings: Settings,
    bound: Option<SocketAddr>,
    /// Routes of the application's own.
    own: Vec<Arc<Table>>,
}

impl Rest {
    /// A service with these settings.
    pub fn new(settings: Settings) -> Self {
        Self { settings, bound: None, own: Vec::new() }
    }

    /// The address that the open service listens on. `None` before it is open.
    pub fn bound(&self) -> Option<SocketAddr> {
        self.bound
    }

    /// Serves the channels of `handle` on a socket that is already open, until the gateway stops. The settings `host`
    /// and `port` are of no use then.
    ///
    /// ```no_run
    /// # async fn serve(handle: gateway_runtime::Handle) -> std::io::Result<()> {
    /// use gateway_rest::{Rest, Settings};
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    /// Rest::new(Settings::default()).serve(listener, handle).await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn serve(&self, listener: TcpListener, handle: Handle) -> impl Future<Output = ()> + Send + 'static {
        let own = self.own.clone();
        let service = Tls::of(self.settings.tls.as_ref())
            .and_then(|tls| Service::new(self.settings.clone(), vec![Listener::Tcp(listener, tls.clone())], tls, own));
        async move {
            match service {
                Ok(service) => service.serve(handle).await,
                Err(error) => tracing::error!("the service does not start: {error}"),
            }
        }
    }
}

/// A service whose sockets are open.
struct Service {
    checked: Checked,
    listeners: Vec<Listener>,
}

impl Service {
    async fn open(settings: Settings, own: Vec<Arc<Table>>) -> Result<Self, StartError> {
        let tls = Tls::of(settings.tls.as_ref())?;
        let listeners = Listener::open(&settings, tls.as_ref()).await?;
        Self::new(settings, listeners, tls, own)
    }

    fn new(settings: Settings, listeners: Vec<Listener>, tls: Option<Arc<Tls>>, own: Vec<Arc<Table>>) -> Result<Self, StartError> {
        let addresses: Vec<SocketAddr> = listeners.iter().filter_map(Listener::address).collect();
        let checked = Checked { own, ..Checked::new(settings, &addresses, tls)? };
        Ok(Self { checked, listeners })
    }

    async fn serve(self, handle: Handle) {
        let Self { mut checked, listeners } = self;
        for listener in &listeners {
            tracing::info!("listening on {}{}", listener.place(), checked.prefix);
        }
        if let Some(listener) = listeners.first() {
            checked.print_made_key(listener);
        }
        let limits = checked.settings.limits.clone();
        let streams = Arc::new(Streams::new(&handle, checked.settings.stream.clone(), Lasting::of(checked.settings.max_connections)));
        let begun = checked.collector.take().map(|collector| Traces::start(collector, &handle));
        let (traces, delivery) = begun.unzip();
        let service = app::service(handle.clone(), checked, &streams, traces.map(Arc::new));
        let app = Arc::clone(service.app());
        let served = Server::new(service, limits).serve(listeners, handle.stopping());
        let stopped = async {
            handle.stopping().await;
            Instant::now()
        };
        let served = async {
            let ((), (), stopped) = tokio::join!(served, streams.finished(handle.stopping()), stopped);
            stopped
        };
        let stopped = tokio::select! {
            stopped = served => stopped,
            () = reload::forever(app) => return,
        };
        if let Some(delivery) = delivery {
            delivery.finish(stopped + LAST_SPANS_MAY_TAKE).await;
        }
    }
}

impl Mount for Rest {
    fn apply(&mut self, arguments: &ArgMatches) {
        // A program that runs the mount under a command line of its own may not have these.
        if let Ok(Some(host)) = arguments.try_get_one::<String>("host") {
            self.settings.host.clone_from(host);
        }
        if let Ok(Some(port)) = arguments.try_get_one::<u16>("port") {
            self.settings.port = *port;
        }
        if let Ok(Some(path)) = arguments.try_get_one::<PathBuf>("uds") {
            self.settings.uds = Some(UdsSettings::new(path));
        }
        if let (Ok(Some(cert)), Ok(Some(key))) = (arguments.try_get_one::<PathBuf>("tls-cert"), arguments.try_get_one::<PathBuf>("tls-key"))
        {
            self.settings.tls = Some(TlsSettings::new(cert, key));
        }
    }

    fn meet(&mut self, gateway: &Description<'_>) -> Result<(), NodeError> {
        self.own = gateway.services.all();
        self.own.iter().for_each(|table| table.take());
        own::check::all(&self.own)?;
        Ok(versions::check(&self.settings.channels, &self.settings.versions, gateway, false)?)
    }

    fn open(&mut self) -> BoxFuture<'_, Result<Opened, NodeError>> {
        Box::pin(async {
            let service = Service::open(self.settings.clone(), self.own.clone()).await?;
            self.bound = service.listeners.iter().find_map(Listener::address);
            Ok(Box::new(move |handle: Handle| -> BoxFuture<'static, Result<(), NodeError>> {
                Box::pin(async move {
                    let Settings { channels, versions, .. } = &service.checked.settings;
                    versions::check(channels, versions, &handle.description(), true)?;
                    service.serve(handle).await;
                    Ok(())
                })
            }) as Opened)
        })
    }
}

impl MountCommands for Rest {
    fn arguments() -> Vec<Arg> {
        let host = Arg::new("host").long("host").value_name("ADDRESS").help("The address to listen on [default: 127.0.0.1]");
        let port = Arg::new("port").long("port").value_name("PORT").value_parser(value_parser!(u16));
        let file = |name: &'static str, help: &'static str| {
            Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
        };
        vec![
            host,
            port.help("The port to listen on [default: 8000]"),
            file("uds", "A UNIX socket to listen on, beside the port"),
            file("tls-cert", "The certificate for TLS, in PEM").requires("tls-key"),
            file("tls-key", "The private key of the certificate, in PEM").requires("tls-cert"),
        ]
    }

    fn commands() -> Vec<Command> {
        let title = Arg::new("title").long("title").value_name("TITLE").help("The title of the document [default: the gateway's name]");
        let dynamic = "It is that of a gateway with these settings: dynamic channels and keys that only settings name are in it if they are \
                       given here as they are to `run`. Where settings are required and none are given, it has what is declared.";
        let document = |name: &'static str| Command::new(name).arg(title.clone()).arg(set_argument()).after_help(dynamic);
        let openapi = document("openapi").about("Print the OpenAPI document of the REST service");
        let asyncapi = document("asyncapi").about("Print the AsyncAPI document of what streams out of it");
        let python = Command::new("python-types")
            .about("Print a Python module with a class for each message, for csp-gateway's client")
            .arg(set_argument());
        [openapi, asyncapi, python, auth::command::command()].into_iter().chain(commands::all()).collect()
    }

    fn command(name: &str, arguments: &ArgMatches, app: &Description<'_>) -> Result<String, NodeError> {
        if name == auth::command::NAME {
            return Ok(auth::command::run(arguments));
        }
        let document: fn(&Description<'_>, Option<&str>) -> Value = match name {
            "openapi" => document,
            "asyncapi" => asyncapi,
            "python-types" => return Ok(openapi::python_module(app)),
            _ => return commands::run(name, arguments, app).map(|()| String::new()),
        };
        let title = arguments.get_one::<String>("title").map(String::as_str);
        Ok(format!("{:#}\n", document(app, title)))
    }
}
