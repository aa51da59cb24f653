//! One value at a time, without memory.

use crate::node;

/// Applies a function to each value.
///
/// The type of an edge must be written: `let larger: i64 = map(numbers, |number| number + 1);`.
#[node]
pub fn map<T, U>(value: &T, #[param] function: impl FnOnce(&T) -> U) -> U {
    function(value)
}

/// Passes on the values for which `predicate` holds.
#[node]
pub fn filter<T: Clone + Send + 'static>(value: &T, #[param] predicate: impl FnOnce(&T) -> bool) -> Option<T> {
    predicate(value).then(|| value.clone())
}

/// Applies a function to each value, and passes on what it gives, if anything.
///
/// The type of an edge must be written, as with [`map`].
#[node]
pub fn filter_map<T, U>(value: &T, #[param] function: impl FnOnce(&T) -> Option<U>) -> Option<U> {
    function(value)
}

/// Values for which `predicate` holds, and the others: `let (even, odd) = split(numbers, |n| n % 2 == 0);`.
#[node]
pub fn split<T: Clone + Send + 'static>(value: &T, #[param] predicate: impl FnOnce(&T) -> bool) -> (Option<T>, Option<T>) {
    if predicate(value) { (Some(value.clone()), None) } else { (None, Some(value.clone())) }
}

/// Calls a function with each value, and gives nothing: a line of its own, such as `inspect(prices, |p| println!("{p}"));`.
#[node]
pub fn inspect<T>(value: &T, #[param] function: impl FnOnce(&T)) {
    function(value);
}

/// Passes on all but `NaN`.
#[node]
pub fn drop_nans<T: Clone + PartialOrd + Send + 'static>(value: &T) -> Option<T> {
    // `NaN` does not compare, not even with itself.
    value.partial_cmp(value).map(|_| value.clone())
}
