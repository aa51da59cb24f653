//! What generated code calls. **Not part of the public interface**: it changes with the macros, which have the same
//! version.
//!
//! Generated code stays thin because what it does is here, as ordinary functions:
//!
//! - `#[message]` describes its fields to [`object_schema`], [`enum_schema`] and [`tagged_schema`].
//! - `#[channels]` implements [`CarriedBy`] for what each channel carries; that is where rustc compares the types of
//!   parameters and return values with those of channels, in [`read`] and its relatives and [`give`] and its relatives.
//! - `#[gateway]` calls nodes through [`guard`] and [`settle`], and keeps ticks in a [`Burst`].

use std::any::type_name;
use std::marker::PhantomData;

use futures::StreamExt;
use smallvec::SmallVec;

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

use crate::failure::Failure;
use crate::message;
use crate::time::Timestamp;

/// The ticks of a channel that can tick several times in a cycle.
pub type Burst<T, const N: usize> = SmallVec<[T; N]>;

/// The variable of a channel in a cycle, which ticks at most once, or a [`Burst`].
pub trait Slot {
    /// What a tick carries.
    type Tick;
    /// Adds a tick.
    fn put(&mut self, tick: Self::Tick);
    /// The tick of a channel that has at most one.
    fn only(&self) -> Option<&Self::Tick>;
}

impl<T> Slot for Option<T> {
    type Tick = T;
    #[inline(always)]
    fn put(&mut self, tick: T) {
        *self = Some(tick);
    }
    #[inline(always)]
    fn only(&self) -> Option<&T> {
        self.as_ref()
    }
}

impl<T, const N: usize> Slot for Burst<T, N> {
    type Tick = T;
    #[inline(always)]
    fn put(&mut self, tick: T) {
        self.push(tick);
    }
    #[inline(always)]
    fn only(&self) -> Option<&T> {
        self.first()
    }
}

/// A boxed iterator of a timestamped source.
pub type BoxIterator<T> = Box<dyn Iterator<Item = T> + Send>;

/// Channel number `INDEX` of set `S`.
pub type DefAt<S, const INDEX: usize> = <S as ChannelAt<INDEX>>::Def;

/// What one tick of a channel carries.
pub type ValueOf<C> = <C as ChannelDef>::Value;

/// The values of the static fields of set `S`.
pub type FieldsOf<S> = <S as ChannelSet>::Fields;

/// What `Latest<..>` of a channel is a sample of.
pub type SampleOf<C> = <C as ChannelDef>::Sample;

/// A type that channel `C` carries. There is exactly one for each channel; rustc's message names it when a node uses
/// another.
#[diagnostic::on_unimplemented(
    message = "channel `{C}` does not carry `{Self}`",
    label = "not what channel `{C}` carries",
    note = "the type of a parameter or of a returned value must be the one that the `#[channels]` struct gives the channel"
)]
pub trait CarriedBy<C: ChannelDef>: Sized {
    /// A value of the channel, as this type.
    fn from_ref(value: &C::Value) -> &Self;
    /// Values of the channel, as this type.
    fn from_slice(values: &[C::Value]) -> &[Self];
    /// Ticks of the channel, as ones of this type.
    fn from_ticks(ticks: &[Tick<C::Value>]) -> &[Tick<Self>];
    /// This value, as one of the channel.
    fn into_value(self) -> C::Value;
}

/// Passes a tick to a parameter `&T`.
#[inline(always)]
pub fn read<C: ChannelDef, T: CarriedBy<C>>(value: &C::Value) -> &T {
    T::from_ref(value)
}

/// Passes a tick, if there is one, to a parameter `Option<&T>`.
#[inline(always)]
pub fn read_option<C: ChannelDef, T: CarriedBy<C>>(value: Option<&C::Value>) -> Option<&T> {
    value.map(T::from_ref)
}

/// Passes a burst to a parameter `Ticks<T>`.
#[inline(always)]
pub fn read_ticks<C: ChannelDef, T: CarriedBy<C>>(ticks: Ticks<'_, C::Value>) -> Ticks<'_, T> {
    let (earlier, now) = ticks.parts();
    Ticks::chain(T::from_slice(earlier), T::from_slice(now))
}

/// Passes a tick with its id and time to a parameter `&Tick<T>`.
#[inline(always)]
pub fn read_tick<C: ChannelDef, T: CarriedBy<C>>(tick: &Tick<C::Value>) -> &Tick<T> {
    &T::from_ticks(std::slice::from_ref(tick))[0]
}

/// Passes a tick with its id and time, if there is one, to a parameter `Option<&Tick<T>>`.
#[inline(always)]
pub fn read_tick_option<C: ChannelDef, T: CarriedBy<C>>(tick: Option<&Tick<C::Value>>) -> Option<&Tick<T>> {
    tick.map(read_tick::<C, T>)
}

/// Passes a burst with its ids and times to a parameter `Ticks<Tick<T>>`.
#[inline(always)]
pub fn read_stamped_ticks<C: ChannelDef, T: CarriedBy<C>>(ticks: Ticks<'_, Tick<C::Value>>) -> Ticks<'_, Tick<T>> {
    let (earlier, now) = ticks.parts();
    Ticks::chain(T::from_ticks(earlier), T::from_ticks(now))
}

/// A type that samples of channel `C` have: what it carries, or the whole basket.
#[diagnostic::on_unimplemented(
    message = "a sample of channel `{C}` is not `Latest<{Self}>`",
    label = "not what channel `{C}` carries",
    note = "`Latest<..>` takes the type that the `#[channels]` struct gives the channel; for a basket that is `Basket<K, T>`"
)]
pub trait SampleIs<C: ChannelDef>: Sampled {
    /// The sample, as this type.
    fn from_sample(sample: Latest<'_, C::Sample>) -> Latest<'_, Self>
    where
        Self: Sized;
}

impl<C: ChannelDef<Sample = S>, S: Sampled> SampleIs<C> for S {
    #[inline(always)]
    fn from_sample(sample: Latest<'_, S>) -> Latest<'_, S> {
        sample
    }
}

/// Passes a sample to a parameter `Latest<T>`.
#[inline(always)]
pub fn sample<C: ChannelDef, S: SampleIs<C>>(sample: Latest<'_, C::Sample>) -> Latest<'_, S> {
    S::from_sample(sample)
}

/// Takes a returned `T`.
#[inline(always)]
pub fn give<C: ChannelDef, T: CarriedBy<C>>(value: T) -> C::Value {
    value.into_value()
}

/// Takes a returned `Option<T>`.
#[inline(always)]
pub fn give_option<C: ChannelDef, T: CarriedBy<C>>(value: Option<T>) -> Option<C::Value> {
    value.map(T::into_value)
}

/// Takes a returned burst.
#[inline(always)]
pub fn give_all<C: ChannelDef, I: IntoIterator<Item: CarriedBy<C>>>(values: I) -> impl Iterator<Item = C::Value> {
    values.into_iter().map(CarriedBy::into_value)
}

/// Takes a returned `T` that gets its key or its list later.
#[inline(always)]
pub fn give_message<C: Messages, T: MessageIn<C>>(message: T) -> MessageOf<C> {
    message.into_message()
}

/// Takes a returned `Option<T>`, likewise.
#[inline(always)]
pub fn give_option_message<C: Messages, T: MessageIn<C>>(message: Option<T>) -> Option<MessageOf<C>> {
    message.map(T::into_message)
}

/// Takes a returned burst, likewise.
#[inline(always)]
pub fn give_all_message<C: Messages, I: IntoIterator<Item: MessageIn<C>>>(messages: I) -> impl Iterator<Item = MessageOf<C>> {
    messages.into_iter().map(MessageIn::into_message)
}

/// Takes the next value of a timestamped source, likewise.
#[inline(always)]
pub fn pulled_message<C: Messages, T: MessageIn<C>>(next: Option<(Timestamp, T)>) -> Option<(Timestamp, MessageOf<C>)> {
    next.map(|(time, message)| (time, message.into_message()))
}

/// Takes the iterator of a timestamped source, likewise.
pub fn iterated_message<C: Messages, I>(messages: I) -> BoxIterator<(Timestamp, MessageOf<C>)>
where
    I: Iterator<Item: TimedMessage<C>> + Send + 'static,
{
    Box::new(messages.map(TimedMessage::into_timed))
}

/// A pair of a time and one message of what channel `C` carries.
#[diagnostic::on_unimplemented(
    message = "a source of channel `{C}` cannot give `{Self}`",
    label = "the iterator's items are not `(Timestamp, T)` with one message of channel `{C}`"
)]
pub trait TimedMessage<C: Messages> {
    /// The pair in the channel's type.
    fn into_timed(self) -> (Timestamp, MessageOf<C>);
}

impl<C: Messages, T: MessageIn<C>> TimedMessage<C> for (Timestamp, T) {
    fn into_timed(self) -> (Timestamp, MessageOf<C>) {
        (self.0, self.1.into_message())
    }
}

/// Takes the stream of an asynchronous source, likewise.
pub fn streamed_message<C: Messages, S>(messages: S) -> impl Stream<Item = MessageOf<C>> + Send + 'static
where
    S: Stream<Item: MessageIn<C>> + Send + 'static,
{
    messages.map(MessageIn::into_message)
}

/// Takes the iterator of a blocking source, likewise.
pub fn generated_message<C: Messages, T: MessageIn<C> + 'static, I>(messages: I) -> BoxIterator<MessageOf<C>>
where
    I: Iterator<Item = T> + Send + 'static,
{
    Box::new(messages.map(T::into_message))
}

/// Takes the next value of a timestamped source.
#[inline(always)]
pub fn pulled<C: ChannelDef, T: CarriedBy<C>>(next: Option<(Timestamp, T)>) -> Option<(Timestamp, C::Value)> {
    next.map(|(time, value)| (time, value.into_value()))
}

/// Takes the iterator of a timestamped source.
pub fn iterated<C: ChannelDef, I>(values: I) -> BoxIterator<(Timestamp, C::Value)>
where
    I: Iterator<Item: Timed<C>> + Send + 'static,
{
    Box::new(values.map(Timed::into_timed))
}

/// A pair of a time and what channel `C` carries.
#[diagnostic::on_unimplemented(
    message = "a source of channel `{C}` cannot give `{Self}`",
    label = "the iterator's items are not `(Timestamp, T)` with what channel `{C}` carries",
    note = "an iterator of values without times is a blocking source, `#[node(source, blocking, ..)]`, with a thread of its own"
)]
pub trait Timed<C: ChannelDef> {
    /// The pair in the channel's type.
    fn into_timed(self) -> (Timestamp, C::Value);
}

impl<C: ChannelDef, T: CarriedBy<C>> Timed<C> for (Timestamp, T) {
    fn into_timed(self) -> (Timestamp, C::Value) {
        (self.0, self.1.into_value())
    }
}

/// Takes the stream of an asynchronous source.
pub fn streamed<C: ChannelDef, S>(values: S) -> impl Stream<Item = C::Value> + Send + 'static
where
    S: Stream<Item: CarriedBy<C>> + Send + 'static,
{
    values.map(CarriedBy::into_value)
}

/// Takes the iterator of a blocking source.
pub fn generated<C: ChannelDef, T: CarriedBy<C> + 'static, I>(values: I) -> BoxIterator<C::Value>
where
    I: Iterator<Item = T> + Send + 'static,
{
    Box::new(values.map(T::into_value))
}

/// The burst of a feedback edge, then that of this cycle.
#[inline(always)]
pub fn ticks<'a, T>(earlier: &'a [T], now: &'a [T]) -> Ticks<'a, T> {
    Ticks::chain(earlier, now)
}

/// Takes note of ticks for those that sample the channel.
#[inline(always)]
pub fn remember<S: Sampled>(memory: &mut S::Memory, ticks: &[S::Tick]) {
    S::remember(memory, ticks);
}

/// The result of a user's check of a message.
///
/// # Errors
/// Why the message is refused.
pub fn checked<E: Into<Invalid>>(result: Result<(), E>) -> Result<(), Invalid> {
    result.map_err(Into::into)
}

/// The type of a setting. If it has a schema, [`TypeSchema`] gives that one, else [`AnySchema`] one that allows everything:
/// a method by value goes before one by reference.
#[derive(Debug)]
pub struct SchemaOf<T>(PhantomData<fn() -> T>);

impl<T> SchemaOf<T> {
    /// The type.
    pub const NEW: Self = Self(PhantomData);
}

/// For types with a schema.
pub trait TypeSchema {
    /// The schema.
    fn schema_of(&self, definitions: &mut Definitions) -> Json;
}

impl<T: Schema> TypeSchema for SchemaOf<T> {
    fn schema_of(&self, definitions: &mut Definitions) -> Json {
        T::schema(definitions)
    }
}

/// For all other types.
pub trait AnySchema {
    /// A schema that allows everything.
    fn schema_of(&self, definitions: &mut Definitions) -> Json;
}

impl<T> AnySchema for &SchemaOf<T> {
    fn schema_of(&self, _: &mut Definitions) -> Json {
        serde_json::json!({})
    }
}

/// The default of a setting, which may or may not be written as JSON: as with [`SchemaOf`].
#[derive(Debug)]
pub struct DefaultOf<T>(pub T);

/// For defaults that can be written.
pub trait JsonDefault {
    /// The default.
    fn json(&self) -> Option<Json>;
}

impl<T: serde::Serialize> JsonDefault for DefaultOf<T> {
    fn json(&self) -> Option<Json> {
        serde_json::to_value(&self.0).ok()
    }
}

/// For all others.
pub trait AnyDefault {
    /// Nothing.
    fn json(&self) -> Option<Json>;
}

impl<T> AnyDefault for &DefaultOf<T> {
    fn json(&self) -> Option<Json> {
        None
    }
}

/// The default of a span of time, in seconds.
pub fn span_default(span: std::time::Duration) -> Option<Json> {
    Some(span.as_secs_f64().into())
}

/// The result of what a user does to a value before it is read.
///
/// # Errors
/// Why the value is refused.
pub fn normalised<E: Into<Invalid>>(result: Result<Json, E>) -> Result<Json, Invalid> {
    result.map_err(Into::into)
}

/// What a hook returns.
#[diagnostic::on_unimplemented(
    message = "a hook cannot return `{Self}`",
    label = "neither nothing nor a `Result<(), E>`",
    note = "`E` must be an error that can be sent between threads, or a text"
)]
pub trait HookResult {
    /// The hook's result.
    ///
    /// # Errors
    /// The hook's error.
    fn into_result(self) -> Result<(), NodeError>;
}

impl HookResult for () {
    fn into_result(self) -> Result<(), NodeError> {
        Ok(())
    }
}

impl<E: Into<NodeError>> HookResult for Result<(), E> {
    fn into_result(self) -> Result<(), NodeError> {
        self.map_err(Into::into)
    }
}

/// Compiles if state of type `T` can move to the engine's thread.
pub fn assert_send<T: Send>() {}

/// What the reserved channel `errors` carries.
#[diagnostic::on_unimplemented(
    message = "channel `errors` is reserved for failures of nodes, and cannot carry `{Self}`",
    label = "must be `Channel<Failure>`",
    note = "declare it as `errors: Channel<gateway_runtime::Failure>`, or choose another name"
)]
pub trait IsFailure {}

impl IsFailure for Failure {}

/// Compiles if the channel `errors` has its type.
pub fn assert_failure<T: IsFailure>() {}

/// What the channel of events of a channel carries on which `T` is staged.
#[diagnostic::on_unimplemented(
    message = "this channel has the events of a staged channel of `{T}`, and cannot carry `{Self}`",
    label = "must be `Channel<StagingEvent<{T}>>`",
    note = "events tell what becomes of staged values (`gateway_runtime::StagingEvent`)"
)]
pub trait IsStagingEventOf<T> {}

impl<T> IsStagingEventOf<T> for StagingEvent<T> {}

/// Compiles if a channel of events has its type.
pub fn assert_staging_events<T, E: IsStagingEventOf<T>>() {}

/// What the channel of requests of a channel carries on which `T` is staged.
#[diagnostic::on_unimplemented(
    message = "this channel has the requests to a staged channel of `{T}`, and cannot carry `{Self}`",
    label = "must be `Channel<StagingRequest<{T}>>`",
    note = "requests say what nodes want to become of staged values (`gateway_runtime::StagingRequest`)"
)]
pub trait IsStagingRequestOf<T> {}

impl<T> IsStagingRequestOf<T> for StagingRequest<T> {}

/// Compiles if a channel of requests has its type.
pub fn assert_staging_requests<T, R: IsStagingRequestOf<T>>() {}

/// Compiles if `M` is a module.
pub fn assert_module<M: Module>() {}

/// What module `M` says of its failures.
pub const fn on_failure<M: Module>() -> OnFailure {
    M::ON_FAILURE
}

/// Makes a module anew from its settings.
///
/// # Errors
/// A setting that is unknown, missing or of the wrong type.
pub fn renewed<M: Module>(section: Section) -> Result<M, ConfigError> {
    M::configure(section)
}

/// Compiles if module `M` works on the channels of `S`.
pub fn assert_module_of<M: ModuleOf<S>, S>() {}

/// The schema of a struct.
pub fn object_schema<T>(definitions: &mut Definitions, name: &str, doc: &str, fields: &[FieldSchema]) -> Json {
    definitions.define(name, type_name::<T>(), |definitions| message::object_schema(doc, fields, definitions))
}

/// The schema of an enum without fields.
pub fn enum_schema<T>(definitions: &mut Definitions, name: &str, doc: &str, names: &[&str]) -> Json {
    definitions.define(name, type_name::<T>(), |_| message::unit_enum_schema(doc, names))
}

/// The schema of an enum with fields.
pub fn tagged_schema<T>(definitions: &mut Definitions, name: &str, doc: &str, variants: &[VariantSchema]) -> Json {
    definitions.define(name, type_name::<T>(), |definitions| message::tagged_schema(doc, variants, definitions))
}

/// Makes a gateway from assignments such as `matcher.limit=5`.
///
/// # Errors
/// A setting that is unknown, missing or of the wrong type.
pub fn configure<'a, A: Gateway>(assignments: impl IntoIterator<Item = &'a str>) -> Result<A, ConfigError> {
    A::configure(section(assignments)?)
}

/// Makes a gateway from assignments, with the settings of its run.
///
/// # Errors
/// A setting that is unknown, missing or of the wrong type.
pub fn configured<'a, A: Gateway>(assignments: impl IntoIterator<Item = &'a str>) -> Result<Configured<A>, ConfigError> {
    Configured::read(section(assignments)?)
}

fn section<'a>(assignments: impl IntoIterator<Item = &'a str>) -> Result<Section, ConfigError> {
    let mut section = Section::default();
    for assignment in assignments {
        section.assign(assignment)?;
    }
    Ok(section)
}

/// Makes a group by itself: without settings of its modules' lives.
///
/// # Errors
/// A setting that is unknown, missing or of the wrong type.
pub fn configure_group<G: Group>(section: Section) -> Result<G, ConfigError> {
    let mut life = Life::default();
    let group = G::with_life(section, &mut life)?;
    life.not_given()?;
    Ok(group)
}

/// The key of a module in a list. One whose module does not exist is never asked for.
pub fn key_of<K>(key: &Option<K>) -> &K {
    match key {
        Some(key) => key,
        None => unreachable!("a module that does not exist has no nodes that run"),
    }
}

/// Where a command keeps the compiled schema of its arguments.
pub type Validators = std::sync::OnceLock<Option<jsonschema::Validator>>;

/// What a command answers.
pub fn answer<T: AnswerOf>(answer: T) -> Answer {
    answer.into_answer()
}

/// The schema of the answer of a command that has nothing to say.
pub fn no_answer() -> Json {
    serde_json::json!({ "type": "null" })
}

/// The engine asks for commands of the graph's own modules only.
pub fn no_such_command(command: usize) -> ! {
    unreachable!("the graph has no command number {command}")
}

/// The engine asks for channels of the graph's own set only.
pub fn no_such_channel(channel: usize) -> ! {
    unreachable!("the graph has no channel number {channel}")
}

/// Spans of time on the wire: numbers of seconds.
pub mod seconds {
    use serde::{Deserializer, Serializer};

    use crate::message::Spans;

    #[doc(hidden)]
    pub fn serialize<T: Spans, S: Serializer>(spans: &T, serializer: S) -> Result<S::Ok, S::Error> {
        spans.write(serializer)
    }

    #[doc(hidden)]
    pub fn deserialize<'de, T: Spans, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}
