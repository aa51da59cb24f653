//! Files of Parquet, on a schedule.

use std::path::{Path, PathBuf};
use std::time::Duration;

use gateway_runtime::config::Section;
use gateway_runtime::failure::Failure;
use gateway_runtime::mount::Mount;
use gateway_runtime::prelude::*;
use gateway_runtime::{Live, LiveOptions};
use gateway_tables::{ExportParquet, ExportSettings, Settings, Tables};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::{Value, json};

#[message]
pub struct Trade {
    pub symbol: String,
    pub price: f64,
    pub legs: Vec<u8>,
}

#[channels]
#[derive(Debug)]
pub struct Desk {
    #[channel(send, state(key = symbol), history = 100)]
    pub trades: Channel<Trade>,
    pub errors: Channel<Failure>,
}

#[gateway(channels = Desk, open)]
pub struct App {}

async fn start() -> Live<App> {
    let mut options = LiveOptions::default();
    options.keep_last = true;
    let live = Live::start(App::from_settings([]).unwrap(), options).await.unwrap();
    let handle = live.handle();
    let trades = json!([{ "symbol": "a", "price": 1.5, "legs": [1, 2] }, { "symbol": "b", "price": 2.5, "legs": [] }]);
    handle.send(0, handle.decode(0, &trades, None).unwrap()).unwrap();
    live
}

fn export(settings: Value) -> ExportParquet {
    ExportParquet::new(Section::new(settings).unwrap().read::<ExportSettings>().unwrap())
}

/// A folder of its own, which goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("gateway-exports-{name}-{}", std::process::id())))
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.0).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn rows(path: &Path) -> i64 {
    let file = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    file.metadata().file_metadata().num_rows()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_becomes_a_file_and_so_many_are_kept() {
    let folder = Folder::new("keep");
    let live = start().await;
    Tables::new(Settings::default()).provide(live.handle()).unwrap();
    let export = export(json!({ "directory": folder.0, "every": "1h", "keep": 2 }));
    let mut written = Vec::new();
    for _ in 0..3 {
        written.push(export.write(live.handle()).await.unwrap());
    }
    assert!(written.iter().all(|files| files.len() == 2), "{written:?}");
    let mut newest: Vec<PathBuf> = written[1..].concat();
    newest.sort();
    assert_eq!(folder.files(), newest);
    assert!(newest.iter().all(|file| rows(file) == 2));
    live.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_written_on_schedule() {
    let folder = Folder::new("schedule");
    let live = start().await;
    Tables::new(Settings::default()).provide(live.handle()).unwrap();
    // Each time a table is missing too, which ticks once the other one has been written.
    let mut export = export(json!({ "directory": folder.0, "every": "20ms", "tables": ["missing", "trades"] }));
    let mut errors = live.handle().subscribe(1, None, 1024).await.unwrap();
    let serving = tokio::spawn(export.open().await.unwrap()(live.handle().clone()));
    for _ in 0..2 {
        tokio::time::timeout(Duration::from_secs(20), errors.recv()).await.unwrap().unwrap();
    }
    assert!(folder.files().iter().filter(|file| file.extension().is_some_and(|end| end == "parquet")).count() >= 2);
    live.handle().stop();
    serving.await.unwrap().unwrap();
    live.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_ticks_on_errors_and_ends_nothing() {
    let live = start().await;
    let mut without = export(json!({ "directory": "/dev/null/nowhere", "every": "10ms", "tables": ["trades"] }));
    let error = without.write(live.handle()).await.unwrap_err();
    assert!(error.to_string().contains("list the mount `Tables`"), "{error}");
    Tables::new(Settings::default()).provide(live.handle()).unwrap();
    let error = without.write(live.handle()).await.unwrap_err();
    assert!(error.to_string().starts_with("table `trades`: "), "{error}");
    let mut errors = live.handle().subscribe(1, None, 16).await.unwrap();
    let serving = tokio::spawn(without.open().await.unwrap()(live.handle().clone()));
    for count in 1..=2 {
        let tick = tokio::time::timeout(Duration::from_secs(20), errors.recv()).await.unwrap().unwrap();
        let failure = tick.as_any().downcast_ref::<Tick<Failure>>().unwrap().value().clone();
        assert_eq!((failure.module.as_str(), failure.count), ("export", count));
    }
    live.handle().stop();
    serving.await.unwrap().unwrap();
    live.stop().await.unwrap();
}
