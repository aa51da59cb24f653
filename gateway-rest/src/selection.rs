//! Which channels something is for: all, some, or all but some.

use serde::{Deserialize, Deserializer, de};
use serde_json::{Value, json};

/// Which channels something is for. As a setting it is null for all, a list of names, or `{"include": [..], "exclude": [..]}`.
///
/// ```
/// use gateway_rest::Selection;
/// let some: Selection = serde_json::from_str(r#"{"exclude": ["secrets"]}"#).unwrap();
/// assert!(some.selects("orders") && !some.selects("secrets"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// These alone, or all.
    pub include: Option<Vec<String>>,
    /// None of these, even if they are included.
    pub exclude: Vec<String>,
}

impl Selection {
    /// These channels alone.
    pub fn of(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { include: Some(names.into_iter().map(Into::into).collect()), exclude: Vec::new() }
    }

    /// Whether it is for the channel called `name`.
    pub fn selects(&self, name: &str) -> bool {
        let is_in = |names: &[String]| names.iter().any(|known| known == name);
        self.include.as_deref().is_none_or(is_in) && !is_in(&self.exclude)
    }

    /// What both select.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let include = match (&self.include, &other.include) {
            (Some(some), Some(others)) => Some(some.iter().filter(|name| others.contains(name)).cloned().collect()),
            (some, others) => some.as_ref().or(others.as_ref()).cloned(),
        };
        Self { include, exclude: self.exclude.iter().chain(&other.exclude).cloned().collect() }
    }

    /// The names that it mentions.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.include.iter().flatten().chain(&self.exclude).map(String::as_str)
    }

    /// The JSON Schema of the setting.
    pub(crate) fn schema(description: &str) -> Value {
        let names = json!({ "type": "array", "items": { "type": "string" } });
        json!({
            "description": description,
            "anyOf": [
                { "type": "null" },
                names,
                {
                    "type": "object",
                    "properties": { "include": { "anyOf": [names, { "type": "null" }] }, "exclude": names },
                    "additionalProperties": false,
                },
            ],
            "default": null,
        })
    }
}

impl<'de> Deserialize<'de> for Selection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Both {
            #[serde(default)]
            include: Option<Vec<String>>,
            #[serde(default)]
            exclude: Vec<String>,
        }
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::default()),
            names @ Value::Array(_) => Vec::<String>::deserialize(names).map(Self::of).map_err(de::Error::custom),
            both @ Value::Object(_) => {
                let Both { include, exclude } = Both::deserialize(both).map_err(de::Error::custom)?;
                Ok(Self { include, exclude })
            }
            other => Err(de::Error::custom(format_args!("expected null, a list of channels, or include and exclude; found `{other}`"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selects(setting: Value) -> Vec<&'static str> {
        let selection: Selection = serde_json::from_value(setting).unwrap();
        ["a", "b", "c"].into_iter().filter(|name| selection.selects(name)).collect()
    }

    #[test]
    fn it_is_read_in_each_of_its_forms() {
        assert_eq!(selects(json!(null)), ["a", "b", "c"]);
        assert_eq!(selects(json!(["c", "a"])), ["a", "c"]);
        assert_eq!(selects(json!([])), [""; 0]);
        assert_eq!(selects(json!({ "exclude": ["b"] })), ["a", "c"]);
        assert_eq!(selects(json!({ "include": ["a", "b"], "exclude": ["b"] })), ["a"]);
        assert_eq!(selects(json!({})), ["a", "b", "c"]);
    }

    #[test]
    fn two_select_what_both_do() {
        let read = |setting: Value| serde_json::from_value::<Selection>(setting).unwrap();
        let (first, second) = (read(json!({ "include": ["a", "b", "c"], "exclude": ["c"] })), read(json!(["b", "c", "d"])));
        let both = first.and(&second);
        assert_eq!(both, second.and(&first));
        let selected: Vec<&str> = ["a", "b", "c", "d"].into_iter().filter(|name| both.selects(name)).collect();
        assert_eq!(selected, ["b"]);
        assert_eq!((first.and(&Selection::default()), Selection::default().and(&first)), (first.clone(), first));
    }

    #[test]
    fn what_it_cannot_be_is_told() {
        let fault = |setting: Value| serde_json::from_value::<Selection>(setting).unwrap_err().to_string();
        assert_eq!(fault(json!(5)), "expected null, a list of channels, or include and exclude; found `5`");
        assert!(fault(json!({ "only": [] })).contains("unknown field `only`"));
        assert!(fault(json!([1])).contains("expected a string"));
    }
}
