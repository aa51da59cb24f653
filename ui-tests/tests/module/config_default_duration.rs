//! The default of a duration is no span of time.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config(default = "soon")]
    interval: Duration,
}

fn main() {}
