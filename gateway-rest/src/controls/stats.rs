//! Figures of the process, the machine and the engine.

use std::fs;

use gateway_runtime::engine::{ModuleState, Stats};
use gateway_runtime::{Handle, Json, Timestamp};
use serde_json::{Map, json};
use sysinfo::{MemoryRefreshKind, Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// The machine, and this process on it, as far as the system can be looked at.
#[derive(Debug)]
pub(crate) struct Machine(Option<System>);

impl Default for Machine {
    fn default() -> Self {
        Self(System::new().ok())
    }
}

impl Machine {
    /// The figures, and their text, in which times have an offset as csp-gateway writes it. The processor's share counts from the
    /// last look, and is 0 at the first.
    pub(crate) fn figures(&mut self, handle: &Handle, engine_time: Timestamp) -> (Json, String) {
        let now = Timestamp::now();
        let mut data = json!({
            "cpu": 0.0,
            "memory": null,
            "memory-total": null,
            "memory-process": null,
            "pid": std::process::id(),
            "active_threads": null,
            "max_threads": max_threads(),
            "now": format!("{}+00:00", now.to_naive_string()),
            "csp-now": engine_time.to_naive_string(),
            "host": System::host_name().ok(),
            "user": user(),
            "engine": engine(&handle.stats()),
        });
        if let Some(system) = &mut self.0 {
            look(system, &mut data);
        }
        let text = data.to_string();
        data["now"] = json!(now);
        (data, text)
    }
}

/// Fills in what the system says.
fn look(system: &mut System, data: &mut Json) {
    let pid = Pid::from_u32(std::process::id());
    system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
    let wanted = ProcessRefreshKind::nothing().with_cpu().with_memory().with_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, wanted);
    let (available, total) = (system.available_memory(), system.total_memory());
    data["memory"] = percent(total.saturating_sub(available), total).into();
    data["memory-total"] = percent(available, total).into();
    if let Some(process) = system.process(pid) {
        data["cpu"] = round(process.cpu_usage().into()).into();
        data["memory-process"] = process.memory().into();
        // The main thread is no task.
        data["active_threads"] = process.tasks().map(|tasks| tasks.len() + 1).into();
    }
}

/// What the engine counts.
fn engine(stats: &Stats) -> Json {
    let modules = stats.modules.iter().map(|module| {
        let does = match module.state {
            ModuleState::Running => "running",
            ModuleState::Off => "off",
            ModuleState::Restarting => "restarting",
            ModuleState::Stopped => "stopped",
            ModuleState::Absent => "absent",
        };
        (module.name.to_owned(), json!({ "state": does, "restarts": module.restarts }))
    });
    json!({
        "failures": stats.failures,
        "stalls": stats.stalls,
        "running": stats.running,
        "modules": modules.collect::<Map<_, _>>(),
    })
}

/// How many threads the user may have: a number, or `unlimited` as far as the system says.
fn max_threads() -> Json {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let soft = limits.lines().find_map(|line| line.strip_prefix("Max processes")?.split_whitespace().next());
    soft.and_then(|soft| soft.parse::<u64>().ok()).map_or_else(|| json!("unlimited"), Json::from)
}

fn user() -> Option<String> {
    ["LOGNAME", "USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()))
}

#[expect(clippy::cast_precision_loss, reason = "a share needs few digits")]
fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { round(part as f64 * 100.0 / whole as f64) }
}

/// To two digits behind the point.
fn round(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}
