//! Questions in SQL, as whoever answers them is asked: the mount `Tables` of the crate `gateway-tables`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::{Map, Value};

use super::Row;

/// States and histories as tables that can be asked in SQL. A mount provides it to the [`Handle`](crate::Handle).
pub trait Tables: Send + Sync + 'static {
    /// Answers one statement that only reads. The tables that it names have all that was sent before.
    fn ask(&self, question: Question) -> BoxFuture<'_, Result<Answer, Unanswered>>;

    /// The names of the tables.
    fn names(&self) -> Vec<String>;

    /// Writes ticks as a stream of Arrow IPC, from where they are: no table is asked.
    ///
    /// # Errors
    /// The channel has no such columns, which is [`Refused`](Unanswered::Refused), or a value does not fit its column.
    fn arrow(&self, ticks: &Ticks<'_>) -> Result<Vec<u8>, Unanswered>;
}

impl fmt::Debug for dyn Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// One statement, and how its answer is to look.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The statement.
    pub sql: String,
    /// The values of its parameters.
    pub parameters: Parameters,
    /// How many rows the answer has at most: what is more is left out. Without it a large answer is an error.
    pub limit: Option<usize>,
    /// The form of the answer.
    pub form: Form,
    /// The tables that it may name; `None` for all of them. Others are unknown to whoever asks.
    pub tables: Option<Arc<[String]>>,
}

/// Ticks of a channel as rows of a table: `id`, `timestamp`, the key of a basket, and the fields of the message.
#[derive(Debug, Clone, Copy)]
pub struct Ticks<'a> {
    /// The place of the channel in the channel set.
    pub channel: usize,
    /// The names of the columns that are wanted, with dots before parts of structs; all of them if there is none.
    pub columns: Option<&'a [String]>,
    /// The rows.
    pub rows: &'a [Row],
}

/// The values of the parameters of a statement. They are bound, and never become part of its text.
#[derive(Debug, Clone, PartialEq)]
pub enum Parameters {
    /// For `?` or `$1`, `$2`.
    Positional(Vec<Value>),
    /// For `$name`.
    Named(Map<String, Value>),
}

impl Default for Parameters {
    fn default() -> Self {
        Self::Positional(Vec::new())
    }
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// A JSON array of objects.
    #[default]
    Json,
    /// A JSON object a line.
    Lines,
    /// Values with commas between them, and a line of names before.
    Csv,
    /// A stream of Arrow IPC.
    Arrow,
    /// A file of Parquet.
    Parquet,
}

impl Form {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Lines => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Arrow => "application/vnd.apache.arrow.stream",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its bytes, in the form that was asked for.
    pub bytes: Vec<u8>,
    /// How many rows it has.
    pub rows: usize,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unanswered {
    /// The statement or its parameters are wrong, or it may not run: what is wrong.
    Refused(String),
    /// The answer is larger than allowed: what to do.
    TooLarge(String),
    /// It took longer than this.
    TimedOut(Duration),
    /// Too many statements wait already.
    Busy,
    /// The engine is busy for too long, or is stopping, so that nobody knows whether the tables have all that was sent.
    Behind(String),
    /// A fault of the tables.
    Failed(String),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) | Self::TooLarge(reason) | Self::Behind(reason) | Self::Failed(reason) => f.write_str(reason),
            Self::TimedOut(time) => write!(f, "the statement took longer than {time:?}"),
            Self::Busy => f.write_str("too many statements wait to be answered: try again later"),
        }
    }
}

impl std::error::Error for Unanswered {}
