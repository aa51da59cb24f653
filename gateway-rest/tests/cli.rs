//! The command line of a gateway with the service, as a process of its own.

#![allow(missing_docs, missing_debug_implementations, unreachable_pub, reason = "nobody uses this gateway as a library")]

use std::net::TcpListener;
use std::process::{Command, ExitCode, Output};

use gateway_rest::Rest;
use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    /// What somebody wrote.
    #[channel(send)]
    pub lines: Channel<String>,
    /// What configuration adds.
    #[channel(send)]
    pub extra: Dynamic,
}

#[module]
pub struct Print {}

#[module(channels = Bus)]
impl Print {
    #[node]
    fn print(&mut self, lines: &String) {
        println!("{lines}");
    }

    #[node]
    fn all(&mut self, extra: &Keyed<String, Json>) {
        println!("{}: {}", extra.key, extra.value);
    }
}

/// Fails soon, if it is armed.
#[module(on_failure = stop_gateway)]
pub struct Bomb {
    /// Whether it fails.
    #[config(default)]
    armed: bool,
    /// How long it burns.
    #[config(default = fuse(), minimum = 1)]
    #[allow(dead_code, reason = "it is there for its default")]
    fuse: u32,
}

/// A default that the compiler cannot know.
fn fuse() -> u32 {
    std::env::var("FUSE").map_or(5, |fuse| fuse.parse().unwrap())
}

#[module(channels = Bus)]
impl Bomb {
    #[node(every = "10ms")]
    fn tick(&mut self) {
        assert!(!self.armed, "it goes off");
    }

    /// Says so on the channel of lines.
    #[command(publish(lines))]
    fn disarm(&mut self) -> (bool, Option<String>) {
        (std::mem::take(&mut self.armed), Some("disarmed".to_owned()))
    }
}

#[gateway(channels = Bus)]
pub struct App {
    channels: ChannelSettings<Bus>,
    print: Print,
    bomb: Bomb,
    #[mount]
    rest: Rest,
}

#[cfg(unix)]
#[path = "rest/collector.rs"]
#[allow(dead_code, reason = "this program needs less of it")]
mod collector;

/// Says that this process is the gateway.
const AS_GATEWAY: &str = "RUN_AS_GATEWAY";

fn main() -> ExitCode {
    if std::env::var_os(AS_GATEWAY).is_some() {
        return App::main();
    }
    a_port_in_use_is_one_line_and_exit_code_2();
    the_document_is_printed();
    the_schema_of_the_settings_is_printed();
    a_module_that_fails_may_end_the_process_with_exit_code_1();
    what_is_off_is_said();
    commands_are_listed();
    the_name_of_a_file_says_its_form();
    dynamic_channels_are_checked();
    check_holds_defaults_against_their_limits();
    a_new_key_comes_with_its_digest();
    #[cfg(unix)]
    serving::a_key_is_made_where_none_is_and_a_stop_waits_for_nobody();
    #[cfg(unix)]
    serving::a_stop_sends_the_spans_that_the_environment_asks_for();
    println!("the command line: ok");
    ExitCode::SUCCESS
}

fn gateway(arguments: &[&str]) -> Output {
    let this = std::env::current_exe().unwrap();
    Command::new(this).args(arguments).env(AS_GATEWAY, "1").output().unwrap()
}

fn a_port_in_use_is_one_line_and_exit_code_2() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = gateway(&["run", "--port", &port.to_string()]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    let reason = format!("127.0.0.1:{port} is in use: end the other program, or choose another port with --port");
    assert_eq!(text, format!("App: mount `rest` did not start: {reason}\n"));
}

fn the_document_is_printed() {
    let output = gateway(&["openapi", "--title", "Lines"]);
    assert_eq!(output.status.code(), Some(0));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["info"]["title"], "Lines");
    assert!(document["paths"].get("/api/v1/send/lines").is_some());
    assert!(document["paths"].get("/api/v1/send/volts").is_none());
    let output = gateway(&["openapi", "--set", r#"channels.extra={"volts":{"send":true}}"#]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["paths"].get("/api/v1/send/volts").is_some(), "what configuration adds stands in it");
    assert!(String::from_utf8(gateway(&["openapi", "--help"]).stdout).unwrap().contains("dynamic channels"));
    let output = gateway(&["openapi", "--set", "bomb.armed=7"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("bomb.armed"));
}

fn the_schema_of_the_settings_is_printed() {
    let output = gateway(&["config", "schema"]);
    assert_eq!(output.status.code(), Some(0));
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |module: &str, setting: &str| &schema["properties"][module]["properties"][setting];
    assert_eq!(of("bomb", "armed")["description"], "Whether it fails.");
    assert_eq!(of("bomb", "on_failure")["default"], "stop_gateway");
    assert_eq!(of("rest", "port")["default"], 8000);
}

fn a_module_that_fails_may_end_the_process_with_exit_code_1() {
    let output = gateway(&["run", "--port", "0", "--set", "bomb.armed=true"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("module `bomb` has failed, and the gateway stops"), "{text}");
    assert!(text.contains("stopped"), "{text}");
}

fn what_is_off_is_said() {
    let output = gateway(&["check", "--set", "bomb.enabled=false", "--disable", "print"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("  off: print, bomb\n") && text.contains("read by nobody"), "{text}");
    let output = gateway(&["graph", "--set", "bomb.enabled=false"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("bomb: Bomb (off)"));
    let output = gateway(&["check", "--disable", "bom"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "App: there is no module `bom`; there are: print, bomb; did you mean `bomb`?\n");
}

fn commands_are_listed() {
    let text = |arguments: &[&str]| String::from_utf8(gateway(arguments).stdout).unwrap();
    assert!(text(&["check"]).contains("\n  command: bomb.disarm publishes lines\n"));
    assert!(!text(&["check", "--disable", "bomb"]).contains("command"));
}

fn the_name_of_a_file_says_its_form() {
    let help = |command: &str| String::from_utf8(gateway(&[command, "--help"]).stdout).unwrap();
    assert!(help("state").contains("--format") && help("stage").contains("list"));
    assert!(help("export").contains("--out") && !help("export").contains("--format"));
}

fn dynamic_channels_are_checked() {
    let output = gateway(&["check", "--set", r#"channels.extra={"volts":{"send":true},"amps":{}}"#]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("read by print.all\n    volts: dynamic, send\n    amps: dynamic  (never ticks)\n"), "{text}");
    let output = gateway(&["check", "--set", r#"channels.extra.volts={"schema":1}"#]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.starts_with("App: channels.extra.volts.schema: this is no JSON Schema: "), "{text}");
}

fn check_holds_defaults_against_their_limits() {
    let this = std::env::current_exe().unwrap();
    let output = Command::new(this).arg("check").env(AS_GATEWAY, "1").env("FUSE", "0").output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text, "App: bomb.fuse: its default is 0: Input should be greater than or equal to 1\n");
}

fn a_new_key_comes_with_its_digest() {
    let text = |output: Output| String::from_utf8(output.stdout).unwrap();
    let made = text(gateway(&["key", "new"]));
    let key = made.lines().next().unwrap().strip_prefix("key: ").unwrap();
    assert!(key.len() == 64 && made.contains(r#"{"sha256":""#) && made.contains(r#""rights":["read","send","control"]"#), "{made}");
    assert_ne!(made, text(gateway(&["key", "new"])));
    let short = gateway(&["run", "--port", "0", "--set", r#"rest.auth.keys.a={"env":"RUN_AS_GATEWAY"}"#]);
    let text = String::from_utf8(short.stderr).unwrap();
    assert_eq!(short.status.code(), Some(2), "{text}");
    assert!(text.contains("the key `a`: it has fewer than 22 characters"), "{text}");
}

#[cfg(unix)]
mod serving {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::AS_GATEWAY;

    /// One request on a connection of its own.
    fn ask(address: &str, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn answer(mut stream: TcpStream) -> String {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    pub(super) fn a_key_is_made_where_none_is_and_a_stop_waits_for_nobody() {
        let this = std::env::current_exe().unwrap();
        let arguments = ["run", "--host", "0.0.0.0", "--port", "0", "--log-format", "json", "--set", "rest.access_log=true"];
        let mut command = Command::new(this);
        let mut gateway = command.args(arguments).env(AS_GATEWAY, "1").env_remove("RUST_LOG").stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(gateway.stderr.take().unwrap()).lines().map(Result::unwrap);
        let link = lines.find_map(|line| line.strip_prefix("Log in at http://").map(str::to_owned)).unwrap();
        let (address, key) = link.split_once("/login?token=").unwrap();

        let head = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n");
        assert!(answer(ask(address, &(head("/api") + "\r\n"))).starts_with("HTTP/1.1 401 "));
        assert!(answer(ask(address, &(head(&format!("/api?token={key}")) + "\r\n"))).starts_with("HTTP/1.1 200 "));

        // In flight: somebody who waits, somebody who is not done asking, and many who say nothing.
        let waiting = ask(address, &format!("{}x-api-key: {key}\r\n\r\n", head("/api/v1/next/lines")));
        let silent: Vec<TcpStream> = (0..100).map(|_| ask(address, "GET /api HT")).collect();
        // An answer to somebody who came later says that all of them have been accepted.
        assert!(answer(ask(address, &(head("/health/ready") + "\r\n"))).starts_with("HTTP/1.1 200 "));
        let stopped = Instant::now();
        assert!(Command::new("kill").args(["-TERM", &gateway.id().to_string()]).status().unwrap().success());
        assert_eq!(gateway.wait().unwrap().code(), Some(0));
        assert!(stopped.elapsed() < Duration::from_secs(10), "{:?}", stopped.elapsed());
        assert!(answer(waiting).starts_with("HTTP/1.1 503 "));
        drop(silent);

        let log: Vec<String> = lines.collect();
        assert!(log.iter().all(|line| !line.contains(key)), "the key is in the log: {log:#?}");
        let access: Vec<serde_json::Value> = log.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        let logged = access.iter().find(|line| line["target"] == "access" && line["status"] == 200).unwrap();
        assert_eq!((&logged["address"], &logged["key"]), (&"/api?token=..".into(), &"made at start".into()));
    }

    pub(super) fn a_stop_sends_the_spans_that_the_environment_asks_for() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut collector = runtime.block_on(super::collector::Collector::start());
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "run",
            "--port",
            "0",
            "--log",
            "warn,access=info,gateway_rest=info",
            "--log-format",
            "json",
            "--set",
            "rest.access_log=true",
        ]);
        command.env(AS_GATEWAY, "1").env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint).env("OTEL_SERVICE_NAME", "lines");
        // Longer than the test lasts: what arrives does so because of the stop.
        command.env("OTEL_BSP_SCHEDULE_DELAY", "3600000");
        let mut gateway = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(gateway.stderr.take().unwrap()).lines().map(Result::unwrap);
        let listens = |line: String| Some(line.split_once("listening on http://")?.1.split('"').next().unwrap().to_owned());
        let address = lines.find_map(listens).unwrap();
        let parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let asked = answer(ask(&address, &format!("GET /api HTTP/1.1\r\nhost: here\r\nconnection: close\r\n{parent}\r\n\r\n")));
        assert!(asked.starts_with("HTTP/1.1 200 "), "{asked}");
        assert!(Command::new("kill").args(["-TERM", &gateway.id().to_string()]).status().unwrap().success());
        assert_eq!(gateway.wait().unwrap().code(), Some(0));
        let span = runtime.block_on(collector.span(|span| span.get("http.route") == "/api"));
        assert_eq!((span.service.as_str(), span.trace.as_str()), ("lines", "0af7651916cd43dd8448eb211c80319c"));
        let access: Vec<serde_json::Value> = lines.map(|line| serde_json::from_str(&line).unwrap()).collect();
        let line = access.iter().find(|line| line["target"] == "access").unwrap();
        assert_eq!((&line["trace_id"], &line["span_id"]), (&span.trace.into(), &span.id.into()), "{access:#?}");

        let mut wrong = Command::new(std::env::current_exe().unwrap());
        wrong.args(["run", "--port", "0"]).env(AS_GATEWAY, "1").env("OTEL_EXPORTER_OTLP_ENDPOINT", "here:4317");
        let output = wrong.output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("OTEL_EXPORTER_OTLP_ENDPOINT: a collector has an address with http or https, not `here`"), "{text}");
    }
}
