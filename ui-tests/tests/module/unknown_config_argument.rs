//! An argument of `#[config]` is misspelled.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config(defualt = 5)]
    limit: u32,
}

fn main() {}
