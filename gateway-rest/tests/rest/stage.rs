//! Staging over HTTP: the recorded session with the reference, and what is beyond it.

use std::collections::HashMap;

use gateway_rest::Rest;
use gateway_runtime::prelude::*;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::desk::Example;
use crate::server::{Answer, Server, answer};

#[channels]
pub struct Bus {
    #[channel(send, stage)]
    pub example: Channel<Example>,
    /// Prepared, and released together.
    #[channel(stage)]
    pub example_with_stage: Channel<Example>,
    #[channel(stage)]
    pub lists: Channel<Vec<u32>>,
    pub never_ticks: Channel<Example>,
}

#[module]
pub struct Sink {}

#[module(channels = Bus)]
impl Sink {
    #[node]
    fn sink(&mut self, example: &Example) {
        let _ = example;
    }
}

#[gateway(channels = Bus)]
pub struct App {
    channels: ChannelSettings<Bus>,
    sink: Sink,
    #[mount]
    rest: Rest,
}

async fn server(settings: &[&str]) -> Server<App> {
    let app = App::from_settings(settings.iter().copied()).unwrap();
    Server::of(app, |_| {}, |_| {}).await
}

async fn ask(server: &Server<App>, method: &str, path: &str, body: &str) -> Answer {
    let mut request = server.request(Method::from_bytes(method.as_bytes()).unwrap(), &format!("/api/v1/stage/{path}"));
    if !body.is_empty() {
        request = request.header("content-type", "application/json").body(body.to_owned());
    }
    answer(request).await
}

/// Ids as they were recorded, and those of this run.
#[derive(Default)]
struct Ids {
    ours: HashMap<String, String>,
    theirs: HashMap<String, String>,
}

impl Ids {
    /// The recorded name of an id that is seen for the first time, in the order of the recording; or what it was called before.
    fn name(&mut self, id: &str, recorded: &mut impl Iterator<Item = &'static str>) -> String {
        if let Some(name) = self.theirs.get(id) {
            return name.clone();
        }
        // Ids that the client gave are the same in both.
        let name = if id.len() == 26 { recorded.next().unwrap_or("more than recorded").to_owned() } else { id.to_owned() };
        self.theirs.insert(id.to_owned(), name.clone());
        self.ours.insert(name.clone(), id.to_owned());
        name
    }
}

/// The answer with recorded ids, and of every value its id, `x` and `y` alone.
fn normal(answer: &Value, ids: &mut Ids, recorded: &mut impl Iterator<Item = &'static str>) -> Value {
    match answer {
        Value::Array(areas) => areas.iter().map(|area| ids.name(area.as_str().unwrap(), recorded)).collect(),
        Value::Object(areas) if !areas.contains_key("detail") => {
            let area = |(id, items): (&String, &Value)| {
                let id = ids.name(id, recorded);
                let items: Vec<Value> = items.as_array().unwrap().iter().map(|item| shown(item, ids, recorded)).collect();
                (id, json!(items))
            };
            Value::Object(areas.iter().map(area).collect())
        }
        other => other.clone(),
    }
}

fn shown(item: &Value, ids: &mut Ids, recorded: &mut impl Iterator<Item = &'static str>) -> Value {
    let names: Vec<&String> = item.as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "timestamp", "x", "y", "z", "internal_csp_struct", "data", "mapping"]);
    assert!(!item["timestamp"].as_str().unwrap().ends_with('Z'));
    json!([ids.name(item["id"].as_str().unwrap(), recorded), item["x"], item["y"]])
}

/// What was asked, the status, and what was answered, with the names of new ids in their order.
type Exchange = (&'static str, &'static str, &'static str, u16, Value);

fn recorded() -> Vec<Exchange> {
    let unprocessable =
        |kind: &str, loc: Value, msg: &str, input: Value| json!({ "detail": [{ "type": kind, "loc": loc, "msg": msg, "input": input }] });
    let stage = "example_with_stage";
    let two = json!([["v1", 2, ""], ["v2", 3, ""]]);
    let other = json!([["v0", 1, ""], ["v2", 3, ""]]);
    let with = |list: &Value, item: Value| json!([list.as_array().unwrap().clone(), vec![item]].concat());
    let dup = json!(["dup", 4, ""]);
    let not_found = json!({ "detail": "Not Found" });
    vec![
        ("GET", "nope", "", 404, not_found.clone()),
        ("GET", "never_ticks", "", 404, not_found),
        ("GET", stage, "", 200, json!([])),
        ("PUT", stage, "", 200, json!({})),
        ("POST", stage, "", 200, json!({ "A": [] })),
        ("POST", "example_with_stage?id=", "", 200, json!({ "B": [] })),
        ("POST", stage, r#"{"x": 1}"#, 200, json!({ "B": [["v0", 1, ""]] })),
        ("POST", "example_with_stage?id={A}", r#"{"x": 2}"#, 200, json!({ "A": [["v1", 2, ""]] })),
        ("POST", "example_with_stage?id={A},{B}", r#"{"x": 3}"#, 200, json!({ "A": two, "B": other })),
        (
            "POST",
            "example_with_stage?id=",
            r#"{"x": 4, "id": "dup"}"#,
            200,
            json!({ "A": with(&two, dup.clone()), "B": with(&other, dup.clone()) }),
        ),
        ("POST", "example_with_stage?id=", r#"{"x": 4, "id": "dup"}"#, 200, json!({ "C": [dup] })),
        ("POST", "example_with_stage?id=nope", r#"{"x": 5}"#, 400, json!({ "detail": "'Staging ID not found: nope'" })),
        ("POST", "example_with_stage?id={A}", "", 400, json!({ "detail": "Cannot specify staging_ids without a struct to add" })),
        (
            "POST",
            stage,
            r#"[{"x": 1}, {"x": 2}]"#,
            422,
            unprocessable(
                "model_attributes_type",
                json!(["body"]),
                "Input should be a valid dictionary or object to extract fields from",
                json!([{ "x": 1 }, { "x": 2 }]),
            ),
        ),
        ("POST", stage, "null", 200, json!({ "D": [] })),
        ("GET", stage, "", 200, json!(["A", "B", "C", "D"])),
        ("GET", "example_with_stage?id={A}", "", 200, json!(["A"])),
        ("GET", "example_with_stage?id=nope", "", 200, json!([])),
        ("GET", "example_with_stage?id=", "", 200, json!([])),
        (
            "PUT",
            stage,
            "",
            200,
            json!({ "A": with(&two, json!(["dup", 4, ""])), "B": with(&other, json!(["dup", 4, ""])), "C": [["dup", 4, ""]], "D": [] }),
        ),
        ("PUT", "example_with_stage?id={A}", "", 200, json!({ "A": with(&two, json!(["dup", 4, ""])) })),
        ("PUT", "example_with_stage?id=", "", 200, json!({})),
        ("PUT", "example_with_stage?id={A},{B}", "", 200, json!({})),
        ("DELETE", stage, r#"{"id": "dup"}"#, 200, json!({ "C": [] })),
        ("DELETE", "example_with_stage?id={A}", r#"{"id": "dup"}"#, 200, json!({ "A": two })),
        ("DELETE", "example_with_stage?id=", r#"{"id": "dup"}"#, 200, json!({ "B": other })),
        ("DELETE", stage, r#"{"id": "zzz"}"#, 200, json!({})),
        ("DELETE", "example_with_stage?id={A}", "", 200, json!({ "A": [] })),
        ("DELETE", stage, "", 200, json!({ "D": [] })),
        ("GET", stage, "", 200, json!(["A", "B", "C"])),
        ("PATCH", "example_with_stage?id=nope", "", 200, json!({})),
        ("PATCH", "example_with_stage?id=", "", 200, json!({})),
        ("POST", stage, r#"{"x": 77, "y": "rel1"}"#, 200, json!({ "C": [["v3", 77, "rel1"]] })),
        ("POST", stage, r#"{"x": 78, "y": "rel2"}"#, 200, json!({ "C": [["v3", 77, "rel1"], ["v4", 78, "rel2"]] })),
        ("PATCH", stage, "", 200, json!({ "A": [], "B": other, "C": [["v3", 77, "rel1"], ["v4", 78, "rel2"]] })),
        ("PUT", stage, "", 200, json!({})),
        ("DELETE", "example_with_stage?id=", "", 200, json!({})),
        ("DELETE", stage, "", 200, json!({})),
        ("GET", "example-with-stage", "", 200, json!([])),
    ]
}

#[tokio::test]
async fn the_recorded_session_with_the_reference_goes_the_same_way() {
    let server = server(&[]).await;
    assert_eq!(server.get("/api/v1/stage/").await.text, r#"["example","example_with_stage","lists"]"#);
    let mut ids = Ids::default();
    // New ids in the order in which they come up.
    let mut names = ["A", "B", "v0", "v1", "v2", "C", "D", "v3", "v4"].into_iter();
    for (method, path, body, status, expected) in recorded() {
        let mut asked = path.to_owned();
        for (name, id) in &ids.ours {
            asked = asked.replace(&format!("{{{name}}}"), id);
        }
        let answer = ask(&server, method, &asked, body).await;
        assert_eq!(answer.status, status, "{method} {path} {body}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(normal(&answer.json(), &mut ids, &mut names), expected, "{method} {path} {body}");
    }
    let last = server.last("example_with_stage").await;
    assert_eq!((&last[0]["x"], last[0]["id"].as_str().unwrap()), (&json!(78), ids.ours["v4"].as_str()), "it ticks with the id it had");
}

#[tokio::test]
async fn faults_are_told_and_nothing_is_staged() {
    let server = server(&["channels.example.max_items=1"]).await;
    for (method, body, place, kind) in [
        ("POST", r#"{"x": "q"}"#, json!(["body", "x"]), "int_type"),
        ("POST", r#"{"x": -1}"#, json!(["body", "x"]), "value_error"),
        ("POST", r#"{"x": "#, json!(["body", 6]), "json_invalid"),
        ("DELETE", r#"{"x": 1}"#, json!(["body", "id"]), "missing"),
        ("DELETE", r#"{"id": []}"#, json!(["body", "id"]), "string_type"),
        ("DELETE", "[1]", json!(["body"]), "model_attributes_type"),
    ] {
        let answer = ask(&server, method, "example", body).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text);
        let problem = &answer.json()["detail"][0];
        assert_eq!((&problem["loc"], &problem["type"]), (&place, &json!(kind)), "{body}");
    }
    assert_eq!(ask(&server, "POST", "example", r#"{"x": 1}"#).await.status, 200);
    let full = ask(&server, "POST", "example", r#"{"x": 2}"#).await;
    assert_eq!((full.status, full.text.as_str()), (409, r#"{"detail":"No more than 1 values can be staged: release or remove some"}"#));
    let text = server.request(Method::POST, "/api/v1/stage/example").body("{}");
    assert_eq!(answer(text).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let of_another_site = server.request(Method::POST, "/api/v1/stage/example").header("sec-fetch-site", "cross-site");
    assert_eq!(answer(of_another_site).await.status, StatusCode::FORBIDDEN);
    let areas = ask(&server, "PUT", "example", "").await.json();
    assert_eq!(areas.as_object().unwrap().values().map(|items| items.as_array().unwrap().len()).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn an_area_of_lists_is_sent_as_one_list_and_ids_may_have_any_letters() {
    let server = server(&[]).await;
    ask(&server, "POST", "lists", r#"{"value": 1, "id": "a b,c"}"#).await;
    let areas = ask(&server, "POST", "lists", "2").await.json();
    let (area, _) = areas.as_object().unwrap().iter().next().unwrap();
    let spaced = format!("lists?id=%20{area}%20,%20nope");
    let released = ask(&server, "PATCH", &spaced, "").await;
    assert_eq!(released.json()[area][0]["id"], "a b,c");
    let last = server.last("lists").await;
    assert_eq!(last.as_array().unwrap().iter().map(|item| &item["value"]).collect::<Vec<_>>(), [&json!(1), &json!(2)]);
}

#[tokio::test]
async fn addresses_are_redirected_and_methods_refused_as_elsewhere() {
    let server = server(&[]).await;
    assert_eq!(server.get("/api/v1/stage").await.header("location"), "/api/v1/stage/");
    assert_eq!(server.get("/api/v1/stage/example/?id=a").await.header("location"), "/api/v1/stage/example?id=a");
    let head = answer(server.request(Method::HEAD, "/api/v1/stage/example")).await;
    assert_eq!((head.status, head.header("allow")), (405, "DELETE, GET, PATCH, POST, PUT"));
    let sent = answer(server.post("example_with_stage", "{}")).await;
    assert_eq!(sent.text, r#"{"detail":"Channel not found: example_with_stage"}"#, "what is staged need not be sendable");
    let without = Server::start().await;
    assert_eq!(without.get("/api/v1/stage/").await.status, 404, "nothing is staged there");
}
