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

/// A set of inputs in a graph that has no more of them than a word has bits.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct FewInputs(u64);

impl FewInputs {
    /// The set with these bits, the lowest input in the lowest bit.
    pub const fn from_words([word]: [u64; 1]) -> Self {
        Self(word)
    }
}

impl Inputs for FewInputs {
    #[inline(always)]
    fn insert(&mut self, input: usize) {
        self.0 |= 1 << input;
    }

    #[inline(always)]
    fn contains(&self, input: usize) -> bool {
        self.0 & (1 << input) != 0
    }

    #[inline(always)]
    fn intersects(&self, other: &Self) -> bool {
        self.0 & other.0 != 0
    }

    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.0 == 0
    }

    #[inline(always)]
    fn clear(&mut self) {
        self.0 = 0;
    }

    #[inline(always)]
    fn for_each(&self, mut act: impl FnMut(usize)) {
        let mut rest = self.0;
        while rest != 0 {
            act(rest.trailing_zeros() as usize);
            rest &= rest - 1;
        }
    }
}

/// A set of inputs in a graph that has up to `64 * WORDS` of them. In most cycles one alone is active: it is held as its
/// number, and only several are bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManyInputs<const WORDS: usize> {
    /// The only input; [`NONE`](Self::NONE), if there is none; [`SEVERAL`](Self::SEVERAL), if the words have them.
    only: usize,
    words: [u64; WORDS],
}

impl<const WORDS: usize> ManyInputs<WORDS> {
    const NONE: usize = usize::MAX;
    const SEVERAL: usize = usize::MAX - 1;

    /// The set with these bits, the lowest input in the lowest bit of the first word.
    pub const fn from_words(words: [u64; WORDS]) -> Self {
        Self { only: Self::SEVERAL, words }
    }

    #[inline(always)]
    fn has_bit(&self, input: usize) -> bool {
        self.words[input / 64] & (1 << (input % 64)) != 0
    }

    /// The lowest of several inputs that is not below `input`.
    #[inline(never)]
    fn at_least(&self, input: usize) -> usize {
        let mut above = u64::MAX << (input % 64);
        for place in input / 64..WORDS {
            let word = self.words[place] & above;
            if word != 0 {
                return place * 64 + word.trailing_zeros() as usize;
            }
            above = u64::MAX;
        }
        Self::NONE
    }

    #[cold]
    fn insert_further(&mut self, input: usize) {
        for input in [std::mem::replace(&mut self.only, Self::SEVERAL), input] {
            if input != Self::SEVERAL {
                self.words[input / 64] |= 1 << (input % 64);
            }
        }
    }
}

impl<const WORDS: usize> Default for ManyInputs<WORDS> {
    #[inline]
    fn default() -> Self {
        Self { only: Self::NONE, words: [0; WORDS] }
    }
}

impl<const WORDS: usize> Inputs for ManyInputs<WORDS> {
    #[inline(always)]
    fn insert(&mut self, input: usize) {
        if self.only == Self::NONE {
            self.only = input;
        } else if self.only != input {
            self.insert_further(input);
        }
    }

    #[inline(always)]
    fn contains(&self, input: usize) -> bool {
        self.only == input || self.has_bit(input)
    }

    #[inline(always)]
    fn intersects(&self, other: &Self) -> bool {
        match (self.only, other.only) {
            (Self::SEVERAL, Self::SEVERAL) => self.words.iter().zip(&other.words).any(|(a, b)| a & b != 0),
            (Self::SEVERAL, Self::NONE) | (Self::NONE, _) => false,
            (Self::SEVERAL, only) => self.has_bit(only),
            (only, _) => other.contains(only),
        }
    }

    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.only == Self::NONE
    }

    #[inline(always)]
    fn clear(&mut self) {
        *self = Self::default();
    }

    #[inline(always)]
    fn for_each(&self, mut act: impl FnMut(usize)) {
        let several = self.only == Self::SEVERAL;
        let mut input = if several { self.at_least(0) } else { self.only };
        while input != Self::NONE {
            act(input);
            input = if several { self.at_least(input + 1) } else { Self::NONE };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn set<I: Inputs>(members: &BTreeSet<usize>) -> I {
        let mut set = I::default();
        for member in members.iter().rev() {
            set.insert(*member);
            set.insert(*member);
        }
        set
    }

    fn behaves_as_a_sorted_set<I: Inputs>(all: usize, members: &BTreeSet<usize>, other: &BTreeSet<usize>) {
        let mut ours: I = set(members);
        assert_eq!(ours.is_empty(), members.is_empty());
        assert_eq!(ours.intersects(&set(other)), !members.is_disjoint(other));
        assert!((0..all).all(|input| ours.contains(input) == members.contains(&input)));
        let mut listed = Vec::new();
        ours.for_each(|input| listed.push(input));
        assert_eq!(listed, members.iter().copied().collect::<Vec<_>>());
        ours.clear();
        assert!(ours.is_empty() && !ours.intersects(&set(members)));
        ours.for_each(|input| panic!("{input} is in an empty set"));
    }

    proptest! {
        #[test]
        fn few_behave_as_a_sorted_set(members in prop::collection::btree_set(0_usize..64, 0..20), other in prop::collection::btree_set(0_usize..64, 0..4)) {
            behaves_as_a_sorted_set::<FewInputs>(64, &members, &other);
        }

        #[test]
        fn many_behave_as_a_sorted_set(members in prop::collection::btree_set(0_usize..192, 0..20), other in prop::collection::btree_set(0_usize..192, 0..4)) {
            behaves_as_a_sorted_set::<ManyInputs<3>>(192, &members, &other);
        }

        #[test]
        fn several_have_the_bits_of_their_words(words in prop::array::uniform3(any::<u64>())) {
            let listed: BTreeSet<usize> = (0..192).filter(|input| words[input / 64] & (1 << (input % 64)) != 0).collect();
            let mut ours = Vec::new();
            ManyInputs::from_words(words).for_each(|input| ours.push(input));
            prop_assert_eq!(ours, listed.into_iter().collect::<Vec<_>>());
        }
    }
}
