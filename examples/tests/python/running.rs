//! The demo as a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};

/// A demo on a port that the system has chosen. It ends with the test.
pub struct Demo {
    process: Child,
    port: String,
}

impl Demo {
    /// Starts one, and waits until it listens.
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demo"));
        command.args(["run", "--port", "0"]).args(arguments).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let port = port(&mut log);
        // Whatever it says later is read, so that it never waits for a reader.
        std::thread::spawn(move || log.lines().map_while(Result::ok).for_each(|line| println!("demo: {line}")));
        Self { process, port }
    }

    /// What a command of the demo prints.
    #[allow(dead_code, reason = "each test program takes what it needs")]
    pub fn say(arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_demo")).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn port(&self) -> String {
        self.port.clone()
    }
}

/// Reads the log up to the line that says where it listens.
fn port(log: &mut BufReader<ChildStderr>) -> String {
    let mut said = String::new();
    for line in log.lines().map_while(Result::ok) {
        if let Some((_, port)) = line.split_once("listening on http://127.0.0.1:") {
            return port.trim().to_owned();
        }
        said += &line;
        said += "\n";
    }
    panic!("the demo does not listen:\n{said}");
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
