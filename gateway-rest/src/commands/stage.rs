//! `stage`: messages that wait until somebody releases them.

use gateway_runtime::clap::{Arg, ArgAction, ArgMatches, Command};
use gateway_runtime::engine::NodeError;
use serde_json::Value;

use super::ask::keyed;
use super::call::Call;
use super::{names, state};
use crate::client::{Areas, Staged};

/// `stage`.
pub(super) fn define() -> Command {
    let channel = || Arg::new("channel").value_name("CHANNEL").required(true).help("A channel with staging");
    let area =
        || Arg::new("area").long("area").short('a').value_name("ID,..").value_delimiter(',').help("The staging areas with these ids");
    let every = || Arg::new("every").long("every").action(ArgAction::SetTrue).conflicts_with("area").help("Every staging area");
    let message = Arg::new("message").value_name("JSON").required(true).help("A message");
    let id = Arg::new("id").value_name("ID").required(true).help("The id of a message");
    Command::new("stage").about("Work with the staging areas of a channel of a running gateway").subcommand_required(true).subcommands([
        Command::new("list").about("List the staging areas").arg(channel()),
        Command::new("show").about("Show what waits").args([channel(), area()]),
        Command::new("new").about("Open a staging area").arg(channel()),
        Command::new("add").about("Add a message: to the newest area, unless others are named").args([channel(), message, area(), every()]),
        Command::new("remove").about("Remove a message").args([channel(), id, area(), every()]),
        Command::new("clear").about("Drop the newest area, or every one; empty those that are named").args([channel(), area(), every()]),
        Command::new("release").about("Send what waits: of all areas, unless some are named").args([channel(), area()]),
    ])
}

pub(super) async fn run(call: &Call<'_>) -> Result<(), NodeError> {
    let Some((action, arguments)) = call.arguments.subcommand() else { return Ok(()) };
    let text = |name: &str| arguments.get_one::<String>(name).map_or("", String::as_str);
    let channel = text("channel");
    names::channel(call.app, channel)?;
    let stage = call.client.stage(channel);
    let ids: Vec<&str> = arguments.try_get_many::<String>("area").ok().flatten().into_iter().flatten().map(String::as_str).collect();
    let areas = areas(arguments, &ids);
    let done = match action {
        "list" => {
            let areas: Vec<Value> = match stage.list().await {
                Ok(areas) => areas.into_iter().map(Value::from).collect(),
                Err(error) => return Err(state::with_names(call, "stage", channel, error).await),
            };
            return Ok(call.output.rows(&areas, "no staging areas")?);
        }
        "show" => stage.lookup(ids.first().copied()).await,
        "new" => stage.create().await,
        "add" => {
            let message = serde_json::from_str(text("message")).map_err(|error| format!("the message is no JSON: {error}"))?;
            stage.add(areas, &message).await
        }
        "remove" => stage.remove(areas, text("id")).await,
        "clear" => stage.clear(areas).await,
        _ => stage.release(areas).await,
    };
    match done {
        Ok(staged) => Ok(call.output.rows(&rows(staged), "nothing")?),
        Err(error) => Err(state::with_names(call, "stage", channel, error).await),
    }
}

fn areas<'a>(arguments: &ArgMatches, ids: &'a [&'a str]) -> Areas<'a> {
    let every = arguments.try_get_one::<bool>("every").ok().flatten().is_some_and(|every| *every);
    match ids {
        _ if every => Areas::Every,
        [] => Areas::Default,
        ids => Areas::These(ids),
    }
}

/// A row for each message, which begins with its area; an empty area is a row too.
fn rows(staged: Staged) -> Vec<Value> {
    let mut rows = Vec::new();
    for (area, messages) in staged {
        if messages.is_empty() {
            rows.push(serde_json::json!({ "area": area }));
        }
        for message in messages {
            let Value::Object(fields) = keyed(&area, message) else { continue };
            let fields = fields.into_iter().enumerate().map(|(place, field)| if place == 0 { ("area".to_owned(), field.1) } else { field });
            rows.push(Value::Object(fields.collect()));
        }
    }
    rows
}
