//! Commands: operations on one module that somebody outside asks for, run between two cycles.
//!
//! Arguments are read where they arrive, and the answer is written there too: the engine's thread runs the method alone.

use std::any::Any;
use std::fmt;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::oneshot;

use super::core::Engine;
use super::failure::{Fault, caught};
use super::queue::Entry;
use super::{Gateway, Graph, Handle, ModuleState, Refused};
use crate::Timestamp;
use crate::graph::{CommandMeta, GraphMeta};
use crate::message::{self, Definitions, Location, Message, Problem};
use crate::words;

/// A module whose command number `PLACE` is known. Implemented by [`#[module]`](macro@crate::module).
#[doc(hidden)]
pub trait CommandAt<const PLACE: usize> {
    /// Its arguments: a struct with a field for each.
    type Arguments: Message;

    /// Where the compiled schema of its arguments is kept.
    fn validator() -> &'static OnceLock<Option<Validator>>;

    /// The schema of its answer.
    fn answer(definitions: &mut Definitions) -> Value;
}

/// The arguments of one command, read.
pub struct Arguments(Box<dyn Any + Send>);

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arguments").finish_non_exhaustive()
    }
}

/// What a command answers: JSON, once somebody wants it.
pub struct Answer(Box<dyn FnOnce() -> serde_json::Result<Value> + Send>);

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").finish_non_exhaustive()
    }
}

/// What a command may answer.
#[diagnostic::on_unimplemented(
    message = "a command cannot answer `{Self}`",
    label = "cannot be written as JSON",
    note = "annotate the declaration of `{Self}` with `#[message]`, or derive `serde::Serialize` for it"
)]
pub trait AnswerOf: Send + 'static {
    /// The answer.
    fn into_answer(self) -> Answer;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Send + 'static> AnswerOf for T {
    fn into_answer(self) -> Answer {
        Answer(Box::new(move || serde_json::to_value(&self)))
    }
}

/// What running a command came to: its answer, and the input that has what it publishes.
pub type Ran = Result<(Answer, Option<usize>), CommandFault>;

/// Why a command has no answer.
#[derive(Debug)]
pub struct CommandFault(Why);

#[derive(Debug)]
enum Why {
    /// It returned an error.
    Error(String),
    /// It panicked.
    Panic(Fault),
}

/// The schema of the arguments of command number `PLACE` of `M`.
pub fn arguments_schema<M: CommandAt<PLACE>, const PLACE: usize>(definitions: &mut Definitions) -> Value {
    <M::Arguments as message::Schema>::schema(definitions)
}

/// The schema of its answer.
pub fn answer_schema<M: CommandAt<PLACE>, const PLACE: usize>(definitions: &mut Definitions) -> Value {
    M::answer(definitions)
}

/// Reads its arguments.
///
/// # Errors
/// Everything that is wrong with them.
pub fn read_arguments<M: CommandAt<PLACE>, const PLACE: usize>(value: &Value) -> Result<Arguments, Vec<Problem>> {
    message::decode::<M::Arguments>(value, M::validator()).map(|arguments| Arguments(Box::new(arguments)))
}

/// Runs a command with arguments that were read for it. `P` is what it publishes.
///
/// # Errors
/// The command's own error, or its panic.
pub fn run_command<A: 'static, P>(
    arguments: Arguments,
    run: impl FnOnce(A) -> Result<(Answer, P), String>,
) -> Result<(Answer, P), CommandFault> {
    let Ok(arguments) = arguments.0.downcast::<A>() else { unreachable!("arguments are read for the command that gets them") };
    match caught(|| run(*arguments)) {
        Ok(result) => result.map_err(|text| CommandFault(Why::Error(text))),
        Err(fault) => Err(CommandFault(Why::Panic(fault))),
    }
}

/// Why a command gives no answer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CommandError {
    /// There is no such module. The text has the nearest name.
    NoModule(String),
    /// The module has no such command. The text has the nearest name.
    NoCommand(String),
    /// The arguments are wrong: everything that is.
    Invalid(Vec<Problem>),
    /// The module does not run.
    Down {
        /// Its name.
        module: &'static str,
        /// Why not.
        state: ModuleState,
    },
    /// The command publishes, and before this time nothing of what its module publishes ticks.
    Held {
        /// The name of the module.
        module: &'static str,
        /// The time.
        until: Timestamp,
    },
    /// The engine does not take it.
    Refused(Refused),
    /// The command's own error.
    Failed(String),
    /// The command panicked: a failure of its module.
    Panicked(String),
    /// Its answer cannot be written as JSON.
    Unwritable(String),
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoModule(text) | Self::NoCommand(text) | Self::Failed(text) => f.write_str(text),
            Self::Invalid(problems) => {
                let texts: Vec<String> = problems.iter().map(|problem| format!("{}: {}", path(&problem.loc), problem.msg)).collect();
                f.write_str(&texts.join("; "))
            }
            Self::Down { module, state } => {
                let why = match state {
                    ModuleState::Off => "is switched off",
                    ModuleState::Restarting => "has failed, and waits for its restart",
                    _ => "has failed, and has stopped",
                };
                write!(f, "module `{module}` {why}")
            }
            Self::Held { module, until } => write!(f, "module `{module}` publishes nothing before {until}"),
            Self::Refused(refused) => refused.fmt(f),
            Self::Panicked(command) => write!(f, "command `{command}` panicked"),
            Self::Unwritable(text) => write!(f, "the answer cannot be written: {text}"),
        }
    }
}

/// The way to a fault, with dots between its steps.
fn path(loc: &[Location]) -> String {
    let steps = loc.iter().map(|step| match step {
        Location::Field(name) => name.clone(),
        Location::Index(place) => place.to_string(),
    });
    steps.collect::<Vec<_>>().join(".")
}

impl std::error::Error for CommandError {}

impl From<Refused> for CommandError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// A command with its arguments, ready to be run.
#[derive(Debug)]
pub struct Command {
    /// Its place in [`GraphMeta::commands`].
    place: usize,
    arguments: Arguments,
    /// The length of the arguments as JSON.
    bytes: usize,
}

impl Command {
    /// Reads a command: a module by the names that lead to it, such as `matcher` or `feeds.2`, the name of its method, and an object
    /// of arguments, or null for none.
    ///
    /// # Errors
    /// There is no such command, or the arguments are wrong.
    pub(crate) fn read(graph: &'static GraphMeta, module: &str, command: &str, arguments: &Value) -> Result<Self, CommandError> {
        let place = find(graph, module, command)?;
        let empty = Value::Object(serde_json::Map::new());
        let arguments = if arguments.is_null() { &empty } else { arguments };
        let read = (graph.commands[place].read)(arguments);
        let body = [Location::from("body")];
        let read = read.map_err(|problems| CommandError::Invalid(problems.into_iter().map(|problem| problem.under(&body)).collect()))?;
        Ok(Self { place, arguments: read, bytes: arguments.to_string().len() })
    }

    /// The call of it, and where its answer comes.
    pub(crate) fn call(self) -> (Call, Commanded) {
        let (answer, outcome) = oneshot::channel();
        (Call { command: self, answer }, Commanded(outcome))
    }
}

/// The place of a command.
fn find(graph: &GraphMeta, module: &str, command: &str) -> Result<usize, CommandError> {
    let hint = |nearest: Option<&str>| nearest.map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"));
    let Some(place) = graph.modules.iter().position(|known| known.name == module) else {
        let nearest = words::nearest(module, graph.modules.iter().map(|module| module.name));
        return Err(CommandError::NoModule(format!("there is no module `{module}`{}", hint(nearest))));
    };
    let named = |command: &CommandMeta| command.name;
    graph.commands_of(place).find(|known| graph.commands[*known].name == command).ok_or_else(|| {
        let nearest = words::nearest(command, graph.commands_of(place).map(|known| named(&graph.commands[known])));
        CommandError::NoCommand(format!("module `{module}` has no command `{command}`{}", hint(nearest)))
    })
}

/// A command on its way to the engine.
#[derive(Debug)]
pub(crate) struct Call {
    command: Command,
    answer: oneshot::Sender<Result<Answer, CommandError>>,
}

impl Call {
    /// Whether nobody waits for the answer any more.
    pub(crate) fn is_given_up(&self) -> bool {
        self.answer.is_closed()
    }
}

/// The answer of a command that was asked for, once it has run.
#[derive(Debug)]
pub struct Commanded(oneshot::Receiver<Result<Answer, CommandError>>);

impl Commanded {
    /// The answer, if the command has run.
    pub fn take(&mut self) -> Option<Result<Value, CommandError>> {
        Some(written(self.0.try_recv().ok()?))
    }
}

fn written(outcome: Result<Answer, CommandError>) -> Result<Value, CommandError> {
    outcome.and_then(|Answer(write)| write().map_err(|error| CommandError::Unwritable(error.to_string())))
}

impl Handle {
    /// Runs a command of a module between two cycles, in its turn among all that is sent and asked, and gives its answer. The module
    /// is named as in settings: `matcher`, `risk.limit` in a group, `feeds.2` in a list.
    ///
    /// Whoever drops the future before the command has begun cancels it.
    ///
    /// # Errors
    /// There is no such command, its arguments are wrong, its module does not run, or it fails.
    pub async fn command(&self, module: &str, command: &str, arguments: &Value) -> Result<Value, CommandError> {
        self.run_command(self.read_command(module, command, arguments)?).await
    }

    /// Reads a command and its arguments, to be [run](Self::run_command) later.
    ///
    /// # Errors
    /// There is no such command, or its arguments are wrong.
    pub fn read_command(&self, module: &str, command: &str, arguments: &Value) -> Result<Command, CommandError> {
        Command::read(self.graph(), module, command, arguments)
    }

    /// Runs a command that was [read](Self::read_command).
    ///
    /// # Errors
    /// Its module does not run, the engine does not take it, or it fails.
    pub async fn run_command(&self, command: Command) -> Result<Value, CommandError> {
        let bytes = self.reserve(command.bytes)?;
        let (call, Commanded(outcome)) = command.call();
        self.entrance().enter(Entry::Command { call, _bytes: bytes }).await?;
        written(outcome.await.map_err(|_| Refused::Stopping)?)
    }
}

impl<G: Graph> Engine<G> {
    /// Runs a command at `now`, then the cycle of what it publishes, and tells the answer.
    #[cold]
    pub(crate) fn command(&mut self, call: Call, now: Timestamp) {
        let Call { command, answer } = call;
        let outcome = self.admit(command.place, now).and_then(|()| self.run_command(command, now));
        // Who asked may have gone.
        let _ = answer.send(outcome);
    }

    /// Refuses what cannot run.
    fn admit(&self, command: usize, now: Timestamp) -> Result<(), CommandError> {
        let CommandMeta { module, publishes, .. } = G::App::META.commands[command];
        let name = G::App::META.modules[module].name;
        match self.cx.counters.state(module) {
            ModuleState::Absent => Err(CommandError::NoModule(format!("there is no module `{name}`: its list is shorter"))),
            state if self.cx.is_disabled(module) => Err(CommandError::Down { module: name, state }),
            _ if !publishes.is_empty() && now < self.cx.held_until(module) => {
                Err(CommandError::Held { module: name, until: self.cx.held_until(module) })
            }
            _ => Ok(()),
        }
    }

    fn run_command(&mut self, command: Command, now: Timestamp) -> Result<Answer, CommandError> {
        let Command { place, arguments, .. } = command;
        self.cx.set_now(now);
        self.cx.counters.count_command(place);
        match self.graph.command(&mut self.cx, place, arguments) {
            Ok((answer, published)) => {
                if let Some(input) = published {
                    self.run_input(input, now);
                }
                Ok(answer)
            }
            Err(CommandFault(Why::Error(text))) => Err(CommandError::Failed(text)),
            Err(CommandFault(Why::Panic(fault))) => {
                self.panicked(place, &fault.text);
                self.see_to_failures_outside(now);
                Err(CommandError::Panicked(G::App::META.command_name(place)))
            }
        }
    }

    /// Counts and logs a panic, as one of a node.
    fn panicked(&mut self, command: usize, text: &str) {
        let count = self.cx.count_failed_command(command, text);
        let name = G::App::META.command_name(command);
        self.cx.note(|| format!("command `{name}` panicked: {text}"));
        if count.is_power_of_two() {
            tracing::error!(command = name, count, time = %self.cx.now(), "command `{name}` panicked: {text}");
        }
    }
}
