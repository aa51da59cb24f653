//! The service over real sockets, in front of a small gateway.

#![allow(unreachable_pub, reason = "the modules of one test program share what is public in them")]
#![allow(clippy::useless_conversion, reason = "a check of a message may give any kind of error")]

mod bodies;
mod channels;
mod controls;
mod desk;
mod dynamic;
mod example;
mod failures;
mod keys;
mod lists;
mod mount;
mod openapi;
mod pages;
mod random;
mod server;
mod stage;
mod stopping;
