//! SIGTERM, with everything in flight.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use crate::frames::{CONTINUATION, PING, TEXT, frame, handshake, text};
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
    // WebSockets that say nothing, half of something, too much, and those that follow; none of them reads.
    let follow = text(r#"{"action":"subscribe","channel":"notes"}"#);
    let follow_all = [&follow[..], &text(r#"{"action":"subscribe","channel":"counts","policy":"sample","interval_ms":1}"#)].concat();
    let halves = [frame(false, TEXT, &vec![b' '; 100_000]), frame(false, CONTINUATION, b" ")].concat();
    for protocol in ["", "gateway.v1"] {
        for _ in 0..80 {
            hold(&handshake(protocol).as_bytes()[..60]);
            for frames in [&[][..], &follow[..9], &follow, &follow_all, &halves, &frame(true, PING, b"x").repeat(1000)] {
                hold(&[handshake(protocol).as_bytes(), frames].concat());
            }
        }
    }
    for accept in ["text/event-stream", "application/x-ndjson"] {
        for _ in 0..100 {
            hold(format!("GET /api/v1/stream/notes HTTP/1.1\r\nhost: x\r\naccept: {accept}\r\n\r\n").as_bytes());
        }
    }
    let note = format!("\"{}\"", "z".repeat(60_000));
    for _ in 0..100 {
        gateway.post("notes/a", note.as_bytes());
    }
    gateway.settle();
    gateway.answers();
    let took = gateway.terminate();
    println!("SIGTERM with {} requests in flight: {took:?}", in_flight.len());
    assert!(took < STOP_MAY_TAKE, "the stop took {took:?}");
}
