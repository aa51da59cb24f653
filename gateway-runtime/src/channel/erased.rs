//! Channels whose types the holder does not know, as the service handles them.

use std::any::{Any, TypeId};
use std::cell::OnceCell;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use jsonschema::Validator;
use serde_json::Value;

use super::{AnyTick, ChannelDef, Key, Payload, Shape, Tick, received, straight, write_array};
use crate::id::IngressIds;
use crate::message::{ColumnType, Definitions, Problem, Schema, decode};
use crate::stage::{AnyStage, Stage, StageLimits, Staging};
use crate::state::{AnyStore, Store};
use crate::{TickId, Timestamp};

/// A channel, described and handled without its type.
pub trait AnyChannel: Send + Sync {
    /// The name as declared.
    fn name(&self) -> &'static str;
    /// The doc comment.
    fn doc(&self) -> &'static str;
    /// The form of its ticks.
    fn shape(&self) -> Shape;
    /// The type of what one tick carries.
    fn carries(&self) -> TypeId;
    /// How it is staged, if it is.
    fn staging(&self) -> Option<Staging>;
    /// Empty areas for it, if it is staged.
    #[doc(hidden)]
    fn stage(&self, limits: StageLimits) -> Option<Arc<dyn AnyStage>>;
    /// Whether values may be sent from outside.
    fn is_sendable(&self) -> bool;
    /// All keys of a basket, if they are known from the start.
    fn known_keys(&self) -> Option<&'static [&'static str]>;
    /// The keys that are known from the start: all of an enum, or those that are declared.
    fn declared_keys(&self) -> Vec<String>;
    /// Whether the outside can use no other keys than those that are known from the start.
    fn is_closed(&self) -> bool;
    /// Whether it stands for dynamic channels: each of its keys is a channel of its own to the outside.
    fn is_dynamic(&self) -> bool;
    /// Whether `label` can be a key of this channel.
    fn is_key(&self, label: &str) -> bool;
    /// The JSON Schema of one message, without `id` and `timestamp`.
    fn schema(&self, definitions: &mut Definitions) -> Value;
    /// How one message stands in a table, without `id` and `timestamp`.
    fn column(&self) -> ColumnType;
    /// Reads what a client sends: one message or a list of messages, for `key` if the channel is a basket; or, for a
    /// basket without `key`, an object with a message or a list for every key.
    ///
    /// # Errors
    /// Everything that is wrong with `body`, with locations below `body`.
    fn decode(&self, body: &Value, key: Option<&str>, ids: &dyn Stamping) -> Result<Batch, Vec<Problem>>;
    /// Reads what a client sends, straight from its text. `None` if it has to be read as JSON first, for whatever reason: it may be
    /// wrong, or good in some rarer way.
    fn decode_text(&self, text: &str, key: Option<&str>, ids: &dyn Stamping) -> Option<Batch>;
    /// Reads one message, and gives it back as JSON: uniform, and with its defaults.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn normalise(&self, message: &Value) -> Result<Value, Vec<Problem>>;
    /// An empty store for what is to be remembered of its ticks, if anything is.
    #[doc(hidden)]
    fn store(&self) -> Option<Arc<dyn AnyStore>>;
}

impl fmt::Debug for dyn AnyChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "channel `{}`", self.name())
    }
}

/// Gives ids and times to values that enter from outside.
pub trait Stamping {
    #[doc(hidden)]
    fn stamp(&self) -> (TickId, Timestamp);

    /// The next one, for a value that enters together with one that entered at `time`.
    #[doc(hidden)]
    fn stamp_at(&self, _time: Timestamp) -> (TickId, Timestamp) {
        self.stamp()
    }
}

impl Stamping for IngressIds {
    fn stamp(&self) -> (TickId, Timestamp) {
        let now = Timestamp::now();
        (self.next(now), now)
    }

    fn stamp_at(&self, time: Timestamp) -> (TickId, Timestamp) {
        (self.next(time), time)
    }
}

/// Whether the values of a batch tick one after the other, or all in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchShape {
    /// A cycle for each value.
    OneByOne,
    /// One cycle for all values: a whole basket at once.
    Together,
}

/// Values for one channel, checked and stamped, ready to be sent.
#[derive(Debug)]
pub struct Batch {
    /// `TypedBatch<P>` of the channel.
    pub(crate) values: Box<dyn Any + Send>,
    count: usize,
    bytes: usize,
    /// Writes the values as JSON.
    write: fn(&dyn Any) -> Vec<u8>,
    accepted: OnceCell<Vec<u8>>,
}

/// The values of a batch, with their type.
#[derive(Debug)]
pub(crate) struct TypedBatch<P> {
    pub(crate) ticks: std::vec::IntoIter<Tick<P>>,
    pub(crate) shape: BatchShape,
}

impl Batch {
    /// A batch of ticks, as large as they are as JSON.
    pub(crate) fn new<P: Payload>(ticks: Vec<Tick<P>>, shape: BatchShape) -> Self {
        let mut batch = Self::of(ticks, shape, 0);
        batch.bytes = batch.accepted().len();
        batch
    }

    /// A batch of ticks that came as a text of so many bytes.
    pub(crate) fn of_text<P: Payload>(ticks: Vec<Tick<P>>, shape: BatchShape, bytes: usize) -> Self {
        // What the text leaves to defaults takes its place too.
        let bytes = bytes + ticks.len() * size_of::<Tick<P>>();
        Self::of(ticks, shape, bytes)
    }

    /// A batch of values whose ids the engine is to make.
    pub(crate) fn unstamped<P: Payload>(values: Vec<P>, shape: BatchShape) -> Self {
        Self::of(values.into_iter().map(Tick::unstamped).collect(), shape, 0)
    }

    fn of<P: Payload>(ticks: Vec<Tick<P>>, shape: BatchShape, bytes: usize) -> Self {
        let count = ticks.len();
        let values = Box::new(TypedBatch { ticks: ticks.into_iter(), shape });
        Self { values, count, bytes, write: write::<P>, accepted: OnceCell::new() }
    }

    /// How many ticks it will give.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The accepted values with their ids and times: a JSON array.
    pub fn accepted(&self) -> &[u8] {
        self.accepted.get_or_init(|| (self.write)(&*self.values))
    }

    /// The same, for who sends the batch after that.
    pub fn take_accepted(&mut self) -> Vec<u8> {
        self.accepted.take().unwrap_or_else(|| (self.write)(&*self.values))
    }

    /// How many bytes it counts for in the queue.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}

/// The ticks of a [`TypedBatch`] as a JSON array.
fn write<P: Payload>(values: &dyn Any) -> Vec<u8> {
    let ticks = values.downcast_ref::<TypedBatch<P>>().map_or(&[][..], |batch| batch.ticks.as_slice());
    write_array(ticks.iter().map(|tick| tick as &dyn AnyTick))
}

/// The one implementation of [`AnyChannel`].
pub struct Erased<C> {
    validator: OnceLock<Option<Validator>>,
    channel: PhantomData<fn() -> C>,
}

impl<C> fmt::Debug for Erased<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Erased").finish_non_exhaustive()
    }
}

impl<C> Erased<C> {
    #[doc(hidden)]
    pub const fn new() -> Self {
        Self { validator: OnceLock::new(), channel: PhantomData }
    }
}

type Element<C> = <<C as ChannelDef>::Value as Payload>::Element;
type KeyOf<C> = <<C as ChannelDef>::Value as Payload>::Key;

impl<C: ChannelDef> AnyChannel for Erased<C> {
    fn name(&self) -> &'static str {
        C::NAME
    }

    fn doc(&self) -> &'static str {
        C::DOC
    }

    fn shape(&self) -> Shape {
        C::Value::SHAPE
    }

    fn carries(&self) -> TypeId {
        TypeId::of::<C::Value>()
    }

    fn staging(&self) -> Option<Staging> {
        C::STAGING
    }

    fn stage(&self, limits: StageLimits) -> Option<Arc<dyn AnyStage>> {
        C::STAGING.map(|staging| Arc::new(Stage::<C::Value>::new(C::NAME, staging, limits)) as _)
    }

    fn is_sendable(&self) -> bool {
        C::SEND
    }

    fn known_keys(&self) -> Option<&'static [&'static str]> {
        KeyOf::<C>::KNOWN
    }

    fn declared_keys(&self) -> Vec<String> {
        owned(self.known_keys()).unwrap_or_else(C::keys)
    }

    fn is_closed(&self) -> bool {
        C::CLOSED || (C::Value::SHAPE == Shape::Basket && KeyOf::<C>::KNOWN.is_some())
    }

    fn is_dynamic(&self) -> bool {
        C::DYNAMIC
    }

    fn is_key(&self, label: &str) -> bool {
        KeyOf::<C>::from_label(label).is_some()
    }

    fn schema(&self, definitions: &mut Definitions) -> Value {
        Element::<C>::schema(definitions)
    }

    fn column(&self) -> ColumnType {
        ColumnType::of::<Element<C>>()
    }

    fn decode(&self, body: &Value, key: Option<&str>, ids: &dyn Stamping) -> Result<Batch, Vec<Problem>> {
        received::read::<C::Value>(body, key, ids, &self.validator)
    }

    fn decode_text(&self, text: &str, key: Option<&str>, ids: &dyn Stamping) -> Option<Batch> {
        straight::read::<C::Value>(text, key, ids)
    }

    fn normalise(&self, message: &Value) -> Result<Value, Vec<Problem>> {
        let read: Element<C> = decode(message, &self.validator)?;
        serde_json::to_value(&read).map_err(|error| vec![Problem::new("value_error", format!("Value error, {error}"), message)])
    }

    fn store(&self) -> Option<Arc<dyn AnyStore>> {
        let remembered = C::remembered();
        (!remembered.is_nothing()).then(|| Arc::new(Store::new(remembered)) as _)
    }
}

fn owned(keys: Option<&[&str]>) -> Option<Vec<String>> {
    Some(keys?.iter().map(|key| (*key).to_owned()).collect())
}
