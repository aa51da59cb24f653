//! The gateway under attack, and what is measured of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Says that this process is the gateway.
pub const AS_GATEWAY: &str = "RUN_AS_GATEWAY";

/// How long anybody else may wait for an answer while the gateway is under attack. Debug builds and other tests are slow.
pub const ANSWER_MAY_TAKE: Duration = Duration::from_secs(5);

/// What is sent next by who does nothing wrong.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A running gateway, which ends with this value.
pub struct Gateway {
    child: Child,
    pub address: String,
}

impl Gateway {
    pub fn start(settings: &[&str]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["run", "--port", "0", "--log", "info"]).args(settings.iter().flat_map(|setting| ["--set", setting]));
        let mut child = command.env(AS_GATEWAY, "1").stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let address = log.find_map(|line| Some(line.split_once("listening on http://")?.1.to_owned())).expect("the gateway has started");
        // The log is read to its end, so that the gateway never waits for somebody to do so.
        std::thread::spawn(move || log.for_each(drop));
        Self { child, address }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.set_write_timeout(Some(Duration::from_mins(1))).unwrap();
        stream
    }

    /// A client that does nothing wrong gets its answers, soon: another number each time.
    pub fn answers(&self) {
        let start = Instant::now();
        let number = NUMBER.fetch_add(1, Relaxed);
        let sent = self.post("good", number.to_string().as_bytes());
        assert!(sent.starts_with("HTTP/1.1 200"), "{sent}");
        let last = self.read("good");
        assert!(last.contains(&format!("\"value\":{number}}}")), "{number} was sent: {last}");
        assert!(start.elapsed() < ANSWER_MAY_TAKE, "others had to wait {:?}", start.elapsed());
    }

    /// A client that only reads gets its answer, soon. The list of channels needs no engine, which may have to take in much first.
    pub fn read(&self, channel: &str) -> String {
        let start = Instant::now();
        let last = self.ask(format!("GET /api/v1/last/{channel} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes());
        assert!(last.starts_with("HTTP/1.1 200"), "{last}");
        assert!(start.elapsed() < ANSWER_MAY_TAKE, "others had to wait {:?}", start.elapsed());
        last
    }

    /// Waits until values can be sent again: the engine has taken in what was accepted.
    pub fn settle(&self) {
        while !self.post("counts", b"7").starts_with("HTTP/1.1 200") {}
    }

    /// Writes a request, and reads all that comes until the connection ends.
    pub fn ask(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        // A gateway that refuses may close before all is written; its answer is there all the same.
        let _ = stream.write_all(request);
        read_all(&mut stream)
    }

    /// Sends a body to a channel.
    pub fn post(&self, channel: &str, body: &[u8]) -> String {
        self.ask(&[post_head(channel, body.len()).as_bytes(), body].concat())
    }

    /// The memory of the gateway in MiB.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }

    /// What it has in memory beyond what it had `before`, for what clients did, is no more than so many MiB.
    pub fn took_at_most(&self, most: u64, before: u64, what: &str) {
        let more = self.memory().saturating_sub(before);
        println!("  {what}: {more} MiB more");
        assert!(more < most, "{what} took {more} MiB");
    }

    /// Lets large ticks come on `notes`, for those who follow, while others are answered.
    pub fn ticks_that_are_large(&self) {
        let note = format!("\"{}\"", "x".repeat(60_000));
        for round in 0..160 {
            let answer = self.post(&format!("notes/{}", round % 50), note.as_bytes());
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            if round % 50 == 0 {
                self.answers();
            }
        }
    }

    /// Asks the gateway to stop, and gives how long it takes.
    pub fn terminate(mut self) -> Duration {
        let start = Instant::now();
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "a gateway that is told to stop has done nothing wrong");
        start.elapsed()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The head of a request that sends a body of this length.
pub fn post_head(channel: &str, length: usize) -> String {
    format!(
        "POST /api/v1/send/{channel} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
}

/// All that comes. A connection that is reset gives what came before.
pub fn read_all(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        answer.extend_from_slice(&piece[..read]);
    }
    let _ = stream.shutdown(Shutdown::Both);
    String::from_utf8_lossy(&answer).into_owned()
}

/// How many connections this process may open at most, up to `wanted`.
pub fn connections(wanted: usize) -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|line| line.starts_with("Max open files"));
    let files = line.and_then(|line| line.split_whitespace().nth(3)?.parse::<usize>().ok()).unwrap_or(1024);
    wanted.min(files.saturating_sub(100))
}
