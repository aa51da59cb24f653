//! One route: where it is, what it takes and gives, and what answers.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use axum::http::{HeaderMap, Method};
use gateway_runtime::futures::future::BoxFuture;
use gateway_runtime::message::{Definitions, Problem, Reader, Schema};
use gateway_runtime::prelude::message;
use gateway_runtime::{Handle, Message};
use serde::Serialize;
use serde_json::Value;

use super::error::RouteError;
use crate::Right;

/// The inputs of a route that has none.
#[message]
pub struct Nothing {}

/// What a route is asked with, beside its inputs. `R` is the type that defines the route.
pub struct Request<R> {
    pub(super) routes: Arc<R>,
    pub(super) handle: Handle,
    pub(super) headers: HeaderMap,
}

impl<R> Request<R> {
    /// The settings of the mount.
    pub fn routes(&self) -> &R {
        &self.routes
    }

    /// The gateway: ticks, values to be sent, commands.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// A header of the request, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl<R> fmt::Debug for Request<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("headers", &self.headers).finish_non_exhaustive()
    }
}

/// What comes of a request: the answer as JSON text, all that is wrong with the inputs, or an error.
pub(super) enum Outcome {
    Answer(String),
    Invalid(Vec<Problem>),
    Error(RouteError),
}

/// What answers a route.
pub(super) type Answers<R> = Arc<dyn Fn(Request<R>, Value) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// One route, as a document describes it.
#[derive(Debug, Clone)]
pub(crate) struct Described {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) description: &'static str,
    pub(crate) right: Right,
    pub(crate) inputs: fn(&mut Definitions) -> Value,
    pub(crate) answer: fn(&mut Definitions) -> Value,
}

/// One route of an application's own. `R` is the type that defines it.
pub struct Route<R> {
    pub(super) described: Described,
    pub(super) answers: Answers<R>,
}

impl<R> fmt::Debug for Route<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.described.method, self.described.path)
    }
}

/// A route for each method.
macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident $method:ident,)*) => {$(
        $(#[$doc])*
        pub fn $name<Q, A, F>(path: &'static str, summary: &'static str, handler: F) -> Self
        where
            Q: Message,
            A: Serialize + Schema,
            F: AsyncHandler<R, Q, A>,
        {
            Self::new(Method::$method, path, summary, handler)
        }
    )*};
}

/// What answers a route: an asynchronous function of a request and its inputs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer a route",
    label = "not `async fn(Request<{R}>, {Q}) -> Result<{A}, RouteError>`",
    note = "its future must be `Send`, its inputs one `#[message]`, and its answer a type with a JSON Schema"
)]
pub trait AsyncHandler<R, Q, A>: Send + Sync + 'static {
    /// Answers one request.
    fn answer(&self, request: Request<R>, inputs: Q) -> BoxFuture<'static, Result<A, RouteError>>;
}

impl<R, Q, A, F, Answering> AsyncHandler<R, Q, A> for F
where
    F: Fn(Request<R>, Q) -> Answering + Send + Sync + 'static,
    Answering: Future<Output = Result<A, RouteError>> + Send + 'static,
{
    fn answer(&self, request: Request<R>, inputs: Q) -> BoxFuture<'static, Result<A, RouteError>> {
        Box::pin(self(request, inputs))
    }
}

impl<R: Send + Sync + 'static> Route<R> {
    methods! {
        /// A route for GET: one line about it, and what answers it. All its inputs stand in the address.
        get GET,
        /// A route for POST. What the path does not name of its inputs stands in the body.
        post POST,
        /// A route for PUT. What the path does not name of its inputs stands in the body.
        put PUT,
        /// A route for PATCH. What the path does not name of its inputs stands in the body.
        patch PATCH,
        /// A route for DELETE. All its inputs stand in the address.
        delete DELETE,
    }

    fn new<Q: Message, A: Serialize + Schema>(
        method: Method,
        path: &'static str,
        summary: &'static str,
        handler: impl AsyncHandler<R, Q, A>,
    ) -> Self {
        let (reader, handler) = (Reader::<Q>::default(), Arc::new(handler));
        let answers = move |request: Request<R>, inputs: Value| -> BoxFuture<'static, Outcome> {
            let read = reader.read(&inputs);
            let handler = Arc::clone(&handler);
            Box::pin(async move {
                let inputs = match read {
                    Ok(inputs) => inputs,
                    Err(problems) => return Outcome::Invalid(problems),
                };
                match handler.answer(request, inputs).await {
                    Ok(answer) => serde_json::to_string(&answer).map_or_else(
                        |error| Outcome::Error(RouteError::new(500, format!("The answer cannot be written: {error}"))),
                        Outcome::Answer,
                    ),
                    Err(error) => Outcome::Error(error),
                }
            })
        };
        let right = if method == Method::GET { Right::Read } else { Right::Control };
        let described = Described { method, path, summary, description: "", right, inputs: Q::schema, answer: A::schema };
        Self { described, answers: Arc::new(answers) }
    }

    /// The right that it takes where the service asks for a key: without this, to read for GET and to control for the others.
    #[must_use]
    pub fn needs(mut self, right: Right) -> Self {
        self.described.right = right;
        self
    }

    /// Says more about the route, in Markdown.
    #[must_use]
    pub fn describe(mut self, description: &'static str) -> Self {
        self.described.description = description;
        self
    }
}
