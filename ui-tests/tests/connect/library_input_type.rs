//! A node of the library whose input carries what it cannot take.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub names: Channel<String>,
    pub means: Channel<f64>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[connect]
    fn wiring(&self) {
        means = gateway_runtime::nodes::mean(names, gateway_runtime::nodes::Window::Last(3));
    }
}

fn main() {}
