//! What a WebSocket can do to a gateway.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::frames::{BINARY, CONTINUATION, PING, TEXT, close_code, frame, handshake, head, open, text};
use crate::gateway::{Gateway, connections};

const PROTOCOLS: [&str; 2] = ["", "gateway.v1"];

const FOLLOW: &str = r#"{"action":"subscribe","channel":"notes"}"#;

/// Follows `notes`, on as many connections as get a place of so many that ask for one.
fn followers(gateway: &Gateway, asking: usize) -> Vec<TcpStream> {
    let begin = |number: usize| {
        let mut stream = open(gateway, PROTOCOLS[number % 2])?;
        stream.write_all(&text(FOLLOW)).ok()?;
        Some(stream)
    };
    (0..asking).filter_map(begin).collect()
}

/// Thousands connect, follow, and never read, while large ticks come.
pub fn thousands_that_never_read(gateway: &Gateway) {
    let before = gateway.memory();
    let asking = connections(3000);
    let unread = followers(gateway, asking);
    assert!(unread.len() >= 500, "{} of {asking} have a place", unread.len());
    gateway.answers();
    gateway.ticks_that_are_large();
    gateway.took_at_most(400, before, &format!("{} clients that never read", unread.len()));
}

/// Handshakes that stop halfway, at each byte.
pub fn half_open_handshakes(gateway: &Gateway) {
    let whole = handshake("gateway.v1");
    let mut waiting = Vec::new();
    for end in (1..whole.len()).chain(1..whole.len()) {
        let mut stream = gateway.connect();
        // Who is thrown out while it writes sees an error, and that is all.
        let _ = stream.write_all(&whole.as_bytes()[..end]);
        if end % 2 == 0 {
            let _ = stream.shutdown(Shutdown::Write);
        }
        waiting.push(stream);
    }
    gateway.answers();
    for wrong in ["sec-websocket-version: 12", "sec-websocket-key: short", "upgrade: websocket, h2c", "connection: close"] {
        let name = wrong.split_once(':').unwrap().0;
        let lines = whole.trim_end().split("\r\n").map(|line| if line.starts_with(name) { wrong } else { line });
        let request = format!("{}\r\n\r\n", lines.collect::<Vec<_>>().join("\r\n"));
        let mut stream = gateway.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = [0; 9];
        assert!(stream.read_exact(&mut answer).is_err() || &answer == b"HTTP/1.1 ", "{wrong}");
    }
}

/// Frames that are too large, messages of fragments without end, and frames that announce more than there is.
pub fn frames_and_messages_without_end(gateway: &Gateway) {
    for protocol in PROTOCOLS {
        for length in [(1 << 20) + 1, u64::from(u32::MAX), 1 << 40, u64::MAX >> 1, u64::MAX] {
            let mut stream = open(gateway, protocol).unwrap();
            stream.write_all(&head(true, TEXT, length)).unwrap();
            let code = close_code(&mut stream);
            assert!(matches!(code, Some(1002 | 1009)), "{length}: {code:?}");
        }
        let mut stream = open(gateway, protocol).unwrap();
        let mut kind = TEXT;
        let piece = vec![b' '; 50_000];
        let written = (0..1000).take_while(|_| {
            let written = stream.write_all(&frame(false, kind, &piece)).is_ok();
            kind = CONTINUATION;
            written
        });
        assert!(written.count() < 1000, "a message of 50 MB was taken");
        // What was still being written when the server closed resets the connection.
        assert!(matches!(close_code(&mut stream), Some(1009) | None));
        // Fragments of nothing, which never are too large.
        let mut stream = open(gateway, protocol).unwrap();
        stream.write_all(&frame(false, TEXT, b"")).unwrap();
        let nothing = frame(false, CONTINUATION, b"").repeat(1000);
        (0..300).for_each(|_| stream.write_all(&nothing).unwrap());
        stream.write_all(&frame(true, CONTINUATION, b"{}")).unwrap();
        gateway.answers();
    }
    // Nearly as much as is allowed, and then nothing more.
    let before = gateway.memory();
    let mut halves = Vec::new();
    for number in 0..100 {
        let Some(mut stream) = open(gateway, PROTOCOLS[number % 2]) else { break };
        stream.write_all(&frame(false, TEXT, &vec![b' '; 500_000])).unwrap();
        stream.write_all(&head(true, CONTINUATION, 500_000)).unwrap();
        stream.write_all(&vec![b' '; 499_999]).unwrap();
        halves.push(stream);
    }
    gateway.answers();
    gateway.took_at_most(400, before, &format!("{} messages of a megabyte that stop halfway", halves.len()));
}

/// What no WebSocket may send.
pub fn wrong_frames(gateway: &Gateway) {
    let unmasked = [0x81, 2, b'{', b'}'];
    let cases: &[(&[u8], u16)] = &[
        (&frame(true, TEXT, b"\xff\xfe"), 1007),
        (&frame(true, TEXT, b"{\"action\":\"\xed\xa0\x80\"}"), 1007),
        (&[frame(false, TEXT, b"\xe2\x82"), frame(true, CONTINUATION, b"x")].concat(), 1007),
        (&unmasked, 1002),
        (&frame(true, 3, b""), 1002),
        (&frame(true, 11, b""), 1002),
        (&frame(true, TEXT | 0x40, b"{}"), 1002),
        (&frame(true, CONTINUATION, b"{}"), 1002),
        (&[frame(false, TEXT, b"{"), frame(true, TEXT, b"{}")].concat(), 1002),
        (&frame(false, PING, b""), 1002),
        (&frame(true, PING, &[0; 126]), 1002),
    ];
    for protocol in PROTOCOLS {
        for (bytes, expected) in cases {
            let mut stream = open(gateway, protocol).unwrap();
            stream.write_all(bytes).unwrap();
            assert_eq!(close_code(&mut stream), Some(*expected), "{bytes:?}");
        }
    }
}

/// Bytes that are no frames, and frames of bytes that are no text.
pub fn random_frames(gateway: &Gateway) {
    let mut random = fastrand::Rng::with_seed(3);
    for round in 0..300 {
        let Some(mut stream) = open(gateway, PROTOCOLS[round % 2]) else { continue };
        for _ in 0..random.usize(1..20) {
            let bytes: Vec<u8> = (0..random.usize(..300)).map(|_| random.u8(..)).collect();
            let bytes = match random.u8(..4) {
                0 => bytes,
                1 => frame(true, BINARY, &bytes),
                2 => frame(random.bool(), random.u8(..16), &bytes),
                _ => text(&String::from_utf8_lossy(&bytes)),
            };
            if stream.write_all(&bytes).is_err() {
                break;
            }
        }
        if random.bool() {
            let _ = stream.shutdown(Shutdown::Write);
            close_code(&mut stream);
        }
    }
}

/// A million pings, and answers that nobody takes.
pub fn ping_floods(gateway: &Gateway) {
    let before = gateway.memory();
    let ping = frame(true, PING, &[b'x'; 125]).repeat(500);
    let asking =
        text(r#"{"action":"ping","request":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#).repeat(500);
    let mut floods = Vec::new();
    for number in 0..40 {
        let Some(mut stream) = open(gateway, PROTOCOLS[number % 2]) else { break };
        stream.set_write_timeout(Some(Duration::from_millis(100))).unwrap();
        let flood = if number % 4 < 2 { &ping } else { &asking };
        // Once the gateway takes no more, nothing more is written.
        let _ = (0..30).take_while(|_| stream.write_all(flood).is_ok()).count();
        floods.push(stream);
        if number % 10 == 9 {
            gateway.answers();
        }
    }
    gateway.took_at_most(200, before, &format!("{} floods of pings", floods.len()));
}

/// More subscriptions than are allowed, with names without end, and answers that nobody takes.
pub fn subscribe_floods(gateway: &Gateway) {
    let before = gateway.memory();
    let long = "k".repeat(900_000);
    let many = |count: usize| {
        let list = (0..count).map(|number| format!(r#"{{"channel":"notes","key":"{number}"}}"#)).collect::<Vec<_>>().join(",");
        text(&format!(r#"{{"action":"subscribe","subscriptions":[{list}]}}"#))
    };
    let named = |name: &str, key: &str| text(&format!(r#"{{"action":"subscribe","channel":"{name}","key":"{key}"}}"#));
    let floods = [many(20_000), many(900), named("notes", &long), named(&long, "x"), text(FOLLOW).repeat(2000)];
    let mut streams = Vec::new();
    for number in 0..60 {
        let Some(mut stream) = open(gateway, PROTOCOLS[number % 2]) else { break };
        stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
        let _ = (0..4).take_while(|_| stream.write_all(&floods[number % floods.len()]).is_ok()).count();
        streams.push(stream);
        if number % 10 == 9 {
            gateway.answers();
        }
    }
    gateway.took_at_most(400, before, &format!("{} floods of subscriptions", streams.len()));
}

/// Clients that say that they have said all, and go on listening.
pub fn closed_halves(gateway: &Gateway) {
    for protocol in PROTOCOLS {
        let mut streams: Vec<TcpStream> = (0..100).filter_map(|_| open(gateway, protocol)).collect();
        for stream in &mut streams {
            stream.write_all(&text(FOLLOW)).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
        }
        gateway.answers();
        // They count as gone: their connections end before anything ticks.
        let start = Instant::now();
        for stream in &mut streams {
            close_code(stream);
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    }
}

/// Two hundred clients whose frames come byte by byte.
pub fn slow_frames(gateway: &Gateway) {
    let bytes = text(r#"{"action":"subscribe","channel":"counts"}"#);
    let mut slow: Vec<TcpStream> = (0..200).filter_map(|number| open(gateway, PROTOCOLS[number % 2])).collect();
    for byte in bytes {
        for stream in &mut slow {
            stream.write_all(&[byte]).unwrap();
        }
    }
    gateway.answers();
}

/// Large batches whose answers nobody takes.
pub fn answers_that_nobody_takes(gateway: &Gateway) {
    let before = gateway.memory();
    let batch = format!("[{}0]", "0,".repeat(40_000));
    let send = text(&format!(r#"{{"action":"send","channel":"counts","data":{batch},"request":1}}"#));
    let mut streams = Vec::new();
    for number in 0..60 {
        let Some(mut stream) = open(gateway, "gateway.v1") else { break };
        stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
        let _ = (0..3).take_while(|_| stream.write_all(&send).is_ok()).count();
        streams.push(stream);
        if number % 10 == 9 {
            gateway.read("");
        }
    }
    gateway.took_at_most(600, before, &format!("{} clients that take no answers", streams.len()));
    drop(streams);
    gateway.settle();
}
