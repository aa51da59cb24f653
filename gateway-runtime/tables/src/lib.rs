//! State and history of a gateway as DuckDB tables.
#![deny(missing_docs)]

mod answer;
mod database;
mod desk;
mod export;
mod fit;
mod follow;
mod guard;
mod layout;
mod mount;
mod settings;
mod statement;
mod text;
mod ticks;
mod types;

#[cfg(test)]
mod round_trips;

pub use export::{ExportParquet, ExportSettings, Schedule};
pub use mount::Tables;
pub use settings::Settings;
