//! `run`: the engine and the mounts, until somebody asks them to stop.

use std::fmt;
use std::num::NonZero;
use std::process::ExitCode;
use std::thread::available_parallelism;
use std::time::Duration;

use clap::ArgMatches;
use futures::future::BoxFuture;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::{FAILED, disabled, log, signals};
use crate::engine::{Gateway, Handle, Live, LiveOptions, NodeError, StartError};
use crate::life::Configured;
use crate::mount::{Description, Mount, Opened, introduce};

/// How long mounts may take to finish what they are at, after the engine has stopped.
const MOUNTS_MAY_TAKE: Duration = Duration::from_secs(5);

/// Delivers what was accepted, and runs the stop hooks; or tells what went wrong.
type Stop = BoxFuture<'static, Result<(), String>>;

pub(super) fn run<A: Gateway>(mut configured: Configured<A>, arguments: &ArgMatches) -> Result<ExitCode, NodeError> {
    let runtime = prepare(arguments)?;
    // The engine's thread will own the application, so mounts open what they need before it starts.
    let opened = runtime.block_on(open(configured.app.mounts(), Description::declared::<A>(), arguments))?;
    let options = LiveOptions {
        disabled: disabled(arguments),
        keep_last: !opened.is_empty(),
        keep_states: !opened.is_empty(),
        ..LiveOptions::default()
    };
    // From here on nothing depends on the gateway's type, and so is compiled once, not with every gateway.
    let start: BoxFuture<'static, Result<(Handle, Stop), StartError>> = Box::pin(async move {
        let live = Live::start(configured, options).await?;
        let handle = live.handle().clone();
        let stop: Stop = Box::pin(async move {
            let summary = live.stop().await.map_err(|error| error.to_string())?;
            summary.stopped_by.map_or(Ok(()), |module| Err(format!("module `{module}` failed, and the gateway has stopped")))
        });
        Ok((handle, stop))
    });
    finish(runtime, start, opened)
}

fn prepare(arguments: &ArgMatches) -> Result<Runtime, NodeError> {
    log::begin(arguments)?;
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    // What the environment says goes before.
    if std::env::var_os("TOKIO_WORKER_THREADS").is_none() {
        builder.worker_threads(workers(available_parallelism().map_or(1, NonZero::get)));
    }
    Ok(builder.enable_all().build()?)
}

/// How many threads the mounts have on so many processors: one is left to the engine, which has a thread of its own.
fn workers(processors: usize) -> usize {
    processors.saturating_sub(1).max(1)
}

async fn open(
    mut mounts: Vec<(&'static str, &mut dyn Mount)>,
    gateway: Description<'_>,
    arguments: &ArgMatches,
) -> Result<Vec<(&'static str, Opened)>, StartError> {
    for (_, mount) in &mut mounts {
        mount.apply(arguments);
    }
    introduce(&mut mounts, gateway)?;
    let mut opened = Vec::new();
    for (name, mount) in mounts {
        opened.push((name, mount.open().await.map_err(|error| StartError::Mount(name, error))?));
    }
    Ok(opened)
}

fn finish(
    runtime: Runtime,
    start: BoxFuture<'static, Result<(Handle, Stop), StartError>>,
    opened: Vec<(&'static str, Opened)>,
) -> Result<ExitCode, NodeError> {
    let code = runtime.block_on(async {
        let (handle, stop) = start.await?;
        Ok(serve(handle, stop, opened).await)
    });
    // Blocking work of sources is not waited for.
    runtime.shutdown_timeout(Duration::from_secs(1));
    code
}

async fn serve(handle: Handle, stop: Stop, opened: Vec<(&'static str, Opened)>) -> ExitCode {
    let mut serving = JoinSet::new();
    for (name, mount) in opened {
        let served = mount(handle.clone());
        serving.spawn(async move { (name, served.await) });
    }
    tracing::info!("`{}` is running", handle.graph().name);
    let mut code = ExitCode::SUCCESS;
    tokio::select! {
        signal = signals::received() => tracing::info!("stopping on {signal}"),
        () = handle.stopping() => tracing::info!("stopping as asked"),
        Some(ended) = serving.join_next() => match ended {
            // Mounts end when the gateway is asked to stop, and may be faster than we are to hear of it.
            _ if handle.is_stopping() => tracing::info!("stopping as asked"),
            Ok((name, Ok(()))) => code = failed(format_args!("mount `{name}` has ended")),
            Ok((name, Err(error))) => code = failed(format_args!("mount `{name}` failed: {error}")),
            Err(error) => code = failed(format_args!("a mount panicked: {error}")),
        }
    }
    if let Err(error) = stop.await {
        code = failed(format_args!("{error}"));
    }
    let finish = async { while serving.join_next().await.is_some() {} };
    if tokio::time::timeout(MOUNTS_MAY_TAKE, finish).await.is_err() {
        tracing::warn!("mounts were still busy after {MOUNTS_MAY_TAKE:?}, and are cut off");
    }
    tracing::info!("stopped");
    code
}

fn failed(what: fmt::Arguments<'_>) -> ExitCode {
    tracing::error!("{what}");
    ExitCode::from(FAILED)
}

#[cfg(test)]
mod tests {
    use super::workers;

    #[test]
    fn one_processor_is_left_to_the_engine() {
        assert_eq!([1, 2, 3, 16].map(workers), [1, 1, 2, 15]);
    }
}
