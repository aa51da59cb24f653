//! A server on a port that the system chooses, and a client for it.

use gateway_rest::{Rest, Settings};
use gateway_runtime::mount::Mount;
use gateway_runtime::{Configured, Gateway, Live, LiveOptions};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::conform;
use crate::desk::App;

pub struct Server<A = App> {
    pub base: String,
    pub client: reqwest::Client,
    pub live: Live<A>,
    pub serving: JoinHandle<()>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::with(|_| {}, |_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings), options: impl FnOnce(&mut LiveOptions)) -> Self {
        Self::of(App::from_settings([]).unwrap(), change, options).await
    }
}

impl<A: Gateway> Server<A> {
    /// A server of another gateway.
    pub async fn of(app: A, change: impl FnOnce(&mut Settings), options: impl FnOnce(&mut LiveOptions)) -> Self {
        Self::configured(app.into(), change, options).await
    }

    /// A server of a gateway with settings of its run.
    pub async fn configured(app: Configured<A>, change: impl FnOnce(&mut Settings), options: impl FnOnce(&mut LiveOptions)) -> Self {
        let mut settings = Settings::default();
        settings.port = 0;
        change(&mut settings);
        let mut live_options = LiveOptions::default();
        options(&mut live_options);
        Self::behind(Rest::new(settings), app, live_options).await
    }

    /// A gateway behind this service.
    pub async fn behind(mut rest: Rest, app: impl Into<Configured<A>>, live_options: LiveOptions) -> Self {
        let opened = rest.open().await.unwrap();
        let live = Live::start(app, live_options).await.unwrap();
        let served = opened(live.handle().clone());
        let serving = tokio::spawn(async move { served.await.unwrap() });
        // reqwest wants one, even without TLS; the second test finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        let bound = rest.bound().unwrap();
        let base = format!("http://{bound}");
        conform::expect(&client, &base).await;
        Self { base, client, live, serving }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    /// Sends JSON text to a channel.
    pub async fn send(&self, channel: &str, body: impl Into<reqwest::Body>) -> Answer {
        answer(self.post(channel, body)).await
    }

    pub fn post(&self, channel: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        let request = self.request(Method::POST, &format!("/api/v1/send/{channel}"));
        request.header("content-type", "application/json").body(body)
    }

    /// What `last` says of a channel.
    pub async fn last(&self, channel: &str) -> Value {
        let answer = self.get(&format!("/api/v1/last/{channel}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }
}

/// What a request gives, which must be what the document says.
pub async fn answer(request: RequestBuilder) -> Answer {
    let (client, request) = request.build_split();
    let request = request.unwrap();
    let (method, url) = (request.method().clone(), request.url().clone());
    let response = client.execute(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let answer = Answer { status, headers, text: response.text().await.unwrap() };
    conform::check(&method, &url, &answer);
    answer
}

/// The answer without what differs from run to run.
pub fn without_stamps(mut value: Value) -> Value {
    for element in value.as_array_mut().into_iter().flatten() {
        let element = element.as_object_mut().unwrap();
        assert!(element.shift_remove("id").unwrap().is_string());
        let time = element.shift_remove("timestamp").unwrap();
        assert!(!time.as_str().unwrap().ends_with('Z'));
    }
    value
}
