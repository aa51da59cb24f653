//! Columns: how a message stands in a table, described without any database.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Schema;

/// The type of the column in which the values of a Rust type stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnType {
    /// `bool`.
    Boolean,
    /// `i8`.
    Int8,
    /// `i16`.
    Int16,
    /// `i32`.
    Int32,
    /// `i64` and `isize`.
    Int64,
    /// `u8`.
    UInt8,
    /// `u16`.
    UInt16,
    /// `u32`.
    UInt32,
    /// `u64` and `usize`.
    UInt64,
    /// `f32`.
    Float32,
    /// `f64`.
    Float64,
    /// `String` and `char`.
    Text,
    /// One of these texts: an enum without fields.
    Choice(&'static [&'static str]),
    /// A point in time, UTC.
    Timestamp,
    /// A day of the calendar.
    Date,
    /// A time of the day.
    Time,
    /// A span of time.
    Duration,
    /// Any number of values.
    List(Box<Self>),
    /// A value for each of any number of texts.
    Map(Box<Self>),
    /// Named values.
    Struct(Vec<Column>),
    /// The value, or nothing.
    Optional(Box<Self>),
    /// JSON text: what has no fixed form.
    Json,
}

/// One column of a table, or one field of a [`ColumnType::Struct`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, which is that of the field.
    pub name: &'static str,
    /// Its type.
    pub kind: ColumnType,
}

impl ColumnType {
    /// The type of the column for values of `T`.
    ///
    /// ```
    /// use gateway_runtime::message::{Column, ColumnType};
    /// use gateway_runtime::prelude::*;
    ///
    /// #[message]
    /// pub struct Trade {
    ///     pub price: f64,
    ///     pub size: Option<u32>,
    /// }
    ///
    /// let size = Column { name: "size", kind: ColumnType::UInt32.optional() };
    /// assert_eq!(ColumnType::of::<Trade>(), ColumnType::Struct(vec![Column { name: "price", kind: ColumnType::Float64 }, size]));
    /// ```
    pub fn of<T: Schema + ?Sized>() -> Self {
        T::column()
    }

    /// The same, or nothing.
    #[must_use]
    pub fn optional(self) -> Self {
        match self {
            Self::Optional(_) => self,
            other => Self::Optional(Box::new(other)),
        }
    }

    /// The type of the values that are there: without [`Optional`](Self::Optional).
    pub fn present(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner.present(),
            other => other,
        }
    }
}

/// One field of a message, as `#[message]` describes it.
#[derive(Debug, Clone, Copy)]
pub struct FieldColumn {
    /// Its name on the wire.
    pub name: &'static str,
    /// The column of its type.
    pub column: fn() -> ColumnType,
}

/// The column of a struct.
pub fn struct_column(fields: &[FieldColumn]) -> ColumnType {
    fields_of(fields.iter().map(|field| Column { name: field.name, kind: (field.column)() }).collect())
}

/// The column of an enum whose variants have fields: `type`, and the fields of all variants, each empty in the others. A field
/// that has another type in another variant is JSON.
pub fn tagged_column(names: &'static [&'static str], variants: &[&[FieldColumn]]) -> ColumnType {
    let mut columns = vec![Column { name: "type", kind: ColumnType::Choice(names) }];
    for field in variants.iter().copied().flatten() {
        let kind = (field.column)().optional();
        match columns.iter_mut().find(|column| column.name == field.name) {
            None => columns.push(Column { name: field.name, kind }),
            Some(known) if known.kind == kind => {}
            Some(known) => known.kind = ColumnType::Json.optional(),
        }
    }
    fields_of(columns)
}

/// A struct. Databases do not tell names apart by the case of letters, so one that does is JSON; and one without fields.
fn fields_of(columns: Vec<Column>) -> ColumnType {
    let names: BTreeSet<String> = columns.iter().map(|column| column.name.to_lowercase()).collect();
    if columns.is_empty() || names.len() < columns.len() { ColumnType::Json } else { ColumnType::Struct(columns) }
}

/// The column of a type that says nothing of it: by its JSON Schema, where that is simple.
pub(super) fn by_schema(schema: &Value) -> ColumnType {
    match schema["type"].as_str() {
        Some("string") => ColumnType::Text,
        Some("number") => ColumnType::Float64,
        Some("boolean") => ColumnType::Boolean,
        _ => ColumnType::Json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_share_the_columns_of_their_fields() {
        let field = |name, column| FieldColumn { name, column };
        let (a, b) = ([field("at", i64::column), field("x", u8::column)], [field("at", i64::column), field("x", String::column)]);
        let tagged = tagged_column(&["A", "B"], &[&a, &b]);
        let columns = vec![
            Column { name: "type", kind: ColumnType::Choice(&["A", "B"]) },
            Column { name: "at", kind: ColumnType::Int64.optional() },
            Column { name: "x", kind: ColumnType::Json.optional() },
        ];
        assert_eq!(tagged, ColumnType::Struct(columns));
    }

    #[test]
    fn names_that_differ_in_case_alone_are_json() {
        let fields = [FieldColumn { name: "a", column: u8::column }, FieldColumn { name: "A", column: u8::column }];
        assert_eq!(struct_column(&fields), ColumnType::Json);
    }
}
