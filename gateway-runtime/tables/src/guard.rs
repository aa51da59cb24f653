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
const LONGEST: usize = 32_768;

/// How deep parentheses may nest: DuckDB's parser goes down with them.
const DEEPEST: usize = 100;

/// How many sets may be put together: DuckDB's parser takes memory for them that grows with the square of their number.
const SETS: usize = 200;

/// The functions that can stand where a table stands, and look at nothing outside the statement.
const TABLE_FUNCTIONS: &[&str] = &["generate_series", "json_each", "json_tree", "range", "repeat", "repeat_row", "unnest"];

/// The parts of a statement that read. A WITH can have others.
const NODES: &[&str] = &["CTE_NODE", "RECURSIVE_CTE_NODE", "SELECT_NODE", "SET_OPERATION_NODE"];

const ONLY_READS: &str = "only one statement that reads may run: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW TABLES, SUMMARIZE or EXPLAIN";

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

/// The tables that whoever asks may know.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) tables: Vec<String>,
    /// Whether there are no others. Else DuckDB's own lists are not shown, in which all tables stand.
    pub(crate) is_all: bool,
}

/// Reads a statement, and says whether it may run.
pub(crate) fn check(db: &Connection, sql: &str, Known { tables, is_all }: &Known) -> Result<Allowed, Unanswered> {
    if sql.len() > LONGEST {
        return Err(refused(format!("the statement has {} bytes, more than the {LONGEST} that are allowed", sql.len())));
    }
    if depth(sql) > DEEPEST {
        return Err(refused(format!("parentheses nest deeper than the {DEEPEST} that are allowed")));
    }
    let words = sql.to_ascii_lowercase();
    if ["union", "intersect", "except"].iter().map(|word| words.matches(word).count()).sum::<usize>() > SETS {
        return Err(refused(format!("more than {SETS} sets are put together")));
    }
    let tree = parse(db, explained(sql))?;
    let mut found = Found::default();
    found.walk(&tree["statements"]);
    if let Some(what) = found.refused {
        return Err(refused(what));
    }
    if found.lists_tables && !is_all {
        return Err(refused(format!("tables are not listed here; there are: {}", listed(tables))));
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
    let tree: Value = serde_json::from_str(&text).map_err(|_| refused("the statement nests too deeply: put parts of it into a WITH"))?;
    if tree["error"] == true {
        let reason = tree["error_message"].as_str().unwrap_or_default();
        return Err(refused(if tree["error_type"] == "not implemented" { ONLY_READS } else { reason }));
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
    /// Whether it looks at a list of all tables.
    lists_tables: bool,
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
            "BASE_TABLE" => {
                // DuckDB 2 writes the whole name as a path.
                let path = node["qualified_name"]["path"].as_array();
                let path: Vec<&str> = path.map_or_else(Vec::new, |path| path.iter().filter_map(Value::as_str).collect());
                match path[..] {
                    [] => self.table(text("catalog_name"), text("schema_name"), text("table_name")),
                    [.., catalog, schema, name] => self.table(catalog, schema, name),
                    [schema, name] => self.table("", schema, name),
                    [name] => self.table("", "", name),
                }
            }
            kind if kind.ends_with("_NODE") && !NODES.contains(&kind) => self.refuse(ONLY_READS.to_owned()),
            "TABLE_FUNCTION" => {
                let name = node["function"]["function_name"].as_str().unwrap_or_default().to_lowercase();
                if !TABLE_FUNCTIONS.contains(&name.as_str()) {
                    self.refuse(format!("the table function `{name}` may not be used; there are: {}", TABLE_FUNCTIONS.join(", ")));
                }
            }
            "SHOW_REF" => {
                let shown = text("table_name").trim_matches('"').to_lowercase();
                self.lists_tables |= shown == "tables";
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
            ("", "information_schema") if CATALOG.contains(&name.to_lowercase().as_str()) => self.lists_tables = true,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, database};

    /// One database for all statements of a test.
    fn database() -> Connection {
        let db = database::open(&Settings::default()).unwrap();
        db.execute_batch("CREATE TABLE fills (id VARCHAR, price DOUBLE)").unwrap();
        db
    }

    fn checked(db: &Connection, sql: &str) -> Result<Vec<String>, String> {
        let known = Known { tables: vec!["fills".to_owned(), "Odd name\"".to_owned()], is_all: true };
        check(db, sql, &known).map(|allowed| allowed.tables.into_iter().collect()).map_err(|refused| refused.to_string())
    }

    #[test]
    fn statements_that_read_our_tables_may_run() {
        let db = database();
        for sql in [
            "SELECT * FROM fills",
            "select price from FILLS where price > ?",
            "FROM fills",
            "TABLE fills",
            "SELECT (SELECT max(price) FROM main.fills)",
            "WITH f AS (SELECT * FROM fills) SELECT * FROM F",
            "SELECT * FROM range(3) r, fills",
            "EXPLAIN SELECT * FROM fills",
            "DESCRIBE fills",
            "SUMMARIZE fills;",
            "SELECT /* ; DROP TABLE fills */ 1 -- ; DROP TABLE fills\n FROM fills",
            "SELECT price, row_number() OVER (PARTITION BY id) FROM fills QUALIFY row_number() OVER () = 1",
            "SELECT * FROM fills a JOIN fills b USING (id) UNION ALL SELECT 'FROM nothing', 1, 2",
        ] {
            assert_eq!(checked(&db, sql), Ok(vec!["fills".to_owned()]), "{sql}");
        }
        for sql in ["SELECT 1", "VALUES (1), (2)", "SHOW TABLES", "SELECT * FROM information_schema.columns", "SELECT unnest([1, 2])"] {
            assert_eq!(checked(&db, sql), Ok(Vec::new()), "{sql}");
        }
        assert_eq!(checked(&db, "SELECT * FROM \"odd NAME\"\"\""), Ok(vec!["Odd name\"".to_owned()]));
    }

    #[test]
    fn all_else_is_refused_and_says_why() {
        let db = database();
        for (sql, why) in [
            ("", "there is no statement"),
            (" ; -- nothing", "there is no statement"),
            ("SELECT 1; SELECT 2", "2 statements stand here"),
            ("SELECT 1;;DELETE FROM fills", "only one statement that reads"),
            ("SELEC 1", "syntax error at or near \"SELEC\""),
            ("INSERT INTO fills VALUES ('a', 1)", "only one statement that reads"),
            ("UPDATE fills SET price = 0", "only one statement that reads"),
            ("DELETE FROM fills", "only one statement that reads"),
            ("DROP TABLE fills", "only one statement that reads"),
            ("CREATE TABLE x (a INTEGER)", "only one statement that reads"),
            ("COPY fills TO '/tmp/x.csv'", "only one statement that reads"),
            ("ATTACH '/tmp/x.db'", "only one statement that reads"),
            ("INSTALL httpfs", "only one statement that reads"),
            ("LOAD httpfs", "only one statement that reads"),
            ("SET threads = 99", "only one statement that reads"),
            ("PRAGMA database_list", "only one statement that reads"),
            ("CALL pragma_version()", "only one statement that reads"),
            ("EXPORT DATABASE '/tmp/x'", "only one statement that reads"),
            ("EXPLAIN ANALYZE SELECT 1", "syntax error"),
            ("EXPLAIN DELETE FROM fills", "only one statement that reads"),
            ("BEGIN", "only one statement that reads"),
            ("PREPARE x AS SELECT 1", "only one statement that reads"),
            ("WITH x AS (DELETE FROM fills RETURNING *) SELECT * FROM x", ""),
            ("WITH x AS (INSERT INTO fills VALUES ('a', 1) RETURNING *) SELECT * FROM x", ""),
            ("WITH x AS (UPDATE fills SET price = 1 RETURNING *) SELECT * FROM x", ""),
            ("SELECT * FROM memory.main.fills", "there is no table"),
            ("SELECT * FROM main.nothing", "there is no table `nothing`"),
            ("SELECT * FROM '/etc/passwd'", "there is no table `/etc/passwd`; there are: fills"),
            ("SELECT * FROM nothing", "there is no table `nothing`"),
            ("SELECT * FROM other.fills", "there is no table `other.fills`"),
            ("SELECT * FROM read_csv('/etc/passwd')", "the table function `read_csv` may not be used"),
            ("SELECT * FROM READ_TEXT('/etc/passwd')", "the table function `read_text` may not be used"),
            ("SELECT * FROM glob('/*')", "the table function `glob` may not be used"),
            ("SELECT * FROM duckdb_settings()", "the table function `duckdb_settings` may not be used"),
            ("SELECT * FROM duckdb_secrets()", "may not be used"),
            ("SELECT * FROM query('DROP TABLE fills')", "the table function `query` may not be used"),
            ("SELECT * FROM arrow(1, 2)", "the table function `arrow` may not be used"),
            ("SELECT * FROM pragma_database_list", "there is no table"),
            ("SELECT * FROM pg_catalog.pg_tables", "there is no table"),
            ("SELECT getenv('HOME')", "the function `getenv` may not be used"),
            ("SELECT \"getenv\"('HOME')", "the function `getenv` may not be used"),
            ("SELECT current_setting('threads')", "may not be used"),
            ("SELECT (SELECT 1 FROM (SELECT * FROM sniff_csv('x')))", "the table function `sniff_csv` may not be used"),
            ("SHOW DATABASES", "cannot be shown"),
            ("SHOW ALL TABLES", "cannot be shown"),
        ] {
            let refused = checked(&db, sql).expect_err(sql);
            assert!(refused.contains(why), "{sql}: {refused}");
        }
    }

    #[test]
    fn who_may_not_know_all_tables_finds_them_in_no_list() {
        let db = database();
        db.execute_batch("CREATE TABLE secrets (id VARCHAR)").unwrap();
        let known = Known { tables: vec!["fills".to_owned()], is_all: false };
        assert!(check(&db, "SELECT * FROM fills", &known).is_ok() && check(&db, "DESCRIBE fills", &known).is_ok());
        for sql in ["SHOW TABLES", "SELECT 1 FROM (SHOW TABLES)", "FROM information_schema.tables", "FROM INFORMATION_SCHEMA.columns"] {
            assert_eq!(check(&db, sql, &known).unwrap_err().to_string(), "tables are not listed here; there are: fills", "{sql}");
        }
        for sql in ["FROM secrets", "DESCRIBE secrets", "SUMMARIZE secrets", "SHOW secrets", "FROM fills, Secrets"] {
            let refused = check(&db, sql, &known).unwrap_err().to_string();
            assert!(refused.ends_with("there are: fills") || refused.contains("cannot be shown"), "{sql}: {refused}");
        }
    }

    #[test]
    fn what_nests_without_end_is_refused_on_a_small_stack() {
        let hostile = || {
            let db = database();
            let nested = |open: &str, close: &str, times: usize| format!("SELECT {}1{}", open.repeat(times), close.repeat(times));
            for (open, close) in
                [("(", ")"), ("[", "]"), ("NOT ", ""), ("- ", ""), ("1+", ""), ("CASE WHEN TRUE THEN 1 ELSE ", " END"), ("a.", "")]
            {
                for times in [90, 900, 1_500] {
                    let _ = checked(&db, &nested(open, close, times));
                }
            }
            for (open, close) in
                [("WITH x AS (", ") SELECT 1"), ("SELECT * FROM (", ")"), ("SELECT 1 UNION (", ")"), ("(", ") UNION SELECT 1")]
            {
                let _ = checked(&db, &format!("{}SELECT 1{}", open.repeat(90), close.repeat(90)));
            }
            for more in ["UNION SELECT 1 ", ", fills ", "JOIN fills USING (id) ", "AND 1 ", "UNION ALL FROM fills "] {
                let _ = checked(&db, &format!("SELECT 1 FROM fills {}", more.repeat(LONGEST / more.len() - 4)));
            }
        };
        // Threads that may block have two megabytes.
        std::thread::Builder::new().stack_size(2 << 20).spawn(hostile).unwrap().join().unwrap();
    }
}
