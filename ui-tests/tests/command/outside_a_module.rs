//! A command stands outside of a module.

use gateway_runtime::prelude::*;

pub struct Desk {
    limit: u32,
}

impl Desk {
    #[command]
    fn limit(&self) -> u32 {
        self.limit
    }
}

fn main() {}
