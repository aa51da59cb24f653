//! The monitor in simulated time, and one look at this machine.

use gateway_examples::monitor::probe::{self, Probe};
use gateway_examples::monitor::{Alert, Bus, Change, Core, Cpu, Disk, Interface, Memory, Monitor, Process, Sample};
use gateway_runtime::prelude::*;

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

fn simulation(settings: &[&str]) -> Simulation<Monitor> {
    Simulation::new(Monitor::from_settings(settings.iter().copied()).unwrap()).unwrap()
}

/// Second, subject and change of each alert; and how many are active after each change.
fn run(mut simulation: Simulation<Monitor>) -> (Vec<(i64, String, Change)>, Vec<usize>) {
    let alerts = simulation.collect(Bus::alerts);
    let active = simulation.collect(Bus::active_alerts);
    assert_eq!(simulation.run().unwrap().failures, 0);
    let second = |tick: &Tick<Alert>| tick.time().unwrap().as_nanos() / 1_000_000_000;
    let alerts = alerts.take().into_iter().map(|tick| (second(&tick), tick.value().subject.clone(), tick.value().change));
    (alerts.collect(), active.take().iter().map(|tick| tick.value().len()).collect())
}

fn raised(second: i64, subject: &str) -> (i64, String, Change) {
    (second, subject.to_owned(), Change::Raised)
}

fn cleared(second: i64, subject: &str) -> (i64, String, Change) {
    (second, subject.to_owned(), Change::Cleared)
}

#[test]
fn an_alert_is_raised_late_and_cleared_late() {
    let mut simulation = simulation(&[]);
    // A sample every 10 s; 30 s at 90 % or more raise an alert, 75 % or less clears it.
    let busy = [95.0, 95.0, 50.0, 95.0, 92.0, 90.0, 99.0, 80.0, 95.0, 75.0, 80.0];
    for (cpu, second) in busy.into_iter().zip((10..).step_by(10)) {
        simulation.send_at(Timestamp::from_secs(second), Bus::samples, sample(cpu, 100));
    }
    let (alerts, active) = run(simulation);
    assert_eq!(alerts, [raised(70, "cpu"), cleared(100, "cpu")]);
    assert_eq!(active, [1, 0]);
}

#[test]
fn each_subject_stands_for_itself() {
    let mut simulation = simulation(&["watch.hold=0"]);
    simulation.send_at(Timestamp::from_secs(1), Bus::samples, sample(100.0, 950));
    simulation.send_at(Timestamp::from_secs(2), Bus::disks, disk("/", 900));
    simulation.send_at(Timestamp::from_secs(3), Bus::disks, disk("/home", 899));
    simulation.send_at(Timestamp::from_secs(4), Bus::disks, disk("/", 850));
    simulation.send_at(Timestamp::from_secs(5), Bus::samples, sample(100.0, 800));
    let (alerts, active) = run(simulation);
    assert_eq!(alerts, [raised(1, "cpu"), raised(1, "memory"), raised(2, "disk /"), cleared(4, "disk /"), cleared(5, "memory")]);
    // Two alerts of one cycle make one list.
    assert_eq!(active, [2, 3, 2, 1]);
}

#[test]
fn what_is_gone_is_forgotten_with_its_alert() {
    let simulation = |settings: &[&str]| {
        let mut simulation = simulation(settings);
        simulation.send_at(Timestamp::from_secs(1), Bus::disks, disk("/mnt", 990));
        for second in (1..400).step_by(10) {
            simulation.send_at(Timestamp::from_secs(second), Bus::samples, sample(100.0, 0));
        }
        run(simulation)
    };
    let (alerts, active) = simulation(&["watch.hold=0"]);
    // The run begins with the first value; the timer ticks every two minutes from there on.
    assert_eq!(alerts, [raised(1, "disk /mnt"), raised(1, "cpu"), cleared(241, "disk /mnt")]);
    assert_eq!(active, [1, 2, 1]);
}

#[test]
fn a_sample_is_taken_apart() {
    let mut simulation = simulation(&[]);
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
    simulation.send_at(Timestamp::from_secs(1), Bus::samples, whole.clone());
    let (cpu, memory) = (simulation.collect(Bus::cpu), simulation.collect(Bus::memory));
    let (cores, processes) = (simulation.collect(Bus::cores), simulation.collect(Bus::processes));
    let network = simulation.collect(Bus::network);
    simulation.run().unwrap();
    assert_eq!(cpu.take()[0].value(), &whole.cpu);
    assert_eq!(memory.take()[0].value(), &whole.memory);
    assert_eq!(cores.take()[0].value(), &[core]);
    assert_eq!(processes.take()[0].value(), &[process]);
    let network: Vec<Keyed<String, Interface>> = network.take().into_iter().map(Tick::into_value).collect();
    assert_eq!(network, ["eth0", "lo"].map(|name| Keyed::new(name.to_owned(), interface(name))));
}

#[test]
fn limits_must_have_an_order() {
    let error = simulation(&["watch.disk_low=95"]).run().unwrap_err().to_string();
    assert!(error.ends_with("setting `disk_low` must not be above `disk_high`; they are 95 and 90"), "{error}");
    let error = simulation(&["sampler.interval=0"]).run().unwrap_err().to_string();
    assert!(error.contains("setting `interval` must be at least"), "{error}");
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
        assert!((0.0..=100.0).contains(&disk.value.used_percent()), "{disk:?}");
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
