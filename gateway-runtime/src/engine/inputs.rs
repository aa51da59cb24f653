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
    /// The lowest input in the set.
    fn first(&self) -> Option<usize>;
    /// The next input in the set after one that is in it.
    fn after(&self, input: usize) -> Option<usize>;
    /// Does something for each input, in ascending order.
    #[inline]
    fn for_each(&self, mut act: impl FnMut(usize)) {
        let mut next = self.first();
        while let Some(input) = next {
            act(input);
            next = self.after(input);
        }
    }
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
    fn first(&self) -> Option<usize> {
        (self.0 != 0).then(|| self.0.trailing_zeros() as usize)
    }

    #[inline(always)]
    fn after(&self, input: usize) -> Option<usize> {
        Self(self.0 & (!1 << input)).first()
    }
}

/// A set of inputs in a graph that has up to `64 * WORDS` of them. In most cycles one alone is active: it is held as its
/// number, and only several are bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManyInputs<const WORDS: usize> {
    /// The only input, if there is one and not several.
    only: Option<usize>,
    several: bool,
    words: [u64; WORDS],
}

impl<const WORDS: usize> ManyInputs<WORDS> {
    /// The set with these bits, the lowest input in the lowest bit of the first word.
    pub const fn from_words(words: [u64; WORDS]) -> Self {
        Self { only: None, several: true, words }
    }

    #[inline(always)]
    fn has_bit(&self, input: usize) -> bool {
        self.words[input / 64] & (1 << (input % 64)) != 0
    }

    /// The lowest of several inputs in `words` that is not below `input`. They are a copy, so that a set of one input need not
    /// lie in memory.
    #[inline(never)]
    fn at_least(words: [u64; WORDS], input: usize) -> Option<usize> {
        let mut above = u64::MAX << (input % 64);
        for (place, word) in words.into_iter().enumerate().skip(input / 64) {
            let word = word & above;
            if word != 0 {
                return Some(place * 64 + word.trailing_zeros() as usize);
            }
            above = u64::MAX;
        }
        None
    }

    #[cold]
    fn insert_further(&mut self, input: usize) {
        for input in self.only.take().into_iter().chain([input]) {
            self.words[input / 64] |= 1 << (input % 64);
        }
        self.several = true;
    }
}

impl<const WORDS: usize> Default for ManyInputs<WORDS> {
    #[inline]
    fn default() -> Self {
        Self { only: None, several: false, words: [0; WORDS] }
    }
}

impl<const WORDS: usize> Inputs for ManyInputs<WORDS> {
    #[inline(always)]
    fn insert(&mut self, input: usize) {
        if self.is_empty() {
            self.only = Some(input);
        } else if self.only != Some(input) {
            self.insert_further(input);
        }
    }

    #[inline(always)]
    fn contains(&self, input: usize) -> bool {
        self.only == Some(input) || self.has_bit(input)
    }

    #[inline(always)]
    fn intersects(&self, other: &Self) -> bool {
        match (self.only, other.only) {
            (Some(only), _) => other.contains(only),
            (None, Some(only)) => self.contains(only),
            (None, None) => self.words.iter().zip(&other.words).any(|(a, b)| a & b != 0),
        }
    }

    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.only.is_none() && !self.several
    }

    #[inline(always)]
    fn clear(&mut self) {
        *self = Self::default();
    }

    #[inline(always)]
    fn first(&self) -> Option<usize> {
        if self.several { Self::at_least(self.words, 0) } else { self.only }
    }

    #[inline(always)]
    fn after(&self, input: usize) -> Option<usize> {
        if self.several { Self::at_least(self.words, input + 1) } else { None }
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
        assert_eq!(ours.first(), members.first().copied());
        assert!(members.iter().all(|member| ours.after(*member) == members.range(member + 1..).next().copied()));
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
