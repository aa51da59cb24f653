//! The market over the past, as fast as it goes.

use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

use gateway_runtime::{Simulation, Timestamp};

use super::{Market, Totals};

/// How many trades are generated if the settings do not say it.
const DEFAULT_COUNT: &str = "feed.count=1000000";

/// What a backtest has found.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// How many trades there were.
    pub trades: u64,
    /// The alerts that they raised.
    pub alerts: Totals,
    /// What the position has earned in the end.
    pub profit: f64,
    /// How often nodes failed.
    pub failures: u64,
    /// The time of the last trade.
    pub end: Timestamp,
    /// How long the run took.
    pub took: Duration,
}

/// Runs the market with these settings, such as `feed.seed=7`, in simulated time.
///
/// # Errors
/// A setting is wrong, or the trades cannot be read.
pub fn run<'a>(settings: impl IntoIterator<Item = &'a str>) -> Result<Report, Box<dyn Error + Send + Sync>> {
    let settings = ["feed.clock=Recorded", DEFAULT_COUNT].into_iter().chain(settings);
    let simulation = Simulation::new(Market::from_settings(settings)?)?;
    let start = Instant::now();
    let summary = simulation.run()?;
    let took = start.elapsed();
    let Market { feed, book, alerts, .. } = &summary.app;
    Ok(Report { trades: feed.given(), alerts: alerts.totals(), profit: book.profit(), failures: summary.failures, end: summary.end, took })
}

impl Report {
    /// Trades a second.
    #[expect(clippy::cast_precision_loss, reason = "a speed for people to read")]
    pub fn speed(&self) -> f64 {
        self.trades as f64 / self.took.as_secs_f64().max(1e-9)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "trades         {:>20}", self.trades)?;
        writeln!(f, "last trade     {:>20}", self.end.to_string())?;
        writeln!(f, "alerts         {:>20}", self.alerts.count)?;
        writeln!(f, "sum of alerts  {:>20.2}", self.alerts.sum)?;
        writeln!(f, "profit         {:>20.2}", self.profit)?;
        writeln!(f, "failures       {:>20}", self.failures)?;
        writeln!(f, "time taken     {:>18.3} s", self.took.as_secs_f64())?;
        write!(f, "speed          {:>11.0} trades/s", self.speed())
    }
}
