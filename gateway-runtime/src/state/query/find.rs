//! Finds one value in a message, without writing the rest of it.

use std::fmt;

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct, Serializer,
};

use super::scalar::Scalar;
use crate::Timestamp;

/// Calls `found` with what stands at `path` in `message`; with nothing if there is nothing.
pub(super) fn find<T: Serialize + ?Sized>(message: &T, path: &[String], is_time: bool, found: &mut dyn FnMut(Scalar<'_>)) {
    // Where it is found, serializing ends with an error.
    let _ = message.serialize(Find { path, is_time, found });
}

/// A serializer that goes down a path.
struct Find<'a> {
    path: &'a [String],
    is_time: bool,
    found: &'a mut dyn FnMut(Scalar<'_>),
}

/// The search is over.
#[derive(Debug)]
struct Over;

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("found")
    }
}

impl std::error::Error for Over {}

impl Error for Over {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'a> Find<'a> {
    /// Here it is, if this is the end of the path.
    fn here(self, value: Scalar<'_>) -> Result<(), Over> {
        (self.found)(if self.path.is_empty() { value } else { Scalar::Null });
        Err(Over)
    }

    /// Goes down, unless this is the end of the path already.
    fn down(self) -> Result<Parts<'a>, Over> {
        if self.path.is_empty() {
            (self.found)(Scalar::Parts);
            return Err(Over);
        }
        Ok(Parts { find: self, is_next: false })
    }

    fn integer(self, number: impl Into<i128>) -> Result<(), Over> {
        let number = number.into();
        let time = if self.is_time { i64::try_from(number).ok() } else { None };
        self.here(time.map_or(Scalar::Integer(number), |nanos| Scalar::Time(Timestamp::from_nanos(nanos))))
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<(), Over> {
            self.integer(value)
        })*
    };
}

impl<'a> Serializer for Find<'a> {
    type Ok = ();
    type Error = Over;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Impossible<(), Over>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Impossible<(), Over>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
    }

    /// A point in time gives a number to who cannot read.
    fn is_human_readable(&self) -> bool {
        !self.is_time
    }

    fn serialize_bool(self, value: bool) -> Result<(), Over> {
        self.here(Scalar::Boolean(value))
    }

    fn serialize_f32(self, value: f32) -> Result<(), Over> {
        self.here(Scalar::Float(value.into()))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Over> {
        self.here(Scalar::Float(value))
    }

    fn serialize_char(self, value: char) -> Result<(), Over> {
        self.here(Scalar::Text(value.to_string().into()))
    }

    fn serialize_str(self, value: &str) -> Result<(), Over> {
        self.here(Scalar::Text(value.into()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Over> {
        self.here(Scalar::Parts)
    }

    fn serialize_none(self) -> Result<(), Over> {
        self.here(Scalar::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Over> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Over> {
        self.here(Scalar::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Over> {
        self.here(Scalar::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Over> {
        self.here(Scalar::Text(variant.into()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Over> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, _: &'static str, _: &T) -> Result<(), Over> {
        self.here(Scalar::Parts)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements, Over> {
        self.here(Scalar::Parts).map(|()| Elements)
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements, Over> {
        self.here(Scalar::Parts).map(|()| Elements)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements, Over> {
        self.here(Scalar::Parts).map(|()| Elements)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeTupleVariant, Over> {
        (self.found)(Scalar::Parts);
        Err(Over)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, Over> {
        self.down()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, Over> {
        self.down()
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeStructVariant, Over> {
        (self.found)(Scalar::Parts);
        Err(Over)
    }
}

/// The parts of a value, one of which has the next name of the path.
struct Parts<'a> {
    find: Find<'a>,
    /// Whether the value to come is the one.
    is_next: bool,
}

impl Parts<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Over> {
        let Find { path, is_time, found } = &mut self.find;
        value.serialize(Find { path: &path[1..], is_time: *is_time, found: &mut **found })
    }
}

impl SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = Over;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Over> {
        if self.find.path[0] == name { self.part(value) } else { Ok(()) }
    }

    fn end(self) -> Result<(), Over> {
        (self.find.found)(Scalar::Null);
        Err(Over)
    }
}

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Over;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Over> {
        let (next, is_next) = (self.find.path[0].as_str(), &mut self.is_next);
        *is_next = false;
        find(key, &[], false, &mut |key| *is_next = matches!(key, Scalar::Text(text) if text == next));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Over> {
        if self.is_next { self.part(value) } else { Ok(()) }
    }

    fn end(self) -> Result<(), Over> {
        (self.find.found)(Scalar::Null);
        Err(Over)
    }
}

/// Elements that nobody looks at.
struct Elements;

macro_rules! unseen {
    ($($kind:ident: $method:ident),* $(,)?) => {
        $(impl $kind for Elements {
            type Ok = ();
            type Error = Over;

            fn $method<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Over> {
                Err(Over)
            }

            fn end(self) -> Result<(), Over> {
                Err(Over)
            }
        })*
    };
}

unseen!(SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field);
