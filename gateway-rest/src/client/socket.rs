//! The WebSocket of a client: over TCP, TLS, or a socket of this machine.

use std::fmt;
use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use axum::http::{HeaderValue, StatusCode};
use reqwest::Url;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError, SubProtocolError};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::ClientError;
use super::any::Shared;
use super::error::{Refusal, innermost};

/// What carries a WebSocket.
pub(super) trait Carrier: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Carrier for T {}

/// An open WebSocket.
pub(super) type Socket = WebSocketStream<Box<dyn Carrier>>;

/// The subprotocol with acknowledgements and snapshots.
const SUPERSET: HeaderValue = HeaderValue::from_static("gateway.v1");

impl Shared {
    /// Opens the stream, with the subprotocol of this gateway if `superset`. `None` if the other side does not speak it.
    pub(super) async fn open(&self, superset: bool) -> Result<Option<Socket>, ClientError> {
        let opened = timeout(self.connect_timeout, self.handshake(superset)).await;
        opened.unwrap_or(Err(ClientError::TimedOut(self.connect_timeout)))
    }

    async fn handshake(&self, superset: bool) -> Result<Option<Socket>, ClientError> {
        let address = format!("{}/api/v1/stream", self.target.base.replacen("http", "ws", 1));
        let mut request = address.into_client_request().map_err(|error| ClientError::Endpoint(innermost(&error)))?;
        if let Some(key) = &self.authorization {
            request.headers_mut().insert(AUTHORIZATION, key.clone());
        }
        if superset {
            request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, SUPERSET);
        }
        let carrier = self.carrier().await?;
        match client_async(request, carrier).await {
            Ok((socket, _)) => Ok(Some(socket)),
            Err(Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(SubProtocolError::NoSubProtocol))) => Ok(None),
            Err(Error::Http(answer)) => {
                let body = answer.body().as_deref().unwrap_or_default();
                // Another version of the crate `http` would have other types.
                let status = StatusCode::from_u16(answer.status().as_u16()).unwrap_or(StatusCode::BAD_GATEWAY);
                Err(ClientError::Refused(Refusal::read(status, body)))
            }
            Err(error) => Err(unreachable(&innermost(&error))),
        }
    }

    async fn carrier(&self) -> Result<Box<dyn Carrier>, ClientError> {
        #[cfg(unix)]
        if let Some(socket) = &self.target.socket {
            let stream = tokio::net::UnixStream::connect(socket).await.map_err(|error| unreachable(&error))?;
            return Ok(Box::new(stream));
        }
        let url = Url::parse(&self.target.base).map_err(|error| ClientError::Endpoint(error.to_string()))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().unwrap_or(80);
        let stream = TcpStream::connect((host.as_str(), port)).await.map_err(|error| unreachable(&error))?;
        // Requests are small; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        if url.scheme() != "https" {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(host).map_err(|error| ClientError::Endpoint(error.to_string()))?;
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        let stream = connector.connect(name, stream).await.map_err(|error| unreachable(&innermost(&error)))?;
        Ok(Box::new(stream))
    }
}

fn unreachable(reason: &dyn fmt::Display) -> ClientError {
    ClientError::Unreachable(format!("no connection: {reason}"))
}
