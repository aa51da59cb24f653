//! The HTTP server: a bounded number of connections, none of which can hold on by doing nothing.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::transport::{Client, prefix};

/// How long the head of a request may take to arrive, and a kept connection may be idle.
const HEAD_MAY_TAKE: Duration = Duration::from_secs(30);

/// How long requests may take to be answered after the gateway was asked to stop.
const LAST_ANSWERS_MAY_TAKE: Duration = Duration::from_secs(4);

/// How long to wait after the system refused a connection, for example for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves `router` on `listener` until `stop` is ready; then answers what was asked before.
pub(crate) async fn serve(listener: TcpListener, router: Router, prefix: Arc<str>, max_connections: usize, stop: impl Future<Output = ()>) {
    let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_MAY_TAKE);
    let places = Arc::new(Semaphore::new(max_connections.clamp(1, Semaphore::MAX_PERMITS)));
    let connections = GracefulShutdown::new();
    let accept = async {
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let (stream, address) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!("a connection was not accepted: {error}");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            // Answers are written in one piece; waiting for more would only delay them.
            let _ = stream.set_nodelay(true);
            let (client, prefix) = (Client { peer: address.ip().into(), secure: false }, Arc::clone(&prefix));
            let service = router.clone().map_request(move |request: Request<Incoming>| {
                let mut request = prefix::strip(request, &prefix);
                request.extensions_mut().insert(client);
                request
            });
            let connection = http.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service)).into_owned();
            let connection = connections.watch(connection);
            tokio::spawn(async move {
                // An error here means that the client went away or does not speak HTTP.
                if let Err(error) = connection.await {
                    tracing::debug!("a connection ended: {error}");
                }
                drop(place);
            });
        }
    };
    tokio::select! {
        () = accept => {}
        () = stop => {}
    }
    drop(listener);
    if tokio::time::timeout(LAST_ANSWERS_MAY_TAKE, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests were not answered within {LAST_ANSWERS_MAY_TAKE:?} after the stop");
    }
}
