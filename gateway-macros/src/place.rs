//! Places in source files: as text that survives the way into another crate, and as unique suffixes of hidden names.

use proc_macro2::Span;

/// `file:line:column` of a token.
pub(crate) fn text(span: Span) -> String {
    let start = span.start();
    format!("{}:{}:{}", file(span), start.line, start.column + 1)
}

/// A number that tells this token's place from others of the crate.
pub(crate) fn unique(span: Span) -> String {
    // FNV-1a: stable between compilers, so that snapshots hold.
    let hash = text(span).bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Whether a token still has the span with which `text` was made: tokens from another crate have lost it.
pub(crate) fn is_here(span: Span, text: &str) -> bool {
    self::text(span) == text
}

fn file(span: Span) -> String {
    span.file()
}
