//! The id of a request: the client's own, or one that is made. It stands in the answer and in the log.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use arrayvec::ArrayVec;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Where it stands.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// How long an id may be that a client gives.
const LONGEST: usize = 128;

/// The id of the request with these headers.
pub(crate) fn of(headers: &HeaderMap) -> HeaderValue {
    let given = headers.get(HEADER).filter(|id| (1..=LONGEST).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic));
    given.cloned().unwrap_or_else(new)
}

/// An id that no other request of this machine has: a number of this process, and one of the request.
fn new() -> HeaderValue {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let text = written(*process(), NEXT.fetch_add(1, Relaxed));
    HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("0"))
}

/// As many bytes as an id has at most: the digits of both numbers, and what stands between them.
const MOST: usize = 8 + 1 + 16;

/// Both numbers in hexadecimal digits. Every request gets such an id, and `format!` takes several times as long.
fn written(process: u32, request: u64) -> ArrayVec<u8, MOST> {
    let mut text = ArrayVec::new();
    let write = |text: &mut ArrayVec<u8, MOST>, number: u64, least: u32| {
        for place in (0..(64 - number.leading_zeros()).div_ceil(4).max(least)).rev() {
            text.push(b"0123456789abcdef"[usize::try_from(number >> (4 * place) & 15).unwrap_or(0)]);
        }
    };
    write(&mut text, process.into(), 8);
    text.push(b'-');
    write(&mut text, request, 1);
    text
}

/// A number that differs from process to process.
fn process() -> &'static u32 {
    static PROCESS: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    PROCESS.get_or_init(|| {
        let mut bytes = [0; 4];
        // An id is no secret: without randomness it is the number of the process.
        if getrandom::fill(&mut bytes).is_ok() { u32::from_ne_bytes(bytes) } else { std::process::id() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_id_is_two_numbers() {
        for (process, request) in [(0, 1), (7, 0x10), (0xfedc_ba98, u64::MAX), (0x10, 0)] {
            assert_eq!(written(process, request).as_slice(), format!("{process:08x}-{request:x}").as_bytes());
        }
    }

    #[test]
    fn the_id_of_the_client_is_kept_if_it_is_one() {
        let id = |text: &str| of(&[(HEADER, HeaderValue::try_from(text).unwrap())].into_iter().collect());
        assert_eq!(id("abc-1"), "abc-1");
        for bad in ["", "a b", "x".repeat(129).as_str()] {
            assert_ne!(id(bad), bad);
        }
        assert_ne!(of(&HeaderMap::new()), of(&HeaderMap::new()));
    }
}
