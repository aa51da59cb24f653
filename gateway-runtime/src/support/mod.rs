//! What generated code calls. **Not part of the public interface**: it changes with the macros, which have the same
//! version.
//!
//! Generated code stays thin because what it does is here, as ordinary functions:
//!
//! - `#[message]` describes its fields to [`object_schema`], [`enum_schema`] and [`tagged_schema`].
//! - `#[channels]` implements [`CarriedBy`] for what each channel carries; that is where rustc compares the types of
//!   parameters and return values with those of channels, in [`read`] and its relatives and [`give`] and its relatives.
//! - `#[gateway]` calls nodes through [`guard`] and [`settle`], and keeps ticks in a [`Burst`].
//!
//! | file | what is in it |
//! |---|---|
//! | `slots.rs` | the variables of channels in a cycle |
//! | `carried.rs` | what a channel carries: where rustc compares the types of parameters and returned values with it |
//! | `sources.rs` | what sources give |
//! | `returned.rs` | what other functions of users return: checks, hooks and commands |
//! | `schemas.rs` | schemas of messages and settings, and the defaults of these |
//! | `asserted.rs` | what compiles only if it is so |
//! | `configured.rs` | gateways, groups and modules, made from settings |
//! | `seconds.rs` | spans of time on the wire |

mod asserted;
mod carried;
mod configured;
mod returned;
mod schemas;
pub mod seconds;
mod slots;
mod sources;

pub use futures::Stream;
pub use gateway_macros::{companion_of_group, gateway_with_modules, group_with_members, module_with_channels};
pub use serde;
pub use serde_json::Value as Json;

pub use crate::channel::{
    AnyChannel, ChannelAt, ChannelDef, ChannelRef, ChannelSet, Declared, Erased, Key, Keyed, Latest, Payload, Sampled, Tick, Ticks,
};
pub use crate::channel::{AnySettings, ChannelSettings, StaticFields, StaticMeta, label, labels};
pub use crate::channel::{AsKey, KeyOf, Keys, MessageIn, MessageOf, Messages, burst_of_key, key, of_key, under};
pub use crate::channel::{Collection, First, FirstByKey, Last, LastByKey, is_of_key};
pub use crate::channel::{DynamicChannel, KeyUse, declared};
pub use crate::channel::{SameKey, give_all_under, give_option_under, give_under, same_key};
pub use crate::channel::{read_message, read_option_message, read_ticks_message, sample_message};
pub use crate::cli::run;
pub use crate::config::{
    ConfigError, Configure, PartSchema, Section, SettingSchema, duration, gateway_schema, group_schema, settings_schema, span_schema,
};
pub use crate::engine::{
    Alarm, Answer, AnswerOf, AnyArrivals, AnyOffload, AnyOutlet, Arguments, Arrivals, ByKey, CommandAt, Context, Desk, EdgeAt, FewInputs,
    Gateway, GivenStamps, Graph, Inputs, Keeps, Kept, KeptBy, Limits, ManyInputs, NoGraph, NodeError, NodeOutput, NodeState, Offload,
    Outlet, Overflow, Ran, Recurrence, StartError, Stops, StreamSource, Task, Timer, answer_schema, arguments_schema, guard,
    read_arguments, recurrence, run_command, settle,
};
pub use crate::graph::{ChannelMeta, ChannelState, CommandMeta, Drive, EdgeMeta, GraphMeta, ModuleMeta, NodeMeta, ReadMeta};
pub use crate::life::{Configured, Life, OnFailure};
pub use crate::message::{
    ColumnType, Definitions, FieldAt, FieldColumn, FieldSchema, Fields, Found, Invalid, Message, Schema, VariantSchema, field, found, part,
    place, struct_column, tagged_column,
};
pub use crate::module::{Group, Instances, Module, ModuleOf, PartAt};
pub use crate::mount::{Mount, MountAt, MountType, as_mount, mount};
pub use crate::rate::IntoRate;
pub use crate::stage::{Staging, StagingEvent, StagingRequest};

pub use crate::TickId;
pub use crate::state::{
    BasketKeyOf, Bounds, Changes, ElementOf, KeyPart, NoPart, Probe, Remembered, State, StateAt, StateDef, StateKey, StateRef, View,
    ViewOf, basket_key, read_changes, read_state, state,
};

pub use asserted::*;
pub use carried::*;
pub use configured::*;
pub use returned::*;
pub use schemas::*;
pub use slots::*;
pub use sources::*;
