//! Modules: lists, figures, commands.

use gateway_rest::Rest;
use gateway_runtime::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Answer, Server, answer};

/// What a counter says of itself.
#[message]
pub struct Report {
    pub count: u32,
    pub step: u32,
}

#[channels]
#[expect(clippy::struct_field_names, reason = "a channel may be called like its set")]
pub struct Counts {
    #[channel(send)]
    pub steps: Channel<u32>,
    pub counts: Channel<u32>,
    pub resets: Channel<u32>,
}

#[module]
pub struct Counter {
    #[config(default = 1)]
    step: u32,
    #[state]
    count: u32,
}

#[module(channels = Counts)]
impl Counter {
    #[node(publish(counts))]
    fn count(&mut self, steps: &u32) -> u32 {
        self.count += steps * self.step;
        self.count
    }

    /// Sets how far one step goes.
    ///
    /// The count stays.
    #[command]
    fn set_step(
        &mut self,
        /// How far.
        #[command(minimum = 1, maximum = 10)]
        step: u32,
        _why: Option<String>,
    ) -> Report {
        self.step = step;
        Report { count: self.count, step }
    }

    #[command(publish(resets))]
    fn reset(&mut self) -> u32 {
        std::mem::take(&mut self.count)
    }

    #[command]
    fn refuse(&mut self) -> Result<(), String> {
        Err("not today".to_owned())
    }

    #[command]
    fn fail(&self) {
        panic!("as it must");
    }
}

/// Counters.
#[gateway(channels = Counts)]
#[allow(deprecated, reason = "the channels are there to be looked at from outside")]
pub struct Counters {
    counter: Counter,
    #[instances(3)]
    list: Vec<Counter>,
    #[mount]
    rest: Rest,
}

async fn start<'a>(settings: impl IntoIterator<Item = &'a str>) -> Server<Counters> {
    Server::configured(Counters::configured(settings).unwrap(), |_| {}, |_| {}).await
}

async fn command(server: &Server<Counters>, path: &str, body: &str) -> Answer {
    let request = server.request(Method::POST, &format!("/api/v1/modules/{path}"));
    let request = if body.is_empty() { request } else { request.header("content-type", "application/json").body(body.to_owned()) };
    answer(request).await
}

#[tokio::test]
async fn a_command_has_arguments_and_an_answer() {
    let server = start([]).await;
    let report = command(&server, "counter/commands/set_step", r#"{"step":5}"#).await;
    assert_eq!((report.status, report.text.as_str()), (200, r#"{"count":0,"step":5}"#));
    assert_eq!(report.header("content-type"), "application/json");
    server.send("steps", "2").await;
    assert_eq!(server.last("counts").await[0]["value"], 10);
    let reset = command(&server, "counter/commands/reset", "").await;
    assert_eq!((reset.status, reset.text.as_str()), (200, "null"));
    assert_eq!(server.last("resets").await[0]["value"], 10);
    // Dashes do for underscores, as in names of channels.
    assert_eq!(command(&server, "counter/commands/set-step", r#"{"step":1,"why":"so"}"#).await.status, 200);
}

#[tokio::test]
async fn a_wrong_argument_is_told_as_faults_of_bodies_are() {
    let server = start([]).await;
    for (body, place, kind) in [
        (r#"{"step":0}"#, json!(["body", "step"]), "greater_than_equal"),
        (r#"{"step":"x"}"#, json!(["body", "step"]), "int_type"),
        ("", json!(["body", "step"]), "missing"),
        (r#"{"step":1,"steps":2}"#, json!(["body", "steps"]), "extra_forbidden"),
        ("[1]", json!(["body"]), "model_attributes_type"),
        ("{", json!(["body", 1]), "json_invalid"),
    ] {
        let answer = command(&server, "counter/commands/set_step", body).await;
        let said = answer.json();
        assert_eq!((answer.status, &said["detail"][0]["loc"], said["detail"][0]["type"].as_str()), (422, &place, Some(kind)), "{body}");
    }
    let text = answer(server.request(Method::POST, "/api/v1/modules/counter/commands/set_step").body("step=1")).await;
    assert_eq!(text.status, 415);
}

#[tokio::test]
async fn what_gives_no_answer_says_why() {
    let server = start(["list=[{\"enabled\": false}]", "counter.hold_until=2199-01-01T00:00:00Z"]).await;
    for (path, status, detail) in [
        ("conter/commands/reset", 404, "There is no module `conter`; did you mean `counter`?"),
        ("counter/commands/rest", 404, "Module `counter` has no command `rest`; did you mean `reset`?"),
        ("list.1/commands/refuse", 404, "There is no module `list.1`: its list is shorter"),
        ("list.0/commands/refuse", 409, "Module `list.0` is switched off"),
        ("counter/commands/reset", 409, "Module `counter` publishes nothing before 2199-01-01T00:00:00Z"),
        ("counter/commands/refuse", 400, "not today"),
        ("counter/commands/fail", 500, "Command `counter.fail` panicked"),
    ] {
        let answer = command(&server, path, "").await;
        assert_eq!((answer.status, answer.json()["detail"].as_str()), (status, Some(detail)), "{path}");
    }
    let foreign = server.request(Method::POST, "/api/v1/modules/counter/commands/reset").header("origin", "http://elsewhere");
    assert_eq!(answer(foreign).await.status, 403);
    let wrong = server.get("/api/v1/modules/counter/commands/reset").await;
    assert_eq!((wrong.status, wrong.header("allow")), (405, "POST"));
}

#[tokio::test]
async fn a_module_that_stopped_takes_no_commands() {
    let server = start(["counter.on_failure=stop"]).await;
    assert_eq!(command(&server, "counter/commands/fail", "").await.status, 500);
    let answer = command(&server, "counter/commands/refuse", "").await;
    assert_eq!((answer.status, answer.json()["detail"].as_str()), (409, Some("Module `counter` has failed, and has stopped")));
    assert_eq!(server.get("/api/v1/modules/counter").await.json()["state"], "stopped");
}

#[tokio::test]
async fn modules_say_what_they_do_and_what_can_be_asked_of_them() {
    let server = start(["list=[{\"enabled\": false}, {\"hold_until\": \"2199-01-01T00:00:00Z\"}]"]).await;
    command(&server, "counter/commands/fail", "").await;
    let commands = json!(["set_step", "reset", "refuse", "fail"]);
    let module = |name: &str, state: &str, failures: u32| json!({ "name": name, "type": "Counter", "state": state, "failures": failures, "restarts": 0, "commands": commands });
    let all = server.get("/api/v1/modules/").await.json();
    assert_eq!(all, json!([module("counter", "running", 1), module("list.0", "off", 0), module("list.1", "held", 0)]));
    let one = server.get("/api/v1/modules/counter").await.json();
    assert_eq!(
        one["commands"][0],
        json!({
            "name": "set_step",
            "description": "Sets how far one step goes.\n\nThe count stays.",
            "arguments": {
                "type": "object",
                "description": "The arguments of `set_step`",
                "properties": {
                    "step": { "type": "integer", "minimum": 1, "maximum": 10, "description": "How far." },
                    "why": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
                },
                "additionalProperties": false,
                "required": ["step"],
            },
            "answer": one["commands"][0]["answer"],
            "publishes": [],
            "runs": 0,
            "failures": 0,
        })
    );
    assert_eq!(one["commands"][1]["publishes"], json!(["resets"]));
    assert_eq!((&one["commands"][3]["runs"], &one["commands"][3]["failures"]), (&json!(1), &json!(1)));
    assert_eq!(one["nodes"][0], json!({ "name": "count", "failures": 0, "slow": 0 }));
    assert_eq!(server.get("/api/v1/modules/list.1").await.json()["held_until"], "2199-01-01T00:00:00Z");
    assert_eq!(server.get("/api/v1/modules/list.2").await.status, 404);
    for (from, to) in [
        ("/api/v1/modules", "/api/v1/modules/"),
        ("/api/v1/modules/counter/", "/api/v1/modules/counter"),
        ("/api/v1/modules/counter/commands/reset/?a=b", "/api/v1/modules/counter/commands/reset?a=b"),
    ] {
        let answer = server.get(from).await;
        assert_eq!((answer.status, answer.header("location")), (307, to), "{from}");
    }
}

#[tokio::test]
async fn commands_have_their_place_in_the_document() {
    let server = start(["list=[{}]"]).await;
    let document = server.get("/openapi.json").await.json();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().filter(|path| path.contains("/commands/")).collect();
    assert_eq!(paths.len(), 8, "{paths:?}");
    let operation = &document["paths"]["/api/v1/modules/counter/commands/set_step"]["post"];
    assert_eq!(operation["summary"], "Sets how far one step goes");
    assert_eq!(operation["requestBody"]["required"], true);
    let body = &operation["requestBody"]["content"]["application/json"];
    assert_eq!(body["example"], json!({ "step": 1 }));
    assert_eq!(body["schema"]["$ref"], "#/components/schemas/CounterSetStep");
    let answered = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(answered["$ref"], "#/components/schemas/Report");
    let statuses: Vec<&String> = operation["responses"].as_object().unwrap().keys().collect();
    assert_eq!(statuses, ["200", "400", "403", "404", "408", "409", "413", "415", "422", "500", "503", "504"]);
    let reset = &document["paths"]["/api/v1/modules/counter/commands/reset"]["post"];
    assert_eq!(reset["requestBody"]["required"], Value::Null);
    assert_eq!(reset["description"], "Publishes `resets`.");
    // What is answered fits the document.
    let fits = |schema: &Value, value: &Value| {
        let whole = json!({ "allOf": [schema], "components": document["components"] });
        jsonschema::draft202012::new(&whole).unwrap().is_valid(value)
    };
    for path in ["/api/v1/modules/", "/api/v1/modules/{module}"] {
        let schema = &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        let value = server.get(&path.replace("{module}", "counter")).await.json();
        assert!(fits(schema, &value), "{path}: {value}");
    }
}
