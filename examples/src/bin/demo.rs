//! The demo; see the library's [`demo`](gateway_examples::demo).

use std::process::ExitCode;

use gateway_examples::demo::Demo;
use mimalloc::MiMalloc;

/// A request takes some thirty allocations, which this one does with half the instructions.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    Demo::main()
}
