//! Spans of time in the fields of messages: on the wire a number of seconds, also within lists, maps and options.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;
use std::time::Duration;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A type of a field that is a span of time, or holds some.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a message",
    label = "a span of time stands by itself, or in an `Option`, `Vec`, array, `Box`, `Arc`, or in a map with texts as keys",
    note = "`Duration` is `std::time::Duration`"
)]
pub trait Spans: Sized {
    /// Writes spans as seconds.
    ///
    /// # Errors
    /// Those of the serializer.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads numbers of seconds, or texts such as `10s`, `P1DT2H` or `26:00:00`.
    ///
    /// # Errors
    /// It is no span of time.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// To be written.
struct Written<'a, T>(&'a T);

impl<T: Spans> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// As it was read.
struct Read<T>(T);

impl<'de, T: Spans> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl Spans for Duration {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_secs_f64())
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::config::duration(deserializer)
    }
}

impl<T: Spans> Spans for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Written).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Read<T>>::deserialize(deserializer)?.map(|Read(span)| span))
    }
}

impl<T: Spans> Spans for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Written))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Read<T>>::deserialize(deserializer)?.into_iter().map(|Read(span)| span).collect())
    }
}

impl<T: Spans + fmt::Debug, const N: usize> Spans for [T; N] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Written))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Vec::<T>::read(deserializer)?).map_err(|spans| D::Error::invalid_length(spans.len(), &"a list of another length"))
    }
}

impl<K: Serialize + for<'de> Deserialize<'de> + Ord, T: Spans> Spans for BTreeMap<K, T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, span)| (key, Written(span))))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(BTreeMap::<K, Read<T>>::deserialize(deserializer)?.into_iter().map(|(key, Read(span))| (key, span)).collect())
    }
}

impl<K, T, H> Spans for HashMap<K, T, H>
where
    K: Serialize + for<'de> Deserialize<'de> + Eq + Hash,
    T: Spans,
    H: BuildHasher + Default,
{
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, span)| (key, Written(span))))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(HashMap::<K, Read<T>, H>::deserialize(deserializer)?.into_iter().map(|(key, Read(span))| (key, span)).collect())
    }
}

impl<T: Spans> Spans for Box<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().write(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self::new)
    }
}

impl<T: Spans> Spans for Arc<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().write(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self::new)
    }
}
