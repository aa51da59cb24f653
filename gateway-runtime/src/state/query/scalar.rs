//! Single values of rows, and how they compare.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::Timestamp;

/// A single value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar<'a> {
    /// Nothing: neither equal to anything nor unequal, and first in order.
    Null,
    Boolean(bool),
    Integer(i128),
    Float(f64),
    Text(Cow<'a, str>),
    Time(Timestamp),
    /// A list or another value of several parts, which compares with nothing.
    Parts,
}

impl Scalar<'_> {
    pub(super) fn into_owned(self) -> Scalar<'static> {
        match self {
            Self::Null => Scalar::Null,
            Self::Boolean(truth) => Scalar::Boolean(truth),
            Self::Integer(number) => Scalar::Integer(number),
            Self::Float(number) => Scalar::Float(number),
            Self::Text(text) => Scalar::Text(text.into_owned().into()),
            Self::Time(time) => Scalar::Time(time),
            Self::Parts => Scalar::Parts,
        }
    }

    /// How two values compare; not at all if one is nothing, or they are of different kinds.
    #[expect(clippy::cast_precision_loss, reason = "a float beside an integer is no exact value either")]
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => Some(a.cmp(b)),
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(b)),
            (Self::Integer(a), Self::Float(b)) => Some(floats(*a as f64, *b)),
            (Self::Float(a), Self::Integer(b)) => Some(floats(*a, *b as f64)),
            (Self::Float(a), Self::Float(b)) => Some(floats(*a, *b)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Time(a), Self::Time(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// The place in order: nothing first, then truth values, numbers, texts, times, and what has parts.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.compare(other).unwrap_or_else(|| self.rank().cmp(&other.rank()))
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Boolean(_) => 1,
            Self::Integer(_) | Self::Float(_) => 2,
            Self::Text(_) => 3,
            Self::Time(_) => 4,
            Self::Parts => 5,
        }
    }

    /// The value as keys have it.
    pub(super) fn label(&self) -> Option<String> {
        match self {
            Self::Boolean(truth) => Some(truth.to_string()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Text(text) => Some(text.to_string()),
            Self::Time(time) => Some(time.to_string()),
            Self::Null | Self::Float(_) | Self::Parts => None,
        }
    }
}

/// What is no number is equal to itself and above all numbers, as in SQL; both zeros are one.
pub(super) fn floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}
