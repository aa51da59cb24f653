//! Tables of running gateways.

#![allow(unreachable_pub, reason = "messages and gateways are as public as their fields")]

mod exports;
mod following;
