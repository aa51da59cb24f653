//! A WebSocket byte by byte, so that everything about it can be wrong.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use crate::gateway::Gateway;

pub const CONTINUATION: u8 = 0;
pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;

/// The handshake of a protocol, or of the one that is spoken unless another is asked for.
pub fn handshake(protocol: &str) -> String {
    let protocol = if protocol.is_empty() { String::new() } else { format!("sec-websocket-protocol: {protocol}\r\n") };
    format!(
        "GET /api/v1/stream HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{protocol}\r\n"
    )
}

/// A frame as a client writes it, under a mask of zeros.
pub fn frame(last: bool, kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = head(last, kind, payload.len() as u64);
    frame.extend_from_slice(payload);
    frame
}

/// The head of a frame that says that it has so many bytes.
pub fn head(last: bool, kind: u8, length: u64) -> Vec<u8> {
    let mut head = vec![(u8::from(last) << 7) | kind];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(length), _) if length < 126 => head.push(0x80 | length),
        (_, Ok(length)) => {
            head.push(0xfe);
            head.extend_from_slice(&length.to_be_bytes());
        }
        _ => {
            head.push(0xff);
            head.extend_from_slice(&length.to_be_bytes());
        }
    }
    head.extend_from_slice(&[0; 4]);
    head
}

/// A text in one frame.
pub fn text(text: &str) -> Vec<u8> {
    frame(true, TEXT, text.as_bytes())
}

/// Opens a WebSocket. `None` if there is no place for it.
pub fn open(gateway: &Gateway, protocol: &str) -> Option<TcpStream> {
    let mut stream = gateway.connect();
    stream.write_all(handshake(protocol).as_bytes()).ok()?;
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        answer.push(byte[0]);
    }
    answer.starts_with(b"HTTP/1.1 101").then_some(stream)
}

/// Reads on until the server closes, and gives the code with which it does; none if it says nothing.
pub fn close_code(stream: &mut TcpStream) -> Option<u16> {
    let code = loop {
        let mut head = [0; 2];
        if stream.read_exact(&mut head).is_err() {
            break None;
        }
        let length = match head[1] {
            126 => {
                let mut length = [0; 2];
                stream.read_exact(&mut length).ok()?;
                usize::from(u16::from_be_bytes(length))
            }
            127 => {
                let mut length = [0; 8];
                stream.read_exact(&mut length).ok()?;
                usize::try_from(u64::from_be_bytes(length)).unwrap()
            }
            length => usize::from(length),
        };
        let mut payload = vec![0; length];
        if stream.read_exact(&mut payload).is_err() {
            break None;
        }
        if head[0] & 15 == CLOSE {
            break payload.get(..2).map(|code| u16::from_be_bytes([code[0], code[1]]));
        }
    };
    let _ = stream.shutdown(Shutdown::Both);
    code
}
