//! A field has the name of a setting that every module has.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config(default = true)]
    enabled: bool,
    hold_until: Timestamp,
    #[config(default)]
    on_failure: String,
}

fn main() {}
