//! Texts of DuckDB, for people who asked something.

use duckdb::Error;

/// What an error says is wrong, in one line and without what is of no use to who asked.
pub(crate) fn of_error(error: &Error) -> String {
    let text = match error {
        Error::DuckDBFailure(_, Some(text)) => text.clone(),
        other => other.to_string(),
    };
    let first = text.split("\n\n").next().unwrap_or_default();
    // Advice on settings follows, which nobody who asks can change.
    let lines = first.lines().take_while(|line| !line.starts_with("Database is launched") && !line.starts_with("Possible solutions"));
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

/// Whether the statement was interrupted.
pub(crate) fn is_interrupt(error: &Error) -> bool {
    matches!(error, Error::DuckDBFailure(_, Some(text)) if text.starts_with("INTERRUPT"))
}
