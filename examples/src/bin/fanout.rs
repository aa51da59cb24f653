//! A gateway to measure streams with; see the library's [`fanout`](gateway_examples::fanout).

use std::process::ExitCode;

use gateway_examples::fanout::Fanout;

fn main() -> ExitCode {
    Fanout::main()
}
