//! `POST /api/v1/send/..`: values from outside.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use gateway_runtime::channel::Batch;

use crate::address::Address;
use crate::app::App;
use crate::error::ApiError;
use crate::{answer, body};

/// Bodies of at most so many bytes are read where they arrive. Larger ones are read on a thread that may block, so
/// that they hold up nobody else.
const QUICK: usize = 64 * 1024;

pub(super) async fn send(State(app): State<Arc<App>>, address: Address, headers: HeaderMap, body: Body) -> Result<Response, ApiError> {
    let channel = address.channel;
    if !address.is_sendable(&app) {
        return Err(address.not_found(&app));
    }
    let bytes = body::receive(&headers, body, app.body_limit).await?;
    if bytes.len() <= QUICK {
        let batch = decode(&app, &address, &headers, &bytes)?;
        return accept(&app, channel, batch);
    }
    // The semaphore is never closed.
    let _place = app.large_bodies.acquire().await.map_err(|_| ApiError::Internal)?;
    let decoding = Arc::clone(&app);
    let decoded = tokio::task::spawn_blocking(move || decode(&decoding, &address, &headers, &bytes)).await;
    let batch = decoded.unwrap_or_else(|lost| match lost.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Err(ApiError::Internal),
    })?;
    accept(&app, channel, batch)
}

/// Hands a batch to the engine, and tells the client what was accepted.
fn accept(app: &App, channel: usize, batch: Batch) -> Result<Response, ApiError> {
    let accepted = batch.accepted().to_vec();
    app.handle.send(channel, batch)?;
    Ok(answer::json(StatusCode::OK, accepted))
}

fn decode(app: &App, address: &Address, headers: &HeaderMap, bytes: &[u8]) -> Result<Batch, ApiError> {
    let value = body::parse(headers, bytes)?;
    app.handle.decode(address.channel, &value, address.key.as_deref()).map_err(ApiError::Invalid)
}
