//! Clients that mean harm, over real sockets, against a gateway in a process of its own. It answers others throughout, its memory
//! stays bounded, and it stops when it is told to.

#![allow(missing_docs, missing_debug_implementations, unreachable_pub, reason = "nobody uses this gateway as a library")]

mod bodies;
mod crowds;
mod followers;
mod frames;
mod gateway;
mod heads;
mod sockets;
mod stop;

use std::process::ExitCode;
use std::time::Instant;

use gateway_rest::Rest;
use gateway_runtime::prelude::*;

use gateway::{AS_GATEWAY, Gateway};

/// One order.
#[message]
pub struct Order {
    pub symbol: String,
    #[message(minimum = 1)]
    pub quantity: u32,
    #[message(default)]
    pub legs: Vec<f64>,
}

#[channels]
pub struct Desk {
    #[channel(send)]
    pub orders: Channel<Order>,
    #[channel(send)]
    pub counts: Channel<u64>,
    #[channel(send)]
    pub anything: Channel<Json>,
    #[channel(send)]
    pub notes: Basket<String, String>,
    /// No attack sends here, and what a gateway still takes in from one that is over changes nothing here.
    #[channel(send)]
    pub good: Channel<u64>,
    /// Nobody sends here.
    #[channel(send)]
    pub silent: Channel<u64>,
}

#[module]
pub struct Reader {}

#[module(channels = Desk)]
impl Reader {
    #[node]
    fn read(&mut self, orders: &Order) {
        assert!(orders.quantity > 0 && !orders.symbol.is_empty());
    }
}

#[gateway(channels = Desk)]
#[allow(deprecated, reason = "most channels are there for the clients")]
pub struct App {
    reader: Reader,
    #[mount]
    rest: Rest,
}

/// What a client does to a gateway.
type Attack = fn(&Gateway);

/// What clients do, by name.
const TESTS: &[(&str, Attack)] = &[
    ("random bytes", heads::random_bytes),
    ("heads without end", heads::heads_without_end),
    ("requests that stop halfway", heads::requests_that_stop_halfway),
    ("half closed sockets", heads::half_closed_sockets),
    ("many requests at once, without reading", heads::many_requests_without_reading),
    ("bodies that are no JSON", bodies::no_json),
    ("JSON that is no message", bodies::no_message),
    ("bodies with a wrong length", bodies::wrong_lengths),
    ("random JSON", bodies::random_json),
    ("a million elements", bodies::a_million_elements),
    ("slow heads and bodies", crowds::slow_heads_and_bodies),
    ("a thousand that wait for a tick", crowds::a_thousand_wait),
    ("ten thousand idle connections", crowds::ten_thousand_idle_connections),
    ("large answers that nobody takes", crowds::large_answers_that_nobody_takes),
    ("half open handshakes", sockets::half_open_handshakes),
    ("wrong frames", sockets::wrong_frames),
    ("random frames", sockets::random_frames),
    ("frames and messages without end", sockets::frames_and_messages_without_end),
    ("slow frames", sockets::slow_frames),
    ("WebSockets whose halves are closed", sockets::closed_halves),
    ("floods of pings", sockets::ping_floods),
    ("floods of subscriptions", sockets::subscribe_floods),
    ("answers that nobody takes", sockets::answers_that_nobody_takes),
    ("followers that never read", followers::that_never_read),
    ("thousands of WebSockets that never read", sockets::thousands_that_never_read),
];

fn main() -> ExitCode {
    if std::env::var_os(AS_GATEWAY).is_some() {
        return App::main();
    }
    let only = std::env::args().nth(1).filter(|argument| !argument.starts_with('-'));
    let wanted = |name: &str| only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    // One gateway for all: what one client left behind must not help the next.
    let gateway = Gateway::start(&[]);
    for (name, test) in TESTS.iter().filter(|(name, _)| wanted(name)) {
        let start = Instant::now();
        test(&gateway);
        gateway.answers();
        let memory = gateway.memory();
        println!("{name}: {:?}, {memory} MiB", start.elapsed());
        // What all limits allow together, and what the allocator keeps of it.
        assert!(memory < 900, "{name}: the gateway has {memory} MiB");
    }
    drop(gateway);
    if wanted("stop") {
        stop::with_everything_in_flight();
    }
    println!("hostile clients: ok");
    ExitCode::SUCCESS
}
