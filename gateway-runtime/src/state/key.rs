//! Keys of states: one field of a message, or several.

use std::borrow::Cow;
use std::fmt::{self, Debug};
use std::hash::Hash;
use std::marker::PhantomData;
use std::time::Duration;

use crate::channel::Key;
use crate::{TickId, Timestamp};

/// What can be part of the key of a state: text, an integer, `bool`, a time or a date, an enum without fields, or an `Option` of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of the key of a state",
    label = "this field cannot be a key",
    note = "a key is made of texts, integers, `bool`, times and dates, enums without fields, or `Option`s of these: what is either equal or not"
)]
pub trait KeyPart: Clone + Eq + Ord + Hash + Debug + Send + Sync + 'static {
    /// The part as text.
    fn label(&self) -> Cow<'_, str>;

    /// The part that `label` names.
    fn from_label(label: &str) -> Option<Self>;
}

/// Whether a type is a [`KeyPart`]: its own constant goes before that of [`NoPart`].
#[derive(Debug)]
pub struct Probe<T>(PhantomData<fn() -> T>);

impl<T: KeyPart> Probe<T> {
    /// It is.
    pub const IS_PART: bool = true;
}

/// What all types are.
pub trait NoPart {
    /// It is none.
    const IS_PART: bool = false;
}

impl<T> NoPart for Probe<T> {}

impl<K: Key> KeyPart for K {
    fn label(&self) -> Cow<'_, str> {
        Key::label(self)
    }

    fn from_label(label: &str) -> Option<Self> {
        Key::from_label(label)
    }
}

macro_rules! by_text {
    ($($type:ty),* $(,)?) => {
        $(impl KeyPart for $type {
            fn label(&self) -> Cow<'_, str> {
                self.to_string().into()
            }

            fn from_label(label: &str) -> Option<Self> {
                label.parse().ok()
            }
        })*
    };
}

by_text!(bool, char, isize, usize, u128, i128, Timestamp, jiff::civil::Date, jiff::civil::Time);

impl KeyPart for TickId {
    fn label(&self) -> Cow<'_, str> {
        self.to_string().into()
    }

    fn from_label(label: &str) -> Option<Self> {
        Some(Self::client(label))
    }
}

/// As on the wire: a number of seconds.
impl KeyPart for Duration {
    fn label(&self) -> Cow<'_, str> {
        self.as_secs_f64().to_string().into()
    }

    fn from_label(label: &str) -> Option<Self> {
        Self::try_from_secs_f64(label.parse().ok()?).ok()
    }
}

/// `None` is the text `null`, and comes first.
impl<T: KeyPart> KeyPart for Option<T> {
    fn label(&self) -> Cow<'_, str> {
        self.as_ref().map_or("null".into(), KeyPart::label)
    }

    fn from_label(label: &str) -> Option<Self> {
        if label == "null" { Some(None) } else { T::from_label(label).map(Some) }
    }
}

/// The key of a state: a [`KeyPart`], or a tuple of several.
pub trait StateKey: Clone + Eq + Ord + Hash + Debug + Send + Sync + 'static {
    /// The same key, of references.
    type Ref<'a>: Copy + Eq + Ord + Hash;

    /// By reference.
    fn by_ref(&self) -> Self::Ref<'_>;

    /// As a value.
    fn owned(key: Self::Ref<'_>) -> Self;

    /// Whether two references mean the same key.
    fn is_same(one: Self::Ref<'_>, other: Self::Ref<'_>) -> bool;

    /// Its parts as texts.
    fn labels(key: Self::Ref<'_>) -> Vec<String>;

    /// The key whose parts have these texts.
    fn from_labels(labels: &[&str]) -> Option<Self>;
}

impl<A: KeyPart> StateKey for A {
    type Ref<'a> = &'a A;

    #[inline]
    fn by_ref(&self) -> &A {
        self
    }

    fn owned(key: &A) -> A {
        key.clone()
    }

    #[inline]
    fn is_same(one: &A, other: &A) -> bool {
        one == other
    }

    fn labels(key: &A) -> Vec<String> {
        vec![key.label().into_owned()]
    }

    fn from_labels(labels: &[&str]) -> Option<Self> {
        match labels {
            [label] => A::from_label(label),
            _ => None,
        }
    }
}

macro_rules! tuples {
    ($(($($part:ident $place:tt),*))*) => {
        $(impl<$($part: KeyPart),*> StateKey for ($($part,)*) {
            type Ref<'a> = ($(&'a $part,)*);

            #[inline]
            fn by_ref(&self) -> Self::Ref<'_> {
                ($(&self.$place,)*)
            }

            fn owned(key: Self::Ref<'_>) -> Self {
                ($(key.$place.clone(),)*)
            }

            #[inline]
            fn is_same(one: Self::Ref<'_>, other: Self::Ref<'_>) -> bool {
                $(one.$place == other.$place)&&*
            }

            fn labels(key: Self::Ref<'_>) -> Vec<String> {
                vec![$(key.$place.label().into_owned()),*]
            }

            fn from_labels(labels: &[&str]) -> Option<Self> {
                let mut labels = labels.iter();
                let key = ($($part::from_label(labels.next()?)?,)*);
                labels.next().is_none().then_some(key)
            }
        })*
    };
}

tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
}

/// Texts that are no key of a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongKey {
    /// The state.
    pub state: &'static str,
    /// What its key consists of.
    pub parts: Vec<String>,
}

impl fmt::Display for WrongKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no key of state `{}`, whose keys consist of: {}", self.state, self.parts.join(", "))
    }
}

impl std::error::Error for WrongKey {}
