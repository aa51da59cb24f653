//! A dynamic channel, read as a number.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub extra: Dynamic,
}

#[module]
pub struct Book {}

#[module(channels = Bus)]
impl Book {
    #[node]
    fn log(&mut self, #[key("volts")] extra: &f64) {
        println!("{extra}");
    }
}

fn main() {}
