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
    gateway.ticks_that_are_large();
    gateway.took_at_most(400, before, &format!("{} followers that never read", unread.len()));
}
