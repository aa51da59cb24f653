//! The staging of one channel: its areas behind a lock, and what its operations bring about in the graph.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;

use super::areas::{Area, Areas, Done, Item};
use super::{StageError, StageLimits, Staged, Staging, StagingAction, StagingEvent, StagingRequest};
use crate::TickId;
use crate::channel::{AnyTick, Batch, BatchShape, Known, Payload, Shape, Stamp, Stamping, Tick, one_by_one, read_one, whole};
use crate::engine::Refused;

/// An area, for those who do not know the type of its values.
#[derive(Debug, Clone)]
pub struct StagedArea {
    /// Its id.
    pub id: TickId,
    /// Its values, in the order in which they were added.
    pub items: Vec<Arc<dyn AnyTick>>,
}

/// What follows in the graph from an operation.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Follows {
    /// What ticks on the channel of events, in one cycle.
    pub(crate) events: Option<(usize, Batch)>,
    /// What ticks on the channel itself, one after the other.
    pub(crate) released: Option<Batch>,
}

impl Follows {
    pub(crate) fn is_nothing(&self) -> bool {
        self.events.is_none() && self.released.is_none()
    }

    /// How many bytes of values wait for the engine.
    pub(crate) fn bytes(&self) -> usize {
        self.released.as_ref().map_or(0, Batch::bytes)
    }
}

/// Takes what follows to the engine, or refuses the operation.
pub(crate) type Admit<'a> = &'a mut dyn FnMut(Follows) -> Result<(), Refused>;

/// The staging of a channel whose type the holder does not know. `ids` names areas: `None`, none or some.
pub trait AnyStage: Send + Sync + fmt::Debug {
    #[doc(hidden)]
    fn add(&self, body: &Value, ids: Option<&[String]>, stamps: &dyn Stamping, admit: Admit<'_>) -> Result<Vec<StagedArea>, StageError>;
    #[doc(hidden)]
    fn open(&self, ids: Option<&[String]>, stamps: &dyn Stamping, admit: Admit<'_>) -> Result<Vec<StagedArea>, StageError>;
    #[doc(hidden)]
    fn remove(&self, item: Option<&str>, ids: Option<&[String]>, admit: Admit<'_>) -> Result<Vec<StagedArea>, StageError>;
    #[doc(hidden)]
    fn release(&self, ids: Option<&[String]>, admit: Admit<'_>) -> Result<Vec<StagedArea>, StageError>;
    #[doc(hidden)]
    fn areas(&self, id: Option<&str>) -> Vec<StagedArea>;
    /// Grants the request that ticked on the channel of requests. Why not, if it cannot be granted.
    #[doc(hidden)]
    fn grant(&self, request: &dyn AnyTick, stamps: &dyn Stamping) -> (Follows, Option<StageError>);
}

/// The one implementation of [`AnyStage`].
pub(crate) struct Stage<P: Payload> {
    channel: &'static str,
    events: Option<usize>,
    limits: StageLimits,
    areas: Mutex<Areas<P::Element>>,
    validator: Known,
}

impl<P: Payload> fmt::Debug for Stage<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("channel", &self.channel).finish_non_exhaustive()
    }
}

impl<P: Payload> Stage<P> {
    pub(crate) fn new(channel: &'static str, staging: Staging, limits: StageLimits) -> Self {
        Self { channel, events: staging.events, limits, areas: Mutex::default(), validator: OnceLock::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Areas<P::Element>> {
        // An operation puts its areas in place as the last thing it does, so those of one that panicked are whole.
        self.areas.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs an operation on a copy of the areas, and keeps that if the engine takes what follows.
    fn operate(
        &self,
        operation: impl FnOnce(&mut Areas<P::Element>) -> Result<Done<P::Element>, StageError>,
        admit: Admit<'_>,
    ) -> Result<Vec<StagedArea>, StageError> {
        let mut areas = self.lock();
        let mut changed = areas.clone();
        let done = operation(&mut changed)?;
        let answer = done.areas.iter().map(|area| shown(area)).collect();
        let follows = self.follows(done);
        if !follows.is_nothing() {
            // Under the lock, so that events come in the order of what they tell.
            admit(follows)?;
        }
        *areas = changed;
        Ok(answer)
    }

    fn follows(&self, done: Done<P::Element>) -> Follows {
        let released: Vec<&[Item<P::Element>]> = done
            .events
            .iter()
            .filter(|(action, _, items)| *action == StagingAction::Released && !items.is_empty())
            .map(|(.., items)| items.as_slice())
            .collect();
        let ticks: Vec<Tick<P>> = released
            .into_iter()
            .flat_map(|items| {
                let values = items.iter().map(|item| (item.tick.value().clone(), item.stamp.clone())).collect();
                if P::SHAPE == Shape::List { whole::<P>(values) } else { one_by_one::<P>(values, None) }
            })
            .collect();
        let released = (!ticks.is_empty()).then(|| Batch::new(ticks, BatchShape::OneByOne));
        let events = done.events.into_iter().map(|(action, id, items)| self.event(action, id.to_string(), staged(&items), None));
        Follows { events: self.told(events.collect()), released }
    }

    fn event(
        &self,
        action: StagingAction,
        staging_id: String,
        items: Vec<Staged<P::Element>>,
        reason: Option<String>,
    ) -> StagingEvent<P::Element> {
        StagingEvent { channel: self.channel.to_owned(), staging_id, action, items, reason }
    }

    /// Events as a burst, if somebody is to hear of them.
    fn told(&self, events: Vec<StagingEvent<P::Element>>) -> Option<(usize, Batch)> {
        let channel = self.events.filter(|_| !events.is_empty())?;
        Some((channel, Batch::unstamped(events, BatchShape::Together)))
    }

    fn item(message: P::Element, stamp: Stamp) -> Item<P::Element> {
        let tick = Tick::new(message, vec![stamp.clone()]);
        let mut text = Vec::new();
        tick.write_elements(&mut text);
        Item { tick: Arc::new(tick), stamp, bytes: text.len() }
    }

    /// What a node asks for, on a copy of the areas.
    fn granted(
        &self,
        areas: &mut Areas<P::Element>,
        request: StagingRequest<P::Element>,
        stamps: &dyn Stamping,
    ) -> Result<Done<P::Element>, StageError> {
        let mut all = Done { areas: Vec::new(), events: Vec::new() };
        match request {
            StagingRequest::Add { staging_ids, items } => {
                if items.is_empty() {
                    all = open(areas, staging_ids.as_deref(), stamps)?;
                }
                for Staged { id, timestamp, message } in items {
                    let (new_id, now) = stamps.stamp();
                    let item = Self::item(message, Stamp { id: id.unwrap_or(new_id), time: timestamp.unwrap_or(now) });
                    all.events.extend(areas.add(&item, staging_ids.as_deref(), stamps.stamp().0)?.events);
                }
                areas.within(&self.limits)?;
            }
            StagingRequest::Remove { staging_ids, items } => {
                if items.is_empty() {
                    all = areas.clear(staging_ids.as_deref());
                }
                for id in items {
                    all.events.extend(areas.remove(&TickId::client(&id), staging_ids.as_deref()).events);
                }
            }
            StagingRequest::Release { staging_ids } => all = areas.release(staging_ids.as_deref()),
        }
        Ok(all)
    }
}

impl<P: Payload> AnyStage for Stage<P> {
    fn add(&self, body: &Value, ids: Option<&[String]>, stamps: &dyn Stamping, admit: Admit<'_>) -> Result<Vec<StagedArea>, StageError> {
        let (message, stamp) = read_one::<P::Element>(body, stamps, &self.validator).map_err(StageError::Invalid)?;
        let item = Self::item(message, stamp);
        let operation = |areas: &mut Areas<P::Element>| {
            let done = areas.add(&item, ids, stamps.stamp().0)?;
            areas.within(&self.limits)?;
            Ok(done)
        };
        self.operate(operation, admit)
    }

    fn open(&self, ids: Option<&[String]>, stamps: &dyn Stamping, admit: Admit<'_>) -> Result<Vec<StagedArea>, StageError> {
        let operation = |areas: &mut Areas<P::Element>| {
            let done = open(areas, ids, stamps)?;
            areas.within(&self.limits)?;
            Ok(done)
        };
        self.operate(operation, admit)
    }

    fn remove(&self, item: Option<&str>, ids: Option<&[String]>, admit: Admit<'_>) -> Result<Vec<StagedArea>, StageError> {
        let operation = |areas: &mut Areas<P::Element>| {
            Ok(match item {
                Some(id) => areas.remove(&TickId::client(id), ids),
                None => areas.clear(ids),
            })
        };
        self.operate(operation, admit)
    }

    fn release(&self, ids: Option<&[String]>, admit: Admit<'_>) -> Result<Vec<StagedArea>, StageError> {
        self.operate(|areas| Ok(areas.release(ids)), admit)
    }

    fn areas(&self, id: Option<&str>) -> Vec<StagedArea> {
        let areas = self.lock();
        match id {
            None => areas.all().iter().map(|area| shown(area)).collect(),
            Some(id) => areas.find(id).map(|place| shown(&areas.all()[place])).into_iter().collect(),
        }
    }

    fn grant(&self, request: &dyn AnyTick, stamps: &dyn Stamping) -> (Follows, Option<StageError>) {
        // rustc has compared the types of the two channels.
        let Some(request) = request.as_any().downcast_ref::<Tick<StagingRequest<P::Element>>>() else { return (Follows::default(), None) };
        let mut areas = self.lock();
        let mut changed = areas.clone();
        match self.granted(&mut changed, request.value().clone(), stamps) {
            Ok(done) => {
                *areas = changed;
                (self.follows(done), None)
            }
            Err(error) => {
                let items = match request.value() {
                    StagingRequest::Add { items, .. } => items.clone(),
                    StagingRequest::Remove { .. } | StagingRequest::Release { .. } => Vec::new(),
                };
                let event = self.event(StagingAction::Refused, String::new(), items, Some(error.to_string()));
                (Follows { events: self.told(vec![event]), released: None }, Some(error))
            }
        }
    }
}

/// A new area, unless areas are named.
fn open<T: crate::Message>(areas: &mut Areas<T>, ids: Option<&[String]>, stamps: &dyn Stamping) -> Result<Done<T>, StageError> {
    if ids.is_some_and(|ids| !ids.is_empty()) {
        return Err(StageError::NothingToAdd);
    }
    Ok(areas.open(stamps.stamp().0))
}

fn shown<T: crate::Message>(area: &Area<T>) -> StagedArea {
    StagedArea { id: area.id.clone(), items: area.items.iter().map(|item| Arc::clone(&item.tick) as _).collect() }
}

fn staged<T: crate::Message>(items: &[Item<T>]) -> Vec<Staged<T>> {
    items.iter().map(|item| Staged::stamped(&item.stamp, item.tick.value().clone())).collect()
}
