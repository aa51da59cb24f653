//! The tables as a mount.

use std::sync::Arc;

use gateway_runtime::Handle;
use gateway_runtime::clap::ArgMatches;
use gateway_runtime::engine::NodeError;
use gateway_runtime::futures::future::BoxFuture;
use gateway_runtime::mount::{Mount, MountCommands, Opened};

use crate::Settings;
use crate::database;
use crate::desk::Desk;

/// Keeps the states and histories of a gateway as tables that can be asked in SQL: a mount.
///
/// ```no_run
/// # use gateway_runtime::prelude::*;
/// # #[message] pub struct Trade { pub symbol: String, pub price: f64 }
/// # #[module] pub struct Print {}
/// # #[module(channels = Desk)] impl Print { #[node] fn print(&mut self, trades: &Trade) { println!("{trades:?}") } }
/// #[channels]
/// pub struct Desk {
///     #[channel(send, state(key = symbol), history = 10_000)]
///     pub trades: Channel<Trade>,
/// }
///
/// #[gateway(channels = Desk)]
/// pub struct App {
///     print: Print,
///     #[mount]
///     tables: gateway_tables::Tables,
/// }
/// ```
#[derive(Debug)]
pub struct Tables {
    settings: Settings,
}

impl Tables {
    /// Tables with these settings.
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }

    /// Lets tables of what `handle` keeps answer through it. What a gateway does with the mounts that it lists. A database in a file is
    /// opened here, one in memory by the first statement.
    ///
    /// # Errors
    /// The file cannot be used, or two tables would have one name.
    pub fn provide(&self, handle: &Handle) -> Result<(), NodeError> {
        let desk = Desk::open(database::file(&self.settings)?, self.settings.clone(), handle)?;
        handle.provide_tables(Arc::new(desk));
        Ok(())
    }
}

impl Mount for Tables {
    fn apply(&mut self, _: &ArgMatches) {}

    fn open(&mut self) -> BoxFuture<'_, Result<Opened, NodeError>> {
        Box::pin(async {
            // A file that cannot be used is known before the engine starts.
            let settings = self.settings.clone();
            let database = database::file(&settings)?;
            Ok(Box::new(move |handle: Handle| -> BoxFuture<'static, Result<(), NodeError>> {
                Box::pin(async move {
                    let desk = Desk::open(database, settings, &handle)?;
                    handle.provide_tables(Arc::new(desk));
                    handle.stopping().await;
                    Ok(())
                })
            }) as Opened)
        })
    }
}

impl MountCommands for Tables {}
