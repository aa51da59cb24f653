//! JSON from outside, read more strictly than `serde_json` does: a field that stands twice in an object is an error,
//! since nobody can say which one is meant.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

/// A text that is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// What is wrong.
    pub(crate) reason: String,
    /// Where, in bytes from the start.
    pub(crate) offset: usize,
}

/// Reads one JSON value.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = Strict.deserialize(&mut json);
    value.and_then(|value| json.end().map(|()| value)).map_err(|error| JsonError { reason: reason(&error), offset: offset(&error, bytes) })
}

/// The text of the error, without the place, which stands beside it.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

fn offset(error: &serde_json::Error, bytes: &[u8]) -> usize {
    if error.is_eof() {
        return bytes.len();
    }
    let line_start = match error.line().saturating_sub(2) {
        _ if error.line() <= 1 => 0,
        nth => bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(nth).map_or(0, |(place, _)| place + 1),
    };
    (line_start + error.column().saturating_sub(1)).min(bytes.len())
}

/// Reads any JSON value.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        // JSON has one kind of number: 1.0 is an integer as good as 1.
        if let Some(integer) = integer(value) {
            return Ok(integer.into());
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = access.next_element_seed(Strict)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            match fields.entry(name) {
                Entry::Vacant(place) => drop(place.insert(access.next_value_seed(Strict)?)),
                Entry::Occupied(there) => {
                    return Err(A::Error::custom(format_args!("field `{}` stands twice in an object", there.key())));
                }
            }
        }
        Ok(Value::Object(fields))
    }
}

/// The integer that `value` is, if it is one. A negative zero stays what it is.
#[expect(clippy::cast_possible_truncation, reason = "checked against the range just before")]
fn integer(value: f64) -> Option<i64> {
    let fits = value.fract() == 0.0 && value.abs() < 9.2e18 && (value != 0.0 || value.is_sign_positive());
    fits.then_some(value as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(text: &[u8]) -> (String, usize) {
        let JsonError { reason, offset } = parse(text).unwrap_err();
        (reason, offset)
    }

    #[test]
    fn good_json_is_read_as_it_is() {
        let text = r#"{"b":[1,-2,2.5,18446744073709551615,true,null],"a":{"x":"\u00e4"}}"#;
        assert_eq!(parse(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_number_without_a_fraction_is_an_integer() {
        let read = |text: &str| parse(text.as_bytes()).unwrap();
        assert_eq!(json!([read("1.0"), read("-2e3"), read("1.5")]).to_string(), "[1,-2000,1.5]");
        assert!(read("-0.0").as_f64().unwrap().is_sign_negative());
        assert_eq!(read("1e300").as_f64(), Some(1e300));
    }

    #[test]
    fn a_fault_has_its_place_in_bytes() {
        assert_eq!(fault(b"{not json"), ("key must be a string".to_owned(), 1));
        assert_eq!(fault(b"{\n  \"x\": 1,\n  y"), ("key must be a string".to_owned(), 14));
        assert_eq!(fault(b"[1,2").1, 4);
        assert_eq!(fault(b"{} {}"), ("trailing characters".to_owned(), 3));
    }

    #[test]
    fn a_field_that_stands_twice_is_an_error() {
        assert_eq!(fault(br#"{"a":{"x":1,"x":2}}"#).0, "field `x` stands twice in an object");
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        for bad in [&b"NaN"[..], b"Infinity", b"1e999", b"\xff", b"\"\xff\"", b"\"\\ud800\"", b"'a'", b"", b"01", b"[1,]"] {
            assert!(parse(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
        let deep = "[".repeat(100_000);
        assert_eq!(fault(deep.as_bytes()).0, "recursion limit exceeded");
    }
}
