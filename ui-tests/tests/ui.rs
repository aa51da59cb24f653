//! Every error that a user of the macros can make, with the message they get, and uses that are right.
//!
//! See `README.md` for how to add a case.

#[test]
fn errors() {
    let cases = trybuild::TestCases::new();
    for folder in ["channels", "message", "module", "node", "connect", "command", "gateway", "group", "warn"] {
        cases.compile_fail(format!("tests/{folder}/*.rs"));
    }
    cases.pass("tests/pass/*.rs");
}
