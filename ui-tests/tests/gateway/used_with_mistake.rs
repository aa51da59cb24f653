//! A gateway with a mistake is used: that is no further mistake.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    pub orders: Channel<u32>,
}

#[module]
pub struct Log {}

#[module(channels = Bus)]
impl Log {
    #[node]
    fn log(&mut self, orders: &u32) {
        println!("{orders}");
    }
}

#[gateway(channels = Bus)]
pub struct App {
    log: Log,
}

pub fn backtest() -> Result<(), Box<dyn std::error::Error>> {
    let mut simulation = Simulation::new(App::from_settings([])?)?;
    let orders = simulation.collect(Bus::orders);
    simulation.run()?;
    println!("{}", orders.take().len());
    Ok(())
}

fn main() {}
