//! Typed queries of states: filters, order, parts of the rows. They are answered from the rows themselves, and from columns beside them.

mod columns;
mod dense;
mod find;
mod read;
mod scalar;

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::{Map, Value};

use self::columns::{Columns, Place};
use self::scalar::Scalar;
use super::{Keeper, Row, StateMeta};
use crate::channel::{AnyChannel, AnyTick};
use crate::message::Problem;

pub(super) use self::dense::{Dense, Rows};

/// A query that was read and fits the columns of its state. All conditions must be met.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    conditions: Vec<Condition>,
    order: Vec<Order>,
    limit: Option<usize>,
    offset: usize,
    fields: Option<Vec<Place>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Condition {
    place: Place,
    operator: Operator,
    operand: Operand,
}

#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Value(Scalar<'static>),
    Place(Place),
}

#[derive(Debug, Clone, PartialEq)]
struct Order {
    place: Place,
    descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Operator {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "==" => Self::Equal,
            "!=" => Self::Unequal,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">" => Self::More,
            ">=" => Self::AtLeast,
            _ => return None,
        })
    }

    fn is_met(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }

    fn is_met_by(self, value: &Scalar<'_>, other: &Scalar<'_>) -> bool {
        value.compare(other).is_some_and(|order| self.is_met(order))
    }
}

impl Condition {
    /// What is nothing meets no condition.
    fn is_met(&self, tick: &dyn AnyTick, element: usize) -> bool {
        let mut met = false;
        self.place.of(tick, element, &mut |value| match &self.operand {
            Operand::Value(other) => met = self.operator.is_met_by(&value, other),
            Operand::Place(place) => place.of(tick, element, &mut |other| met = self.operator.is_met_by(&value, &other)),
        });
        met
    }
}

impl Query {
    /// Reads a query of a state of `channel`: what the parameter `query` of an address has, and the parameters `order`, `limit`,
    /// `offset` and `fields` beside it; others are not looked at.
    ///
    /// # Errors
    /// Everything that is wrong: unknown columns and operators, values that do not fit their columns, parts that a query does not have.
    pub fn read(channel: &dyn AnyChannel, json: Option<&Value>, parameters: &[(Cow<'_, str>, Cow<'_, str>)]) -> Result<Self, Vec<Problem>> {
        read::query(&Columns::of(channel), json, parameters)
    }

    /// The rows of `state` that meet it, in its order, or else in that of the key. [`write`](Self::write) writes them.
    pub fn rows(&self, keeper: &Keeper, state: usize) -> Vec<Row> {
        let Some(meta) = keeper.states().get(state) else { return Vec::new() };
        let is_wanted = |tick: &dyn AnyTick, element| self.conditions.iter().all(|condition| condition.is_met(tick, element));
        let by_key = self.key(meta).map(|key| keeper.get(state, &key.iter().map(String::as_str).collect::<Vec<_>>()));
        let mut rows: Vec<Row> = match by_key {
            Some(Ok(row)) => row.into_iter().filter(|row| is_wanted(&*row.tick, row.element)).collect(),
            _ => keeper.select(state, self),
        };
        if !self.order.is_empty() {
            rows = self.ordered(rows);
        }
        rows.into_iter().skip(self.offset).take(self.limit.unwrap_or(usize::MAX)).collect()
    }

    /// How many rows of those that meet it an answer looks at.
    fn most(&self) -> Option<usize> {
        self.limit.map(|limit| limit.saturating_add(self.offset))
    }

    /// The same, where rows come in the order of the key.
    pub(super) fn most_by_key(&self) -> Option<usize> {
        self.most().filter(|_| self.order.is_empty())
    }

    /// The parts of the key, if the conditions name one.
    fn key(&self, meta: &StateMeta) -> Option<Vec<String>> {
        let part = |(place, path): (usize, &&[&str])| {
            let is_part = |condition: &&Condition| condition.place.is_path(path, meta.of_basket && place == 0);
            let mut conditions = self.conditions.iter().filter(|condition| condition.operator == Operator::Equal);
            match &conditions.find(is_part)?.operand {
                Operand::Value(value) => value.label(),
                Operand::Place(_) => None,
            }
        };
        meta.key.iter().enumerate().map(part).collect()
    }

    fn ordered(&self, rows: Vec<Row>) -> Vec<Row> {
        let value = |row: &Row, order: &Order| {
            let mut value = Scalar::Null;
            order.place.of(&*row.tick, row.element, &mut |found| value = found.into_owned());
            value
        };
        let mut keyed: Vec<(Vec<Scalar<'static>>, Row)> =
            rows.into_iter().map(|row| (self.order.iter().map(|order| value(&row, order)).collect(), row)).collect();
        keyed.sort_by(|(a, _), (b, _)| {
            let each = self.order.iter().zip(a.iter().zip(b));
            let orders = each.map(|(order, (a, b))| if order.descending { b.order(a) } else { a.order(b) });
            orders.fold(Ordering::Equal, Ordering::then)
        });
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    /// The names of the fields that its rows have; `None` for all of them.
    pub fn fields(&self) -> Option<Vec<String>> {
        Some(self.fields.as_ref()?.iter().map(|place| place.name.clone()).collect())
    }

    /// Appends one of its rows to `out` as a JSON object: the whole of it as it goes over the wire, or the fields that were asked for.
    pub fn write(&self, row: &Row, out: &mut Vec<u8>) {
        let Some(fields) = &self.fields else { return row.write_json(out) };
        let mut whole = Vec::new();
        row.write_json(&mut whole);
        let whole: Value = serde_json::from_slice(&whole).unwrap_or_default();
        let value = |place: &Place| match row.key().filter(|_| place.is_key()) {
            Some(key) => Value::from(key),
            None => place.in_json(&whole).cloned().unwrap_or_default(),
        };
        let chosen: Map<String, Value> = fields.iter().map(|place| (place.name.clone(), value(place))).collect();
        out.extend_from_slice(Value::Object(chosen).to_string().as_bytes());
    }
}
