//! Work on what clients send or ask for: at once if it is little, else on a thread that may block, so that it holds up nobody else.

use crate::app::App;
use crate::error::ApiError;

/// What has at most so many bytes is done where it arrives.
const QUICK: usize = 64 * 1024;

/// Does the work that so many bytes make, coming or going. Much of it waits for a place: values take far more memory than their bytes.
pub(crate) async fn work<T: Send + 'static>(
    app: &App,
    bytes: usize,
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    if bytes <= QUICK {
        return work();
    }
    // The semaphore is never closed.
    let _place = app.large_bodies.acquire().await.map_err(|_| ApiError::Internal)?;
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|lost| match lost.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Err(ApiError::Internal),
    })
}
