//! The versions of the API, side by side: each has routes for channels of its own choice.

use std::collections::BTreeMap;
use std::sync::Arc;

use gateway_runtime::cli::nearest;
use gateway_runtime::mount::Description;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Selection;
use crate::own::mount::is_version;
use crate::own::table::{Table, VERSION};
use crate::shown::Shown;
use crate::start_error::StartError;

/// Which channels have routes, by what is done with them: all, unless a selection says otherwise.
///
/// Streams and SQL are no part of this: they have settings of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ChannelRoutes {
    /// Those whose last tick can be asked for.
    pub last: Selection,
    /// Those whose next tick can be waited for.
    pub next: Selection,
    /// Those of the channels that take values to which values can be sent.
    pub send: Selection,
    /// Those whose state can be asked for.
    pub state: Selection,
    /// Those whose stage can be used.
    pub stage: Selection,
    /// Those whose ticks can be looked up by id.
    pub lookup: Selection,
}

impl ChannelRoutes {
    fn all(&self) -> [(&'static str, &Selection); 6] {
        let Self { last, next, send, state, stage, lookup } = self;
        [("last", last), ("next", next), ("send", send), ("state", state), ("stage", stage), ("lookup", lookup)]
    }

    /// The channels of a verb.
    pub(crate) fn of(&self, verb: &str) -> &Selection {
        static ALL: Selection = Selection { include: None, exclude: Vec::new() };
        self.all().into_iter().find(|(known, _)| *known == verb).map_or(&ALL, |(_, selection)| selection)
    }

    /// The JSON Schema of the setting.
    pub(crate) fn schema(description: &str) -> Value {
        let verbs = [
            ("last", "The channels whose last tick can be asked for."),
            ("next", "The channels whose next tick can be waited for."),
            ("send", "The channels to which values can be sent, of those that take any."),
            ("state", "The channels whose state can be asked for."),
            ("stage", "The channels whose stage can be used."),
            ("lookup", "The channels whose ticks can be looked up by id."),
        ];
        let properties: serde_json::Map<String, Value> =
            verbs.into_iter().map(|(verb, description)| (verb.to_owned(), Selection::schema(description))).collect();
        json!({ "type": "object", "description": description, "properties": properties, "additionalProperties": false })
    }
}

/// One version of the API.
#[derive(Debug, Clone, Default)]
pub(crate) struct Api {
    /// Nothing for the default one.
    other: Option<String>,
    pub(crate) channels: ChannelRoutes,
}

impl Api {
    pub(crate) fn version(&self) -> &str {
        self.other.as_deref().unwrap_or(VERSION)
    }

    /// The address in this version of what is `address` in the default one.
    pub(crate) fn address(&self, address: &str) -> String {
        match (&self.other, address.strip_prefix("/api/v1/")) {
            (Some(version), Some(rest)) => format!("/api/{version}/{rest}"),
            _ => address.to_owned(),
        }
    }

    /// A heading of the document, which tells the version if it is another one.
    pub(crate) fn tag(&self, tag: &str) -> String {
        self.other.as_ref().map_or_else(|| tag.to_owned(), |version| format!("{tag} ({version})"))
    }

    /// The id of an operation, likewise.
    pub(crate) fn id(&self, id: &str) -> String {
        self.other.as_ref().map_or_else(|| id.to_owned(), |version| format!("{version}-{id}"))
    }

    /// Whether what is done under `verb` can be done with the channel `name`.
    pub(crate) fn selects(&self, verb: &str, name: &str) -> bool {
        self.channels.of(verb).selects(name)
    }
}

/// The versions, the default one first.
pub(crate) fn all(channels: &ChannelRoutes, others: &BTreeMap<String, ChannelRoutes>) -> Vec<Api> {
    let default = Api { other: None, channels: channels.clone() };
    let others = others.iter().map(|(version, channels)| Api { other: Some(version.clone()), channels: channels.clone() });
    std::iter::once(default).chain(others).collect()
}

/// What `GET /api` answers: the versions that have channels, and those that have routes of the application's own alone.
pub(crate) fn discovery(apis: &[Api], own: &[Arc<Table>], prefix: &str) -> Value {
    let mut versions: Vec<&str> = apis.iter().map(Api::version).chain(own.iter().map(|table| table.version.as_str())).collect();
    versions.sort_unstable();
    versions.dedup();
    let versions: Vec<Value> =
        versions.into_iter().map(|version| json!({ "version": version, "path": format!("{prefix}/api/{version}") })).collect();
    json!({ "default": VERSION, "versions": versions })
}

/// Looks for names that are no channels, and versions that cannot be. Where a gateway has dynamic channels, their names are known
/// once it runs, which `knows_dynamic` says.
pub(crate) fn check(
    channels: &ChannelRoutes,
    others: &BTreeMap<String, ChannelRoutes>,
    gateway: &Description<'_>,
    knows_dynamic: bool,
) -> Result<(), StartError> {
    for version in others.keys() {
        if version == VERSION {
            return Err(StartError(format!("versions.{VERSION}: this is the default version, whose channels are the setting `channels`")));
        }
        if !is_version(version) {
            return Err(StartError(format!("versions: `{version}` is no version such as v2")));
        }
    }
    let shown = Shown::all(gateway);
    if !knows_dynamic && gateway.channels.iter().any(|channel| channel.is_dynamic()) {
        return Ok(());
    }
    for api in all(channels, others) {
        for (verb, selection) in api.channels.all() {
            let Some(unknown) = selection.names().find(|name| !shown.iter().any(|channel| channel.name == *name)) else { continue };
            let place = api.other.map_or_else(|| format!("channels.{verb}"), |version| format!("versions.{version}.{verb}"));
            let mut names: Vec<&str> = shown.iter().map(|channel| channel.name).collect();
            names.sort_unstable();
            let hint = nearest(unknown, names.iter().copied()).map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"));
            return Err(StartError(format!("{place}: there is no channel `{unknown}`; there are: {}{hint}", names.join(", "))));
        }
    }
    Ok(())
}
