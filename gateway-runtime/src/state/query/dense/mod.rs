//! Columns of what queries filter and order by, beside the rows of a state.
//!
//! A row lies wherever its tick was made: to look into each takes some misses of the processor's cache. What all rows have at one place
//! stands here in a column, value after value, so that a filter runs over it in one go and touches those rows alone that it finds.
//!
//! A column is made when a query first needs it; then it follows, with each batch that the keeper takes over and with each query. A state
//! has eight at most: the one that was not needed for the longest time makes room. One that was not needed for a minute goes with the next
//! batch. Nobody pays who does not ask.

mod column;
mod texts;

use std::cmp::Reverse;
use std::time::{Duration, Instant};

use self::column::Column;
use super::columns::Place;
use super::{Condition, Operand, Query};
use crate::channel::AnyTick;

/// So many columns a state has at most.
const MOST: usize = 8;

/// A column that no query needs for so long is dropped.
const UNNEEDED: Duration = Duration::from_mins(1);

/// The rows of a state, each at a place that stays its own: a number below their count.
pub(in crate::state) trait Rows {
    /// How many there are.
    fn len(&self) -> usize;
    /// How often one has changed.
    fn version(&self) -> u64;
    /// One of them: a tick, and which element of it.
    fn at(&self, place: u32) -> (&dyn AnyTick, usize);
    /// Those that have changed after `version`, in any order.
    fn each_since(&self, version: u64, each: &mut dyn FnMut(usize, &dyn AnyTick, usize));
}

/// The columns of a state.
#[derive(Debug, Default)]
pub(in crate::state) struct Dense {
    columns: Vec<Column>,
}

impl Dense {
    pub(in crate::state) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Takes over what has changed in the rows, for columns that are still needed.
    pub(in crate::state) fn follow(&mut self, rows: &dyn Rows, now: Instant) {
        self.columns.retain(|column| now.saturating_duration_since(column.asked) < UNNEEDED);
        self.columns.iter_mut().for_each(|column| column.follow(rows));
    }

    /// The places of the rows that an answer can have; `None` for all. With a limit, of those in the query's order the first ones, and
    /// those that are equal to the last of these.
    pub(in crate::state) fn select(&mut self, query: &Query, rows: &dyn Rows, now: Instant) -> Option<Vec<u32>> {
        self.need(query, rows, now);
        let mut found = None;
        let (dense, sparse): (Vec<_>, Vec<_>) = query.conditions.iter().partition(|condition| self.has(condition));
        for condition in dense {
            found = Some(self.meet(found, condition, rows));
        }
        for condition in sparse {
            let is_met = |place: &u32| is_met(condition, rows, *place);
            found = Some(match found {
                None => places(rows).filter(is_met).collect(),
                Some(found) => found.into_iter().filter(is_met).collect(),
            });
        }
        self.first(found, query, rows)
    }

    /// Sees to it that the columns for a query are there and have what the rows have.
    fn need(&mut self, query: &Query, rows: &dyn Rows, now: Instant) {
        let operand = |condition: &'_ Condition| match &condition.operand {
            Operand::Place(place) => Some(place.clone()),
            Operand::Value(_) => None,
        };
        let mut needed: Vec<Place> = Vec::new();
        let conditions = query.conditions.iter().flat_map(|condition| [Some(condition.place.clone()), operand(condition)]);
        let orders = query.order.iter().filter(|_| query.most().is_some()).map(|order| Some(order.place.clone()));
        for place in conditions.chain(orders).flatten() {
            if !needed.contains(&place) {
                needed.push(place);
            }
        }
        needed.truncate(MOST);
        let mut new = Vec::new();
        for place in needed {
            match self.columns.iter_mut().find(|column| column.place == place) {
                Some(column) => column.asked = now,
                None => new.push(Column::new(place, now)),
            }
        }
        self.columns.sort_by_key(|column| Reverse(column.asked));
        self.columns.truncate(MOST - new.len());
        self.columns.append(&mut new);
        self.columns.iter_mut().filter(|column| column.asked == now).for_each(|column| column.follow(rows));
    }

    fn column(&self, place: &Place) -> Option<&Column> {
        self.columns.iter().find(|column| column.place == *place)
    }

    fn has(&self, condition: &Condition) -> bool {
        let operand = match &condition.operand {
            Operand::Value(_) => true,
            Operand::Place(place) => self.column(place).is_some(),
        };
        operand && self.column(&condition.place).is_some()
    }

    /// The rows that meet a condition whose columns there are.
    fn meet(&self, found: Option<Vec<u32>>, condition: &Condition, rows: &dyn Rows) -> Vec<u32> {
        let in_row = |place| is_met(condition, rows, place);
        let column = |place| self.column(place);
        match (column(&condition.place), &condition.operand) {
            (Some(one), Operand::Value(_)) => one.meet(found, condition, &in_row),
            (Some(one), Operand::Place(place)) if let Some(other) = column(place) => {
                one.meet_other(found, condition.operator, other, &in_row)
            }
            _ => unreachable!("the columns are there"),
        }
    }

    /// Of an ordered answer with a limit the rows that it can have.
    fn first(&self, found: Option<Vec<u32>>, query: &Query, rows: &dyn Rows) -> Option<Vec<u32>> {
        let count = found.as_ref().map_or(rows.len(), Vec::len);
        let Some(most) = query.most().filter(|most| *most < count && !query.order.is_empty()) else { return found };
        let columns: Option<Vec<_>> = query.order.iter().map(|order| Some((self.column(&order.place)?, order.descending))).collect();
        let Some(columns) = columns.filter(|columns| columns.iter().all(|(column, _)| column.is_whole())) else { return found };
        let Some(last) = most.checked_sub(1) else { return Some(Vec::new()) };
        let order = |one: u32, other: u32| {
            let orders = columns.iter().map(|(column, descending)| {
                let order = column.order(one, other);
                if *descending { order.reverse() } else { order }
            });
            orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        };
        let mut found = found.unwrap_or_else(|| places(rows).collect());
        let (_, last, _) = found.select_nth_unstable_by(last, |one, other| order(*one, *other));
        let last = *last;
        found.retain(|place| order(*place, last).is_le());
        Some(found)
    }
}

fn places(rows: &dyn Rows) -> impl Iterator<Item = u32> + use<> {
    (0..).take(rows.len())
}

/// Whether a row itself meets a condition.
fn is_met(condition: &Condition, rows: &dyn Rows, place: u32) -> bool {
    let (tick, element) = rows.at(place);
    condition.is_met(tick, element)
}

#[cfg(test)]
mod tests {
    use super::super::columns::Columns;
    use super::super::scalar::Scalar;
    use super::super::{Operator, Order};
    use super::*;
    use crate::channel::{Stamp, Tick};
    use crate::message::ColumnType;
    use crate::{TickId, Timestamp};
    use serde_json::{Value, json};

    /// Rows that never change again.
    struct Fixed(Vec<Tick<Value>>);

    impl Fixed {
        fn new(values: impl IntoIterator<Item = Value>) -> Self {
            let stamp = || Stamp { id: TickId::client("id"), time: Timestamp::EPOCH };
            Self(values.into_iter().map(|value| Tick::new(value, vec![stamp()])).collect())
        }
    }

    impl Rows for Fixed {
        fn len(&self) -> usize {
            self.0.len()
        }

        fn version(&self) -> u64 {
            1
        }

        fn at(&self, place: u32) -> (&dyn AnyTick, usize) {
            (&self.0[place as usize], 0)
        }

        fn each_since(&self, version: u64, each: &mut dyn FnMut(usize, &dyn AnyTick, usize)) {
            if version == 0 {
                self.0.iter().enumerate().for_each(|(place, tick)| each(place, tick, 0));
            }
        }
    }

    fn place(name: &str) -> Place {
        Columns::new(ColumnType::Json, false).place(name).unwrap()
    }

    fn equal(name: &str, value: i128) -> Condition {
        Condition { place: place(name), operator: Operator::Equal, operand: Operand::Value(Scalar::Integer(value)) }
    }

    fn names(dense: &Dense) -> Vec<&str> {
        let mut names: Vec<&str> = dense.columns.iter().map(|column| column.place.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_column_that_nobody_needs_makes_room_or_goes_after_a_minute() {
        let rows = Fixed::new([json!({ "a": 1 }), json!({ "a": 2 }), json!({ "a": 1 })]);
        let (mut dense, start) = (Dense::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        for (second, name) in (0..).zip(["a", "b", "c", "d", "e", "f", "g", "h", "i"]) {
            let query = Query { conditions: vec![equal(&format!("value.{name}"), 1)], ..Query::default() };
            let expected = if name == "a" { vec![0, 2] } else { vec![] };
            assert_eq!(dense.select(&query, &rows, at(second)), Some(expected));
        }
        assert_eq!(names(&dense), ["b", "c", "d", "e", "f", "g", "h", "i"].map(|name| format!("value.{name}")));
        dense.follow(&rows, at(UNNEEDED.as_secs() + 6));
        assert_eq!(names(&dense), ["value.h", "value.i"]);
    }

    #[test]
    fn a_query_of_more_columns_than_there_can_be_looks_into_rows() {
        let rows = Fixed::new([json!({ "a": 1, "z": 1 }), json!({ "a": 1, "z": 2 }), json!({ "a": 2, "z": 1 })]);
        let mut dense = Dense::default();
        let conditions = ["a", "a", "z"].map(|name| equal(&format!("value.{name}"), 1)).to_vec();
        let order =
            ["b", "c", "d", "e", "f", "g", "h", "i"].map(|name| Order { place: place(&format!("value.{name}")), descending: false });
        let query = Query { conditions, order: order.to_vec(), limit: Some(0), ..Query::default() };
        assert_eq!(dense.select(&query, &rows, Instant::now()), Some(vec![0]));
        assert_eq!(dense.columns.len(), MOST);
        let many: Vec<Condition> = (0..MOST).map(|number| equal(&format!("value.{number}"), 1)).chain([equal("value.a", 2)]).collect();
        assert_eq!(dense.select(&Query { conditions: many[MOST..].to_vec(), ..Query::default() }, &rows, Instant::now()), Some(vec![2]));
        assert_eq!(dense.select(&Query { conditions: many, ..Query::default() }, &rows, Instant::now()), Some(vec![]));
    }
}
