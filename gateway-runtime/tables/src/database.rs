//! The one database, and its connections.

use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex};

use duckdb::{Config, Connection};
use gateway_runtime::engine::NodeError;

use crate::Settings;

/// Opens the database, shut off from files, network and further extensions.
///
/// A file that is there is removed first, if it is a database: what it had belongs to an earlier run, whose states are gone.
pub(crate) fn open(settings: &Settings) -> Result<Connection, NodeError> {
    let config = Config::default()
        .threads(settings.threads.max(1).into())?
        .max_memory(&format!("{}B", settings.memory_limit))?
        .enable_autoload_extension(false)?
        .with("autoinstall_known_extensions", "false")?;
    let db = match &settings.path {
        None => Connection::open_in_memory_with_flags(config)?,
        Some(path) => {
            clear(path)?;
            Connection::open_with_flags(path, config)?
        }
    };
    // Nothing is written anywhere but to the database itself, and no statement can change that again.
    db.execute_batch(
        "SET temp_directory = '';
         SET allow_community_extensions = false;
         SET enable_external_access = false;
         SET lock_configuration = true;",
    )?;
    Ok(db)
}

/// Opens the database if it is a file. One in memory always opens, but not without some time and memory of its own.
pub(crate) fn file(settings: &Settings) -> Result<Option<Connection>, NodeError> {
    settings.path.as_ref().map(|_| open(settings)).transpose()
}

/// What a file of DuckDB has at this place.
const MAGIC: (usize, &[u8]) = (8, b"DUCK");

fn clear(path: &Path) -> Result<(), NodeError> {
    use std::io::Read;
    let mut head = [0; MAGIC.0 + MAGIC.1.len()];
    let Ok(mut file) = std::fs::File::open(path) else { return Ok(()) };
    let is_database = file.read_exact(&mut head).is_ok() && head[MAGIC.0..] == *MAGIC.1;
    if !is_database && file.metadata()?.len() > 0 {
        return Err(format!("{} is no database of DuckDB, and is left alone: name another file", path.display()).into());
    }
    drop(file);
    std::fs::remove_file(path)?;
    let log =
        path.with_extension(path.extension().map_or_else(|| "wal".into(), |extension| format!("{}.wal", extension.to_string_lossy())));
    if log.exists() {
        std::fs::remove_file(log)?;
    }
    Ok(())
}

/// Connections for statements that read. One that is given back is used again.
#[derive(Debug)]
pub(crate) struct Readers {
    /// All others are made from this one.
    first: Mutex<Connection>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(crate) fn new(first: Connection) -> Self {
        Self { first: Mutex::new(first), idle: Mutex::default() }
    }

    pub(crate) fn take(self: &Arc<Self>) -> duckdb::Result<Lent> {
        let idle = lock(&self.idle).pop();
        let connection = idle.map_or_else(|| lock(&self.first).try_clone(), Ok)?;
        Ok(Lent { connection: Some(connection), readers: Arc::clone(self) })
    }
}

/// A connection that goes back to the others.
pub(crate) struct Lent {
    /// There until it goes back.
    connection: Option<Connection>,
    readers: Arc<Readers>,
}

impl Deref for Lent {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().unwrap_or_else(|| unreachable!("it has not gone back"))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        lock(&self.readers.idle).extend(self.connection.take());
    }
}

/// What a panic left is as good as before: these locks are held for one step only.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
