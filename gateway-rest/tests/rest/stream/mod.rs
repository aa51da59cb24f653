//! What streams out, over real sockets.

mod ending;
mod events;
mod isolation;
mod leaving;
mod random;
mod reference;
mod resume;
mod superset;

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use gateway_runtime::Gateway;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::server::Server;

/// Longer than anything takes.
const LONG: Duration = Duration::from_secs(20);

/// A client of the WebSocket.
pub struct Client {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// What the server chose.
    pub protocol: Option<HeaderValue>,
}

impl Client {
    /// Speaks the protocol of the reference.
    pub async fn open<A: Gateway>(server: &Server<A>) -> Self {
        Self::with(server, &[]).await.unwrap()
    }

    /// Speaks the superset.
    pub async fn of_superset<A: Gateway>(server: &Server<A>) -> Self {
        let client = Self::with(server, &[("sec-websocket-protocol", "other, gateway.v1")]).await.unwrap();
        assert_eq!(client.protocol.as_ref().unwrap(), "gateway.v1");
        client
    }

    pub async fn with<A: Gateway>(server: &Server<A>, headers: &[(&'static str, &str)]) -> Result<Self, Error> {
        let mut request = format!("{}/api/v1/stream", server.base.replace("http", "ws")).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        let (socket, response) = connect_async(request).await?;
        Ok(Self { socket, protocol: response.headers().get("sec-websocket-protocol").cloned() })
    }

    /// Sends a text.
    pub async fn say(&mut self, text: impl ToString) {
        self.socket.send(Message::Text(text.to_string().into())).await.unwrap();
    }

    /// The next text.
    pub async fn text(&mut self) -> String {
        let text = async {
            loop {
                match self.socket.next().await.expect("no end").unwrap() {
                    Message::Text(text) => return text.to_string(),
                    Message::Ping(_) | Message::Pong(_) => {}
                    other => panic!("{other:?}"),
                }
            }
        };
        timeout(LONG, text).await.expect("a frame")
    }

    /// The next text, which is JSON.
    pub async fn next(&mut self) -> Value {
        let text = self.text().await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Reads until the server closes, and how it does.
    pub async fn end(&mut self) -> Option<CloseFrame> {
        let end = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Close(frame))) => return frame,
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return None,
                }
            }
        };
        timeout(LONG, end).await.expect("an end")
    }
}

/// The `data` of a frame, as far as it is the values of a channel of numbers.
pub fn numbers(frame: &Value) -> Vec<u64> {
    frame["data"].as_array().unwrap_or_else(|| panic!("{frame}")).iter().map(|element| element["value"].as_u64().unwrap()).collect()
}
