//! Alerts on what is used up.

use std::collections::BTreeMap;

use gateway_runtime::prelude::*;

use super::{Alert, Bus, Change, Cpu, Disk, Hysteresis, Limit, Memory};

/// Raises an alert when the processors, memory or a disk are nearly used up for a while, and clears it when they are not.
#[module(validate = Watch::check)]
#[derive(Debug)]
pub struct Watch {
    /// Percent of busy processors that raise an alert.
    #[config(default = 90.0)]
    cpu_high: f64,
    /// Percent of busy processors that clear it.
    #[config(default = 75.0)]
    cpu_low: f64,
    /// Percent of used memory that raise an alert.
    #[config(default = 90.0)]
    memory_high: f64,
    /// Percent of used memory that clear it.
    #[config(default = 80.0)]
    memory_low: f64,
    /// Percent of used space that raise an alert about a disk.
    #[config(default = 90.0)]
    disk_high: f64,
    /// Percent of used space that clear it.
    #[config(default = 85.0)]
    disk_low: f64,
    /// How long a value must stay high before the alert is raised.
    #[config(default = "30s")]
    hold: Duration,
    /// What was not seen for this long is gone, as a disk that was taken out, and so is its alert.
    #[config(default = "2m")]
    forget: Duration,
    #[state]
    subjects: BTreeMap<String, Subject>,
    #[state]
    active: BTreeMap<String, Alert>,
}

/// What is watched.
#[derive(Debug)]
struct Subject {
    state: Hysteresis,
    seen: Timestamp,
}

#[module(channels = Bus)]
impl Watch {
    #[node(publish(alerts))]
    fn on_cpu(&mut self, cpu: &Cpu, now: Timestamp) -> Option<Alert> {
        self.judge("cpu", self.cpu_high, self.cpu_low, cpu.usage_percent, now)
    }

    #[node(publish(alerts))]
    fn on_memory(&mut self, memory: &Memory, now: Timestamp) -> Option<Alert> {
        self.judge("memory", self.memory_high, self.memory_low, memory.used_percent(), now)
    }

    #[node(publish(alerts))]
    fn on_disk(&mut self, disks: &Keyed<String, Disk>, now: Timestamp) -> Option<Alert> {
        self.judge(&format!("disk {}", disks.key), self.disk_high, self.disk_low, disks.value.used_percent(), now)
    }

    /// Forgets what is gone.
    #[node(every = self.forget, publish(alerts))]
    fn forget_gone(&mut self, now: Timestamp) -> Vec<Alert> {
        let forget = self.forget;
        let gone = self.subjects.extract_if(.., |_, subject| now - subject.seen > forget);
        let raised = gone.filter(|(_, subject)| subject.state == Hysteresis::Raised);
        raised.map(|(subject, _)| Alert { text: format!("{subject} is gone"), subject, change: Change::Cleared, value: None }).collect()
    }

    /// Keeps the list of the alerts that are raised.
    #[node(publish(active_alerts))]
    fn list(&mut self, alerts: Ticks<Alert>) -> Vec<Alert> {
        for alert in alerts {
            match alert.change {
                Change::Raised => self.active.insert(alert.subject.clone(), alert.clone()),
                Change::Cleared => self.active.remove(&alert.subject),
            };
        }
        self.active.values().cloned().collect()
    }
}

impl Watch {
    fn check(&self) -> Result<(), Invalid> {
        let limits = [
            ("cpu_low", self.cpu_low, self.cpu_high),
            ("memory_low", self.memory_low, self.memory_high),
            ("disk_low", self.disk_low, self.disk_high),
        ];
        match limits.into_iter().find(|(_, low, high)| low > high) {
            Some((setting, low, high)) => Err(Invalid::field(setting, format!("{low} is above {high}, which raises the alert"))),
            None => Ok(()),
        }
    }

    /// Holds a value against its limits.
    fn judge(&mut self, subject: &str, high: f64, low: f64, value: f64, now: Timestamp) -> Option<Alert> {
        let limit = Limit { high, hold: self.hold, low };
        if !self.subjects.contains_key(subject) {
            self.subjects.insert(subject.to_owned(), Subject { state: Hysteresis::Calm, seen: now });
        }
        let watched = self.subjects.get_mut(subject)?;
        watched.seen = now;
        let change = watched.state.update(&limit, value, now)?;
        let text = match change {
            Change::Raised if self.hold.is_zero() => format!("{subject} at {value:.1} %, at or above {high} %"),
            Change::Raised => format!("{subject} at {value:.1} %, at or above {high} % for {:?}", self.hold),
            Change::Cleared => format!("{subject} at {value:.1} %, back at or below {low} %"),
        };
        Some(Alert { subject: subject.to_owned(), change, value: Some(value), text })
    }
}
