//! `controls` and `command`: what is asked of the gateway itself and of its modules.

use gateway_runtime::clap::{Arg, Command};
use gateway_runtime::engine::NodeError;
use serde_json::{Map, Value};

use super::call::Call;

/// `controls`.
pub(super) fn controls() -> Command {
    Command::new("controls").about("Ask a running gateway how it is, or end it").subcommand_required(true).subcommands([
        Command::new("heartbeat").about("Ask the engine for a sign of life"),
        Command::new("stats").about("Show the figures of the process and its engine"),
        Command::new("shutdown").about("End the gateway, for everybody"),
    ])
}

pub(super) async fn run_controls(call: &Call<'_>) -> Result<(), NodeError> {
    let answer = match call.arguments.subcommand_name() {
        Some("heartbeat") => call.client.heartbeat().await?,
        Some("stats") => call.client.stats().await?,
        _ => call.client.shutdown().await?,
    };
    // The figures are what is wanted, not what carries them.
    let figures = answer.get("data").filter(|data| data.as_object().is_some_and(|data| !data.is_empty()));
    Ok(call.output.value(figures.unwrap_or(&answer))?)
}

/// `command`.
pub(super) fn command() -> Command {
    let module = Arg::new("module").value_name("MODULE").required(true).help("The module, as the gateway names it");
    let command = Arg::new("name").value_name("COMMAND").required(true).help("Its command");
    let arguments = Arg::new("arguments").value_name("NAME=VALUE").num_args(0..).help("Its arguments; a value is JSON, or taken as text");
    Command::new("command").about("Run a command of a module of a running gateway").args([module, command, arguments])
}

pub(super) async fn run_command(call: &Call<'_>) -> Result<(), NodeError> {
    let module = call.text("module").unwrap_or_default();
    let command = call.text("name").unwrap_or_default();
    if !call.app.graph.modules.iter().any(|known| known.name == module) {
        let known: Vec<String> = call.app.graph.modules.iter().map(|module| module.name.to_owned()).collect();
        return Err(super::names::unknown("module", module, &known).into());
    }
    let arguments: Result<Map<String, Value>, NodeError> = call.texts("arguments").map(argument).collect();
    let answer = call.client.command(module, command, &Value::Object(arguments?)).await?;
    Ok(call.output.value(&answer)?)
}

/// `limit=7` or `name=text`.
fn argument(text: &str) -> Result<(String, Value), NodeError> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is no argument: write name=value"))?;
    Ok((name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| Value::from(value))))
}
