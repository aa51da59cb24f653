//! Controls of the gateway as a whole, and the graph of channels.

use gateway_rest::{Controls, Rest};
use gateway_runtime::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Server, answer};

#[channels]
pub struct Bus {
    #[channel(send)]
    numbers: Channel<u32>,
    #[channel(send)]
    levels: Basket<String, f64>,
    doubled: Channel<u32>,
    errors: Channel<gateway_runtime::Failure>,
    #[channel(send)]
    controls: Channel<Controls>,
}

#[module]
pub struct Double {}

#[module(channels = Bus)]
impl Double {
    #[node(publish(doubled))]
    fn double(&mut self, numbers: &u32) -> u32 {
        numbers * 2
    }
}

#[module]
pub struct Sink {}

#[module(channels = Bus)]
impl Sink {
    #[node]
    fn doubled(&mut self, doubled: &u32, levels: Latest<Basket<String, f64>>) {
        let _ = (doubled, levels.len());
    }

    #[node]
    fn numbers(&mut self, numbers: &u32) {
        let _ = numbers;
    }
}

#[gateway(channels = Bus)]
pub struct App {
    channels: ChannelSettings<Bus>,
    double: Double,
    sink: Sink,
    #[mount]
    rest: Rest,
}

fn app() -> App {
    App::from_settings([r#"channels.levels.keys=["low"]"#]).unwrap()
}

async fn server() -> Server<App> {
    Server::of(app(), |_| {}, |_| {}).await
}

/// A control's answer, without its id and time.
fn told(answer: &crate::server::Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut told = crate::server::without_stamps(answer.json());
    assert_eq!(told.as_array().unwrap().len(), 1);
    told[0].take()
}

#[tokio::test]
async fn a_heartbeat_goes_to_the_engine_and_back_and_ticks() {
    let server = server().await;
    let beat = server.get("/api/v1/controls/heartbeat").await;
    assert_eq!(told(&beat).to_string(), r#"{"name":"heartbeat","status":"ok","data":{},"data_str":""}"#);
    assert_eq!(server.last("controls").await, beat.json(), "it ticks with the id that it was answered with");
}

#[tokio::test]
async fn figures_of_process_machine_and_engine_are_told() {
    let server = server().await;
    server.get("/api/v1/controls/stats").await;
    let told = told(&server.get("/api/v1/controls/stats").await);
    let data = &told["data"];
    assert_eq!((&told["name"], &told["status"], &data["pid"]), (&json!("stats"), &json!("ok"), &json!(std::process::id())));
    let names: Vec<&String> = data.as_object().unwrap().keys().collect();
    let of_reference = ["cpu", "memory", "memory-total", "pid", "active_threads", "max_threads", "now", "csp-now", "host", "user"];
    assert!(of_reference.iter().all(|name| names.iter().any(|known| known == name)), "{names:?}");
    assert!(data["memory"].as_f64().unwrap() > 0.0 && data["active_threads"].as_u64().unwrap() > 1, "{data}");
    assert!(data["now"].as_str().unwrap().ends_with('Z') && !data["csp-now"].as_str().unwrap().ends_with('Z'));
    assert_eq!(data["engine"]["modules"]["double"], json!({ "state": "running", "restarts": 0 }));
    let text: Value = serde_json::from_str(told["data_str"].as_str().unwrap()).unwrap();
    assert!(text["now"].as_str().unwrap().ends_with("+00:00"));
    assert_eq!(text["csp-now"], data["csp-now"]);
}

#[tokio::test]
async fn a_shutdown_is_answered_and_then_the_gateway_stops() {
    let server = server().await;
    let other_site = server.request(Method::POST, "/api/v1/controls/shutdown").header("sec-fetch-site", "cross-site");
    assert_eq!(answer(other_site).await.status, 403);
    assert_eq!(server.get("/api/v1/controls/shutdown").await.header("allow"), "POST");
    let stopped = answer(server.request(Method::POST, "/api/v1/controls/shutdown")).await;
    assert_eq!(told(&stopped).to_string(), r#"{"name":"shutdown","status":"ok","data":{},"data_str":""}"#);
    server.serving.await.unwrap();
    server.live.stop().await.unwrap();
}

#[tokio::test]
async fn controls_are_listed_and_each_can_be_off() {
    let server = server().await;
    assert_eq!(server.get("/api/v1/controls/").await.text, r#"["heartbeat","shutdown","stats"]"#);
    assert_eq!(server.get("/api/v1/controls").await.header("location"), "/api/v1/controls/");
    assert_eq!(server.get("/api/v1/controls/stats/").await.header("location"), "/api/v1/controls/stats");
    assert_eq!(server.get("/api/v1/controls/nope").await.text, r#"{"detail":"Not Found"}"#);
    let wrong = answer(server.request(Method::POST, "/api/v1/controls/heartbeat")).await;
    assert_eq!((wrong.status, wrong.header("allow"), wrong.text.as_str()), (405, "GET", r#"{"detail":"Method Not Allowed"}"#));
    let without = Server::of(app(), |settings| settings.controls.shutdown = false, |_| {}).await;
    assert_eq!(without.get("/api/v1/controls/").await.text, r#"["heartbeat","stats"]"#);
    assert_eq!(answer(without.request(Method::POST, "/api/v1/controls/shutdown")).await.status, 404);
}

#[tokio::test]
async fn without_a_channel_for_them_controls_answer_all_the_same() {
    let server = Server::start().await;
    assert_eq!(told(&server.get("/api/v1/controls/heartbeat").await)["name"], "heartbeat");
}

#[tokio::test]
async fn the_graph_of_channels_says_who_reads_and_who_publishes() {
    let server = server().await;
    assert_eq!(
        server.get("/api/v1/channels_graph").await.text,
        json!({
            "numbers": { "getters": ["double", "sink"], "setters": ["Send[numbers]"] },
            "levels": { "getters": ["sink"], "setters": ["Send[levels]", "Send[levels]<low>"] },
            "doubled": { "getters": ["sink"], "setters": ["double"] },
            "errors": { "getters": [], "setters": [] },
            "controls": { "getters": [], "setters": ["Send[controls]"] },
        })
        .to_string()
    );
    assert_eq!(server.get("/api/v1/channels_graph/").await.header("location"), "/api/v1/channels_graph");
}
