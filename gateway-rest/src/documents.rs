//! What describes the service: each is written when it is asked for the first time, so that a start does not wait for it.

use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use gateway_runtime::Handle;
use gateway_runtime::mount::Description;

use crate::openapi::About;
use crate::own::table::Table;
use crate::{asyncapi, home, openapi};

/// The documents and the page of links.
#[derive(Debug)]
pub(crate) struct Documents {
    handle: Handle,
    /// Routes of the application's own.
    own: Vec<Arc<Table>>,
    about: About,
    openapi: OnceLock<Bytes>,
    asyncapi: OnceLock<Bytes>,
    home: OnceLock<Arc<str>>,
}

impl Documents {
    pub(crate) fn new(handle: &Handle, own: &[Arc<Table>], about: About) -> Self {
        let (openapi, asyncapi, home) = Default::default();
        Self { handle: handle.clone(), own: own.to_vec(), about, openapi, asyncapi, home }
    }

    /// The gateway, with what its other mounts provide.
    pub(crate) fn description(&self) -> Description<'_> {
        let mut description = self.handle.description();
        self.own.iter().for_each(|table| description.services.add(Table::clone(table)));
        description
    }

    pub(crate) fn openapi(&self) -> Bytes {
        self.openapi.get_or_init(|| openapi::describe(&self.description(), &self.about).to_string().into()).clone()
    }

    pub(crate) fn asyncapi(&self) -> Bytes {
        self.asyncapi.get_or_init(|| asyncapi::describe(&self.description(), &self.about).to_string().into()).clone()
    }

    pub(crate) fn home(&self) -> Arc<str> {
        let write = || home::written(&self.description(), self.about.title.as_deref(), &self.about.apis[0]).into();
        Arc::clone(self.home.get_or_init(write))
    }
}
