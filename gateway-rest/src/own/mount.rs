//! Routes of an application's own, as a mount.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use gateway_runtime::clap::ArgMatches;
use gateway_runtime::config::{ConfigError, Configure, Section};
use gateway_runtime::engine::NodeError;
use gateway_runtime::futures::future::BoxFuture;
use gateway_runtime::message::Definitions;
use gateway_runtime::mount::{Mount, MountCommands, Opened, Services};
use serde_json::{Value, json};

use super::Routes;
use super::table::{Table, VERSION};

/// [`Routes`] as a mount, which a [`Rest`](crate::Rest) of the same gateway serves.
#[derive(Debug)]
pub struct OwnRoutes<R> {
    routes: Arc<R>,
    version: String,
    /// Whether a service serves them.
    found: Arc<AtomicBool>,
}

impl<R> OwnRoutes<R> {
    /// These routes, under `/api/v1`.
    pub fn new(routes: R) -> Self {
        Self { routes: Arc::new(routes), version: VERSION.to_owned(), found: Arc::default() }
    }
}

impl<R: Routes> Configure for OwnRoutes<R> {
    fn configure(mut section: Section) -> Result<Self, ConfigError> {
        let version = match section.take_value("version") {
            None => VERSION.to_owned(),
            Some((_, Value::String(version))) if is_version(&version) => version,
            Some((path, other)) => return Err(ConfigError::new(path, format!("`{other}` is no version such as \"v2\""))),
        };
        Ok(Self { version, ..Self::new(R::configure(section)?) })
    }

    fn schema(definitions: &mut Definitions) -> Value {
        let mut schema = R::schema(definitions);
        schema["properties"]["version"] = json!({ "type": "string", "default": VERSION, "pattern": "^v[0-9a-z.]+$", "description": "The version of the API that has these routes." });
        schema
    }
}

/// Whether a text can be a version of the API.
pub(crate) fn is_version(text: &str) -> bool {
    let digits = text.strip_prefix('v').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase() || byte == b'.')
}

impl<R: Routes> Mount for OwnRoutes<R> {
    fn apply(&mut self, _: &ArgMatches) {}

    fn provide(&self, services: &mut Services) {
        services.add(Table::bound(&self.routes, &self.version, &self.found));
    }

    fn open(&mut self) -> BoxFuture<'_, Result<Opened, NodeError>> {
        Box::pin(async {
            if !self.found.load(Relaxed) {
                return Err("nothing serves these routes: the gateway needs a `#[mount] rest: Rest` too".into());
            }
            // They are served by another mount.
            Ok(Box::new(|handle: gateway_runtime::Handle| -> BoxFuture<'static, Result<(), NodeError>> {
                Box::pin(async move {
                    handle.stopping().await;
                    Ok(())
                })
            }) as Opened)
        })
    }
}

impl<R: Routes> MountCommands for OwnRoutes<R> {
    fn declare(services: &mut Services) {
        services.add(Table::declared::<R>());
    }
}
