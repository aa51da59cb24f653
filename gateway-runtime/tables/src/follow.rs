//! The tables, and how they follow states and histories.

use std::collections::BTreeSet;

use duckdb::Connection;
use duckdb::arrow::record_batch::RecordBatch;
use gateway_runtime::channel::{AnyChannel, Shape};
use gateway_runtime::engine::NodeError;
use gateway_runtime::message::{Column, ColumnType};
use gateway_runtime::state::{Keeper, Row};

use crate::layout::Layout;
use crate::types::identifier;

/// Where changed rows wait within a transaction.
const STAGE: &str = "temp.main.stage";

/// A part of a table so large is made anew rather than changed.
const LARGE_PART: usize = 3;

/// So many rows go to DuckDB, or into a stream of Arrow, in one batch.
pub(crate) const BATCH: usize = 16_384;

/// One table, and what it has.
#[derive(Debug)]
pub(crate) struct Followed {
    name: String,
    layout: Layout,
    source: Source,
    /// What to ask the keeper with the next time.
    version: u64,
    /// How many rows the table has, and how many it had to strike out since it was made: DuckDB keeps their room.
    rows: usize,
    struck: usize,
}

/// What a table follows.
#[derive(Debug)]
enum Source {
    State {
        state: usize,
        /// The columns of the key; `None` if one is within JSON.
        key: Option<Vec<KeyColumn>>,
    },
    History {
        channel: usize,
    },
}

/// Where a part of a key is.
#[derive(Debug)]
struct KeyColumn {
    /// The place of the column.
    column: usize,
    /// The column, or the part of it, as SQL names it behind the table's name.
    sql: String,
}

impl Followed {
    /// The tables of all that the keeper has: a state under its name, a history under that of its channel and `_history`.
    pub(crate) fn all(keeper: &Keeper, channels: &[&dyn AnyChannel]) -> Result<Vec<Self>, NodeError> {
        let mut tables = Vec::new();
        for (state, meta) in keeper.states().iter().enumerate() {
            let layout = Layout::new(channels[meta.channel].column(), meta.of_basket, false);
            let key = meta.key.iter().enumerate().map(|(place, path)| key_column(&layout, path, meta.of_basket && place == 0)).collect();
            tables.push(Self::new(meta.alias.to_owned(), layout, Source::State { state, key }));
        }
        for history in keeper.histories() {
            let channel = channels[history.channel];
            let layout = Layout::new(channel.column(), channel.shape() == Shape::Basket, true);
            tables.push(Self::new(format!("{}_history", channel.name()), layout, Source::History { channel: history.channel }));
        }
        let mut names = BTreeSet::new();
        match tables.iter().find(|table| !names.insert(table.name.to_lowercase())) {
            Some(twice) => Err(format!("two tables would be called `{}`: give the state another alias", twice.name).into()),
            None => Ok(tables),
        }
    }

    fn new(name: String, layout: Layout, source: Source) -> Self {
        Self { name, layout, source, version: 0, rows: 0, struck: 0 }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Makes the table, empty.
    pub(crate) fn create(&self, db: &Connection) -> Result<(), NodeError> {
        Ok(db.execute_batch(&self.layout.create("OR REPLACE", &self.address()))?)
    }

    fn address(&self) -> String {
        format!("main.{}", identifier(&self.name))
    }

    /// Brings the table up to what the keeper has now, within a transaction of `db`. What it then has is known once that is done, so it
    /// is given back.
    pub(crate) fn catch_up(&self, db: &Connection, keeper: &Keeper) -> Result<CaughtUp, NodeError> {
        match &self.source {
            Source::State { state, key } => self.follow_state(db, keeper, *state, key.as_deref()),
            Source::History { channel } => self.follow_history(db, keeper, *channel),
        }
    }

    /// Takes note of what was caught up, once its transaction is done.
    pub(crate) fn note(&mut self, CaughtUp { version, rows, struck }: CaughtUp) {
        (self.version, self.rows, self.struck) = (version, rows, struck);
    }

    fn follow_state(&self, db: &Connection, keeper: &Keeper, state: usize, key: Option<&[KeyColumn]>) -> Result<CaughtUp, NodeError> {
        let changes = keeper.changes(state, self.version);
        let count = changes.rows.len() + changes.gone.len();
        if count == 0 && !changes.whole {
            return Ok(CaughtUp { version: changes.version, rows: self.rows, struck: self.struck });
        }
        let is_large = count > self.rows / LARGE_PART || self.struck + count > self.rows.max(BATCH);
        let (rows, version, key) = match key {
            _ if changes.whole => return self.make_anew(db, &changes.rows, changes.version),
            Some(key) if !is_large => (changes.rows, changes.version, key),
            _ => {
                let all = keeper.changes(state, 0);
                return self.make_anew(db, &all.rows, all.version);
            }
        };
        // Keys alone are enough to strike rows out.
        let columns: Vec<usize> = key.iter().map(|part| part.column).collect::<BTreeSet<_>>().into_iter().collect();
        let is_key = key.iter().map(|KeyColumn { sql, .. }| format!("t.{sql} IS NOT DISTINCT FROM stage.{sql}"));
        let is_key = is_key.collect::<Vec<_>>().join(" AND ");
        let (gone, new) = (self.batches(&changes.gone, 0)?, self.batches(&rows, 0)?);
        let keys: Result<Vec<_>, _> = gone.iter().chain(&new).map(|batch| batch.project(&columns)).collect();
        db.execute_batch(&self.layout.create_some("OR REPLACE TEMP", "stage", &columns))?;
        append(db, Some("temp"), "stage", keys?)?;
        let struck = db.execute(&format!("DELETE FROM {} AS t USING {STAGE} AS stage WHERE {is_key}", self.address()), [])?;
        append(db, None, &self.name, new)?;
        Ok(CaughtUp { version, rows: self.rows + rows.len() - struck, struck: self.struck + struck })
    }

    fn follow_history(&self, db: &Connection, keeper: &Keeper, channel: usize) -> Result<CaughtUp, NodeError> {
        let changes = keeper.history_since(channel, self.version);
        let kept = usize::try_from(changes.next - changes.first).unwrap_or(usize::MAX);
        let gone = (self.rows + changes.rows.len()).saturating_sub(kept);
        if self.struck + gone > kept.max(BATCH) {
            // What was struck out takes as much room as what there is.
            let all = keeper.history_since(channel, 0);
            db.execute_batch(&self.layout.create("OR REPLACE", &self.address()))?;
            append(db, None, &self.name, self.batches(&all.rows, all.next - all.rows.len() as u64)?)?;
            return Ok(CaughtUp { version: all.next, rows: all.rows.len(), struck: 0 });
        }
        if gone > 0 {
            let number = identifier(self.layout.number().unwrap_or_default());
            db.execute_batch(&format!("DELETE FROM {} WHERE {number} < {}", self.address(), changes.first))?;
        }
        append(db, None, &self.name, self.batches(&changes.rows, changes.next - changes.rows.len() as u64)?)?;
        Ok(CaughtUp { version: changes.next, rows: kept, struck: self.struck + gone })
    }

    fn make_anew(&self, db: &Connection, rows: &[Row], version: u64) -> Result<CaughtUp, NodeError> {
        db.execute_batch(&self.layout.create("OR REPLACE", &self.address()))?;
        append(db, None, &self.name, self.batches(rows, 0)?)?;
        Ok(CaughtUp { version, rows: rows.len(), struck: 0 })
    }

    /// Rows as DuckDB takes them, which have numbers from `first` on.
    fn batches(&self, rows: &[Row], first: u64) -> Result<Vec<RecordBatch>, NodeError> {
        let batches = (first..).step_by(BATCH).zip(rows.chunks(BATCH)).map(|(first, rows)| {
            let batch = self.layout.batch(rows, first);
            batch.map_err(|error| format!("a row of `{}` does not fit: {error}", self.name).into())
        });
        batches.collect()
    }
}

/// Adds rows to a table.
fn append(db: &Connection, catalog: Option<&str>, table: &str, batches: Vec<RecordBatch>) -> Result<(), NodeError> {
    if batches.is_empty() {
        return Ok(());
    }
    let mut appender = match catalog {
        Some(catalog) => db.appender_to_catalog_and_db(table, catalog, "main")?,
        None => db.appender(table)?,
    };
    batches.into_iter().try_for_each(|batch| appender.append_record_batch(batch))?;
    Ok(appender.flush()?)
}

/// What a table has, once its transaction is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CaughtUp {
    version: u64,
    rows: usize,
    struck: usize,
}

/// The column of a part of a key.
fn key_column(layout: &Layout, path: &[&str], of_basket: bool) -> Option<KeyColumn> {
    let (name, rest) = match path {
        _ if of_basket => (layout.key()?, &[][..]),
        ["id"] => ("id", &[][..]),
        [first, rest @ ..] => {
            let (column, kind) = layout.field(first)?;
            let is_there = rest.iter().try_fold(kind, |kind, name| match kind.present() {
                ColumnType::Struct(columns) => columns.iter().find(|Column { name: other, .. }| other == name).map(|column| &column.kind),
                _ => None,
            });
            is_there?;
            (column, rest)
        }
        [] => return None,
    };
    let column = layout.columns().position(|(other, _)| other == name)?;
    let sql = [name].into_iter().chain(rest.iter().copied()).map(identifier).collect::<Vec<_>>().join(".");
    Some(KeyColumn { column, sql })
}
