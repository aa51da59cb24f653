//! The channel of failures, and a module that is off, as clients see them.

use gateway_rest::Rest;
use gateway_runtime::mount::Mount;
use gateway_runtime::prelude::*;
use serde_json::{Value, json};

#[channels]
pub struct Bus {
    #[channel(send)]
    pub numbers: Channel<u32>,
    pub errors: Channel<Failure>,
    pub doubled: Channel<u32>,
}

#[module]
pub struct Worker {}

#[module(channels = Bus)]
impl Worker {
    #[node]
    fn work(&mut self, numbers: &u32) -> Result<(), String> {
        Err(format!("{numbers} is not liked"))
    }
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

#[gateway(channels = Bus)]
pub struct App {
    worker: Worker,
    double: Double,
    #[mount]
    rest: Rest,
}

#[tokio::test]
async fn failures_are_read_like_any_channel_and_cannot_be_sent() {
    let mut app = App::configured(["rest.port=0", "double.enabled=false"]).unwrap();
    let opened = app.app.rest.open().await.unwrap();
    let base = format!("http://{}", app.app.rest.bound().unwrap());
    let live = Live::start(app, LiveOptions::default()).await.unwrap();
    let serving = tokio::spawn(opened(live.handle().clone()));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let send = |channel: &str, body: &Value| {
        client.post(format!("{base}/api/v1/send/{channel}")).body(body.to_string()).header("content-type", "application/json").send()
    };
    assert_eq!(send("numbers", &json!(7)).await.unwrap().status(), 200);
    let last = client.get(format!("{base}/api/v1/last/errors")).send().await.unwrap().text().await.unwrap();
    let last: Value = serde_json::from_str(&last).unwrap();
    let failure = &last[0];
    assert_eq!(
        (&failure["module"], &failure["node"], &failure["kind"], &failure["text"], &failure["count"]),
        (&json!("worker"), &json!("work"), &json!("Error"), &json!("7 is not liked"), &json!(1))
    );
    assert!(failure["id"].is_string() && failure["timestamp"].is_string());
    assert_eq!(send("errors", failure).await.unwrap().status(), 404);
    let doubled = client.get(format!("{base}/api/v1/last/doubled")).send().await.unwrap();
    assert_eq!(doubled.status(), 404, "nothing can tick it in this run");
    live.stop().await.unwrap();
    serving.await.unwrap().unwrap();
}
