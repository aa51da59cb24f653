//! `send`: messages from the command line, a file or standard input.

use std::fs::File;
use std::io::{BufReader, IsTerminal, Read};

use gateway_runtime::channel::Shape;
use gateway_runtime::clap::{Arg, Command};
use gateway_runtime::engine::NodeError;
use serde_json::Value;
use tokio::sync::mpsc;

use super::call::Call;
use super::names;
use super::output::Format;
use crate::client::{ClientError, Refusal};

/// How many messages of a stream go in one request, if so many are there.
const AT_ONCE: usize = 1000;

/// `send`.
pub(super) fn define() -> Command {
    let channel = Arg::new("channel").value_name("CHANNEL[/KEY]").required(true).help("A channel, or one key of a basket");
    let message = Arg::new("message").value_name("JSON").num_args(0..).help("Messages; without any, they come from standard input");
    let file = Arg::new("file").long("file").value_name("PATH").conflicts_with("message").help("Take the messages from a file");
    let about = "Send messages to a channel of a running gateway";
    let more = "A file and standard input have one JSON value after the other, such as one on each line. They are sent as they come.";
    Command::new("send").about(about).after_help(more).args([channel, message, file])
}

pub(super) async fn run(call: &Call<'_>) -> Result<(), NodeError> {
    let channel = call.text("channel").unwrap_or_default();
    let found = names::sendable(call.app, channel)?;
    // Elsewhere each value stands for one tick by itself: a list, or an object with a message for every key.
    let joins = !matches!((found.shape, found.has_key), (Some(Shape::List), _) | (Some(Shape::Basket), false));
    let given: Vec<&str> = call.texts("message").collect();
    if !given.is_empty() {
        for text in given {
            let message: Value = serde_json::from_str(text).map_err(|error| format!("the message is no JSON: {error}"))?;
            let accepted = call.client.send(channel, &message).await?;
            call.output.rows(&accepted, "nothing was sent")?;
        }
        return Ok(());
    }
    let values = match call.text("file") {
        Some(path) => values(File::open(path).map_err(|error| format!("{path}: {error}"))?),
        None if std::io::stdin().is_terminal() => return Err("give a message, or a file with --file, or pipe messages in".into()),
        None => values(std::io::stdin()),
    };
    stream(call, channel, joins, values).await
}

/// The JSON values of a text, as they come.
fn values(text: impl Read + Send + 'static) -> mpsc::Receiver<serde_json::Result<Value>> {
    let (sender, values) = mpsc::channel(AT_ONCE);
    tokio::task::spawn_blocking(move || {
        for value in serde_json::Deserializer::from_reader(BufReader::new(text)).into_iter() {
            let failed = value.is_err();
            if sender.blocking_send(value).is_err() || failed {
                return;
            }
        }
    });
    values
}

/// Sends values as they come, those that are there together in one request.
async fn stream(
    call: &Call<'_>,
    channel: &str,
    joins: bool,
    mut values: mpsc::Receiver<serde_json::Result<Value>>,
) -> Result<(), NodeError> {
    let (mut sent, mut read) = (0, 0);
    let mut waiting = Vec::new();
    while values.recv_many(&mut waiting, if joins { AT_ONCE } else { 1 }).await > 0 {
        let mut batch = Vec::new();
        let mut broken = None;
        for value in waiting.drain(..) {
            match value {
                // A file may also be one list of messages.
                Ok(Value::Array(messages)) if joins => batch.extend(messages),
                Ok(message) => batch.push(message),
                Err(error) => broken = Some(error),
            }
        }
        let first = read;
        read += batch.len();
        let body = if joins { Value::Array(batch) } else { batch.pop().unwrap_or_default() };
        if body != Value::Array(Vec::new()) && (joins || broken.is_none()) {
            let accepted = call.client.send(channel, &body).await.map_err(|error| placed(error, first, sent))?;
            sent += accepted.len();
            if call.output.format != Format::Table {
                call.output.rows(&accepted, "")?;
            }
        }
        if let Some(error) = broken {
            return Err(format!("message {}: no JSON: {error}; {sent} were sent before it", read + 1).into());
        }
    }
    if call.output.format == Format::Table {
        eprintln!("{sent} sent");
    }
    Ok(())
}

/// The error of a request, with the numbers that its messages have in the whole stream.
fn placed(error: ClientError, first: usize, sent: usize) -> ClientError {
    let ClientError::Refused(Refusal { status, mut reason, mut problems }) = error else { return error };
    for problem in &mut problems {
        // A list of messages has the place of each behind `body`.
        if let Some(place) = problem.loc.get(1).and_then(Value::as_u64) {
            let number = u64::try_from(first).unwrap_or_default() + place + 1;
            problem.loc.splice(0..2, [Value::from(format!("message {number}"))]);
        }
    }
    if sent > 0 {
        let before = format!("{sent} were sent before");
        reason = if reason.is_empty() { before } else { format!("{reason}; {before}") };
    }
    ClientError::Refused(Refusal { status, reason, problems })
}
