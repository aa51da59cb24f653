//! A generic function whose state may not be sent.

use gateway_runtime::prelude::*;

#[node]
pub fn distinct<T: Clone + PartialEq>(value: &T, #[state] last: &mut Option<T>) -> Option<T> {
    let is_new = last.as_ref() != Some(value);
    is_new.then(|| last.insert(value.clone()).clone())
}

fn main() {}
