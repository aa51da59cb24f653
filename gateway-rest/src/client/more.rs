//! What a gateway serves beside its channels: states, ticks by their ids, SQL, controls, commands.

use gateway_runtime::state::Form;
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::any::{Request, path};
use super::{AnyClient, ClientError, Query, Update};
use crate::address::encode;

impl AnyClient {
    /// The rows of a state table that `query` asks for.
    pub async fn state(&self, name: &str, query: &Query) -> Result<Vec<Value>, ClientError> {
        self.json(rows(name, query)).await
    }

    /// The same of a state of a basket, under the basket's keys: a row, or a list of rows if the state has more keys than those.
    pub async fn state_by_key(&self, name: &str, query: &Query) -> Result<Map<String, Value>, ClientError> {
        self.json(rows(name, query).query("keys", "true")).await
    }

    /// The tick of a channel that has this id, if it is still known.
    pub async fn lookup(&self, channel: &str, id: &str) -> Result<Option<Value>, ClientError> {
        let found: Vec<Value> = self.json(Request::get(format!("/api/v1/lookup/{}/{}", encode(channel), encode(id)))).await?;
        Ok(found.into_iter().next())
    }

    /// The tick that has this id, on whichever channel.
    ///
    /// # Errors
    /// Beside others, status 404 if there is none.
    pub async fn lookup_anywhere(&self, id: &str) -> Result<Value, ClientError> {
        let found: Value = self.json(Request::get(format!("/api/v1/lookup/id/{}", encode(id)))).await?;
        Ok(match found {
            Value::Array(mut found) if !found.is_empty() => found.swap_remove(0),
            one => one,
        })
    }

    /// The ticks of a channel that are still remembered, oldest first; those after the one with the id `after`, if it is given.
    ///
    /// # Errors
    /// Beside others, status 404 if the channel has no history, or none that reaches back to `after`.
    pub async fn history(&self, channel: &str, after: Option<&str>) -> Result<Vec<Update>, ClientError> {
        #[derive(Deserialize)]
        struct Tick {
            key: Option<String>,
            data: Vec<Value>,
        }
        let request = Request::get(format!("/api/v1/history/{}", encode(channel)));
        let ticks: Vec<Tick> = self
            .json(match after {
                Some(id) => request.query("after", id),
                None => request,
            })
            .await?;
        Ok(ticks.into_iter().map(|Tick { key, data }| Update { channel: channel.to_owned(), key, data }).collect())
    }

    /// Runs one SQL statement that reads, over all tables of states and histories. `?` in it stand for `params`, in their order.
    /// Each row is read as a `T`: a struct with fields of the columns' names, or a [`Value`].
    ///
    /// ```no_run
    /// # async fn example(desk: gateway_rest::client::AnyClient) -> Result<(), gateway_rest::client::ClientError> {
    /// #[derive(serde::Deserialize)]
    /// struct Volume {
    ///     symbol: String,
    ///     volume: f64,
    /// }
    ///
    /// let statement = "select symbol, sum(price * quantity) as volume from fills where price > ? group by symbol";
    /// let volumes: Vec<Volume> = desk.sql(statement, [10.5]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn sql<T: DeserializeOwned, V: Into<Value>>(
        &self,
        statement: &str,
        params: impl IntoIterator<Item = V>,
    ) -> Result<Vec<T>, ClientError> {
        let params: Vec<Value> = params.into_iter().map(Into::into).collect();
        let body = json!({ "sql": statement, "params": params });
        self.json(Request::new(Method::POST, "/api/v1/sql").body(body.to_string().into_bytes())).await
    }

    /// What a statement finds, in another form than rows of JSON.
    ///
    /// # Errors
    /// As [`sql`](Self::sql).
    pub async fn sql_as<V: Into<Value>>(
        &self,
        form: Form,
        statement: &str,
        params: impl IntoIterator<Item = V>,
    ) -> Result<Vec<u8>, ClientError> {
        let params: Vec<Value> = params.into_iter().map(Into::into).collect();
        let body = json!({ "sql": statement, "params": params }).to_string();
        self.bytes(Request::new(Method::POST, "/api/v1/sql").accept(form.media_type()).body(body.into_bytes())).await
    }

    /// Asks the engine for a sign of life.
    pub async fn heartbeat(&self) -> Result<Value, ClientError> {
        self.control(Method::GET, "heartbeat").await
    }

    /// The figures of the process and its engine.
    pub async fn stats(&self) -> Result<Value, ClientError> {
        self.control(Method::GET, "stats").await
    }

    /// Ends the gateway: all of it, for everybody.
    pub async fn shutdown(&self) -> Result<Value, ClientError> {
        self.control(Method::POST, "shutdown").await
    }

    async fn control(&self, method: Method, name: &str) -> Result<Value, ClientError> {
        let answer: Vec<Value> = self.json(Request::new(method, format!("/api/v1/controls/{name}"))).await?;
        answer.into_iter().next().ok_or_else(|| ClientError::Unexpected(format!("{name}: an empty list")))
    }

    /// Runs a command of a module, with its arguments by name, and gives its answer.
    pub async fn command(&self, module: &str, command: &str, arguments: &Value) -> Result<Value, ClientError> {
        let address = format!("/api/v1/modules/{}/commands/{}", encode(module), encode(command));
        self.json(Request::new(Method::POST, address).body(arguments.to_string().into_bytes())).await
    }
}

/// What asks for rows of a state.
fn rows(name: &str, query: &Query) -> Request<'static> {
    let request = Request::get(format!("/api/v1/state/{}", path(name)));
    match query.text() {
        Some(text) => request.query("query", text),
        None => request,
    }
}
