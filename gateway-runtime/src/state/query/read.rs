//! Reading a query from JSON and from the parameters of an address: nothing unknown is passed over.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::columns::{Columns, Place};
use super::scalar::Scalar;
use super::{Condition, Operand, Operator, Order, Query};
use crate::Timestamp;
use crate::message::{ColumnType, Location, Problem};
use crate::words::nearest;

/// The parameters of an address that belong to a query.
const PARAMETERS: &[&str] = &["order", "limit", "offset", "fields"];

/// Reads a query: the JSON of the parameter `query`, and the others.
pub(super) fn query(columns: &Columns, json: Option<&Value>, parameters: &[(Cow<'_, str>, Cow<'_, str>)]) -> Result<Query, Vec<Problem>> {
    let mut reader = Reader { columns, problems: Vec::new() };
    let mut query = Query::default();
    match json {
        None | Some(Value::Null) => {}
        Some(Value::Object(parts)) => {
            for (name, value) in parts {
                let loc = [Location::from(name.as_str())];
                match name.as_str() {
                    "filters" => query.conditions = reader.filters(value, &loc),
                    "order" | "limit" | "offset" | "fields" => reader.part(&mut query, name, value, &loc),
                    _ => reader.add(
                        "extra_forbidden",
                        "Extra inputs are not permitted; a query has filters, order, limit, offset and fields",
                        value,
                        &loc,
                    ),
                }
            }
        }
        Some(other) => reader.add("model_type", "Input should be a valid dictionary or instance of Query", other, &[]),
    }
    for (name, value) in parameters.iter().filter(|(name, _)| PARAMETERS.contains(&name.as_ref())) {
        reader.part(&mut query, name, &json!(value), &[Location::from(name.as_ref())]);
    }
    if reader.problems.is_empty() { Ok(query) } else { Err(reader.problems) }
}

/// One step further.
fn under(loc: &[Location], step: impl Into<Location>) -> Vec<Location> {
    loc.iter().cloned().chain([step.into()]).collect()
}

struct Reader<'a> {
    columns: &'a Columns,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn add(&mut self, kind: &'static str, text: impl Into<String>, input: &Value, loc: &[Location]) {
        self.problems.push(Problem::new(kind, text, input).under(loc));
    }

    /// The same, for what is then not there.
    fn fault<T>(&mut self, kind: &'static str, text: impl Into<String>, input: &Value, loc: &[Location]) -> Option<T> {
        self.add(kind, text, input, loc);
        None
    }

    /// One part other than filters.
    fn part(&mut self, query: &mut Query, name: &str, value: &Value, loc: &[Location]) {
        match name {
            "limit" => query.limit = self.count(value, loc),
            "offset" => query.offset = self.count(value, loc).unwrap_or_default(),
            "order" => query.order = self.names(value, loc).iter().filter_map(|(name, loc)| self.order(name, loc)).collect(),
            _ => query.fields = Some(self.names(value, loc).iter().filter_map(|(name, loc)| self.place(name, loc)).collect()),
        }
    }

    fn count(&mut self, value: &Value, loc: &[Location]) -> Option<usize> {
        let count = match value {
            Value::Null => return None,
            Value::String(text) => text.parse().ok(),
            other => other.as_u64().and_then(|count| usize::try_from(count).ok()),
        };
        if count.is_none() {
            self.add("int_parsing", "Input should be a number of rows: 0 or more", value, loc);
        }
        count
    }

    /// Names: a list, or a text with commas.
    fn names(&mut self, value: &Value, loc: &[Location]) -> Vec<(String, Vec<Location>)> {
        match value {
            Value::Null => Vec::new(),
            Value::String(text) => text.split(',').map(|name| (name.trim().to_owned(), loc.to_vec())).collect(),
            Value::Array(names) => {
                let mut read = Vec::new();
                for (place, name) in names.iter().enumerate() {
                    match name.as_str() {
                        Some(name) => read.push((name.to_owned(), under(loc, place))),
                        None => self.add("string_type", "Input should be a valid string", name, &under(loc, place)),
                    }
                }
                read
            }
            other => {
                self.add("list_type", "Input should be a valid list of names", other, loc);
                Vec::new()
            }
        }
    }

    fn order(&mut self, name: &str, loc: &[Location]) -> Option<Order> {
        let (name, descending) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
        self.comparable(name, loc).map(|place| Order { place, descending })
    }

    /// A column by its name.
    fn place(&mut self, name: &str, loc: &[Location]) -> Option<Place> {
        let place = self.columns.place(name);
        if place.is_none() {
            let names = self.columns.names();
            let hint = nearest(name.split('.').next().unwrap_or_default(), names.iter().copied());
            let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            self.add("unknown_column", format!("There is no column `{name}`; there are: {}{hint}", names.join(", ")), &json!(name), loc);
        }
        place
    }

    /// A column whose values can be compared.
    fn comparable(&mut self, name: &str, loc: &[Location]) -> Option<Place> {
        let place = self.place(name, loc)?;
        let what = match place.kind.present() {
            ColumnType::List(_) => "a list",
            ColumnType::Map(_) => "a map: name one of its keys behind a dot",
            ColumnType::Struct(_) => "a struct: name one of its fields behind a dot",
            _ => return Some(place),
        };
        self.fault("not_comparable", format!("Column `{name}` is {what}"), &json!(name), loc)
    }

    fn filters(&mut self, value: &Value, loc: &[Location]) -> Vec<Condition> {
        match value {
            Value::Null => Vec::new(),
            Value::Array(filters) => {
                filters.iter().enumerate().filter_map(|(place, filter)| self.filter(filter, &under(loc, place))).collect()
            }
            other => {
                self.add("list_type", "Input should be a valid list", other, loc);
                Vec::new()
            }
        }
    }

    fn filter(&mut self, filter: &Value, loc: &[Location]) -> Option<Condition> {
        let Value::Object(parts) = filter else {
            self.add("model_type", "Input should be a valid dictionary or instance of Filter", filter, loc);
            return None;
        };
        self.extra(parts, &["attr", "by"], loc);
        let (attr, by) = (under(loc, "attr"), under(loc, "by"));
        let place = match parts.get("attr") {
            Some(Value::String(name)) => self.comparable(name, &attr),
            Some(other) => self.fault("string_type", "Input should be a valid string", other, &attr),
            None => self.fault("missing", "Field required", filter, &attr),
        };
        match parts.get("by") {
            Some(Value::Object(condition)) => self.condition(place, condition, &by),
            Some(other) => self.fault("model_type", "Input should be a valid dictionary or instance of FilterCondition", other, &by),
            None => self.fault("missing", "Field required", filter, &by),
        }
    }

    fn condition(&mut self, place: Option<Place>, by: &Map<String, Value>, loc: &[Location]) -> Option<Condition> {
        self.extra(by, &["value", "when", "attr", "where"], loc);
        let operator = self.operator(by.get("where"), &under(loc, "where"));
        let given = |name: &str| by.get(name).filter(|value| !value.is_null());
        let place = place?;
        // The first of these that is given is meant.
        let operand = if let Some(value) = given("value") {
            self.value(&place, value, &under(loc, "value")).map(Operand::Value)
        } else if let Some(when) = given("when") {
            self.when(&place, when, &under(loc, "when")).map(Operand::Value)
        } else if let Some(attr) = given("attr").filter(|attr| attr.as_str() != Some("")) {
            self.other(&place, attr, &under(loc, "attr")).map(Operand::Place)
        } else {
            self.fault("missing", "One of value, when and attr is required", &Value::Object(by.clone()), loc)
        };
        Some(Condition { place, operator: operator?, operand: operand? })
    }

    fn extra(&mut self, parts: &Map<String, Value>, known: &[&str], loc: &[Location]) {
        for (name, value) in parts.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
            self.add("extra_forbidden", "Extra inputs are not permitted", value, &under(loc, name.as_str()));
        }
    }

    fn operator(&mut self, value: Option<&Value>, loc: &[Location]) -> Option<Operator> {
        let operator = match value {
            None | Some(Value::Null) => return Some(Operator::Equal),
            Some(value) => value.as_str().and_then(Operator::read),
        };
        if operator.is_none() {
            self.add("literal_error", "Input should be '==', '!=', '<', '<=', '>' or '>='", value.unwrap_or(&Value::Null), loc);
        }
        operator
    }

    /// A value that fits a column. Numbers and texts become what the column has, if that is what they say.
    fn value(&mut self, place: &Place, value: &Value, loc: &[Location]) -> Option<Scalar<'static>> {
        let read = read_value(place.kind.present(), value);
        if read.is_none() {
            let (kind, wanted) = wanted(place.kind.present());
            self.add(kind, format!("Column `{}`: input should be {wanted}", place.name), value, loc);
        }
        read
    }

    fn when(&mut self, place: &Place, when: &Value, loc: &[Location]) -> Option<Scalar<'static>> {
        if !matches!(place.kind.present(), ColumnType::Timestamp) {
            return self.fault("datetime_type", format!("Column `{}` has no times: give a value", place.name), when, loc);
        }
        self.value(place, when, loc)
    }

    fn other(&mut self, place: &Place, name: &Value, loc: &[Location]) -> Option<Place> {
        let Some(text) = name.as_str() else {
            return self.fault("string_type", "Input should be a valid string", name, loc);
        };
        let other = self.comparable(text, loc)?;
        let (a, b) = (family(place.kind.present()), family(other.kind.present()));
        if a != b && a != Family::Any && b != Family::Any {
            return self.fault("not_comparable", format!("Columns `{}` and `{text}` are of different types", place.name), name, loc);
        }
        Some(other)
    }
}

/// Kinds of columns that compare with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Boolean,
    Number,
    Text,
    Time,
    Date,
    Clock,
    Any,
}

fn family(kind: &ColumnType) -> Family {
    match kind {
        ColumnType::Boolean => Family::Boolean,
        ColumnType::Text | ColumnType::Choice(_) => Family::Text,
        ColumnType::Timestamp => Family::Time,
        ColumnType::Date => Family::Date,
        ColumnType::Time => Family::Clock,
        ColumnType::Json | ColumnType::List(_) | ColumnType::Map(_) | ColumnType::Struct(_) | ColumnType::Optional(_) => Family::Any,
        _ => Family::Number,
    }
}

/// What a column takes: pydantic's word for the fault, and what is right.
fn wanted(kind: &ColumnType) -> (&'static str, String) {
    match kind {
        ColumnType::Choice(names) => ("enum", names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")),
        kind => match family(kind) {
            Family::Boolean => ("bool_parsing", "true or false".to_owned()),
            Family::Number => ("float_parsing", "a number".to_owned()),
            Family::Time => ("datetime_parsing", "a date and time such as 2026-11-20T14:30:00".to_owned()),
            Family::Date => ("date_parsing", "a date such as 2026-11-20".to_owned()),
            Family::Clock => ("time_parsing", "a time such as 14:30:00".to_owned()),
            Family::Text => ("string_type", "text".to_owned()),
            Family::Any => ("scalar_type", "text, a number, true or false".to_owned()),
        },
    }
}

fn read_value(kind: &ColumnType, value: &Value) -> Option<Scalar<'static>> {
    let text = |text: String| Some(Scalar::Text(text.into()));
    match (family(kind), value) {
        (Family::Boolean | Family::Any, Value::Bool(truth)) => Some(Scalar::Boolean(*truth)),
        (Family::Boolean, Value::String(text)) => text.parse().ok().map(Scalar::Boolean),
        (Family::Boolean, Value::Number(number)) => number.as_u64().filter(|bit| *bit <= 1).map(|bit| Scalar::Boolean(bit == 1)),
        (Family::Number, Value::String(text)) => serde_json::from_str(text.trim()).ok().and_then(|number| self::number(&number)),
        (Family::Number, value) => number(value),
        (Family::Text, Value::String(name)) => match kind {
            ColumnType::Choice(names) if !names.contains(&name.as_str()) => None,
            _ => text(name.clone()),
        },
        (Family::Text, Value::Number(number)) if matches!(kind, ColumnType::Text) => text(number.to_string()),
        (Family::Time, Value::String(_) | Value::Number(_)) => serde_json::from_value::<Timestamp>(value.clone()).ok().map(Scalar::Time),
        (Family::Date, Value::String(day)) => day.parse::<jiff::civil::Date>().ok().and_then(|day| text(day.to_string())),
        (Family::Clock, Value::String(time)) => time.parse::<jiff::civil::Time>().ok().and_then(|time| text(time.to_string())),
        (Family::Any, Value::Number(_)) => number(value),
        (Family::Any, Value::String(any)) => text(any.clone()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Scalar<'static>> {
    let number = value.as_number()?;
    let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    whole.map(Scalar::Integer).or_else(|| number.as_f64().map(Scalar::Float))
}
