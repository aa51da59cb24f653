//! The settings after all that can be wrong with them has been looked for.

use std::net::SocketAddr;

use crate::Settings;
use crate::auth::Auth;
use crate::start_error::StartError;
use crate::transport::{Cors, prefix};

/// Settings that a service can start with.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) settings: Settings,
    pub(crate) auth: Option<Auth>,
    pub(crate) cors: Cors,
    /// What stands before every address: nothing, or `/some/path`.
    pub(crate) prefix: String,
}

impl Checked {
    /// Looks through `settings` of a service that will listen on these addresses.
    pub(crate) fn new(settings: Settings, addresses: &[SocketAddr]) -> Result<Self, StartError> {
        let reachable = addresses.iter().any(|address| !address.ip().to_canonical().is_loopback());
        let auth = Auth::new(&settings.auth, reachable)?;
        let cors = Cors::new(&settings.cors)?;
        let prefix = prefix::checked(&settings.root_path)?;
        Ok(Self { settings, auth, cors, prefix })
    }

    /// Prints the key that was made because none is set: on the terminal alone, since logs are kept.
    pub(crate) fn print_made_key(&mut self, bound: SocketAddr) {
        let Some(key) = self.auth.as_mut().and_then(|auth| auth.made.take()) else { return };
        let host = if bound.ip().is_unspecified() { format!("127.0.0.1:{}", bound.port()) } else { bound.to_string() };
        eprintln!("No key is set, so one was made for this run: {key}");
        eprintln!("Log in at http://{host}{}/login?token={key}", self.prefix);
    }
}
