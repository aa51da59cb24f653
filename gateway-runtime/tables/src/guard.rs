//! What a statement may be: one that only reads, and only the tables of states and histories.
//!
//! DuckDB's own parser reads it (`json_serialize_sql` gives its tree, and gives none of anything but SELECT), so comments, quotes and
//! odd letters mean here what they mean when it runs. Whatever would get past is stopped by the settings of the database, which has
//! no files and no network, and by the transaction, which cannot write.

use std::collections::BTreeSet;

use duckdb::Connection;
use gateway_runtime::state::Unanswered;
use serde_json::Value;

/// The longest statement that is read, in bytes.
const LONGEST: usize = 100_000;

/// How deep parentheses may nest: DuckDB's parser goes down with them.
const DEEPEST: usize = 100;

/// The functions that can stand where a table stands, and look at nothing outside the statement.
const TABLE_FUNCTIONS: &[&str] = &["generate_series", "json_each", "json_tree", "range", "repeat", "repeat_row", "unnest"];

/// Functions that look at the process or change something.
const FORBIDDEN: &[&str] = &[
    "add_parquet_key",
    "create_sort_key",
    "current_setting",
    "currval",
    "get_current_settings",
    "getenv",
    "getvariable",
    "in_search_path",
    "json_execute_serialized_sql",
    "nextval",
    "parse_duckdb_log_message",
    "pg_size_pretty",
    "set_config",
    "setseed",
    "sleep_ms",
    "txid_current",
    "write_log",
];

/// Tables of DuckDB's own that tell of ours.
const CATALOG: &[&str] = &["columns", "tables"];

/// A statement that may run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// The tables that it names, of those that there are.
    pub(crate) tables: BTreeSet<String>,
}

/// Reads a statement, and says whether it may run. `tables` are the names of those that there are.
pub(crate) fn check(db: &Connection, sql: &str, tables: &[String]) -> Result<Allowed, Unanswered> {
    if sql.len() > LONGEST {
        return Err(refused(format!("the statement has {} bytes, more than the {LONGEST} that are allowed", sql.len())));
    }
    if depth(sql) > DEEPEST {
        return Err(refused(format!("parentheses nest deeper than the {DEEPEST} that are allowed")));
    }
    let tree = parse(db, explained(sql))?;
    let mut found = Found::default();
    found.walk(&tree["statements"]);
    if let Some(what) = found.refused {
        return Err(refused(what));
    }
    let mut allowed = BTreeSet::new();
    for name in found.tables {
        match tables.iter().find(|table| table.eq_ignore_ascii_case(&name)) {
            Some(table) => drop(allowed.insert(table.clone())),
            None if found.named.contains(&name.to_lowercase()) => {}
            None => return Err(refused(format!("there is no table `{name}`; there are: {}", listed(tables)))),
        }
    }
    Ok(Allowed { tables: allowed })
}

fn refused(reason: impl Into<String>) -> Unanswered {
    Unanswered::Refused(reason.into())
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// How deep parentheses and the like nest, at most: those in texts count too.
fn depth(sql: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in sql.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The statement that is to be explained, or else the statement. `EXPLAIN ANALYZE` would run it and is none.
pub(crate) fn explained(sql: &str) -> &str {
    let trimmed = sql.trim_start();
    match trimmed.get(..7) {
        Some(word) if word.eq_ignore_ascii_case("explain") && trimmed[7..].starts_with(char::is_whitespace) => &trimmed[7..],
        _ => sql,
    }
}

/// The tree of one statement.
fn parse(db: &Connection, sql: &str) -> Result<Value, Unanswered> {
    let text: String = db
        .query_row("SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR), skip_empty := true, skip_null := true) AS VARCHAR)", [sql], |row| {
            row.get(0)
        })
        .map_err(|error| refused(crate::text::of_error(&error)))?;
    let tree: Value = serde_json::from_str(&text).map_err(|_| refused("the statement nests too deeply"))?;
    if tree["error"] == true {
        let reason = tree["error_message"].as_str().unwrap_or_default();
        let only_select = "only one statement that reads may run: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW TABLES, SUMMARIZE or EXPLAIN";
        return Err(refused(if tree["error_type"] == "not implemented" { only_select.to_owned() } else { reason.to_owned() }));
    }
    match tree["statements"].as_array().map_or(0, Vec::len) {
        0 => Err(refused("there is no statement")),
        1 => Ok(tree),
        many => Err(refused(format!("{many} statements stand here: only one may run"))),
    }
}

/// What a tree names.
#[derive(Default)]
struct Found {
    /// Tables, or what a WITH names.
    tables: BTreeSet<String>,
    /// What a WITH names, in small letters.
    named: BTreeSet<String>,
    /// The first thing that may not be.
    refused: Option<String>,
}

impl Found {
    fn walk(&mut self, tree: &Value) {
        match tree {
            Value::Array(parts) => parts.iter().for_each(|part| self.walk(part)),
            Value::Object(parts) => {
                self.look(tree);
                parts.values().for_each(|part| self.walk(part));
            }
            _ => {}
        }
    }

    fn look(&mut self, node: &Value) {
        let text = |name: &str| node[name].as_str().unwrap_or_default();
        if let Some(names) = node["cte_map"]["map"].as_array() {
            self.named.extend(names.iter().filter_map(|entry| Some(entry["key"].as_str()?.to_lowercase())));
        }
        match text("type") {
            "BASE_TABLE" => self.table(text("catalog_name"), text("schema_name"), text("table_name")),
            "TABLE_FUNCTION" => {
                let name = node["function"]["function_name"].as_str().unwrap_or_default().to_lowercase();
                if !TABLE_FUNCTIONS.contains(&name.as_str()) {
                    self.refuse(format!("the table function `{name}` may not be used; there are: {}", TABLE_FUNCTIONS.join(", ")));
                }
            }
            "SHOW_REF" => {
                let shown = text("table_name").trim_matches('"').to_lowercase();
                if !shown.is_empty() && shown != "tables" {
                    self.refuse(format!("`{shown}` cannot be shown; SHOW TABLES and DESCRIBE <table> can"));
                }
            }
            _ => {}
        }
        let function = text("function_name").to_lowercase();
        if FORBIDDEN.contains(&function.as_str()) || function.starts_with("pragma_") || function.starts_with("duckdb_") {
            self.refuse(format!("the function `{function}` may not be used"));
        }
    }

    fn table(&mut self, catalog: &str, schema: &str, name: &str) {
        match (catalog, schema.to_lowercase().as_str()) {
            ("", "" | "main") => drop(self.tables.insert(name.to_owned())),
            ("", "information_schema") if CATALOG.contains(&name.to_lowercase().as_str()) => {}
            _ => {
                let name: Vec<&str> = [catalog, schema, name].into_iter().filter(|part| !part.is_empty()).collect();
                self.refuse(format!("there is no table `{}`", name.join(".")));
            }
        }
    }

    fn refuse(&mut self, reason: String) {
        self.refused.get_or_insert(reason);
    }
}
