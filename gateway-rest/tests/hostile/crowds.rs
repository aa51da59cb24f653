//! Many clients at once, each of which does little.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::gateway::{Gateway, connections, post_head};

/// Three hundred requests that come byte by byte.
pub fn slow_heads_and_bodies(gateway: &Gateway) {
    let head = b"GET /api/v1/last/counts HTTP/1.1\r\nhost: x\r\nx: ".to_vec();
    let body = [post_head("orders", 100_000).as_bytes(), b"[\""].concat();
    let mut slow: Vec<(TcpStream, std::vec::IntoIter<u8>)> = Vec::new();
    for number in 0..300 {
        let bytes = if number % 2 == 0 { head.clone() } else { body.clone() };
        slow.push((gateway.connect(), bytes.into_iter()));
    }
    for _ in 0..head.len() {
        for (stream, bytes) in &mut slow {
            stream.write_all(&[bytes.next().unwrap_or(b'a')]).unwrap();
        }
    }
    gateway.answers();
}

/// A thousand requests that wait for a tick which does not come; then it does.
pub fn a_thousand_wait(gateway: &Gateway) {
    let before = gateway.memory();
    let wait = |channel: &str| {
        let request = format!("GET /api/v1/next/{channel} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let begin = |_| {
            let mut stream = gateway.connect();
            stream.write_all(request.as_bytes()).unwrap();
            stream
        };
        (0..500).map(begin).collect::<Vec<TcpStream>>()
    };
    let (left, told) = (wait("silent"), wait("notes/a"));
    gateway.answers();
    // Those who leave are forgotten; the others get the tick, all of them.
    drop(left);
    gateway.answers();
    let mut told = told;
    while !gateway.post("notes/a", b"\"x\"").starts_with("HTTP/1.1 200") {}
    for stream in &mut told {
        let mut answer = String::new();
        // Some may begin to wait only after the first tick.
        while stream.set_read_timeout(Some(std::time::Duration::from_millis(500))).is_ok() && stream.read_to_string(&mut answer).is_err() {
            gateway.post("notes/a", b"\"x\"");
        }
        assert!(answer.contains("\"value\":\"x\""), "{answer}");
    }
    gateway.took_at_most(100, before, "a thousand requests that wait");
}

/// Sixty batches that are small, whose answers are not, and that nobody reads.
pub fn large_answers_that_nobody_takes(gateway: &Gateway) {
    let before = gateway.memory();
    let batch = format!("[{}0]", "0,".repeat(40_000));
    let mut unread = Vec::new();
    for number in 0..60 {
        let mut stream = gateway.connect();
        stream.write_all(&[post_head("counts", batch.len()).as_bytes(), batch.as_bytes()].concat()).unwrap();
        unread.push(stream);
        if number % 20 == 19 {
            gateway.read("");
        }
    }
    gateway.took_at_most(500, before, &format!("{} large answers that nobody takes", unread.len()));
    drop(unread);
    gateway.settle();
}

/// As many connections as this process may have, up to ten thousand, on each of which nothing or only half a request is said.
pub fn ten_thousand_idle_connections(gateway: &Gateway) {
    let before = gateway.memory();
    let count = connections(10_000);
    let mut idle = Vec::with_capacity(count);
    for number in 0..count {
        let mut stream = gateway.connect();
        if number % 3 == 0 {
            // Who is thrown out while it writes sees an error, and that is all.
            let _ = stream.write_all(b"GET / HT");
        }
        idle.push(stream);
        if number % 1000 == 999 {
            gateway.answers();
        }
    }
    gateway.took_at_most(300, before, &format!("{count} idle connections"));
}
