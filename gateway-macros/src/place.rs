//! Places in source files: as text that survives the way into another crate, and as unique suffixes of hidden names.

use std::path::Path;

use proc_macro2::Span;

/// A token's place as told in another crate: ``src/desk.rs:12:5 of crate `desk` ``.
pub(crate) fn text(span: Span) -> String {
    let place = position(&file_in_crate(span), span);
    match std::env::var("CARGO_PKG_NAME") {
        Ok(name) => format!("{place} of crate `{name}`"),
        Err(_) => place,
    }
}

/// A token's place as told beside a message that underlines `here`, in the same crate.
pub(crate) fn seen_from(span: Span, here: Span) -> String {
    if span.file() == here.file() { format!("line {}", span.start().line) } else { position(&span.file(), span) }
}

/// A number that tells this token's place from others of the crate.
pub(crate) fn unique(span: Span) -> String {
    let place = position(&span.file(), span) + &expansion(span);
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

fn position(file: &str, span: Span) -> String {
    let start = span.start();
    format!("{file}:{}:{}", start.line, start.column + 1)
}

/// The file of a token, from the folder of its crate. One that lies elsewhere is told by its name if its path says
/// only where it is on this machine.
fn file_in_crate(span: Span) -> String {
    let file = span.file();
    let path = Path::new(&file);
    let inside = std::env::var_os("CARGO_MANIFEST_DIR").zip(std::env::current_dir().ok());
    let inside = inside.and_then(|(root, here)| Some(here.join(path).strip_prefix(root).ok()?.display().to_string()));
    let name = || path.file_name().filter(|_| path.is_absolute()).map(|name| name.display().to_string());
    inside.or_else(name).unwrap_or(file)
}
