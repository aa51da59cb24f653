//! Values on their way into columns.
//!
//! A message is written by serde as it goes over the wire. Most of that fits its column as it is; here the rest is made to:
//! JSON becomes text, times and spans of time become nanoseconds.

use gateway_runtime::message::{Column, ColumnType};
use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct, Serializer,
};

/// What of a column's type needs a hand.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Fits as it is.
    Plain,
    Json,
    Timestamp,
    Duration,
    Optional(Box<Shape>),
    /// Of lists the shape of elements, of maps that of values.
    Each(Box<Shape>),
    Struct(Vec<(&'static str, Shape)>),
}

impl Shape {
    pub(crate) fn of(kind: &ColumnType) -> Self {
        match kind {
            ColumnType::Json => Self::Json,
            ColumnType::Timestamp => Self::Timestamp,
            ColumnType::Duration => Self::Duration,
            ColumnType::Optional(inner) => Self::within(inner, Self::Optional),
            ColumnType::List(inner) | ColumnType::Map(inner) => Self::within(inner, Self::Each),
            ColumnType::Struct(columns) => {
                let fields: Vec<(&str, Self)> = columns.iter().map(|Column { name, kind }| (*name, Self::of(kind))).collect();
                if fields.iter().all(|(_, shape)| matches!(shape, Self::Plain)) { Self::Plain } else { Self::Struct(fields) }
            }
            _ => Self::Plain,
        }
    }

    fn within(inner: &ColumnType, outer: fn(Box<Self>) -> Self) -> Self {
        match Self::of(inner) {
            Self::Plain => Self::Plain,
            shape => outer(Box::new(shape)),
        }
    }

    /// The shape of what is there, and whether it may be nothing. What may be nothing is not always written as an `Option`: a field
    /// that only one variant of an enum has is not.
    fn present(&self) -> (bool, &Self) {
        if let Self::Optional(inner) = self { (true, inner.present().1) } else { (false, self) }
    }

    /// The shape of one of a struct's fields, which is mostly the one at `place`.
    fn field(&self, place: usize, name: &str) -> &Self {
        let Self::Struct(fields) = self else { return &Self::Plain };
        match fields.get(place) {
            Some((there, shape)) if *there == name => shape,
            _ => fields.iter().find(|(other, _)| *other == name).map_or(&Self::Plain, |(_, shape)| shape),
        }
    }
}

/// `value` as its column takes it.
pub(crate) struct Fit<'a, T: ?Sized> {
    pub(crate) shape: &'a Shape,
    pub(crate) value: &'a T,
}

impl<T: Serialize + ?Sized> Serialize for Fit<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (is_optional, shape) = self.shape.present();
        match shape {
            Shape::Plain => self.value.serialize(serializer),
            Shape::Json => {
                let text = serde_json::to_string(self.value).map_err(S::Error::custom)?;
                if is_optional && text == "null" { serializer.serialize_none() } else { serializer.serialize_str(&text) }
            }
            Shape::Duration => {
                let value = serde_json::to_value(self.value).map_err(S::Error::custom)?;
                if is_optional && value.is_null() {
                    return serializer.serialize_none();
                }
                let nanos = nanos(&value).ok_or_else(|| S::Error::custom(format_args!("{value} is no span of time that fits")))?;
                serializer.serialize_i64(nanos)
            }
            shape => self.value.serialize(Fitting { shape, inner: serializer }),
        }
    }
}

/// A span of time in nanoseconds: a message writes seconds, serde's own form has two fields.
pub(crate) fn nanos(value: &serde_json::Value) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "checked against the range just before")]
    let from_secs = |secs: f64| Some((secs * 1e9).round()).filter(|nanos| nanos.abs() < 9.2e18).map(|nanos| nanos as i64);
    match value {
        serde_json::Value::Object(parts) => {
            let (secs, nanos) = (parts.get("secs")?.as_i64()?, parts.get("nanos")?.as_i64()?);
            secs.checked_mul(1_000_000_000)?.checked_add(nanos)
        }
        number => from_secs(number.as_f64()?),
    }
}

/// A serializer that hands on, with every part of the value fitted.
struct Fitting<'a, S> {
    shape: &'a Shape,
    inner: S,
}

macro_rules! handed_on {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            self.inner.$method(value)
        })*
    };
}

impl<'a, S: Serializer> Serializer for Fitting<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Parts<'a, S::SerializeSeq>;
    type SerializeTuple = Parts<'a, S::SerializeTuple>;
    type SerializeTupleStruct = Parts<'a, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = Parts<'a, S::SerializeMap>;
    type SerializeStruct = Parts<'a, S::SerializeStruct>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    handed_on! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    /// A point in time gives a number to who cannot read.
    fn is_human_readable(&self) -> bool {
        !matches!(self.shape, Shape::Timestamp)
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_none()
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_some(&Fit { shape: self.shape, value })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_struct(name, &Fit { shape: self.shape, value })
    }

    fn serialize_unit_variant(self, name: &'static str, index: u32, variant: &'static str) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<S::Ok, S::Error> {
        Err(no_column(name))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Ok(Parts::new(self.shape, self.inner.serialize_seq(length)?))
    }

    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        Ok(Parts::new(self.shape, self.inner.serialize_tuple(length)?))
    }

    fn serialize_tuple_struct(self, name: &'static str, length: usize) -> Result<Self::SerializeTupleStruct, S::Error> {
        Ok(Parts::new(self.shape, self.inner.serialize_tuple_struct(name, length)?))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        Err(no_column(name))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Parts::new(self.shape, self.inner.serialize_map(length)?))
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Result<Self::SerializeStruct, S::Error> {
        Ok(Parts::new(self.shape, self.inner.serialize_struct(name, length)?))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Err(no_column(name))
    }
}

fn no_column<E: Error>(name: &str) -> E {
    E::custom(format_args!("`{name}` is written in a form that no column has"))
}

/// The parts of a value, each fitted.
struct Parts<'a, P> {
    shape: &'a Shape,
    place: usize,
    inner: P,
}

impl<'a, P> Parts<'a, P> {
    fn new(shape: &'a Shape, inner: P) -> Self {
        Self { shape, place: 0, inner }
    }

    fn each(&self) -> &'a Shape {
        if let Shape::Each(shape) = self.shape { shape } else { &Shape::Plain }
    }
}

macro_rules! elements {
    ($($kind:ident: $method:ident),* $(,)?) => {
        $(impl<P: $kind> $kind for Parts<'_, P> {
            type Ok = P::Ok;
            type Error = P::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), P::Error> {
                let shape = self.each();
                self.inner.$method(&Fit { shape, value })
            }

            fn end(self) -> Result<P::Ok, P::Error> {
                self.inner.end()
            }
        })*
    };
}

elements!(SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field);

impl<P: SerializeMap> SerializeMap for Parts<'_, P> {
    type Ok = P::Ok;
    type Error = P::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), P::Error> {
        self.inner.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), P::Error> {
        let shape = self.each();
        self.inner.serialize_value(&Fit { shape, value })
    }

    fn end(self) -> Result<P::Ok, P::Error> {
        self.inner.end()
    }
}

impl<P: SerializeStruct> SerializeStruct for Parts<'_, P> {
    type Ok = P::Ok;
    type Error = P::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), P::Error> {
        let shape = self.shape.field(self.place, name);
        self.place += 1;
        self.inner.serialize_field(name, &Fit { shape, value })
    }

    fn end(self) -> Result<P::Ok, P::Error> {
        self.inner.end()
    }
}
