//! The service over real sockets, in front of a small gateway.

#![allow(unreachable_pub, reason = "the modules of one test program share what is public in them")]
#![allow(clippy::useless_conversion, reason = "a check of a message may give any kind of error")]

mod asyncapi;
mod auth;
mod bodies;
mod channels;
mod client;
mod collector;
mod conform;
mod controls;
mod desk;
mod document;
mod dynamic;
mod example;
mod failures;
mod following;
mod keys;
mod lists;
mod modules;
mod mount;
mod openapi;
mod operations;
mod own;
mod pages;
mod random;
mod secure;
mod server;
mod stage;
mod stopping;
mod stream;
mod traces;
mod transport;
mod versions;
mod waiting;
