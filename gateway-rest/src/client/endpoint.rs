//! Where a gateway is, and how to get in.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::ClientError;

/// Where a gateway is, and how to get in. A text is an endpoint with the defaults.
///
/// | address | means |
/// |---|---|
/// | `http://desk:8000`, `desk:8000` | plain HTTP |
/// | `https://desk/gateways/one` | TLS, behind a proxy that serves it under a prefix |
/// | `unix:/run/desk.sock` | a socket of this machine |
///
/// ```
/// use gateway_rest::client::Endpoint;
/// use std::time::Duration;
///
/// let endpoint = Endpoint::new("https://desk/gateways/one").key("secret").timeout(Duration::from_secs(2));
/// ```
#[derive(Clone)]
pub struct Endpoint {
    pub(super) url: String,
    pub(super) key: Option<String>,
    pub(super) timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) roots: Vec<u8>,
}

impl Endpoint {
    /// The gateway at this address.
    pub fn new(url: impl Into<String>) -> Self {
        let (timeout, connect_timeout) = (Duration::from_secs(10), Duration::from_secs(5));
        Self { url: url.into(), key: None, timeout, connect_timeout, roots: Vec::new() }
    }

    /// The API key to show, as a bearer token.
    #[must_use]
    pub fn key(self, key: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    /// How long an answer may take: 10 s. A call that waits for a tick has no such limit.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// How long a connection may take to be made: 5 s.
    #[must_use]
    pub fn connect_timeout(self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self }
    }

    /// Trusts these certificates too, beside those that the system trusts: the text of a PEM file.
    #[must_use]
    pub fn trust(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.roots.extend_from_slice(pem.as_ref());
        self.roots.push(b'\n');
        self
    }

    /// The address in its parts.
    pub(super) fn target(&self) -> Result<Target, ClientError> {
        if let Some(path) = self.url.strip_prefix("unix:") {
            return Ok(Target { base: "http://localhost".to_owned(), socket: Some(PathBuf::from(path)) });
        }
        let text = if self.url.contains("://") { self.url.clone() } else { format!("http://{}", self.url) };
        let wrong = |reason: &dyn fmt::Display| ClientError::Endpoint(format!("`{}` is no address of a gateway: {reason}", self.url));
        let url = Url::parse(&text).map_err(|error| wrong(&error))?;
        match url.scheme() {
            "http" | "https" if url.query().is_none() && url.fragment().is_none() && url.username().is_empty() => {}
            "http" | "https" => return Err(wrong(&"it has more than a host, a port and a path")),
            scheme => return Err(wrong(&format_args!("`{scheme}` is not one of http, https, unix"))),
        }
        Ok(Target { base: url.as_str().trim_end_matches('/').to_owned(), socket: None })
    }

    /// The key, as it stands in a header.
    pub(super) fn authorization(&self) -> Result<Option<HeaderValue>, ClientError> {
        let Some(key) = &self.key else { return Ok(None) };
        let wrong = |_| ClientError::Endpoint("the key has letters that no header can hold".to_owned());
        let mut value = HeaderValue::try_from(format!("Bearer {key}")).map_err(wrong)?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    /// Whom to trust, for another client than that of gateways.
    pub(crate) fn tls_config(&self) -> Result<ClientConfig, ClientError> {
        self.tls(&self.target()?)
    }

    /// Whom to trust. Reading the system's certificates takes its time, so a plain connection does without.
    pub(super) fn tls(&self, target: &Target) -> Result<ClientConfig, ClientError> {
        let wrong = |error: &dyn fmt::Display| ClientError::Endpoint(format!("TLS cannot be set up: {error}"));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider));
        let config = config.with_safe_default_protocol_versions().map_err(|error| wrong(&error))?;
        if !target.base.starts_with("https:") {
            return Ok(config.with_root_certificates(RootCertStore::empty()).with_no_client_auth());
        }
        let roots: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_slice_iter(&self.roots).collect();
        let roots = roots.map_err(|error| wrong(&error))?;
        let verifier = Verifier::new_with_extra_roots(roots, provider).map_err(|error| wrong(&error))?;
        // Its own checks are those of rustls, on the certificates of the system.
        Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
    }
}

/// The parts of an address.
#[derive(Debug)]
pub(super) struct Target {
    /// Scheme, host, port and prefix, without a slash at its end.
    pub(super) base: String,
    /// The socket of this machine, if it is one.
    pub(super) socket: Option<PathBuf>,
}

impl<T: Into<String>> From<T> for Endpoint {
    fn from(url: T) -> Self {
        Self::new(url)
    }
}

/// The key is not shown.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("url", &self.url).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> String {
        match Endpoint::new(url).target() {
            Ok(target) => target.base,
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn an_address_has_a_host_and_perhaps_more() {
        assert_eq!(base("desk:8000"), "http://desk:8000");
        assert_eq!(base("https://desk/gateways/one/"), "https://desk/gateways/one");
        assert_eq!(base("http://[::1]:8000"), "http://[::1]:8000");
        assert_eq!(base("ftp://desk"), "`ftp://desk` is no address of a gateway: `ftp` is not one of http, https, unix");
        assert_eq!(base("http://desk?x=1"), "`http://desk?x=1` is no address of a gateway: it has more than a host, a port and a path");
        assert!(base("http://").starts_with("`http://` is no address of a gateway: "));
        let socket = Endpoint::new("unix:/run/desk.sock").target().unwrap();
        assert_eq!((socket.base.as_str(), socket.socket), ("http://localhost", Some(PathBuf::from("/run/desk.sock"))));
    }

    #[test]
    fn a_key_is_never_shown() {
        let endpoint = Endpoint::new("desk").key("secret");
        assert!(!format!("{endpoint:?} {:?}", endpoint.authorization()).contains("secret"));
        assert!(Endpoint::new("desk").key("line\nbreak").authorization().is_err());
    }

    #[test]
    fn certificates_must_be_some() {
        let of = |pem: &str| {
            let endpoint = Endpoint::new("https://desk").trust(pem);
            endpoint.tls(&endpoint.target().unwrap()).err().map(|error| error.to_string())
        };
        assert!(of("-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----").unwrap().starts_with("TLS cannot be set up: "));
    }
}
