//! The last rows of a channel, and rows by their ids.

use std::collections::VecDeque;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::Bounds;
use super::row::{Held, Row};
use crate::channel::Payload;
use crate::{TickId, Timestamp};

/// What a history has had since somebody looked at it.
#[derive(Debug, Clone, Default)]
pub struct HistoryChanges {
    /// The rows since, oldest first: they have the numbers up to `next`.
    pub rows: Vec<Row>,
    /// The number of the next row to come: what to ask with the next time.
    pub next: u64,
    /// The number of the oldest row that there still is. All before it are gone.
    pub first: u64,
}

/// The last rows of a channel. Each has a number, counted from 0.
#[derive(Debug)]
pub(crate) struct Ring<P> {
    pub(crate) bounds: Bounds,
    rows: VecDeque<(Timestamp, Held<P>)>,
    /// The number of the oldest row.
    first: u64,
}

impl<P: Payload> Ring<P> {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self { bounds, rows: VecDeque::new(), first: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    fn next(&self) -> u64 {
        self.first + self.rows.len() as u64
    }

    /// Adds a row, and tells of those that are beyond the bounds now.
    pub(crate) fn push(&mut self, time: Timestamp, row: Held<P>, mut gone: impl FnMut(u64, Held<P>)) {
        self.rows.push_back((time, row));
        while let Some((of, _)) = self.rows.front()
            && (self.rows.len() > self.bounds.rows || self.bounds.age.is_some_and(|age| time.saturating_since(*of) > age))
        {
            if let Some((_, row)) = self.rows.pop_front() {
                gone(self.first, row);
            }
            self.first += 1;
        }
    }

    fn get(&self, number: u64) -> Option<&Held<P>> {
        let place = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.rows.get(place).map(|(_, row)| row)
    }

    /// All rows from a number on.
    pub(crate) fn since(&self, number: u64) -> HistoryChanges {
        let start = usize::try_from(number.saturating_sub(self.first)).unwrap_or(usize::MAX).min(self.rows.len());
        let rows = self.rows.range(start..).map(|(_, row)| row.row()).collect();
        HistoryChanges { rows, next: self.next(), first: self.first }
    }
}

/// The last rows of a channel, by their ids.
#[derive(Debug)]
pub(crate) struct ById<P> {
    pub(crate) ring: Ring<P>,
    /// The number of the last row with each id.
    numbers: HashTable<u64>,
    hasher: RandomState,
}

impl<P: Payload> ById<P> {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self { ring: Ring::new(bounds), numbers: HashTable::new(), hasher: RandomState::default() }
    }

    pub(crate) fn push(&mut self, time: Timestamp, row: Held<P>) {
        let Self { ring, numbers, hasher } = self;
        let (hash, number) = (hasher.hash_one(row.id()), ring.next());
        match numbers.find_mut(hash, |other| ring.get(*other).is_some_and(|other| other.id() == row.id())) {
            // A client gave an id twice: the last one counts.
            Some(known) => *known = number,
            None => {
                numbers.insert_unique(hash, number, |number| ring.get(*number).map_or(0, |row| hasher.hash_one(row.id())));
            }
        }
        ring.push(time, row, |number, gone| {
            if let Ok(found) = numbers.find_entry(hasher.hash_one(gone.id()), |other| *other == number) {
                found.remove();
            }
        });
    }

    pub(crate) fn find(&self, id: &TickId) -> Option<Row> {
        let is = |number: &u64| self.ring.get(*number).is_some_and(|row| row.id() == id);
        let number = self.numbers.find(self.hasher.hash_one(id), is)?;
        self.ring.get(*number).map(Held::row)
    }
}
