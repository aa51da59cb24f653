//! A gateway to measure streams with; see the library's [`fanout`](gateway_examples::fanout).

use std::process::ExitCode;

use gateway_examples::fanout::Fanout;
use mimalloc::MiMalloc;

/// As the demo has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    Fanout::main()
}
