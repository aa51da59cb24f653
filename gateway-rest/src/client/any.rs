//! A client that knows no types: channels by name, messages as JSON.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use rustls::ClientConfig;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::endpoint::Target;
use super::error::Refusal;
use super::{ClientError, Endpoint};
use crate::address::encode;

/// A client of any gateway: channels by name (`orders`, `quotes/A`), messages as JSON. Cheap to clone.
///
/// Where the channels are known at compile time, [`Client`](super::Client) is the better one.
///
/// ```no_run
/// use gateway_rest::client::AnyClient;
/// use serde_json::json;
///
/// # async fn example() -> Result<(), gateway_rest::client::ClientError> {
/// let desk = AnyClient::connect("http://127.0.0.1:8000")?;
/// let accepted = desk.send("orders", &json!({ "symbol": "A", "quantity": 1 })).await?;
/// println!("{} {:?}", accepted[0]["id"], desk.last("fills").await?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct AnyClient {
    pub(super) shared: Arc<Shared>,
}

/// What the clones of a client share.
#[derive(Debug)]
pub(super) struct Shared {
    http: reqwest::Client,
    pub(super) target: Target,
    pub(super) authorization: Option<HeaderValue>,
    pub(super) tls: Arc<ClientConfig>,
    timeout: Duration,
    pub(super) connect_timeout: Duration,
}

/// One request.
#[derive(Debug)]
pub(super) struct Request<'a> {
    method: Method,
    path: String,
    query: Vec<(&'a str, String)>,
    body: Option<Vec<u8>>,
    /// The type of the answer that is wanted.
    accept: Option<&'static str>,
    /// Whether the answer may come whenever it comes.
    patient: bool,
}

impl<'a> Request<'a> {
    pub(super) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: None, accept: None, patient: false }
    }

    pub(super) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(super) fn query(mut self, name: &'a str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(super) fn body(mut self, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self
    }

    pub(super) fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = Some(media_type);
        self
    }

    pub(super) fn patient(mut self) -> Self {
        self.patient = true;
        self
    }
}

impl AnyClient {
    /// A client of the gateway at `endpoint`. No connection is made yet.
    ///
    /// # Errors
    /// What is wrong with the endpoint.
    pub fn connect(endpoint: impl Into<Endpoint>) -> Result<Self, ClientError> {
        let endpoint = endpoint.into();
        let target = endpoint.target()?;
        let authorization = endpoint.authorization()?;
        let tls = endpoint.tls(&target)?;
        let headers: HeaderMap = authorization.clone().map(|key| (AUTHORIZATION, key)).into_iter().collect();
        let mut http = reqwest::Client::builder()
            // A WebSocket does not go through proxies of the environment, so nothing does.
            .no_proxy()
            .default_headers(headers)
            .connect_timeout(endpoint.connect_timeout)
            .tcp_nodelay(true)
            .tls_backend_preconfigured(tls.clone());
        #[cfg(unix)]
        if let Some(socket) = &target.socket {
            http = http.unix_socket(socket.as_path());
        }
        #[cfg(not(unix))]
        if target.socket.is_some() {
            return Err(ClientError::Endpoint("this system has no UNIX sockets".to_owned()));
        }
        let http = http.build().map_err(|error| ClientError::Endpoint(super::error::innermost(&error)))?;
        let (timeout, connect_timeout) = (endpoint.timeout, endpoint.connect_timeout);
        Ok(Self { shared: Arc::new(Shared { http, target, authorization, tls: Arc::new(tls), timeout, connect_timeout }) })
    }

    /// The last ticks of a channel: `[]` before the first one, of a list its elements, of a basket those of all keys.
    pub async fn last(&self, channel: &str) -> Result<Vec<Value>, ClientError> {
        self.json(Request::get(format!("/api/v1/last/{}", path(channel)))).await
    }

    /// The last tick of each key of a basket.
    pub async fn last_by_key(&self, basket: &str) -> Result<Map<String, Value>, ClientError> {
        self.json(Request::get(format!("/api/v1/last/{}", path(basket))).query("keys", "true")).await
    }

    /// The next tick of a channel, once it comes; of a basket the last ones of all keys.
    pub async fn next(&self, channel: &str) -> Result<Vec<Value>, ClientError> {
        self.json(Request::get(format!("/api/v1/next/{}", path(channel))).patient()).await
    }

    /// The last tick of each key of a basket, once any key ticks.
    pub async fn next_by_key(&self, basket: &str) -> Result<Map<String, Value>, ClientError> {
        self.json(Request::get(format!("/api/v1/next/{}", path(basket))).query("keys", "true").patient()).await
    }

    /// Sends a message, or a list of messages; to a basket without a key, an object with a message for every key. Gives what was
    /// accepted, with ids and times.
    pub async fn send(&self, channel: &str, body: &Value) -> Result<Vec<Value>, ClientError> {
        self.send_text(channel, body.to_string()).await
    }

    /// Sends JSON that is already text.
    pub async fn send_text(&self, channel: &str, body: impl Into<Vec<u8>>) -> Result<Vec<Value>, ClientError> {
        self.json(Request::new(Method::POST, format!("/api/v1/send/{}", path(channel))).body(body.into())).await
    }

    /// The names of what there is in a group of routes: `last`, `next`, `send`, `state`, `lookup`, `stage`, `controls`.
    pub async fn names(&self, group: &str) -> Result<Vec<String>, ClientError> {
        self.json(Request::get(format!("/api/v1/{}/", encode(group)))).await
    }

    /// The `OpenAPI` document of the gateway.
    pub async fn openapi(&self) -> Result<Value, ClientError> {
        self.json(Request::get("/openapi.json")).await
    }

    /// Asks, and reads the answer as JSON.
    pub(super) async fn json<T: DeserializeOwned>(&self, request: Request<'_>) -> Result<T, ClientError> {
        let bytes = self.bytes(request).await?;
        serde_json::from_slice(&bytes).map_err(|error| ClientError::Unexpected(error.to_string()))
    }

    /// Asks, and gives the body of a good answer.
    pub(super) async fn bytes(&self, request: Request<'_>) -> Result<Vec<u8>, ClientError> {
        let Shared { http, target, timeout, .. } = &*self.shared;
        let mut url = format!("{}{}", target.base, request.path);
        for (place, (name, value)) in request.query.iter().enumerate() {
            url.push(if place == 0 { '?' } else { '&' });
            url.push_str(name);
            url.push('=');
            url.push_str(&encode(value));
        }
        let mut prepared = http.request(request.method, url);
        if let Some(body) = request.body {
            prepared = prepared.header(CONTENT_TYPE, HeaderValue::from_static("application/json")).body(body);
        }
        if let Some(media_type) = request.accept {
            prepared = prepared.header(ACCEPT, HeaderValue::from_static(media_type));
        }
        if !request.patient {
            prepared = prepared.timeout(*timeout);
        }
        let failed = |error: reqwest::Error| ClientError::of_request(&error, *timeout);
        let response = prepared.send().await.map_err(failed)?;
        let status = response.status();
        let body = response.bytes().await.map_err(failed)?;
        if status.is_success() { Ok(body.into()) } else { Err(ClientError::Refused(Refusal::read(status, &body))) }
    }
}

/// `orders`, or `quotes/A` with a key in which everything may stand, as the end of an address.
pub(super) fn path(channel: &str) -> String {
    match channel.split_once('/') {
        Some((basket, key)) => format!("{}/{}", encode(basket), encode(key)),
        None => encode(channel),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_part_of_an_address() {
        assert_eq!(path("orders"), "orders");
        assert_eq!(path("notes/a/b?c"), "notes/a%2Fb%3Fc");
    }
}
