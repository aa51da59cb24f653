//! Several inputs.

use std::collections::VecDeque;
use std::fmt;

use crate::{Latest, Ticks, node};

/// The first of two inputs that ticks: `one`, or `other` in cycles in which `one` does not tick.
///
/// Where both tick in one cycle the ticks of `other` are left out; [`merge_all`] keeps them.
#[node]
pub fn merge<T: Clone + Send + 'static>(one: Ticks<T>, other: Ticks<T>) -> impl Iterator<Item = T> {
    let others = if one.is_empty() { other.len() } else { 0 };
    one.into_iter().cloned().chain(other.into_iter().take(others).cloned())
}

/// All ticks of two inputs; in one cycle those of `one` first.
#[node]
pub fn merge_all<T: Clone + Send + 'static>(one: Ticks<T>, other: Ticks<T>) -> impl Iterator<Item = T> {
    one.into_iter().cloned().chain(other.into_iter().cloned())
}

/// The newest values of both inputs, when either ticks; once in a cycle. Nothing until both have ticked.
#[node]
pub fn combine<T: Clone + Send + 'static, U: Clone + Send + 'static>(
    one: Ticks<T>,
    other: Ticks<U>,
    #[state] newest: &mut (Option<T>, Option<U>),
) -> Option<(T, U)> {
    if let Some(value) = one.last() {
        newest.0 = Some(value.clone());
    }
    if let Some(value) = other.last() {
        newest.1 = Some(value.clone());
    }
    newest.0.clone().zip(newest.1.clone())
}

/// Pairs: the first value of one input with the first of the other, the second with the second, and so on. A value waits
/// for its partner.
///
/// At most `most` values wait, at least one. Further ones are refused, which is an error that is counted and logged; the
/// pairs are then those of the values that were not refused.
#[node]
pub fn zip<T: Clone + Send + 'static, U: Clone + Send + 'static>(
    one: Ticks<T>,
    other: Ticks<U>,
    #[state] waiting: &mut (VecDeque<T>, VecDeque<U>),
    #[param] most: usize,
) -> Result<impl Iterator<Item = (T, U)> + use<T, U>, Full> {
    let (ones, others) = waiting;
    ones.extend(one.into_iter().cloned());
    others.extend(other.into_iter().cloned());
    let paired = ones.len().min(others.len());
    let most = most.max(1);
    let refused = ones.len().max(others.len()).saturating_sub(paired + most);
    if refused > 0 && paired == 0 {
        ones.truncate(most);
        others.truncate(most);
        return Err(Full { refused, most });
    }
    Ok(ones.drain(..paired).zip(others.drain(..paired)).collect::<Vec<_>>().into_iter())
}

/// The newest value, when `trigger` ticks; once in a cycle. A value of the same cycle counts. Nothing before the first.
#[node]
pub fn sample<T: Clone + Send + 'static, G>(value: Ticks<T>, trigger: Ticks<G>, #[state] newest: &mut Option<T>) -> Option<T> {
    if let Some(value) = value.last() {
        *newest = Some(value.clone());
    }
    if trigger.is_empty() { None } else { newest.clone() }
}

/// Passes values on while `open` is true. Closed until `open` ticks; its tick in the same cycle counts.
#[node]
pub fn gate<T: Clone + Send + 'static>(value: &T, open: Latest<bool>) -> Option<T> {
    (*open == Some(&true)).then(|| value.clone())
}

/// Holds values back while `open` is not true, and gives all of them as a burst when it becomes true. Held back until
/// `open` ticks; its tick in the same cycle counts.
///
/// At most `most` values are held back. Further ones are refused, which is an error that is counted and logged.
#[node]
pub fn hold<T: Clone + Send + 'static>(
    values: Ticks<T>,
    open: Ticks<bool>,
    #[state] is_open: &mut bool,
    #[state] held: &mut VecDeque<T>,
    #[param] most: usize,
) -> Result<impl Iterator<Item = T> + use<T>, Full> {
    if let Some(open) = open.last() {
        *is_open = *open;
    }
    held.extend(values.into_iter().cloned());
    if *is_open {
        return Ok(std::mem::take(held).into_iter());
    }
    let refused = held.len().saturating_sub(most);
    held.truncate(most);
    if refused > 0 { Err(Full { refused, most }) } else { Ok(VecDeque::new().into_iter()) }
}

/// More values than a node may hold back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full {
    refused: usize,
    most: usize,
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused {}: {} wait already, and there is no place for more", self.refused, self.most)
    }
}

impl std::error::Error for Full {}
