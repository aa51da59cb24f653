//! The keys of baskets that the outside knows or may add.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use super::{AnyChannel, AnySettings, Shape};
use crate::message::{Location, Problem};

/// How many keys the outside can add to a basket, unless the settings say otherwise.
pub(super) const MAX_KEYS: usize = 10_000;

/// The keys of all channels.
#[derive(Debug)]
pub(crate) struct KnownKeys(Vec<OfBasket>);

/// The keys of one basket. A channel that is none has no keys.
#[derive(Debug)]
struct OfBasket {
    name: &'static str,
    /// Those that are known from the start: declared, of the settings, and named by modules, in this order.
    known: Vec<String>,
    closed: bool,
    /// How many others there may be.
    limit: usize,
    /// The others that were accepted from outside.
    added: Mutex<HashSet<String>>,
}

impl KnownKeys {
    /// The keys of `channels`: those declared, those of the settings, and those in `named`, each with its channel.
    pub(crate) fn new(channels: &[&dyn AnyChannel], settings: &dyn AnySettings, named: &[(usize, Vec<String>)]) -> Self {
        let of_channel = |(place, channel): (usize, &&dyn AnyChannel)| {
            let mut known: Vec<String> = Vec::new();
            let by_modules = named.iter().filter(|(channel, _)| *channel == place).flat_map(|(_, keys)| keys.clone());
            for key in channel.declared_keys().into_iter().chain(settings.keys(place)).chain(by_modules) {
                if !known.contains(&key) {
                    known.push(key);
                }
            }
            OfBasket {
                name: channel.name(),
                known,
                closed: settings.is_closed(place).unwrap_or(channel.is_closed()),
                limit: settings.max_keys(place).unwrap_or(MAX_KEYS),
                added: Mutex::default(),
            }
        };
        Self(channels.iter().enumerate().map(of_channel).collect())
    }

    /// The keys of `channel` that are known from the start.
    pub(crate) fn known(&self, channel: usize) -> &[String] {
        &self.0[channel].known
    }

    /// Whether the outside can use no other keys.
    pub(crate) fn is_closed(&self, channel: usize) -> bool {
        self.0[channel].closed
    }

    /// Whether the outside may use `label` as a key, as far as it is one at all.
    pub(crate) fn allows(&self, channel: usize, label: &str) -> bool {
        let basket = &self.0[channel];
        !basket.closed || basket.known.iter().any(|known| known == label)
    }

    /// Takes keys in that come from outside. None are taken if one of them is refused.
    pub(crate) fn admit(&self, channel: usize, labels: &[(&str, Vec<Location>)]) -> Result<(), Vec<Problem>> {
        let basket = &self.0[channel];
        let others: Vec<_> = labels.iter().filter(|(label, _)| !basket.known.iter().any(|known| known == label)).collect();
        if others.is_empty() {
            return Ok(());
        }
        if basket.closed {
            let expected = basket.known.join(", ");
            let refuse = |(label, place): &&(&str, Vec<Location>)| {
                Problem::new("enum", format!("Input should be one of {expected}"), &(*label).into()).under(place)
            };
            return Err(others.iter().map(refuse).collect());
        }
        // No code of a user runs under this lock.
        let mut added = basket.added.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh: Vec<_> = others.into_iter().filter(|(label, _)| !added.contains(*label)).collect();
        if added.len() + fresh.len() > basket.limit {
            let text = format!("Basket {} can have no more keys: {} were added to those it knows", basket.name, added.len());
            let refuse =
                |(label, place): &&(&str, Vec<Location>)| Problem::new("too_many_keys", text.clone(), &(*label).into()).under(place);
            return Err(fresh.iter().map(refuse).collect());
        }
        added.extend(fresh.into_iter().map(|(label, _)| (*label).to_owned()));
        Ok(())
    }

    /// Whether `channel` has keys that an enum does not know.
    pub(crate) fn concerns(channel: &dyn AnyChannel) -> bool {
        channel.shape() == Shape::Basket && channel.known_keys().is_none()
    }
}
