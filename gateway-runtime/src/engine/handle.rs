//! Access to a live engine from outside the graph.

use std::fmt;
use std::sync::{Arc, OnceLock, Weak};

use serde_json::{Map, Value};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast, oneshot, watch};

use super::newest::LastTicks;
use super::outlet::Subscriber;
use super::queue::{Entrance, Entry};
use super::slow::{self, SlowCycle};
use super::stats::{Counters, Stats};
use super::subscription::{Subscription, subscriber};
use super::waiting::Waiting;
use crate::channel::{AnyChannel, AnyTick, Batch, BatchShape, DynamicChannels, DynamicMeta, KnownKeys, Stamp, Stamping, StaticMeta, Tick};
use crate::graph::GraphMeta;
use crate::id::{IngressIds, RunId};
use crate::message::{Location, Message, Problem};
use crate::mount::{Description, Services};
use crate::stage::{AnyStage, Follows, StageError, StagedArea, Stages};
use crate::state::{Keeper, Tables};
use crate::time::Timestamp;

/// Access to a live gateway: send values, ask for ticks, subscribe, stop. Cheap to clone; of use on any thread.
///
/// Channels are named by their place in the channel set ([`channels`](Self::channels)). Every question is answered
/// between two cycles, after all that was sent before it: by the engine, or where it has nothing to do without it.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

/// What the outside knows of the channels.
pub(crate) struct Outside {
    pub(crate) channels: &'static [&'static dyn AnyChannel],
    pub(crate) keys: KnownKeys,
    pub(crate) dynamic: Arc<DynamicChannels>,
    pub(crate) stages: Arc<Stages>,
    pub(crate) fields: &'static [StaticMeta],
    pub(crate) values: Map<String, Value>,
    pub(crate) keeper: Keeper,
}

struct Shared {
    graph: &'static GraphMeta,
    channels: &'static [&'static dyn AnyChannel],
    counters: Arc<Counters>,
    off: Box<[bool]>,
    keys: KnownKeys,
    dynamic: Arc<DynamicChannels>,
    stages: Arc<Stages>,
    fields: &'static [StaticMeta],
    values: Map<String, Value>,
    keeper: Keeper,
    tables: OnceLock<Arc<dyn Tables>>,
    entrance: Entrance,
    /// By channel: its newest ticks, if they are kept.
    newest: OnceLock<Vec<Arc<dyn LastTicks>>>,
    /// By channel: where to wait for a tick without the engine, if it looks there.
    waiting: OnceLock<Vec<Weak<Waiting>>>,
    bytes: Arc<Semaphore>,
    /// How many permits `bytes` has when the queue is empty.
    most_bytes: usize,
    ids: IngressIds,
    stop: watch::Sender<bool>,
    slow: broadcast::Sender<SlowCycle>,
    engine: OnceLock<std::thread::Thread>,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("gateway", &self.shared.graph.name).finish_non_exhaustive()
    }
}

/// A value that the engine does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The queue into the engine is full.
    Full,
    /// It is larger than the whole queue into the engine, which has so many bytes.
    TooLarge(usize),
    /// The gateway is stopping.
    Stopping,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the queue into the engine is full: try again later"),
            Self::TooLarge(most) => {
                write!(f, "this is more than the {most} bytes for which the queue into the engine has places: send less at once")
            }
            Self::Stopping => f.write_str("the gateway is stopping"),
        }
    }
}

impl std::error::Error for Refused {}

/// The bytes that one permit of the queue's semaphore stands for.
const BYTES_PER_PERMIT: usize = 256;

impl Handle {
    pub(crate) fn new(
        graph: &'static GraphMeta,
        outside: Outside,
        counters: Arc<Counters>,
        off: Box<[bool]>,
        entrance: Entrance,
        max_bytes: usize,
    ) -> Self {
        let permits = (max_bytes / BYTES_PER_PERMIT).clamp(1, Semaphore::MAX_PERMITS);
        let Outside { channels, keys, dynamic, stages, fields, values, keeper } = outside;
        keeper.attach(&entrance);
        let shared = Shared {
            graph,
            channels,
            counters,
            off,
            keys,
            dynamic,
            stages,
            fields,
            values,
            keeper,
            tables: OnceLock::new(),
            entrance,
            newest: OnceLock::new(),
            waiting: OnceLock::new(),
            bytes: Arc::new(Semaphore::new(permits)),
            most_bytes: permits,
            ids: IngressIds::new(RunId::random()),
            stop: watch::Sender::new(false),
            slow: slow::told(),
            engine: OnceLock::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The figures of the run. They are there at once, even if the engine hangs.
    pub fn stats(&self) -> Stats {
        let queue = &self.shared.entrance.queue;
        let queue_places = queue.max_capacity();
        let queued = queue_places - queue.capacity();
        Stats { kept: self.shared.keeper.stats(), queued, queue_places, ..self.shared.counters.stats() }
    }

    /// The cycles to come that take longer than a node may, each once it has ended. Who does not look for long misses the oldest ones.
    pub fn slow_cycles(&self) -> broadcast::Receiver<SlowCycle> {
        self.shared.slow.subscribe()
    }

    pub(crate) fn tell_slow_cycles(&self) -> &broadcast::Sender<SlowCycle> {
        &self.shared.slow
    }

    /// States, histories and ticks by their ids.
    pub fn keeper(&self) -> &Keeper {
        &self.shared.keeper
    }

    /// What answers questions in SQL, if a mount provides it and is open.
    pub fn tables(&self) -> Option<&Arc<dyn Tables>> {
        self.shared.tables.get()
    }

    /// Provides what answers questions in SQL: for a mount. The first one stays.
    pub fn provide_tables(&self, tables: Arc<dyn Tables>) {
        self.shared.tables.get_or_init(|| tables);
    }

    /// The gateway as it runs, described.
    pub fn description(&self) -> Description<'_> {
        let Shared { graph, channels, off, fields, keeper, .. } = &*self.shared;
        let places = 0..channels.len();
        let keys = places.clone().map(|channel| self.keys(channel).to_vec()).collect();
        let closed = places.map(|channel| self.is_closed(channel)).collect();
        let services = Services::default();
        Description { graph, channels, off, keys, closed, dynamic: self.dynamic(), keeper: keeper.clone(), fields, services }
    }

    /// What the gateway consists of.
    pub fn graph(&self) -> &'static GraphMeta {
        self.shared.graph
    }

    /// Its channels, in the order of declaration.
    pub fn channels(&self) -> &'static [&'static dyn AnyChannel] {
        self.shared.channels
    }

    /// The keys of `channel` that are known from the start: all of an enum, else those that are declared, in the settings, or
    /// named by modules.
    pub fn keys(&self, channel: usize) -> &[String] {
        self.shared.keys.known(channel)
    }

    /// Whether nothing from outside can use another key of `channel` than [`keys`](Self::keys).
    pub fn is_closed(&self, channel: usize) -> bool {
        self.shared.keys.is_closed(channel)
    }

    /// Whether `label` can be a key of `channel`, as far as the outside goes.
    pub fn has_key(&self, channel: usize, label: &str) -> bool {
        self.shared.channels[channel].is_key(label) && self.shared.keys.allows(channel, label)
    }

    /// The dynamic channels. To the engine each is a key of its family.
    pub fn dynamic(&self) -> Vec<DynamicMeta<'_>> {
        self.shared.dynamic.describe()
    }

    /// The static fields of the channel set.
    pub fn fields(&self) -> &'static [StaticMeta] {
        self.shared.fields
    }

    /// The values of the static fields, by their names.
    pub fn field_values(&self) -> &Map<String, Value> {
        &self.shared.values
    }

    /// Reads what a client sends on `channel`: see [`AnyChannel::decode`]. Keys that were not known are known from then on,
    /// as far as the basket may have more.
    ///
    /// # Errors
    /// Everything that is wrong with `body`, or a key that the basket cannot have.
    ///
    /// # Panics
    /// `channel` is no place of a channel.
    pub fn decode(&self, channel: usize, body: &Value, key: Option<&str>) -> Result<Batch, Vec<Problem>> {
        let described = self.shared.channels[channel];
        if described.is_dynamic() {
            return self.shared.dynamic.decode(channel, body, key, &self.shared.ids);
        }
        let batch = described.decode(body, key, &self.shared.ids)?;
        if KnownKeys::concerns(described) {
            let labels: Vec<(&str, Vec<Location>)> = match (key, body) {
                (Some(key), _) => vec![(key, vec![Location::from("path"), Location::from("key")])],
                (None, Value::Object(entries)) => {
                    let place = |key: &str| vec![Location::from("body"), Location::from(key), Location::from("[key]")];
                    entries.keys().map(|key| (key.as_str(), place(key))).collect()
                }
                (None, _) => Vec::new(),
            };
            self.shared.keys.admit(channel, &labels)?;
        }
        Ok(batch)
    }

    /// Reads what a client sends on `channel` straight from its text, which is faster than to make JSON of it first. `None` if that is not
    /// enough: then [`decode`](Self::decode) reads it, or says what is wrong.
    ///
    /// # Panics
    /// `channel` is no place of a channel.
    pub fn decode_text(&self, channel: usize, text: &str, key: Option<&str>) -> Option<Batch> {
        let described = self.shared.channels[channel];
        if described.is_dynamic() {
            return None;
        }
        let batch = described.decode_text(text, key, &self.shared.ids)?;
        let admitted = match key {
            Some(key) if KnownKeys::concerns(described) => self.shared.keys.admit(channel, &[(key, Vec::new())]),
            _ => Ok(()),
        };
        admitted.is_ok().then_some(batch)
    }

    /// Sends values on `channel`. They are accepted all or none, and then tick in their order.
    ///
    /// # Errors
    /// The queue is full, the batch is larger than the whole queue, or the gateway is stopping. Nothing of the batch is sent.
    pub fn send(&self, channel: usize, batch: Batch) -> Result<(), Refused> {
        if batch.is_empty() {
            return Ok(());
        }
        let bytes = self.reserve(batch.bytes())?;
        self.shared.entrance.try_enter(Entry::Batch { channel, batch, _bytes: bytes })
    }

    /// Like [`send`](Self::send), but waits for a place in a full queue. Who waits longer than others is not served later:
    /// places are given in the order in which they were asked for.
    ///
    /// # Errors
    /// The gateway is stopping, or the batch is larger than the whole queue. Nothing of it is sent.
    pub async fn send_when_free(&self, channel: usize, batch: Batch) -> Result<(), Refused> {
        if batch.is_empty() {
            return Ok(());
        }
        let permits = self.permits(batch.bytes())?;
        let places = Arc::clone(&self.shared.bytes);
        let free = async {
            let bytes = places.acquire_many_owned(permits).await.map_err(|_| Refused::Stopping)?;
            let entry = Entry::Batch { channel, batch, _bytes: bytes };
            self.shared.entrance.queue.send(entry).await.map_err(|_| Refused::Stopping)
        };
        tokio::select! {
            biased;
            sent = free => sent,
            () = self.stopping() => Err(Refused::Stopping),
        }
    }

    /// Takes a place for so many bytes in the queue.
    pub(crate) fn reserve(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Refused> {
        let permits = self.permits(bytes)?;
        Arc::clone(&self.shared.bytes).try_acquire_many_owned(permits).map_err(|_| Refused::Full)
    }

    /// How many permits so many bytes take, if that is not more than there are.
    fn permits(&self, bytes: usize) -> Result<u32, Refused> {
        let permits = bytes / BYTES_PER_PERMIT + 1;
        let most = self.shared.most_bytes;
        u32::try_from(permits).ok().filter(|_| permits <= most).ok_or(Refused::TooLarge(most * BYTES_PER_PERMIT))
    }

    /// Adds the message in `body` to areas of `channel`: without `ids` to the newest one, or to one that is opened; with no ids to all
    /// that do not hold it, or to one that is opened; or to those named. Gives the areas that it was added to.
    ///
    /// # Errors
    /// The channel is not staged, the message is wrong, there is no such area, too much is staged already, or the engine cannot be
    /// told. Nothing is added.
    pub fn stage_add(&self, channel: usize, body: &Value, ids: Option<&[String]>) -> Result<Vec<StagedArea>, StageError> {
        self.stage(channel)?.add(body, ids, &self.shared.ids, &mut |follows| self.enqueue(channel, follows))
    }

    /// Opens an area of `channel`.
    ///
    /// # Errors
    /// Areas are named, or as for [`stage_add`](Self::stage_add).
    pub fn stage_open(&self, channel: usize, ids: Option<&[String]>) -> Result<Vec<StagedArea>, StageError> {
        self.stage(channel)?.open(ids, &self.shared.ids, &mut |follows| self.enqueue(channel, follows))
    }

    /// Removes the value with the id `item` from areas of `channel`: without `ids` from the newest that holds it, with no ids from all,
    /// or from those named. Without `item` it drops the newest area, or with no ids all areas, or it empties those named. Gives what is
    /// left of the areas that it was about.
    ///
    /// # Errors
    /// The channel is not staged, or the engine cannot be told. Nothing is removed.
    pub fn stage_remove(&self, channel: usize, item: Option<&str>, ids: Option<&[String]>) -> Result<Vec<StagedArea>, StageError> {
        self.stage(channel)?.remove(item, ids, &mut |follows| self.enqueue(channel, follows))
    }

    /// Releases all areas of `channel`, or those that `ids` names: they vanish, and their values tick one after the other, all or none.
    /// Gives the areas as they were.
    ///
    /// # Errors
    /// The channel is not staged, or the engine does not take the values. Nothing is released.
    pub fn stage_release(&self, channel: usize, ids: Option<&[String]>) -> Result<Vec<StagedArea>, StageError> {
        self.stage(channel)?.release(ids, &mut |follows| self.enqueue(channel, follows))
    }

    /// The areas of `channel`, oldest first, or the one with this id.
    ///
    /// # Errors
    /// The channel is not staged.
    pub fn stage_areas(&self, channel: usize, id: Option<&str>) -> Result<Vec<StagedArea>, StageError> {
        Ok(self.stage(channel)?.areas(id))
    }

    fn stage(&self, channel: usize) -> Result<&dyn AnyStage, StageError> {
        self.shared.stages.get(channel).map(AsRef::as_ref).ok_or(StageError::NotStaged)
    }

    /// Sends what follows from an operation on the areas of `channel`, in one piece.
    fn enqueue(&self, channel: usize, follows: Follows) -> Result<(), Refused> {
        let bytes = self.reserve(follows.bytes())?;
        self.shared.entrance.try_enter(Entry::Staging { channel, follows, _bytes: bytes })
    }

    /// A message with an id and a time of its own, as if a client had sent it: for mounts that send what they say themselves. Nothing is
    /// checked.
    pub fn batch<T: Message>(&self, message: T) -> Batch {
        let (id, time) = self.shared.ids.stamp();
        Batch::new(vec![Tick::new(message, vec![Stamp { id, time }])], BatchShape::OneByOne)
    }

    /// The engine's time, as it is when it gets to the question.
    ///
    /// # Errors
    /// The queue stays full, or the gateway is stopping.
    pub async fn time(&self) -> Result<Timestamp, Refused> {
        let (answer, receiver) = oneshot::channel();
        self.shared
            .entrance
            .job(move |_| {
                // The asker may have gone.
                let _ = answer.send(Timestamp::now());
            })
            .await?;
        receiver.await.map_err(|_| Refused::Stopping)
    }

    /// The last tick of `channel`; of a basket the last tick of every key, or of `key` alone.
    ///
    /// # Errors
    /// The queue stays full, or the gateway is stopping.
    pub async fn last(&self, channel: usize, key: Option<&str>) -> Result<Vec<Arc<dyn AnyTick>>, Refused> {
        self.shared.entrance.settled().await?;
        Ok(self.newest(channel, key))
    }

    /// The same, for who does not want to wait: `None` while the engine has something left to do that was accepted before.
    pub fn last_if_settled(&self, channel: usize, key: Option<&str>) -> Option<Vec<Arc<dyn AnyTick>>> {
        self.shared.entrance.is_settled().then(|| self.newest(channel, key))
    }

    fn newest(&self, channel: usize, key: Option<&str>) -> Vec<Arc<dyn AnyTick>> {
        let newest = self.shared.newest.get().and_then(|newest| newest.get(channel));
        newest.map_or_else(Vec::new, |newest| newest.last(key))
    }

    /// The next tick of `channel`, of `key` alone if it is given. Who asks while the engine has nothing to do does not wake it.
    ///
    /// # Errors
    /// The queue stays full, or the gateway stops before the channel ticks.
    pub async fn next(&self, channel: usize, key: Option<&str>) -> Result<Arc<dyn AnyTick>, Refused> {
        let (subscriber, mut ticks) = subscriber(key, 1, Some(1));
        let waiting = self.shared.waiting.get().and_then(|waiting| waiting.get(channel)?.upgrade());
        match waiting.filter(|_| self.shared.entrance.is_settled()) {
            Some(waiting) => waiting.add(subscriber),
            None => self.enter(channel, subscriber).await?,
        }
        ticks.recv().await.ok_or(Refused::Stopping)
    }

    /// Subscribes to the ticks of `channel`, of `key` alone if it is given. At most `capacity` ticks wait to be read;
    /// who falls further behind is cut off.
    ///
    /// # Errors
    /// The queue stays full, or the gateway is stopping.
    pub async fn subscribe(&self, channel: usize, key: Option<&str>, capacity: usize) -> Result<Subscription, Refused> {
        let (subscriber, ticks) = subscriber(key, capacity.max(1), None);
        self.enter(channel, subscriber).await?;
        Ok(Subscription::new(ticks))
    }

    /// Has the engine tell somebody of the ticks that come after all that was accepted before.
    async fn enter(&self, channel: usize, subscriber: Subscriber) -> Result<(), Refused> {
        let (done, confirmation) = oneshot::channel();
        self.shared
            .entrance
            .job(move |outlets| {
                outlets.outlet(channel).subscribe(subscriber);
                let _ = done.send(());
            })
            .await?;
        confirmation.await.map_err(|_| Refused::Stopping)
    }

    /// Asks the gateway to stop.
    pub fn stop(&self) {
        self.shared.stop.send_replace(true);
        if let Some(engine) = self.shared.engine.get() {
            engine.unpark();
        }
    }

    /// Waits until the gateway has been asked to stop.
    pub async fn stopping(&self) {
        // The sender lives in `shared`, so the channel cannot close while we wait.
        let _ = self.shared.stop.subscribe().wait_for(|stop| *stop).await;
    }

    /// Whether the gateway has been asked to stop.
    pub fn is_stopping(&self) -> bool {
        *self.shared.stop.borrow()
    }

    pub(crate) fn entrance(&self) -> &Entrance {
        &self.shared.entrance
    }

    /// Names the places where the newest ticks are, by channel.
    pub(crate) fn attach_newest(&self, newest: Vec<Arc<dyn LastTicks>>) {
        self.shared.newest.get_or_init(|| newest);
    }

    /// Names the places where to wait for ticks, by channel.
    pub(crate) fn attach_waiting(&self, waiting: Vec<Weak<Waiting>>) {
        self.shared.waiting.get_or_init(|| waiting);
    }

    /// Makes the current thread the one that [`stop`](Self::stop) wakes.
    pub(crate) fn attach_engine(&self) {
        self.shared.engine.get_or_init(std::thread::current);
    }
}
