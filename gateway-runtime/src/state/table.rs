//! Values by key, in the order of their last change.

use hashbrown::HashTable;

/// No place.
const NONE: u32 = u32::MAX;

/// Values that are found by a hash of theirs. Each knows when it changed last, and its neighbours in that order; so what has changed
/// since, and what has not changed for the longest time, is found without a search.
///
/// Who uses it computes hashes, and says which value is meant: keys need not be stored beside values that have them.
#[derive(Debug)]
pub(crate) struct Table<V> {
    places: HashTable<u32>,
    entries: Vec<Entry<V>>,
    oldest: u32,
    newest: u32,
    version: u64,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    hash: u64,
    /// The version that its last change made.
    version: u64,
    older: u32,
    newer: u32,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { places: HashTable::new(), entries: Vec::new(), oldest: NONE, newest: NONE, version: 0 }
    }
}

impl<V> Table<V> {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How often something has changed.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    #[inline]
    pub(crate) fn get(&self, hash: u64, is_meant: impl Fn(&V) -> bool) -> Option<&V> {
        self.find(hash, is_meant).map(|place| &self.entries[place as usize].value)
    }

    #[inline]
    fn find(&self, hash: u64, is_meant: impl Fn(&V) -> bool) -> Option<u32> {
        let is_at = |place: &u32| {
            let entry = &self.entries[*place as usize];
            entry.hash == hash && is_meant(&entry.value)
        };
        self.places.find(hash, is_at).copied()
    }

    /// The value, to be changed: it becomes the newest.
    #[inline]
    pub(crate) fn change(&mut self, hash: u64, is_meant: impl Fn(&V) -> bool) -> Option<&mut V> {
        let place = self.find(hash, is_meant)?;
        if place != self.newest {
            self.unlink(place);
            self.link(place);
        }
        self.version += 1;
        let entry = &mut self.entries[place as usize];
        entry.version = self.version;
        Some(&mut entry.value)
    }

    /// Adds a value that is not there, and gives its place. If there are `most` already, the oldest one leaves and is given back.
    pub(crate) fn add(&mut self, hash: u64, value: V, most: usize) -> (u32, Option<V>) {
        self.version += 1;
        let entry = Entry { value, hash, version: self.version, older: NONE, newer: NONE };
        // Places are numbers of 32 bits.
        let most = most.clamp(1, NONE as usize);
        let (place, gone) = if self.entries.len() < most {
            self.entries.push(entry);
            (u32::try_from(self.entries.len() - 1).unwrap_or(NONE), None)
        } else {
            let place = self.oldest;
            self.unlink(place);
            let gone = std::mem::replace(&mut self.entries[place as usize], entry);
            if let Ok(found) = self.places.find_entry(gone.hash, |other| *other == place) {
                found.remove();
            }
            (place, Some(gone.value))
        };
        let entries = &self.entries;
        self.places.insert_unique(hash, place, |place| entries[*place as usize].hash);
        self.link(place);
        (place, gone)
    }

    fn unlink(&mut self, place: u32) {
        let Entry { older, newer, .. } = self.entries[place as usize];
        match older {
            NONE => self.oldest = newer,
            older => self.entries[older as usize].newer = newer,
        }
        match newer {
            NONE => self.newest = older,
            newer => self.entries[newer as usize].older = older,
        }
    }

    /// Makes an entry the newest.
    fn link(&mut self, place: u32) {
        let older = std::mem::replace(&mut self.newest, place);
        match older {
            NONE => self.oldest = place,
            older => self.entries[older as usize].newer = place,
        }
        let entry = &mut self.entries[place as usize];
        (entry.older, entry.newer) = (older, NONE);
    }

    /// All values, that which changed the longest ago first.
    pub(crate) fn iter(&self) -> Iter<'_, V> {
        Iter { entries: &self.entries, next: self.oldest, left: self.entries.len() }
    }

    /// The value at a place, which it keeps until it leaves; places are counted from 0.
    pub(crate) fn at(&self, place: u32) -> &V {
        &self.entries[place as usize].value
    }

    /// All places.
    pub(crate) fn places(&self) -> impl ExactSizeIterator<Item = u32> + use<V> {
        // There are no more than `NONE`.
        0..u32::try_from(self.entries.len()).unwrap_or(NONE)
    }

    /// The places whose values have changed after `version`, that which changed last of them first.
    pub(crate) fn places_since(&self, version: u64) -> impl Iterator<Item = u32> {
        let mut place = self.newest;
        std::iter::from_fn(move || {
            let entry = self.entries.get(place as usize).filter(|entry| entry.version > version)?;
            Some(std::mem::replace(&mut place, entry.older))
        })
    }

    /// The values that have changed after `version`, that which changed first of them first.
    pub(crate) fn since(&self, version: u64) -> Iter<'_, V> {
        let (mut first, mut left) = (NONE, 0);
        let mut place = self.newest;
        while let Some(entry) = self.entries.get(place as usize).filter(|entry| entry.version > version) {
            (first, left, place) = (place, left + 1, entry.older);
        }
        Iter { entries: &self.entries, next: first, left }
    }
}

/// Values of a [`Table`], in the order of their last change.
#[derive(Debug)]
pub(crate) struct Iter<'a, V> {
    entries: &'a [Entry<V>],
    next: u32,
    left: usize,
}

impl<V> Clone for Iter<'_, V> {
    fn clone(&self) -> Self {
        Self { entries: self.entries, next: self.next, left: self.left }
    }
}

impl<'a, V> Iterator for Iter<'a, V> {
    type Item = &'a V;

    #[inline]
    fn next(&mut self) -> Option<&'a V> {
        let entry = self.entries.get(self.next as usize)?;
        self.next = entry.newer;
        self.left -= 1;
        Some(&entry.value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<V> ExactSizeIterator for Iter<'_, V> {}
