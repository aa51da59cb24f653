//! A field is a setting and state.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config]
    #[state]
    limit: u32,
}

fn main() {}
