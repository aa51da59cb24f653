//! Compares the engines on every workload and prints the process CPU time per
//! cycle of each, with its ratio to the limit.
//!
//! ```text
//! cargo bench --manifest-path examples/benchmarks/Cargo.toml -- [--rounds N] [part of a workload's name]
//! cargo bench --manifest-path examples/benchmarks/Cargo.toml -- --once SYSTEM CYCLES [part of a workload's name]
//! ```
//!
//! The systems take turns within a round, in an order that shifts from round
//! to round, and the median over the rounds is printed. Building a graph is
//! not counted: each measurement takes off what a run of one cycle costs.
//!
//! With `--once` it runs one system once and measures nothing: for a profiler.

use std::env;
use std::fmt::Debug;
use std::process::ExitCode;
use std::time::Duration;

use gateway_benchmarks::gateway_engine;
use gateway_benchmarks::language;
use gateway_benchmarks::limit;
#[cfg(feature = "wingfoil")]
use gateway_benchmarks::wingfoil_rival;
use gateway_benchmarks::workload::{CHECK_CYCLES, DENSE_CYCLES, LIGHT_CYCLES, Outcome};
use rustix::time::{ClockId, clock_gettime};

/// A workload on one system.
type Run<S> = fn(u64) -> Outcome<S>;

/// The columns. The last system is ours; where it is missing its place stays
/// empty.
const SYSTEMS: [&str; 4] = ["limit", "wingfoil compiled", "wingfoil interpreted", "gateway"];
const LIMIT: usize = 0;
const COMPILED: usize = 1;
const GATEWAY: usize = 3;

/// What was asked for on the command line.
struct Options {
    rounds: usize,
    filter: String,
    /// The only system to run, and for how many cycles.
    once: Option<(String, u64)>,
}

impl Options {
    fn from_args() -> Result<Self, String> {
        let mut options = Self { rounds: 7, filter: String::new(), once: None };
        let mut args = env::args().skip(1);
        while let Some(arg) = args.next() {
            match arg.as_str() {
                // Cargo adds this by itself.
                "--bench" => {}
                "--rounds" => {
                    let rounds = args.next().and_then(|value| value.parse().ok());
                    options.rounds = rounds.filter(|&rounds| rounds > 0).ok_or("--rounds takes a number above 0")?;
                }
                "--once" => {
                    let cycles = |text: String| text.parse().ok();
                    let once = args.next().filter(|system| SYSTEMS.contains(&system.as_str())).zip(args.next().and_then(cycles));
                    options.once = Some(once.ok_or("--once takes a system and a number of cycles")?);
                }
                option if option.starts_with('-') => return Err(format!("no option {option}")),
                filter => filter.clone_into(&mut options.filter),
            }
        }
        Ok(options)
    }
}

/// CPU time this process has used so far.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).expect("CPU time is not negative")
}

/// CPU time of one run.
fn cost<S>(run: Run<S>, cycles: u64) -> Duration {
    let start = cpu_time();
    std::hint::black_box(run(std::hint::black_box(cycles)));
    cpu_time().saturating_sub(start)
}

/// Nanoseconds per cycle of one run, without what building the graph takes.
fn nanoseconds_per_cycle<S>(run: Run<S>, cycles: u64) -> f64 {
    let building = cost(run, 1);
    let whole = cost(run, cycles);
    let counted = u32::try_from(cycles - 1).expect("runs are shorter than that");
    whole.saturating_sub(building).as_secs_f64() * 1e9 / f64::from(counted)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Measures one workload on the systems that have it and prints its row.
fn row<S>(options: &Options, name: &str, cycles: u64, systems: [Option<Run<S>>; SYSTEMS.len()])
where
    S: PartialEq + Debug,
{
    if !name.contains(&options.filter) {
        return;
    }
    if let Some((only, cycles)) = &options.once {
        let chosen = SYSTEMS.iter().zip(systems).filter(|(system, _)| system == &only);
        chosen.filter_map(|(_, run)| run).for_each(|run| drop(std::hint::black_box(run(*cycles))));
        return;
    }
    let expected = systems[LIMIT].map(|run| run(CHECK_CYCLES));
    for (system, run) in SYSTEMS.iter().zip(systems) {
        if let Some(run) = run {
            let outcome = Some(run(CHECK_CYCLES));
            assert_eq!(outcome, expected, "{system} disagrees with the limit on {name}");
        }
    }
    let mut samples = systems.map(|_| Vec::with_capacity(options.rounds));
    for round in 0..options.rounds {
        for turn in 0..SYSTEMS.len() {
            let system = (round + turn) % SYSTEMS.len();
            if let Some(run) = systems[system] {
                samples[system].push(nanoseconds_per_cycle(run, cycles));
            }
        }
    }
    let medians = samples.map(|values| (!values.is_empty()).then(|| median(values)));
    let ratio = |system: usize, base: usize| Some(medians[system]? / medians[base]?);
    print!("| {name:<10} |");
    for (system, label) in SYSTEMS.iter().enumerate() {
        let width = label.len().max(18);
        let cell = match (medians[system], ratio(system, LIMIT)) {
            (Some(median), Some(_)) if system == LIMIT => format!("{median:.1}"),
            (Some(median), Some(ratio)) => format!("{median:.1} ({ratio:.1}x)"),
            _ => String::new(),
        };
        print!(" {cell:>width$} |");
    }
    let against = ratio(GATEWAY, COMPILED).map_or(String::new(), |ratio| format!("{ratio:.2}x"));
    println!(" {against:>18} |");
}

/// A workload on one of wingfoil's engines.
#[cfg(feature = "wingfoil")]
macro_rules! wingfoil {
    ($engine:ident, $($function:tt)+) => {
        Some(wingfoil_rival::$engine::$($function)+)
    };
}

/// Empty: this benchmark was built without wingfoil.
#[cfg(not(feature = "wingfoil"))]
macro_rules! wingfoil {
    ($engine:ident, $($function:tt)+) => {
        None
    };
}

/// Measures one workload, named as the function that every system's module
/// has for it.
macro_rules! workload {
    ($options:expr, $cycles:expr, $name:expr, $($function:tt)+) => {
        row(
            $options,
            $name,
            $cycles,
            [
                Some(limit::$($function)+),
                wingfoil!(compiled, $($function)+),
                wingfoil!(interpreted, $($function)+),
                Some(gateway_engine::$($function)+),
            ],
        )
    };
}

/// Measures a workload on the language of nodes.
macro_rules! language {
    ($options:expr, $cycles:expr, $function:ident) => {
        row(
            $options,
            stringify!($function),
            $cycles,
            [
                Some(language::limit::$function),
                language_wingfoil!(compiled, $function),
                language_wingfoil!(interpreted, $function),
                Some(language::gateway_engine::$function),
            ],
        )
    };
}

/// A workload on the language of nodes, on one of wingfoil's engines.
#[cfg(feature = "wingfoil")]
macro_rules! language_wingfoil {
    ($engine:ident, $function:ident) => {
        Some(language::wingfoil_rival::$engine::$function)
    };
}

/// Empty: this benchmark was built without wingfoil.
#[cfg(not(feature = "wingfoil"))]
macro_rules! language_wingfoil {
    ($engine:ident, $function:ident) => {
        None
    };
}

/// Cycles of a timed run in which each value goes through the tokio runtime.
const HOPS: u64 = 50_000;

fn main() -> ExitCode {
    let options = match Options::from_args() {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    println!("Nanoseconds of CPU time per cycle and, in brackets, times the limit; median of {} rounds.\n", options.rounds);
    print!("| {:<10} |", "workload");
    for label in SYSTEMS {
        print!(" {label:>width$} |", width = label.len().max(18));
    }
    println!(" {:>18} |", "gateway / compiled");
    println!("|{}|", ["---"; SYSTEMS.len() + 2].join("|"));

    let options = &options;
    workload!(options, DENSE_CYCLES, "chain100", chain100);
    workload!(options, DENSE_CYCLES, "fan10x10", fan10x10);
    workload!(options, LIGHT_CYCLES, "diamond 1", diamond::<1>);
    workload!(options, LIGHT_CYCLES, "diamond 2", diamond::<2>);
    workload!(options, LIGHT_CYCLES, "diamond 3", diamond::<3>);
    workload!(options, LIGHT_CYCLES, "diamond 4", diamond::<4>);
    workload!(options, LIGHT_CYCLES, "diamond 5", diamond::<5>);
    workload!(options, LIGHT_CYCLES, "diamond 6", diamond::<6>);
    workload!(options, LIGHT_CYCLES, "diamond 7", diamond::<7>);
    workload!(options, LIGHT_CYCLES, "diamond 8", diamond::<8>);
    workload!(options, LIGHT_CYCLES, "diamond 9", diamond::<9>);
    workload!(options, LIGHT_CYCLES, "diamond 10", diamond::<10>);
    workload!(options, LIGHT_CYCLES, "diamond 11", diamond::<11>);
    workload!(options, LIGHT_CYCLES, "diamond 12", diamond::<12>);
    workload!(options, LIGHT_CYCLES, "sparse_hot", sparse_hot);
    workload!(options, LIGHT_CYCLES, "sparse_rot", sparse_rot);
    workload!(options, LIGHT_CYCLES, "pipeline", pipeline);
    workload!(options, LIGHT_CYCLES, "burst8", burst8);
    language!(options, LIGHT_CYCLES, basket1000);
    language!(options, LIGHT_CYCLES, alarms100k);
    row(
        options,
        "async_hop",
        HOPS,
        [Some(language::limit::async_hop), None, None, Some(language::gateway_engine::async_hop)],
    );
    ExitCode::SUCCESS
}
