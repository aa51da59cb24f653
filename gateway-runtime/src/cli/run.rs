//! `run`: the engine and the mounts, until somebody asks them to stop.

use std::process::ExitCode;
use std::time::Duration;

use clap::ArgMatches;
use tracing_subscriber::EnvFilter;

use super::{disabled, signals};
use crate::engine::{Gateway, Live, LiveOptions, NodeError, StartError};

/// How long mounts may take to finish what they are at, after the engine has stopped.
const MOUNTS_MAY_TAKE: Duration = Duration::from_secs(5);

/// The exit code of a gateway that ran and then failed.
const FAILED: u8 = 1;

pub(super) fn run<A: Gateway>(app: A, arguments: &ArgMatches) -> Result<ExitCode, NodeError> {
    let filter = arguments.get_one::<String>("log").map_or("info", String::as_str);
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("--log {filter}: {error}"))?;
    // A second gateway of one process, as in tests, logs where the first one does.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(serve(app, arguments));
    runtime.shutdown_timeout(Duration::from_secs(1));
    code
}

async fn serve<A: Gateway>(mut app: A, arguments: &ArgMatches) -> Result<ExitCode, NodeError> {
    let mut options = LiveOptions { disabled: disabled(arguments), ..LiveOptions::default() };
    // The engine's thread owns the application, so mounts open what they need before it starts.
    let mut openings = Vec::new();
    for (name, mount) in app.mounts() {
        mount.apply(arguments);
        openings.push((name, mount.open().await.map_err(|error| StartError::Mount(name, error))?));
    }
    options.keep_last = !openings.is_empty();
    let live = Live::start(app, options).await?;
    let handle = live.handle().clone();
    let mut serving = tokio::task::JoinSet::new();
    for (name, opened) in openings {
        let served = opened(handle.clone());
        serving.spawn(async move { (name, served.await) });
    }
    tracing::info!("`{}` is running", A::META.name);
    let mut code = ExitCode::SUCCESS;
    let stopped = handle.clone();
    tokio::select! {
        signal = signals::received() => tracing::info!("stopping on {signal}"),
        () = stopped.stopping() => tracing::info!("stopping as asked"),
        Some(ended) = serving.join_next() => {
            code = ExitCode::from(FAILED);
            match ended {
                Ok((name, Ok(()))) => tracing::error!("mount `{name}` has ended"),
                Ok((name, Err(error))) => tracing::error!("mount `{name}` failed: {error}"),
                Err(error) => tracing::error!("a mount panicked: {error}"),
            }
        }
    }
    if live.stop().await.is_none() {
        tracing::error!("the engine's thread is lost");
        code = ExitCode::from(FAILED);
    }
    let finish = async { while serving.join_next().await.is_some() {} };
    if tokio::time::timeout(MOUNTS_MAY_TAKE, finish).await.is_err() {
        tracing::warn!("mounts were still busy after {MOUNTS_MAY_TAKE:?}, and are cut off");
    }
    tracing::info!("stopped");
    Ok(code)
}
