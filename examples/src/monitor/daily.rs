//! What a day was like.

use gateway_runtime::prelude::*;

use super::{Alert, Bus, Change, Cpu, Memory, Summary};

/// Sums up each day, when the next one begins.
#[module]
#[derive(Debug)]
pub struct Daily {
    /// Where the days are those of the clock on the wall.
    #[config(default = Zone::UTC)]
    zone: Zone,
    #[state]
    samples: u32,
    #[state]
    cpu_sum: f64,
    #[state]
    cpu_highest: f64,
    #[state]
    memory_highest: f64,
    #[state]
    raised: u32,
}

#[module(channels = Bus)]
impl Daily {
    #[node(at = "00:00", zone = self.zone, publish(summaries))]
    fn sum_up(&mut self) -> Option<Summary> {
        let samples = std::mem::take(&mut self.samples);
        let cpu_sum = std::mem::take(&mut self.cpu_sum);
        let summary = Summary {
            samples,
            cpu_mean_percent: cpu_sum / f64::from(samples),
            cpu_highest_percent: std::mem::take(&mut self.cpu_highest),
            memory_highest_percent: std::mem::take(&mut self.memory_highest),
            alerts: std::mem::take(&mut self.raised),
        };
        (samples > 0).then_some(summary)
    }

    #[node]
    fn on_cpu(&mut self, cpu: &Cpu) {
        self.samples += 1;
        self.cpu_sum += cpu.usage_percent;
        self.cpu_highest = self.cpu_highest.max(cpu.usage_percent);
    }

    #[node]
    fn on_memory(&mut self, memory: &Memory) {
        self.memory_highest = self.memory_highest.max(memory.used_percent());
    }

    #[node]
    fn on_alert(&mut self, alerts: &Alert) {
        self.raised += u32::from(matches!(alerts.change, Change::Raised));
    }
}
