//! One statement: its parameters, its rows, its answer.

use duckdb::arrow::record_batch::RecordBatch;
use duckdb::types::Value as Bound;
use duckdb::{Connection, Statement, params_from_iter};
use gateway_runtime::state::{Answer, Parameters, Question, Unanswered};
use serde_json::Value;

use crate::Settings;
use crate::answer::{self, Found};
use crate::text::{is_interrupt, of_error};

/// Runs a statement that was checked, in a transaction that cannot write.
pub(crate) fn run(db: &Connection, question: &Question, settings: &Settings) -> Result<Answer, Unanswered> {
    db.execute_batch("BEGIN TRANSACTION READ ONLY").map_err(|error| of(&error, settings))?;
    let answer = found(db, question, settings).and_then(|found| answer::encode(&found, question.form, settings.max_bytes));
    end(db)?;
    answer
}

/// Ends the transaction, also one that has failed. The interrupt that was meant for the statement may hit this.
fn end(db: &Connection) -> Result<(), Unanswered> {
    loop {
        match db.execute_batch("ROLLBACK") {
            Err(error) if is_interrupt(&error) && !db.is_autocommit() => {}
            Err(error) if !db.is_autocommit() => return Err(Unanswered::Failed(of_error(&error))),
            _ => return Ok(()),
        }
    }
}

fn of(error: &duckdb::Error, settings: &Settings) -> Unanswered {
    if is_interrupt(error) { Unanswered::TimedOut(settings.timeout) } else { Unanswered::Refused(of_error(error)) }
}

fn found(db: &Connection, question: &Question, settings: &Settings) -> Result<Found, Unanswered> {
    let mut statement = db.prepare(&question.sql).map_err(|error| of(&error, settings))?;
    let parameters = parameters(&statement, &question.parameters)?;
    let stream = statement.stream_arrow(params_from_iter(parameters)).map_err(|error| of(&error, settings))?;
    let schema = stream.get_schema();
    let (mut batches, mut rows, mut bytes) = (Vec::new(), 0, 0);
    for batch in stream {
        let mut batch: RecordBatch = batch.map_err(|error| of(&error, settings))?;
        if let Some(limit) = question.limit {
            batch = batch.slice(0, batch.num_rows().min(limit.saturating_sub(rows)));
        }
        rows += batch.num_rows();
        bytes += batch.get_array_memory_size();
        if rows > settings.max_rows {
            return Err(Unanswered::TooLarge(format!(
                "the answer has more than the {} rows that are allowed: add a LIMIT, or ask for a `limit`",
                settings.max_rows
            )));
        }
        if bytes > settings.max_bytes {
            return Err(answer::too_large(settings.max_bytes));
        }
        batches.push(batch);
        if question.limit == Some(rows) {
            break;
        }
    }
    let fields = answer::fields(&schema, &statement);
    Ok(Found { schema, fields, batches, rows })
}

/// The values of the parameters, in the order of the statement.
fn parameters(statement: &Statement<'_>, given: &Parameters) -> Result<Vec<Bound>, Unanswered> {
    let count = statement.parameter_count();
    let names = (1..=count).map(|place| statement.parameter_name(place).unwrap_or_else(|_| place.to_string()));
    match given {
        Parameters::Positional(values) if values.len() == count => values.iter().map(bound).collect(),
        Parameters::Positional(values) => {
            Err(Unanswered::Refused(format!("the statement has {count} parameters, and {} values were given", values.len())))
        }
        Parameters::Named(values) => {
            let names: Vec<String> = names.collect();
            if let Some(name) = values.keys().find(|name| !names.contains(name)) {
                return Err(Unanswered::Refused(format!("the statement has no parameter `${name}`")));
            }
            let value = |name: &String| values.get(name).ok_or_else(|| Unanswered::Refused(format!("parameter `${name}` has no value")));
            names.iter().map(|name| bound(value(name)?)).collect()
        }
    }
}

fn bound(value: &Value) -> Result<Bound, Unanswered> {
    match value {
        Value::Null => Ok(Bound::Null),
        Value::Bool(truth) => Ok(Bound::Boolean(*truth)),
        Value::String(text) => Ok(Bound::Text(text.clone())),
        Value::Number(number) => Ok(match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Bound::BigInt(number),
            (None, Some(number)) => Bound::UBigInt(number),
            (None, None) => Bound::Double(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Value::Array(_) | Value::Object(_) => {
            Err(Unanswered::Refused("a parameter is text, a number, true, false or null; give JSON as text".to_owned()))
        }
    }
}
