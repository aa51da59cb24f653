//! What the macros know of channel sets, modules and gateways. No attribute of syn gets here.
//!
//! [`ChannelSet`] and [`Module`] travel as tokens from macro to macro (see [`crate::companion`]); a [`Graph`] is the
//! whole gateway, resolved.

mod description;
pub(crate) mod function;
pub(crate) mod graph;
pub(crate) mod group;
mod module;
mod multiplicity;
pub(crate) mod plan;
mod set;

pub(crate) use function::{Function, Given};
pub(crate) use graph::Graph;
pub(crate) use module::{Command, Edge, Marks, Module, Node, Publish, Read};
pub(crate) use multiplicity::Multiplicity;
pub(crate) use plan::Plan;
pub(crate) use set::{Channel, ChannelSet, ERRORS, Remembers, Role, State, StaticField};

pub(crate) use description::Place;
use description::{all, words};

words! {
    /// The form of a channel's ticks.
    pub(crate) enum Shape {
        /// One message a tick.
        Value = value,
        /// A list of messages a tick.
        List = list,
        /// One message for one of the keys.
        Basket = basket,
    }
}

words! {
    /// What becomes of several ticks in one cycle, where it is not a burst.
    pub(crate) enum Merge {
        /// The first one is kept; of a basket the first one of each key.
        First = first,
        /// The last one is kept; of a basket the last one of each key.
        Last = last,
        /// All of them become one list.
        Collect = collect,
    }
}

words! {
    /// How a parameter reads its channel.
    pub(crate) enum How {
        /// `&T`: the node runs once for each tick.
        Each = each,
        /// `Option<&T>`: the node runs if any trigger ticked.
        Maybe = maybe,
        /// `Ticks<T>`: likewise, with the whole burst.
        Burst = burst,
        /// `Latest<T>`: a sample.
        Sample = sample,
        /// `State<K, T>`: the newest value of every key of a state.
        State = state,
        /// `Changes<K, T>`: likewise, and the node runs if the state has changed.
        Changes = changes,
    }
}

words! {
    /// Which keys of its channel a parameter reads.
    pub(crate) enum Keys {
        /// All of them, or the channel has none.
        All = all,
        /// The one that an expression names.
        Named = named,
        /// That of the tick for which the node runs.
        OfTick = of_tick,
    }
}

impl How {
    /// Whether a tick makes the node run.
    pub(crate) fn is_trigger(self) -> bool {
        !matches!(self, Self::Sample | Self::State)
    }
}

words! {
    /// What a returned value gives its channel.
    pub(crate) enum Yield {
        /// `T`: a tick at each run.
        Always = always,
        /// `Option<T>`: a tick or none.
        Maybe = optional,
        /// `Vec<T>`: a burst, or one tick of a list channel; never in a description.
        Vec = vec,
        /// An array or an iterator: any number of ticks.
        Burst = many,
    }
}

words! {
    /// What makes a node run besides ticks.
    pub(crate) enum Drive {
        /// Nothing else.
        Ticks = ticks,
        /// A timer.
        Timer = timer,
        /// It gives one timestamped value after the other.
        Pull = pull,
        /// It gives an iterator of timestamped values.
        Iterator = iterator,
        /// It gives a stream.
        Stream = stream,
        /// It gives an iterator for a thread of its own.
        Generator = generator,
        /// What a node off the engine's thread gives: the trigger of it is the node before.
        Results = results,
        /// What a command gives.
        Command = command,
    }
}

words! {
    /// What a node keeps from run to run, beside its module.
    pub(crate) enum Keeps {
        /// Nothing.
        Nothing = nothing,
        /// State.
        State = state,
        /// Alarms, and perhaps state.
        Alarms = alarms,
    }
}

impl Drive {
    /// Whether the node is a source.
    pub(crate) fn is_source(self) -> bool {
        matches!(self, Self::Pull | Self::Iterator | Self::Stream | Self::Generator)
    }
}
