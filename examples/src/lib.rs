//! The gateways of the examples, as a library, so that tests and benchmarks can run them too.

pub mod demo;
pub mod fanout;
pub mod market;
pub mod monitor;
