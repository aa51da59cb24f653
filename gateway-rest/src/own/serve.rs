//! Routes of an application's own, served.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use gateway_runtime::futures::future::BoxFuture;
use serde_json::Value;

use super::inputs::Inputs;
use super::route::{Described, Outcome};
use super::table::{Answers, Table};
use crate::app::App;
use crate::error::ApiError;
use crate::query::Parameters;
use crate::routing::{Asked, Methods, RouteTable};
use crate::transport::request_id;
use crate::{Right, answer, body};

/// All routes of these tables, under their versions.
pub(crate) fn router(tables: &[Arc<Table>]) -> RouteTable {
    let mut addresses: BTreeMap<String, Methods> = BTreeMap::new();
    for table in tables {
        for (described, answers) in table.routes.iter().zip(&table.answers) {
            let methods = addresses.entry(format!("/api/{}{}", table.version, described.path)).or_default();
            *methods = std::mem::take(methods).on(described.method.clone(), served(described, answers));
        }
    }
    addresses.into_iter().fold(RouteTable::new(), |routes, (address, methods)| routes.route(&address, methods))
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

/// What serves one route.
fn served(
    described: &Described,
    answers: &Answers,
) -> impl Fn(State<Asked>, Uri, Parameters, HeaderMap, Body) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static + use<> {
    let (inputs, answers) = (Arc::new(Inputs::of(described)), Arc::clone(answers));
    move |State(asked): State<Asked>, uri: Uri, query: Parameters, mut headers: HeaderMap, body| {
        headers.insert(request_id::HEADER, asked.id.clone());
        let (inputs, answers) = (Arc::clone(&inputs), Arc::clone(&answers));
        Box::pin(async move {
            let gathered = async {
                let path = inputs.path.iter().cloned().zip(asked.captured(uri.path())).map(|(name, text)| Ok((name, text?.into_owned())));
                let path: Vec<(String, String)> = path.collect::<Result<_, ApiError>>()?;
                let body = if inputs.has_body { received(&asked.app, &headers, body).await? } else { Value::Null };
                Ok(inputs.gather(body, &query, path))
            };
            let gathered: Result<Value, ApiError> = gathered.await;
            let outcome = match gathered {
                Ok(gathered) => answers(asked.app.handle.clone(), headers, gathered).await,
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
