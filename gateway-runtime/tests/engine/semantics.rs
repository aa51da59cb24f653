//! `docs/semantics.md`: the tests that it names exist, and its statements are numbered without a gap.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What stands in backquotes and names a test: the kind of reference, and the rest of it.
fn reference(span: &str) -> Option<(&str, &str)> {
    let named = |path: &str| path.contains("::") && path.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:".contains(c));
    match span.split_once(": ") {
        Some((kind @ ("nodes" | "unit" | "rest" | "tables" | "duckdb" | "examples" | "ui"), rest)) => Some((kind, rest)),
        Some(_) => None,
        None => named(span).then_some(("engine", span)),
    }
}

fn references(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('`').skip(1).step_by(2).filter_map(reference)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn semantics() -> String {
    let text = std::fs::read_to_string(root().join("docs/semantics.md")).unwrap();
    // The table only explains the references.
    text.lines().filter(|line| !line.starts_with('|')).collect::<Vec<_>>().join("\n")
}

/// The tests of this program, as it tells them itself.
fn tests_of_the_engine() -> BTreeSet<String> {
    let listed = Command::new(std::env::current_exe().unwrap()).args(["--list", "--format", "terse"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    listed.lines().filter_map(|line| Some(line.strip_suffix(": test")?.to_owned())).collect()
}

/// Whether a test is in the file of its module, or in a module within that file.
fn is_in_a_file(folder: &Path, path: &str) -> bool {
    let Some((module, test)) = path.rsplit_once("::") else { return false };
    let file = module.strip_suffix("::tests").unwrap_or(module).replace("::", "/");
    let files = [folder.join(format!("{file}.rs")), folder.join(&file).join("mod.rs")];
    let text = files.iter().find_map(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    text.lines()
        .any(|line| line.split_once("fn ").is_some_and(|(_, rest)| rest.strip_prefix(test).is_some_and(|rest| rest.starts_with('('))))
}

#[test]
fn every_test_that_is_named_exists() {
    let (root, text, engine) = (root(), semantics(), tests_of_the_engine());
    let exists = |(kind, name): &(&str, &str)| match *kind {
        "engine" => engine.contains(*name),
        "nodes" => is_in_a_file(&root.join("gateway-runtime/tests/nodes"), name),
        "unit" => is_in_a_file(&root.join("gateway-runtime/src"), name),
        "rest" => is_in_a_file(&root.join("gateway-rest/tests/rest"), name),
        "tables" => is_in_a_file(&root.join("gateway-rest/tests/tables"), name),
        "duckdb" => ["tests/tables", "src"].iter().any(|folder| is_in_a_file(&root.join("gateway-runtime/tables").join(folder), name)),
        "examples" => is_in_a_file(&root.join("examples/tests"), name),
        _ => ["rs", "stderr"].iter().all(|end| root.join(format!("ui-tests/tests/{name}.{end}")).is_file()),
    };
    let missing: Vec<_> = references(&text).filter(|reference| !exists(reference)).collect();
    assert!(missing.is_empty(), "docs/semantics.md names tests that do not exist: {missing:#?}");
}

#[test]
fn statements_are_numbered_and_each_names_a_test() {
    let text = semantics();
    let sections = text.split("\n## ").skip(1);
    let statements = sections.flat_map(|section| {
        let starts = |line: &str| line.split_once(". ").and_then(|(number, _)| number.parse::<usize>().ok());
        let mut statements: Vec<(usize, String)> = Vec::new();
        for line in section.lines().skip(1) {
            match (starts(line), statements.last_mut()) {
                (Some(number), _) => statements.push((number, line.to_owned())),
                (None, Some((_, statement))) => *statement += line,
                (None, None) => assert_eq!(line, "", "a section has statements, and nothing before them"),
            }
        }
        statements
    });
    let mut count = 0;
    for (number, statement) in statements {
        count += 1;
        assert_eq!(number, count, "{statement}");
        assert!(references(&statement).next().is_some(), "no test pins this: {statement}");
    }
    assert!(count > 100, "the statements were found");
}
