//! A Python environment in the target folder, made once for each list of packages.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

/// The packages, with their versions.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// Says that the tests must run.
const REQUIRED: &str = "GATEWAY_REQUIRE_PYTHON";

/// The folder of a Python with the packages.
pub struct Environment(PathBuf);

impl Environment {
    /// The environment, if it is there or can be made. `None` skips a test.
    pub fn ready() -> Option<Self> {
        match Self::make() {
            Ok(environment) => Some(environment),
            Err(reason) if env::var(REQUIRED).is_ok_and(|required| required == "1") => panic!("{reason}"),
            Err(reason) => {
                // Straight to the terminal: what a test that passes prints is not shown.
                let _ = writeln!(io::stderr(), "\nSKIPPED, though {REQUIRED}=1 would make it fail: {reason}");
                None
            }
        }
    }

    fn make() -> Result<Self, String> {
        let mut hasher = DefaultHasher::new();
        REQUIREMENTS.hash(&mut hasher);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("python-{:016x}", hasher.finish()));
        let told = |error: io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(&folder).map_err(told)?;
        // Tests of one process and of several wait here for the first one.
        let lock = File::create(folder.join("lock")).map_err(told)?;
        lock.lock().map_err(told)?;
        let python = folder.join("bin").join("python");
        let complete = folder.join("complete");
        if !complete.exists() {
            check(Command::new("python3").args(["-c", "import sys; assert sys.version_info >= (3, 11), sys.version"]))?;
            check(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
            let list = folder.join("requirements.txt");
            fs::write(&list, REQUIREMENTS).map_err(told)?;
            let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
            check(Command::new(&python).args(install).arg(&list))?;
            File::create(complete).map_err(told)?;
        }
        Ok(Self(folder))
    }

    /// Puts a module where scripts find it.
    pub fn add_module(&self, name: &str, text: &str) {
        fs::write(self.modules().join(name).with_extension("py"), text).unwrap();
    }

    fn modules(&self) -> PathBuf {
        let modules = self.0.join("modules");
        fs::create_dir_all(&modules).unwrap();
        modules
    }

    /// Runs a script of this folder, which must end well.
    pub fn run(&self, script: &str, arguments: &[&str]) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(script);
        let mut command = Command::new(self.0.join("bin").join("python"));
        command
            .arg("-B")
            .arg(script)
            .args(arguments)
            .env("PYTHONUNBUFFERED", "1")
            .env("PYTHONPATH", self.modules())
            .current_dir(env!("CARGO_TARGET_TMPDIR"));
        // The libraries of Rust programs are not Python's.
        let output = command.env_remove("LD_LIBRARY_PATH").output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{command:?}\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
        println!("{text}");
    }
}

/// Runs a command, and says what it is and what it printed if it fails.
fn check(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?} cannot run: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr))) }
}
