//! What functions that are nodes have, and edges inside modules: types that follow from those of the inputs.

use super::alarm::Wake;

/// A function that keeps state from run to run, as a node whose inputs carry the types in the tuple `Inputs`.
/// Implemented by `#[node]` for a type of the function's name.
#[diagnostic::on_unimplemented(
    message = "node `{Self}` does not take inputs of types `{Inputs}`",
    label = "not the types of its inputs",
    note = "the inputs must carry what the `&T`, `Option<&T>`, `Ticks<T>` and `Latest<T>` parameters of the function say"
)]
pub trait NodeState<Inputs> {
    /// The types of its `#[state]` parameters.
    type State: Send + 'static;
    /// Its alarms, or `()`.
    type Alarm: Wake;

    /// What they begin with.
    fn first() -> Self::State;
}

/// A function whose value number `PLACE` has a type that follows from those of its inputs. Implemented by `#[node]`.
#[diagnostic::on_unimplemented(
    message = "node `{Self}` does not take inputs of types `{Inputs}`",
    label = "not the types of its inputs",
    note = "the inputs must carry what the `&T`, `Option<&T>`, `Ticks<T>` and `Latest<T>` parameters of the function say"
)]
pub trait NodeOutput<Inputs, const PLACE: usize> {
    /// The type of one tick.
    type Value;
}

/// A module that has edge number `EDGE` between its own nodes. Implemented by `#[module]`.
pub trait EdgeAt<const EDGE: usize> {
    /// What the edge carries in one tick.
    type Value: Send + 'static;
}
