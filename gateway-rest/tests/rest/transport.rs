//! Sockets, limits, and what HTTP has for answers of every kind.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gateway_rest::{KeySettings, KeySource, Rest, Right, Settings, TlsSettings, UdsSettings};
use gateway_runtime::mount::Mount;
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::{Server, answer};

/// A folder of its own, which goes with this.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gateway-rest-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a server says to one request on a connection of its own.
async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A server that has answered may close before it has read all.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n")
}

fn address(server: &Server) -> &str {
    server.base.split_once("://").unwrap().1
}

/// Writes a certificate for `localhost` and its key, and gives the certificate.
fn certificate(folder: &Folder) -> (TlsSettings, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let (cert, key) = (folder.file("cert.pem"), folder.file("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    (TlsSettings::new(cert, key), made.cert.pem())
}

fn client_that_trusts(pem: &str) -> reqwest::Client {
    let certificate = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
    reqwest::Client::builder().no_proxy().tls_certs_only([certificate]).build().unwrap()
}

/// Reads until the text has come `times` times.
async fn read_until(stream: &mut TcpStream, text: &str, times: usize) -> String {
    let mut read = Vec::new();
    loop {
        let so_far = String::from_utf8_lossy(&read).into_owned();
        if so_far.matches(text).count() >= times {
            return so_far;
        }
        assert_ne!(stream.read_buf(&mut read).await.unwrap(), 0, "{so_far}");
    }
}

#[tokio::test]
async fn requests_that_come_in_one_piece_are_answered_in_their_order() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(address(&server)).await.unwrap();
    let send = "POST /api/v1/send/counts HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\n7";
    let look = "GET /nowhere HTTP/1.1\r\nhost: here\r\n\r\n";
    let requests: String = (0..100).map(|number| if number % 3 == 0 { send } else { look }).collect();
    stream.write_all(requests.as_bytes()).await.unwrap();
    let answers = read_until(&mut stream, "\r\n\r\n", 100).await;
    let order: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(order, (0..100).map(|number| if number % 3 == 0 { "200" } else { "404" }).collect::<Vec<&str>>());
}

#[tokio::test]
async fn a_stream_flows_though_more_requests_wait_behind_it() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(address(&server)).await.unwrap();
    let last = "GET /api/v1/last/counts HTTP/1.1\r\nhost: here\r\n\r\n";
    let ticks = "GET /api/v1/stream/counts HTTP/1.1\r\nhost: here\r\naccept: text/event-stream\r\n\r\n";
    stream.write_all([last, ticks, last, last].concat().as_bytes()).await.unwrap();
    read_until(&mut stream, "text/event-stream", 1).await;
    for _ in 0..3 {
        server.send("counts", "[1]").await;
        read_until(&mut stream, "\ndata: ", 1).await;
    }
}

#[tokio::test]
async fn tls_is_spoken_with_the_certificate_of_the_settings() {
    let folder = Folder::new("tls");
    let (tls, pem) = certificate(&folder);
    let server = Server::with(|settings| settings.tls = Some(tls), |_| {}).await;
    let url = format!("https://{}/api/v1/last/orders", address(&server));
    let answer = client_that_trusts(&pem).get(&url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    // Who does not speak TLS gets nothing, and does no harm.
    assert!(server.client.get(url.replace("https", "http")).send().await.is_err());
    assert_eq!(client_that_trusts(&pem).get(&url).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_certificate_that_changes_is_taken_over() {
    let folder = Folder::new("reload");
    let (tls, _) = certificate(&folder);
    let keys = ["first", "second"].map(|name| (name, folder.file(name), format!("{name}-0123456789abcdefghijkl")));
    let settings = |settings: &mut Settings| {
        settings.tls = Some(tls);
        settings.auth.enabled = Some(true);
        for (name, file, key) in &keys {
            std::fs::write(file, key).unwrap();
            settings.auth.keys.insert((*name).to_owned(), KeySettings::new(KeySource::File(file.clone()), [Right::Read]));
        }
    };
    let server = Server::with(settings, |_| {}).await;
    let url = |path: &str| format!("https://{}{path}", address(&server));
    let (_, renewed) = certificate(&folder);
    // All files are read again together. Once two changes of keys have been seen, one after the other, all files that changed before them
    // have been, too.
    for (_, file, key) in &keys {
        let client = reqwest::Client::builder().no_proxy().danger_accept_invalid_certs(true).build().unwrap();
        let waits = client.get(url("/api/v1/next/orders")).header("x-api-key", key).send();
        std::fs::remove_file(file).unwrap();
        assert_eq!(waits.await.unwrap().status(), 401);
    }
    assert_eq!(client_that_trusts(&renewed).get(url("/health/live")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_certificate_that_is_none_is_one_clear_line() {
    let folder = Folder::new("bad-tls");
    std::fs::write(folder.file("cert.pem"), "nothing").unwrap();
    std::fs::write(folder.file("key.pem"), "nothing").unwrap();
    let reason = async |cert: &str| {
        let mut settings = Settings::default();
        settings.port = 0;
        settings.tls = Some(TlsSettings::new(folder.file(cert), folder.file("key.pem")));
        Rest::new(settings).open().await.err().unwrap().to_string()
    };
    assert_eq!(reason("cert.pem").await, "tls.cert: there is no certificate in it");
    assert!(reason("none.pem").await.starts_with(&format!("cannot read {}: ", folder.file("none.pem").display())));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt;

    use tokio::net::UnixStream;

    use super::*;

    async fn open(path: &Path) -> Result<(), String> {
        let mut settings = Settings::default();
        settings.tcp = false;
        settings.uds = Some(UdsSettings::new(path));
        Rest::new(settings).open().await.map(|_| ()).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_file_is_a_socket_beside_the_port() {
        let folder = Folder::new("uds");
        let path = folder.file("socket");
        let server = Server::with(|settings| settings.uds = Some(UdsSettings::new(&path)), |_| {}).await;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let text = ask(UnixStream::connect(&path).await.unwrap(), &get("/api")).await;
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
        assert_eq!(server.get("/api").await.status, 200);
        let in_use = open(&path).await.unwrap_err();
        assert_eq!(in_use, format!("{} is in use: end the other program, or choose another path with --uds", path.display()));
        let Server { live, serving, client, .. } = server;
        drop(client);
        live.stop().await.unwrap();
        serving.await.unwrap();
        assert!(!path.exists(), "it goes with the service");
    }

    #[tokio::test]
    async fn only_a_socket_that_nobody_listens_on_is_replaced() {
        let folder = Folder::new("stale");
        let path = folder.file("socket");
        std::fs::write(&path, "precious").unwrap();
        let refused = open(&path).await.unwrap_err();
        assert_eq!(refused, format!("{} is there already, and is no socket: choose another path with --uds", path.display()));
        std::fs::remove_file(&path).unwrap();
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        assert!(path.exists() && open(&path).await.is_ok());
    }
}

#[tokio::test]
async fn several_sockets_serve_at_once() {
    let folder = Folder::new("several");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let several = |settings: &mut Settings| {
        settings.listen = vec![free.to_string()];
        settings.uds = Some(UdsSettings::new(folder.file("socket")));
    };
    let server = Server::with(several, |_| {}).await;
    assert_eq!(server.get("/api").await.status, 200);
    assert!(ask(TcpStream::connect(free).await.unwrap(), &get("/api")).await.starts_with("HTTP/1.1 200"));
    let mut settings = Settings::default();
    settings.tcp = false;
    assert!(Rest::new(settings).open().await.err().unwrap().to_string().starts_with("there is nothing to listen on: "));
}

#[tokio::test]
async fn pages_of_listed_origins_may_ask() {
    let server = Server::with(|settings| settings.cors.origins = vec!["https://desk.example.com".to_owned()], |_| {}).await;
    let preflight = |origin: &'static str| {
        let request = server.request(Method::OPTIONS, "/api/v1/send/counts").header("origin", origin);
        answer(request.header("access-control-request-method", "POST").header("access-control-request-headers", "content-type,x-api-key"))
    };
    let allowed = preflight("https://desk.example.com").await;
    assert_eq!(allowed.status, 200);
    assert_eq!(allowed.header("access-control-allow-origin"), "https://desk.example.com");
    assert_eq!(allowed.header("access-control-allow-credentials"), "true");
    assert!(allowed.header("access-control-allow-headers").contains("x-api-key"), "{allowed:?}");
    assert_eq!(preflight("https://other.example.com").await.header("access-control-allow-origin"), "");
    let post = |origin: &'static str| answer(server.post("counts", "1").header("origin", origin));
    assert_eq!(post("https://desk.example.com").await.status, 200);
    assert_eq!(post("https://other.example.com").await.status, 403);
    // Nobody may, unless it is said.
    let closed = Server::start().await;
    assert_eq!(
        answer(closed.request(Method::OPTIONS, "/api").header("origin", "https://a")).await.header("access-control-allow-origin"),
        ""
    );
}

#[tokio::test]
async fn large_answers_are_compressed_for_those_who_accept_it() {
    let server = Server::start().await;
    let plain = server.get("/openapi.json").await;
    assert_eq!(plain.header("content-encoding"), "");
    for (accepted, encoding) in [("gzip", "gzip"), ("br", "br"), ("gzip;q=0, br;q=0.5", "br"), ("zstd", "")] {
        let answer = server.request(Method::GET, "/openapi.json").header("accept-encoding", accepted).send().await.unwrap();
        assert_eq!(answer.headers().get("content-encoding").map_or("", |value| value.to_str().unwrap()), encoding, "{accepted}");
        let bytes = answer.bytes().await.unwrap();
        assert!(encoding.is_empty() || bytes.len() < plain.text.len() / 4, "{accepted}: {} of {}", bytes.len(), plain.text.len());
    }
    let small = answer(server.request(Method::GET, "/api").header("accept-encoding", "gzip")).await;
    assert_eq!(small.header("content-encoding"), "");
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let server = Server::start().await;
    server.send("counts", "1").await;
    let known = async |path: &str, tag: &str| answer(server.request(Method::GET, path).header("if-none-match", tag)).await;
    for path in ["/api/v1/last/counts", "/openapi.json", "/docs/swagger-ui.js"] {
        let first = server.get(path).await;
        // The script is too large for a tag, and is kept by its time.
        if path == "/docs/swagger-ui.js" {
            assert!(first.header("cache-control").contains("max-age"));
            continue;
        }
        assert_eq!(first.header("cache-control"), "no-cache");
        let again = known(path, first.header("etag")).await;
        assert_eq!((again.status, again.text.as_str(), again.header("etag")), (304, "", first.header("etag")), "{path}");
    }
    let old = server.get("/api/v1/last/counts").await;
    server.send("counts", "1").await;
    let new = known("/api/v1/last/counts", old.header("etag")).await;
    assert_eq!(new.status, 200, "the same value is another tick");
    assert_eq!(known("/api/v1/last/nothing", "*").await.status, 404);
}

#[tokio::test]
async fn behind_a_reverse_proxy_everything_leads_through_it() {
    let server = Server::with(|settings| settings.root_path = "/desk".to_owned(), |_| {}).await;
    for path in ["/api/v1/last/orders", "/desk/api/v1/last/orders"] {
        assert_eq!(server.get(path).await.status, 200, "{path}");
    }
    for path in ["/api/v1/last", "/desk/api/v1/last"] {
        assert_eq!(server.get(path).await.header("location"), "/desk/api/v1/last/");
    }
    assert_eq!(server.get("/desk").await.status, 200);
    assert_eq!(server.get("/desks").await.status, 404);
    let document = server.get("/desk/openapi.json").await.json();
    assert_eq!(document["servers"], json!([{ "url": "/desk" }]));
    assert_eq!(server.get("/api").await.json()["versions"][0]["path"], "/desk/api/v1");
    assert!(server.get("/").await.text.contains("/desk/api/v1/send/"));
}

#[tokio::test]
async fn each_client_may_ask_so_often() {
    let limited = |settings: &mut Settings| {
        settings.limits.requests_per_second = Some(1);
        settings.limits.burst = Some(3);
        settings.trusted_proxies = vec!["127.0.0.1".to_owned()];
    };
    let server = Server::with(limited, |_| {}).await;
    let from = |client: &'static str| answer(server.request(Method::GET, "/api").header("x-forwarded-for", client));
    for _ in 0..3 {
        assert_eq!(from("10.0.0.1").await.status, 200);
    }
    let refused = from("10.0.0.1").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"));
    assert_eq!(refused.json(), json!({ "detail": "too many requests", "status_code": 429 }));
    assert_eq!(from("10.0.0.2").await.status, 200, "others are not concerned");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = Server::with(|settings| settings.limits.header_bytes = 8192, |_| {}).await;
    let large = get(&format!("/api?{}", "x".repeat(20_000)));
    let text = ask(TcpStream::connect(address(&server)).await.unwrap(), &large).await;
    assert!(text.is_empty() || text.starts_with("HTTP/1.1 431") || text.starts_with("HTTP/1.1 414"), "{text}");
    assert_eq!(server.get("/api").await.status, 200);
}

#[tokio::test]
async fn a_head_that_comes_too_slowly_ends_its_connection() {
    let server = Server::with(|settings| settings.limits.header_timeout = Duration::from_millis(100), |_| {}).await;
    let mut slow = TcpStream::connect(address(&server)).await.unwrap();
    slow.write_all(b"GET /api HTTP/1.1\r\nhost: he").await.unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn who_closes_half_a_connection_does_no_harm() {
    let server = Server::start().await;
    for request in
        ["", "GET /api", &get("/api/v1/next/orders"), "POST /api/v1/send/counts HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\n1"]
    {
        let mut stream = TcpStream::connect(address(&server)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        // The server closes too, whatever it says before.
        if let Err(error) = stream.read_to_end(&mut answer).await {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        }
    }
    assert_eq!(server.get("/api").await.status, 200);
}

#[tokio::test]
async fn thousands_who_say_nothing_keep_nobody_out() {
    let server = Server::with(|settings| settings.max_connections = 1000, |_| {}).await;
    // As many as this process may have open, up to 10,000.
    let mut silent = Vec::new();
    while silent.len() < 10_000 {
        let Ok(mut stream) = TcpStream::connect(address(&server)).await else {
            // The test itself needs some.
            silent.truncate(silent.len().saturating_sub(100));
            break;
        };
        // Every second one begins to say something.
        if silent.len() % 2 == 0 {
            let _ = stream.write_all(b"GET /api HTTP/1.1\r\n").await;
        }
        silent.push(stream);
        if silent.len() % 2500 == 0 {
            let fresh = reqwest::Client::builder().no_proxy().build().unwrap();
            assert_eq!(fresh.get(format!("{}/api", server.base)).send().await.unwrap().status(), 200, "after {}", silent.len());
        }
    }
    assert!(silent.len() > 500, "only {} connections could be opened", silent.len());
    // Who is being answered is not cut off by those who come after.
    let waiting = tokio::spawn(server.request(Method::GET, "/api/v1/next/counts").send());
    let fresh = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut more = Vec::new();
    for _ in 0..2000 {
        more.push(TcpStream::connect(address(&server)).await.unwrap());
    }
    while !waiting.is_finished() {
        let sent = fresh.post(format!("{}/api/v1/send/counts", server.base)).header("content-type", "application/json").body("7");
        assert_eq!(sent.send().await.unwrap().status(), 200);
    }
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
    let Server { live, serving, .. } = server;
    let stopped = std::time::Instant::now();
    live.stop().await.unwrap();
    serving.await.unwrap();
    assert!(stopped.elapsed() < Duration::from_secs(5), "{:?}", stopped.elapsed());
}
