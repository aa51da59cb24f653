//! The default of a setting has another type than the setting.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config(default = "many")]
    limit: u32,
}

fn main() {}
