//! The service as a part of a gateway: settings, command line, socket.

use gateway_rest::{Rest, Settings};
use gateway_runtime::clap::Command;
use gateway_runtime::config::{Configure, Section};
use gateway_runtime::mount::{Description, Mount, MountCommands};
use serde_json::json;
use tokio::net::TcpListener;

use crate::desk::App;
use crate::server::Server;

fn rest(port: u16) -> Rest {
    Rest::configure(Section::new(json!({ "port": port })).unwrap()).unwrap()
}

#[tokio::test]
async fn a_port_in_use_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut rest = rest(port);
    let error = rest.open().await.err().unwrap().to_string();
    assert_eq!(error, format!("127.0.0.1:{port} is in use: end the other program, or choose another port with --port"));
    assert_eq!(rest.bound(), None);
}

#[tokio::test]
async fn an_address_that_is_none_is_one_clear_line() {
    let mut rest = Rest::configure(Section::new(json!({ "host": "not a host", "port": 0 })).unwrap()).unwrap();
    let error = rest.open().await.err().unwrap().to_string();
    assert!(error.starts_with("cannot listen on not a host:0: ") && !error.contains('\n'), "{error}");
}

#[tokio::test]
async fn the_command_line_goes_before_the_settings() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut rest = rest(taken.local_addr().unwrap().port());
    let arguments = Command::new("run").args(Rest::arguments()).try_get_matches_from(["run", "--port", "0", "--host", "127.0.0.1"]);
    rest.apply(&arguments.unwrap());
    assert!(rest.open().await.is_ok());
    assert!(rest.bound().is_some());
    let bad = Command::new("run").args(Rest::arguments()).try_get_matches_from(["run", "--port", "65536"]);
    assert!(bad.is_err());
}

#[tokio::test]
async fn the_command_prints_the_document_that_is_served() {
    let server = Server::start().await;
    let app = Description::declared::<App>();
    let command = Rest::commands().remove(0);
    assert_eq!(command.get_name(), "openapi");
    let arguments = command.try_get_matches_from(["openapi"]).unwrap();
    let text = Rest::command("openapi", &arguments, &app).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), server.get("/openapi.json").await.json());
    assert!(text.ends_with("}\n") && text.contains("\n  \"openapi\": \"3.1.0\""));
}

#[test]
fn defaults() {
    let settings = Settings::default();
    assert_eq!((settings.host.as_str(), settings.port, settings.body_limit), ("127.0.0.1", 8000, 1 << 20));
}
