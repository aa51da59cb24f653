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
}

#[module]
pub struct Print {}

#[module(channels = Bus)]
impl Print {
    #[node]
    fn print(&mut self, lines: &String) {
        println!("{lines}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    print: Print,
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
