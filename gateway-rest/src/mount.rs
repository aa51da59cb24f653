//! The service as a mount: settings, command line, socket.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use gateway_runtime::Handle;
use gateway_runtime::clap::{Arg, ArgMatches, Command, value_parser};
use gateway_runtime::engine::NodeError;
use gateway_runtime::futures::future::BoxFuture;
use gateway_runtime::mount::{Description, Mount, MountCommands, Opened};
use tokio::net::TcpListener;

use crate::checked::Checked;
use crate::start_error::StartError;
use crate::stream::Streams;
use crate::{Settings, app, auth, commands, document, reload, server};

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
}

impl Rest {
    /// A service with these settings.
    pub fn new(settings: Settings) -> Self {
        Self { settings, bound: None }
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
        let checked = listener.local_addr().map_err(|error| StartError(error.to_string())).and_then(|bound| {
            let mut checked = Checked::new(self.settings.clone(), &[bound])?;
            checked.print_made_key(bound);
            Ok(checked)
        });
        async move {
            match checked {
                Ok(checked) => serve(listener, checked, handle).await,
                Err(error) => tracing::error!("the service does not start: {error}"),
            }
        }
    }

    async fn bind(&self) -> io::Result<(TcpListener, SocketAddr)> {
        let listener = TcpListener::bind((self.settings.host.as_str(), self.settings.port)).await?;
        let bound = listener.local_addr()?;
        Ok((listener, bound))
    }

    /// One line about a socket that does not open.
    fn cannot_bind(&self, error: &io::Error) -> NodeError {
        let Settings { host, port, .. } = &self.settings;
        match error.kind() {
            io::ErrorKind::AddrInUse => {
                format!("{host}:{port} is in use: end the other program, or choose another port with --port").into()
            }
            _ => format!("cannot listen on {host}:{port}: {error}").into(),
        }
    }
}

async fn serve(listener: TcpListener, checked: Checked, handle: Handle) {
    let (max_connections, prefix) = (checked.settings.max_connections, checked.prefix.clone());
    let streams = Arc::new(Streams::new(&handle, checked.settings.stream.clone()));
    let (router, app) = app::router(handle.clone(), checked, Arc::clone(&streams));
    let served = server::serve(listener, router, prefix.into(), max_connections, handle.stopping());
    tokio::select! {
        ((), ()) = async { tokio::join!(served, streams.finished(handle.stopping())) } => {}
        () = reload::forever(app) => {}
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
    }

    fn open(&mut self) -> BoxFuture<'_, Result<Opened, NodeError>> {
        Box::pin(async {
            let (listener, bound) = self.bind().await.map_err(|error| self.cannot_bind(&error))?;
            let mut checked = Checked::new(self.settings.clone(), &[bound])?;
            self.bound = Some(bound);
            Ok(Box::new(move |handle| -> BoxFuture<'static, Result<(), NodeError>> {
                tracing::info!("listening on http://{bound}{}", checked.prefix);
                checked.print_made_key(bound);
                Box::pin(async move {
                    serve(listener, checked, handle).await;
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
        vec![host, port.help("The port to listen on [default: 8000]")]
    }

    fn commands() -> Vec<Command> {
        let title = Arg::new("title").long("title").value_name("TITLE").help("The title of the document [default: the gateway's name]");
        let openapi = Command::new("openapi").about("Print the OpenAPI document of the REST service").arg(title);
        [openapi, auth::command::command()].into_iter().chain(commands::all()).collect()
    }

    fn command(name: &str, arguments: &ArgMatches, app: &Description<'_>) -> Result<String, NodeError> {
        if name == auth::command::NAME {
            return Ok(auth::command::run(arguments));
        }
        if name != "openapi" {
            return commands::run(name, arguments, app).map(|()| String::new());
        }
        let title = arguments.get_one::<String>("title").map(String::as_str);
        Ok(format!("{:#}\n", document(app, title)))
    }
}
