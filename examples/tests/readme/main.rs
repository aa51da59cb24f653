//! The code of `README.md` compiles, and its test passes.

#![allow(missing_docs, missing_debug_implementations, dead_code, unreachable_pub, reason = "the code is as short as in the README")]

mod functions;
mod graph;
mod states;

#[test]
fn all_code_of_the_readme_is_here() {
    let readme = include_str!("../../../README.md");
    let blocks: Vec<&str> = readme.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        let here =
            [include_str!("graph.rs"), include_str!("functions.rs"), include_str!("states.rs")].iter().any(|file| file.contains(block));
        assert!(here, "change it in `examples/tests/readme` too:\n{block}");
    }
}
