//! A small desk for the tests of the bench.

use gateway_runtime::prelude::*;

#[message]
#[derive(PartialEq)]
pub struct Order {
    pub symbol: String,
    pub quantity: u32,
}

pub fn order(symbol: &str, quantity: u32) -> Order {
    Order { symbol: symbol.to_owned(), quantity }
}

#[channels]
pub struct Desk {
    #[channel(send)]
    pub orders: Channel<Order>,
    pub fills: Channel<Order>,
    pub rejections: Channel<Order>,
    /// How much was filled so far.
    pub reports: Channel<u32>,
    /// How much was filled of each symbol.
    pub totals: Basket<String, u32>,
    pub prices: Basket<String, u32>,
    pub echoes: Channel<u32>,
    pub lists: Channel<Vec<u32>>,
}

#[module]
pub struct Matcher {
    #[config(default = 100_u32)]
    limit: u32,
    #[config(default = "10s")]
    interval: Duration,
    #[state]
    pub filled: u32,
}

#[module(channels = Desk)]
impl Matcher {
    #[start]
    fn check(&mut self) -> Result<(), String> {
        if self.limit == 0 { Err("nothing can be filled".to_owned()) } else { Ok(()) }
    }

    #[node(publish(fills, rejections))]
    fn on_order(&mut self, orders: &Order) -> Result<(Option<Order>, Option<Order>), String> {
        if orders.symbol.is_empty() {
            return Err("an order has no symbol".to_owned());
        }
        if orders.quantity > self.limit {
            return Ok((None, Some(orders.clone())));
        }
        self.filled += orders.quantity;
        Ok((Some(orders.clone()), None))
    }

    #[node(publish(totals))]
    fn total(&mut self, fills: &Order) -> Keyed<String, u32> {
        Keyed::new(fills.symbol.clone(), fills.quantity)
    }

    #[node(every = self.interval, publish(reports))]
    fn report(&self) -> u32 {
        self.filled
    }

    #[stop]
    fn close(&mut self) -> Result<(), String> {
        if self.filled == 13 { Err("thirteen is not liked".to_owned()) } else { Ok(()) }
    }
}

/// The matcher alone.
#[gateway(channels = Desk, open)]
pub struct App {
    pub matcher: Matcher,
}

/// Reads what nobody publishes here.
#[module]
pub struct Reader {}

#[module(channels = Desk)]
impl Reader {
    #[node(publish(lists))]
    fn list(&mut self, prices: Ticks<Keyed<String, u32>>) -> Vec<u32> {
        prices.iter().map(|price| price.value).collect()
    }

    /// Counts down, as a loop.
    #[node(publish(echoes))]
    fn turns(&mut self, reports: Option<&u32>, echoes: Ticks<u32>) -> Vec<u32> {
        reports.into_iter().chain(echoes.iter()).filter(|number| **number > 0).map(|number| number - 1).collect()
    }

    #[node]
    fn breaks(&mut self, echoes: &u32) {
        assert!(*echoes != 5, "five is not liked");
    }
}

/// Only the reader: everything that it reads is sent by the test.
#[gateway(channels = Desk, open)]
pub struct Readers {
    reader: Reader,
}
