//! Trades in a file: lines of `time,symbol,price,size`, in the order of time, under a header of these names.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use gateway_runtime::Timestamp;

use super::Trade;

/// The first line of a file.
const HEADER: &str = "time,symbol,price,size";

/// A file that cannot be read.
#[derive(Debug)]
pub struct Error {
    path: PathBuf,
    fault: Fault,
}

#[derive(Debug)]
enum Fault {
    Io(io::Error),
    /// A line, counted from 1, and what is wrong with it.
    Line(usize, String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.fault {
            Fault::Io(error) => write!(f, "{path}: {error}"),
            Fault::Line(number, what) => write!(f, "{path}, line {number}: {what}"),
        }
    }
}

impl std::error::Error for Error {}

/// Reads all trades of a file, with their times.
///
/// # Errors
/// The file cannot be read, or a line is no trade or is out of order.
pub fn read(path: &Path) -> Result<Vec<(Timestamp, Trade)>, Error> {
    let trades = File::open(path).map_err(Fault::Io).and_then(|file| parse(BufReader::new(file)));
    trades.map_err(|fault| Error { path: path.to_owned(), fault })
}

fn parse(text: impl BufRead) -> Result<Vec<(Timestamp, Trade)>, Fault> {
    let mut trades: Vec<(Timestamp, Trade)> = Vec::new();
    let mut empty = true;
    for (number, line) in (1..).zip(text.lines()) {
        let fault = |what| Fault::Line(number, what);
        let line = line.map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => fault("is no UTF-8 text".to_owned()),
            _ => Fault::Io(error),
        })?;
        let line = line.trim_start_matches('\u{feff}').trim();
        if empty {
            empty = false;
            if !line.split(',').map(str::trim).eq(HEADER.split(',')) {
                return Err(fault(format!("expected the header `{HEADER}`, found `{line}`")));
            }
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let trade = row(line).map_err(fault)?;
        if let Some((before, _)) = trades.last()
            && trade.0 < *before
        {
            return Err(fault(format!("{} is earlier than the trade before it, at {before}", trade.0)));
        }
        trades.push(trade);
    }
    if empty { Err(Fault::Line(1, format!("expected the header `{HEADER}`, found the end of the file"))) } else { Ok(trades) }
}

fn row(line: &str) -> Result<(Timestamp, Trade), String> {
    let columns: Vec<&str> = line.split(',').map(str::trim).collect();
    let [time, symbol, price, size] = columns[..] else {
        return Err(format!("expected 4 columns, {HEADER}; found {}", columns.len()));
    };
    let time: Timestamp = time.parse().map_err(|error| format!("{error}"))?;
    let symbol = symbol.parse().map_err(|error| format!("{error}"))?;
    Ok((time, Trade { symbol, price: positive("price", price)?, size: positive("size", size)? }))
}

fn positive(column: &str, text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| format!("`{text}` is no {column}: a number above 0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        let fault = parse(text.as_bytes()).unwrap_err();
        Error { path: "trades.csv".into(), fault }.to_string()
    }

    #[test]
    fn reads_trades() {
        let text = "\u{feff}time, symbol, price, size\r\n2026-01-05T09:00:00Z,ABC,10.5,3\r\n\r\n2026-01-05T10:00:00+01:00,X.Y,1e2,0.25\r\n";
        let trades = parse(text.as_bytes()).unwrap();
        let time = "2026-01-05T09:00:00Z".parse().unwrap();
        let trade = |symbol: &str, price, size| Trade { symbol: symbol.parse().unwrap(), price, size };
        assert_eq!(trades, [(time, trade("ABC", 10.5, 3.0)), (time, trade("X.Y", 100.0, 0.25))]);
    }

    #[test]
    fn says_what_is_wrong_and_on_which_line() {
        let rows = |rows: &str| fault(&format!("{HEADER}\n2026-01-05T09:00:00Z,ABC,10,1\n{rows}"));
        let cases = [
            (fault(""), "line 1: expected the header `time,symbol,price,size`, found the end of the file"),
            (fault("a,b\n"), "line 1: expected the header `time,symbol,price,size`, found `a,b`"),
            (rows("2026-01-05T09:00:00Z,ABC,10"), "line 3: expected 4 columns, time,symbol,price,size; found 3"),
            (rows("today,ABC,10,1"), "line 3: `today` is no ISO 8601 date and time such as 2026-11-20T14:30:00Z"),
            (rows("2026-01-05T09:00:00Z,,10,1"), "line 3: `` is no symbol: 1 to 16 printable ASCII characters without spaces"),
            (rows("2026-01-05T09:00:00Z,ABC,-1,1"), "line 3: `-1` is no price: a number above 0"),
            (rows("\n2026-01-05T09:00:00Z,ABC,1,NaN"), "line 4: `NaN` is no size: a number above 0"),
            (
                rows("2026-01-04T09:00:00Z,ABC,1,1"),
                "line 3: 2026-01-04T09:00:00Z is earlier than the trade before it, at 2026-01-05T09:00:00Z",
            ),
        ];
        for (found, expected) in cases {
            assert_eq!(found, format!("trades.csv, {expected}"));
        }
    }
}
