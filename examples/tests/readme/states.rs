//! What channels remember.

use gateway_runtime::prelude::*;
use gateway_runtime::testing::TestBench;

#[message]
pub struct Fill {
    pub account: u32,
    pub symbol: String,
    pub price: f64,
    /// How much the account holds since.
    pub held: f64,
}

#[channels]
pub struct Desk {
    #[channel(send, state(key = account), state(key = (account, symbol), alias = positions), history = (100_000, "1d"), lookup)]
    pub fills: Channel<Fill>,
    pub exposure: Channel<f64>,
}

#[module]
pub struct Exposure {}

#[module(channels = Desk)]
impl Exposure {
    #[node(publish(exposure))]
    fn sum(&mut self, positions: Changes<(u32, String), Fill>) -> f64 {
        positions.iter().map(|(_, fill)| fill.price * fill.held).sum()
    }
}

#[gateway(channels = Desk, open)]
pub struct App {
    exposure: Exposure,
}

#[test]
fn the_newest_fill_of_each_position_counts() {
    let mut bench = TestBench::<App>::with([]);
    for (account, price, held) in [(1, 10.0, 5.0), (2, 10.0, 1.0), (1, 20.0, 2.0)] {
        bench.send(Desk::fills, Fill { account, symbol: "A".to_owned(), price, held });
    }
    bench.expect(Desk::exposure).values([50.0, 60.0, 50.0]);
    assert_eq!(bench.state::<Fill>("positions").len(), 2);
}
