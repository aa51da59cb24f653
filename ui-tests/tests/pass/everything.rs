//! Every form of parameter, return value, source and hook.
#![deny(warnings)]

use gateway_runtime::prelude::*;

#[message]
pub enum Venue {
    Xetra,
    Tradegate,
}

/// One order.
#[message(validate = Order::check)]
pub struct Order {
    #[message(pattern = "^[A-Z]+$", max_length = 12)]
    pub symbol: String,
    #[message(minimum = 1, maximum = 1_000_000)]
    pub quantity: u32,
    #[message(default = "manual")]
    pub source: String,
    #[message(default)]
    pub note: String,
}

impl Order {
    fn check(&self) -> Result<(), Invalid> {
        if self.symbol.is_empty() { Err(Invalid::field("symbol", "a symbol has letters")) } else { Ok(()) }
    }
}

#[message]
pub enum Event {
    Filled { quantity: u32 },
    Closed,
}

#[channels]
pub struct Bus {
    #[channel(send)]
    pub orders: Channel<Order>,
    pub events: Channel<Event>,
    pub numbers: Channel<u32>,
    pub lists: Channel<Vec<u32>>,
    pub prices: Basket<Venue, f64>,
    pub limits: Channel<u32>,
}

#[module]
pub struct Feed {
    #[config(default = 3)]
    count: u32,
    #[state]
    given: u32,
}

#[module(channels = Bus)]
impl Feed {
    #[start]
    fn open(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    #[stop]
    fn close(&mut self) {}

    #[node(source, publish(numbers))]
    fn pull(&mut self) -> Option<(Timestamp, u32)> {
        self.given += 1;
        (self.given <= self.count).then(|| (Timestamp::from_secs(1), self.given))
    }

    #[node(source, publish(numbers))]
    fn iterate(&mut self) -> impl Iterator<Item = (Timestamp, u32)> + Send + use<> {
        (0..self.count).map(|number| (Timestamp::from_secs(2), number))
    }
}

#[module]
pub struct Desk {
    #[config(default = "250ms")]
    interval: Duration,
    #[state]
    last: Option<Order>,
}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(events, lists))]
    fn fill(&mut self, orders: &Order, _numbers: Latest<u32>) -> (Option<Event>, Vec<u32>) {
        self.last = Some(orders.clone());
        (Some(Event::Filled { quantity: orders.quantity }), vec![orders.quantity])
    }

    #[node(every = self.interval, publish(prices))]
    fn quote(&mut self, now: Timestamp, #[feedback] limits: Ticks<u32>) -> Result<[Keyed<Venue, f64>; 1], String> {
        if !limits.is_empty() {
            return Err(format!("limited at {now}"));
        }
        Ok([Keyed::new(Venue::Xetra, 1.0)])
    }

    #[node]
    fn print(&mut self, numbers: Ticks<u32>, events: Option<&Event>, lists: Option<&Vec<u32>>, prices: Latest<Basket<Venue, f64>>) {
        println!("{} {events:?} {lists:?} {}", numbers.len(), prices.get(&Venue::Tradegate).is_some());
    }
}

#[module]
pub struct Risk {}

#[module(channels = Bus)]
impl Risk {
    #[node(publish(limits))]
    fn limit(&mut self, prices: &Keyed<Venue, f64>) -> Option<u32> {
        (prices.value > 2.0).then_some(1)
    }
}

#[gateway(channels = Bus)]
pub struct App {
    feed: Feed,
    desk: Desk,
    risk: Risk,
}

fn main() {}
