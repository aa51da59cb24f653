//! The client over TLS and over sockets of this machine, against a real server.

use std::path::PathBuf;

use futures::StreamExt;
use gateway_rest::client::{AnyClient, Client, ClientError, Endpoint, Event, blocking};
use gateway_rest::{Settings, TlsSettings, UdsSettings};
use gateway_runtime::prelude::*;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

use crate::desk::{Desk, Quote, Venue};
use crate::server::Server;

/// A folder of its own, which goes with this.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gateway-rest-secure-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Somebody who signs certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for `localhost` alone.
    fn sign(&self, folder: &Folder) -> TlsSettings {
        let key = KeyPair::generate().unwrap();
        let cert = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let (cert_file, key_file) = (folder.0.join("cert.pem"), folder.0.join("key.pem"));
        std::fs::write(&cert_file, cert.pem()).unwrap();
        std::fs::write(&key_file, key.serialize_pem()).unwrap();
        TlsSettings::new(cert_file, key_file)
    }
}

fn port(server: &Server) -> &str {
    server.base.rsplit_once(':').unwrap().1
}

/// A server with a certificate of the authority, and what it is called.
async fn secure(folder: &Folder, authority: &Authority) -> (Server, String) {
    let server = Server::with(|settings: &mut Settings| settings.tls = Some(authority.sign(folder)), |_| {}).await;
    let url = format!("https://localhost:{}", port(&server));
    (server, url)
}

/// Asks, sends, waits and follows.
async fn does_everything(endpoint: Endpoint) {
    let desk = Client::<Desk>::connect(endpoint.clone()).unwrap();
    let accepted = desk.send(Desk::counts, 7).await.unwrap();
    assert_eq!(desk.last(Desk::counts).await.unwrap().unwrap().id(), accepted.id());
    let mut counts = desk.subscribe(Desk::counts).from_last().await.unwrap();
    assert_eq!(next(&mut counts).await, 7);
    desk.send((Desk::quotes, Venue::A), Quote { bid: 1.0 }).await.unwrap();
    desk.send(Desk::counts, 8).await.unwrap();
    assert_eq!(next(&mut counts).await, 8);
    assert_eq!(desk.last(Desk::quotes).await.unwrap().len(), 1);
    assert!(desk.any().heartbeat().await.is_ok());
    let waits = desk.clone();
    let waiting = tokio::spawn(async move { waits.next(Desk::counts).await });
    while !waiting.is_finished() {
        desk.send(Desk::counts, 9).await.unwrap();
    }
    waiting.await.unwrap().unwrap();
    // The same without asynchronous code, which has a thread of its own.
    let blocking = move || {
        let desk = blocking::Client::<Desk>::connect(endpoint).unwrap();
        assert!(desk.last(Desk::counts).unwrap().is_some());
        let mut counts = desk.subscribe(Desk::counts).unwrap();
        desk.send(Desk::counts, 10).unwrap();
        while counts.next().unwrap().unwrap().tick().is_none_or(|tick| *tick.value() != 10) {}
    };
    tokio::task::spawn_blocking(blocking).await.unwrap();
}

async fn next(counts: &mut (impl futures::Stream<Item = Result<Event<Tick<u64>>, ClientError>> + Unpin)) -> u64 {
    let Event::Tick(tick) = counts.next().await.unwrap().unwrap() else { panic!("no tick") };
    *tick.value()
}

/// Why this endpoint cannot be asked, and why it cannot be followed.
async fn reasons(endpoint: Endpoint) -> (String, String) {
    let client = AnyClient::connect(endpoint).unwrap();
    let asked = client.last("counts").await.unwrap_err();
    let followed = client.subscribe(["counts"]).await.unwrap_err();
    assert!(matches!((&asked, &followed), (ClientError::Unreachable(_), ClientError::Unreachable(_))), "{asked} {followed}");
    (asked.to_string(), followed.to_string())
}

#[tokio::test]
async fn everything_works_over_tls() {
    let (folder, authority) = (Folder::new("all"), Authority::new("one"));
    let (_server, url) = secure(&folder, &authority).await;
    does_everything(Endpoint::new(url).trust(authority.pem())).await;
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_no_connection() {
    let (folder, authority) = (Folder::new("stranger"), Authority::new("one"));
    let (_server, url) = secure(&folder, &authority).await;
    let told = async |endpoint: Endpoint, what: &str| {
        let text = format!("no connection: invalid peer certificate: {what}");
        assert_eq!(reasons(endpoint).await, (text.clone(), text));
    };
    told(Endpoint::new(&url), "UnknownIssuer").await;
    told(Endpoint::new(&url).trust(Authority::new("another").pem()), "UnknownIssuer").await;
    let wrong_host = Endpoint::new(url.replace("localhost", "127.0.0.1")).trust(authority.pem());
    let expected = r#"certificate not valid for name "127.0.0.1"; certificate is only valid for DnsName("localhost")"#;
    told(wrong_host, expected).await;
    // Whoever trusts the right one gets in, meanwhile and afterwards.
    let desk = AnyClient::connect(Endpoint::new(&url).trust(authority.pem())).unwrap();
    desk.send("counts", &1.into()).await.unwrap();
}

#[tokio::test]
async fn the_wrong_scheme_is_told() {
    let (folder, authority) = (Folder::new("scheme"), Authority::new("one"));
    let (_secure, url) = secure(&folder, &authority).await;
    let hint = "the other side does not speak plain HTTP: does its address begin with https://?";
    let expected = (format!("the connection broke: {hint}"), format!("no connection: {hint}"));
    assert_eq!(reasons(Endpoint::new(url.replace("https", "http"))).await, expected);
    let plain = Server::start().await;
    let hint = "no connection: the other side does not speak TLS: does its address begin with http://?";
    let endpoint = Endpoint::new(format!("https://localhost:{}", port(&plain))).trust(authority.pem());
    assert_eq!(reasons(endpoint).await, (hint.to_owned(), hint.to_owned()));
}

#[cfg(unix)]
#[tokio::test]
async fn everything_works_over_a_socket_of_this_machine() {
    let folder = Folder::new("unix");
    let path = folder.0.join("socket");
    let _server = Server::with(|settings: &mut Settings| settings.uds = Some(UdsSettings::new(&path)), |_| {}).await;
    does_everything(Endpoint::new(format!("unix:{}", path.display()))).await;
    let (asked, followed) = reasons(Endpoint::new(format!("unix:{}", folder.0.join("none").display()))).await;
    assert!(asked.starts_with("no connection: No such file") && asked == followed, "{asked} {followed}");
}
