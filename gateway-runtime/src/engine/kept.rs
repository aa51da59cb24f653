//! What a node keeps from run to run beside its module.

/// A module whose node number `NODE` has state of its own. Implemented by `#[module]`.
pub trait Keeps<const NODE: usize> {
    /// The types of its `#[state]` parameters.
    type State: Send + 'static;

    /// What they begin with.
    fn first() -> Self::State;
}

/// What one node keeps.
#[derive(Debug)]
pub struct Kept<S> {
    /// Its `#[state]` parameters.
    pub state: S,
}

impl<S> Kept<S> {
    /// What node number `NODE` of module `M` begins with.
    pub fn new<M: Keeps<NODE, State = S>, const NODE: usize>() -> Self {
        Self { state: M::first() }
    }
}
