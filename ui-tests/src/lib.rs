//! A channel set and modules in a crate of their own: what messages say about them in a gateway of another crate.

use gateway_runtime::prelude::*;

/// The channels.
#[channels]
#[derive(Debug)]
pub struct Bus {
    /// Orders as they come in.
    #[channel(send)]
    pub orders: Channel<u32>,
    /// Orders that were filled.
    pub fills: Channel<u32>,
    /// How much may be filled.
    pub limits: Channel<u32>,
}

/// Fills orders up to the limit.
#[module]
#[derive(Debug)]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(fills))]
    fn fill(&mut self, orders: Option<&u32>, limits: Option<&u32>) -> Option<u32> {
        orders.min(limits).copied()
    }
}

/// Lowers the limit with each fill.
#[module]
#[derive(Debug)]
pub struct Risk {
    /// What may be filled at all.
    #[config(default = 100)]
    pub limit: u32,
}

#[module(channels = Bus)]
impl Risk {
    #[node(publish(limits))]
    fn limit(&mut self, fills: &u32) -> u32 {
        self.limit - *fills
    }
}

/// Publishes a limit from time to time.
#[module]
#[derive(Debug)]
pub struct Limits {}

#[module(channels = Bus)]
impl Limits {
    #[node(every = "1m", publish(limits))]
    fn limit(&mut self) -> u32 {
        100
    }
}

/// Prints fills.
#[module]
#[derive(Debug)]
pub struct Log {}

#[module(channels = Bus)]
impl Log {
    #[node]
    fn log(&mut self, fills: &u32) {
        println!("{fills}");
    }
}

/// Prints fills, with the order if there is one.
#[module]
#[derive(Debug)]
pub struct Watch {}

#[module(channels = Bus)]
impl Watch {
    #[node]
    fn watch(&mut self, orders: Option<&u32>, fills: Option<&u32>) {
        println!("{orders:?} {fills:?}");
    }
}
