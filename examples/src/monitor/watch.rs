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
    /// Until when a subject raises no alerts.
    #[state]
    muted: BTreeMap<String, Timestamp>,
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

    /// Sets the limits of an alert, and tells them.
    ///
    /// What is left out stays as it is.
    #[command]
    fn set_limits(
        &mut self,
        what: Watched,
        /// Percent that raise the alert.
        #[command(minimum = 0, maximum = 100)]
        high: Option<f64>,
        /// Percent that clear it.
        #[command(minimum = 0, maximum = 100)]
        low: Option<f64>,
    ) -> Result<Limits, String> {
        let (old_high, old_low) = match what {
            Watched::Cpu => (&mut self.cpu_high, &mut self.cpu_low),
            Watched::Memory => (&mut self.memory_high, &mut self.memory_low),
            Watched::Disk => (&mut self.disk_high, &mut self.disk_low),
        };
        let (high, low) = (high.unwrap_or(*old_high), low.unwrap_or(*old_low));
        if low > high {
            return Err(format!("{low} is above {high}, which raises the alert"));
        }
        (*old_high, *old_low) = (high, low);
        Ok(Limits { high, low })
    }

    /// Lets a subject, such as `cpu` or `disk /home`, raise no alerts for a time, and tells until when.
    ///
    /// One that is raised is cleared.
    #[command(publish(alerts))]
    fn mute(&mut self, subject: String, time: Duration, now: Timestamp) -> Result<(Timestamp, Option<Alert>), String> {
        let watched = self.subjects.get_mut(&subject).ok_or_else(|| format!("nothing is known of `{subject}`"))?;
        let was_raised = std::mem::take(&mut watched.state) == Hysteresis::Raised;
        self.muted.insert(subject.clone(), now + time);
        let text = format!("{subject} is muted for {time:?}");
        Ok((now + time, was_raised.then_some(Alert { subject, change: Change::Cleared, value: None, text })))
    }
}

/// What has limits.
#[message]
pub enum Watched {
    /// The processors.
    Cpu,
    /// Memory.
    Memory,
    /// Each disk.
    Disk,
}

/// The limits of an alert, in percent.
#[message]
pub struct Limits {
    /// What raises it.
    pub high: f64,
    /// What clears it.
    pub low: f64,
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
        if self.muted.get(subject).is_some_and(|until| now < *until) {
            return None;
        }
        self.muted.remove(subject);
        let change = watched.state.update(&limit, value, now)?;
        let text = match change {
            Change::Raised if self.hold.is_zero() => format!("{subject} at {value:.1} %, at or above {high} %"),
            Change::Raised => format!("{subject} at {value:.1} %, at or above {high} % for {:?}", self.hold),
            Change::Cleared => format!("{subject} at {value:.1} %, back at or below {low} %"),
        };
        Some(Alert { subject: subject.to_owned(), change, value: Some(value), text })
    }
}
