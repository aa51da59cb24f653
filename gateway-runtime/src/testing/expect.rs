//! What a test expects of the ticks of one channel.

#![allow(clippy::return_self_not_must_use, reason = "an expectation may be the last one about its ticks")]

use std::fmt::Debug;
use std::marker::PhantomData;

use super::When;
use super::timeline::{LONGEST_TEXT, Marks, Timeline, shortened};
use super::when::{shown, sure};
use crate::channel::{AnyTick, Key, Keyed, Payload, Tick};
use crate::message::Message;

/// The ticks of one channel since the last look at it; see [`TestBench::expect`](super::TestBench::expect).
///
/// Each method is one more expectation. One that is not met ends the test: it panics with the place in the test, what
/// is wrong, and the timeline of the run. There a `>` stands before each tick that was looked at, and a `!` before the one
/// that is wrong, or where one is missing.
#[derive(Debug)]
pub struct Expect<'b, P: Payload> {
    timeline: &'b mut Timeline,
    channel: usize,
    /// How the ticks are called in messages.
    name: String,
    places: Vec<usize>,
    payload: PhantomData<fn() -> P>,
}

/// What is left in hand has been looked at.
impl<P: Payload> Drop for Expect<'_, P> {
    fn drop(&mut self) {
        for place in &self.places {
            self.timeline.entries[*place].seen = true;
        }
    }
}

impl<'b, P: Payload> Expect<'b, P> {
    pub(super) fn new(timeline: &'b mut Timeline, channel: usize, name: &str) -> Self {
        let places = timeline.unseen().into_iter().filter(|place| timeline.tick::<P>(*place, channel).is_some()).collect();
        Self { timeline, channel, name: format!("`{name}`"), places, payload: PhantomData }
    }

    fn tick(&self, place: usize) -> Option<&Tick<P>> {
        self.timeline.tick(place, self.channel)
    }

    fn ticks(&self) -> impl Iterator<Item = &Tick<P>> {
        self.places.iter().filter_map(|place| self.tick(*place))
    }

    #[track_caller]
    fn fail(&self, what: &str) -> ! {
        self.timeline.fail(what, &Marks::looked_at(&self.places))
    }

    #[track_caller]
    fn fail_at(&self, position: usize, what: &str) -> ! {
        let marks = Marks::looked_at(&self.places);
        match self.places.get(position) {
            Some(place) => self.timeline.fail(what, &marks.fault(*place)),
            None => self.timeline.fail(what, &marks),
        }
    }

    /// A value as messages show it.
    fn shown(tick: &Tick<P>) -> String {
        match tick.value().key() {
            Some(key) => format!("({key:?}, {})", tick.describe()),
            None => tick.describe(),
        }
    }

    /// Only those ticks whose value is like this. The others can still be looked at.
    #[must_use]
    pub fn matching(self, mut wanted: impl FnMut(&P) -> bool) -> Self {
        let name = format!("{} that match", self.name);
        self.narrowed(name, |tick| wanted(tick.value()))
    }

    fn narrowed(mut self, name: String, mut wanted: impl FnMut(&Tick<P>) -> bool) -> Self {
        let places = std::mem::take(&mut self.places);
        self.places = places.into_iter().filter(|place| self.tick(*place).is_some_and(&mut wanted)).collect();
        self.name = name;
        self
    }

    /// There is no tick.
    #[track_caller]
    pub fn none(self) -> Self {
        self.count(0)
    }

    /// There is one tick.
    #[track_caller]
    pub fn one(self) -> Self {
        self.count(1)
    }

    /// There are so many ticks.
    #[track_caller]
    pub fn count(self, expected: usize) -> Self {
        let found = self.places.len();
        if found != expected {
            self.fail(&format!("expected {} of {}, found {}", ticks(expected), self.name, counted(found)));
        }
        self
    }

    /// There are so many ticks, or more.
    #[track_caller]
    pub fn at_least(self, expected: usize) -> Self {
        let found = self.places.len();
        if found < expected {
            self.fail(&format!("expected at least {} of {}, found {}", ticks(expected), self.name, counted(found)));
        }
        self
    }

    /// The values, in their order: these and no others. Values of a basket may be given as pairs of key and value.
    #[track_caller]
    pub fn values<Q: Debug>(self, expected: impl IntoIterator<Item = Q>) -> Self
    where
        P: PartialEq<Q>,
    {
        self.compare(
            "is not what is expected",
            expected,
            |tick, expected| tick.value() == expected,
            Self::shown,
            |expected| format!("{expected:?}"),
        )
    }

    /// What `part` makes of the values, in their order: one field, or a text made of several.
    #[track_caller]
    pub fn parts<R: Debug + PartialEq<Q>, Q: Debug>(self, part: impl Fn(&P) -> R, expected: impl IntoIterator<Item = Q>) -> Self {
        let same = |tick: &Tick<P>, expected: &Q| part(tick.value()) == *expected;
        self.compare(
            "is not what is expected",
            expected,
            same,
            |tick| format!("{:?}", part(tick.value())),
            |expected| format!("{expected:?}"),
        )
    }

    /// The times, in their order: since the start, as in `["10s", "20s"]`, or points in time.
    #[track_caller]
    pub fn at<W: When>(self, expected: impl IntoIterator<Item = W>) -> Self {
        let start = self.timeline.start;
        let expected: Vec<_> = sure(expected.into_iter().map(|when| when.when(start)).collect::<Result<_, _>>());
        let times: Vec<_> = self.places.iter().map(|place| self.timeline.entries[*place].time).collect();
        let at = |time| shown(time, start);
        for position in 0..times.len().max(expected.len()) {
            match (times.get(position).copied(), expected.get(position).copied()) {
                (Some(found), Some(expected)) if found == expected => {}
                (Some(found), Some(expected)) => {
                    let (found, expected) = (at(found), at(expected));
                    self.fail_at(position, &format!("tick {} of {} came at {found}, expected at {expected}", position + 1, self.name));
                }
                (Some(found), None) => {
                    self.fail_at(position, &format!("tick {} of {}, at {}, is one too many", position + 1, self.name, at(found)));
                }
                (None, Some(expected)) => {
                    let what = format!("tick {} of {} is missing: expected at {}", position + 1, self.name, at(expected));
                    let missing = Some((expected, self.name.replace('`', "")));
                    self.timeline.fail(&what, &Marks { missing, ..Marks::looked_at(&self.places) });
                }
                (None, None) => {}
            }
        }
        self
    }

    /// The ids, in their order; of a list that of its first element, of an empty list an empty text.
    #[track_caller]
    pub fn ids<I: AsRef<str>>(self, expected: impl IntoIterator<Item = I>) -> Self {
        let id = |tick: &Tick<P>| tick.id().map_or(String::new(), ToString::to_string);
        self.compare(
            "has not the id that is expected",
            expected,
            |tick, expected| id(tick) == expected.as_ref(),
            id,
            |expected| expected.as_ref().to_owned(),
        )
    }

    #[track_caller]
    fn compare<E>(
        self,
        wrong: &str,
        expected: impl IntoIterator<Item = E>,
        same: impl Fn(&Tick<P>, &E) -> bool,
        of_tick: impl Fn(&Tick<P>) -> String,
        of_expected: impl Fn(&E) -> String,
    ) -> Self {
        let expected: Vec<E> = expected.into_iter().collect();
        let ticks: Vec<&Tick<P>> = self.ticks().collect();
        for position in 0..ticks.len().max(expected.len()) {
            let number = position + 1;
            match (ticks.get(position), expected.get(position)) {
                (Some(tick), Some(expected)) if same(tick, expected) => {}
                (Some(tick), Some(expected)) => {
                    let (found, expected) = (shortened(&of_tick(tick), LONGEST_TEXT), shortened(&of_expected(expected), LONGEST_TEXT));
                    let name = &self.name;
                    self.fail_at(position, &format!("tick {number} of {name} {wrong}\n  expected: {expected}\n     found: {found}"));
                }
                (Some(tick), None) => {
                    let found = shortened(&of_tick(tick), LONGEST_TEXT);
                    self.fail_at(position, &format!("tick {number} of {} is one too many\n     found: {found}", self.name));
                }
                (None, Some(expected)) => {
                    let expected = shortened(&of_expected(expected), LONGEST_TEXT);
                    self.fail(&format!("tick {number} of {} is missing\n  expected: {expected}", self.name));
                }
                (None, None) => {}
            }
        }
        self
    }

    /// There is one tick, and its value is like this.
    #[track_caller]
    pub fn value(self, expected: impl FnOnce(&P) -> bool) -> Self {
        let this = self.one();
        let holds = this.ticks().next().is_some_and(|tick| expected(tick.value()));
        if !holds {
            this.fail_at(0, &format!("the tick of {} is not as expected", this.name));
        }
        this
    }

    /// Every value is like this.
    #[track_caller]
    pub fn each(self, mut expected: impl FnMut(&P) -> bool) -> Self {
        let wrong = self.ticks().position(|tick| !expected(tick.value()));
        if let Some(wrong) = wrong {
            self.fail_at(wrong, &format!("tick {} of {} is not as expected", wrong + 1, self.name));
        }
        self
    }

    /// Some value is like this.
    #[track_caller]
    pub fn any(self, mut expected: impl FnMut(&P) -> bool) -> Self {
        let found = self.ticks().any(|tick| expected(tick.value()));
        if !found {
            self.fail(&format!("no tick of {} is as expected, of {}", self.name, self.places.len()));
        }
        self
    }

    /// The ticks themselves, for what else there is to be checked.
    pub fn take(self) -> Vec<Tick<P>> {
        self.ticks().cloned().collect()
    }
}

impl<K: Key, T: Message> Expect<'_, Keyed<K, T>> {
    /// Only the ticks of this key. The others can still be looked at.
    #[must_use]
    pub fn key(self, key: impl Into<K>) -> Self {
        let key = key.into();
        let name = format!("{}[{}]", self.name, key.label());
        self.narrowed(name, |tick| tick.value().key == key)
    }
}

/// A tick of a basket is like a pair of key and value.
impl<K: PartialEq<L>, T: PartialEq<U>, L, U> PartialEq<(L, U)> for Keyed<K, T> {
    fn eq(&self, (key, value): &(L, U)) -> bool {
        self.key == *key && self.value == *value
    }
}

fn ticks(count: usize) -> String {
    match count {
        0 => "no tick".to_owned(),
        1 => "1 tick".to_owned(),
        count => format!("{count} ticks"),
    }
}

fn counted(count: usize) -> String {
    if count == 0 { "none".to_owned() } else { count.to_string() }
}
