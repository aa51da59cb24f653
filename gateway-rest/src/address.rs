//! What the end of an address means: a channel, perhaps with a key.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use gateway_runtime::channel::Shape;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::app::{App, Named};
use crate::error::ApiError;
use crate::routing::Asked;

/// What stands for itself in one segment of an address: RFC 3986 calls it unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `text` as one segment of an address.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// A channel of the gateway, or one key of a basket, as an address names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) channel: usize,
    /// The key of a basket; for a dynamic channel its name, which is one.
    pub(crate) key: Option<String>,
    /// If it is dynamic: which of [`Handle::dynamic`](gateway_runtime::Handle::dynamic).
    dynamic: Option<usize>,
    /// Whether values may be sent there.
    pub(crate) is_sendable: bool,
    is_live: bool,
}

impl Address {
    /// Reads `channel` or `basket/key`. `None` if there is no such channel, or it has no keys.
    fn parse(text: &str, app: &App) -> Option<Self> {
        let (name, key) = match text.split_once('/') {
            Some((name, key)) => (name, Some(key)),
            None => (text, None),
        };
        Self::named(name, key, app)
    }

    /// The channel `name`, or one key of it. `None` if there is no such channel, or it has no keys.
    pub(crate) fn named(name: &str, key: Option<&str>, app: &App) -> Option<Self> {
        let Named { channel, dynamic, is_sendable, is_live } = *app.channels.get(name)?;
        if let Some(place) = dynamic {
            let name = app.handle.dynamic()[place].name.to_owned();
            return key.is_none().then_some(Self { channel, key: Some(name), dynamic, is_sendable, is_live });
        }
        let is_basket = app.handle.channels()[channel].shape() == Shape::Basket;
        let key_fits = key.is_none_or(|key| is_basket && !key.is_empty());
        key_fits.then(|| Self { channel, key: key.map(str::to_owned), dynamic, is_sendable, is_live })
    }

    /// The key, if it is one of a basket.
    pub(crate) fn basket_key(&self) -> Option<&str> {
        self.key.as_deref().filter(|_| self.dynamic.is_none())
    }

    /// The name of the channel by itself.
    pub(crate) fn channel_name<'a>(&'a self, app: &App) -> &'a str {
        match (self.dynamic, &self.key) {
            (Some(_), Some(name)) => name,
            _ => app.handle.channels()[self.channel].name(),
        }
    }

    /// The name of the channel, with the key if there is one.
    pub(crate) fn name(&self, app: &App) -> String {
        if let (Some(_), Some(name)) = (self.dynamic, &self.key) {
            return name.clone();
        }
        let name = app.handle.channels()[self.channel].name();
        self.key.as_ref().map_or_else(|| name.to_owned(), |key| format!("{name}/{key}"))
    }

    pub(crate) fn not_found(&self, app: &App) -> ApiError {
        ApiError::ChannelNotFound(self.name(app))
    }

    /// Whether the channel has such a key, or needs none.
    pub(crate) fn has_key(&self, app: &App) -> bool {
        self.key.as_deref().is_none_or(|key| app.handle.has_key(self.channel, key))
    }

    /// Whether it means all keys of a basket.
    pub(crate) fn is_whole_basket(&self, app: &App) -> bool {
        self.key.is_none() && app.handle.channels()[self.channel].shape() == Shape::Basket
    }

    /// What the end of a request's address names; or where it is, or that it is not there.
    pub(crate) fn of(asked: &Asked, parts: &Parts) -> Result<Self, ApiError> {
        let app = &*asked.app;
        let text = asked.captured(parts.uri.path()).next().unwrap_or(Err(ApiError::Internal))?;
        // What the version of the API does not have is not there.
        let selected = asked.route.selection.as_deref();
        let is_there = |address: &Self| selected.is_none_or(|selected| selected.selects(address.channel_name(app)));
        let find = |text: &str| Self::parse(text, app).filter(is_there);
        let address = find(&text);
        // With a slash too many: the same without it, unless the slash belongs to a key.
        let trimmed = text.strip_suffix('/').and_then(find).filter(|address| address.has_key(app));
        match (address, trimmed, parts.uri.path().strip_suffix('/')) {
            (Some(address), _, _) if address.has_key(app) => Ok(address),
            (_, Some(_), Some(path)) => {
                Err(ApiError::Moved(parts.uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))))
            }
            (Some(address), _, _) => Ok(address),
            _ => Err(ApiError::NotFound),
        }
    }

    /// Refuses what nothing can ever tick.
    pub(crate) fn require_live(&self, app: &App) -> Result<(), ApiError> {
        let exists = self.is_live && (self.dynamic.is_some() || self.has_key(app));
        if exists { Ok(()) } else { Err(self.not_found(app)) }
    }
}

impl FromRequestParts<Asked> for Address {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, asked: &Asked) -> Result<Self, ApiError> {
        Self::of(asked, parts)
    }
}
