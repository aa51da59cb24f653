//! State and history of a gateway as DuckDB tables.
