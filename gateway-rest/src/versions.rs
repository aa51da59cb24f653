//! The versions of the API, side by side: each has routes for channels of its own choice.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use gateway_runtime::cli::nearest;
use gateway_runtime::mount::Description;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::Selection;
use crate::own::mount::is_version;
use crate::own::table::{Table, VERSION};
use crate::shown::Shown;
use crate::start_error::StartError;

/// Which channels are served, and which of them by what is done with them: all, unless a selection says otherwise.
///
/// As a setting it is a [`Selection`], which holds for everything: routes, histories, streams, SQL, pages and documents. What stands
/// beside its `include` and `exclude` under the name of a verb holds for that alone. Who may not ask for the last tick of a channel has no
/// history of it either, and tables of SQL are those whose state or history can be asked for.
///
/// ```
/// use gateway_rest::ChannelRoutes;
/// let some: ChannelRoutes = serde_json::from_str(r#"{"exclude": ["secrets"], "send": ["orders"]}"#).unwrap();
/// assert!(!some.every.selects("secrets") && !some.send.selects("fills"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelRoutes {
    /// Those that are there at all.
    pub every: Selection,
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
        let Self { every: _, last, next, send, state, stage, lookup } = self;
        [("last", last), ("next", next), ("send", send), ("state", state), ("stage", stage), ("lookup", lookup)]
    }

    /// The same, with what holds for everything said of each verb too.
    fn spelled_out(&self) -> Self {
        let of_verb = |selection: &Selection| selection.and(&self.every);
        Self {
            every: self.every.clone(),
            last: of_verb(&self.last),
            next: of_verb(&self.next),
            send: of_verb(&self.send),
            state: of_verb(&self.state),
            stage: of_verb(&self.stage),
            lookup: of_verb(&self.lookup),
        }
    }

    /// The channels of a verb, once it is spelled out.
    pub(crate) fn of(&self, verb: &str) -> &Selection {
        self.all().into_iter().find(|(known, _)| *known == verb).map_or(&self.every, |(_, selection)| selection)
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
        let mut schema = Selection::schema(description);
        let properties = &mut schema["anyOf"][2]["properties"];
        for (verb, description) in verbs {
            properties[verb] = Selection::schema(description);
        }
        schema
    }
}

/// The setting where it is an object.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    last: Selection,
    next: Selection,
    send: Selection,
    state: Selection,
    stage: Selection,
    lookup: Selection,
    include: Option<Vec<String>>,
    exclude: Vec<String>,
}

impl<'de> Deserialize<'de> for ChannelRoutes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = ChannelRoutes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a list of channels, or an object with include, exclude, and what is done with them")
    }

    fn visit_unit<E: de::Error>(self) -> Result<ChannelRoutes, E> {
        Ok(ChannelRoutes::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<ChannelRoutes, A::Error> {
        let names: Vec<String> = Deserialize::deserialize(SeqAccessDeserializer::new(names))?;
        Ok(ChannelRoutes { every: Selection::of(names), ..ChannelRoutes::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<ChannelRoutes, A::Error> {
        let fields = MapAccessDeserializer::new(fields);
        let Written { include, exclude, last, next, send, state, stage, lookup } = Deserialize::deserialize(fields)?;
        Ok(ChannelRoutes { every: Selection { include, exclude }, last, next, send, state, stage, lookup })
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

    /// Whether the channel `name` is there at all.
    pub(crate) fn shows(&self, name: &str) -> bool {
        self.channels.every.selects(name)
    }

    /// Whether what is done under `verb` can be done with the channel `name`.
    pub(crate) fn selects(&self, verb: &str, name: &str) -> bool {
        self.channels.of(verb).selects(name)
    }
}

/// The versions, the default one first.
pub(crate) fn all(channels: &ChannelRoutes, others: &BTreeMap<String, ChannelRoutes>) -> Vec<Api> {
    let default = Api { other: None, channels: channels.spelled_out() };
    let others = others.iter().map(|(version, channels)| Api { other: Some(version.clone()), channels: channels.spelled_out() });
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
    let of_versions = others.iter().map(|(version, channels)| (format!("versions.{version}"), channels));
    for (place, channels) in std::iter::once(("channels".to_owned(), channels)).chain(of_versions) {
        let of_verbs = channels.all().map(|(verb, selection)| (format!("{place}.{verb}"), selection));
        for (place, selection) in std::iter::once((place, &channels.every)).chain(of_verbs) {
            let Some(unknown) = selection.names().find(|name| !shown.iter().any(|channel| channel.name == *name)) else { continue };
            let mut names: Vec<&str> = shown.iter().map(|channel| channel.name).collect();
            names.sort_unstable();
            let hint = nearest(unknown, names.iter().copied()).map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"));
            return Err(StartError(format!("{place}: there is no channel `{unknown}`; there are: {}{hint}", names.join(", "))));
        }
    }
    Ok(())
}
