//! Samples at regular times, off the engine's thread.

use gateway_runtime::futures::stream::{self, Stream, StreamExt};
use gateway_runtime::prelude::*;
use gateway_runtime::tokio::task::spawn_blocking;
use gateway_runtime::tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::probe::{self, Probe, SHORTEST_INTERVAL};
use super::{Bus, Disk, Sample};

/// Looks at the machine at regular times.
#[module]
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
        for (setting, interval) in [("interval", self.interval), ("disk_interval", self.disk_interval)] {
            if interval < SHORTEST_INTERVAL {
                return Err(format!("setting `{setting}` must be at least {SHORTEST_INTERVAL:?}; it is {interval:?}"));
            }
        }
        self.probe = Some(Probe::new(self.top).map_err(|error| error.to_string())?);
        Ok(())
    }

    #[node(source, publish(samples))]
    fn sample(&mut self) -> impl Stream<Item = Sample> + Send + use<> {
        let probe = self.probe.take();
        stream::iter(probe).flat_map({
            let interval = self.interval;
            move |mut probe| every(interval, move || probe.sample())
        })
    }

    /// Disks have a source of their own: one that does not answer, as over a broken network, holds up nothing else.
    #[node(source, publish(disks))]
    fn look_at_disks(&self) -> impl Stream<Item = Keyed<String, Disk>> + Send + use<> {
        every(self.disk_interval, || stream::iter(probe::disks().unwrap_or_default())).flatten()
    }
}

/// What `look` gives, first after a moment and then at each `interval`. After the machine has slept, what it missed is
/// left out.
fn every<T: Send + 'static>(interval: Duration, look: impl FnMut() -> T + Send + 'static) -> impl Stream<Item = T> + Send {
    let mut ticks = interval_at(Instant::now() + SHORTEST_INTERVAL, interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    stream::unfold((ticks, look), |(mut ticks, mut look)| async {
        ticks.tick().await;
        let looked = spawn_blocking(move || {
            let value = look();
            (value, look)
        });
        match looked.await {
            Ok((value, look)) => Some((value, (ticks, look))),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // The process is ending.
            Err(_) => None,
        }
    })
}
