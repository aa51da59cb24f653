//! Failures of nodes, as the reserved channel `errors` carries them.

use crate::message;

/// The name of the reserved channel. A channel set that declares it must give it the type `Channel<Failure>`.
pub const ERRORS: &str = "errors";

/// One failure of a node.
#[message]
#[derive(PartialEq, Eq)]
pub struct Failure {
    /// The module, by the name of its field in the gateway.
    pub module: String,
    /// The node; `start` for the start hook of a module that was to be restarted.
    pub node: String,
    /// Whether it panicked, or returned an error.
    pub kind: FailureKind,
    /// What it said.
    pub text: String,
    /// How often the node has failed, this time included.
    pub count: u64,
}

/// How a node failed.
#[message]
pub enum FailureKind {
    /// It panicked.
    Panic,
    /// It returned an error.
    Error,
}
