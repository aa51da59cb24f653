//! The check of a module does not take the module.

use gateway_runtime::prelude::*;

#[module(validate = Desk::check)]
pub struct Desk {
    limit: u32,
}

impl Desk {
    fn check(limit: u32) -> Result<(), String> {
        if limit > 0 { Ok(()) } else { Err("too low".to_owned()) }
    }
}

fn main() {}
