//! The monitor of the machine that it runs on.

use std::process::ExitCode;

fn main() -> ExitCode {
    gateway_examples::monitor::Monitor::main()
}
