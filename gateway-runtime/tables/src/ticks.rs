//! Ticks as Arrow, from where they are: the columns are those of a table, but there is no table, and DuckDB is not asked.

use arrow_ipc::writer::StreamWriter;
use duckdb::arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StructArray};
use duckdb::arrow::datatypes::{Field, Schema};
use duckdb::arrow::error::ArrowError;
use gateway_runtime::channel::{AnyChannel, Shape};
use gateway_runtime::state::{Row, Unanswered};

use crate::follow::BATCH;
use crate::layout::Layout;

/// The columns of the ticks of a channel. A dynamic channel is one key of its field, and has no keys itself.
pub(crate) fn layout(channel: &dyn AnyChannel) -> Layout {
    Layout::new(channel.column(), channel.shape() == Shape::Basket && !channel.is_dynamic(), false)
}

/// Rows as a stream of Arrow IPC, with all columns or those that are named.
pub(crate) fn arrow(layout: &Layout, columns: Option<&[String]>, rows: &[Row]) -> Result<Vec<u8>, Unanswered> {
    let batch = |rows: &[Row]| {
        let batch = layout.batch(rows, 0).map_err(|error| Unanswered::Failed(format!("a value does not fit its column: {error}")))?;
        columns.map_or(Ok(batch.clone()), |columns| chosen(layout, columns, &batch))
    };
    // Without rows the columns are told all the same.
    let (first, rest) = rows.split_at(rows.len().min(BATCH));
    let first = batch(first)?;
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &first.schema()).map_err(|error| failed(&error))?;
    writer.write(&first).map_err(|error| failed(&error))?;
    for rows in rest.chunks(BATCH) {
        writer.write(&batch(rows)?).map_err(|error| failed(&error))?;
    }
    writer.finish().map_err(|error| failed(&error))?;
    drop(writer);
    Ok(bytes)
}

/// These columns of a batch, and parts of structs, under the names by which they were asked for.
fn chosen(layout: &Layout, columns: &[String], batch: &RecordBatch) -> Result<RecordBatch, Unanswered> {
    let arrays: Result<Vec<ArrayRef>, Unanswered> = columns.iter().map(|name| column(layout, name, batch)).collect();
    let arrays = arrays?;
    let fields: Vec<Field> = columns.iter().zip(&arrays).map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Schema::new(fields).into(), arrays, &rows).map_err(|error| failed(&error))
}

fn column(layout: &Layout, name: &str, batch: &RecordBatch) -> Result<ArrayRef, Unanswered> {
    let mut steps = name.split('.');
    let first = steps.next().unwrap_or_default();
    let first = layout.field(first).map_or(first, |(column, _)| column);
    let whole = batch.column_by_name(first).cloned();
    let found = steps.try_fold(whole, |array, step| {
        let parts = array.as_ref()?.as_any().downcast_ref::<StructArray>()?;
        Some(parts.column_by_name(step).cloned())
    });
    found.flatten().ok_or_else(|| {
        Unanswered::Refused(format!(
            "`{name}` is no column of Arrow: parts of structs are, those of maps and of JSON are not; name the whole column"
        ))
    })
}

fn failed(error: &ArrowError) -> Unanswered {
    Unanswered::Failed(format!("Arrow cannot be written: {error}"))
}
