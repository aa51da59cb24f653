//! TLS, with a certificate that may change while the service runs.

use std::io;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::TlsSettings;
use super::stream::Carrier;
use crate::start_error::StartError;

/// What the server shows and proves.
pub(crate) struct Tls {
    settings: TlsSettings,
    config: RwLock<Arc<ServerConfig>>,
    /// The files from which it was made.
    read: Mutex<Files>,
}

/// What stands in the files of the settings.
#[derive(PartialEq, Eq)]
struct Files {
    cert: Vec<u8>,
    key: Vec<u8>,
}

impl Tls {
    /// What `settings` say, if they say anything.
    pub(crate) fn of(settings: Option<&TlsSettings>) -> Result<Option<Arc<Self>>, StartError> {
        settings.map(|settings| Self::new(settings).map(Arc::new)).transpose()
    }

    fn new(settings: &TlsSettings) -> Result<Self, StartError> {
        let files = Files::read(settings).map_err(StartError)?;
        let config = files.config().map_err(StartError)?;
        Ok(Self { settings: settings.clone(), config: RwLock::new(config), read: Mutex::new(files) })
    }

    /// Makes an accepted connection an encrypted one.
    pub(crate) async fn accept(&self, stream: TcpStream, may_take: Duration) -> io::Result<Box<dyn Carrier>> {
        let config = Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner));
        let stream = tokio::time::timeout(may_take, TlsAcceptor::from(config).accept(stream)).await??;
        Ok(Box::new(stream))
    }

    /// Takes the files over if they have changed. New connections get the new certificate; what is no good changes nothing.
    pub(crate) fn reload(&self) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        // While one file is being replaced, the other does not fit; both are looked at again soon.
        let Ok(files) = Files::read(&self.settings) else { return };
        if files == *read {
            return;
        }
        match files.config() {
            Ok(config) => {
                *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
                tracing::info!("the certificate has changed");
            }
            Err(reason) => tracing::warn!("the new certificate is not taken: {reason}"),
        }
        *read = files;
    }
}

impl Files {
    fn read(settings: &TlsSettings) -> Result<Self, String> {
        let read = |path: &std::path::Path| std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()));
        Ok(Self { cert: read(&settings.cert)?, key: read(&settings.key)? })
    }

    fn config(&self) -> Result<Arc<ServerConfig>, String> {
        let cert: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(&self.cert).collect::<Result<_, _>>().map_err(|error| format!("tls.cert: {error}"))?;
        if cert.is_empty() {
            return Err("tls.cert: there is no certificate in it".to_owned());
        }
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|error| format!("tls.key: {error}"))?;
        let versions = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
        let builder = versions.map_err(|error| format!("tls: {error}"))?.with_no_client_auth();
        let mut config = builder.with_single_cert(cert, key).map_err(|error| format!("tls: {error}"))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("settings", &self.settings).finish_non_exhaustive()
    }
}
