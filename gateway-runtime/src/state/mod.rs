//! States and histories: what channels remember of their ticks, outside the cycle.
//!
//! A *state* has the last tick of a channel for every key, a *history* its last ticks, a *lookup* finds a tick by its id. Channels
//! declare them: `#[channel(state(key = symbol), history = 100_000, lookup)]`.
//!
//! A cycle only hands a tick over, shared and not copied, to the store of its channel, which keeps it in a bounded batch. The
//! keeper's thread brings batches into maps and rings, and so does whoever asks, so that an answer has all that has ticked.
//! [`Keeper`] is where to ask.
//!
//! Nodes that read a state, as [`State`] or [`Changes`], have a map of their own inside the cycle, which is there only if one does.

mod bounds;
mod def;
mod file;
mod keeper;
mod key;
mod keyed;
mod order;
mod query;
mod ring;
mod row;
mod sql;
mod store;
mod table;
mod view;

pub use bounds::Bounds;
pub use def::{StateDef, StateMeta};
pub use file::write_whole;
pub use keeper::{HistoryMeta, Keeper, KeeperStats, LookupMeta, StateStats};
pub use key::{KeyPart, StateKey, WrongKey};
pub use keyed::StateChanges;
pub use query::Query;
pub use ring::HistoryChanges;
pub use row::Row;
pub use sql::{Answer, Form, Parameters, Question, Tables, Ticks, Unanswered};
pub use view::{Changes, Rows, State};

pub(crate) use keeper::KeeperThread;

#[doc(hidden)]
pub use def::{BasketKeyOf, ElementOf, StateAt, StateRef, basket_key};
#[doc(hidden)]
pub use key::{NoPart, Probe};
#[doc(hidden)]
pub use keyed::{AnyState, Unsorted, Wanted, state};
#[doc(hidden)]
pub use order::FoundOrder;
#[doc(hidden)]
pub use row::Held;
#[doc(hidden)]
pub use store::{AnyStore, Remembered, Sink, Store, Ticked};
#[doc(hidden)]
pub use view::{View, ViewOf, read_changes, read_state};

/// How many keys a state has at most, unless it says otherwise.
const MAX_KEYS: usize = 1_000_000;
