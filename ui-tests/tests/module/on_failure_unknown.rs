//! What happens on a failure is misspelled.

use gateway_runtime::prelude::*;

#[module(on_failure = restrat)]
pub struct Desk {}

#[module(on_failure = "restart")]
pub struct Other {}

fn main() {}
