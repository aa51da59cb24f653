//! State and history of a gateway as DuckDB tables.
#![deny(missing_docs)]

mod answer;
mod fit;
mod layout;
mod types;

#[cfg(test)]
mod round_trips;
