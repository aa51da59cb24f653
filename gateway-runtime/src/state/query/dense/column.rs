//! One column: what every row of a state has at one place.

use std::cmp::Ordering;
use std::time::Instant;

use super::super::columns::Place;
use super::super::scalar::{Scalar, floats};
use super::super::{Condition, Operand, Operator};
use super::Rows;
use super::texts::Texts;
use crate::Timestamp;

/// A text longer than this stays in its row.
const LONG: usize = 64;

/// A value of each row: what kind it is of, and 64 bits.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) place: Place,
    kinds: Vec<Kind>,
    bits: Vec<u64>,
    texts: Texts,
    /// How many values are in their rows alone.
    outside: usize,
    /// The version of the state that it has.
    version: u64,
    /// When a query needed it last.
    pub(super) asked: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    Boolean,
    /// Of the range of `i64`.
    Integer,
    /// Above that range, but within that of `u64`.
    Unsigned,
    Float,
    /// The code of a text.
    Text,
    Time,
    Parts,
    /// Something large: it is to be looked up in the row.
    Outside,
}

impl Column {
    pub(super) fn new(place: Place, asked: Instant) -> Self {
        Self { place, kinds: Vec::new(), bits: Vec::new(), texts: Texts::default(), outside: 0, version: 0, asked }
    }

    /// Takes over what has changed.
    pub(super) fn follow(&mut self, rows: &dyn Rows) {
        self.kinds.resize(rows.len(), Kind::Null);
        self.bits.resize(rows.len(), 0);
        let place = self.place.clone();
        rows.each_since(self.version, &mut |row, tick, element| {
            let mut is_found = false;
            place.of(tick, element, &mut |value| {
                is_found = true;
                self.set(row, &value);
            });
            if !is_found {
                // What cannot be read is nothing.
                self.set(row, &Scalar::Null);
            }
        });
        self.version = rows.version();
    }

    #[expect(clippy::cast_sign_loss, reason = "its bits are kept")]
    fn set(&mut self, row: usize, value: &Scalar<'_>) {
        let old = (self.kinds[row], self.bits[row]);
        let (kind, bits) = match value {
            Scalar::Text(text) if old.0 == Kind::Text && self.texts.get(code_of(old.1)) == text => return,
            Scalar::Null => (Kind::Null, 0),
            Scalar::Boolean(truth) => (Kind::Boolean, u64::from(*truth)),
            Scalar::Integer(number) => match (i64::try_from(*number), u64::try_from(*number)) {
                (Ok(number), _) => (Kind::Integer, number as u64),
                (_, Ok(number)) => (Kind::Unsigned, number),
                _ => (Kind::Outside, 0),
            },
            Scalar::Float(number) => (Kind::Float, number.to_bits()),
            Scalar::Text(text) if text.len() > LONG => (Kind::Outside, 0),
            Scalar::Text(text) => (Kind::Text, self.texts.take(text).into()),
            Scalar::Time(time) => (Kind::Time, time.as_nanos() as u64),
            Scalar::Parts => (Kind::Parts, 0),
        };
        (self.kinds[row], self.bits[row]) = (kind, bits);
        self.outside += usize::from(kind == Kind::Outside);
        match old {
            (Kind::Text, code) => self.texts.give_back(code_of(code)),
            (Kind::Outside, _) => self.outside -= 1,
            _ => {}
        }
    }

    /// Whether all values are here.
    pub(super) fn is_whole(&self) -> bool {
        self.outside == 0
    }

    /// The value of a row, unless it is in the row alone.
    fn get(&self, row: u32) -> Option<Scalar<'_>> {
        let (kind, bits) = (self.kinds[row as usize], self.bits[row as usize]);
        Some(match kind {
            Kind::Null => Scalar::Null,
            Kind::Boolean => Scalar::Boolean(bits == 1),
            Kind::Integer => Scalar::Integer(signed(bits).into()),
            Kind::Unsigned => Scalar::Integer(bits.into()),
            Kind::Float => Scalar::Float(f64::from_bits(bits)),
            Kind::Text => Scalar::Text(self.texts.get(code_of(bits)).into()),
            Kind::Time => Scalar::Time(Timestamp::from_nanos(signed(bits))),
            Kind::Parts => Scalar::Parts,
            Kind::Outside => return None,
        })
    }

    /// How the values of two rows are in order. Both must be here.
    pub(super) fn order(&self, one: u32, other: u32) -> Ordering {
        let at = |row: u32| (self.kinds[row as usize], self.bits[row as usize]);
        match (at(one), at(other)) {
            ((Kind::Integer, one), (Kind::Integer, other)) | ((Kind::Time, one), (Kind::Time, other)) => signed(one).cmp(&signed(other)),
            ((Kind::Float, one), (Kind::Float, other)) => floats(f64::from_bits(one), f64::from_bits(other)),
            ((Kind::Text, one), (Kind::Text, other)) if one == other => Ordering::Equal,
            _ => match (self.get(one), self.get(other)) {
                (Some(one), Some(other)) => one.order(&other),
                _ => Ordering::Equal,
            },
        }
    }

    /// The rows that meet a condition on this column and a value, out of `rows`, or of all. `in_row` looks into the row.
    pub(super) fn meet(&self, rows: Option<Vec<u32>>, condition: &Condition, in_row: &dyn Fn(u32) -> bool) -> Vec<u32> {
        let Operand::Value(wanted) = &condition.operand else { return self.filter(rows, |row, _, _| in_row(row)) };
        let operator = condition.operator;
        // What is not of the kind of the value that is wanted.
        let other = |row| match self.get(row) {
            Some(value) => condition.operator.is_met_by(&value, wanted),
            None => in_row(row),
        };
        match wanted {
            Scalar::Integer(number) => match i64::try_from(*number) {
                Ok(number) => self.of_kind(rows, Kind::Integer, |bits| operator.is_met(signed(bits).cmp(&number)), other),
                Err(_) => self.filter(rows, |row, _, _| other(row)),
            },
            Scalar::Float(number) => self.of_kind(rows, Kind::Float, |bits| operator.is_met(floats(f64::from_bits(bits), *number)), other),
            Scalar::Time(time) => self.of_kind(rows, Kind::Time, |bits| operator.is_met(signed(bits).cmp(&time.as_nanos())), other),
            Scalar::Text(text) if matches!(operator, Operator::Equal | Operator::Unequal) => {
                let code = self.texts.code(text).map(u64::from);
                self.of_kind(rows, Kind::Text, |bits| (Some(bits) == code) == (operator == Operator::Equal), other)
            }
            Scalar::Text(text) => {
                let compared = self.texts.compared(text);
                self.of_kind(rows, Kind::Text, |bits| operator.is_met(compared[code_of(bits) as usize]), other)
            }
            Scalar::Null | Scalar::Boolean(_) | Scalar::Parts => self.filter(rows, |row, _, _| other(row)),
        }
    }

    /// The rows that meet a condition on this column and another one.
    pub(super) fn meet_other(&self, rows: Option<Vec<u32>>, operator: Operator, other: &Self, in_row: &dyn Fn(u32) -> bool) -> Vec<u32> {
        self.filter(rows, |row, _, _| match (self.get(row), other.get(row)) {
            (Some(value), Some(other)) => operator.is_met_by(&value, &other),
            _ => in_row(row),
        })
    }

    fn of_kind(&self, rows: Option<Vec<u32>>, wanted: Kind, is_met: impl Fn(u64) -> bool, other: impl Fn(u32) -> bool) -> Vec<u32> {
        self.filter(rows, |row, kind, bits| if kind == wanted { is_met(bits) } else { other(row) })
    }

    fn filter(&self, rows: Option<Vec<u32>>, is_met: impl Fn(u32, Kind, u64) -> bool) -> Vec<u32> {
        match rows {
            None => {
                let values = (0..).zip(self.kinds.iter().zip(&self.bits));
                values.filter(|(row, (kind, bits))| is_met(*row, **kind, **bits)).map(|(row, _)| row).collect()
            }
            Some(mut rows) => {
                rows.retain(|row| is_met(*row, self.kinds[*row as usize], self.bits[*row as usize]));
                rows
            }
        }
    }
}

#[expect(clippy::cast_possible_wrap, reason = "these are the bits of an `i64`")]
fn signed(bits: u64) -> i64 {
    bits as i64
}

#[expect(clippy::cast_possible_truncation, reason = "these are the bits of a `u32`")]
fn code_of(bits: u64) -> u32 {
    bits as u32
}
