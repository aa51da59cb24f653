//! Samples at regular times, on threads of their own: looking at a machine takes its time.

use std::iter;

use gateway_runtime::prelude::*;

use super::probe::{self, Probe, SHORTEST_INTERVAL};
use super::{Bus, Disk, Sample};

/// Looks at the machine at regular times. Made anew when a look fails.
#[module(validate = Sampler::check, on_failure = restart)]
#[derive(Debug)]
pub struct Sampler {
    /// The time between two samples.
    #[config(default = "2s")]
    interval: Duration,
    /// The time between two looks at the disks.
    #[config(default = "30s")]
    disk_interval: Duration,
    /// How many of the busiest processes to report.
    #[config(default = 10_usize)]
    top: usize,
    #[state]
    probe: Option<Probe>,
}

#[module(channels = Bus)]
impl Sampler {
    #[start]
    fn open(&mut self) -> Result<(), String> {
        self.probe = Some(Probe::new(self.top).map_err(|error| error.to_string())?);
        Ok(())
    }

    #[node(source, blocking, rate = 1.0 / self.interval.as_secs_f64(), publish(samples))]
    fn sample(&mut self) -> impl Iterator<Item = Sample> + Send + use<> {
        self.probe.take().into_iter().flat_map(|mut probe| iter::repeat_with(move || probe.sample()))
    }

    /// Disks have a thread of their own: one that does not answer, as over a broken network, holds up nothing else.
    #[node(source, blocking, rate = 1.0 / self.disk_interval.as_secs_f64(), publish(all_disks))]
    fn look_at_disks(&self) -> impl Iterator<Item = Vec<Disk>> + Send + use<> {
        iter::repeat_with(|| probe::disks().unwrap_or_default())
    }
}

impl Sampler {
    fn check(&self) -> Result<(), Invalid> {
        for (setting, interval) in [("interval", self.interval), ("disk_interval", self.disk_interval)] {
            if interval < SHORTEST_INTERVAL {
                return Err(Invalid::field(setting, format!("it must be at least {SHORTEST_INTERVAL:?}; it is {interval:?}")));
            }
        }
        Ok(())
    }
}
