//! A module is a tuple struct.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk(u32);

fn main() {}
