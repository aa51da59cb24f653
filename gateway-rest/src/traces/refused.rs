//! What the collector answers: it may take what it was sent, and yet refuse some of the spans.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gateway_runtime::futures::future::BoxFuture;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTracePartialSuccess, ExportTraceServiceResponse};
use prost::Message;

/// How much of the collector's reason is kept.
const ENOUGH: usize = 200;

/// What it refused, or warned of, when it was last sent something.
#[derive(Debug, Clone, Default)]
pub(super) struct Refused(Arc<Mutex<Option<Partly>>>);

/// Spans that were taken in part.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Partly {
    /// How many were not.
    pub(super) refused: u64,
    /// Why, or what else the collector has to say.
    pub(super) reason: String,
}

impl Refused {
    /// Takes what was refused since the last look.
    pub(super) fn take(&self) -> Option<Partly> {
        self.lock().take()
    }

    fn read(&self, answer: &[u8]) {
        let answer = ExportTraceServiceResponse::decode(answer).unwrap_or_default();
        let Some(ExportTracePartialSuccess { rejected_spans, error_message }) = answer.partial_success else { return };
        let refused = u64::try_from(rejected_spans).unwrap_or(0);
        if refused > 0 || !error_message.is_empty() {
            *self.lock() = Some(Partly { refused, reason: error_message.chars().take(ENOUGH).collect() });
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Partly>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client that reads the answers of the collector, which the exporter keeps to itself.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) client: reqwest::Client,
    pub(super) refused: Refused,
}

impl HttpClient for Reading {
    fn send_bytes<'a, 'b>(&'a self, request: Request<Bytes>) -> BoxFuture<'b, Result<Response<Bytes>, HttpError>>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(async move {
            let response = self.client.send_bytes(request).await?;
            if response.status().is_success() {
                self.refused.read(response.body());
            }
            Ok(response)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_read_and_everything_else_passed_over() {
        let refused = Refused::default();
        let answer = |rejected_spans, reason: &str| {
            let partial_success = Some(ExportTracePartialSuccess { rejected_spans, error_message: reason.to_owned() });
            refused.read(&ExportTraceServiceResponse { partial_success }.encode_to_vec());
            refused.take().map(|partly| (partly.refused, partly.reason))
        };
        assert_eq!(answer(3, "too old"), Some((3, "too old".to_owned())));
        assert_eq!(answer(0, "soon too many"), Some((0, "soon too many".to_owned())));
        assert_eq!(answer(-1, &"x".repeat(1000)).map(|(refused, reason)| (refused, reason.len())), Some((0, ENOUGH)));
        assert_eq!(answer(0, ""), None);
        for nothing in [&b""[..], b"<html>", &[0xff; 40]] {
            refused.read(nothing);
            assert_eq!(refused.take(), None);
        }
    }
}
