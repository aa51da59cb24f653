//! The sockets that the service listens on.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use super::stream::Carrier;
use super::tls::Tls;
use crate::Settings;
use crate::start_error::StartError;

/// One socket.
#[derive(Debug)]
pub(crate) enum Listener {
    /// A port, perhaps with TLS.
    Tcp(TcpListener, Option<Arc<Tls>>),
    /// A file.
    #[cfg(unix)]
    Unix(tokio::net::UnixListener, super::unix::SocketFile),
}

/// A connection that was accepted, before its TLS handshake.
pub(crate) enum Accepted {
    Tcp(TcpStream, IpAddr, Option<Arc<Tls>>),
    #[cfg(unix)]
    Unix(tokio::net::UnixStream),
}

impl Listener {
    /// Opens all sockets that `settings` name, the ones with a port first.
    pub(crate) async fn open(settings: &Settings, tls: Option<&Arc<Tls>>) -> Result<Vec<Self>, StartError> {
        let mut listeners = Vec::new();
        if settings.tcp {
            listeners.push(Self::bind(&settings.host, settings.port, tls).await?);
        }
        for address in &settings.listen {
            let parts = address.rsplit_once(':').and_then(|(host, port)| Some((host.trim_matches(['[', ']']), port.parse().ok()?)));
            let (host, port) =
                parts.ok_or_else(|| StartError(format!("listen: `{address}` is no address with a port, such as [::1]:8000")))?;
            listeners.push(Self::bind(host, port, tls).await?);
        }
        #[cfg(unix)]
        if let Some(uds) = &settings.uds {
            let (listener, file) = super::unix::listen(uds)?;
            listeners.push(Self::Unix(listener, file));
        }
        #[cfg(not(unix))]
        if settings.uds.is_some() {
            return Err(StartError("uds: this system has no UNIX sockets".to_owned()));
        }
        if listeners.is_empty() {
            return Err(StartError("there is nothing to listen on: `tcp` is false, and neither `uds` nor `listen` is set".to_owned()));
        }
        Ok(listeners)
    }

    async fn bind(host: &str, port: u16, tls: Option<&Arc<Tls>>) -> Result<Self, StartError> {
        let listener = TcpListener::bind((host, port)).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => {
                StartError(format!("{host}:{port} is in use: end the other program, or choose another port with --port"))
            }
            _ => StartError(format!("cannot listen on {host}:{port}: {error}")),
        })?;
        Ok(Self::Tcp(listener, tls.cloned()))
    }

    /// The address, if it has one.
    pub(crate) fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(listener, _) => listener.local_addr().ok(),
            #[cfg(unix)]
            Self::Unix(..) => None,
        }
    }

    /// Where clients find it.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::Tcp(listener, tls) => {
                let scheme = if tls.is_some() { "https" } else { "http" };
                listener.local_addr().map_or_else(|_| scheme.to_owned(), |address| format!("{scheme}://{address}"))
            }
            #[cfg(unix)]
            Self::Unix(_, file) => format!("unix:{}", file.path().display()),
        }
    }

    pub(crate) async fn accept(&self) -> io::Result<Accepted> {
        match self {
            Self::Tcp(listener, tls) => {
                let (stream, address) = listener.accept().await?;
                // Answers are written in one piece; waiting for more would only delay them.
                let _ = stream.set_nodelay(true);
                Ok(Accepted::Tcp(stream, address.ip(), tls.clone()))
            }
            #[cfg(unix)]
            Self::Unix(listener, _) => Ok(Accepted::Unix(listener.accept().await?.0)),
        }
    }
}

impl Accepted {
    /// The address it came from; none on a UNIX socket.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Tcp(_, address, _) => Some(*address),
            #[cfg(unix)]
            Self::Unix(_) => None,
        }
    }

    /// Whether it is encrypted.
    pub(crate) fn is_secure(&self) -> bool {
        matches!(self, Self::Tcp(_, _, Some(_)))
    }

    /// What carries the connection, after the handshake that may take so long.
    pub(crate) async fn carrier(self, may_take: Duration) -> io::Result<Box<dyn Carrier>> {
        match self {
            Self::Tcp(stream, _, None) => Ok(Box::new(stream)),
            Self::Tcp(stream, _, Some(tls)) => tls.accept(stream, may_take).await,
            #[cfg(unix)]
            Self::Unix(stream) => Ok(Box::new(stream)),
        }
    }
}
