//! The areas of one channel: what each operation does to them, as a table of values and nothing else.

use std::sync::Arc;

use super::{StageError, StageLimits, StagingAction};
use crate::TickId;
use crate::channel::{Stamp, Tick};
use crate::message::Message;

/// The areas, oldest first. A copy costs little, so that an operation works on one, which takes the place of the other if all goes well.
#[derive(Debug, Clone)]
pub(super) struct Areas<T>(Vec<Arc<Area<T>>>);

impl<T> Default for Areas<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// One area.
#[derive(Debug)]
pub(super) struct Area<T> {
    pub(super) id: TickId,
    /// In the order in which they were added.
    pub(super) items: Vec<Item<T>>,
}

impl<T> Clone for Area<T> {
    fn clone(&self) -> Self {
        Self { id: self.id.clone(), items: self.items.clone() }
    }
}

/// One staged value.
#[derive(Debug)]
pub(super) struct Item<T> {
    pub(super) tick: Arc<Tick<T>>,
    /// The id and the time that it keeps.
    pub(super) stamp: Stamp,
    /// Its length as JSON.
    pub(super) bytes: usize,
}

impl<T> Clone for Item<T> {
    fn clone(&self) -> Self {
        Self { tick: Arc::clone(&self.tick), stamp: self.stamp.clone(), bytes: self.bytes }
    }
}

/// What an operation has done.
#[derive(Debug)]
pub(super) struct Done<T> {
    /// The areas that it was about, as they are now, or were when they were released.
    pub(super) areas: Vec<Arc<Area<T>>>,
    /// What happened, to which area, and the values concerned.
    pub(super) events: Vec<(StagingAction, TickId, Vec<Item<T>>)>,
}

impl<T: Message> Areas<T> {
    pub(super) fn all(&self) -> &[Arc<Area<T>>] {
        &self.0
    }

    /// Opens an area.
    pub(super) fn open(&mut self, id: TickId) -> Done<T> {
        self.0.push(Arc::new(Area { id: id.clone(), items: Vec::new() }));
        Done { areas: self.0.last().cloned().into_iter().collect(), events: vec![(StagingAction::Created, id, Vec::new())] }
    }

    /// Adds a value: to the newest area; or with an empty list to all that do not hold it, or to those named. If no area takes it, one is
    /// opened with the id `new`.
    pub(super) fn add(&mut self, item: &Item<T>, ids: Option<&[String]>, new: TickId) -> Result<Done<T>, StageError> {
        let id = &item.stamp.id;
        let mut places: Vec<usize> = match ids {
            None => self.0.len().checked_sub(1).into_iter().collect(),
            Some([]) => self.places(|area| !area.items.iter().any(|known| known.stamp.id == *id)),
            Some(ids) => {
                ids.iter().map(|id| self.find(id).ok_or_else(|| StageError::UnknownArea(id.clone()))).collect::<Result<_, StageError>>()?
            }
        };
        let mut events = Vec::new();
        if places.is_empty() {
            events.extend(self.open(new).events);
            places.push(self.0.len() - 1);
        }
        for place in &places {
            let area = Arc::make_mut(&mut self.0[*place]);
            area.items.push(item.clone());
            events.push((StagingAction::Added, area.id.clone(), vec![item.clone()]));
        }
        // An area may be named twice, and then takes it twice.
        places.sort_unstable();
        places.dedup();
        Ok(Done { areas: places.into_iter().map(|place| Arc::clone(&self.0[place])).collect(), events })
    }

    /// Removes the value with this id: from the newest area that holds it; or with an empty list from all, or from those named.
    pub(super) fn remove(&mut self, id: &TickId, ids: Option<&[String]>) -> Done<T> {
        let holding = self.places(|area| area.items.iter().any(|item| item.stamp.id == *id));
        let places = match ids {
            None => holding.last().copied().into_iter().collect(),
            Some([]) => holding,
            Some(ids) => {
                let named = self.known(ids);
                holding.into_iter().filter(|place| named.contains(place)).collect()
            }
        };
        self.take(&places, |item| item.stamp.id == *id)
    }

    /// Without ids drops the newest area, with an empty list all. Those named are emptied, and stay.
    pub(super) fn clear(&mut self, ids: Option<&[String]>) -> Done<T> {
        let first = match ids {
            None => self.0.len().saturating_sub(1),
            Some([]) => 0,
            Some(ids) => {
                let named = self.known(ids);
                return self.take(&named, |_| true);
            }
        };
        let places: Vec<usize> = (first..self.0.len()).collect();
        let mut done = self.take(&places, |_| true);
        self.0.truncate(first);
        done.events.extend(done.areas.iter().map(|area| (StagingAction::Removed, area.id.clone(), Vec::new())));
        done
    }

    /// Takes all areas out, or those named.
    pub(super) fn release(&mut self, ids: Option<&[String]>) -> Done<T> {
        let named = ids.map(|ids| self.known(ids));
        let mut released = Vec::new();
        let mut place = 0;
        self.0.retain(|area| {
            let goes = named.as_ref().is_none_or(|named| named.contains(&place));
            place += 1;
            if goes {
                released.push(Arc::clone(area));
            }
            !goes
        });
        let events = released.iter().map(|area| (StagingAction::Released, area.id.clone(), area.items.clone())).collect();
        Done { areas: released, events }
    }

    /// Whether there are no more areas and values than there may be.
    pub(super) fn within(&self, limits: &StageLimits) -> Result<(), StageError> {
        let (mut items, mut bytes) = (0, 0);
        for item in self.0.iter().flat_map(|area| &area.items) {
            items += 1;
            bytes += item.bytes;
        }
        let StageLimits { max_areas, max_items, max_bytes } = *limits;
        let full = [(self.0.len(), max_areas, "areas"), (items, max_items, "values"), (bytes, max_bytes, "bytes of values")];
        full.into_iter().find(|(count, limit, _)| count > limit).map_or(Ok(()), |(_, limit, what)| Err(StageError::Full(limit, what)))
    }

    /// Takes values out of areas.
    fn take(&mut self, places: &[usize], goes: impl Fn(&Item<T>) -> bool) -> Done<T> {
        let mut events = Vec::new();
        for place in places {
            let area = Arc::make_mut(&mut self.0[*place]);
            let taken: Vec<Item<T>> = area.items.extract_if(.., |item| goes(item)).collect();
            events.extend(taken.into_iter().map(|item| (StagingAction::Removed, area.id.clone(), vec![item])));
        }
        Done { areas: places.iter().map(|place| Arc::clone(&self.0[*place])).collect(), events }
    }

    fn places(&self, wanted: impl Fn(&Area<T>) -> bool) -> Vec<usize> {
        self.0.iter().enumerate().filter(|(_, area)| wanted(area)).map(|(place, _)| place).collect()
    }

    /// The areas of these ids that there are, oldest first.
    fn known(&self, ids: &[String]) -> Vec<usize> {
        let ids: Vec<TickId> = ids.iter().map(|id| TickId::client(id)).collect();
        self.places(|area| ids.contains(&area.id))
    }

    pub(super) fn find(&self, id: &str) -> Option<usize> {
        let id = TickId::client(id);
        self.0.iter().position(|area| area.id == id)
    }
}
