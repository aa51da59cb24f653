//! What a node with `per_key` keeps: state of its own for every key.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::channel::Key;

/// The state of every key that has ticked. It is never given up: there is as much of it as there are keys.
#[derive(Debug)]
pub struct ByKey<K, S> {
    first: fn() -> S,
    places: HashMap<K, usize, RandomState>,
    states: Vec<S>,
}

impl<K: Key, S> ByKey<K, S> {
    /// No state yet. That of a key begins with what `first` gives.
    pub fn new(first: fn() -> S) -> Self {
        Self { first, places: HashMap::default(), states: Vec::new() }
    }

    /// The state of `key`.
    #[inline]
    pub fn of(&mut self, key: &K) -> &mut S {
        let place = match self.places.get(key) {
            Some(place) => *place,
            None => self.begin(key),
        };
        &mut self.states[place]
    }

    #[cold]
    fn begin(&mut self, key: &K) -> usize {
        self.states.push((self.first)());
        self.places.insert(key.clone(), self.states.len() - 1);
        self.states.len() - 1
    }
}
