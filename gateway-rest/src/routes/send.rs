//! `POST /api/v1/send/..`: values from outside.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use gateway_runtime::channel::Batch;

use crate::address::Address;
use crate::app::App;
use crate::error::ApiError;
use crate::routing::Asked;
use crate::{answer, body, large};

pub(super) async fn send(State(asked): State<Asked>, request: Request) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let (address, app) = (Address::of(&asked, &parts)?, asked.app);
    let channel = address.channel;
    if !address.is_sendable {
        return Err(address.not_found(&app));
    }
    let bytes = body::receive(&parts.headers, body, app.body_limit).await?;
    let decoding = Arc::clone(&app);
    let batch = large::work(&app, bytes.len(), move || decode(&decoding, &address, &parts.headers, &bytes)).await?;
    let answer = accept(&app, channel, batch)?;
    app.follow_into_engine(channel);
    Ok(answer)
}

/// Hands a batch to the engine, and tells the client what was accepted.
fn accept(app: &App, channel: usize, mut batch: Batch) -> Result<Response, ApiError> {
    let accepted = batch.take_accepted();
    // It is sent if the client can be told.
    let place = app.unread.place(accepted.len())?;
    app.handle.send(channel, batch)?;
    let mut response = answer::json(StatusCode::OK, accepted);
    place.keep_with(&mut response);
    Ok(response)
}

fn decode(app: &App, address: &Address, headers: &HeaderMap, bytes: &[u8]) -> Result<Batch, ApiError> {
    body::require_json(headers, bytes)?;
    let straight = |text| app.handle.decode_text(address.channel, text, address.key.as_deref());
    if let Some(batch) = std::str::from_utf8(bytes).ok().and_then(straight) {
        return Ok(batch);
    }
    let value = body::parse_text(bytes)?;
    app.handle.decode(address.channel, &value, address.key.as_deref()).map_err(ApiError::Invalid)
}
