//! All dynamic channels of a gateway: gathered at the start, held against what nodes read and publish by name.

use std::sync::Arc;

use serde_json::Value;

use super::outside::Checked;
use super::{DynamicChannel, DynamicMeta};
use crate::channel::received::{Reading, one_by_one, read_by_key};
use crate::channel::{AnyChannel, Batch, BatchShape, Keyed, Stamping};
use crate::graph::GraphMeta;
use crate::message::{Location, Problem};
use crate::words::nearest;

/// A node's read or publish of dynamic channels.
#[derive(Debug, Clone)]
pub struct KeyUse {
    /// The node's place in the order of a cycle.
    pub node: usize,
    /// The field of the channel set.
    pub family: usize,
    /// The place among the node's reads. None if it publishes.
    pub read: Option<usize>,
    /// The name of the channel. None if the node may publish any.
    pub name: Option<String>,
}

/// Who declares a channel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Declarer {
    pub(crate) module: &'static str,
    pub(crate) family: usize,
}

/// The dynamic channels of a gateway.
#[derive(Debug, Default)]
pub(crate) struct DynamicChannels {
    channels: &'static [&'static dyn AnyChannel],
    all: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    checked: Arc<Checked>,
    /// Who declares it, for a message.
    by: String,
    is_live: bool,
}

impl Entry {
    fn name(&self) -> &str {
        &self.checked.declaration.name
    }
}

impl DynamicChannels {
    /// Those that the settings declare, and then those that modules do.
    pub(crate) fn gather(
        channels: &'static [&'static dyn AnyChannel],
        configured: &[Arc<Checked>],
        by_modules: Vec<(Declarer, Vec<DynamicChannel>)>,
    ) -> Result<Self, String> {
        let mut this = Self { channels, all: Vec::new() };
        for checked in configured {
            this.add(Arc::clone(checked), "the settings".to_owned())?;
        }
        for (Declarer { module, family }, declarations) in by_modules {
            for declaration in declarations {
                let name = declaration.name.clone();
                let checked = Checked::new(channels, family, declaration).map_err(|(part, why)| {
                    let of_part = if part.is_empty() { String::new() } else { format!(" in its `{part}`") };
                    format!("module `{module}` declares channel `{name}`, with a fault{of_part}: {why}")
                })?;
                this.add(Arc::new(checked), format!("module `{module}`"))?;
            }
        }
        Ok(this)
    }

    fn add(&mut self, checked: Arc<Checked>, by: String) -> Result<(), String> {
        let name = &checked.declaration.name;
        match self.all.iter().find(|entry| entry.name() == name) {
            None => self.all.push(Entry { checked, by, is_live: false }),
            // Who says the same, as several modules of one type may, means the same channel.
            Some(known) if known.checked.family == checked.family && known.checked.declaration == checked.declaration => {}
            Some(known) => return Err(format!("channel `{name}` is declared by {} and, in another way, by {by}", known.by)),
        }
        Ok(())
    }

    /// Holds them against what the nodes of enabled modules read and publish.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub(crate) fn connect(&mut self, meta: &GraphMeta, uses: &[KeyUse], off: &[bool]) -> Result<(), Vec<String>> {
        let uses: Vec<&KeyUse> = uses.iter().filter(|used| meta.is_on(used.node, off)).collect();
        for entry in &mut self.all {
            let (family, name) = (entry.checked.family, entry.name());
            let mut publishes = uses.iter().filter(|used| used.read.is_none() && used.family == family);
            let is_published = publishes.any(|used| used.name.as_deref().is_none_or(|published| published == name));
            entry.is_live = entry.checked.declaration.spec.send || is_published;
        }
        let wrong: Vec<String> = uses.iter().filter_map(|used| self.fault(meta, used)).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// What is wrong with a read or publish.
    fn fault(&self, meta: &GraphMeta, used: &KeyUse) -> Option<String> {
        let name = used.name.as_deref()?;
        let verb = if used.read.is_some() { "reads" } else { "publishes" };
        let node = meta.node_name(used.node);
        let family = meta.channel_name(used.family);
        let Some(entry) = self.all.iter().find(|entry| entry.checked.family == used.family && entry.name() == name) else {
            let names: Vec<&str> = self.names(used.family).collect();
            let there_are = if names.is_empty() { "nothing declares any".to_owned() } else { format!("there are: {}", names.join(", ")) };
            let hint = nearest(name, names).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            return Some(format!("node `{node}` {verb} channel `{name}` of `{family}`, which nothing declares; {there_are}{hint}"));
        };
        let is_required = used.read.is_some_and(|read| !meta.nodes[used.node].reads[read].optional);
        (is_required && !entry.is_live).then(|| {
            format!("node `{node}` reads channel `{name}` of `{family}`, which nothing publishes; let it be sent, or mark the parameter with `#[optional]`")
        })
    }

    /// The names of those that belong to `family`.
    pub(crate) fn names(&self, family: usize) -> impl Iterator<Item = &str> {
        self.all.iter().filter(move |entry| entry.checked.family == family).map(Entry::name)
    }

    /// All of them, described.
    pub(crate) fn describe(&self) -> Vec<DynamicMeta<'_>> {
        self.all.iter().map(|entry| entry.checked.describe(entry.is_live)).collect()
    }

    /// Reads what a client sends, as [`AnyChannel::decode`] does.
    pub(crate) fn decode(&self, family: usize, body: &Value, key: Option<&str>, ids: &dyn Stamping) -> Result<Batch, Vec<Problem>> {
        let decode = |name: &str, value: &Value, here: &[Location], of_key: &[Location]| {
            let checked = self.sendable(family, name, of_key)?;
            let read = |value: &Value| checked.read(value, self.channels);
            let elements = Reading { read_good: &|_| None, read: &read, is_object: &|| checked.is_object, ids }.all(value, here)?;
            Ok(one_by_one::<Keyed<String, Value>>(elements, Some(&name.to_owned())))
        };
        match key {
            Some(name) => {
                let of_key = [Location::from("path"), Location::from("key")];
                let ticks = decode(name, body, &[Location::from("body")], &of_key)?;
                Ok(Batch::new(ticks, BatchShape::OneByOne))
            }
            None => read_by_key(body, decode),
        }
    }

    /// Its key stands at `of_key`.
    fn sendable(&self, family: usize, name: &str, of_key: &[Location]) -> Result<&Checked, Vec<Problem>> {
        let sendable = || self.all.iter().filter(|entry| entry.checked.family == family && entry.checked.declaration.spec.send);
        sendable().find(|entry| entry.name() == name).map(|entry| &*entry.checked).ok_or_else(|| {
            let names: Vec<&str> = sendable().map(Entry::name).collect();
            vec![Problem::new("enum", format!("Input should be one of {}", names.join(", ")), &name.into()).under(of_key)]
        })
    }
}
