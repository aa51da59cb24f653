//! The forms of answers.

mod csv;
mod fields;
pub(crate) mod json;

use std::io::Write;

use duckdb::arrow::datatypes::{Field, SchemaRef};
use duckdb::arrow::error::ArrowError;
use duckdb::arrow::record_batch::RecordBatch;
use gateway_runtime::state::{Answer, Form, Unanswered};

pub(crate) use fields::fields;

/// The rows that a statement found.
pub(crate) struct Found {
    pub(crate) schema: SchemaRef,
    /// The columns once more, with what is JSON marked.
    pub(crate) fields: Vec<Field>,
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) rows: usize,
}

/// The rows in a form, if that has no more bytes than `most`.
pub(crate) fn encode(found: &Found, form: Form, most: usize) -> Result<Answer, Unanswered> {
    let mut bytes = Vec::new();
    match form {
        Form::Json => {
            bytes.push(b'[');
            each(found, most, &mut bytes, |batch, bytes| json::rows(&found.fields, batch, bytes))?;
            bytes.push(b']');
        }
        Form::Lines => each(found, most, &mut bytes, |batch, bytes| json::lines(&found.fields, batch, bytes))?,
        Form::Csv => {
            csv::names(&found.fields, &mut bytes);
            each(found, most, &mut bytes, |batch, bytes| csv::rows(&found.fields, batch, bytes))?;
        }
        Form::Arrow => arrow(found, &mut Bounded { bytes: &mut bytes, most }).map_err(|error| unwritten(&error, most))?,
        Form::Parquet => parquet(found, &mut Bounded { bytes: &mut bytes, most }).map_err(|error| unwritten(&error, most))?,
    }
    Ok(Answer { bytes, rows: found.rows })
}

pub(crate) fn too_large(most: usize) -> Unanswered {
    Unanswered::TooLarge(format!(
        "the answer has more than the {most} bytes that are allowed: add a LIMIT, name fewer columns, or ask for a `limit`"
    ))
}

fn each(found: &Found, most: usize, bytes: &mut Vec<u8>, write: impl Fn(&RecordBatch, &mut Vec<u8>)) -> Result<(), Unanswered> {
    for batch in &found.batches {
        write(batch, bytes);
        if bytes.len() > most {
            return Err(too_large(most));
        }
    }
    Ok(())
}

fn arrow(found: &Found, out: &mut Bounded<'_>) -> Result<(), ArrowError> {
    let mut writer = arrow_ipc::writer::StreamWriter::try_new(out, &found.schema)?;
    found.batches.iter().try_for_each(|batch| writer.write(batch))?;
    writer.finish()
}

fn parquet(found: &Found, out: &mut Bounded<'_>) -> Result<(), parquet::errors::ParquetError> {
    use parquet::basic::Compression;
    let properties = parquet::file::properties::WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = parquet::arrow::ArrowWriter::try_new(out, found.schema.clone(), Some(properties))?;
    found.batches.iter().try_for_each(|batch| writer.write(batch))?;
    writer.close()?;
    Ok(())
}

/// Bytes up to a limit.
struct Bounded<'a> {
    bytes: &'a mut Vec<u8>,
    most: usize,
}

impl Write for Bounded<'_> {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + part.len() > self.most {
            return Err(std::io::Error::other(TOO_LARGE));
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What the error of a writer says that had no room.
const TOO_LARGE: &str = "no room for the answer";

fn unwritten(error: &dyn std::fmt::Display, most: usize) -> Unanswered {
    let text = error.to_string();
    if text.contains(TOO_LARGE) { too_large(most) } else { Unanswered::Refused(format!("the answer has no such form: {text}")) }
}
