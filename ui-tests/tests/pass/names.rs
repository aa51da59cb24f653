//! Raw identifiers as names of channels, modules and nodes.
#![deny(warnings)]

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub r#type: Channel<u32>,
    pub r#match: Channel<u32>,
}

#[module]
pub struct Desk {
    #[config(default = 5)]
    r#move: u32,
}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(r#match))]
    fn r#fn(&mut self, r#type: &u32) -> u32 {
        *r#type + self.r#move
    }

    #[node]
    fn print(&mut self, #[channel(r#match)] found: &u32) {
        println!("{found}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    r#loop: Desk,
}

fn main() {
    App::from_settings(["loop.move=6"]).unwrap();
}
