//! The default of a setting does not fit into its type.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config(default = 1.5)]
    limit: u32,
}

fn main() {}
