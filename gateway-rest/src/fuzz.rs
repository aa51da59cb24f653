//! What reads bytes from outside, for fuzz targets and tests with random inputs: each function takes any bytes, and panics if the
//! service does what it must never do. Not for programs.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::ws::Utf8Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, Uri};
use gateway_runtime::Handle;
use gateway_runtime::futures::future::BoxFuture;
use gateway_runtime::state::{Answer, Question, Tables, Ticks, Unanswered};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::time::timeout;

use crate::app;
use crate::auth::{KeySettings, KeySource, Right};
use crate::checked::Checked;
use crate::lasting::Lasting;
use crate::stream::Streams;
use crate::{Settings, client, json, service, stream};

/// How long an answer may take that comes in pieces, or a connection to its end.
const ANSWER_MAY_TAKE: Duration = Duration::from_secs(10);

/// The address of a client.
const SOMEBODY: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));

/// What [`Service::request`] and [`Service::connection`] show to be let in by the service that asks for a key.
pub const KEY: &str = "a-key-that-everybody-knows";

/// The SHA-256 of [`KEY`].
const KEY_DIGEST: &str = "fa0aacc21f96396face1111b6175b6c9ff667c0b91ebeb0b71864d1dc4f60d96";

/// A service without sockets.
#[derive(Debug, Clone)]
pub struct Service {
    service: Arc<service::Service>,
}

impl Service {
    /// A service for the gateway behind `handle`.
    ///
    /// # Panics
    /// The settings are wrong, which the default ones are not.
    pub fn new(handle: Handle) -> Self {
        Self::with(handle, Settings::default())
    }

    /// A service that asks for [`KEY`], with everything switched on, under a path and behind proxies that are believed.
    pub fn guarded(handle: Handle) -> Self {
        let mut settings = Settings::default();
        let key = KeySettings::new(KeySource::Sha256(KEY_DIGEST.to_owned()), Right::ALL);
        settings.auth.keys = BTreeMap::from([("known".to_owned(), key)]);
        settings.auth.failures_per_minute = u32::MAX;
        settings.trusted_proxies = vec!["10.0.0.0/8".to_owned(), "unix".to_owned()];
        settings.cors.origins = vec!["https://desk.example".to_owned()];
        settings.root_path.push_str("/desk");
        settings.access_log = true;
        Self::with(handle, settings)
    }

    fn with(handle: Handle, mut settings: Settings) -> Self {
        settings.next_timeout = Duration::from_millis(1);
        // Nobody wants to start again after each input.
        settings.controls.shutdown = false;
        handle.provide_tables(Arc::new(NoTables));
        let checked = Checked::new(settings, &[], None).expect("these settings are right");
        let streams = Arc::new(Streams::new(&handle, checked.settings.stream.clone(), Lasting::of(checked.settings.max_connections)));
        Self { service: Arc::new(app::service(handle, checked, &streams, None)) }
    }

    /// A body for a channel: it is accepted, or refused with what is wrong with it.
    pub async fn body(&self, channel: &str, bytes: &[u8]) {
        let request = Request::post(format!("/api/v1/send/{channel}")).header(CONTENT_TYPE, "application/json");
        self.ask(request.body(Body::from(bytes.to_vec())).expect("a request")).await;
    }

    /// A query of a state.
    pub async fn query(&self, state: &str, query: &str) {
        self.get(&format!("/api/v1/state/{state}?query={}", crate::address::encode(query))).await;
        self.get(&format!("/api/v1/state/{state}?{query}")).await;
    }

    /// What stands behind a verb in an address.
    pub async fn address(&self, address: &str) {
        for verb in ["last", "state", "lookup", "lookup/id", "field", "history"] {
            self.get(&format!("/api/v1/{verb}/{address}")).await;
        }
    }

    /// A frame of a stream, in both protocols.
    pub async fn frame(&self, text: &str) {
        for superset in [false, true] {
            stream::read_frame(self.service.app(), Utf8Bytes::from(text), superset).await;
        }
    }

    /// A body for something else than a channel.
    pub async fn posted(&self, path: &str, bytes: &[u8]) {
        let request = Request::post(path).header(CONTENT_TYPE, "application/json");
        self.ask(request.body(Body::from(bytes.to_vec())).expect("a request")).await;
    }

    /// A request of any kind, as text: method and address, lines of headers, an empty line, the body.
    pub async fn request(&self, bytes: &[u8]) {
        let Some(request) = request(bytes) else { return };
        let answer = self.serve(request).await;
        let status = answer.status();
        assert!(status != 500, "{status}");
        // What streams has no end.
        let whole = axum::body::to_bytes(answer.into_body(), usize::MAX);
        let _ = timeout(Duration::from_millis(1), whole).await;
    }

    /// All that a client writes on a connection, and then nothing more: HTTP, and what is made of it, such as a WebSocket.
    pub async fn connection(&self, bytes: &[u8]) {
        let (mut client, server) = duplex(64 * 1024);
        let whole = self.clone();
        let service = service_fn(move |request| {
            let whole = whole.clone();
            async move { Ok::<_, Infallible>(whole.serve(request).await) }
        });
        let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
        http.http1().timer(hyper_util::rt::TokioTimer::new());
        let connection = http.serve_connection_with_upgrades(TokioIo::new(server), service);
        let says = async {
            // Who is not wanted any more sees an error, and that is all.
            let _ = client.write_all(bytes).await;
            let _ = client.shutdown().await;
            let mut answer = Vec::new();
            let _ = client.read_to_end(&mut answer).await;
        };
        let both = async { tokio::join!(connection, says) };
        assert!(timeout(ANSWER_MAY_TAKE, both).await.is_ok(), "a connection has no end");
    }

    /// What a gateway says to a client of this crate that follows something: a frame a line.
    pub async fn said(&self, text: &str) {
        client::read_frames(text.lines()).await;
    }

    /// As the server does it, for a client at some address.
    async fn serve<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: hyper::body::Body<Data = Bytes, Error: Into<axum::BoxError>> + Send + 'static,
    {
        let client = self.service.app().trusted.client(Some(SOMEBODY), false, request.headers());
        self.service.answer(client, request.map(Body::new)).await
    }

    async fn get(&self, address: &str) {
        // What is no address at all does not get as far as this.
        if let Ok(uri) = address.parse::<Uri>() {
            self.ask(Request::get(uri).body(Body::empty()).expect("a request")).await;
        }
    }

    /// Whatever is asked, the answer is JSON, and no fault of the service.
    async fn ask(&self, request: Request<Body>) {
        let answer = self.serve(request).await;
        let status = answer.status();
        assert!(!status.is_server_error() || status == 503, "{status}");
        if status.is_redirection() {
            return;
        }
        let bytes: Bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("an answer that is there");
        json::parse(&bytes)
            .unwrap_or_else(|error| panic!("{status} with what is no JSON: {}: {}", error.reason, String::from_utf8_lossy(&bytes)));
    }
}

/// Reads what [`Service::request`] is given.
fn request(bytes: &[u8]) -> Option<Request<Body>> {
    let (head, body) = bytes.windows(2).position(|pair| pair == b"\n\n").map_or((bytes, &[][..]), |end| (&bytes[..end], &bytes[end + 2..]));
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next()?;
    let blank = first.iter().position(|byte| *byte == b' ')?;
    let (method, address) = (Method::from_bytes(&first[..blank]).ok()?, Uri::try_from(&first[blank + 1..]).ok()?);
    let mut request = Request::builder().method(method).uri(address);
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (HeaderName::from_bytes(&line[..colon]), HeaderValue::from_bytes(line[colon + 1..].trim_ascii()));
        if let (Ok(name), Ok(value)) = (name, value) {
            request = request.header(name, value);
        }
    }
    request.body(Body::from(body.to_vec())).ok()
}

/// Tables in which nothing is.
struct NoTables;

impl Tables for NoTables {
    fn ask(&self, question: Question) -> BoxFuture<'_, Result<Answer, Unanswered>> {
        Box::pin(async move { Err(Unanswered::Refused(question.sql)) })
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    fn arrow(&self, _: &Ticks<'_>) -> Result<Vec<u8>, Unanswered> {
        Ok(Vec::new())
    }
}
