//! The columns of an answer, with what Arrow alone does not tell: which text is JSON.

use std::collections::HashMap;
use std::sync::Arc;

use duckdb::Statement;
use duckdb::arrow::datatypes::{DataType, Field, Schema};
use duckdb::core::LogicalTypeHandle;

/// Where Arrow keeps the name of a type that it does not know itself.
pub(super) const EXTENSION_TYPE_NAME_KEY: &str = "ARROW:extension:name";

/// The name under which it knows JSON.
pub(super) const JSON: &str = "arrow.json";

/// The columns of an executed statement.
pub(crate) fn fields(schema: &Schema, statement: &Statement<'_>) -> Vec<Field> {
    schema.fields().iter().enumerate().map(|(place, field)| marked(field, &statement.column_logical_type(place))).collect()
}

fn marked(field: &Field, logical: &LogicalTypeHandle) -> Field {
    let field = field.clone();
    let child = |field: &Field, place| Arc::new(marked(field, &logical.child(place)));
    match field.data_type() {
        DataType::Utf8 if logical.get_alias().is_some_and(|alias| alias == "JSON") => {
            field.with_metadata(HashMap::from([(EXTENSION_TYPE_NAME_KEY.to_owned(), JSON.to_owned())]))
        }
        DataType::List(element) => {
            let list = DataType::List(child(element, 0));
            field.with_data_type(list)
        }
        DataType::FixedSizeList(element, length) => {
            let list = DataType::FixedSizeList(child(element, 0), *length);
            field.with_data_type(list)
        }
        DataType::Struct(fields) => {
            let fields = DataType::Struct(fields.iter().enumerate().map(|(place, field)| child(field, place)).collect());
            field.with_data_type(fields)
        }
        DataType::Map(entries, sorted) => {
            let DataType::Struct(parts) = entries.data_type() else { return field };
            let parts = DataType::Struct(parts.iter().enumerate().map(|(place, part)| child(part, place)).collect());
            let map = DataType::Map(Arc::new(entries.as_ref().clone().with_data_type(parts)), *sorted);
            field.with_data_type(map)
        }
        _ => field,
    }
}
