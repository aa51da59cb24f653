//! Large answers that wait until their clients take them: bounded, those of all clients together. Who asks for much and reads nothing
//! would otherwise fill the memory, one answer after the other.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::body::{Body as _, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::Right;
use crate::app::App;
use crate::auth::Need;
use crate::error::ApiError;
use crate::routing::Route;

/// Answers of at most so many bytes are not counted: their number is bounded by that of the connections.
const SMALL: usize = 64 * 1024;

/// How many bytes of large ones there may be.
const MOST: usize = 256 * 1024 * 1024;

/// How many bytes are handed to a connection at once.
const PIECE: usize = 64 * 1024;

/// How long the answer to what was done already waits for a place.
const PATIENCE: Duration = Duration::from_secs(30);

/// The places of large answers.
#[derive(Debug)]
pub(crate) struct Unread {
    /// In units of [`SMALL`] bytes.
    places: Arc<Semaphore>,
}

/// The place of one, or of none that needs it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    permit: Option<Arc<OwnedSemaphorePermit>>,
}

impl Place {
    /// Leaves it with an answer, until that is [bounded].
    pub(crate) fn keep_with(self, response: &mut Response) {
        if self.permit.is_some() {
            response.extensions_mut().insert(self);
        }
    }
}

impl Unread {
    pub(crate) fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(MOST / SMALL)) }
    }

    /// A place for an answer of so many bytes, if there is one.
    pub(crate) fn place(&self, bytes: usize) -> Result<Place, ApiError> {
        let Some(units) = units(bytes) else { return Ok(Place::default()) };
        match Arc::clone(&self.places).try_acquire_many_owned(units) {
            Ok(permit) => Ok(Place { permit: Some(Arc::new(permit)) }),
            Err(_) => Err(ApiError::Busy("Too many large answers wait until they are read: try again later".to_owned())),
        }
    }

    /// The same, for an answer to what has been done already.
    async fn place_in_time(&self, bytes: usize) -> Result<Place, ApiError> {
        let Some(units) = units(bytes) else { return Ok(Place::default()) };
        if let Ok(Ok(permit)) = timeout(PATIENCE, Arc::clone(&self.places).acquire_many_owned(units)).await {
            return Ok(Place { permit: Some(Arc::new(permit)) });
        }
        let text = "It was done, but too many large answers wait until they are read";
        Err(ApiError::Said(StatusCode::SERVICE_UNAVAILABLE, text.to_owned()))
    }
}

/// How many units so many bytes take. What is larger than all takes all.
fn units(bytes: usize) -> Option<u32> {
    (bytes > SMALL).then(|| u32::try_from(bytes.min(MOST).div_ceil(SMALL)).unwrap_or(u32::MAX))
}

/// What a large answer is to.
pub(crate) struct Question {
    method: Method,
    route: Arc<Route>,
}

impl Question {
    pub(crate) fn new(method: &Method, route: &Arc<Route>) -> Self {
        Self { method: method.clone(), route: Arc::clone(route) }
    }

    /// Whether it only asks, and does nothing that its client would have to know of: so the right says that its route needs.
    fn changes_nothing(&self, app: &App) -> bool {
        matches!(self.method, Method::GET | Method::HEAD) || self.route.needs(app, &self.method) == Some(Need::Right(Right::Read))
    }
}

/// How many bytes an answer has, as far as that is known.
fn size(response: &Response) -> usize {
    response.body().size_hint().exact().and_then(|size| usize::try_from(size).ok()).unwrap_or(0)
}

/// Whether an answer needs a place.
pub(crate) fn is_large(response: &Response) -> bool {
    size(response) > SMALL
}

/// Gives a large answer its place until it has been taken. A handler that has taken one before leaves it with its answer.
pub(crate) async fn bounded(app: &App, question: Question, mut response: Response) -> Response {
    let size = size(&response);
    let place = match response.extensions_mut().remove::<Place>() {
        Some(place) => Ok(place),
        None if question.changes_nothing(app) => app.unread.place(size),
        None => app.unread.place_in_time(size).await,
    };
    let place = match place {
        Ok(place) => place,
        Err(none) => return none.into_response(),
    };
    let (parts, body) = response.into_parts();
    // It is there already, so this takes no time.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return ApiError::Internal.into_response() };
    Response::from_parts(parts, Body::new(Held { bytes, _place: place }))
}

/// An answer that keeps its place until all of it has been handed to the connection, which takes a piece when it has written the one
/// before.
struct Held {
    bytes: Bytes,
    _place: Place,
}

impl hyper::body::Body for Held {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let piece = self.bytes.len().min(PIECE);
        Poll::Ready((piece > 0).then(|| Ok(Frame::data(self.bytes.split_to(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_answers_have_their_places_and_small_ones_need_none() {
        let unread = Unread::new();
        let half = unread.place(MOST / 2).unwrap();
        let all_of_the_rest = unread.place(MOST / 2).unwrap();
        assert!(unread.place(SMALL).is_ok() && unread.place(SMALL + 1).is_err());
        drop((half, all_of_the_rest));
        let all = unread.place(MOST * 2).unwrap();
        assert!(unread.place(MOST).is_err());
        drop(all);
        assert!(unread.place(MOST).is_ok());
    }
}
