//! A source with alarms.

use gateway_runtime::prelude::*;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub prices: Channel<f64>,
    #[channel(send)]
    pub orders: Channel<u32>,
    pub signals: Channel<bool>,
}

#[module]
pub struct Feed {}

#[module(channels = Bus)]
impl Feed {
    #[node(source, publish(prices))]
    fn next(&mut self, alarm: &mut Alarm<f64>) -> Option<(Timestamp, f64)> {
        alarm.set(Duration::from_secs(1), 1.0);
        None
    }
}

fn main() {}
