//! Bodies that are wrong in every way.

use std::io::Write;
use std::time::Instant;

use crate::gateway::{ANSWER_MAY_TAKE, Gateway, post_head, read_all};

/// The status of an answer, which has a reason as JSON if it is a refusal.
fn status(answer: &str) -> u16 {
    let status = answer.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no answer: {answer}"));
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    if status >= 400 {
        let body: serde_json::Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"));
        assert!(body.get("detail").is_some(), "{answer}");
        assert!(answer.len() < 200_000, "an answer of {} bytes", answer.len());
    }
    status
}

pub fn no_json(gateway: &Gateway) {
    let long_text = format!("\"{}", "a".repeat(900_000));
    let many_opened = "{\"a\":".repeat(150_000);
    let cases: [&[u8]; 22] = [
        b"NaN",
        b"-Infinity",
        b"[NaN]",
        b"1e999",
        b"-1e999999999",
        b"{\"symbol\":\"A\",\"symbol\":\"B\",\"quantity\":1}",
        b"{\"symbol\":\"A\",\"quantity\":1,\"quant\\u0069ty\":2}",
        b"\xff\xfe",
        b"\"\xff\"",
        b"\"\xed\xa0\x80\"",
        b"\"\\ud800\"",
        b"\"\\u12\"",
        b"\xef\xbb\xbf1",
        b"\"\0\"",
        b"{'symbol':'A'}",
        b"[1,]",
        b"{,}",
        b"1 2",
        b"/* comment */ 1",
        b"]]]]",
        long_text.as_bytes(),
        many_opened.as_bytes(),
    ];
    for body in cases {
        for channel in ["orders", "anything", "notes", "notes/a"] {
            let answer = gateway.post(channel, body);
            assert_eq!(status(&answer), 422, "{channel}: {}: {answer}", String::from_utf8_lossy(&body[..body.len().min(80)]));
        }
    }
    for depth in [100_000, 1_000_000] {
        let answer = gateway.post("anything", "[".repeat(depth).as_bytes());
        assert_eq!(status(&answer), 422, "{answer}");
    }
}

pub fn no_message(gateway: &Gateway) {
    let digits = "9".repeat(500_000);
    let negative = format!("-{digits}");
    let keys: Vec<String> = (0..50_000).map(|number| format!("\"k{number}\":1")).collect();
    let many_fields = format!("{{{}}}", keys.join(","));
    let wrong_elements = format!("[{}1]", "{},".repeat(200_000));
    let long_symbol = format!("{{\"symbol\":\"{}\",\"quantity\":0}}", "é".repeat(400_000));
    for body in [
        "0.1",
        "-1",
        "1e300",
        "null",
        "true",
        "\"\"",
        "[[1]]",
        "[null]",
        "[{}]",
        "{}",
        "{\"symbol\":null}",
        "18446744073709551616",
        r#"{"symbol":"A","quantity":-1}"#,
        r#"{"symbol":"A","quantity":4294967296}"#,
        r#"{"symbol":"A","quantity":1,"legs":[[]]}"#,
        r#"{"symbol":"A","quantity":1,"id":{}}"#,
        r#"{"symbol":"A","quantity":1,"timestamp":1e300}"#,
        r#"{"symbol":"A","quantity":1,"timestamp":"+262143-01-01T00:00:00Z"}"#,
        r#"{"symbol":"A","quantity":1,"__proto__":{}}"#,
        &digits,
        &negative,
        &many_fields,
        &wrong_elements,
        &long_symbol,
    ] {
        let answer = gateway.post("orders", body.as_bytes());
        assert_eq!(status(&answer), 422, "{}: {}", &body[..body.len().min(80)], &answer[..answer.len().min(2000)]);
    }
}

pub fn wrong_lengths(gateway: &Gateway) {
    let head = |more: &str| format!("POST /api/v1/send/counts HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{more}\r\n\r\n");
    for length in ["-1", "x", "99999999999999999999", "1\r\ncontent-length: 2", "1\r\ntransfer-encoding: chunked"] {
        let mut stream = gateway.connect();
        let _ = stream.write_all(format!("{}7", head(&format!("content-length: {length}"))).as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let answer = read_all(&mut stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{length}: {answer}");
    }
    // More than is allowed, and no end of it.
    assert_eq!(status(&gateway.ask(format!("{}7", post_head("counts", 1 << 40)).as_bytes())), 413);
    let mut stream = gateway.connect();
    stream.write_all(head("transfer-encoding: chunked").as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let written = (0..1000).take_while(|_| stream.write_all(chunk.as_bytes()).is_ok()).count();
    assert!(written < 1000, "64 MB were taken");
    assert_eq!(status(&read_all(&mut stream)), 413);
    for chunk in ["zz\r\n7\r\n", "ffffffffffffffff\r\n7", "1\r\n77\r\n0\r\n\r\n", "-1\r\n"] {
        let mut stream = gateway.connect();
        let _ = stream.write_all(format!("{}{chunk}", head("transfer-encoding: chunked")).as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let answer = read_all(&mut stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{chunk}: {answer}");
    }
}

/// Texts that look like JSON, mutated.
pub fn random_json(gateway: &Gateway) {
    let mut random = fastrand::Rng::with_seed(7);
    let seed = br#"[{"symbol":"A","quantity":12,"legs":[1.5,-2e3],"id":"x","timestamp":"2026-11-20T14:30:00"}]"#;
    let alphabet = b"{}[]\",:0123456789eE+-.\\untrfalse \xc3\xa9\xff\0";
    for _ in 0..2000 {
        let mut body = seed.to_vec();
        for _ in 0..random.usize(1..6) {
            let place = random.usize(..body.len());
            match random.u8(..3) {
                0 => body[place] = alphabet[random.usize(..alphabet.len())],
                1 => body.insert(place, alphabet[random.usize(..alphabet.len())]),
                _ => drop(body.remove(place)),
            }
        }
        let channel = ["orders", "anything", "notes", "counts"][random.usize(..4)];
        let answer = gateway.post(channel, &body);
        assert!(matches!(status(&answer), 200 | 422), "{}: {answer}", String::from_utf8_lossy(&body));
    }
}

/// Within the limit of bytes, as many values as there can be.
pub fn a_million_elements(gateway: &Gateway) {
    let half = format!("[{}0]", "0,".repeat(500_000));
    let start = Instant::now();
    std::thread::scope(|scope| {
        let sending: Vec<_> = (0..4).map(|_| scope.spawn(|| status(&gateway.post("counts", half.as_bytes())))).collect();
        while sending.iter().any(|sending| !sending.is_finished()) {
            let ask = Instant::now();
            let last = gateway.ask(b"GET /api/v1/last/orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
            assert!(last.starts_with("HTTP/1.1 200"), "{last}");
            assert!(ask.elapsed() < ANSWER_MAY_TAKE, "others had to wait {:?}", ask.elapsed());
        }
        for sending in sending {
            assert!(matches!(sending.join().unwrap(), 200 | 413 | 503));
        }
    });
    assert_eq!(status(&gateway.post("counts", format!("[{}0]", "0,".repeat(1_000_000)).as_bytes())), 413);
    println!("  four times half a million: {:?}", start.elapsed());
    // Other clients can send as soon as the engine has taken in what was accepted.
    while status(&gateway.post("counts", b"7")) != 200 {}
}
