//! Staging areas: messages that wait until somebody releases them.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::Value;

use super::any::{Request, path};
use super::{AnyClient, ClientError};

/// Which staging areas of a channel are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Areas<'a> {
    /// Nothing is said: the newest one to add to and remove from, all of them to release.
    Default,
    /// Every one; to release, none.
    Every,
    /// Those with these ids.
    These(&'a [&'a str]),
}

/// What stands in the areas that a call concerned, by their ids.
pub type Staged = BTreeMap<String, Vec<Value>>;

/// The staging areas of one channel.
#[derive(Debug, Clone)]
pub struct Stage {
    client: AnyClient,
    channel: String,
}

impl AnyClient {
    /// The staging areas of a channel.
    pub fn stage(&self, channel: &str) -> Stage {
        Stage { client: self.clone(), channel: channel.to_owned() }
    }
}

impl Stage {
    /// Opens a new area.
    pub async fn create(&self) -> Result<Staged, ClientError> {
        self.client.json(self.request(Method::POST, Areas::Default)).await
    }

    /// Adds a message.
    pub async fn add(&self, areas: Areas<'_>, message: &Value) -> Result<Staged, ClientError> {
        self.client.json(self.request(Method::POST, areas).body(message.to_string().into_bytes())).await
    }

    /// Removes the message with this id.
    pub async fn remove(&self, areas: Areas<'_>, id: &str) -> Result<Staged, ClientError> {
        let message = serde_json::json!({ "id": id }).to_string();
        self.client.json(self.request(Method::DELETE, areas).body(message.into_bytes())).await
    }

    /// Drops the newest area, or every one; those that are named are emptied, and stay.
    pub async fn clear(&self, areas: Areas<'_>) -> Result<Staged, ClientError> {
        self.client.json(self.request(Method::DELETE, areas)).await
    }

    /// Sends what waits on the channel, and gives it.
    pub async fn release(&self, areas: Areas<'_>) -> Result<Staged, ClientError> {
        self.client.json(self.request(Method::PATCH, areas)).await
    }

    /// The ids of the areas, oldest first.
    pub async fn list(&self) -> Result<Vec<String>, ClientError> {
        self.client.json(self.request(Method::GET, Areas::Default)).await
    }

    /// What waits: in every area, or in the one with this id.
    pub async fn lookup(&self, area: Option<&str>) -> Result<Staged, ClientError> {
        let request = self.request(Method::PUT, Areas::Default);
        self.client
            .json(match area {
                Some(area) => request.query("id", area),
                None => request,
            })
            .await
    }

    fn request(&self, method: Method, areas: Areas<'_>) -> Request<'static> {
        let request = Request::new(method, format!("/api/v1/stage/{}", path(&self.channel)));
        match areas {
            Areas::Default => request,
            Areas::Every => request.query("id", ""),
            Areas::These(ids) => request.query("id", ids.join(",")),
        }
    }
}
