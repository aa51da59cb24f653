//! The messages of the monitor.

use gateway_runtime::prelude::*;

/// One look at the machine.
#[message]
pub struct Sample {
    /// The processors as a whole.
    pub cpu: Cpu,
    /// Each core.
    #[message(default)]
    pub cores: Vec<Core>,
    /// Memory.
    pub memory: Memory,
    /// Each network interface.
    #[message(default)]
    pub network: Vec<Interface>,
    /// The busiest processes, busiest first.
    #[message(default)]
    pub processes: Vec<Process>,
}

/// The processors as a whole.
#[message]
#[derive(PartialEq)]
pub struct Cpu {
    /// Share of the time that they were busy since the last sample.
    #[message(minimum = 0, maximum = 100)]
    pub usage_percent: f64,
    /// How many processes ran or waited to run, on average over a minute; not known on every system.
    pub load_1_minute: Option<f64>,
    /// The same over five minutes.
    pub load_5_minutes: Option<f64>,
    /// The same over fifteen minutes.
    pub load_15_minutes: Option<f64>,
}

/// One core.
#[message]
#[derive(PartialEq)]
pub struct Core {
    /// The name that the system gives it.
    pub name: String,
    /// Share of the time that it was busy since the last sample.
    #[message(minimum = 0, maximum = 100)]
    pub usage_percent: f64,
    /// The clock rate, 0 if it is not known.
    pub frequency_mhz: u64,
}

/// Memory, and the space on disk that stands in for it.
#[message]
#[derive(PartialEq)]
pub struct Memory {
    /// All there is.
    pub total_bytes: u64,
    /// What is in use and cannot be had without swapping.
    pub used_bytes: u64,
    /// What can be had.
    pub available_bytes: u64,
    /// All swap space.
    pub swap_total_bytes: u64,
    /// Swap space in use.
    pub swap_used_bytes: u64,
}

impl Memory {
    /// The share of memory that cannot be had.
    pub fn used_percent(&self) -> f64 {
        percent(self.total_bytes.saturating_sub(self.available_bytes), self.total_bytes)
    }
}

/// One network interface.
#[message]
#[derive(PartialEq)]
pub struct Interface {
    /// The name that the system gives it.
    pub name: String,
    /// Bytes received per second since the last sample.
    pub received_per_second: f64,
    /// Bytes sent per second since the last sample.
    pub sent_per_second: f64,
    /// Bytes received since the interface came up.
    pub received_bytes: u64,
    /// Bytes sent since the interface came up.
    pub sent_bytes: u64,
    /// Packets lost or damaged, in both directions, since the interface came up.
    pub errors: u64,
}

/// One process.
#[message]
#[derive(PartialEq)]
pub struct Process {
    /// The number that the system gives it.
    pub pid: u32,
    /// The name of the program.
    pub name: String,
    /// Share of one core that it kept busy since the last sample; above 100 if it uses several.
    pub cpu_percent: f64,
    /// Memory that it alone or with others holds.
    pub memory_bytes: u64,
}

/// One disk, or part of one that is mounted by itself.
#[message]
#[derive(PartialEq)]
pub struct Disk {
    /// Where it is mounted.
    pub place: String,
    /// The name of the device.
    pub device: String,
    /// How files are kept on it.
    pub file_system: String,
    /// All there is.
    pub total_bytes: u64,
    /// What can be had.
    pub available_bytes: u64,
}

impl Disk {
    /// The share of the disk that cannot be had.
    pub fn used_percent(&self) -> f64 {
        percent(self.total_bytes.saturating_sub(self.available_bytes), self.total_bytes)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share for people to read")]
fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// What the monitor saw of a day.
#[message]
#[derive(PartialEq)]
pub struct Summary {
    /// How many samples there were.
    pub samples: u32,
    /// Share of the time that the processors were busy, on average over the samples.
    pub cpu_mean_percent: f64,
    /// The same at the busiest sample.
    pub cpu_highest_percent: f64,
    /// The largest share of memory that could not be had.
    pub memory_highest_percent: f64,
    /// How many alerts were raised.
    pub alerts: u32,
}

/// Whether an alert begins or ends.
#[message]
pub enum Change {
    /// It begins.
    Raised,
    /// It ends.
    Cleared,
}

/// An alert that begins or ends.
#[message]
#[derive(PartialEq)]
pub struct Alert {
    /// What it is about: `cpu`, `memory`, or `disk` with a place.
    pub subject: String,
    /// Whether it begins or ends.
    pub change: Change,
    /// The value at that time, in percent; none if the subject is gone.
    pub value: Option<f64>,
    /// What has happened, in words.
    pub text: String,
}
