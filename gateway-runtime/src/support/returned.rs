//! What other functions of users return: checks, hooks and commands.

use super::{Answer, AnswerOf, Invalid, Json, NodeError};

/// The result of a user's check of a message.
///
/// # Errors
/// Why the message is refused.
pub fn checked<E: Into<Invalid>>(result: Result<(), E>) -> Result<(), Invalid> {
    result.map_err(Into::into)
}

/// The result of what a user does to a value before it is read.
///
/// # Errors
/// Why the value is refused.
pub fn normalised<E: Into<Invalid>>(result: Result<Json, E>) -> Result<Json, Invalid> {
    result.map_err(Into::into)
}

/// What a hook returns.
#[diagnostic::on_unimplemented(
    message = "a hook cannot return `{Self}`",
    label = "neither nothing nor a `Result<(), E>`",
    note = "`E` must be an error that can be sent between threads, or a text"
)]
pub trait HookResult {
    /// The hook's result.
    ///
    /// # Errors
    /// The hook's error.
    fn into_result(self) -> Result<(), NodeError>;
}

impl HookResult for () {
    fn into_result(self) -> Result<(), NodeError> {
        Ok(())
    }
}

impl<E: Into<NodeError>> HookResult for Result<(), E> {
    fn into_result(self) -> Result<(), NodeError> {
        self.map_err(Into::into)
    }
}

/// Where a command keeps the compiled schema of its arguments.
pub type Validators = std::sync::OnceLock<Option<jsonschema::Validator>>;

/// What a command answers.
pub fn answer<T: AnswerOf>(answer: T) -> Answer {
    answer.into_answer()
}

/// The schema of the answer of a command that has nothing to say.
pub fn no_answer() -> Json {
    serde_json::json!({ "type": "null" })
}

/// The engine asks for commands of the graph's own modules only.
pub fn no_such_command(command: usize) -> ! {
    unreachable!("the graph has no command number {command}")
}
