//! Answers that go on, and that nobody reads.

use std::io::Write;
use std::net::TcpStream;

use crate::gateway::{Gateway, connections};

/// Server-sent events and lines of JSON, for clients that never read, while large ticks come.
pub fn that_never_read(gateway: &Gateway) {
    let before = gateway.memory();
    let begin = |number: usize| {
        let accept = ["text/event-stream", "application/x-ndjson"][number % 2];
        let request = format!("GET /api/v1/stream/notes?snapshot=true HTTP/1.1\r\nhost: x\r\naccept: {accept}\r\n\r\n");
        let mut stream = gateway.connect();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    let unread: Vec<TcpStream> = (0..connections(800)).map(begin).collect();
    gateway.answers();
    let note = format!("\"{}\"", "y".repeat(60_000));
    for round in 0..160 {
        let answer = gateway.post(&format!("notes/{}", round % 50), note.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        if round % 50 == 0 {
            gateway.answers();
        }
    }
    let more = gateway.memory().saturating_sub(before);
    println!("  {} followers that never read: {more} MiB more", unread.len());
    assert!(more < 400, "{} followers that never read took {more} MiB", unread.len());
}
