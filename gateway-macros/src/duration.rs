//! Spans of time in attributes: `"250ms"`, `"1m 30s"`.

use std::time::Duration;

/// Reads a sequence of numbers with units.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no span of time: write a number and a unit, such as \"250ms\", \"10s\", \"1m 30s\" or \"2h\"");
    let mut nanos: u128 = 0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let scale: u128 = match unit {
            "ns" => 1,
            "us" | "µs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" | "min" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            "d" => 86_400_000_000_000,
            _ => return Err(wrong()),
        };
        let number: u64 = number.parse().map_err(|_| wrong())?;
        nanos += u128::from(number) * scale;
        rest = after.trim_start();
    }
    u64::try_from(nanos).map(Duration::from_nanos).map_err(|_| format!("`{text}` is longer than 584 years"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units_add_up() {
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse("1m 30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse("2 h"), Ok(Duration::from_hours(2)));
    }

    #[test]
    fn what_is_no_span_of_time_is_refused() {
        for text in ["", "10", "s", "10 parsecs", "-1s", "99999999999999999999s", "300000000000d"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
