//! Windows, and what is kept of them.

use std::fmt;
use std::time::Duration;

use serde::de::{self, Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::Timestamp;
use crate::message::{Definitions, Schema};

/// Over which values a statistic is taken.
///
/// A window always holds the newest value: the last 0 are the last one, and those of the last 0 seconds too.
///
/// As a setting it is a number of values, a span of time such as `"10s"`, or `"ever"`:
///
/// ```
/// use gateway_runtime::nodes::{Window, mean};
/// use gateway_runtime::prelude::*;
///
/// #[channels]
/// pub struct Bus {
///     #[channel(send)]
///     pub prices: Channel<f64>,
///     pub means: Channel<f64>,
/// }
///
/// #[module]
/// pub struct Average {
///     #[config(default = Window::Last(20))]
///     window: Window,
/// }
///
/// #[module(channels = Bus)]
/// impl Average {
///     #[connect]
///     fn wiring(&self) {
///         means = mean(prices, self.window);
///     }
/// }
///
/// #[gateway(channels = Bus)]
/// # #[allow(deprecated)] // nobody reads `means` here
/// pub struct App {
///     average: Average,
/// }
///
/// App::from_settings(["average.window=1m 30s"])?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// All values so far.
    Ever,
    /// The last so many values.
    Last(usize),
    /// The values of the last so much time. One leaves exactly so long after it came.
    Within(Duration),
}

impl<'de> Deserialize<'de> for Window {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Window;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a window: a number of values, a span of time such as \"10s\", or \"ever\"")
            }

            fn visit_u64<E: de::Error>(self, count: u64) -> Result<Window, E> {
                usize::try_from(count).map(Window::Last).map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, count: i64) -> Result<Window, E> {
                usize::try_from(count).map(Window::Last).map_err(|_| E::custom("a window cannot hold fewer than no values"))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Window, E> {
                if text == "ever" {
                    return Ok(Window::Ever);
                }
                if let Ok(count) = text.parse() {
                    return Ok(Window::Last(count));
                }
                crate::config::duration(de::value::StrDeserializer::new(text)).map(Window::Within)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl Schema for Window {
    fn schema(_: &mut Definitions) -> Value {
        json!({ "anyOf": [
            { "type": "integer", "minimum": 0, "description": "The last so many values." },
            { "type": "string", "description": "Those of a span of time such as \"10s\", or \"ever\"." },
        ] })
    }
}

/// What several values come to, put together from what parts of them come to.
///
/// The default is what no values come to.
pub trait Aggregate: Clone + Default + Send + 'static {
    /// What the values of `self` come to together with those of `later`, which came after them.
    #[must_use]
    fn then(&self, later: &Self) -> Self;
}

/// What the values of a window come to, while values come and leave.
///
/// Nothing is ever subtracted, so that what has left leaves no trace, and rounding errors do not gather. Instead
/// the window is kept in two halves, each with what its values come to: the older one from each of its values on, so
/// that the oldest can be left out, the newer one as a whole. When the older half is used up the newer one takes its
/// place. So a value costs two or three calls of [`Aggregate::then`] in the long run; one that finds the older half empty
/// pays for the whole window.
///
/// Use it for statistics of your own:
///
/// ```
/// use gateway_runtime::nodes::{Aggregate, Rolling, Window};
/// use gateway_runtime::prelude::*;
///
/// #[derive(Clone, Default)]
/// pub struct Product(Option<f64>);
///
/// impl Aggregate for Product {
///     fn then(&self, later: &Self) -> Self {
///         Self(self.0.map_or(later.0, |one| Some(later.0.map_or(one, |other| one * other))))
///     }
/// }
///
/// #[node]
/// fn product(value: &f64, now: Timestamp, #[state] rolling: &mut Rolling<Product>, #[param] window: Window) -> Option<f64> {
///     rolling.add(Product(Some(*value)), now, window);
///     rolling.total().0
/// }
///
/// let mut rolling = Rolling::default();
/// let products = [2.0, 3.0, 4.0, 5.0].map(|value| product(&value, Timestamp::EPOCH, &mut rolling, Window::Last(2)));
/// assert_eq!(products, [Some(2.0), Some(6.0), Some(12.0), Some(20.0)]);
/// ```
#[derive(Clone)]
pub struct Rolling<A> {
    /// The oldest value stands last, with what it and all values before it in here come to.
    older: Vec<(Timestamp, A)>,
    /// The newest value stands last.
    newer: Vec<(Timestamp, A)>,
    /// What the newer half comes to.
    total: A,
}

impl<A: Default> Default for Rolling<A> {
    fn default() -> Self {
        Self { older: Vec::new(), newer: Vec::new(), total: A::default() }
    }
}

impl<A> fmt::Debug for Rolling<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rolling").field("kept", &(self.older.len() + self.newer.len())).finish_non_exhaustive()
    }
}

impl<A: Aggregate> Rolling<A> {
    /// Adds a value that comes `now`, after it has made room for it. The window must be the same each time.
    #[inline]
    pub fn add(&mut self, value: A, now: Timestamp, window: Window) {
        if let Window::Last(most) = window {
            while self.older.len() + self.newer.len() >= most.max(1) {
                self.leave();
            }
        }
        self.pass(now, window);
        self.total = self.total.then(&value);
        if window != Window::Ever {
            self.newer.push((now, value));
        }
    }

    /// Lets time pass: the values leave whose time in the window is over.
    #[inline]
    pub fn pass(&mut self, now: Timestamp, window: Window) {
        if let Window::Within(span) = window {
            while self.oldest().is_some_and(|time| time + span <= now) {
                self.leave();
            }
        }
    }

    /// What the values in the window come to.
    #[inline]
    pub fn total(&self) -> A {
        self.older.last().map_or_else(|| self.total.clone(), |(_, older)| older.then(&self.total))
    }

    fn oldest(&self) -> Option<Timestamp> {
        self.older.last().or(self.newer.first()).map(|(time, _)| *time)
    }

    /// The oldest value leaves.
    fn leave(&mut self) {
        if self.older.is_empty() {
            let mut total = A::default();
            while let Some((time, value)) = self.newer.pop() {
                total = value.then(&total);
                self.older.push((time, total.clone()));
            }
            self.total = A::default();
        }
        self.older.pop();
    }
}
