//! Keys of baskets.

use std::borrow::Cow;

/// A key of a [`Basket`](crate::Basket): text, an integer, or an enum without fields that has `#[message]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a basket",
    label = "not a key",
    note = "a key is a `String`, an integer, or an enum without fields that is annotated with `#[message]`"
)]
pub trait Key: Clone + Eq + Ord + std::hash::Hash + std::fmt::Debug + Send + Sync + 'static {
    /// All keys, if they are known from the start.
    const KNOWN: Option<&'static [&'static str]> = None;

    /// The key as it stands in addresses and messages.
    fn label(&self) -> Cow<'_, str>;

    /// The key that `label` names.
    fn from_label(label: &str) -> Option<Self>;
}

impl Key for String {
    fn label(&self) -> Cow<'_, str> {
        self.into()
    }

    fn from_label(label: &str) -> Option<Self> {
        Some(label.to_owned())
    }
}

/// The key of channels that are no basket.
impl Key for () {
    const KNOWN: Option<&'static [&'static str]> = Some(&[]);

    fn label(&self) -> Cow<'_, str> {
        "".into()
    }

    fn from_label(_: &str) -> Option<Self> {
        None
    }
}

macro_rules! integer_keys {
    ($($type:ty),*) => {
        $(impl Key for $type {
            fn label(&self) -> Cow<'_, str> {
                self.to_string().into()
            }

            fn from_label(label: &str) -> Option<Self> {
                // One text a number: `007` and `+7` are not the key `7`.
                label.parse().ok().filter(|number: &$type| number.to_string() == label)
            }
        })*
    };
}

integer_keys!(i8, i16, i32, i64, u8, u16, u32, u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_has_one_label() {
        assert_eq!(u32::from_label("7"), Some(7));
        assert_eq!(u32::from_label("007"), None);
        assert_eq!(i8::from_label("128"), None);
    }
}
