//! Commands of a gateway's command line that speak to a running gateway: `last`, `send`, `tail` and their like.
//!
//! Channels are checked against what the program itself declares, before any request.

mod ask;
mod call;
mod cells;
mod control;
mod export;
mod names;
mod output;
mod send;
mod sql;
mod stage;
mod state;
mod tail;

use gateway_runtime::clap::{ArgMatches, Command};
use gateway_runtime::cli::Failed;
use gateway_runtime::engine::NodeError;
use gateway_runtime::futures::future::LocalBoxFuture;
use gateway_runtime::mount::Description;

use crate::client::ClientError;
use call::Call;

/// One command: what it is called and takes, and what it does.
struct Known {
    define: fn() -> Command,
    run: for<'a> fn(&'a Call<'a>) -> LocalBoxFuture<'a, Result<(), NodeError>>,
}

/// All commands, in the order in which help lists them.
const ALL: &[Known] = &[
    Known { define: ask::last, run: |call| Box::pin(ask::run_last(call)) },
    Known { define: ask::next, run: |call| Box::pin(ask::run_next(call)) },
    Known { define: tail::define, run: |call| Box::pin(tail::run(call)) },
    Known { define: send::define, run: |call| Box::pin(send::run(call)) },
    Known { define: state::define, run: |call| Box::pin(state::run(call)) },
    Known { define: ask::lookup, run: |call| Box::pin(ask::run_lookup(call)) },
    Known { define: sql::define, run: |call| Box::pin(sql::run(call)) },
    Known { define: export::define, run: |call| Box::pin(export::run(call)) },
    Known { define: stage::define, run: |call| Box::pin(stage::run(call)) },
    Known { define: control::controls, run: |call| Box::pin(control::run_controls(call)) },
    Known { define: control::command, run: |call| Box::pin(control::run_command(call)) },
];

/// The commands, for the command line.
pub(crate) fn all() -> Vec<Command> {
    ALL.iter().map(|known| call::with_options((known.define)())).collect()
}

/// Runs the command `name`. It prints by itself what it finds, as it comes.
pub(crate) fn run(name: &str, arguments: &ArgMatches, app: &Description<'_>) -> Result<(), NodeError> {
    let known = ALL.iter().find(|known| (known.define)().get_name() == name).ok_or("this mount has no such command")?;
    let call = Call::new(arguments, app)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on((known.run)(&call));
    // What is read from a terminal may hang on for ever.
    runtime.shutdown_background();
    done.or_else(|error| outcome(error, &call.url))
}

/// What an error means for the exit code: who gave wrong arguments is told otherwise than who was refused.
fn outcome(error: NodeError, url: &str) -> Result<(), NodeError> {
    if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe) {
        // Whoever read the output has seen enough, as `| head` does.
        return Ok(());
    }
    let Some(failed) = error.downcast_ref::<ClientError>() else { return Err(error) };
    let hint = match failed {
        ClientError::Endpoint(_) => return Err(error),
        ClientError::Unreachable(_) => {
            format!("\n  at {url}: is the gateway running there? Another address is given with --url or GATEWAY_URL")
        }
        ClientError::Refused(refusal) if refusal.status == 401 => "\n  the key is given with --key or GATEWAY_KEY".to_owned(),
        _ => String::new(),
    };
    Err(Failed(format!("{failed}{hint}")).into())
}
