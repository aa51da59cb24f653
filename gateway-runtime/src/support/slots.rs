//! The variables of channels in a cycle.

use arrayvec::ArrayVec;
use smallvec::SmallVec;

use super::{Sampled, Ticks};

/// The ticks of a channel that can tick several times in a cycle.
pub type Burst<T, const N: usize> = SmallVec<[T; N]>;

/// The ticks of a channel that can tick `N` times in a cycle, and not more often: in a list of so many places, if there
/// [is room](has_room) for it.
pub type Several<T, const N: usize, const HAS_ROOM: bool> = <Room<HAS_ROOM> as Holds<T, N>>::Ticks;

/// How many bytes a list of ticks may take in the variables of a cycle, if it has more than [`FEW`] places.
const ROOM: usize = 1024;

/// So many places are not too many.
const FEW: usize = 8;

/// Whether there is room for a list of `most` ticks in the variables of a cycle, which lie on the stack.
#[must_use]
pub const fn has_room<T>(most: usize) -> bool {
    most <= FEW || most.saturating_mul(size_of::<T>()) <= ROOM
}

/// Tells the type of [`Several`].
#[derive(Debug)]
pub struct Room<const HAS_ROOM: bool>;

/// What a list of `N` ticks at most is.
pub trait Holds<T, const N: usize> {
    /// The list.
    type Ticks;
}

impl<T, const N: usize> Holds<T, N> for Room<true> {
    type Ticks = ArrayVec<T, N>;
}

impl<T, const N: usize> Holds<T, N> for Room<false> {
    type Ticks = Burst<T, FEW>;
}

/// The variable of a channel in a cycle: of one that ticks at most once, or a list.
pub trait Slot {
    /// What a tick carries.
    type Tick;
    /// Adds a tick.
    fn put(&mut self, tick: Self::Tick);
    /// The tick of a channel that has at most one.
    fn only(&self) -> Option<&Self::Tick>;
}

impl<T> Slot for Option<T> {
    type Tick = T;
    #[inline(always)]
    fn put(&mut self, tick: T) {
        *self = Some(tick);
    }
    #[inline(always)]
    fn only(&self) -> Option<&T> {
        self.as_ref()
    }
}

impl<T, const N: usize> Slot for Burst<T, N> {
    type Tick = T;
    #[inline(always)]
    fn put(&mut self, tick: T) {
        self.push(tick);
    }
    #[inline(always)]
    fn only(&self) -> Option<&T> {
        self.first()
    }
}

impl<T, const N: usize> Slot for ArrayVec<T, N> {
    type Tick = T;
    /// # Panics
    ///
    /// If there are more ticks than the macro has proven that there can be.
    #[inline(always)]
    fn put(&mut self, tick: T) {
        self.push(tick);
    }
    #[inline(always)]
    fn only(&self) -> Option<&T> {
        self.first()
    }
}

/// The burst of a feedback edge, then that of this cycle.
#[inline(always)]
pub fn ticks<'a, T>(earlier: &'a [T], now: &'a [T]) -> Ticks<'a, T> {
    Ticks::chain(earlier, now)
}

/// Takes note of ticks for those that sample the channel.
#[inline(always)]
pub fn remember<S: Sampled>(memory: &mut S::Memory, ticks: &[S::Tick]) {
    S::remember(memory, ticks);
}

/// The key of a module in a list. One whose module does not exist is never asked for.
pub fn key_of<K>(key: &Option<K>) -> &K {
    match key {
        Some(key) => key,
        None => unreachable!("a module that does not exist has no nodes that run"),
    }
}

/// The engine asks for channels of the graph's own set only.
pub fn no_such_channel(channel: usize) -> ! {
    unreachable!("the graph has no channel number {channel}")
}
