//! Defaults that do not keep the limits of their settings.

use gateway_runtime::prelude::*;

#[module]
pub struct Desk {
    #[config(default = 0, minimum = 1)]
    least: u32,
    #[config(default = -0.5, exclusive_minimum = -0.5)]
    below: f64,
    #[config(default = 2.5, maximum = 2)]
    most: f64,
    #[config(default = "EURO", max_length = 3)]
    currency: String,
    #[config(default = 5, minimum = 1, maximum = 5)]
    right: u32,
}

#[message]
pub struct Order {
    #[message(default = 0, minimum = 1)]
    size: u32,
}

fn main() {}
