//! Configuration of modules and gateways.

mod schema;

use std::fmt;
use std::time::Duration;

use serde::de::{self, DeserializeOwned};
use serde_json::{Map, Value};

pub use schema::document;
pub(crate) use schema::wrong_defaults;
#[doc(hidden)]
pub use schema::{PartSchema, SettingSchema, gateway_schema, group_schema, settings_schema, span_schema};

use crate::life::OnFailure;
use crate::message::{self, Definitions, Invalid};

/// A struct that is made from configuration: a module, a mount or a gateway. Implemented by the macros.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be configured",
    label = "neither a module nor a mount",
    note = "annotate the declaration of `{Self}` with `#[module]`"
)]
pub trait Configure: Sized {
    /// Makes the value from the settings in `section`; what is not set has its default.
    ///
    /// # Errors
    /// A setting that is unknown, missing or of the wrong type.
    fn configure(section: Section) -> Result<Self, ConfigError>;

    /// The JSON Schema of its settings: an object.
    fn schema(_definitions: &mut Definitions) -> Value {
        serde_json::json!({ "type": "object" })
    }

    /// What happens when a node of this module fails, unless its settings say otherwise.
    const ON_FAILURE: OnFailure = OnFailure::Continue;
}

/// The settings of one module, mount or gateway.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// The names that lead here, with dots between them.
    path: String,
    settings: Map<String, Value>,
}

impl Section {
    /// Settings from a JSON object.
    ///
    /// # Errors
    /// `settings` is no object.
    pub fn new(settings: Value) -> Result<Self, ConfigError> {
        Self::at(String::new(), settings)
    }

    pub(crate) fn at(path: String, settings: Value) -> Result<Self, ConfigError> {
        match settings {
            Value::Object(settings) => Ok(Self { path, settings }),
            Value::Null => Ok(Self { path, settings: Map::new() }),
            other => Err(ConfigError::new(path, format!("expected settings by name, found `{other}`"))),
        }
    }

    /// Takes the settings of the part `name` out of these.
    ///
    /// # Errors
    /// What stands there is no object.
    pub fn take(&mut self, name: &str) -> Result<Self, ConfigError> {
        Self::at(self.join(name), self.settings.remove(name).unwrap_or_default())
    }

    /// Takes one setting out of these, with the names that lead to it.
    pub fn take_value(&mut self, name: &str) -> Option<(String, Value)> {
        self.settings.remove(name).map(|value| (self.join(name), value))
    }

    /// Takes the list `name` out of these, as settings by place: `0`, `1` and so on.
    ///
    /// # Errors
    /// What stands there is no list.
    pub fn take_list(&mut self, name: &str) -> Result<Self, ConfigError> {
        let path = self.join(name);
        match self.settings.remove(name) {
            None => Ok(Self { path, settings: Map::new() }),
            Some(Value::Array(list)) => {
                let settings = list.into_iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect();
                Ok(Self { path, settings })
            }
            Some(other) => Err(ConfigError::new(path, format!("expected a list of settings, found `{other}`"))),
        }
    }

    /// The names of the settings.
    pub(crate) fn names(&self) -> Vec<String> {
        self.settings.keys().cloned().collect()
    }

    /// How many settings there are.
    pub(crate) fn len(&self) -> usize {
        self.settings.len()
    }

    /// Sets one value, given as `matcher.limit=5`: the text after `=` is JSON, or else taken as it stands.
    ///
    /// # Errors
    /// The assignment has no `=` or no name, or goes through a value that is no object.
    pub fn assign(&mut self, assignment: &str) -> Result<(), ConfigError> {
        let (path, text) = assignment
            .split_once('=')
            .filter(|(path, _)| !path.is_empty())
            .ok_or_else(|| ConfigError::new(assignment.to_owned(), "expected `module.setting=value`".to_owned()))?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        let mut at = &mut self.settings;
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                at.insert(name.to_owned(), value);
                break;
            }
            let inner = at.entry(name).or_insert_with(|| Map::new().into());
            at = inner.as_object_mut().ok_or_else(|| ConfigError::new(path.to_owned(), format!("`{name}` has no settings of its own")))?;
        }
        Ok(())
    }

    /// Takes the settings with these names out of these.
    pub(crate) fn split(&mut self, names: &[&str]) -> Self {
        let taken = names.iter().filter_map(|name| Some(((*name).to_owned(), self.settings.remove(*name)?)));
        Self { path: self.path.clone(), settings: taken.collect() }
    }

    /// Reads a type that has no settings.
    pub(crate) fn unit<T: DeserializeOwned>() -> Result<T, ConfigError> {
        serde_json::from_value(Value::Null).map_err(|error| ConfigError::new(String::new(), error.to_string()))
    }

    /// Reads all settings as a `T`.
    ///
    /// # Errors
    /// A setting that is unknown, missing or of the wrong type.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, ConfigError> {
        serde_path_to_error::deserialize(Value::Object(self.settings)).map_err(|error| located(&self.path, &error))
    }

    /// Takes one setting; `default` gives it if it is not there.
    ///
    /// # Errors
    /// It is of the wrong type, or not there and without a default.
    pub fn setting<T: DeserializeOwned>(&mut self, name: &str, default: Option<fn() -> T>) -> Result<T, ConfigError> {
        self.one(name, default, |value| serde_path_to_error::deserialize(value))
    }

    /// Takes one setting that is a span of time.
    ///
    /// # Errors
    /// It is none, or not there and without a default.
    pub fn span(&mut self, name: &str, default: Option<fn() -> Duration>) -> Result<Duration, ConfigError> {
        let read = |value| {
            let mut track = serde_path_to_error::Track::new();
            duration(serde_path_to_error::Deserializer::new(value, &mut track))
                .map_err(|error| serde_path_to_error::Error::new(track.path(), error))
        };
        self.one(name, default, read)
    }

    fn one<T>(
        &mut self,
        name: &str,
        default: Option<fn() -> T>,
        read: impl FnOnce(Value) -> Result<T, serde_path_to_error::Error<serde_json::Error>>,
    ) -> Result<T, ConfigError> {
        match (self.settings.remove(name), default) {
            (Some(value), _) => read(value).map_err(|error| located(&self.join(name), &error)),
            (None, Some(default)) => Ok(default()),
            (None, None) => Err(ConfigError::new(self.path.clone(), format!("missing field `{name}`"))),
        }
    }

    /// Refuses settings that none of `known` names.
    ///
    /// # Errors
    /// There is one.
    pub fn only(&self, known: &[&str]) -> Result<(), ConfigError> {
        let Some(name) = self.settings.keys().find(|name| !known.contains(&name.as_str())) else { return Ok(()) };
        let expected = match known {
            [] => "there are no settings here".to_owned(),
            known => {
                let nearest = crate::words::nearest(name, known.iter().copied());
                let hint = nearest.map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"));
                format!("there are: {}{hint}", known.join(", "))
            }
        };
        Err(ConfigError::new(self.join(name), format!("there is no setting `{name}`; {expected}")))
    }

    /// Holds the settings against constraints: JSON Schema keywords, by the names of settings.
    ///
    /// # Errors
    /// The first one that is not kept.
    pub fn check(&self, constraints: &[(&str, &str)]) -> Result<(), ConfigError> {
        for (name, keywords) in constraints {
            if let Some(value) = self.settings.get(*name) {
                message::check(keywords, value).map_err(|text| ConfigError::new(self.join(name), text))?;
            }
        }
        Ok(())
    }

    /// The names that lead here, with dots between them.
    pub fn path(&self) -> String {
        self.path.clone()
    }

    /// Ends the reading of a section whose parts have been taken.
    ///
    /// # Errors
    /// A setting is left over: it names none of `known`.
    pub fn finish(self, known: &[&str]) -> Result<(), ConfigError> {
        self.finish_as("module or mount", known)
    }

    /// The same where `known` are names of a `kind`.
    pub(crate) fn finish_as(self, kind: &str, known: &[&str]) -> Result<(), ConfigError> {
        match self.settings.keys().next() {
            None => Ok(()),
            Some(name) => {
                let nearest = crate::words::nearest(name, known.iter().chain(crate::life::GATEWAY_SETTINGS).copied());
                let hint = nearest.map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"));
                let message = format!("there is no {kind} `{name}`; there are: {}{hint}", known.join(", "));
                Err(ConfigError::new(self.join(name), message))
            }
        }
    }

    fn join(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

/// What is wrong with the setting `at`, or with something in it.
fn located(at: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> ConfigError {
    let inner = error.path().to_string();
    let at = match inner.as_str() {
        "." => at.to_owned(),
        place if at.is_empty() || place.starts_with('[') => format!("{at}{place}"),
        name => format!("{at}.{name}"),
    };
    ConfigError::new(at, error.inner().to_string())
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The names that lead to the setting, with dots between them.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

impl ConfigError {
    /// A fault of the setting at `path`.
    pub fn new(path: String, message: String) -> Self {
        Self { path, message }
    }

    /// What a module's own check says of the settings at `path`.
    pub fn invalid(path: &str, invalid: Invalid) -> Self {
        let names = [path, invalid.field.unwrap_or_default()];
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        Self::new(names.join("."), invalid.reason)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.message) } else { write!(f, "{}: {}", self.path, self.message) }
    }
}

impl std::error::Error for ConfigError {}

/// Reads a span of time: a number of seconds, or a text such as `250ms`, `10s`, `1m 30s`, `2h`, `26:00:00` or `P1DT2H`.
pub fn duration<'de, D: de::Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    struct Visitor;

    impl de::Visitor<'_> for Visitor {
        type Value = Duration;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a span of time such as \"10s\", or a number of seconds")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Duration, E> {
            let whole_days = |span: jiff::Span| span.to_duration(jiff::SpanRelativeTo::days_are_24_hours());
            let span = text.parse::<jiff::SignedDuration>().or_else(|_| text.parse().and_then(whole_days));
            let span = span.map_err(|_| E::custom(format_args!("`{text}` is no span of time such as \"10s\" or \"1m 30s\"")))?;
            Duration::try_from(span).map_err(|_| E::custom("a span of time cannot be negative"))
        }

        fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Duration, E> {
            Duration::try_from_secs_f64(seconds).map_err(E::custom)
        }

        fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Duration, E> {
            Ok(Duration::from_secs(seconds))
        }

        fn visit_i64<E: de::Error>(self, _: i64) -> Result<Duration, E> {
            Err(E::custom("a span of time cannot be negative"))
        }
    }

    deserializer.deserialize_any(Visitor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn assignments_build_sections() {
        let mut all = Section::default();
        all.assign("matcher.limit=5").unwrap();
        all.assign("matcher.name=plain text").unwrap();
        assert_eq!(all.take("matcher").unwrap().settings, *json!({ "limit": 5, "name": "plain text" }).as_object().unwrap());
        assert!(all.assign("nothing").is_err());
        assert!(all.assign("=1").is_err());
    }

    #[test]
    fn a_fault_names_the_way_to_it() {
        #[derive(Debug, serde::Deserialize)]
        struct Config {
            #[expect(dead_code, reason = "only read")]
            limit: f64,
        }
        let mut all = Section::new(json!({ "matcher": { "limit": "high" } })).unwrap();
        let error = all.take("matcher").unwrap().read::<Config>().unwrap_err();
        assert_eq!(error.to_string(), "matcher.limit: invalid type: string \"high\", expected f64");
    }

    #[test]
    fn what_is_left_over_is_an_error_with_the_nearest_name() {
        let all = Section::new(json!({ "macher": {} })).unwrap();
        let error = all.finish(&["feed", "matcher"]).unwrap_err();
        assert_eq!(error.message, "there is no module or mount `macher`; there are: feed, matcher; did you mean `matcher`?");
    }

    #[test]
    fn spans_of_time() {
        let read = |json: &str| duration(&mut serde_json::Deserializer::from_str(json));
        assert_eq!(read("\"250ms\"").unwrap(), Duration::from_millis(250));
        assert_eq!(read("\"1m 30s\"").unwrap(), Duration::from_secs(90));
        assert_eq!(read("0.5").unwrap(), Duration::from_millis(500));
        for bad in ["-1", "\"-1s\"", "\"soon\"", "1e300"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
