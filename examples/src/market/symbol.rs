//! Symbols: short names that cost no allocation, although they are the keys of every trade.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use gateway_runtime::channel::Key;
use gateway_runtime::message::{Definitions, Schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest symbol; an ISIN has twelve characters.
const LONGEST: usize = 16;

/// The name of what is traded: up to 16 printable ASCII characters, such as `BRK.B`.
///
/// The characters stand in one integer, the first one highest, so that symbols compare as their texts do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u128);

/// A text that is no symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSymbol(String);

impl Symbol {
    /// The symbol with these characters, which are known to be good.
    pub(super) const fn of_known<const N: usize>(characters: [u8; N]) -> Self {
        assert!(N > 0 && N <= LONGEST);
        let mut packed = [0; LONGEST];
        let mut place = 0;
        while place < N {
            packed[place] = characters[place];
            place += 1;
        }
        Self(u128::from_be_bytes(packed))
    }
}

impl FromStr for Symbol {
    type Err = InvalidSymbol;

    fn from_str(text: &str) -> Result<Self, InvalidSymbol> {
        let mut packed = [0; LONGEST];
        match packed.get_mut(..text.len()) {
            Some(place) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) => place.copy_from_slice(text.as_bytes()),
            _ => return Err(InvalidSymbol(text.chars().take(64).collect())),
        }
        Ok(Self(u128::from_be_bytes(packed)))
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let packed = self.0.to_be_bytes();
        let length = packed.iter().position(|byte| *byte == 0).unwrap_or(LONGEST);
        f.pad(std::str::from_utf8(&packed[..length]).unwrap_or_default())
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for InvalidSymbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no symbol: 1 to {LONGEST} printable ASCII characters without spaces", self.0)
    }
}

impl std::error::Error for InvalidSymbol {}

impl Key for Symbol {
    fn label(&self) -> Cow<'_, str> {
        self.to_string().into()
    }

    fn from_label(label: &str) -> Option<Self> {
        label.parse().ok()
    }
}

impl Schema for Symbol {
    const CONSTRAINED: bool = true;

    fn schema(_: &mut Definitions) -> serde_json::Value {
        serde_json::json!({ "type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": LONGEST })
    }
}

impl Serialize for Symbol {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Symbol {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_in_and_comes_out() {
        for text in ["A", "BRK.B", "US0378331005", "0123456789ABCDEF"] {
            let symbol: Symbol = text.parse().unwrap();
            assert_eq!(symbol.to_string(), text);
            assert_eq!(Symbol::from_label(&symbol.label()), Some(symbol));
            assert_eq!(serde_json::from_value::<Symbol>(serde_json::to_value(symbol).unwrap()).unwrap(), symbol);
        }
        assert_eq!(Symbol::of_known(*b"S07"), "S07".parse().unwrap());
    }

    #[test]
    fn symbols_sort_as_texts() {
        let mut texts = ["B", "AB", "A", "S10", "S1", "a"];
        let mut symbols = texts.map(|text| text.parse::<Symbol>().unwrap());
        texts.sort_unstable();
        symbols.sort_unstable();
        assert_eq!(symbols.map(|symbol| symbol.to_string()), texts);
    }

    #[test]
    fn what_is_no_symbol_is_refused() {
        for text in ["", "two words", "0123456789ABCDEFG", "Ä", "A\0"] {
            assert!(text.parse::<Symbol>().is_err(), "{text:?}");
        }
    }
}
