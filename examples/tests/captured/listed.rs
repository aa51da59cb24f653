//! The differences that `docs/compatibility.md` lists.

use std::fmt;

/// One case with another answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub case: String,
    pub theirs: String,
    pub ours: String,
}

impl fmt::Display for Difference {
    /// The row that it has in the list, but for the reason.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, theirs, ours } = self;
        write!(f, "| {case} | `{theirs}` | `{ours}` |")
    }
}

/// The rows under "Captured answers". A row may be about several cases, with commas between them.
pub fn differences(page: &str) -> Vec<Difference> {
    let section = page.split("\n## ").find(|section| section.starts_with("Captured answers")).expect("the page has the section");
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.flat_map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [cases, theirs, ours, why] = cells[..] else { panic!("a row has four cells: {row}") };
        assert!(!why.is_empty(), "a difference has a reason: {row}");
        cases
            .split(", ")
            .map(|case| Difference { case: case.to_owned(), theirs: theirs.to_owned(), ours: ours.to_owned() })
            .collect::<Vec<_>>()
    })
    .collect()
}
