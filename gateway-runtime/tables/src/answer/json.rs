//! Rows of an answer as JSON: an array of objects.

use std::fmt::Write as _;

use duckdb::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use duckdb::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Decimal128Type, Field, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    IntervalMonthDayNanoType, Time64MicrosecondType, Time64NanosecondType, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use gateway_runtime::Timestamp;
use jiff::Span;
use jiff::civil::{Date, Time};
use serde::Serialize;

use super::fields::{EXTENSION_TYPE_NAME_KEY, JSON};

/// Writes the value of one row.
pub(super) type Write<'a> = Box<dyn Fn(usize, &mut Vec<u8>) + 'a>;

/// Appends the rows of a batch: objects with commas between them, and one before if `out` has rows. `fields` say which text is JSON.
pub(crate) fn rows(fields: &[Field], batch: &RecordBatch, out: &mut Vec<u8>) {
    each(fields, batch, |write| {
        if out.len() > 1 {
            out.push(b',');
        }
        write(out);
    });
}

/// Appends the rows of a batch: an object a line.
pub(super) fn lines(fields: &[Field], batch: &RecordBatch, out: &mut Vec<u8>) {
    each(fields, batch, |write| {
        write(out);
        out.push(b'\n');
    });
}

fn each(fields: &[Field], batch: &RecordBatch, mut row: impl FnMut(&dyn Fn(&mut Vec<u8>))) {
    let names: Vec<String> = fields.iter().map(|field| quoted(field.name())).collect();
    let columns: Vec<Write<'_>> = fields.iter().zip(batch.columns()).map(|(field, array)| value(field, array)).collect();
    for place in 0..batch.num_rows() {
        row(&|out| object(out, names.iter().zip(&columns).map(|(name, write)| (name.as_bytes(), write)), place));
    }
}

fn object<'a, 'b: 'a>(out: &mut Vec<u8>, fields: impl Iterator<Item = (&'a [u8], &'a Write<'b>)>, row: usize) {
    out.push(b'{');
    for (place, (name, write)) in fields.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend_from_slice(name);
        out.push(b':');
        write(row, out);
    }
    out.push(b'}');
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// How the values of a column are written.
pub(super) fn value<'a>(field: &Field, array: &'a ArrayRef) -> Write<'a> {
    let write = present(field, array);
    match array.nulls() {
        None => write,
        Some(nulls) => Box::new(move |row, out| if nulls.is_null(row) { out.extend_from_slice(b"null") } else { write(row, out) }),
    }
}

fn present<'a>(field: &Field, array: &'a ArrayRef) -> Write<'a> {
    match field.data_type() {
        DataType::Boolean => {
            let values = array.as_boolean();
            Box::new(move |row, out| put(out, &values.value(row)))
        }
        DataType::Int8 => numbers::<Int8Type>(array),
        DataType::Int16 => numbers::<Int16Type>(array),
        DataType::Int32 => numbers::<Int32Type>(array),
        DataType::Int64 => numbers::<Int64Type>(array),
        DataType::UInt8 => numbers::<UInt8Type>(array),
        DataType::UInt16 => numbers::<UInt16Type>(array),
        DataType::UInt32 => numbers::<UInt32Type>(array),
        DataType::UInt64 => numbers::<UInt64Type>(array),
        // What is no number, JSON has as null.
        DataType::Float32 => numbers::<Float32Type>(array),
        DataType::Float64 => numbers::<Float64Type>(array),
        DataType::Decimal128(_, scale) => decimals(array, *scale),
        DataType::Utf8 if is_json(field) => {
            let values = array.as_string::<i32>();
            Box::new(move |row, out| out.extend_from_slice(values.value(row).as_bytes()))
        }
        DataType::Utf8 => {
            let values = array.as_string::<i32>();
            Box::new(move |row, out| put(out, values.value(row)))
        }
        DataType::LargeUtf8 => {
            let values = array.as_string::<i64>();
            Box::new(move |row, out| put(out, values.value(row)))
        }
        DataType::Binary => {
            let values = array.as_binary::<i32>();
            Box::new(move |row, out| {
                let hex = values.value(row).iter().fold(String::new(), |mut hex, byte| {
                    let _ = write!(hex, "{byte:02x}");
                    hex
                });
                put(out, &hex);
            })
        }
        DataType::Date32 => texts::<Date32Type>(array, |days| date(i64::from(days))),
        DataType::Time64(TimeUnit::Nanosecond) => texts::<Time64NanosecondType>(array, time),
        DataType::Time64(_) => texts::<Time64MicrosecondType>(array, |micros| time(micros.saturating_mul(1_000))),
        DataType::Timestamp(unit, zone) => timestamps(array, *unit, if zone.is_some() { "Z" } else { "" }),
        DataType::Interval(_) if array.as_primitive_opt::<IntervalMonthDayNanoType>().is_some() => {
            texts::<IntervalMonthDayNanoType>(array, |span| interval(span.months, span.days, span.nanoseconds))
        }
        DataType::List(element) => {
            let lists = array.as_list::<i32>();
            let (write, offsets) = (value(element, lists.values()), lists.value_offsets());
            Box::new(move |row, out| sequence(out, places(offsets, row), &write))
        }
        DataType::FixedSizeList(element, length) => {
            let (write, length) = (value(element, array.as_fixed_size_list().values()), usize::try_from(*length).unwrap_or_default());
            Box::new(move |row, out| sequence(out, row * length..(row + 1) * length, &write))
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let fields: Vec<(String, Write<'_>)> =
                fields.iter().zip(columns).map(|(field, array)| (quoted(field.name()), value(field, array))).collect();
            Box::new(move |row, out| object(out, fields.iter().map(|(name, write)| (name.as_bytes(), write)), row))
        }
        DataType::Map(entries, _) => maps(entries, array),
        DataType::Dictionary(_, values) => {
            let dictionary = array.as_any_dictionary();
            let values = Field::new("values", (**values).clone(), true);
            let (write, places) = (value(&values, dictionary.values()), dictionary.normalized_keys());
            Box::new(move |row, out| write(places[row], out))
        }
        DataType::Null => Box::new(|_, out| out.extend_from_slice(b"null")),
        other => {
            let text = quoted(&format!("a value of type {other}"));
            Box::new(move |_, out| out.extend_from_slice(text.as_bytes()))
        }
    }
}

/// Whether text is JSON to DuckDB.
pub(super) fn is_json(field: &Field) -> bool {
    field.metadata().get(EXTENSION_TYPE_NAME_KEY).is_some_and(|name| name == JSON)
}

fn put<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    // Writing scalars to memory cannot fail.
    let _ = value.serialize(&mut serde_json::Serializer::new(out));
}

fn numbers<T: ArrowPrimitiveType>(array: &ArrayRef) -> Write<'_>
where
    T::Native: Serialize,
{
    let values = array.as_primitive::<T>();
    Box::new(move |row, out| put(out, &values.value(row)))
}

fn texts<'a, T: ArrowPrimitiveType>(array: &'a ArrayRef, text: impl Fn(T::Native) -> String + 'a) -> Write<'a> {
    let values = array.as_primitive::<T>();
    Box::new(move |row, out| put(out, &text(values.value(row))))
}

/// Numbers that a reader of 64 bits keeps; larger ones as text.
fn decimals(array: &ArrayRef, scale: i8) -> Write<'_> {
    let values = array.as_primitive::<Decimal128Type>();
    Box::new(move |row, out| {
        let value = values.value(row);
        let whole = scale <= 0 && (i64::try_from(value).is_ok() || u64::try_from(value).is_ok());
        let text = values.value_as_string(row);
        if whole || (scale > 0 && value.unsigned_abs() < 10_u128.pow(15)) {
            out.extend_from_slice(text.as_bytes());
        } else {
            put(out, &text);
        }
    })
}

fn timestamps<'a>(array: &'a ArrayRef, unit: TimeUnit, zone: &'static str) -> Write<'a> {
    match unit {
        TimeUnit::Second => texts::<TimestampSecondType>(array, move |secs| point(secs.checked_mul(1_000_000_000), zone)),
        TimeUnit::Millisecond => texts::<TimestampMillisecondType>(array, move |millis| point(millis.checked_mul(1_000_000), zone)),
        TimeUnit::Microsecond => texts::<TimestampMicrosecondType>(array, move |micros| point(micros.checked_mul(1_000), zone)),
        TimeUnit::Nanosecond => texts::<TimestampNanosecondType>(array, move |nanos| point(Some(nanos), zone)),
    }
}

/// A point in time as it goes over the wire: to the microsecond.
fn point(nanos: Option<i64>, zone: &str) -> String {
    nanos.map_or_else(|| "out of range".to_owned(), |nanos| Timestamp::from_nanos(nanos).to_naive_string() + zone)
}

fn date(days: i64) -> String {
    let day = Span::new().try_days(days).and_then(|days| Date::constant(1970, 1, 1).checked_add(days));
    day.map_or_else(|_| "out of range".to_owned(), |day| day.to_string())
}

fn time(nanos: i64) -> String {
    Time::midnight().wrapping_add(std::time::Duration::from_nanos(nanos.unsigned_abs())).to_string()
}

/// A span of time in the form of ISO 8601.
fn interval(months: i32, days: i32, nanos: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a span that long is not meant to the nanosecond")]
    let seconds = nanos as f64 / 1e9;
    format!("P{months}M{days}DT{seconds}S")
}

fn places(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let place = |row: usize| usize::try_from(offsets[row]).unwrap_or_default();
    place(row)..place(row + 1)
}

fn sequence(out: &mut Vec<u8>, places: std::ops::Range<usize>, write: &Write<'_>) {
    out.push(b'[');
    for (number, place) in places.enumerate() {
        if number > 0 {
            out.push(b',');
        }
        write(place, out);
    }
    out.push(b']');
}

/// An object: a key that is no text is one in the object.
fn maps<'a>(entries: &Field, array: &'a ArrayRef) -> Write<'a> {
    let DataType::Struct(fields) = entries.data_type() else { return Box::new(|_, out| out.extend_from_slice(b"{}")) };
    let map = array.as_map();
    let (keys, values, offsets) = (value(&fields[0], map.keys()), value(&fields[1], map.values()), map.value_offsets());
    Box::new(move |row, out| {
        out.push(b'{');
        for (number, place) in places(offsets, row).enumerate() {
            if number > 0 {
                out.push(b',');
            }
            let mut key = Vec::new();
            keys(place, &mut key);
            if key.first() == Some(&b'"') {
                out.extend_from_slice(&key);
            } else {
                put(out, &String::from_utf8_lossy(&key));
            }
            out.push(b':');
            values(place, out);
        }
        out.push(b'}');
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_on_the_wire() {
        let nanos = 1_577_934_245_123_456_789;
        assert_eq!(point(Some(nanos), ""), "2020-01-02T03:04:05.123456");
        assert_eq!(point(Some(0), "Z"), "1970-01-01T00:00:00Z");
        assert_eq!((date(-1), time(3_723_500_000_000)), ("1969-12-31".to_owned(), "01:02:03.5".to_owned()));
    }
}
