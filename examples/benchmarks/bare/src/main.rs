//! Answers every request with the same bytes, as many as the last tick of the demo has: the limit for the figures of the service, which
//! has the same library under it. `bare PORT`
use std::convert::Infallible;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

const BODY: &[u8] = &[b' '; 404];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::args().nth(1).ok_or("usage: bare PORT")?.parse()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let headers: HeaderMap = [(CONTENT_TYPE, "application/json".parse()?)].into_iter().collect();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let headers = headers.clone();
        let answer = service_fn(move |_| {
            let mut response = Response::new(Full::new(Bytes::from_static(BODY)));
            response.headers_mut().extend(headers.clone());
            async { Ok::<_, Infallible>(response) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}
