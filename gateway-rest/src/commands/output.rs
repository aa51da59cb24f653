//! What commands write: tables for people, JSON and CSV for programs.

use std::io::{self, IsTerminal, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table};
use serde_json::Value;

use super::cells::{Columns, cell, columns, csv_line};

/// How answers are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    pub(super) format: Format,
    colours: bool,
    is_terminal: bool,
}

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Table,
    Json,
    Ndjson,
    Csv,
}

impl Output {
    pub(super) fn new(format: &str) -> Self {
        let format = match format {
            "json" => Format::Json,
            "ndjson" => Format::Ndjson,
            "csv" => Format::Csv,
            _ => Format::Table,
        };
        let is_terminal = io::stdout().is_terminal();
        // See https://no-color.org: set, and not empty.
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { format, colours: is_terminal && !unwanted, is_terminal }
    }

    /// Writes rows. `nothing` says of an empty table what it would have had.
    pub(super) fn rows(self, rows: &[Value], nothing: &str) -> io::Result<()> {
        let mut text = Vec::new();
        match self.format {
            Format::Json => writeln!(text, "{:#}", Value::from(rows))?,
            Format::Ndjson => rows.iter().try_for_each(|row| writeln!(text, "{row}"))?,
            Format::Csv => {
                let Columns { names, rows } = columns(rows);
                if !names.is_empty() {
                    writeln!(text, "{}", csv_line(&names))?;
                }
                rows.iter().try_for_each(|row| writeln!(text, "{}", csv_line(row)))?;
            }
            Format::Table => match rows {
                [] => eprintln!("{nothing}"),
                [Value::Object(fields)] => {
                    let rows = fields.iter().map(|(name, value)| (name.clone(), cell(value)));
                    writeln!(text, "{}", self.record(rows).trim_fmt())?;
                }
                // Names and the like need no heading.
                rows if !rows.iter().any(Value::is_object) => rows.iter().try_for_each(|row| writeln!(text, "{}", cell(row)))?,
                rows => writeln!(text, "{}", self.table(columns(rows)).trim_fmt())?,
            },
        }
        print(&text)
    }

    /// Writes one value: an object as a record, all else by itself.
    pub(super) fn value(self, value: &Value) -> io::Result<()> {
        match (self.format, value) {
            (Format::Json, _) => print(format!("{value:#}\n").as_bytes()),
            (Format::Table, Value::Array(rows)) if rows.iter().all(Value::is_object) => self.rows(rows, "nothing"),
            (Format::Csv | Format::Table, Value::Object(_)) => self.rows(std::slice::from_ref(value), ""),
            (Format::Csv | Format::Table, value) => print(format!("{}\n", cell(value)).as_bytes()),
            (Format::Ndjson, _) => print(format!("{value}\n").as_bytes()),
        }
    }

    /// Columns of rows.
    fn table(self, Columns { names, rows }: Columns) -> Table {
        let mut table = self.empty();
        table.set_header(names.iter().map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
        for row in rows {
            table.add_row(row.into_iter().zip(&names).map(|(text, name)| shaded(text, name)));
        }
        table
    }

    /// The fields of one row, each on a line.
    fn record(self, fields: impl Iterator<Item = (String, String)>) -> Table {
        let mut table = self.empty();
        for (name, text) in fields {
            let text = shaded(text, &name);
            table.add_row([Cell::new(name).add_attribute(Attribute::Bold), text]);
        }
        table
    }

    fn empty(self) -> Table {
        let mut table = Table::new();
        table.load_style(NOTHING);
        if self.is_terminal {
            table.set_content_arrangement(ContentArrangement::Dynamic);
        }
        if self.colours {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table
    }

    /// `text` behind others.
    pub(super) fn dim(self, text: &str) -> String {
        self.styled("2", text)
    }

    /// `text` before others.
    pub(super) fn bold(self, text: &str) -> String {
        self.styled("1", text)
    }

    /// `text` as something to note.
    pub(super) fn warning(self, text: &str) -> String {
        self.styled("33", text)
    }

    /// `text` in a style of terminals, if colours are wanted.
    fn styled(self, style: &str, text: &str) -> String {
        if self.colours { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Ids and times stand back behind what was said.
fn shaded(text: String, column: &str) -> Cell {
    let cell = Cell::new(text);
    if matches!(column, "id" | "timestamp") { cell.fg(Color::DarkGrey) } else { cell }
}

/// Writes to standard output, at once.
pub(super) fn print(text: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text)?;
    out.flush()
}
