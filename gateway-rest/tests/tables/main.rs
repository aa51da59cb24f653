//! States, lookups and SQL over real sockets.

#![allow(unreachable_pub, reason = "the modules of one test program share what is public in them")]

mod accept;
mod desk;
mod forms;
mod hostile;
mod lookups;
mod sql;
mod states;
mod streams;
mod traces;
mod versions;

// The same server as that of the other tests, which holds every answer against the document.
#[path = "../rest/collector.rs"]
#[allow(dead_code, reason = "this program needs less of it")]
mod collector;
#[path = "../rest/conform.rs"]
#[allow(dead_code, reason = "this program needs less of it")]
mod conform;
#[path = "../rest/server.rs"]
#[allow(dead_code, reason = "this program needs less of it")]
mod server;
