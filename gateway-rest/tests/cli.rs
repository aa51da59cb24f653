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
}

#[module(channels = Bus)]
impl Bomb {
    #[node(every = "10ms")]
    fn tick(&mut self) {
        assert!(!self.armed, "it goes off");
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
    dynamic_channels_are_checked();
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

fn dynamic_channels_are_checked() {
    let output = gateway(&["check", "--set", r#"channels.extra={"volts":{"send":true},"amps":{}}"#]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("read by print.all\n    volts: dynamic, send\n    amps: dynamic  (never ticks)\n"), "{text}");
    let output = gateway(&["check", "--set", r#"channels.extra.volts={"schema":1}"#]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.starts_with("App: channels.extra.volts.schema: this is no JSON Schema: "), "{text}");
}
