//! The columns of one table, and rows on their way into it.

use std::fmt;
use std::sync::Arc;

use duckdb::arrow::array::{ArrayRef, StringBuilder, StructArray, TimestampNanosecondBuilder, UInt64Builder};
use duckdb::arrow::datatypes::{Field, FieldRef, Schema};
use duckdb::arrow::record_batch::RecordBatch;
use gateway_runtime::Timestamp;
use gateway_runtime::message::{Column, ColumnType};
use gateway_runtime::state;
use serde::Serialize;
use serde_arrow::ArrayBuilder;

use crate::fit::{Fit, Shape};
use crate::types::{self, identifier};

/// The column that numbers the rows of a history, oldest first.
pub(crate) const NUMBER: &str = "number";

/// The columns of one table: `id` and `timestamp`, the key of a basket, and those of the message. The fields of a struct are
/// columns of their own; any other message is one column, `value`.
#[derive(Debug)]
pub(crate) struct Layout {
    message: ColumnType,
    shape: Shape,
    /// The name of the column of basket keys, if there is one.
    key: Option<String>,
    /// The name of the column of row numbers, if there is one.
    number: Option<String>,
    /// All columns, in their order.
    columns: Vec<(String, ColumnType)>,
}

impl Layout {
    /// The columns for ticks whose messages are `message`; with those of a basket's key, and of the numbers of a history.
    pub(crate) fn new(message: ColumnType, keyed: bool, numbered: bool) -> Self {
        let fields = match &message {
            ColumnType::Struct(fields) => fields.clone(),
            other => vec![Column { name: "value", kind: other.clone() }],
        };
        let mut columns = vec![("id".to_owned(), ColumnType::Text), ("timestamp".to_owned(), ColumnType::Timestamp)];
        let taken = |name: &str| fields.iter().any(|field| field.name.eq_ignore_ascii_case(name));
        let own = |name: &str, other: &str| if taken(name) { other.to_owned() } else { name.to_owned() };
        let key = keyed.then(|| own("key", "basket_key"));
        let number = numbered.then(|| own(NUMBER, "row_number"));
        columns.extend(number.iter().map(|name| (name.clone(), ColumnType::UInt64)));
        columns.extend(key.iter().map(|name| (name.clone(), ColumnType::Text)));
        for Column { name, kind } in fields {
            // To DuckDB `ID` is `id`.
            let mut unique = name.to_owned();
            while columns.iter().any(|(other, _)| other.eq_ignore_ascii_case(&unique)) {
                unique.push('_');
            }
            columns.push((unique, kind));
        }
        Self { shape: Shape::of(&message), message, key, number, columns }
    }

    /// The columns in their order: name, and type as DuckDB has it.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, String)> {
        self.columns.iter().map(|(name, kind)| (name.as_str(), types::sql(kind)))
    }

    /// The column of a field of the message: its name, and its type.
    pub(crate) fn field(&self, name: &str) -> Option<(&str, &ColumnType)> {
        let ColumnType::Struct(fields) = &self.message else { return None };
        let place = fields.iter().position(|field| field.name == name)?;
        let (column, kind) = &self.columns[self.columns.len() - fields.len() + place];
        Some((column, kind))
    }

    /// The name of the column of basket keys.
    pub(crate) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The name of the column of row numbers.
    pub(crate) fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// The SQL that makes the table `name`, a qualified one, and `before` it what stands between CREATE and TABLE.
    pub(crate) fn create(&self, before: &str, name: &str) -> String {
        self.create_some(before, name, &(0..self.columns.len()).collect::<Vec<_>>())
    }

    /// The same, for a table of some of the columns.
    pub(crate) fn create_some(&self, before: &str, name: &str, places: &[usize]) -> String {
        let columns = self.columns().enumerate().filter(|(place, _)| places.contains(place));
        let columns: Vec<String> = columns.map(|(_, (name, kind))| format!("{} {kind}", identifier(name))).collect();
        format!("CREATE {before} TABLE {name} ({})", columns.join(", "))
    }

    /// Rows as Arrow has them, of which the first one has this number.
    pub(crate) fn batch(&self, rows: &[state::Row], first: u64) -> Result<RecordBatch, Unfit> {
        let mut batch = self.rows()?;
        for (number, row) in (first..).zip(rows) {
            let Some(element) = row.tick.element(row.element) else { continue };
            let (id, key) = (element.id.to_string(), row.key());
            batch.push(Beside { id: &id, time: element.time, number, key: key.as_deref() }, element.message)?;
        }
        batch.finish()
    }

    /// Room for rows.
    pub(crate) fn rows(&self) -> Result<Rows<'_>, Unfit> {
        let message = Field::new("message", types::arrow(&self.message), matches!(self.message, ColumnType::Optional(_)));
        Ok(Rows {
            layout: self,
            ids: StringBuilder::new(),
            times: TimestampNanosecondBuilder::new(),
            numbers: UInt64Builder::new(),
            keys: StringBuilder::new(),
            messages: ArrayBuilder::from_arrow(&[Arc::new(message)])?,
        })
    }
}

/// Rows of a table, column by column.
pub(crate) struct Rows<'a> {
    layout: &'a Layout,
    ids: StringBuilder,
    times: TimestampNanosecondBuilder,
    numbers: UInt64Builder,
    keys: StringBuilder,
    messages: ArrayBuilder,
}

/// What stands beside a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) id: &'a str,
    pub(crate) time: Timestamp,
    pub(crate) number: u64,
    pub(crate) key: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(bound = "T: Serialize")]
struct Row<'a, T: ?Sized> {
    message: Fit<'a, T>,
}

impl Rows<'_> {
    /// Adds a row.
    pub(crate) fn push<T: Serialize + ?Sized>(&mut self, beside: Beside<'_>, message: &T) -> Result<(), Unfit> {
        self.messages.push(&Row { message: Fit { shape: &self.layout.shape, value: message } })?;
        self.ids.append_value(beside.id);
        self.times.append_value(beside.time.as_nanos());
        if self.layout.number.is_some() {
            self.numbers.append_value(beside.number);
        }
        if self.layout.key.is_some() {
            self.keys.append_option(beside.key);
        }
        Ok(())
    }

    /// The rows, as Arrow has them.
    pub(crate) fn finish(mut self) -> Result<RecordBatch, Unfit> {
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(self.ids.finish()), Arc::new(self.times.finish())];
        if self.layout.number.is_some() {
            arrays.push(Arc::new(self.numbers.finish()));
        }
        if self.layout.key.is_some() {
            arrays.push(Arc::new(self.keys.finish()));
        }
        let messages = self.messages.into_arrow()?.pop().ok_or_else(|| Unfit("no column came out".to_owned()))?;
        match messages.as_any().downcast_ref::<StructArray>() {
            Some(fields) => arrays.extend(fields.columns().iter().cloned()),
            None => arrays.push(messages),
        }
        let fields: Vec<FieldRef> = self.layout.columns.iter().zip(&arrays).map(|((name, _), array)| nullable(name, array)).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|error| Unfit(error.to_string()))
    }
}

fn nullable(name: &str, array: &ArrayRef) -> FieldRef {
    Arc::new(Field::new(name, array.data_type().clone(), true))
}

/// A value that does not fit the column of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unfit(String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

impl From<serde_arrow::Error> for Unfit {
    fn from(error: serde_arrow::Error) -> Self {
        Self(error.to_string())
    }
}
