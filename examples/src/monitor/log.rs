//! Alerts on standard output.

use std::io::{self, Write};

use gateway_runtime::prelude::*;

use super::{Alert, Bus, Change};

/// Writes each alert as a line.
#[module]
#[derive(Debug)]
pub struct Log {}

#[module(channels = Bus)]
impl Log {
    #[node]
    fn on_alert(&self, alerts: &Alert, now: Timestamp) -> io::Result<()> {
        let change = match alerts.change {
            Change::Raised => "raised ",
            Change::Cleared => "cleared",
        };
        writeln!(io::stdout().lock(), "{now} {change} {}", alerts.text)
    }
}
