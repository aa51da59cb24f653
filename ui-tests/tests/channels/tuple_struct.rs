//! `#[channels]` stands on a tuple struct.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus(Channel<u32>);

fn main() {}
