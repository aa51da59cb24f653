//! `last`, `next` and `lookup`: ticks of channels.

use gateway_runtime::clap::{Arg, Command};
use gateway_runtime::engine::NodeError;
use serde_json::{Map, Value};

use super::call::Call;
use super::{names, output};

fn channel() -> Arg {
    Arg::new("channel").value_name("CHANNEL[/KEY]").help("A channel, or one key of a basket; without it, the channels are listed")
}

/// `last`.
pub(super) fn last() -> Command {
    Command::new("last").about("Show the last tick of a channel of a running gateway").arg(channel())
}

/// `next`.
pub(super) fn next() -> Command {
    Command::new("next").about("Wait for the next tick of a channel of a running gateway").arg(channel())
}

/// `lookup`.
pub(super) fn lookup() -> Command {
    let id = Arg::new("id").value_name("ID").required(true).help("The id of a tick");
    let channel = Arg::new("channel").long("channel").short('c').value_name("CHANNEL").help("Look among the ticks of this channel only");
    Command::new("lookup").about("Find a tick of a running gateway by its id").args([id, channel])
}

pub(super) async fn run_last(call: &Call<'_>) -> Result<(), NodeError> {
    let Some(channel) = call.text("channel") else { return Ok(list(call)?) };
    let rows = if names::channel(call.app, channel)?.is_whole_basket() {
        with_keys(call.client.last_by_key(channel).await?)
    } else {
        call.client.last(channel).await?
    };
    Ok(call.output.rows(&rows, &format!("{channel} has not ticked yet"))?)
}

pub(super) async fn run_next(call: &Call<'_>) -> Result<(), NodeError> {
    let Some(channel) = call.text("channel") else { return Ok(list(call)?) };
    let rows = if names::channel(call.app, channel)?.is_whole_basket() {
        with_keys(call.client.next_by_key(channel).await?)
    } else {
        call.client.next(channel).await?
    };
    Ok(call.output.rows(&rows, &format!("{channel} has ticked an empty list"))?)
}

pub(super) async fn run_lookup(call: &Call<'_>) -> Result<(), NodeError> {
    let id = call.text("id").unwrap_or_default();
    let found = match call.text("channel") {
        Some(channel) => {
            names::channel(call.app, channel)?;
            call.client.lookup(channel, id).await?
        }
        None => Some(call.client.lookup_anywhere(id).await?),
    };
    Ok(call.output.rows(found.as_slice(), &format!("no tick with the id {id} is known (any more)"))?)
}

/// The channels that the program declares.
fn list(call: &Call<'_>) -> std::io::Result<()> {
    let names = names::names(call.app, |_| true);
    output::print(format!("{}\n", names.join("\n")).as_bytes())
}

/// The ticks of a basket as rows that begin with their key.
pub(super) fn with_keys(ticks: Map<String, Value>) -> Vec<Value> {
    ticks.into_iter().map(|(key, tick)| keyed(&key, tick)).collect()
}

/// A tick as a row that begins with its key.
pub(super) fn keyed(key: &str, tick: Value) -> Value {
    let fields = if let Value::Object(fields) = tick { fields } else { Map::from_iter([("value".to_owned(), tick)]) };
    // A message may have a field of that name itself.
    let name = if fields.contains_key("key") { "basket_key" } else { "key" };
    Value::Object([(name.to_owned(), Value::from(key))].into_iter().chain(fields).collect())
}
