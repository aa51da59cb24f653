//! Rows of an answer as CSV, as RFC 4180 has it: nothing is nothing, an empty text is `""`, what has parts is JSON.

use duckdb::arrow::array::RecordBatch;
use duckdb::arrow::datatypes::Field;

use super::json::{self, Write};

/// The line of names.
pub(super) fn names(fields: &[Field], out: &mut Vec<u8>) {
    line(out, fields.iter(), |field, out| text(field.name(), out));
}

/// Appends the rows of a batch.
pub(super) fn rows(fields: &[Field], batch: &RecordBatch, out: &mut Vec<u8>) {
    let columns: Vec<(bool, Write<'_>)> =
        fields.iter().zip(batch.columns()).map(|(field, array)| (json::is_json(field), json::value(field, array))).collect();
    let mut value = Vec::new();
    for row in 0..batch.num_rows() {
        line(out, columns.iter(), |(is_json, write), out| {
            value.clear();
            write(row, &mut value);
            match value.as_slice() {
                b"null" => {}
                [b'"', ..] if !is_json => text(&serde_json::from_slice::<String>(&value).unwrap_or_default(), out),
                other => text(&String::from_utf8_lossy(other), out),
            }
        });
    }
}

fn line<T>(out: &mut Vec<u8>, values: impl Iterator<Item = T>, mut write: impl FnMut(T, &mut Vec<u8>)) {
    for (place, value) in values.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write(value, out);
    }
    out.extend_from_slice(b"\r\n");
}

fn text(text: &str, out: &mut Vec<u8>) {
    if !text.is_empty() && !text.contains([',', '"', '\r', '\n']) {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}
