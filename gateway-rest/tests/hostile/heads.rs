//! What is wrong before any body: bytes, heads, sockets.

use std::io::{Read, Write};
use std::net::Shutdown;

use crate::gateway::{Gateway, read_all};

pub fn random_bytes(gateway: &Gateway) {
    let mut random = fastrand::Rng::with_seed(1);
    for round in 0..200 {
        let mut bytes: Vec<u8> = (0..random.usize(1..4000)).map(|_| random.u8(..)).collect();
        if round % 2 == 0 {
            // Something that begins well.
            let good = b"POST /api/v1/send/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";
            bytes.splice(0..0, good[..random.usize(..good.len())].iter().copied());
        }
        let mut stream = gateway.connect();
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let answer = read_all(&mut stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}

pub fn heads_without_end(gateway: &Gateway) {
    let ask = |text: String| {
        let answer = gateway.ask(text.as_bytes());
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    };
    ask(format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(2_000_000)));
    ask(format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "a".repeat(2_000_000)));
    ask(format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(100_000)));
    ask(format!("{} / HTTP/1.1\r\nhost: x\r\n\r\n", "A".repeat(1_000_000)));
    ask(format!("GET /api/v1/last/{} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "%2F".repeat(10_000)));
    ask(format!("GET /api/v1/last/notes/{} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "%FF".repeat(1000)));
}

pub fn requests_that_stop_halfway(gateway: &Gateway) {
    let whole = b"POST /api/v1/send/counts HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\n7";
    for end in 0..whole.len() {
        let mut stream = gateway.connect();
        stream.write_all(&whole[..end]).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let answer = read_all(&mut stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{end}: {answer}");
    }
}

/// Who says no more may still listen, and gets the answer of a request that takes no time.
pub fn half_closed_sockets(gateway: &Gateway) {
    let mut waiting = Vec::new();
    for _ in 0..100 {
        let mut stream = gateway.connect();
        stream.write_all(b"GET /api/v1/next/silent HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        waiting.push(stream);
    }
    gateway.answers();
    // They count as gone: their connections end long before anything ticks.
    for mut stream in waiting {
        let mut piece = [0; 1024];
        assert!(matches!(stream.read(&mut piece), Ok(0) | Err(_)));
    }
}

/// A hundred thousand answers that nobody takes.
pub fn many_requests_without_reading(gateway: &Gateway) {
    let request = b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n";
    let many = request.repeat(1000);
    let mut streams = Vec::new();
    for _ in 0..10 {
        let mut stream = gateway.connect();
        stream.set_nonblocking(true).unwrap();
        // Once the gateway takes no more, nothing more is written.
        for _ in 0..100 {
            if stream.write(&many).is_err() {
                break;
            }
        }
        streams.push(stream);
    }
    gateway.answers();
    assert!(gateway.memory() < 300, "{} MiB for answers that nobody reads", gateway.memory());
}
