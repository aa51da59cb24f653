//! Values and those before them.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;
use std::ops::Sub;

use crate::node;

/// Passes a value on if it differs from the one before; the first always does.
#[node]
pub fn distinct<T: Clone + PartialEq + Send + 'static>(value: &T, #[state] before: &mut Option<T>) -> Option<T> {
    let is_new = before.as_ref() != Some(value);
    is_new.then(|| before.insert(value.clone()).clone())
}

/// Passes a value on if it is none of the last `most` different ones. Of more than these the one longest ago passed on
/// is forgotten, and would pass again. At least one is remembered.
#[node]
pub fn unique<T: Clone + Eq + Hash + Send + 'static>(
    value: &T,
    #[state] known: &mut HashSet<T>,
    #[state] order: &mut VecDeque<T>,
    #[param] most: usize,
) -> Option<T> {
    if !known.insert(value.clone()) {
        return None;
    }
    order.push_back(value.clone());
    while order.len() > most.max(1) {
        if let Some(oldest) = order.pop_front() {
            known.remove(&oldest);
        }
    }
    Some(value.clone())
}

/// Passes on the first value only.
#[node]
pub fn first<T: Clone + Send + 'static>(value: &T, #[state] seen: &mut bool) -> Option<T> {
    (!std::mem::replace(seen, true)).then(|| value.clone())
}

/// Passes on the first `count` values.
#[node]
pub fn take<T: Clone + Send + 'static>(value: &T, #[state] taken: &mut usize, #[param] count: usize) -> Option<T> {
    (*taken < count).then(|| {
        *taken += 1;
        value.clone()
    })
}

/// Passes on all but the first `count` values.
#[node]
pub fn skip<T: Clone + Send + 'static>(value: &T, #[state] skipped: &mut usize, #[param] count: usize) -> Option<T> {
    if *skipped < count {
        *skipped += 1;
        return None;
    }
    Some(value.clone())
}

/// Each value with the one before it: `(before, now)`. The first gives nothing.
#[node]
pub fn pairwise<T: Clone + Send + 'static>(value: &T, #[state] before: &mut Option<T>) -> Option<(T, T)> {
    Some((before.replace(value.clone())?, value.clone()))
}

/// Each value minus the one before it. The first gives nothing.
#[node]
pub fn difference<T: Clone + Sub<Output = T> + Send + 'static>(value: &T, #[state] before: &mut Option<T>) -> Option<T> {
    let before = before.replace(value.clone())?;
    Some(value.clone() - before)
}

/// The value that came `ticks` ticks before; with 0 the value itself.
#[node]
pub fn delay_ticks<T: Clone + Send + 'static>(value: &T, #[state] waiting: &mut VecDeque<T>, #[param] ticks: usize) -> Option<T> {
    waiting.push_back(value.clone());
    if waiting.len() > ticks { waiting.pop_front() } else { None }
}

/// How many values there have been.
#[node]
pub fn count<T>(_value: &T, #[state] count: &mut u64) -> u64 {
    *count += 1;
    *count
}

/// All values so far put together, two at a time: the first as it is, then `step(&so_far, &value)`.
///
/// `accumulate(prices, |a, b| a.max(*b))` is the highest price so far. For a result of another type than the values there is
/// [`scan`].
#[node]
pub fn accumulate<T: Clone + Send + 'static>(value: &T, #[state] so_far: &mut Option<T>, #[param] step: impl FnOnce(&T, &T) -> T) -> T {
    let next = match so_far {
        Some(so_far) => step(so_far, value),
        None => value.clone(),
    };
    so_far.insert(next).clone()
}

/// What `step` makes of each value and of what it gave for the one before, which begins as `initial`.
///
/// The type of an edge must be written: `let total: u64 = scan(orders, 0, |total, order| total + order.size);`.
#[node]
pub fn scan<T, S: Clone + Send + 'static>(
    value: &T,
    #[state] so_far: &mut Option<S>,
    #[param] initial: S,
    #[param] step: impl FnOnce(S, &T) -> S,
) -> S {
    let next = step(so_far.take().unwrap_or(initial), value);
    so_far.insert(next).clone()
}
