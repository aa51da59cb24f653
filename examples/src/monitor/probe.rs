//! Looks at the machine. Everything here takes its time, and is called off the engine's thread.

use std::ffi::OsStr;
use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use sysinfo::{CpuRefreshKind, DiskRefreshKind, Disks, NetworkData, Networks, ProcessRefreshKind, ProcessesToUpdate, System};

use super::{Core, Cpu, Disk, Interface, Memory, Process, Sample};

/// The shortest time between two samples that tells how busy a core was.
pub const SHORTEST_INTERVAL: Duration = sysinfo::MINIMUM_CPU_UPDATE_INTERVAL;

/// Takes samples. Shares and rates are over the time since the sample before, or since the probe was made.
pub struct Probe {
    system: System,
    networks: Networks,
    /// How many processes to report.
    top: usize,
    taken: Instant,
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe").field("top", &self.top).field("taken", &self.taken).finish_non_exhaustive()
    }
}

impl Probe {
    /// A probe that reports the `top` busiest processes.
    ///
    /// # Errors
    /// The system is of a kind that cannot be looked at.
    pub fn new(top: usize) -> Result<Self, sysinfo::Error> {
        let mut probe = Self { system: System::new()?, networks: Networks::new_with_refreshed_list()?, top, taken: Instant::now() };
        probe.refresh();
        Ok(probe)
    }

    fn refresh(&mut self) {
        self.system.refresh_cpu_specifics(CpuRefreshKind::everything());
        self.system.refresh_memory();
        self.networks.refresh(true);
        // Without the threads of processes, which would be listed as processes.
        let wanted = ProcessRefreshKind::nothing().without_tasks().with_cpu().with_memory();
        self.system.refresh_processes_specifics(ProcessesToUpdate::All, true, wanted);
    }

    /// Looks at the machine now, or as soon as there is enough time since the sample before to tell how busy it was.
    pub fn sample(&mut self) -> Sample {
        thread::sleep(SHORTEST_INTERVAL.saturating_sub(self.taken.elapsed()));
        let elapsed = self.taken.elapsed().as_secs_f64().max(1e-3);
        self.taken = Instant::now();
        self.refresh();
        let network = self.networks.iter().map(|(name, data)| interface(name, data, elapsed));
        Sample { cpu: self.cpu(), cores: self.cores(), memory: self.memory(), network: network.collect(), processes: self.processes() }
    }

    fn cpu(&self) -> Cpu {
        let load = System::load_average().ok();
        Cpu {
            usage_percent: share(self.system.global_cpu_usage()),
            load_1_minute: load.as_ref().map(|load| load.one),
            load_5_minutes: load.as_ref().map(|load| load.five),
            load_15_minutes: load.as_ref().map(|load| load.fifteen),
        }
    }

    fn cores(&self) -> Vec<Core> {
        let core =
            |cpu: &sysinfo::Cpu| Core { name: cpu.name().to_owned(), usage_percent: share(cpu.usage()), frequency_mhz: cpu.frequency() };
        self.system.cpus().iter().map(core).collect()
    }

    fn memory(&self) -> Memory {
        Memory {
            total_bytes: self.system.total_memory(),
            used_bytes: self.system.used_memory(),
            available_bytes: self.system.available_memory(),
            swap_total_bytes: self.system.total_swap(),
            swap_used_bytes: self.system.used_swap(),
        }
    }

    fn processes(&self) -> Vec<Process> {
        let process = |process: &sysinfo::Process| Process {
            pid: process.pid().as_u32(),
            name: process.name().to_string_lossy().into_owned(),
            cpu_percent: rounded(process.cpu_usage()),
            memory_bytes: process.memory(),
        };
        let mut busiest: Vec<&sysinfo::Process> = self.system.processes().values().collect();
        busiest.sort_unstable_by(|a, b| b.cpu_usage().total_cmp(&a.cpu_usage()).then_with(|| b.memory().cmp(&a.memory())));
        busiest.into_iter().take(self.top).map(process).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
fn interface(name: &OsStr, data: &NetworkData, elapsed: f64) -> Interface {
    Interface {
        name: name.to_string_lossy().into_owned(),
        received_per_second: data.received() as f64 / elapsed,
        sent_per_second: data.transmitted() as f64 / elapsed,
        received_bytes: data.total_received(),
        sent_bytes: data.total_transmitted(),
        errors: data.total_errors_on_received().saturating_add(data.total_errors_on_transmitted()),
    }
}

/// A share that errors of measurement may have pushed over its ends.
fn share(percent: f32) -> f64 {
    rounded(percent).clamp(0.0, 100.0)
}

/// No more digits than mean anything.
fn rounded(percent: f32) -> f64 {
    (f64::from(percent) * 100.0).round() / 100.0
}

/// Every disk that holds anything.
///
/// # Errors
/// The system is of a kind that cannot be looked at.
pub fn disks() -> Result<Vec<Disk>, sysinfo::Error> {
    let disks = Disks::new_with_refreshed_list_specifics(DiskRefreshKind::nothing().with_storage())?;
    let disk = |disk: &sysinfo::Disk| {
        let place = disk.mount_point().to_string_lossy().into_owned();
        let device = disk.name().to_string_lossy().into_owned();
        let file_system = disk.file_system().to_string_lossy().into_owned();
        let (total_bytes, available_bytes) = (disk.total_space(), disk.available_space());
        Disk { place, device, file_system, total_bytes, available_bytes }
    };
    Ok(disks.iter().filter(|disk| disk.total_space() > 0).map(disk).collect())
}
