//! Routes of an application's own, served.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use gateway_runtime::futures::future::BoxFuture;
use serde_json::Value;

use super::inputs::Inputs;
use super::route::{Described, Outcome};
use super::table::{Answers, Table};
use crate::app::App;
use crate::error::ApiError;
use crate::query::Parameters;
use crate::routing::{Asked, RouteTable};
use crate::transport::request_id;
use crate::{Right, answer, body};

/// The methods of one address: their names, and what they do.
type Methods = (String, Vec<&'static str>, MethodRouter<Arc<App>>);

/// All routes of these tables, under their versions.
pub(crate) fn router(tables: &[Arc<Table>]) -> RouteTable {
    let mut methods: Vec<Methods> = Vec::new();
    for table in tables {
        for (described, answers) in table.routes.iter().zip(&table.answers) {
            let address = format!("/api/{}{}", table.version, described.path);
            let Some((filter, name)) = filter(&described.method) else { continue };
            let served = served(described, answers);
            match methods.iter_mut().find(|(known, ..)| *known == address) {
                Some((_, names, router)) => {
                    names.push(name);
                    *router = std::mem::take(router).on(filter, served);
                }
                None => methods.push((address, vec![name], on(filter, served))),
            }
        }
    }
    methods.into_iter().fold(RouteTable::new(), |routes, (address, names, methods)| {
        let allowed: &'static str = names.join(", ").leak();
        let refuse = move || async move { ApiError::WrongMethod(allowed) };
        routes.route(&address, methods.head(refuse).fallback(refuse))
    })
}

/// The right that such a route takes; `route` is its address with the parameters in braces.
pub(crate) fn right(tables: &[Arc<Table>], method: &Method, route: &str) -> Option<Right> {
    let at = |table: &Table, described: &Described| {
        let rest = route.strip_prefix("/api/").and_then(|rest| rest.strip_prefix(table.version.as_str()));
        rest == Some(described.path)
    };
    let routes = tables.iter().flat_map(|table| table.routes.iter().filter(|described| at(table, described)));
    let mut routes: Vec<&Described> = routes.collect();
    // The right of another method does for one that is refused anyway.
    routes.sort_by_key(|described| described.method != *method);
    routes.first().map(|described| described.right)
}

fn filter(method: &Method) -> Option<(MethodFilter, &'static str)> {
    let known = [
        (Method::GET, MethodFilter::GET, "GET"),
        (Method::POST, MethodFilter::POST, "POST"),
        (Method::PUT, MethodFilter::PUT, "PUT"),
        (Method::PATCH, MethodFilter::PATCH, "PATCH"),
        (Method::DELETE, MethodFilter::DELETE, "DELETE"),
    ];
    known.into_iter().find(|(known, ..)| known == method).map(|(_, filter, name)| (filter, name))
}

/// What the service knows of a request.
type Known = (State<Arc<App>>, Extension<Asked>);

type Params = Result<RawPathParams, RawPathParamsRejection>;

/// What serves one route.
fn served(
    described: &Described,
    answers: &Answers,
) -> impl Fn(Known, Params, Parameters, HeaderMap, Body) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static + use<> {
    let (inputs, answers) = (Arc::new(Inputs::of(described)), Arc::clone(answers));
    move |(State(app), Extension(asked)): Known, path: Params, query: Parameters, mut headers: HeaderMap, body| {
        headers.insert(request_id::HEADER, asked.id);
        let (inputs, answers) = (Arc::clone(&inputs), Arc::clone(&answers));
        Box::pin(async move {
            let gathered = async {
                let path = path.map_err(|_| ApiError::BadAddress)?;
                let path = path.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
                let body = if inputs.has_body { received(&app, &headers, body).await? } else { Value::Null };
                Ok(inputs.gather(body, &query, path))
            };
            let gathered: Result<Value, ApiError> = gathered.await;
            let outcome = match gathered {
                Ok(gathered) => answers(app.handle.clone(), headers, gathered).await,
                Err(error) => Outcome::Error(error.into()),
            };
            match outcome {
                Outcome::Answer(text) => answer::json(StatusCode::OK, text),
                Outcome::Invalid(problems) => {
                    ApiError::Invalid(problems.into_iter().map(|problem| inputs.place(problem)).collect()).into_response()
                }
                Outcome::Error(error) => error.into_response(),
            }
        })
    }
}

/// The body as JSON; null if there is none.
async fn received(app: &App, headers: &HeaderMap, body: Body) -> Result<Value, ApiError> {
    let bytes = body::receive(headers, body, app.body_limit).await?;
    if bytes.is_empty() { Ok(Value::Null) } else { body::parse(headers, &bytes) }
}
