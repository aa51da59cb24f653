//! Answers with the last tick of a channel: written once for all who ask before the next tick comes.

use std::fmt;
use std::ptr::addr_eq;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use axum::body::Bytes;
use axum::http::HeaderMap;
use gateway_runtime::channel::{AnyTick, write_array};
use gateway_runtime::state::Form;

use crate::answer;
use crate::transport::conditional;

/// Larger answers are written each time: there may be one for each channel.
const MOST: usize = 16 * 1024;

/// For each channel the answer with the tick that was asked for last.
pub(crate) struct Kept(Box<[Mutex<Option<Answer>>]>);

struct Answer {
    /// It may go when the engine needs it no more.
    tick: Weak<dyn AnyTick>,
    written: Written,
}

/// JSON, and the headers that it has.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) body: Bytes,
    pub(crate) headers: HeaderMap,
}

impl Kept {
    /// Nothing yet, for so many channels.
    pub(crate) fn new(channels: usize) -> Self {
        Self((0..channels).map(|_| Mutex::default()).collect())
    }

    /// The answer with this tick of a channel.
    pub(crate) fn written(&self, channel: usize, tick: &Arc<dyn AnyTick>) -> Written {
        let mut kept = self.0[channel].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = kept.as_ref().filter(|answer| addr_eq(answer.tick.as_ptr(), Arc::as_ptr(tick))) {
            return answer.written.clone();
        }
        let body = Bytes::from(write_array(std::iter::once(&**tick)));
        let mut headers = answer::headers(Form::Json);
        conditional::tag_with(&mut headers, conditional::tag(&body));
        let written = Written { body, headers };
        *kept = (written.body.len() <= MOST).then(|| Answer { tick: Arc::downgrade(tick), written: written.clone() });
        written
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}
