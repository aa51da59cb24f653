//! SIGTERM, with everything in flight.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use crate::gateway::{Gateway, post_head};

/// What a stop may take: requests are answered for four seconds at most, and hooks and threads have their limits beside.
const STOP_MAY_TAKE: Duration = Duration::from_secs(10);

pub fn with_everything_in_flight() {
    let gateway = Gateway::start(&[]);
    let mut in_flight: Vec<TcpStream> = Vec::new();
    let mut hold = |text: &[u8]| {
        let mut stream = gateway.connect();
        let _ = stream.write_all(text);
        in_flight.push(stream);
    };
    let batch = format!("[{}0]", "0,".repeat(400_000));
    for _ in 0..200 {
        hold(b"");
        hold(b"GET /api/v1/next/silent HTTP/1.1\r\nhost: x\r\n\r\n");
        hold(b"GET /api/v1/last/counts HT");
        hold(format!("{}[1,", post_head("counts", 1000)).as_bytes());
    }
    for _ in 0..4 {
        hold([post_head("counts", batch.len()).as_bytes(), batch.as_bytes()].concat().as_slice());
        hold(&b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(100));
    }
    gateway.answers();
    let took = gateway.terminate();
    println!("SIGTERM with {} requests in flight: {took:?}", in_flight.len());
    assert!(took < STOP_MAY_TAKE, "the stop took {took:?}");
}
