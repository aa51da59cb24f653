//! Where the trades come from.

use std::path::PathBuf;
use std::vec;

use gateway_runtime::prelude::*;

use super::csv::{self, Error};
use super::{Bus, Clock, Trade, generated};

/// The day of generated trades, 2026-01-05 09:00 UTC, where they have no day of their own.
const FIRST_GENERATED: Timestamp = Timestamp::from_secs(1_767_603_600);

/// Gives the trades of a file, or makes some up.
#[module]
#[derive(Debug)]
pub struct Feed {
    /// A file of lines `time,symbol,price,size`; without one, trades are generated.
    #[config(default)]
    path: Option<PathBuf>,
    /// How many trades to generate; without it there is no end.
    #[config(default)]
    count: Option<u64>,
    /// Which trades to generate: the same seed gives the same ones.
    #[config(default)]
    seed: u64,
    /// The time between two generated trades.
    #[config(default = "100ms")]
    interval: Duration,
    /// When the trades happen: `Live` from now on, or `Recorded`.
    #[config(default = Clock::Live)]
    clock: Clock,
    #[state]
    file: Option<vec::IntoIter<(Timestamp, Trade)>>,
    /// Recorded times count from here ...
    #[state]
    recorded: Timestamp,
    /// ... and engine times from here.
    #[state]
    origin: Timestamp,
    #[state]
    given: u64,
}

#[module(channels = Bus)]
impl Feed {
    /// Reads the whole file, so that a fault in it is seen now and not in the middle of the day.
    #[start]
    fn open(&mut self) -> Result<(), Error> {
        let trades = self.path.as_deref().map(csv::read).transpose()?;
        self.recorded = match &trades {
            Some(trades) => trades.first().map_or(Timestamp::EPOCH, |(time, _)| *time),
            None => FIRST_GENERATED,
        };
        self.origin = match self.clock {
            Clock::Live => Timestamp::now(),
            Clock::Recorded => self.recorded,
        };
        self.file = trades.map(Vec::into_iter);
        Ok(())
    }

    #[node(source, publish(trades))]
    fn next(&mut self) -> Option<(Timestamp, Trade)> {
        let next = match &mut self.file {
            Some(trades) => {
                let (time, trade) = trades.next()?;
                (self.origin + (time - self.recorded), trade)
            }
            None if self.count == Some(self.given) => return None,
            None => {
                let trade = (self.origin, generated(self.seed, self.given));
                self.origin = self.origin + self.interval;
                trade
            }
        };
        self.given += 1;
        Some(next)
    }
}

impl Feed {
    /// How many trades it has given so far.
    pub fn given(&self) -> u64 {
        self.given
    }
}
