//! State of a type that nothing tells.

use gateway_runtime::prelude::*;

#[node]
pub fn remember<T, S: Default + Send + 'static>(value: &T, #[state] state: &mut S, #[param] step: impl Fn(&mut S, &T)) {
    step(state, value);
}

fn main() {}
