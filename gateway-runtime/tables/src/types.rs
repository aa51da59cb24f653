//! What column types are to Arrow and to DuckDB.

use std::sync::Arc;

use duckdb::arrow::datatypes::{DataType, Field, Fields, TimeUnit};
use gateway_runtime::message::{Column, ColumnType};

/// The Arrow type in which values of a column travel. Choices and JSON travel as text.
pub(crate) fn arrow(kind: &ColumnType) -> DataType {
    match kind {
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Int8 => DataType::Int8,
        ColumnType::Int16 => DataType::Int16,
        ColumnType::Int32 => DataType::Int32,
        // A duration is a whole number of nanoseconds.
        ColumnType::Int64 | ColumnType::Duration => DataType::Int64,
        ColumnType::UInt8 => DataType::UInt8,
        ColumnType::UInt16 => DataType::UInt16,
        ColumnType::UInt32 => DataType::UInt32,
        ColumnType::UInt64 => DataType::UInt64,
        ColumnType::Float32 => DataType::Float32,
        ColumnType::Float64 => DataType::Float64,
        ColumnType::Text | ColumnType::Choice(_) | ColumnType::Json => DataType::Utf8,
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Nanosecond, None),
        ColumnType::Date => DataType::Date32,
        ColumnType::Time => DataType::Time64(TimeUnit::Microsecond),
        ColumnType::List(element) => DataType::List(Arc::new(field("element", element))),
        ColumnType::Map(value) => {
            let entries = Fields::from(vec![Field::new("key", DataType::Utf8, false), field("value", value)]);
            DataType::Map(Arc::new(Field::new("entries", DataType::Struct(entries), false)), false)
        }
        ColumnType::Struct(columns) => DataType::Struct(columns.iter().map(|Column { name, kind }| field(name, kind)).collect()),
        ColumnType::Optional(inner) => arrow(inner),
    }
}

/// A named Arrow type. All may be empty: within a struct that is empty all parts are.
pub(crate) fn field(name: &str, kind: &ColumnType) -> Field {
    Field::new(name, arrow(kind), true)
}

/// The type as DuckDB names it.
pub(crate) fn sql(kind: &ColumnType) -> String {
    match kind {
        ColumnType::Boolean => "BOOLEAN".to_owned(),
        ColumnType::Int8 => "TINYINT".to_owned(),
        ColumnType::Int16 => "SMALLINT".to_owned(),
        ColumnType::Int32 => "INTEGER".to_owned(),
        ColumnType::Int64 | ColumnType::Duration => "BIGINT".to_owned(),
        ColumnType::UInt8 => "UTINYINT".to_owned(),
        ColumnType::UInt16 => "USMALLINT".to_owned(),
        ColumnType::UInt32 => "UINTEGER".to_owned(),
        ColumnType::UInt64 => "UBIGINT".to_owned(),
        ColumnType::Float32 => "FLOAT".to_owned(),
        ColumnType::Float64 => "DOUBLE".to_owned(),
        ColumnType::Text => "VARCHAR".to_owned(),
        ColumnType::Choice(names) => format!("ENUM ({})", list(names.iter().map(|name| quoted('\'', name)))),
        ColumnType::Timestamp => "TIMESTAMP_NS".to_owned(),
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Time => "TIME".to_owned(),
        ColumnType::List(element) => format!("{}[]", sql(element)),
        ColumnType::Map(value) => format!("MAP(VARCHAR, {})", sql(value)),
        ColumnType::Struct(columns) => {
            format!("STRUCT({})", list(columns.iter().map(|Column { name, kind }| format!("{} {}", identifier(name), sql(kind)))))
        }
        ColumnType::Optional(inner) => sql(inner),
        ColumnType::Json => "JSON".to_owned(),
    }
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// A name as it stands in SQL, whatever is in it.
pub(crate) fn identifier(name: &str) -> String {
    quoted('"', name)
}

fn quoted(mark: char, text: &str) -> String {
    format!("{mark}{}{mark}", text.replace(mark, &format!("{mark}{mark}")))
}
