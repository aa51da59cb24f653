//! How much a history or lookup keeps.

use std::time::Duration;

/// How much a history or a lookup keeps: what is beyond either bound is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// At most so many rows.
    pub rows: usize,
    /// Only rows that ticked at most so long before the newest one, by engine time.
    pub age: Option<Duration>,
}

impl Bounds {
    /// How many rows there are at most, where only an age is declared.
    pub const ROWS: usize = 1_000_000;

    /// The bounds of a lookup that declares none: 100,000 ticks of an hour.
    pub const LOOKUP: Self = Self { rows: 100_000, age: Some(Duration::from_hours(1)) };

    /// At most so many rows.
    pub const fn rows(rows: usize) -> Self {
        Self { rows, age: None }
    }

    /// Rows of the last `age`, and a million at most.
    pub const fn age(age: Duration) -> Self {
        Self { rows: Self::ROWS, age: Some(age) }
    }

    /// At most so many rows, of the last `age`.
    pub const fn both(rows: usize, age: Duration) -> Self {
        Self { rows, age: Some(age) }
    }
}
