//! `/api/v1/stage/..`: values that are prepared in areas, and released together.
//!
//! | method | does |
//! |---|---|
//! | POST | adds the body, or opens an area without one |
//! | DELETE | removes the value whose `id` the body has, or without a body empties or drops areas |
//! | PATCH | releases areas |
//! | GET | the ids of the areas |
//! | PUT | the areas with their values |
//!
//! The parameter `id` names areas: absent, empty, or some with commas between them. For GET and PUT it is one.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use gateway_runtime::message::{Location, Problem};
use gateway_runtime::stage::{StageError, StagedArea};
use serde_json::{Value, json};

use crate::address::Address;
use crate::app::App;
use crate::error::ApiError;
use crate::query::Parameters;
use crate::routing::{Asked, Methods};
use crate::{answer, body, large};

/// The route of a channel.
pub(super) fn route() -> Methods {
    // The reference names them in this order too, where another method is asked for.
    let methods = Methods::default().on(Method::DELETE, remove).on(Method::GET, list).on(Method::PATCH, release);
    methods.on(Method::POST, add).on(Method::PUT, look_up).of::<Staged>()
}

/// The address of a channel that is staged.
struct Staged(Address);

impl FromRequestParts<Asked> for Staged {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, asked: &Asked) -> Result<Self, ApiError> {
        let address = Address::of(asked, parts)?;
        let is_staged = address.key.is_none() && asked.app.handle.channels()[address.channel].staging().is_some();
        is_staged.then_some(Self(address)).ok_or(ApiError::NotFound)
    }
}

async fn add(State(app): State<Arc<App>>, Staged(address): Staged, query: Parameters, headers: HeaderMap, body: Body) -> Answered {
    let add = move |app: &App, message: Option<Value>, ids: Option<&[String]>| match message {
        Some(message) => Ok(app.handle.stage_add(address.channel, &message, ids)?),
        None => Ok(app.handle.stage_open(address.channel, ids)?),
    };
    changed(app, query, headers, body, add).await
}

async fn remove(State(app): State<Arc<App>>, Staged(address): Staged, query: Parameters, headers: HeaderMap, body: Body) -> Answered {
    let remove = move |app: &App, message: Option<Value>, ids: Option<&[String]>| {
        let item = message.as_ref().map(id_of).transpose()?;
        Ok(app.handle.stage_remove(address.channel, item.as_deref(), ids)?)
    };
    changed(app, query, headers, body, remove).await
}

/// Changes areas with what the body says.
async fn changed(
    app: Arc<App>,
    query: Parameters,
    headers: HeaderMap,
    body: Body,
    change: impl FnOnce(&App, Option<Value>, Option<&[String]>) -> Result<Vec<StagedArea>, ApiError> + Send + 'static,
) -> Answered {
    let bytes = body::receive(&headers, body, app.body_limit).await?;
    let changing = Arc::clone(&app);
    large::work(&app, bytes.len(), move || {
        let message = message(&headers, &bytes)?;
        Ok(by_id(&change(&changing, message, Ids::of(&query).as_deref())?))
    })
    .await
}

async fn release(State(app): State<Arc<App>>, Staged(address): Staged, query: Parameters) -> Answered {
    // An empty list releases nothing.
    Ok(by_id(&app.handle.stage_release(address.channel, Ids::of(&query).as_deref())?))
}

async fn list(State(app): State<Arc<App>>, Staged(address): Staged, query: Parameters) -> Answered {
    let areas = app.handle.stage_areas(address.channel, Ids::one(&query).as_deref())?;
    let ids: Vec<String> = areas.iter().map(|area| area.id.to_string()).collect();
    Ok(answer::json(StatusCode::OK, json!(ids).to_string()))
}

async fn look_up(State(app): State<Arc<App>>, Staged(address): Staged, query: Parameters) -> Answered {
    Ok(by_id(&app.handle.stage_areas(address.channel, Ids::one(&query).as_deref())?))
}

/// An answer, or why there is none.
type Answered = Result<Response, ApiError>;

/// What the parameter `id` says.
struct Ids;

impl Ids {
    /// `None` if it is absent, no ids if it is empty, else those between its commas.
    fn of(query: &Parameters) -> Option<Vec<String>> {
        let text = Self::one(query)?;
        if text.trim().is_empty() {
            return Some(Vec::new());
        }
        Some(text.split(',').map(|id| id.trim().to_owned()).collect())
    }

    /// Its text. If it is given several times, all of them count.
    fn one(query: &Parameters) -> Option<String> {
        let all: Vec<&str> = query.all("id").collect();
        (!all.is_empty()).then(|| all.join(","))
    }
}

/// The message in a body. Nothing and `null` are none.
fn message(headers: &HeaderMap, bytes: &Bytes) -> Result<Option<Value>, ApiError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    body::parse(headers, bytes).map(|message| Some(message).filter(|message| !message.is_null()))
}

/// The id in a message that is to be removed. The rest of it is not looked at.
fn id_of(message: &Value) -> Result<String, ApiError> {
    let body = Location::from("body");
    let problem = match message {
        Value::Object(fields) => match fields.get("id") {
            Some(Value::String(id)) => return Ok(id.clone()),
            Some(Value::Number(id)) => return Ok(id.to_string()),
            Some(other) => Problem::new("string_type", "Input should be a valid string", other).under(&[body, Location::from("id")]),
            None => Problem::new("missing", "Field required", message).under(&[body, Location::from("id")]),
        },
        other => Problem::new("model_attributes_type", "Input should be a valid dictionary or object to extract fields from", other)
            .under(&[body]),
    };
    Err(ApiError::Invalid(vec![problem]))
}

/// Areas as an object: the values of each under its id.
fn by_id(areas: &[StagedArea]) -> Response {
    let mut body = vec![b'{'];
    for area in areas {
        if body.len() > 1 {
            body.push(b',');
        }
        body.extend_from_slice(json!(area.id).to_string().as_bytes());
        body.extend_from_slice(b":[");
        for (place, item) in area.items.iter().enumerate() {
            if place > 0 {
                body.push(b',');
            }
            item.write_elements(&mut body);
        }
        body.push(b']');
    }
    body.push(b'}');
    answer::json(StatusCode::OK, body)
}

impl From<StageError> for ApiError {
    fn from(error: StageError) -> Self {
        match error {
            StageError::Invalid(problems) => Self::Invalid(problems),
            StageError::Refused(refused) => Self::Refused(refused),
            StageError::NotStaged => Self::NotFound,
            error => Self::Stage(error),
        }
    }
}
