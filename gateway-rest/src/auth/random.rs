//! Secrets that nobody can guess, and what is remembered of them.

use std::fmt::Write;

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// The SHA-256 of a secret.
///
/// A slow hash is of no use here: it makes guesses dear where secrets are words that people choose. A secret of 256 random
/// bits cannot be guessed at any price, and a slow hash would be work that every request asks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    pub(crate) fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// Reads 64 hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 2 * bytes.len() || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * place..][..2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// Compares in a time that tells nothing of where two differ.
    pub(crate) fn is(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }

    /// 64 hexadecimal digits.
    pub(crate) fn text(&self) -> String {
        hex(&self.0)
    }
}

/// A digest is no secret, but nobody needs to see it either.
impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digest(..)")
    }
}

/// 256 random bits, as 64 hexadecimal digits.
///
/// # Panics
/// The system has no randomness to give, without which nothing here could be kept secret.
pub(crate) fn secret() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    hex(&bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_sha_256() {
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of("abc").text(), text);
        assert!(bool::from(Digest::of("abc").is(&Digest::parse(text).unwrap())));
        assert!(!bool::from(Digest::of("abd").is(&Digest::of("abc"))));
        assert_eq!(Digest::parse("+1"), None);
        assert_eq!(Digest::parse(&"+f".repeat(32)), None);
    }

    #[test]
    fn secrets_differ() {
        assert_eq!(secret().len(), 64);
        assert_ne!(secret(), secret());
    }
}
