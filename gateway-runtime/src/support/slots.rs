//! The variables of channels in a cycle.

use smallvec::SmallVec;

use super::{Sampled, Ticks};

/// The ticks of a channel that can tick several times in a cycle.
pub type Burst<T, const N: usize> = SmallVec<[T; N]>;

/// The variable of a channel in a cycle, which ticks at most once, or a [`Burst`].
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
