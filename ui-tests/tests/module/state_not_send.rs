//! The state of a module cannot move to the engine's thread.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<u32>,
}

#[module]
pub struct Desk {
    #[state]
    last: std::rc::Rc<u32>,
}

#[module(channels = Bus)]
impl Desk {
    #[node]
    fn fill(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

fn main() {}
