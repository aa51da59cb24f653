//! What states and histories cost.
//!
//! ```text
//! cargo bench --manifest-path examples/benchmarks/Cargo.toml --bench state
//! ```
//!
//! A source ticks prices of random symbols, in real time and as fast as the engine goes, as with a mount: the last tick of the channel is
//! kept. `engine` is the CPU time that the engine's thread takes for a cycle; the difference between two rows is what a declaration
//! adds, as long as the keeper keeps up: where the engine had to help, it is the work of both. `all` is the CPU time of the whole process for a
//! tick, and `ticks/s` is by the wall clock: both from the first tick until the keeper has them all.
//!
//! The views are measured in a simulation that nobody watches.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use gateway_runtime::prelude::*;
use gateway_runtime::state::Keeper;
use gateway_runtime::tokio::runtime::Runtime;
use rustix::time::{ClockId, clock_gettime};

/// A price of one of many symbols.
#[message]
pub struct Price {
    symbol: u32,
    price: f64,
}

/// How many ticks a run has.
const TICKS: u64 = 4_000_000;

/// How often each row is measured; the median counts.
const ROUNDS: usize = 5;

/// CPU time of the engine's thread at the first tick, and from then to the last one.
static FIRST: AtomicU64 = AtomicU64::new(0);
static TAKEN: AtomicU64 = AtomicU64::new(0);

fn nanos(clock: ClockId) -> u64 {
    let time = Duration::try_from(clock_gettime(clock)).unwrap_or_default();
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// A random walk over symbols: the next one, and what it was made of.
#[derive(Default)]
pub struct Walk(u64);

impl Walk {
    fn next(&mut self, symbols: u32) -> Price {
        // The multiplier of Knuth's MMIX.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let symbol = u32::try_from(((self.0 >> 32) * u64::from(symbols)) >> 32).unwrap_or_default();
        Price { symbol, price: 1.0 }
    }
}

/// A graph of one source whose channel is declared as `$attribute` says.
macro_rules! graph {
    ($module:ident, $set:ident, $feed:ident, $app:ident, $attribute:meta) => {
        mod $module {
            use super::*;

            /// The channel.
            #[channels]
            pub struct $set {
                /// Prices.
                #[$attribute]
                pub prices: Channel<Price>,
            }

            /// Ticks prices.
            #[module]
            pub struct $feed {
                symbols: u32,
                #[config(default = 0)]
                left: u64,
                #[state]
                walk: Walk,
            }

            #[module(channels = $set)]
            impl $feed {
                #[node(source, publish(prices))]
                fn tick(&mut self) -> Option<(Timestamp, Price)> {
                    if self.left == TICKS {
                        FIRST.store(nanos(ClockId::ThreadCPUTime), Relaxed);
                    }
                    if self.left == 0 {
                        TAKEN.store(nanos(ClockId::ThreadCPUTime) - FIRST.load(Relaxed), Relaxed);
                        return None;
                    }
                    self.left -= 1;
                    Some((Timestamp::EPOCH, self.walk.next(self.symbols)))
                }
            }

            #[gateway(channels = $set)]
            #[allow(deprecated)]
            pub struct $app {
                feed: $feed,
            }

            pub(super) fn run(symbols: u32) -> Measured {
                let settings = [format!("feed.symbols={symbols}"), format!("feed.left={TICKS}")];
                let app = $app::from_settings(settings.iter().map(String::as_str)).expect("the settings are right");
                super::live(app)
            }
        }
    };
}

graph!(plain, PlainSet, PlainFeed, PlainApp, channel());
graph!(with_state, StateSet, StateFeed, StateApp, channel(state(key = symbol, max_keys = 2_000_000)));
graph!(with_history, HistorySet, HistoryFeed, HistoryApp, channel(history = 100_000));
graph!(with_lookup, LookupSet, LookupFeed, LookupApp, channel(lookup));
graph!(with_all, AllSet, AllFeed, AllApp, channel(state(key = symbol, max_keys = 2_000_000), history = 100_000, lookup));

/// What one run took.
#[derive(Clone, Copy)]
struct Measured {
    /// CPU nanoseconds of the engine's thread, for a cycle.
    engine: f64,
    /// CPU nanoseconds of the process, for a tick.
    process: f64,
    /// By the wall clock.
    ticks_per_second: f64,
    /// How often the engine had to help.
    helped: u64,
    /// Resident bytes that the run added, for each row of the state.
    bytes_per_row: f64,
}

fn resident() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<f64>().ok());
    pages.unwrap_or_default() * 4096.0
}

fn live<A: gateway_runtime::Gateway>(app: A) -> Measured {
    TAKEN.store(0, Relaxed);
    let runtime = Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        let (before, start, cpu) = (resident(), Instant::now(), nanos(ClockId::ProcessCPUTime));
        let mut options = LiveOptions::default();
        options.slow_node = Duration::ZERO;
        let live = Live::start(app, options).await.expect("it starts");
        while TAKEN.load(Relaxed) == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let keeper: Keeper = live.handle().keeper().clone();
        // What is left in the batch is taken over by whoever asks.
        let _ = keeper.changes(0, u64::MAX);
        let _ = keeper.history_since(0, u64::MAX);
        let took = start.elapsed().as_secs_f64();
        let process = (nanos(ClockId::ProcessCPUTime) - cpu) as f64 / TICKS as f64;
        let stats = keeper.stats();
        let rows = stats.states.first().map_or(0, |state| state.keys);
        let bytes_per_row = if rows == 0 { 0.0 } else { (resident() - before) / rows as f64 };
        let _ = live.stop().await;
        let engine = TAKEN.load(Relaxed) as f64 / TICKS as f64;
        Measured { engine, process, ticks_per_second: TICKS as f64 / took, helped: stats.helped, bytes_per_row }
    })
}

fn median(mut all: Vec<Measured>) -> Measured {
    let first = all[0];
    all.sort_by(|one, other| one.engine.total_cmp(&other.engine));
    let engine = all[all.len() / 2].engine;
    all.sort_by(|one, other| one.process.total_cmp(&other.process));
    let process = all[all.len() / 2].process;
    all.sort_by(|one, other| one.ticks_per_second.total_cmp(&other.ticks_per_second));
    // Memory of later runs is that of the first one, used again.
    Measured { engine, process, bytes_per_row: first.bytes_per_row, ..all[all.len() / 2] }
}

/// Nodes that read a state, and the same without.
mod views {
    use super::{Price, Walk};
    use gateway_runtime::prelude::*;

    /// The channels.
    #[channels]
    pub struct Set {
        /// Prices.
        #[channel(state(key = symbol))]
        pub prices: Channel<Price>,
    }

    /// Ticks prices.
    #[module]
    pub struct Feed {
        symbols: u32,
        left: u64,
        #[state]
        walk: Walk,
    }

    #[module(channels = Set)]
    impl Feed {
        #[node(source, publish(prices))]
        fn tick(&mut self) -> Option<(Timestamp, Price)> {
            self.left = self.left.checked_sub(1)?;
            Some((Timestamp::EPOCH, self.walk.next(self.symbols)))
        }
    }

    /// Sums prices as they tick.
    #[module]
    #[derive(Debug)]
    pub struct Plain {
        #[state]
        pub sum: f64,
    }

    #[module(channels = Set)]
    impl Plain {
        #[node]
        fn sum(&mut self, prices: &Price) {
            self.sum += prices.price;
        }
    }

    /// Sums prices that it looks up in the state.
    #[module]
    #[derive(Debug)]
    pub struct Looking {
        #[state]
        pub sum: f64,
    }

    #[module(channels = Set)]
    impl Looking {
        #[node]
        fn sum(&mut self, prices: &Price, #[channel(prices)] known: State<u32, Price>) {
            self.sum += known.get(&prices.symbol).map_or(0.0, |known| known.price);
        }
    }

    /// Sums prices that have changed.
    #[module]
    #[derive(Debug)]
    pub struct Changing {
        #[state]
        pub sum: f64,
    }

    #[module(channels = Set)]
    impl Changing {
        #[node]
        fn sum(&mut self, prices: Changes<u32, Price>) {
            self.sum += prices.changed().map(|(_, price)| price.price).sum::<f64>();
        }
    }

    /// Without a state.
    #[gateway(channels = Set)]
    pub struct PlainApp {
        feed: Feed,
        plain: Plain,
    }

    /// With one that is looked up.
    #[gateway(channels = Set)]
    pub struct LookingApp {
        feed: Feed,
        looking: Looking,
    }

    /// With one whose changes are looked at.
    #[gateway(channels = Set)]
    pub struct ChangingApp {
        feed: Feed,
        changing: Changing,
    }
}

/// CPU nanoseconds for a cycle of a simulation.
fn simulated<A: gateway_runtime::Gateway>(symbols: u32) -> f64 {
    let mut all: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let settings = [format!("feed.symbols={symbols}"), format!("feed.left={TICKS}")];
            let app = gateway_runtime::__support::configure::<A>(settings.iter().map(String::as_str)).expect("the settings are right");
            let start = nanos(ClockId::ThreadCPUTime);
            Simulation::new(app).expect("it can run").run().expect("it runs");
            (nanos(ClockId::ThreadCPUTime) - start) as f64 / TICKS as f64
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[ROUNDS / 2]
}

fn main() {
    println!(
        "{:<10} {:>8} {:>10} {:>8} {:>8} {:>10} {:>7} {:>10}",
        "live", "keys", "engine ns", "adds ns", "all ns", "M ticks/s", "helped", "bytes/row"
    );
    for keys in [1_000, 100_000, 1_000_000] {
        let runs: [(&str, fn(u32) -> Measured); 5] = [
            ("nothing", plain::run),
            ("state", with_state::run),
            ("history", with_history::run),
            ("lookup", with_lookup::run),
            ("all three", with_all::run),
        ];
        let mut all = runs.map(|_| Vec::new());
        for _ in 0..ROUNDS {
            for (measured, (_, run)) in all.iter_mut().zip(runs) {
                measured.push(run(keys));
            }
        }
        let mut base = 0.0;
        for ((name, _), measured) in runs.iter().zip(all) {
            let Measured { engine, process, ticks_per_second, helped, bytes_per_row } = median(measured);
            if *name == "nothing" {
                base = engine;
            }
            let (adds, millions) = (engine - base, ticks_per_second / 1e6);
            println!("{name:<10} {keys:>8} {engine:>10.1} {adds:>8.1} {process:>8.1} {millions:>10.2} {helped:>7} {bytes_per_row:>10.0}");
        }
    }
    println!("{:<22} {:>10} {:>12} {:>10}", "in the cycle", "keys", "cycle ns", "adds ns");
    for keys in [1_000, 100_000, 1_000_000] {
        let plain = simulated::<views::PlainApp>(keys);
        for (name, cycle) in [
            ("no view", plain),
            ("State, one get", simulated::<views::LookingApp>(keys)),
            ("Changes", simulated::<views::ChangingApp>(keys)),
        ] {
            println!("{name:<22} {keys:>10} {cycle:>12.1} {:>10.1}", cycle - plain);
        }
    }
}
