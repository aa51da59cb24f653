//! Tables as files of Parquet, on a schedule.

use std::path::{Path, PathBuf};
use std::time::Duration;

use gateway_runtime::clap::ArgMatches;
use gateway_runtime::config::{ConfigError, Configure, Section, duration};
use gateway_runtime::engine::NodeError;
use gateway_runtime::failure::ERRORS;
use gateway_runtime::futures::future::BoxFuture;
use gateway_runtime::message::Definitions;
use gateway_runtime::mount::{Mount, MountCommands, Opened};
use gateway_runtime::state::{Form, Parameters, Question, write_whole};
use gateway_runtime::{Cron, Handle, Timestamp, Zone};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::types::identifier;

/// Writes tables as files of Parquet, on a schedule: a mount, beside [`Tables`](crate::Tables).
///
/// A file is called `<table>-<time>.parquet`, and is there whole or not at all. What goes wrong is logged, ticks on the channel
/// `errors` if the channel set has one, and ends nothing: the next time is another try. It is a mount and no module, because only a
/// mount has a way to the tables.
///
/// ```no_run
/// # use gateway_runtime::prelude::*;
/// # #[module] pub struct Print {}
/// # #[channels] pub struct Desk { #[channel(send, history = 10)] pub trades: Channel<f64> }
/// # #[module(channels = Desk)] impl Print { #[node] fn print(&mut self, trades: &f64) { println!("{trades:?}") } }
/// use gateway_tables::{ExportParquet, Tables};
///
/// #[gateway(channels = Desk)]
/// pub struct App {
///     print: Print,
///     #[mount]
///     tables: Tables,
///     #[mount]
///     export: ExportParquet,
/// }
/// ```
///
/// `app run --set export.directory=/data --set export.every=1h` writes all tables every hour, and keeps the last 24 files of each.
#[derive(Debug)]
pub struct ExportParquet {
    settings: ExportSettings,
}

/// The settings of an [`ExportParquet`] mount.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
#[non_exhaustive]
pub struct ExportSettings {
    /// Where the files go. The directory is made if it is not there.
    pub directory: PathBuf,
    /// When they are written.
    pub schedule: Schedule,
    /// The tables: all, if there is none here.
    pub tables: Vec<String>,
    /// How many files of each table are kept: 24. The oldest are removed.
    pub keep: usize,
}

/// When files are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// Again and again after this time.
    Every(Duration),
    /// By the calendar, in a time zone.
    Cron(Box<Cron>, Zone),
}

/// The settings as they are written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    directory: PathBuf,
    #[serde(default)]
    every: Option<Every>,
    #[serde(default)]
    cron: Option<Cron>,
    #[serde(default)]
    zone: Option<Zone>,
    #[serde(default)]
    tables: Vec<String>,
    #[serde(default = "keep")]
    keep: usize,
}

#[derive(Deserialize)]
struct Every(#[serde(deserialize_with = "duration")] Duration);

fn keep() -> usize {
    24
}

impl TryFrom<Written> for ExportSettings {
    type Error = String;

    fn try_from(Written { directory, every, cron, zone, tables, keep }: Written) -> Result<Self, String> {
        let schedule = match (every, cron, zone) {
            (Some(Every(every)), None, None) if every >= Duration::from_millis(10) => Schedule::Every(every),
            (Some(_), None, None) => return Err("`every` is 10 ms at least".to_owned()),
            (None, Some(cron), zone) => Schedule::Cron(Box::new(cron), zone.unwrap_or(Zone::UTC)),
            (Some(_), None, Some(_)) => return Err("`zone` goes with `cron`".to_owned()),
            _ => return Err("either `every` or `cron` says when files are written".to_owned()),
        };
        Ok(Self { directory, schedule, tables, keep: keep.max(1) })
    }
}

impl Configure for ExportParquet {
    fn configure(section: Section) -> Result<Self, ConfigError> {
        section.read::<ExportSettings>().map(Self::new)
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({
            "type": "object",
            "description": "Writes tables as files of Parquet, on a schedule.",
            "properties": {
                "directory": { "type": "string", "description": "Where the files go." },
                "every": { "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string" }], "description": "How often, such as \"1h\"." },
                "cron": { "type": "string", "description": "Or when, such as \"0 18 * * MON-FRI\"." },
                "zone": { "type": "string", "default": "UTC", "description": "The time zone of `cron`." },
                "tables": { "type": "array", "items": { "type": "string" }, "default": [], "description": "The tables; all, if there is none here." },
                "keep": { "type": "integer", "minimum": 1, "default": keep(), "description": "How many files of each table are kept." },
            },
            "required": ["directory"],
            "additionalProperties": false,
        })
    }
}

impl ExportParquet {
    /// An export with these settings.
    pub fn new(settings: ExportSettings) -> Self {
        Self { settings }
    }

    /// Writes the files of one time, now, and gives their places.
    ///
    /// # Errors
    /// What went wrong, once all tables were tried: the first fault.
    pub async fn write(&self, handle: &Handle) -> Result<Vec<PathBuf>, NodeError> {
        let tables = handle.tables().ok_or("there are no tables to write: list the mount `Tables` in the gateway")?;
        let names = if self.settings.tables.is_empty() { tables.names() } else { self.settings.tables.clone() };
        let time = Timestamp::now().to_naive_string().replace(['-', ':'], "").replace('.', "_");
        let (mut written, mut fault) = (Vec::new(), None);
        for name in names {
            let path = self.settings.directory.join(format!("{name}-{time}.parquet"));
            let sql = format!("SELECT * FROM {}", identifier(&name));
            let question = Question { sql, parameters: Parameters::default(), limit: None, form: Form::Parquet, tables: None };
            let done = match tables.ask(question).await {
                Ok(answer) => self.put(name.clone(), path, answer.bytes).await,
                Err(error) => Err(error.into()),
            };
            match done {
                Ok(path) => written.push(path),
                Err(error) => drop(fault.get_or_insert(format!("table `{name}`: {error}"))),
            }
        }
        fault.map_or(Ok(written), |fault| Err(fault.into()))
    }

    async fn put(&self, name: String, path: PathBuf, bytes: Vec<u8>) -> Result<PathBuf, NodeError> {
        let (directory, keep) = (self.settings.directory.clone(), self.settings.keep);
        let put = move || -> std::io::Result<PathBuf> {
            std::fs::create_dir_all(&directory)?;
            write_whole(&path, &bytes)?;
            remove_old(&directory, &name, keep)?;
            Ok(path)
        };
        Ok(spawn_blocking(put).await??)
    }

    async fn serve(self, handle: Handle) {
        let mut count = 0_u64;
        loop {
            let wait = match &self.settings.schedule {
                Schedule::Every(every) => Some(*every),
                Schedule::Cron(cron, zone) => cron.after(Timestamp::now(), zone).map(|next| next - Timestamp::now()),
            };
            let due = async {
                match wait {
                    Some(wait) => tokio::time::sleep(wait).await,
                    // The calendar has no such time any more.
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = handle.stopping() => return,
                () = due => {}
            }
            if let Err(error) = self.write(&handle).await {
                count += 1;
                tracing::error!("tables are not exported: {error}");
                tell(&handle, &error.to_string(), count);
            }
        }
    }
}

/// Removes the oldest files of a table: their names sort by time.
fn remove_old(directory: &Path, table: &str, keep: usize) -> std::io::Result<()> {
    let is_one = |name: &str| {
        let time = name.strip_prefix(table).and_then(|rest| rest.strip_prefix('-')?.strip_suffix(".parquet"));
        time.is_some_and(|time| time.bytes().all(|byte| byte.is_ascii_digit() || byte == b'T' || byte == b'_'))
    };
    let mut names: Vec<String> = std::fs::read_dir(directory)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| is_one(name));
    names.sort_unstable();
    let too_many = names.len().saturating_sub(keep);
    names.into_iter().take(too_many).try_for_each(|name| std::fs::remove_file(directory.join(name)))
}

/// Lets a fault tick on the channel `errors`, if there is one. Who has no place for it has it in the log.
fn tell(handle: &Handle, text: &str, count: u64) {
    let Some(channel) = handle.channels().iter().position(|channel| channel.name() == ERRORS) else { return };
    let failure = json!({ "module": "export", "node": "write", "kind": "Error", "text": text, "count": count });
    if let Ok(batch) = handle.decode(channel, &failure, None) {
        let _ = handle.send(channel, batch);
    }
}

impl Mount for ExportParquet {
    fn apply(&mut self, _: &ArgMatches) {}

    fn open(&mut self) -> BoxFuture<'_, Result<Opened, NodeError>> {
        let export = Self { settings: self.settings.clone() };
        Box::pin(async move {
            Ok(Box::new(move |handle: Handle| -> BoxFuture<'static, Result<(), NodeError>> {
                Box::pin(async move {
                    export.serve(handle).await;
                    Ok(())
                })
            }) as Opened)
        })
    }
}

impl MountCommands for ExportParquet {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: Value) -> Result<ExportSettings, String> {
        Section::new(settings).unwrap().read().map_err(|error| error.to_string())
    }

    #[test]
    fn one_of_every_and_cron_says_when() {
        let settings = read(json!({ "directory": "x", "every": "1h" })).unwrap();
        assert_eq!((settings.schedule, settings.keep), (Schedule::Every(Duration::from_hours(1)), 24));
        let settings = read(json!({ "directory": "x", "cron": "0 18 * * *", "zone": "Europe/London" })).unwrap();
        assert_eq!(settings.schedule, Schedule::Cron(Box::new("0 18 * * *".parse().unwrap()), "Europe/London".parse().unwrap()));
        for (wrong, text) in [
            (json!({ "directory": "x" }), "either `every` or `cron`"),
            (json!({ "directory": "x", "every": 1, "cron": "0 18 * * *" }), "either `every` or `cron`"),
            (json!({ "directory": "x", "every": 1, "zone": "UTC" }), "`zone` goes with `cron`"),
            (json!({ "directory": "x", "every": 0 }), "10 ms at least"),
            (json!({ "every": "1h" }), "missing field `directory`"),
            (json!({ "directory": "x", "every": "1h", "kep": 1 }), "unknown field `kep`"),
        ] {
            let error = read(wrong.clone()).unwrap_err();
            assert!(error.contains(text), "{wrong}: {error}");
        }
    }
}
