//! A monitor of the machine that it runs on: samples become channels, and alerts with hysteresis.
//!
//! ```text
//! Sampler ─┬─ samples ───▶ Split ─┬─ cpu, memory, disks ─▶ Watch ─┬─▶ alerts ─▶ Log
//!          └─ all_disks ─▶        └─ cores, network, processes   └─▶ active_alerts
//!
//! cpu, memory, alerts ─▶ Daily ─▶ summaries             failures of nodes ─▶ errors
//! ```

mod daily;
mod hysteresis;
mod log;
mod messages;
pub mod probe;
mod sampler;
mod split;
mod watch;

use gateway_rest::Rest;
use gateway_runtime::prelude::*;

pub use daily::Daily;
pub use hysteresis::{Hysteresis, Limit};
pub use log::Log;
pub use messages::{Alert, Change, Core, Cpu, Disk, Interface, Memory, Process, Sample, Summary};
pub use sampler::Sampler;
pub use split::Split;
pub use watch::{Limits, Watch, Watched};

/// The channels of the monitor.
#[channels]
#[derive(Debug)]
pub struct Bus {
    /// One look at the machine as a whole. To try the alerts out, send some.
    #[channel(send)]
    pub samples: Channel<Sample>,
    /// How busy the processors are, and how much waits for them.
    #[channel(history = (100_000, "1d"))]
    pub cpu: Channel<Cpu>,
    /// How busy each core is.
    #[channel(state(key = name))]
    pub cores: Channel<Vec<Core>>,
    /// How much memory is in use.
    #[channel(history = (100_000, "1d"))]
    pub memory: Channel<Memory>,
    /// What goes over each network interface.
    #[channel(state, history = (100_000, "1h"))]
    pub network: Basket<String, Interface>,
    /// The busiest processes, busiest first.
    pub processes: Channel<Vec<Process>>,
    /// All disks, at each look at them.
    pub all_disks: Channel<Vec<Disk>>,
    /// How full each disk is, by where it is mounted. To try the alerts out, send some.
    #[channel(send, state, history = (100_000, "1d"))]
    pub disks: Basket<String, Disk>,
    /// Alerts as they are raised and cleared: of each subject the last one, and all of a month.
    #[channel(state(key = subject), history = (100_000, "30d"), lookup = (10_000, "30d"))]
    pub alerts: Channel<Alert>,
    /// The alerts that are raised and not cleared yet.
    pub active_alerts: Channel<Vec<Alert>>,
    /// What each day was like, when it is over.
    #[channel(history = 1_000)]
    pub summaries: Channel<Summary>,
    /// What went wrong in the monitor itself.
    pub errors: Channel<Failure>,
}

/// Watches the machine it runs on: processors, memory, disks, network and the busiest processes, with alerts.
#[gateway(channels = Bus)]
#[derive(Debug)]
pub struct Monitor {
    sampler: Sampler,
    split: Split,
    watch: Watch,
    daily: Daily,
    log: Log,
    #[mount]
    rest: Rest,
}
