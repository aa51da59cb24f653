//! What answers the methods of one address.

use std::fmt;
use std::future::ready;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::handler::Handler;
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use gateway_runtime::futures::future::BoxFuture;
use hyper::body::Body as _;

use super::Asked;
use crate::error::ApiError;

/// What a handler gives, which axum has put into a box.
pub(super) type Answer = BoxFuture<'static, Response>;

/// A handler whose arguments nobody needs to know any more.
type Endpoint = Arc<dyn Fn(Request, Asked) -> Answer + Send + Sync>;

/// What answers a request if it can do so without waiting, which spares a handler and its box.
type AtOnce = fn(&Asked, &Parts) -> Option<Response>;

/// The methods of one address, each with its handler. All others are refused, with those that there are.
#[derive(Default)]
pub(crate) struct Methods {
    all: Vec<(Method, Endpoint)>,
    others: Option<Endpoint>,
    /// What may answer GET.
    at_once: Option<AtOnce>,
}

/// GET, and nothing else.
pub(crate) fn get<T: 'static>(handler: impl Handler<T, Asked, Future = Answer>) -> Methods {
    Methods::default().on(Method::GET, handler)
}

/// POST, and nothing else.
pub(crate) fn post<T: 'static>(handler: impl Handler<T, Asked, Future = Answer>) -> Methods {
    Methods::default().on(Method::POST, handler)
}

/// GET, and HEAD, which is answered by the same without its body.
pub(crate) fn page<T: 'static>(handler: impl Handler<T, Asked, Future = Answer>) -> Methods {
    let get = endpoint(handler);
    let same = Arc::clone(&get);
    let head: Endpoint = Arc::new(move |request, asked| {
        let answer = same(request, asked);
        Box::pin(async { without_body(answer.await) })
    });
    Methods { all: vec![(Method::GET, get), (Method::HEAD, head)], ..Methods::default() }
}

/// Every method.
pub(crate) fn any<T: 'static>(handler: impl Handler<T, Asked, Future = Answer>) -> Methods {
    Methods { others: Some(endpoint(handler)), ..Methods::default() }
}

fn endpoint<T: 'static>(handler: impl Handler<T, Asked, Future = Answer>) -> Endpoint {
    Arc::new(move |request, asked| handler.clone().call(request, asked))
}

fn without_body(mut response: Response) -> Response {
    if let Some(length) = response.body().size_hint().exact() {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    *response.body_mut() = Body::empty();
    response
}

impl Methods {
    /// One more method.
    pub(crate) fn on<T: 'static>(mut self, method: Method, handler: impl Handler<T, Asked, Future = Answer>) -> Self {
        self.all.push((method, endpoint(handler)));
        self
    }

    /// Likewise, POST.
    pub(crate) fn post<T: 'static>(self, handler: impl Handler<T, Asked, Future = Answer>) -> Self {
        self.on(Method::POST, handler)
    }

    /// GET is answered by this where it can be. It gives the answer that the handler would give, or none.
    pub(crate) fn at_once(self, answer: AtOnce) -> Self {
        Self { at_once: Some(answer), ..self }
    }

    /// Other methods are refused only where there is an `E`: what is not there is not there for any method.
    pub(crate) fn of<E: FromRequestParts<Asked> + Send + 'static>(self) -> Self {
        let allowed = self.allowed();
        let refuse = move |_: E| {
            let allowed = allowed.clone();
            async move { ApiError::WrongMethod(allowed) }
        };
        Self { others: Some(endpoint(refuse)), ..self }
    }

    /// The answer to a request, if there is one at once.
    pub(super) fn answer_at_once(&self, asked: &Asked, parts: &Parts) -> Option<Response> {
        let answer = self.at_once.filter(|_| parts.method == Method::GET)?;
        answer(asked, parts)
    }

    /// The answer to a request.
    pub(super) fn answer(&self, request: Request, asked: Asked) -> Answer {
        let endpoint = self.all.iter().find(|(method, _)| method == request.method()).map(|(_, endpoint)| endpoint);
        match endpoint.or(self.others.as_ref()) {
            Some(endpoint) => endpoint(request, asked),
            None => Box::pin(ready(ApiError::WrongMethod(self.allowed()).into_response())),
        }
    }

    /// The names of the methods that there are, in their order.
    fn allowed(&self) -> String {
        let names: Vec<&str> = self.all.iter().map(|(method, _)| method.as_str()).collect();
        names.join(", ")
    }
}

impl fmt::Debug for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Methods").field(&self.allowed()).finish()
    }
}
