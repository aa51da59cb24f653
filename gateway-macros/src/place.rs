//! Places in source files: as text that survives the way into another crate, and as unique suffixes of hidden names.

use proc_macro2::Span;

/// `file:line:column` of a token.
pub(crate) fn text(span: Span) -> String {
    let start = span.start();
    format!("{}:{}:{}", file(span), start.line, start.column + 1)
}

/// A number that tells this token's place from others of the crate.
pub(crate) fn unique(span: Span) -> String {
    let place = text(span) + &expansion(span);
    // FNV-1a: stable between compilers, so that snapshots hold.
    let hash = place.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Which expansion of a macro a token comes from; nothing for one that the user wrote in place.
///
/// All tokens in the body of a `macro_rules!` have the same place, however often it is called. Only the debug form of a
/// span, `#12 bytes(3..7)`, tells its expansions apart.
fn expansion(span: Span) -> String {
    let debug = format!("{span:?}");
    let context = debug.strip_prefix('#').and_then(|rest| rest.split(' ').next()).unwrap_or("0");
    if context == "0" { String::new() } else { format!("#{context}") }
}

/// Whether a token still has the span with which `text` was made: tokens from another crate have lost it.
pub(crate) fn is_here(span: Span, text: &str) -> bool {
    self::text(span) == text
}

fn file(span: Span) -> String {
    span.file()
}
