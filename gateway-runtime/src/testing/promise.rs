//! What a test expects of ticks to come.

use std::fmt;
use std::panic::Location;

use super::timeline::{Event, Marks, Timeline};
use crate::Timestamp;
use crate::channel::{AnyTick, ChannelRef, Payload, Tick};

/// Whether a tick is the one that is spoken of.
type Wanted = Box<dyn FnMut(&dyn AnyTick) -> bool>;

/// An expectation that was set before its time.
pub(super) struct Promise {
    channel: usize,
    name: &'static str,
    wanted: Wanted,
    kind: Kind,
    /// Where the test set it.
    place: &'static Location<'static>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Such a tick comes up to this time.
    Within(Timestamp),
    /// Such a tick has come.
    Kept,
    /// Such a tick never comes.
    Never,
}

impl fmt::Debug for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Promise").field("channel", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Promise {
    #[track_caller]
    pub(super) fn new<S, P: Payload>(channel: ChannelRef<S, P>, kind: Kind, mut wanted: impl FnMut(&P) -> bool + 'static) -> Self {
        let wanted = move |tick: &dyn AnyTick| tick.as_any().downcast_ref::<Tick<P>>().is_some_and(|tick| wanted(tick.value()));
        Self { channel: channel.index(), name: channel.name(), wanted: Box::new(wanted), kind, place: Location::caller() }
    }

    /// Looks at what came from place `first` on.
    ///
    /// # Errors
    /// What never should.
    pub(super) fn look(&mut self, timeline: &mut Timeline, first: usize) -> Result<(), (String, Marks)> {
        for (place, entry) in timeline.entries.iter_mut().enumerate().skip(first) {
            let Event::Tick { channel, tick, .. } = &entry.event else { continue };
            let in_time = match self.kind {
                Kind::Within(deadline) => entry.time <= deadline,
                Kind::Never => true,
                Kind::Kept => return Ok(()),
            };
            if *channel != self.channel || !in_time || !(self.wanted)(tick.as_ref()) {
                continue;
            }
            if self.kind == Kind::Never {
                let what = format!("a tick of `{}` that was never to come has come (set at {})", self.name, self.place);
                return Err((what, Marks::default().fault(place)));
            }
            entry.seen = true;
            self.kind = Kind::Kept;
        }
        Ok(())
    }

    /// Whether it can still be kept, or has been; `at_end` if no more ticks come.
    ///
    /// # Errors
    /// It was not.
    pub(super) fn check(&self, timeline: &Timeline, at_end: bool) -> Result<(), (String, Marks)> {
        let Kind::Within(deadline) = self.kind else { return Ok(()) };
        if deadline >= timeline.now && !at_end {
            return Ok(());
        }
        let at = timeline.shown(deadline);
        let ended = if deadline > timeline.now { format!("; the test ended at {}", timeline.shown(timeline.now)) } else { String::new() };
        let what = format!("no tick of `{}` came up to {at} that is as expected{ended} (set at {})", self.name, self.place);
        let marks = Marks { missing: Some((deadline.min(timeline.now), self.name.to_owned())), ..Marks::default() };
        Err((what, marks))
    }
}
