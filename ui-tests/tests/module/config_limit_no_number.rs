//! A limit is no number, and another word is misspelled.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config(minimum = "one", maximun = 10)]
    limit: u32,
}

fn main() {}
