//! Traces, as a collector gets them.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use gateway_rest::Settings;
use tokio::time::timeout;

use crate::collector::{Collector, Span};
use crate::server::{Answer, Server, answer};

const ORDER: &str = r#"{"symbol":"A","side":"Buy","quantity":1,"price":2.0}"#;
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

async fn traced(collector: &Collector) -> Server {
    traced_with(collector, |_| {}).await
}

async fn traced_with(collector: &Collector, change: impl FnOnce(&mut Settings)) -> Server {
    let settings = |settings: &mut Settings| {
        settings.traces.endpoint = Some(collector.endpoint.clone());
        settings.traces.delay = Some(Duration::ZERO);
        change(settings);
    };
    Server::with(settings, |_| {}).await
}

/// Asks as part of [`TRACE`], whose caller has decided whether it is recorded.
async fn get_within(server: &Server, path: &str, recorded: bool) -> Answer {
    let parent = format!("00-{TRACE}-b7ad6b7169203331-0{}", u8::from(recorded));
    answer(server.request(reqwest::Method::GET, path).header("traceparent", parent)).await
}

fn of_route(route: &'static str) -> impl Fn(&Span) -> bool {
    move |span| span.is_server && span.get("http.route") == route
}

#[tokio::test]
async fn a_request_is_a_span_below_that_of_its_caller() {
    let mut collector = Collector::start().await;
    let server = traced(&collector).await;
    let asked = get_within(&server, "/api/v1/last/orders?token=a-secret-in-the-address&b=1", true).await;
    let span = collector.span(of_route("/api/v1/last/{*address}")).await;
    assert_eq!((span.name.as_str(), span.service.as_str()), ("GET /api/v1/last/{*address}", "App"));
    assert_eq!((span.trace.as_str(), span.parent.as_str(), span.is_error), (TRACE, "b7ad6b7169203331", false));
    assert_eq!(asked.header("traceresponse"), format!("00-{TRACE}-{}-01", span.id));
    let known = [
        ("http.request.method", "GET"),
        ("url.path", "/api/v1/last/orders"),
        ("url.query", "token=..&b=1"),
        ("url.scheme", "http"),
        ("http.response.status_code", "200"),
        ("client.address", "127.0.0.1"),
        ("server.address", "127.0.0.1"),
        ("network.protocol.version", "1.1"),
    ];
    assert_eq!(known.map(|(name, _)| (name, span.get(name))), known);
    assert!(span.get("http.response.header.x-request-id").contains(asked.header("x-request-id")), "{span:#?}");
    // What the request waited for stands inside it.
    let engine = collector.span(|inner| inner.name == "engine" && inner.parent == span.id).await;
    assert_eq!(engine.trace, TRACE);
    assert!(!format!("{:?}", collector.all()).contains("a-secret"));
}

#[tokio::test]
async fn who_answers_with_an_error_of_its_own_says_so() {
    let mut collector = Collector::start().await;
    let server = traced(&collector).await;
    server.send("orders", r#"{"symbol":"PANIC","side":"Buy","quantity":1,"price":2.0}"#).await;
    let span = collector.span(of_route("/api/v1/send/{*address}")).await;
    assert!(span.is_error, "{span:#?}");
    assert_eq!((span.get("http.response.status_code"), span.get("error.type")), ("500", "500"));
    // A mistake of the client is none of the service.
    server.get("/no/such/place").await;
    let span = collector.span(|span| span.get("url.path") == "/no/such/place").await;
    assert_eq!((span.name.as_str(), span.is_error, span.get("http.response.status_code")), ("GET", false, "404"));
}

#[tokio::test]
async fn what_is_sent_is_followed_into_the_engine() {
    let mut collector = Collector::start().await;
    let server = traced(&collector).await;
    assert_eq!(server.send("orders", ORDER).await.status, 200);
    let request = collector.span(of_route("/api/v1/send/{*address}")).await;
    let engine = collector.span(|span| span.name == "engine" && span.parent == request.id).await;
    assert_eq!(engine.get("gateway.channel"), "orders");
    assert!(engine.get("gateway.time").ends_with('Z') && engine.get("gateway.cycles") != "0", "{engine:#?}");
}

#[tokio::test]
async fn the_caller_decides_what_is_recorded() {
    let mut collector = Collector::start().await;
    // Of those that leave it open so few that none is.
    let server = traced_with(&collector, |settings| settings.traces.one_in = Some(u32::MAX)).await;
    server.get("/api/v1/next/").await;
    let left_out = get_within(&server, "/api/v1/last/orders", false).await;
    assert!(left_out.header("traceresponse").starts_with(&format!("00-{TRACE}-")) && left_out.header("traceresponse").ends_with("-00"));
    get_within(&server, "/api", true).await;
    collector.span(of_route("/api")).await;
    assert!(collector.all().iter().all(|span| !span.is_server || span.get("http.route") == "/api"), "{:#?}", collector.all());
}

#[tokio::test]
async fn without_a_collector_nothing_is_traced() {
    let server = Server::start().await;
    let asked = get_within(&server, "/api/v1/last/orders", true).await;
    assert_eq!((asked.status, asked.headers.get("traceresponse")), (200, None));
    assert!(!server.get("/metrics").await.text.contains("gateway_spans"));
}

/// A figure of the service.
async fn figure(server: &Server, name: &str) -> u64 {
    let text = server.get("/metrics").await.text;
    text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok()).unwrap_or_else(|| panic!("no {name} in {text}"))
}

#[tokio::test]
async fn a_collector_that_takes_nothing_does_no_harm_until_it_does() {
    let mut collector = Collector::start().await;
    collector.status.store(400, Relaxed);
    let server = traced(&collector).await;
    while figure(&server, "gateway_spans_failed_total").await == 0 {
        assert_eq!(server.send("orders", ORDER).await.status, 200);
    }
    assert_eq!(figure(&server, "gateway_spans_sent_total").await, 0);
    collector.status.store(200, Relaxed);
    server.get("/api").await;
    collector.span(of_route("/api")).await;
}

#[tokio::test]
async fn spans_that_are_refused_count_as_failed() {
    let mut collector = Collector::start().await;
    collector.refuses.store(1, Relaxed);
    let server = traced(&collector).await;
    server.get("/api").await;
    collector.span(of_route("/api")).await;
    while figure(&server, "gateway_spans_failed_total").await == 0 {}
    collector.refuses.store(0, Relaxed);
    while figure(&server, "gateway_spans_sent_total").await == 0 {}
}

mod of_cycles {
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering::{Acquire, Release};
    use std::time::Duration;

    use gateway_runtime::prelude::*;

    use crate::collector::Collector;
    use crate::server::Server;

    #[channels]
    pub struct Bus {
        #[channel(send)]
        pub numbers: Channel<u32>,
    }

    #[module]
    pub struct Slow {}

    /// Whether the node may end.
    static MAY_END: AtomicBool = AtomicBool::new(false);

    #[module(channels = Bus)]
    impl Slow {
        #[node]
        fn hang(&mut self, numbers: &u32) {
            while *numbers == 1 && !MAY_END.load(Acquire) {
                std::thread::yield_now();
            }
        }
    }

    #[gateway(channels = Bus)]
    pub struct App {
        slow: Slow,
    }

    #[tokio::test]
    async fn a_slow_cycle_is_a_span_with_its_node() {
        let mut collector = Collector::start().await;
        let settings = |settings: &mut gateway_rest::Settings| {
            settings.traces.endpoint = Some(collector.endpoint.clone());
            settings.traces.delay = Some(Duration::ZERO);
        };
        let server = Server::of(App::from_settings([]).unwrap(), settings, |live| live.slow_node = Duration::from_millis(5)).await;
        assert_eq!(server.send("numbers", "0").await.status, 200);
        assert_eq!(server.send("numbers", "1").await.status, 200);
        while server.live.handle().stats().nodes.iter().all(|node| node.slow == 0) {
            tokio::task::yield_now().await;
        }
        MAY_END.store(true, Release);
        let span = collector.span(|span| span.name == "slow cycle").await;
        assert_eq!((span.get("gateway.node"), span.parent.as_str(), span.is_server), ("slow.hang", "", false));
        assert!(span.get("gateway.node.seconds").parse::<f64>().unwrap() >= 0.005, "{span:#?}");
    }
}

#[tokio::test]
async fn nobody_waits_for_a_collector_that_is_not_there() {
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = format!("http://{}", nobody.local_addr().unwrap());
    // It accepts, and says nothing. Four spans have a place.
    let change = |settings: &mut Settings| {
        settings.traces.endpoint = Some(place);
        settings.traces.delay = Some(Duration::ZERO);
        settings.traces.queue = Some(4);
    };
    let server = Server::with(change, |_| {}).await;
    for _ in 0..20 {
        assert_eq!(server.send("orders", ORDER).await.status, 200);
    }
    while figure(&server, "gateway_spans_dropped_total").await == 0 {}
    let Server { live, serving, .. } = server;
    live.stop().await.unwrap();
    timeout(Duration::from_secs(6), serving).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_stop_sends_what_waits() {
    let mut collector = Collector::start().await;
    let server = traced_with(&collector, |settings| settings.traces.delay = Some(Duration::from_hours(1))).await;
    server.get("/api").await;
    let Server { live, serving, .. } = server;
    live.stop().await.unwrap();
    serving.await.unwrap();
    assert!(collector.all().iter().any(of_route("/api")), "{:#?}", collector.all());
}

#[tokio::test]
async fn streams_are_spans_that_count() {
    let mut collector = Collector::start().await;
    let server = traced(&collector).await;
    let address = format!("{}/api/v1/stream", server.base.replacen("http", "ws", 1));
    let (mut socket, _) = tokio_tungstenite::connect_async(address).await.unwrap();
    socket.send(r#"{"action":"subscribe","channel":"orders"}"#.into()).await.unwrap();
    // The subscription is heard of by what it brings.
    let mut ticks = 0;
    while ticks == 0 {
        server.send("orders", ORDER).await;
        ticks += usize::from(timeout(Duration::from_millis(200), socket.next()).await.is_ok());
    }
    socket.close(None).await.unwrap();
    while socket.next().await.is_some() {}
    let request = collector.span(of_route("/api/v1/stream")).await;
    assert_eq!(request.get("http.response.status_code"), "101");
    let stream = collector.span(|span| span.name == "websocket").await;
    assert_eq!((stream.parent.as_str(), stream.get("gateway.messages.received")), (request.id.as_str(), "1"));
    assert!(stream.get("gateway.messages.sent").parse::<usize>().unwrap() >= 1 && !stream.get("gateway.end").is_empty(), "{stream:#?}");

    drop(server.request(reqwest::Method::GET, "/api/v1/stream/orders").send().await.unwrap());
    let events = collector.span(|span| span.name == "stream").await;
    assert_eq!(events.get("gateway.messages.received"), "0");
}
