//! A message is a tuple struct.

use gateway_runtime::prelude::*;

#[message]
pub struct Price(f64);

fn main() {}
