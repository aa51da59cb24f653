//! Routes that an application defines itself.

use gateway_rest::{KeySettings, KeySource, Nothing, OwnRoutes, Request, Rest, Right, Route, RouteError, Routes, Settings};
use gateway_runtime::mount::{Description, Mount, MountCommands, Services, introduce};
use gateway_runtime::prelude::*;
use gateway_runtime::{Configure, Gateway, config::Section};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::server::{Answer, Server, answer};

#[message]
pub enum Unit {
    Cent,
    Euro,
}

#[channels]
pub struct Desk {
    #[channel(send)]
    pub prices: Channel<f64>,
}

#[module]
pub struct Keeper {
    #[state]
    price: f64,
}

#[module(channels = Desk)]
impl Keeper {
    #[node]
    fn keep(&mut self, prices: &f64) {
        self.price = *prices;
    }

    #[command]
    fn raise(&mut self, by: f64) -> Result<f64, String> {
        if by < 0.0 {
            return Err("a price is raised by something".to_owned());
        }
        self.price += by;
        Ok(self.price)
    }
}

#[module]
pub struct Prices {
    #[config(default = 1)]
    factor: u32,
}

/// What is wanted.
#[message]
pub struct Wanted {
    /// How many.
    #[message(minimum = 1)]
    pub count: u32,
    #[message(default = Unit::Euro)]
    pub unit: Unit,
    #[message(default)]
    pub notes: Vec<String>,
    pub limit: Option<f64>,
}

#[message]
pub struct Sum {
    pub sum: f64,
    pub notes: Vec<String>,
}

#[message]
pub struct Raise {
    pub name: String,
    pub by: f64,
}

#[message]
pub struct Named {
    pub name: String,
}

#[message]
pub struct Letters {
    pub count: u32,
}

impl Routes for Prices {
    fn routes() -> Vec<Route<Self>> {
        vec![
            Route::get("/sums/{count}", "What so many cost", Self::sum).describe("As they are *now*."),
            Route::post("/raises/{name}", "Raises the price", Self::raise).needs(Right::Send),
            Route::get("/raises/{name}", "Says hello", Self::hello),
            Route::get("/files/{*name}", "The name of a file", Self::hello).needs(Right::Control),
            Route::delete("/nothing", "Deletes nothing", Self::nothing),
            Route::post("/texts", "A text of so many letters", Self::text).needs(Right::Read),
        ]
    }
}

#[expect(clippy::unused_async, reason = "what answers a request is asynchronous")]
impl Prices {
    async fn sum(request: Request<Self>, wanted: Wanted) -> Result<Sum, RouteError> {
        let last = request.handle().last(Desk::prices.index(), None).await?;
        let price = last.first().and_then(|tick| tick.as_any().downcast_ref::<Tick<f64>>());
        let price = *price.ok_or_else(|| RouteError::not_found("There is no price yet"))?.value();
        let unit = if matches!(wanted.unit, Unit::Cent) { 100.0 } else { 1.0 };
        let sum = price * f64::from(wanted.count) * f64::from(request.routes().factor) * unit;
        Ok(Sum { sum: wanted.limit.map_or(sum, |limit| sum.min(limit)), notes: wanted.notes })
    }

    async fn raise(request: Request<Self>, raise: Raise) -> Result<f64, RouteError> {
        assert_ne!(raise.name, "panic", "a route with a fault");
        let price = request.handle().command("keeper", "raise", &json!({ "by": raise.by })).await?;
        price.as_f64().ok_or_else(|| RouteError::new(500, "no price"))
    }

    async fn hello(request: Request<Self>, named: Named) -> Result<String, RouteError> {
        Ok(format!("{} from {}", named.name, request.header("x-who").unwrap_or("nobody")))
    }

    async fn text(_: Request<Self>, letters: Letters) -> Result<String, RouteError> {
        Ok("a".repeat(letters.count as usize))
    }

    async fn nothing(_: Request<Self>, _: Nothing) -> Result<bool, RouteError> {
        Err(RouteError::conflict("There is nothing"))
    }
}

#[gateway(channels = Desk)]
pub struct Priced {
    keeper: Keeper,
    #[mount]
    prices: OwnRoutes<Prices>,
    #[mount]
    rest: Rest,
}

async fn start<'a>(settings: impl IntoIterator<Item = &'a str>) -> Server<Priced> {
    with(settings, settings_of_tests()).await
}

async fn with<'a>(settings: impl IntoIterator<Item = &'a str>, mut rest: Rest) -> Server<Priced> {
    let mut app = Priced::from_settings(settings).unwrap();
    introduce(&mut [("prices", &mut app.prices), ("rest", &mut rest)], Description::declared::<Priced>()).unwrap();
    assert!(app.prices.open().await.is_ok());
    Server::behind(rest, app, LiveOptions::default()).await
}

fn settings_of_tests() -> Rest {
    let mut settings = Settings::default();
    settings.port = 0;
    Rest::new(settings)
}

async fn post(server: &Server<Priced>, path: &str, body: &str) -> Answer {
    answer(server.request(Method::POST, path).header("content-type", "application/json").body(body.to_owned())).await
}

#[tokio::test]
async fn inputs_come_from_path_query_and_body() {
    let server = start(["prices.factor=2"]).await;
    let none = server.get("/api/v1/sums/3").await;
    assert_eq!((none.status, none.text.as_str()), (404, r#"{"detail":"There is no price yet"}"#));
    server.send("prices", "1.5").await;
    let get = async |path: &str| server.get(path).await.text;
    assert_eq!(get("/api/v1/sums/3").await, r#"{"sum":9.0,"notes":[]}"#);
    assert_eq!(get("/api/v1/sums/3?unit=Cent&notes=a&notes=b%20c").await, r#"{"sum":900.0,"notes":["a","b c"]}"#);
    assert_eq!(get("/api/v1/sums/3?limit=2.5").await, r#"{"sum":2.5,"notes":[]}"#);
    assert_eq!(get("/api/v1/raises/5").await, r#""5 from nobody""#);
    assert_eq!(get("/api/v1/files/a/b%2Fc").await, r#""a/b/c from nobody""#);
    let raised = post(&server, "/api/v1/raises/x", r#"{"by":0.5}"#).await;
    assert_eq!((raised.status, raised.text.as_str(), raised.header("content-type")), (200, "2.0", "application/json"));
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_place() {
    let server = start([]).await;
    for (path, body, place, kind) in [
        ("/api/v1/sums/0", None, json!(["path", "count"]), "greater_than_equal"),
        ("/api/v1/sums/x", None, json!(["path", "count"]), "int_type"),
        ("/api/v1/sums/1?unit=Dollar", None, json!(["query", "unit"]), "enum"),
        ("/api/v1/sums/1?colour=red", None, json!(["query", "colour"]), "extra_forbidden"),
        ("/api/v1/raises/x", Some("{}"), json!(["body", "by"]), "missing"),
        ("/api/v1/raises/x", Some("[]"), json!(["body"]), "model_attributes_type"),
        ("/api/v1/raises/x", Some("{"), json!(["body", 1]), "json_invalid"),
    ] {
        let answer = match body {
            Some(body) => post(&server, path, body).await,
            None => server.get(path).await,
        };
        let said = answer.json();
        assert_eq!((answer.status, &said["detail"][0]["loc"], &said["detail"][0]["type"]), (422, &place, &json!(kind)), "{path}");
    }
}

#[tokio::test]
async fn they_are_held_to_what_all_routes_are() {
    let server = start([]).await;
    let failed = post(&server, "/api/v1/raises/x", r#"{"by":-1}"#).await;
    assert_eq!((failed.status, failed.text.as_str()), (400, r#"{"detail":"a price is raised by something"}"#));
    assert_eq!(post(&server, "/api/v1/raises/panic", r#"{"by":1}"#).await.status, 500);
    assert_eq!(post(&server, "/api/v1/raises/x", &" ".repeat(2 * 1024 * 1024)).await.status, 413);
    let text = answer(server.request(Method::POST, "/api/v1/raises/x").body("by=1")).await;
    assert_eq!(text.status, 415);
    let foreign = answer(server.request(Method::DELETE, "/api/v1/nothing").header("origin", "http://elsewhere")).await;
    assert_eq!(foreign.status, 403);
    let own = answer(server.request(Method::DELETE, "/api/v1/nothing")).await;
    assert_eq!((own.status, own.text.as_str()), (409, r#"{"detail":"There is nothing"}"#));
    let wrong = answer(server.request(Method::PUT, "/api/v1/raises/x")).await;
    assert_eq!((wrong.status, wrong.header("allow")), (405, "POST, GET"));
    assert_eq!(server.get("/api/v1/sums").await.text, r#"{"detail":"Not Found"}"#);
}

#[tokio::test]
async fn they_have_their_place_in_the_document() {
    let server = start([]).await;
    let asked = server.get("/openapi.json").await.json();
    let printed = gateway_rest::document(&Description::declared::<Priced>(), None);
    for document in [asked, printed] {
        let sum = &document["paths"]["/api/v1/sums/{count}"]["get"];
        assert_eq!((&sum["summary"], &sum["description"]), (&json!("What so many cost"), &json!("As they are *now*.")));
        assert_eq!((&sum["tags"][0], &sum["operationId"]), (&json!("Prices"), &json!("get-v1-sums.count")));
        let parameters: Vec<(&Value, &Value, &Value)> =
            sum["parameters"].as_array().unwrap().iter().map(|of| (&of["name"], &of["in"], &of["required"])).collect();
        let (yes, no) = (json!(true), Value::Null);
        assert_eq!(
            parameters,
            [
                (&json!("count"), &json!("path"), &yes),
                (&json!("unit"), &json!("query"), &no),
                (&json!("notes"), &json!("query"), &no),
                (&json!("limit"), &json!("query"), &no)
            ]
        );
        assert_eq!(sum["responses"]["200"]["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/Sum");
        let body = &document["paths"]["/api/v1/raises/{name}"]["post"]["requestBody"];
        assert_eq!(body["content"]["application/json"]["schema"]["required"], json!(["by"]));
        assert!(document["paths"]["/api/v1/files/{name}"]["get"].is_object());
    }
}

#[tokio::test]
async fn another_version_has_routes_of_its_own() {
    let server = start(["prices.version=v2"]).await;
    assert_eq!(server.get("/api/v2/raises/x").await.text, r#""x from nobody""#);
    assert_eq!(server.get("/api/v1/raises/x").await.status, 404);
    let document = server.get("/openapi.json").await.json();
    assert_eq!(document["paths"]["/api/v2/raises/{name}"]["get"]["tags"][0], "Prices (v2)");
    let fault = Priced::from_settings(["prices.version=two"]).map(|_| ()).unwrap_err();
    assert_eq!(fault.to_string(), r#"prices.version: `"two"` is no version such as "v2""#);
}

/// Asks for a text of so many letters, and does not read the answer.
async fn unread(server: &Server<Priced>, count: u32) -> TcpStream {
    let mut stream = TcpStream::connect(server.base.trim_start_matches("http://")).await.unwrap();
    let body = format!(r#"{{"count":{count}}}"#);
    let head =
        format!("POST /api/v2/texts HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn what_only_asks_is_told_at_once_that_too_many_answers_wait_in_every_version() {
    let server = start(["prices.version=v2"]).await;
    let mut clients = Vec::new();
    for _ in 0..4 {
        clients.push(unread(&server, 67_000_000).await);
    }
    // The places are taken once these answers have begun.
    let refused = loop {
        let answer = post(&server, "/api/v2/texts", r#"{"count":1000000}"#).await;
        if answer.status != 200 {
            break answer;
        }
    };
    let said = "Too many large answers wait until they are read: try again later";
    assert_eq!((refused.status, &refused.json()["detail"]), (503, &json!(said)));
    assert_eq!(refused.header("retry-after"), "1");
}

#[tokio::test]
async fn they_take_the_rights_that_they_say() {
    let mut settings = Settings::default();
    settings.port = 0;
    for (name, digest, right) in [
        ("reader", "d104828539e031ef25104b410b49f8e99ec928e8215a58cb072647c302a06416", Right::Read),
        ("sender", "ba857acceb2f3d167d52df4d73223471128bfc11f42521a357f28243966b71f4", Right::Send),
    ] {
        settings.auth.keys.insert(name.to_owned(), KeySettings::new(KeySource::Sha256(digest.to_owned()), [right]));
    }
    let server = with([], Rest::new(settings)).await;
    let reader = "reader-0123456789abcdefghijkl";
    let sender = "sender-0123456789abcdefghijkl";
    for (method, path, key, status) in [
        (Method::GET, "/api/v1/raises/x", "", 401),
        (Method::GET, "/api/v1/raises/x", reader, 200),
        (Method::GET, "/api/v1/raises/x", sender, 403),
        (Method::GET, "/api/v1/files/a/b", reader, 403),
        (Method::POST, "/api/v1/raises/x", reader, 403),
        (Method::POST, "/api/v1/raises/x", sender, 422),
        (Method::DELETE, "/api/v1/nothing", sender, 403),
        (Method::PUT, "/api/v1/nothing", reader, 403),
    ] {
        let answer = answer(server.request(method.clone(), path).header("x-api-key", key)).await;
        assert_eq!(answer.status, status, "{method} {path} {key}: {}", answer.text);
    }
}

/// Routes with something wrong.
#[derive(Debug)]
pub struct Wrong<const CASE: usize>;

impl<const CASE: usize> Configure for Wrong<CASE> {
    fn configure(_: Section) -> Result<Self, gateway_runtime::config::ConfigError> {
        Ok(Self)
    }
}

impl<const CASE: usize> Routes for Wrong<CASE> {
    fn routes() -> Vec<Route<Self>> {
        let get = |path| Route::get(path, "Says nothing", async |_, _: Named| Ok(true));
        match CASE {
            0 => vec![get("/last/{name}")],
            1 => vec![get("/{name}")],
            2 => vec![get("names/{name}")],
            3 => vec![get("/names/{nam}")],
            4 => vec![get("/names/{name}"), get("/names/{name}/x"), get("/names/{name}")],
            5 => vec![get("/a name/{name}")],
            _ => vec![get("/names/{name}"), get("/names/{*name}")],
        }
    }
}

fn refused<const CASE: usize>() -> String {
    let (mut own, mut rest) = (OwnRoutes::new(Wrong::<CASE>), settings_of_tests());
    let error = introduce(&mut [("own", &mut own), ("rest", &mut rest)], Description::declared::<Priced>()).unwrap_err();
    error.to_string()
}

#[test]
fn routes_that_cannot_be_are_refused_before_the_start() {
    for (text, expected) in [
        (
            refused::<0>(),
            "route `GET /last/{name}` of `Wrong<0>` is in the way of the service's own addresses under `/last`: choose another first name",
        ),
        (
            refused::<1>(),
            "route `GET /{name}` of `Wrong<1>` would stand before all others: its path must begin with a name of its own, such as `/prices`",
        ),
        (refused::<2>(), "route `GET names/{name}` of `Wrong<2>` does not begin with a slash: write `/names/{name}`"),
        (refused::<3>(), "route `GET /names/{nam}` of `Wrong<3>` names `{nam}`, which is no field of its inputs; there are: name"),
        (refused::<4>(), "route `GET /names/{name}` of `Wrong<4>` is in the way of `GET /names/{name}` in version v1"),
        (refused::<5>(), "route `GET /a name/{name}` of `Wrong<5>` has a part `a name`: parts are words, or parameters such as `{symbol}`"),
        (refused::<6>(), "route `GET /names/{*name}` of `Wrong<6>` is in the way of `GET /names/{name}` in version v1"),
    ] {
        assert_eq!(text, format!("mount `rest` did not start: {expected}"));
    }
}

#[tokio::test]
async fn routes_that_nothing_serves_are_an_error() {
    let mut own = OwnRoutes::new(Wrong::<3>);
    let error = own.open().await.map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "nothing serves these routes: the gateway needs a `#[mount] rest: Rest` too");
}

#[test]
fn what_a_kind_of_mount_declares_is_found_by_type() {
    let mut services = Services::default();
    OwnRoutes::<Prices>::declare(&mut services);
    services.add(7_u8);
    assert_eq!(*services.all::<u8>()[0], 7);
    assert!(services.all::<String>().is_empty());
    assert_eq!(Description::declared::<Priced>().graph.name, Priced::META.name);
}
