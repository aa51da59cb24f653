//! The settings after all that can be wrong with them has been looked for.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::Settings;
use crate::auth::Auth;
use crate::lasting;
use crate::own::table::Table;
use crate::start_error::StartError;
use crate::traces::Collector;
use crate::transport::{Cors, Listener, Tls, Trusted, prefix};

/// Settings that a service can start with.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) settings: Settings,
    pub(crate) auth: Option<Auth>,
    pub(crate) cors: Cors,
    /// What stands before every address: nothing, or `/some/path`.
    pub(crate) prefix: String,
    pub(crate) trusted: Trusted,
    pub(crate) tls: Option<Arc<Tls>>,
    /// Where spans are sent to, if anywhere.
    pub(crate) collector: Option<Collector>,
    /// Routes of the application's own.
    pub(crate) own: Vec<Arc<Table>>,
}

impl Checked {
    /// Looks through `settings` of a service that will listen on these addresses.
    pub(crate) fn new(mut settings: Settings, addresses: &[SocketAddr], tls: Option<Arc<Tls>>) -> Result<Self, StartError> {
        let reachable = addresses.iter().any(|address| !address.ip().to_canonical().is_loopback());
        let auth = Auth::new(&settings.auth, reachable)?;
        let cors = Cors::new(&settings.cors)?;
        let prefix = prefix::checked(&settings.root_path)?;
        let trusted = Trusted::new(&settings.trusted_proxies)?;
        let collector = Collector::new(&settings.traces)?;
        leave_places_for_requests(&mut settings);
        // What is not served at all cannot be followed either.
        settings.stream.channels = settings.stream.channels.and(&settings.channels.every);
        Ok(Self { settings, auth, cors, prefix, trusted, tls, collector, own: Vec::new() })
    }

    /// Prints the key that was made because none is set: on the terminal alone, since logs are kept.
    pub(crate) fn print_made_key(&mut self, listener: &Listener) {
        let Some(key) = self.auth.as_mut().and_then(|auth| auth.made.take()) else { return };
        // Where the service listens everywhere, it is found on this machine too.
        let place = listener.place().replace("://0.0.0.0:", "://127.0.0.1:").replace("://[::]:", "://[::1]:");
        eprintln!("No key is set, so one was made for this run: {key}");
        eprintln!("Log in at {place}{}/login?token={key}", self.prefix);
    }
}

/// Streams keep their connections. They leave a quarter of all to those who only ask something.
fn leave_places_for_requests(settings: &mut Settings) {
    let most = lasting::most(settings.max_connections);
    if settings.stream.max_clients > most {
        let wanted = std::mem::replace(&mut settings.stream.max_clients, most);
        tracing::warn!("stream.max_clients is {most} instead of {wanted}: three quarters of max_connections");
    }
}
