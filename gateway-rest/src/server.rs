//! The HTTP server: a bounded number of connections, none of which can hold on by doing nothing.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::BoxError;
use axum::body::Body;
use axum::extract::Request;
use gateway_runtime::futures::future::join_all;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;

use crate::service::Service;
use crate::transport::{Accepted, BusyBody, LimitSettings, Listener, Stream};

/// How long requests may take to be answered after the gateway was asked to stop.
const LAST_ANSWERS_MAY_TAKE: Duration = Duration::from_secs(4);

/// How long to wait after the system refused a connection, for example for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// What all connections share.
pub(crate) struct Server {
    service: Service,
    limits: LimitSettings,
    http: auto::Builder<TokioExecutor>,
}

impl Server {
    pub(crate) fn new(service: Service, limits: LimitSettings) -> Arc<Self> {
        let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
        // The head is read into one buffer, which has to hold it. Who sends none is seen to by its place, without a clock for each request.
        http.http1().header_read_timeout(None).max_buf_size(limits.header_bytes.max(8192));
        Arc::new(Self { service, limits, http })
    }

    /// Serves until `stop` is ready; then answers what was asked before.
    pub(crate) async fn serve(self: Arc<Self>, listeners: Vec<Listener>, stop: impl Future<Output = ()>) {
        let connections = GracefulShutdown::new();
        let accepting = join_all(listeners.iter().map(|listener| self.accept(listener, &connections)));
        tokio::select! {
            _ = accepting => {}
            () = stop => {}
            () = self.service.app().places.evict_after(self.limits.header_timeout) => {}
        }
        drop(listeners);
        if tokio::time::timeout(LAST_ANSWERS_MAY_TAKE, connections.shutdown()).await.is_err() {
            tracing::warn!("some requests were not answered within {LAST_ANSWERS_MAY_TAKE:?} after the stop");
        }
    }

    async fn accept(self: &Arc<Self>, listener: &Listener, connections: &GracefulShutdown) {
        loop {
            match listener.accept().await {
                Ok(accepted) => self.admit(accepted, connections).await,
                Err(error) => {
                    tracing::warn!("a connection was not accepted: {error}");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Gives a connection its place, and serves it on a task of its own.
    async fn admit(self: &Arc<Self>, accepted: Accepted, connections: &GracefulShutdown) {
        let address = accepted.address();
        let peer = address.map_or(crate::transport::Peer::Local, Into::into);
        let Some(place) = self.service.app().places.take(peer).await else {
            tracing::debug!(%peer, "a connection was refused: the address has as many as it may have");
            return;
        };
        let (server, place, connections) = (Arc::clone(self), Arc::new(place), connections.watcher());
        tokio::spawn(async move {
            let secure = accepted.is_secure();
            let serve = async {
                let carrier = match accepted.carrier(server.limits.header_timeout).await {
                    Ok(carrier) => carrier,
                    Err(error) => return tracing::debug!(%peer, "no TLS connection: {error}"),
                };
                place.wait_for_request();
                let stream = Stream::new(carrier, server.limits.write_timeout, Arc::clone(&place));
                let gather = stream.gather();
                let service = service_fn(|request: Request<Incoming>| {
                    let (busy, server) = (place.busy(), Arc::clone(&server));
                    async move {
                        let client = server.service.app().trusted.client(address, secure, request.headers());
                        let answer = server.service.answer(client, request.map(Body::new)).await;
                        Ok::<_, Infallible>(answer.map(|body| BusyBody::new(body, busy)))
                    }
                });
                let connection = server.http.serve_connection_with_upgrades(TokioIo::new(stream), service);
                let ended = gather.with(connections.watch(connection)).await;
                // An error here means that the client went away or does not speak HTTP.
                if let Err(error) = ended.map_err(BoxError::from).flatten() {
                    tracing::debug!(%peer, "a connection ended: {error}");
                }
            };
            tokio::select! {
                () = serve => {}
                () = place.evicted() => tracing::debug!(%peer, "a connection without a request made place for another"),
            }
            // If the connection has become something else, it goes on, and nobody else gets its place.
            place.keep();
        });
    }
}
