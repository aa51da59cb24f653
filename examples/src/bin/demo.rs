//! The demo; see the library's [`demo`](gateway_examples::demo).

use std::process::ExitCode;

use gateway_examples::demo::Demo;

fn main() -> ExitCode {
    Demo::main()
}
