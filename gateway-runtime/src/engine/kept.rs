//! What a node keeps from run to run beside its module.

use super::Context;
use super::alarm::Wake;
use crate::Timestamp;

/// A module whose node number `NODE` has state of its own. Implemented by `#[module]`.
pub trait Keeps<const NODE: usize> {
    /// The types of its `#[state]` parameters.
    type State: Send + 'static;
    /// Its alarms, or `()`.
    type Alarm: Wake;

    /// What they begin with.
    fn first() -> Self::State;
}

/// What one node keeps.
#[derive(Debug)]
pub struct Kept<S, A> {
    /// Its `#[state]` parameters.
    pub state: S,
    /// Its alarms, or `()`.
    pub alarm: A,
}

/// What node number `NODE` of module `M` keeps.
pub type KeptBy<M, const NODE: usize> = Kept<<M as Keeps<NODE>>::State, <M as Keeps<NODE>>::Alarm>;

impl<S, A: Wake> Kept<S, A> {
    /// What node number `NODE` of module `M` begins with.
    pub fn new<M: Keeps<NODE, State = S, Alarm = A>, const NODE: usize>() -> Self {
        Self { state: M::first(), alarm: A::default() }
    }

    /// Prepares a run at `now`; `rings` if the node runs for its alarms.
    #[inline]
    pub fn begin(&mut self, now: Timestamp, rings: bool) {
        self.alarm.begin(now, rings);
    }

    /// Ends a run of `node`: tells the engine when it wants to run again, by which input.
    #[inline]
    pub fn end(&mut self, cx: &mut Context, input: usize, node: usize) {
        self.alarm.end(cx, input, node);
    }
}
