//! Sets of inputs: what can start a cycle.

/// A set of inputs, each known by its number.
pub trait Inputs: Default + Clone + Send + 'static {
    /// Adds an input.
    fn insert(&mut self, input: usize);
    /// Whether an input is in the set.
    fn contains(&self, input: usize) -> bool;
    /// Whether any input of `other` is in the set.
    fn intersects(&self, other: &Self) -> bool;
    /// Whether no input is in the set.
    fn is_empty(&self) -> bool;
    /// Empties the set.
    fn clear(&mut self);
    /// Does something for each input, in ascending order.
    fn for_each(&self, act: impl FnMut(usize));
}

/// A set of up to `64 * WORDS` inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputSet<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> InputSet<WORDS> {
    /// The set with these bits, the lowest input in the lowest bit of the first word.
    pub const fn from_words(words: [u64; WORDS]) -> Self {
        Self(words)
    }
}

impl<const WORDS: usize> Default for InputSet<WORDS> {
    #[inline]
    fn default() -> Self {
        Self([0; WORDS])
    }
}

impl<const WORDS: usize> Inputs for InputSet<WORDS> {
    #[inline(always)]
    fn insert(&mut self, input: usize) {
        self.0[input / 64] |= 1 << (input % 64);
    }

    #[inline(always)]
    fn contains(&self, input: usize) -> bool {
        self.0[input / 64] & (1 << (input % 64)) != 0
    }

    #[inline(always)]
    fn intersects(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    #[inline(always)]
    fn clear(&mut self) {
        self.0 = [0; WORDS];
    }

    #[inline(always)]
    fn for_each(&self, mut act: impl FnMut(usize)) {
        for (place, word) in self.0.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                act(place * 64 + rest.trailing_zeros() as usize);
                rest &= rest - 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn behaves_as_a_sorted_set(members in prop::collection::btree_set(0_usize..192, 0..20), other in prop::collection::btree_set(0_usize..192, 0..4)) {
            let set = |members: &BTreeSet<usize>| {
                let mut set = InputSet::<3>::default();
                for member in members {
                    set.insert(*member);
                }
                set
            };
            let ours = set(&members);
            prop_assert_eq!(ours.is_empty(), members.is_empty());
            prop_assert_eq!(ours.intersects(&set(&other)), !members.is_disjoint(&other));
            prop_assert!((0..192).all(|input| ours.contains(input) == members.contains(&input)));
            let mut listed = Vec::new();
            ours.for_each(|input| listed.push(input));
            prop_assert_eq!(listed, members.into_iter().collect::<Vec<_>>());
        }
    }
}
