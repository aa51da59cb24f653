//! The commands that speak to a running gateway, as processes of their own: this program is the gateway and its command line.

#![allow(missing_docs, missing_debug_implementations, unreachable_pub, reason = "nobody uses this gateway as a library")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Output, Stdio};

use gateway_rest::Rest;
use gateway_runtime::prelude::*;
use gateway_tables::Tables;
use serde_json::Value;

/// One order.
#[message]
pub struct Order {
    pub symbol: String,
    #[message(minimum = 1)]
    pub quantity: u32,
}

#[message]
pub enum Venue {
    A,
    B,
}

#[channels]
pub struct Desk {
    /// Orders as they come in.
    #[channel(send, stage, lookup, history = 10, state(key = symbol))]
    pub orders: Channel<Order>,
    /// How many there were.
    pub count: Channel<u64>,
    #[channel(send)]
    pub order_lists: Channel<Vec<Order>>,
    #[channel(send, state)]
    pub quotes: Basket<Venue, f64>,
}

#[module]
pub struct Counter {
    #[state]
    count: u64,
}

#[module(channels = Desk)]
impl Counter {
    #[node(publish(count))]
    fn count(&mut self, orders: &Order) -> u64 {
        let _ = orders;
        self.count += 1;
        self.count
    }

    /// Begins to count anew, here.
    #[command]
    fn reset(&mut self, to: u64) -> u64 {
        std::mem::replace(&mut self.count, to)
    }
}

#[gateway(channels = Desk)]
#[allow(deprecated, reason = "most channels are there to be looked at from outside")]
pub struct App {
    counter: Counter,
    #[mount]
    rest: Rest,
    #[mount]
    tables: Tables,
}

/// Says that this process is the gateway.
const AS_GATEWAY: &str = "RUN_AS_GATEWAY";

fn main() -> ExitCode {
    if std::env::var_os(AS_GATEWAY).is_some() {
        return App::main();
    }
    let gateway = Gateway::start();
    last_shows_one_tick_as_a_record(&gateway);
    a_basket_has_a_row_for_each_key(&gateway);
    formats_are_for_programs(&gateway);
    next_waits(&gateway);
    send_takes_a_file_and_a_stream(&gateway);
    what_is_wrong_in_a_stream_has_its_number(&gateway);
    tail_follows_several_channels(&gateway);
    states_are_shown_as_asked(&gateway);
    ticks_are_found_by_their_ids(&gateway);
    tables_are_asked_in_sql(&gateway);
    what_is_staged_waits(&gateway);
    modules_are_commanded(&gateway);
    names_are_checked_before_anything_is_asked();
    who_is_refused_has_exit_code_1(&gateway);
    nobody_there_is_told_with_the_address();
    a_gateway_is_reached_over_tls_and_over_a_socket();
    controls_say_how_it_is_and_end_it(gateway);
    println!("the commands: ok");
    ExitCode::SUCCESS
}

/// A running gateway, which ends with this value.
struct Gateway {
    child: Child,
    url: String,
}

impl Gateway {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn start_with(arguments: &[&str]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["run", "--port", "0"]).args(arguments).env(AS_GATEWAY, "1").env_remove("RUST_LOG").stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let url = log.find_map(|line| Some(line.split_once("listening on ")?.1.to_owned())).unwrap();
        // The log is read to its end, so that the gateway never waits for somebody to do so.
        std::thread::spawn(move || log.for_each(drop));
        Self { child, url }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.piped(arguments, "")
    }

    fn piped(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = command_line(arguments);
        let mut child = command.env("GATEWAY_URL", &self.url).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// What a command prints that succeeds.
    fn good(&self, arguments: &[&str]) -> String {
        good(self.run(arguments))
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command_line(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).env(AS_GATEWAY, "1").env_remove("GATEWAY_KEY").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn good(output: Output) -> String {
    let (text, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0), "{text}{errors}");
    text
}

/// What a command says that fails, with this exit code.
fn bad(output: Output, code: i32) -> String {
    let (text, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!((output.status.code(), text.as_str()), (Some(code), ""), "{errors}");
    errors
}

/// Lines without what differs from run to run.
fn lines(text: &str) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(words).filter(|line| !line.starts_with("id ") && !line.starts_with("timestamp ")).collect()
}

fn last_shows_one_tick_as_a_record(gateway: &Gateway) {
    let none = gateway.run(&["last", "orders"]);
    assert_eq!(String::from_utf8_lossy(&none.stderr), "orders has not ticked yet\n");
    assert_eq!(good(none), "");
    let sent = gateway.good(&["send", "orders", r#"{"symbol": "A, B", "quantity": 7}"#]);
    assert_eq!(lines(&sent), ["symbol A, B", "quantity 7"]);
    assert!(!sent.contains('\x1b'), "no colours but on a terminal");
    assert_eq!(gateway.good(&["last", "orders"]), sent);
    assert_eq!(lines(&gateway.good(&["last", "count"])), ["value 1"]);
}

fn a_basket_has_a_row_for_each_key(gateway: &Gateway) {
    gateway.good(&["send", "quotes/B", "2.5"]);
    gateway.good(&["send", "quotes", r#"{"A": 1.5}"#]);
    let table = gateway.good(&["last", "quotes"]);
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["key", "id", "timestamp", "value"]);
    assert_eq!(rows[1..].iter().map(|row| (row[0], row[3])).collect::<Vec<_>>(), [("A", "1.5"), ("B", "2.5")]);
    assert_eq!(lines(&gateway.good(&["last", "quotes/A"])), ["value 1.5"]);
}

fn formats_are_for_programs(gateway: &Gateway) {
    let json: Value = serde_json::from_str(&gateway.good(&["last", "orders", "--format", "json"])).unwrap();
    assert_eq!(json[0]["symbol"], "A, B");
    let line = gateway.good(&["last", "quotes", "-f", "ndjson"]);
    let keys = line.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["key"].clone()).collect::<Vec<_>>();
    assert_eq!(keys, ["A", "B"]);
    let csv = gateway.good(&["last", "orders", "-f", "csv"]);
    let csv: Vec<&str> = csv.lines().collect();
    assert_eq!(csv[0], "id,timestamp,symbol,quantity");
    assert!(csv[1].ends_with(",\"A, B\",7"), "{}", csv[1]);
    assert_eq!(gateway.good(&["last"]), "orders\ncount\norder_lists\nquotes\n");
}

fn next_waits(gateway: &Gateway) {
    let waiting = command_line(&["next", "count"]).env("GATEWAY_URL", &gateway.url).spawn().unwrap();
    let waiting = std::thread::spawn(move || waiting.wait_with_output().unwrap());
    // Nobody outside sees who waits, so ticks go on until it has one.
    while !waiting.is_finished() {
        gateway.good(&["send", "orders", r#"{"symbol": "A", "quantity": 1}"#]);
    }
    assert!(lines(&good(waiting.join().unwrap()))[0].starts_with("value "));
}

fn send_takes_a_file_and_a_stream(gateway: &Gateway) {
    let before: u64 = count(gateway);
    let stream: Vec<String> = (1..=2500).map(|quantity| format!("{{\"symbol\":\"S\",\"quantity\":{quantity}}}")).collect();
    let stream = stream.join("\n");
    let output = gateway.piped(&["send", "orders"], &stream);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "2500 sent\n");
    good(output);
    assert_eq!(count(gateway) - before, 2500);
    let file = std::env::temp_dir().join(format!("orders-{}.json", std::process::id()));
    std::fs::write(&file, "[{\"symbol\":\"F\",\n\"quantity\":1},\n{\"symbol\":\"G\",\"quantity\":2}]").unwrap();
    let accepted = gateway.good(&["send", "orders", "--file", file.to_str().unwrap(), "-f", "ndjson"]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(accepted.lines().count(), 2);
    assert_eq!(count(gateway) - before, 2502);
    // A list is one tick on a channel of lists, and an object with all keys on a basket.
    let lists = "[{\"symbol\":\"F\",\"quantity\":1}]\n[{\"symbol\":\"G\",\"quantity\":2},{\"symbol\":\"H\",\"quantity\":2}]";
    good(gateway.piped(&["send", "order_lists"], lists));
    assert_eq!(gateway.good(&["last", "order_lists", "-f", "ndjson"]).lines().count(), 2);
    good(gateway.piped(&["send", "quotes"], "{\"A\":3}{\"A\":4,\"B\":5}"));
    assert_eq!(lines(&gateway.good(&["last", "quotes/A"])), ["value 4.0"]);
}

fn tail_follows_several_channels(gateway: &Gateway) {
    gateway.good(&["send", "quotes/A", "1.5"]);
    let last = gateway.good(&["tail", "quotes/A", "orders", "--last", "--limit", "2"]);
    let lines: Vec<&str> = last.lines().map(|line| line.split_once(' ').unwrap().1).collect();
    assert!(lines.contains(&"quotes/A value=1.5") && lines.iter().any(|line| line.starts_with("orders symbol=")), "{last}");
    let rows = gateway.good(&["tail", "quotes", "--last", "-n1", "-f", "csv"]);
    // The last ticks come in the order in which they ticked.
    assert!(rows.starts_with("key,id,timestamp,value\nB,"), "{rows}");
    let rows = gateway.good(&["tail", "quotes", "--last", "-n1", "-f", "ndjson"]);
    assert_eq!(serde_json::from_str::<Value>(&rows).unwrap()["key"], "B");
    let following = command_line(&["tail", "quotes/A", "--last"]).env("GATEWAY_URL", &gateway.url).spawn().unwrap();
    let mut following = Ended(following);
    let mut lines = BufReader::new(following.0.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().ends_with("quotes/A value=1.5"));
    let interrupted = Command::new("kill").args(["-INT", &following.0.id().to_string()]).status().unwrap();
    assert!(interrupted.success() && following.0.wait().unwrap().success(), "Ctrl-C is no failure");
}

/// A process that ends with this value.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn states_are_shown_as_asked(gateway: &Gateway) {
    let orders =
        r#"{"symbol":"X1","quantity":10} {"symbol":"X2","quantity":20} {"symbol":"X3","quantity":30} {"symbol":"X1","quantity":40}"#;
    good(gateway.piped(&["send", "orders"], orders));
    assert_eq!(gateway.good(&["state"]).trim(), "orders\nquotes");
    let state = |arguments: &[&str]| {
        let rows = gateway.good(&[&["state", "orders", "--format", "csv", "--fields", "symbol,quantity"], arguments].concat());
        rows.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(state(&["--where", "quantity >= 20", "--where", "symbol > 'X'", "--order", "-quantity"]), ["X1,40", "X3,30", "X2,20"]);
    assert_eq!(state(&["--where", "symbol > X", "--order", "quantity", "--limit", "1", "--offset", "1"]), ["X3,30"]);
    let text = bad(gateway.run(&["state", "orders", "--where", "quantty > 1"]), 1);
    assert!(text.starts_with("App: 400 Bad Request\n") && text.contains("quantity"), "{text}");
    assert_eq!(
        bad(gateway.run(&["state", "ordrs"]), 2),
        "App: there is no state `ordrs`; did you mean `orders`? There are: orders, quotes\n"
    );
    // Rows of a basket have their keys, as its ticks have.
    assert_eq!(gateway.good(&["state", "quotes", "-f", "csv"]), gateway.good(&["last", "quotes", "-f", "csv"]));
    let highest = gateway.good(&["state", "quotes", "--order", "-value", "--limit", "1", "-f", "ndjson"]);
    assert!(highest.starts_with(r#"{"key":"B","id":"#), "{highest}");
}

fn ticks_are_found_by_their_ids(gateway: &Gateway) {
    let sent = gateway.good(&["send", "orders", r#"{"symbol":"L","quantity":1,"id":"my/own id"}"#]);
    assert_eq!(gateway.good(&["lookup", "my/own id"]), sent);
    assert_eq!(gateway.good(&["lookup", "my/own id", "--channel", "orders"]), sent);
    assert_eq!(gateway.good(&["lookup", "unknown", "-c", "orders"]), "");
    assert!(bad(gateway.run(&["lookup", "unknown"]), 1).contains("404 Not Found"));
}

fn tables_are_asked_in_sql(gateway: &Gateway) {
    let statement = "select symbol, quantity * ? as twice from orders where symbol = ?";
    assert_eq!(gateway.good(&["sql", statement, "-p", "2", "-p", "X2", "-f", "csv"]), "symbol,twice\nX2,40\n");
    let piped = good(gateway.piped(&["sql", "-f", "ndjson"], "select 1 as one;\n"));
    assert_eq!(piped, "{\"one\":1}\n");
    let text = bad(gateway.run(&["sql", "select nothing from nowhere"]), 1);
    assert!(text.starts_with("App: 400 Bad Request: "), "{text}");
}

fn what_is_staged_waits(gateway: &Gateway) {
    let before = count(gateway);
    let opened: Value = serde_json::from_str(&gateway.good(&["stage", "new", "orders", "-f", "json"])).unwrap();
    let area = opened[0]["area"].as_str().unwrap();
    let staged = gateway.good(&["stage", "add", "orders", r#"{"symbol":"S","quantity":1,"id":"s1"}"#, "-f", "ndjson"]);
    let staged: Value = serde_json::from_str(&staged).unwrap();
    assert_eq!((&staged["area"], &staged["id"]), (&opened[0]["area"], &"s1".into()));
    gateway.good(&["stage", "add", "orders", r#"{"symbol":"S","quantity":2,"id":"s2"}"#, "--area", area]);
    gateway.good(&["stage", "remove", "orders", "s1"]);
    assert_eq!(gateway.good(&["stage", "list", "orders"]).trim(), area);
    assert_eq!(gateway.good(&["stage", "show", "orders", "-f", "ndjson"]).matches("\"id\":").count(), 1);
    assert_eq!(count(gateway), before, "nothing ticks yet");
    gateway.good(&["stage", "release", "orders"]);
    assert_eq!(count(gateway), before + 1);
    assert_eq!(gateway.good(&["stage", "list", "orders"]), "");
    bad(gateway.run(&["stage", "list", "count"]), 2);
}

fn modules_are_commanded(gateway: &Gateway) {
    let before = count(gateway);
    assert_eq!(gateway.good(&["command", "counter", "reset", "to=1000"]).trim(), before.to_string());
    gateway.good(&["send", "orders", r#"{"symbol":"A","quantity":1}"#]);
    assert_eq!(count(gateway), 1001);
    let text = bad(gateway.run(&["command", "counter", "reset", "to=many"]), 1);
    assert!(text.starts_with("App: 422 Unprocessable Entity\n  to: "), "{text}");
}

fn count(gateway: &Gateway) -> u64 {
    let line = gateway.good(&["last", "count", "-f", "ndjson"]);
    serde_json::from_str::<Value>(&line).unwrap()["value"].as_u64().unwrap()
}

fn what_is_wrong_in_a_stream_has_its_number(gateway: &Gateway) {
    let stream = "{\"symbol\":\"S\",\"quantity\":1}\n{\"symbol\":\"S\",\"quantity\":0}\n";
    let text = bad(gateway.piped(&["send", "orders"], stream), 1);
    let problem = "\n  message 2.quantity: Input should be greater than or equal to 1; it is 0\n";
    // The first one may have gone by itself, or both together.
    let heads = ["App: 422 Unprocessable Entity", "App: 422 Unprocessable Entity: 1 were sent before"];
    assert!(heads.iter().any(|head| text == format!("{head}{problem}")), "{text}");
    let text = bad(gateway.piped(&["send", "orders"], "{\"symbol\":\"S\",\"quantity\":1}\n{"), 2);
    assert!(text.starts_with("App: message 2: no JSON: EOF while parsing"), "{text}");
    assert!(text.ends_with("1 were sent before it\n"), "{text}");
}

fn names_are_checked_before_anything_is_asked() {
    let nobody = |arguments: &[&str]| bad(command_line(arguments).env("GATEWAY_URL", "http://127.0.0.1:1").output().unwrap(), 2);
    let there_are = "There are: orders, count, order_lists, quotes";
    assert_eq!(nobody(&["last", "ordres"]), format!("App: there is no channel `ordres`; did you mean `orders`? {there_are}\n"));
    assert_eq!(nobody(&["next", "elsewhere"]), format!("App: there is no channel `elsewhere`. {there_are}\n"));
    assert_eq!(nobody(&["last", "orders/A"]), "App: `orders` is no basket, so it has no keys\n");
    assert_eq!(nobody(&["send", "quotes/C", "1"]), "App: there is no key `C`; did you mean `A`? There are: A, B\n");
    assert_eq!(nobody(&["send", "count", "1"]), "App: nothing can be sent to `count`; what takes values: orders, order_lists, quotes\n");
    assert!(nobody(&["send", "orders", "{"]).starts_with("App: the message is no JSON: EOF"));
    assert!(nobody(&["state", "orders", "--where", "price"]).contains("is no condition"));
    assert!(nobody(&["command", "countr", "reset"]).contains("did you mean `counter`?"));
    assert!(nobody(&["last", "orders", "--url", "ftp://x"]).contains("is no address of a gateway"));
    assert!(nobody(&["last", "orders", "--format", "xml"]).contains("[possible values: table, json, ndjson, csv]"));
}

fn who_is_refused_has_exit_code_1(gateway: &Gateway) {
    let text = bad(gateway.run(&["send", "orders", r#"{"symbol": 5}"#]), 1);
    let problems = "  symbol: Input should be a valid string; it is 5\n  quantity: Field required\n";
    assert!(problems.lines().all(|line| text.contains(line)) && text.starts_with("App: 422 Unprocessable Entity\n"), "{text}");
}

fn controls_say_how_it_is_and_end_it(mut gateway: Gateway) {
    assert_eq!(lines(&gateway.good(&["controls", "heartbeat"]))[..2], ["name heartbeat", "status ok"]);
    let stats: Value = serde_json::from_str(&gateway.good(&["controls", "stats", "-f", "json"])).unwrap();
    assert_eq!(stats["pid"], gateway.child.id());
    gateway.good(&["controls", "shutdown"]);
    assert_eq!(gateway.child.wait().unwrap().code(), Some(0));
}

fn nobody_there_is_told_with_the_address() {
    let text = bad(command_line(&["last", "orders"]).env("GATEWAY_URL", "http://127.0.0.1:1").output().unwrap(), 1);
    assert!(text.starts_with("App: no connection: "), "{text}");
    assert!(
        text.ends_with("\n  at http://127.0.0.1:1: is the gateway running there? Another address is given with --url or GATEWAY_URL\n"),
        "{text}"
    );
}

fn a_gateway_is_reached_over_tls_and_over_a_socket() {
    let folder = std::env::temp_dir().join(format!("gateway-commands-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (socket, cert, key) = (file("socket"), file("cert.pem"), file("key.pem"));
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let gateway = Gateway::start_with(&["--uds", &socket, "--tls-cert", &cert, "--tls-key", &key]);
    assert!(gateway.url.starts_with("https://"), "{}", gateway.url);
    let unix = format!("unix:{socket}");
    let sent = good(command_line(&["send", "quotes/A", "2.5", "--url", &unix]).output().unwrap());
    assert_eq!(lines(&sent), ["value 2.5"]);
    assert_eq!(good(command_line(&["last", "quotes/A", "--url", &unix]).output().unwrap()), sent);
    assert_eq!(gateway.good(&["last", "quotes/A", "--ca", &cert]), sent);
    let mut tail = command_line(&["tail", "quotes/A", "--last", "--url", &unix, "-f", "ndjson"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(tail.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("2.5"), "{line}");
    tail.kill().unwrap();
    tail.wait().unwrap();
    let refused = |output: Output, code: i32, reason: &str| {
        let text = bad(output, code);
        assert!(text.starts_with(&format!("App: {reason}")), "{text}");
    };
    refused(gateway.run(&["last", "quotes/A"]), 1, "no connection: invalid peer certificate: UnknownIssuer\n");
    let none = file("none");
    refused(gateway.run(&["last", "quotes/A", "--ca", &none]), 2, &format!("cannot read {none}: "));
    let plain = gateway.url.replace("https", "http");
    let https = "the connection broke: the other side does not speak plain HTTP: does its address begin with https://?";
    refused(command_line(&["last", "quotes/A", "--url", &plain]).output().unwrap(), 1, https);
    refused(command_line(&["last", "quotes/A", "--url", &format!("unix:{none}")]).output().unwrap(), 1, "no connection: No such file");
    drop(gateway);
    std::fs::remove_dir_all(&folder).unwrap();
}
