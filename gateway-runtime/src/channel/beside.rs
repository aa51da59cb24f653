//! A message beside the id and the time of its tick: one object, as the world outside sees it.

use serde::Serialize;
use serde::ser::{Impossible, SerializeMap, SerializeStruct, Serializer};

use super::Stamp;
use crate::message::Message;
use crate::{TickId, Timestamp};

/// Appends `{"id":..,"timestamp":..,` and the fields of the message. A message that is no object stands under `value`.
///
/// This is what [`serialize_beside`] writes as JSON, with less to do for each tick.
pub(crate) fn write_beside<T: Message>(stamp: &Stamp, message: &T, out: &mut Vec<u8>) {
    let start = out.len();
    if let Err(error) = try_write_beside(stamp, message, out) {
        // Only a message with a failing `Serialize` of its own gets here: show that, and keep the JSON whole.
        out.truncate(start);
        let Stamp { id, time } = stamp;
        let note = serde_json::json!({ "id": id, "timestamp": time.to_naive_string(), "error": error.to_string() });
        out.extend_from_slice(note.to_string().as_bytes());
    }
}

fn try_write_beside<T: Message>(stamp: &Stamp, message: &T, out: &mut Vec<u8>) -> serde_json::Result<()> {
    out.extend_from_slice(b"{\"id\":");
    stamp.id.write_json(out);
    out.extend_from_slice(b",\"timestamp\":\"");
    out.extend_from_slice(stamp.time.text().naive().as_bytes());
    out.push(b'"');
    let place = out.len();
    serde_json::to_writer(&mut *out, message)?;
    match &out[place..] {
        [b'{', b'}'] if message.is_flat() => drop(out.drain(place..=place)),
        // Its fields go on where those before them end.
        [b'{', ..] if message.is_flat() => out[place] = b',',
        _ => {
            out.splice(place..place, *b",\"value\":");
            out.push(b'}');
        }
    }
    Ok(())
}

/// Writes a message beside the id and the time that it has, if it has them, in whatever form.
pub(crate) fn serialize_beside<T: Message, S: Serializer>(
    id: Option<&TickId>,
    time: Option<Timestamp>,
    message: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    if let Some(id) = id {
        map.serialize_entry("id", id)?;
    }
    if let Some(time) = time {
        map.serialize_entry("timestamp", time.text().naive())?;
    }
    if message.is_flat() {
        message.serialize(Flat(&mut map))?;
    } else {
        map.serialize_entry("value", message)?;
    }
    map.end()
}

/// A serializer that writes a struct's fields into an object already begun, and anything else under `value`.
struct Flat<'a, M>(&'a mut M);

macro_rules! as_value {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<(), M::Error> {
            self.0.serialize_entry("value", &value)
        })*
    };
}

impl<'a, M: SerializeMap> Serializer for Flat<'a, M> {
    type Ok = ();
    type Error = M::Error;
    type SerializeSeq = Impossible<(), M::Error>;
    type SerializeTuple = Impossible<(), M::Error>;
    type SerializeTupleStruct = Impossible<(), M::Error>;
    type SerializeTupleVariant = Impossible<(), M::Error>;
    type SerializeMap = Fields<'a, M>;
    type SerializeStruct = Fields<'a, M>;
    type SerializeStructVariant = Impossible<(), M::Error>;

    as_value! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
    }

    fn serialize_none(self) -> Result<(), M::Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), M::Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), M::Error> {
        self.0.serialize_entry("value", &())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), M::Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), M::Error> {
        self.0.serialize_entry("value", variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), M::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.0.serialize_entry("value", &std::collections::BTreeMap::from([(variant, value)]))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'a, M>, M::Error> {
        Ok(Fields(self.0))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'a, M>, M::Error> {
        Ok(Fields(self.0))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, M::Error> {
        Err(no_message("a list"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, M::Error> {
        Err(no_message("a tuple"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, M::Error> {
        Err(no_message("a tuple struct"))
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeTupleVariant, M::Error> {
        Err(no_message("a tuple variant"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, M::Error> {
        Err(no_message("an untagged struct variant"))
    }
}

fn no_message<E: serde::ser::Error>(what: &str) -> E {
    E::custom(format_args!("{what} is no message: use #[message]"))
}

struct Fields<'a, M>(&'a mut M);

impl<M: SerializeMap> SerializeStruct for Fields<'_, M> {
    type Ok = ();
    type Error = M::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), M::Error> {
        self.0.serialize_entry(key, value)
    }

    fn end(self) -> Result<(), M::Error> {
        Ok(())
    }
}

impl<M: SerializeMap> SerializeMap for Fields<'_, M> {
    type Ok = ();
    type Error = M::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        self.0.serialize_value(value)
    }

    fn end(self) -> Result<(), M::Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::stage::Staged;

    /// What is written of a message, whose id has what has to be escaped.
    fn written<T: Message>(message: T) -> String {
        let stamp = Stamp { id: TickId::client("a \"b\""), time: Timestamp::from_secs(1) };
        let mut out = b"[".to_vec();
        write_beside(&stamp, &message, &mut out);
        let staged = Staged { id: Some(stamp.id), timestamp: Some(stamp.time), message };
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out[1..], serde_json::to_string(&staged).unwrap(), "both ways are the same");
        out[1..].strip_prefix(r#"{"id":"a \"b\"","timestamp":"1970-01-01T00:00:01""#).unwrap().to_owned()
    }

    #[test]
    fn fields_stand_beside_the_stamp_and_anything_else_under_value() {
        assert_eq!(written(json!({ "x": { "id": 7 }, "y": [] })), r#","x":{"id":7},"y":[]}"#);
        assert_eq!(written(Value::Object(Map::new())), "}");
        assert_eq!(written(json!({ "id": 7 })), r#","value":{"id":7}}"#);
        assert_eq!(written(json!({ "id": 7 }).to_string()), r#","value":"{\"id\":7}"}"#);
        assert_eq!(written(-1.5), r#","value":-1.5}"#);
        assert_eq!(written(Value::Null), r#","value":null}"#);
    }
}
