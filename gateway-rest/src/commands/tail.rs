//! `tail`: ticks as they come, over lost connections.

use std::io;

use gateway_runtime::clap::{Arg, ArgAction, Command, value_parser};
use gateway_runtime::engine::NodeError;
use gateway_runtime::futures::StreamExt;
use serde_json::{Map, Value};

use super::ask::keyed;
use super::call::Call;
use super::cells::{cell, columns, csv_line};
use super::names;
use super::output::{Format, Output, print};
use crate::client::{Event, Gap, Update};

/// `tail`.
pub(super) fn define() -> Command {
    let channels =
        Arg::new("channels").value_name("CHANNEL[/KEY]").required(true).num_args(1..).help("Channels, or single keys of baskets");
    let last = Arg::new("last").long("last").short('l').action(ArgAction::SetTrue).help("Begin with the last ticks");
    let limit = Arg::new("limit").long("limit").short('n').value_name("TICKS").value_parser(value_parser!(u64));
    let sample = Arg::new("sample").long("sample").value_name("MS").value_parser(value_parser!(u64).range(1..));
    Command::new("tail").about("Follow channels of a running gateway").after_help("Ctrl-C ends it. A lost connection is made again.").args(
        [
            channels,
            last,
            limit.help("End after so many ticks"),
            sample.help("Only the newest tick of each key, at most one in so many milliseconds"),
        ],
    )
}

pub(super) async fn run(call: &Call<'_>) -> Result<(), NodeError> {
    let channels: Vec<&str> = call.texts("channels").collect();
    for channel in &channels {
        names::channel(call.app, channel)?;
    }
    if call.output.format == Format::Csv && channels.len() > 1 {
        return Err("columns of several channels differ: --format csv is for one channel".into());
    }
    let mut follow = call.client.subscribe(channels);
    if call.arguments.get_flag("last") {
        follow = follow.from_last();
    }
    if let Some(interval) = call.arguments.get_one::<u64>("sample") {
        follow = follow.sampled(std::time::Duration::from_millis(*interval));
    }
    let interrupted = tokio::signal::ctrl_c();
    tokio::select! {
        done = show(call, follow) => done,
        _ = interrupted => Ok(()),
    }
}

async fn show(call: &Call<'_>, follow: crate::client::Follow) -> Result<(), NodeError> {
    let mut events = follow.await?;
    let mut left = call.arguments.get_one::<u64>("limit").copied().unwrap_or(u64::MAX);
    let mut lines = Lines { output: call.output, header: Vec::new() };
    while left > 0
        && let Some(event) = events.next().await
    {
        match event? {
            Event::Tick(update) => {
                lines.tick(update)?;
                left -= 1;
            }
            Event::Gap(gap) => eprintln!("{}", call.output.warning(&said(&gap))),
            Event::Interrupted(error) => eprintln!("{}", call.output.warning(&format!("{error}; trying again"))),
        }
    }
    Ok(())
}

fn said(Gap { channel, key, missed }: &Gap) -> String {
    let place = key.as_ref().map_or_else(|| channel.clone(), |key| format!("{channel}/{key}"));
    match missed {
        Some(missed) => format!("{missed} ticks of {place} were lost here"),
        None => format!("ticks of {place} may have been lost here"),
    }
}

/// Ticks as lines, one for each message.
struct Lines {
    output: Output,
    /// The columns of the last line of CSV.
    header: Vec<String>,
}

impl Lines {
    fn tick(&mut self, Update { channel, key, data }: Update) -> io::Result<()> {
        let place = key.as_ref().map_or_else(|| channel.clone(), |key| format!("{channel}/{key}"));
        let mut text = String::new();
        for element in data {
            match self.output.format {
                Format::Table => text.push_str(&self.line(&place, &element)),
                Format::Csv => text.push_str(&self.csv(key.as_deref(), element)),
                Format::Json | Format::Ndjson => text.push_str(&named(&channel, key.as_deref(), element).to_string()),
            }
            text.push('\n');
        }
        print(text.as_bytes())
    }

    /// The time, the channel, and the fields.
    fn line(&self, place: &str, element: &Value) -> String {
        let fields = element.as_object().into_iter().flatten();
        let fields = fields.filter(|(name, _)| !matches!(name.as_str(), "id" | "timestamp"));
        let fields: Vec<String> = fields.map(|(name, value)| format!("{}{}", self.output.dim(&format!("{name}=")), cell(value))).collect();
        let time = element["timestamp"].as_str().unwrap_or_default();
        format!("{} {} {}", self.output.dim(time), self.output.bold(place), fields.join(" "))
    }

    /// The cells, below their names whenever these change.
    fn csv(&mut self, key: Option<&str>, element: Value) -> String {
        let row = match key {
            Some(key) => keyed(key, element),
            None => element,
        };
        let columns = columns(&[row]);
        let line = columns.rows.first().map_or(String::new(), |row| csv_line(row));
        if columns.names == self.header {
            return line;
        }
        self.header = columns.names;
        format!("{}\n{line}", csv_line(&self.header))
    }
}

/// A message behind its channel and key.
fn named(channel: &str, key: Option<&str>, element: Value) -> Value {
    let mut fields = Map::from_iter([("channel".to_owned(), Value::from(channel))]);
    fields.extend(key.map(|key| ("key".to_owned(), Value::from(key))));
    fields.insert("data".to_owned(), element);
    fields.into()
}
