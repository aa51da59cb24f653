//! The rights that keys have.

use serde::Deserialize;

/// What a key allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// Everything that changes nothing: last and next ticks, state, subscriptions, documents.
    Read,
    /// Values for channels, staged ones too.
    Send,
    /// Commands to modules, and the end of the gateway.
    Control,
}

impl Right {
    /// All rights.
    pub(crate) const ALL: [Self; 3] = [Self::Read, Self::Send, Self::Control];

    /// Its name in settings and answers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Send => "send",
            Self::Control => "control",
        }
    }
}

/// Several rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rights {
    has: [bool; Right::ALL.len()],
}

impl Rights {
    /// All of them.
    pub(crate) const ALL: Self = Self { has: [true; Right::ALL.len()] };

    /// None of them.
    pub(crate) const NONE: Self = Self { has: [false; Right::ALL.len()] };

    /// Whether `right` is among them.
    pub(crate) fn has(self, right: Right) -> bool {
        self.has[right as usize]
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        let mut has = [false; Right::ALL.len()];
        for right in rights {
            has[right as usize] = true;
        }
        Self { has }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_are_told_apart() {
        let rights: Rights = [Right::Read, Right::Control].into_iter().collect();
        assert_eq!(Right::ALL.map(|right| rights.has(right)), [true, false, true]);
        assert_eq!(Right::ALL.into_iter().collect::<Rights>(), Rights::ALL);
    }
}
