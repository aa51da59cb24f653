//! The market, live (`market run`) or over the past (`market backtest`).

use std::process::ExitCode;

use gateway_examples::market::{Market, backtest};
use gateway_runtime::clap::{Arg, ArgAction, Command};

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|first| first == "backtest") { run_backtest() } else { Market::main() }
}

/// The exit code for wrong arguments or settings, and trades that cannot be read.
const CANNOT_START: u8 = 2;

fn run_backtest() -> ExitCode {
    let arguments = Command::new("market backtest")
        .about("Run the market over a file of trades, or over generated ones, as fast as it goes")
        .arg(Arg::new("file").value_name("FILE").help("Lines of `time,symbol,price,size`; without it a million trades are generated"))
        .arg(
            Arg::new("set")
                .long("set")
                .short('s')
                .value_name("MODULE.SETTING=VALUE")
                .action(ArgAction::Append)
                .help("Change a setting, such as feed.seed=7; the value is JSON, or taken as text"),
        )
        .get_matches_from(std::env::args_os().skip(1));
    let file = arguments.get_one::<String>("file").map(|path| format!("feed.path={path}"));
    let settings = arguments.get_many::<String>("set").into_iter().flatten().chain(&file);
    match backtest::run(settings.map(String::as_str)) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("market backtest: {error}");
            ExitCode::from(CANNOT_START)
        }
    }
}
