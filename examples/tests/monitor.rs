//! The monitor in simulated time, and one look at this machine.

use gateway_examples::monitor::probe::{self, Probe};
use gateway_examples::monitor::{Alert, Bus, Core, Cpu, Disk, Interface, Memory, Monitor, Process, Sample, Summary};
use gateway_runtime::prelude::*;
use gateway_runtime::testing::TestBench;
use serde_json::json;

fn sample(cpu: f64, memory: u64) -> Sample {
    Sample {
        cpu: Cpu { usage_percent: cpu, load_1_minute: None, load_5_minutes: None, load_15_minutes: None },
        cores: Vec::new(),
        memory: Memory { total_bytes: 1000, used_bytes: memory, available_bytes: 1000 - memory, swap_total_bytes: 0, swap_used_bytes: 0 },
        network: Vec::new(),
        processes: Vec::new(),
    }
}

/// A disk, ready to be sent, with this many of its 1000 bytes in use.
fn disk(place: &str, used: u64) -> Keyed<String, Disk> {
    let (device, file_system) = ("disk".to_owned(), "ext4".to_owned());
    let disk = Disk { place: place.to_owned(), device, file_system, total_bytes: 1000, available_bytes: 1000 - used };
    Keyed::new(place.to_owned(), disk)
}

/// An alert, as a text such as `cpu Raised`.
fn change(alert: &Alert) -> String {
    format!("{} {:?}", alert.subject, alert.change)
}

#[test]
fn an_alert_is_raised_late_and_cleared_late() {
    let mut bench = TestBench::<Monitor>::with([]);
    // A sample every 10 s; 30 s at 90 % or more raise an alert, 75 % or less clears it.
    for cpu in [95.0, 95.0, 50.0, 95.0, 92.0, 90.0, 99.0, 80.0, 95.0, 75.0, 80.0] {
        bench.advance("10s").send(Bus::samples, sample(cpu, 100));
    }
    bench.expect(Bus::alerts).at(["70s", "100s"]).parts(change, ["cpu Raised", "cpu Cleared"]);
    bench.expect(Bus::active_alerts).parts(Vec::len, [1, 0]);
}

#[test]
fn each_subject_stands_for_itself() {
    let mut bench = TestBench::<Monitor>::with(["watch.hold=0"]);
    bench.send(Bus::samples, sample(100.0, 950));
    bench.expect(Bus::alerts).parts(change, ["cpu Raised", "memory Raised"]);
    bench.send(Bus::disks, disk("/", 900)).send(Bus::disks, disk("/home", 899)).send(Bus::disks, disk("/", 850));
    bench.expect(Bus::alerts).parts(change, ["disk / Raised", "disk / Cleared"]);
    bench.send(Bus::samples, sample(100.0, 800));
    bench.expect(Bus::alerts).parts(change, ["memory Cleared"]);
    // Two alerts of one cycle make one list.
    bench.expect(Bus::active_alerts).parts(Vec::len, [2, 3, 2, 1]);
}

#[test]
fn what_is_gone_is_forgotten_with_its_alert() {
    let mut bench = TestBench::<Monitor>::with(["watch.hold=0"]);
    bench.advance("1s").send(Bus::disks, disk("/mnt", 990));
    for second in (1..400).step_by(10) {
        bench.advance_to(Duration::from_secs(second)).send(Bus::samples, sample(100.0, 0));
    }
    // What was not seen for two minutes is looked for every two minutes.
    bench.expect(Bus::alerts).at(["1s", "1s", "240s"]).parts(change, ["disk /mnt Raised", "cpu Raised", "disk /mnt Cleared"]);
    bench.expect(Bus::active_alerts).parts(Vec::len, [1, 2, 1]);
}

#[test]
fn limits_are_set_while_it_runs() {
    let mut bench = TestBench::<Monitor>::with(["watch.hold=0"]);
    bench.send(Bus::samples, sample(60.0, 100));
    bench.expect(Bus::alerts).none();
    let limits = bench.command("watch", "set_limits", &json!({ "what": "Cpu", "high": 50, "low": 40 }));
    assert_eq!(limits, Ok(json!({ "high": 50.0, "low": 40.0 })));
    bench.send(Bus::samples, sample(60.0, 100));
    bench.expect(Bus::alerts).parts(change, ["cpu Raised"]);
    let refused = bench.command("watch", "set_limits", &json!({ "what": "Cpu", "high": 30 })).unwrap_err();
    assert_eq!(refused.to_string(), "40 is above 30, which raises the alert");
    bench.command("watch", "set_limits", &json!({ "what": "Cpu", "high": 130 })).unwrap_err();
    bench.expect(Bus::active_alerts).parts(Vec::len, [1]);
}

#[test]
fn a_subject_is_muted_for_a_time() {
    let mut bench = TestBench::<Monitor>::with(["watch.hold=0"]);
    bench.send(Bus::samples, sample(95.0, 100));
    let until = bench.command("watch", "mute", &json!({ "subject": "cpu", "time": "1m" }));
    assert_eq!(until, Ok(json!("1970-01-01T00:01:00Z")));
    bench.advance("30s").send(Bus::samples, sample(95.0, 100));
    bench.advance("30s").send(Bus::samples, sample(95.0, 100));
    bench.expect(Bus::alerts).at(["0s", "0s", "60s"]).parts(change, ["cpu Raised", "cpu Cleared", "cpu Raised"]);
    bench.expect(Bus::active_alerts).parts(Vec::len, [1, 0, 1]);
    let unknown = bench.command("watch", "mute", &json!({ "subject": "disk /nowhere", "time": 60 })).unwrap_err();
    assert_eq!(unknown.to_string(), "nothing is known of `disk /nowhere`");
}

#[test]
fn a_sample_is_taken_apart() {
    let mut bench = TestBench::<Monitor>::with([]);
    let core = Core { name: "core 0".to_owned(), usage_percent: 12.0, frequency_mhz: 3000 };
    let interface = |name: &str| Interface {
        name: name.to_owned(),
        received_per_second: 1.0,
        sent_per_second: 2.0,
        received_bytes: 3,
        sent_bytes: 4,
        errors: 0,
    };
    let process = Process { pid: 1, name: "init".to_owned(), cpu_percent: 0.5, memory_bytes: 1 };
    let whole = Sample {
        cores: vec![core.clone()],
        network: vec![interface("eth0"), interface("lo")],
        processes: vec![process.clone()],
        ..sample(12.0, 100)
    };
    bench.send(Bus::samples, whole.clone());
    bench.expect(Bus::cpu).values([whole.cpu]);
    bench.expect(Bus::memory).values([whole.memory]);
    bench.expect(Bus::cores).values([[core]]);
    bench.expect(Bus::processes).values([[process]]);
    bench.expect(Bus::network).values(["eth0", "lo"].map(|name| (name, interface(name))));
}

#[test]
fn a_day_is_summed_up_when_it_is_over() {
    let mut bench = TestBench::<Monitor>::with(["watch.hold=0", "daily.zone=Europe/Berlin"]);
    for (hour, cpu) in [(1, 20.0), (2, 100.0), (3, 60.0)] {
        bench.advance_to(Duration::from_hours(hour)).send(Bus::samples, sample(cpu, 100 * hour));
    }
    bench.advance_to(Duration::from_hours(72));
    let day = Summary { samples: 3, cpu_mean_percent: 60.0, cpu_highest_percent: 100.0, memory_highest_percent: 30.0, alerts: 1 };
    // Of the days without a sample nothing is told.
    bench.expect(Bus::summaries).at(["23h"]).values([day]);
}

#[test]
fn limits_must_have_an_order() {
    let error = |setting| Monitor::from_settings([setting]).unwrap_err().to_string();
    assert_eq!(error("watch.disk_low=95"), "watch.disk_low: 95 is above 90, which raises the alert");
    assert_eq!(error("sampler.interval=0"), "sampler.interval: it must be at least 200ms; it is 0ns");
}

#[test]
fn this_machine_can_be_looked_at() {
    let Sample { cpu, cores, memory, processes, network } = Probe::new(5).unwrap().sample();
    assert!((0.0..=100.0).contains(&cpu.usage_percent), "{cpu:?}");
    assert!(!cores.is_empty());
    assert!(cores.iter().all(|core| (0.0..=100.0).contains(&core.usage_percent)), "{cores:?}");
    assert!(memory.total_bytes > 0 && memory.available_bytes <= memory.total_bytes, "{memory:?}");
    assert!((1..=5).contains(&processes.len()), "{processes:?}");
    assert!(processes.is_sorted_by(|a, b| a.cpu_percent >= b.cpu_percent), "{processes:?}");
    assert!(network.iter().all(|interface| interface.received_per_second >= 0.0), "{network:?}");
    for disk in probe::disks().unwrap() {
        assert!((0.0..=100.0).contains(&disk.used_percent()), "{disk:?}");
    }
}

#[test]
fn a_live_monitor_samples_this_machine() {
    let runtime = gateway_runtime::tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let app = Monitor::from_settings(["sampler.interval=0.25"]).unwrap();
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        let tick = live.handle().next(Bus::processes.index(), None).await.unwrap();
        let processes: &Tick<Vec<Process>> = tick.as_any().downcast_ref().unwrap();
        assert!(!processes.value().is_empty());
        assert_eq!(live.stop().await.unwrap().failures, 0);
    });
}

#[test]
fn threads_are_not_listed_as_processes() {
    // Only Linux keeps threads where processes are; a test runs on a thread beside the main one.
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return };
    let threads: Vec<u32> = threads.filter_map(|thread| thread.ok()?.file_name().to_str()?.parse().ok()).collect();
    let listed = Probe::new(usize::MAX).unwrap().sample().processes;
    let ours: Vec<u32> = listed.iter().map(|process| process.pid).filter(|pid| threads.contains(pid)).collect();
    assert_eq!(ours, [std::process::id()]);
}
