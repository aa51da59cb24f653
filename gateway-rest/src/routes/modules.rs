//! `/api/v1/modules/..`: the modules, their figures, and their commands.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use gateway_runtime::engine::{CommandError, CommandStats, ModuleState, ModuleStats, NodeStats, Stats};
use gateway_runtime::graph::{CommandMeta, Drive};
use gateway_runtime::message::Definitions;
use gateway_runtime::{Handle, Timestamp};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::moved;
use crate::app::App;
use crate::error::ApiError;
use crate::routing::{Captured, RouteTable, any, get, post};
use crate::{answer, body};

/// How long a command may take, with all that the engine does before it.
const COMMAND_MAY_TAKE: Duration = Duration::from_secs(30);

/// The routes of the modules.
pub(crate) fn router() -> RouteTable {
    RouteTable::new()
        .route("/api/v1/modules", moved("/api/v1/modules/"))
        .route("/api/v1/modules/", get(list))
        .route("/api/v1/modules/{module}", get(one))
        .route("/api/v1/modules/{module}/", any(without_slash))
        .route("/api/v1/modules/{module}/commands/{command}", post(command))
        .route("/api/v1/modules/{module}/commands/{command}/", any(without_slash))
}

/// The same address without the slash at its end.
async fn without_slash(uri: Uri) -> Response {
    answer::redirect(uri.path().trim_end_matches('/'), uri.query())
}

async fn list(State(app): State<Arc<App>>) -> Response {
    let stats = app.handle.stats();
    let modules = stats.modules.iter().enumerate().filter(|(_, module)| module.state != ModuleState::Absent);
    let modules: Vec<Value> = modules.map(|(place, module)| summary(&app.handle, place, module, &stats)).collect();
    answer::json(StatusCode::OK, json!(modules).to_string())
}

async fn one(State(app): State<Arc<App>>, Captured([name]): Captured<1>) -> Result<Response, ApiError> {
    let name = name.replace('-', "_");
    let stats = app.handle.stats();
    let known = stats.modules.iter().position(|module| module.name == name && module.state != ModuleState::Absent);
    let place = known.ok_or_else(|| ApiError::Command(CommandError::NoModule(format!("there is no module `{name}`"))))?;
    Ok(answer::json(StatusCode::OK, whole(&app.handle, place, &stats).to_string()))
}

async fn command(
    State(app): State<Arc<App>>,
    Captured([module, command]): Captured<2>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let bytes = body::receive(&headers, body, app.body_limit).await?;
    let arguments = if bytes.is_empty() { Value::Null } else { body::parse(&headers, &bytes)? };
    // No Rust name has a dash.
    let command = app.handle.read_command(&module.replace('-', "_"), &command.replace('-', "_"), &arguments)?;
    let run = timeout(COMMAND_MAY_TAKE, app.handle.run_command(command));
    let answer = app.step("command", run, |_| Vec::new()).await;
    let answer = answer.map_err(|_| ApiError::EngineBusy(COMMAND_MAY_TAKE))??;
    Ok(answer::json(StatusCode::OK, answer.to_string()))
}

/// A module in the list of all.
fn summary(handle: &Handle, place: usize, module: &ModuleStats, stats: &Stats) -> Value {
    let graph = handle.graph();
    let (nodes, commands) = (nodes_of(handle, place, stats), commands_of(handle, place, stats));
    let failures = nodes.iter().map(|node| node.failures).chain(commands.iter().map(|(_, command)| command.failures)).sum::<u64>();
    json!({
        "name": module.name,
        "type": graph.modules[place].type_name,
        "state": state(module),
        "failures": failures,
        "restarts": module.restarts,
        "commands": commands.iter().map(|(command, _)| command.name).collect::<Vec<_>>(),
    })
}

/// All that there is to say of a module.
fn whole(handle: &Handle, place: usize, stats: &Stats) -> Value {
    let module = &stats.modules[place];
    let mut said = summary(handle, place, module, stats);
    if state(module) == "held" {
        said["held_until"] = json!(module.held_until);
    }
    let nodes = nodes_of(handle, place, stats).into_iter();
    let short = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    said["nodes"] = nodes.map(|node| json!({ "name": short(&node.name), "failures": node.failures, "slow": node.slow })).collect();
    let commands = commands_of(handle, place, stats).into_iter();
    said["commands"] = commands
        .map(|(command, stats)| {
            json!({
                "name": command.name,
                "description": command.doc,
                "arguments": standalone(command.arguments),
                "answer": standalone(command.answer),
                "publishes": command.publishes.iter().map(|channel| handle.graph().channel_name(*channel)).collect::<Vec<_>>(),
                "runs": stats.runs,
                "failures": stats.failures,
            })
        })
        .collect();
    said
}

fn nodes_of<'a>(handle: &Handle, module: usize, stats: &'a Stats) -> Vec<&'a NodeStats> {
    let nodes = handle.graph().nodes.iter().zip(&stats.nodes);
    // What a command publishes is its own, and listed there.
    nodes.filter(|(node, _)| node.module == module && node.drive != Drive::Command).map(|(_, stats)| stats).collect()
}

fn commands_of<'a>(handle: &Handle, module: usize, stats: &'a Stats) -> Vec<(&'static CommandMeta, &'a CommandStats)> {
    handle.graph().commands.iter().zip(&stats.commands).filter(|(command, _)| command.module == module).collect()
}

/// The word for what a module does.
fn state(module: &ModuleStats) -> &'static str {
    match module.state {
        ModuleState::Running if Timestamp::now() < module.held_until => "held",
        ModuleState::Running => "running",
        ModuleState::Off => "off",
        ModuleState::Restarting => "restarting",
        ModuleState::Stopped => "stopped",
        ModuleState::Absent => "absent",
    }
}

/// A schema with all that it refers to inside.
fn standalone(schema: fn(&mut Definitions) -> Value) -> Value {
    let mut definitions = Definitions::default();
    let root = schema(&mut definitions);
    let mut own = definitions.resolve(&root).clone();
    let mut inner = definitions.into_schemas();
    if let Some(name) = root["$ref"].as_str().and_then(|reference| reference.strip_prefix(Definitions::PREFIX)) {
        inner.shift_remove(name);
    }
    if !inner.is_empty() {
        own["$defs"] = inner.into();
    }
    refer_within(&mut own);
    own
}

/// Lets references point to the definitions of the schema itself.
fn refer_within(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(reference) if name == "$ref" => *reference = reference.replacen(Definitions::PREFIX, "#/$defs/", 1),
                    field => refer_within(field),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(refer_within),
        _ => {}
    }
}
