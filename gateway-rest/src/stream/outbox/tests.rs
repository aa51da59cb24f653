//! Whatever is offered and taken, the limits hold, every tick is accounted for, and the newest arrive.

use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use gateway_runtime::TickId;
use gateway_runtime::channel::{AnyTick, TickElement};
use gateway_runtime::futures::FutureExt;
use proptest::prelude::*;

use super::super::frame::{Naming, Origin};
use super::*;

/// A tick that is a number.
#[derive(Debug)]
struct Number {
    key: u8,
    number: usize,
}

impl AnyTick for Number {
    fn key(&self) -> Option<Cow<'_, str>> {
        Some(self.key.to_string().into())
    }

    fn id(&self) -> Option<&TickId> {
        None
    }

    fn write_elements(&self, out: &mut Vec<u8>) -> usize {
        out.extend_from_slice(self.number.to_string().as_bytes());
        1
    }

    fn element(&self, _: usize) -> Option<TickElement<'_>> {
        None
    }

    fn element_any(&self, _: usize) -> Option<&dyn Any> {
        None
    }

    fn write_element(&self, _: usize, _: &mut Vec<u8>) {}

    fn describe(&self) -> String {
        self.number.to_string()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

fn origin() -> Arc<Origin> {
    Origin::new(Naming::Basket("numbers"), 0)
}

/// The subscription of this number.
fn nth(number: usize) -> Subscription {
    Subscription { number: number as u64, format: Format::Json }
}

/// What happens to an outbox.
#[derive(Debug, Clone)]
enum Step {
    /// Ticks of these keys are offered to all.
    Offer(Vec<u8>),
    Answer,
    Take,
    /// Time passes.
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => prop::collection::vec(0..4_u8, 1..6).prop_map(Step::Offer),
        1 => Just(Step::Answer),
        2 => Just(Step::Take),
        1 => (1..30_u64).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..60)
}

const PACES: [Pace; 4] =
    [Pace::Every(WhenFull::Conflate), Pace::Conflate, Pace::Sample(Duration::from_millis(10)), Pace::Every(WhenFull::Disconnect)];

const MAX_FRAMES: usize = 40;
const MAX_BYTES: usize = 1200;

/// What a subscription was offered and has got.
#[derive(Default)]
struct Model {
    offered: u64,
    seq: u64,
    /// By key: the newest that was offered, and the newest that came.
    newest: BTreeMap<u8, (usize, usize)>,
}

proptest! {
    #[test]
    fn limits_hold_and_every_tick_is_accounted_for(steps in steps()) {
        let mut now = Instant::now();
        let outbox = Outbox::new(MAX_FRAMES, MAX_BYTES);
        let origin = origin();
        let mut models: Vec<Model> = Vec::new();
        // The third subscription wants one key alone.
        for (place, pace) in PACES.into_iter().enumerate() {
            outbox.follow(nth(place), if place == 2 { Wanted::of(Some("1")) } else { Wanted::of(None) }, pace);
            models.push(Model::default());
        }
        let mut number = 0;
        let mut out = Vec::new();
        for step in steps.into_iter().chain([Step::Wait(100), Step::Take, Step::Wait(100), Step::Take]) {
            match step {
                Step::Offer(keys) => {
                    let mut frames = Vec::new();
                    for key in keys {
                        number += 1;
                        frames.push(Frame::new(Arc::new(Number { key, number }), &origin));
                        for (place, model) in models.iter_mut().enumerate() {
                            if place == 2 && key != 1 {
                                continue;
                            }
                            model.offered += 1;
                            model.newest.entry(key).or_default().0 = number;
                        }
                    }
                    for place in 0..PACES.len() {
                        outbox.offer(nth(place), &frames);
                    }
                }
                Step::Answer => outbox.answer("an answer".into(), Place::default()),
                Step::Take => loop {
                    outbox.lock().take(now, &mut out);
                    if out.is_empty() {
                        break;
                    }
                    for outgoing in out.drain(..) {
                        let Outgoing::Tick(place, seq, dropped, frame) = outgoing else { continue };
                        let model = &mut models[usize::try_from(place.number).unwrap()];
                        assert_eq!(seq, model.seq + dropped + 1);
                        model.seq = seq;
                        let text = frame.text();
                        let number = text.rsplit(['[', ']']).nth(1).unwrap().parse().unwrap();
                        let newest = model.newest.get_mut(&frame.key().unwrap().parse().unwrap()).unwrap();
                        assert!(newest.1 < number, "the order of a key");
                        newest.1 = number;
                    }
                },
                Step::Wait(millis) => now += Duration::from_millis(millis),
            }
            let waiting = outbox.lock();
            assert!(waiting.queue.len() <= MAX_FRAMES && waiting.bytes <= MAX_BYTES);
            let bytes: usize = waiting.queue.iter().map(|entry| match entry {
                Entry::Answer(text, _) => text.len(),
                Entry::Tick(_, frame) => frame.text().len(),
                Entry::Held | Entry::Ping | Entry::Snapshot(..) | Entry::Past(..) | Entry::Kept(_) => 0,
            }).sum();
            assert_eq!(bytes, waiting.bytes + waiting.answers);
        }
        if outbox.has_ended() {
            // Only the subscription that asked for that can have ended it, or too many answers.
            return Ok(());
        }
        for model in models {
            assert_eq!(model.seq, model.offered);
            assert!(model.newest.values().all(|(offered, came)| offered == came));
        }
    }
}

#[test]
fn one_that_conflates_is_never_ended_by_ticks() {
    let outbox = Outbox::new(8, 10_000);
    let origin = origin();
    for (place, pace) in PACES[..3].iter().enumerate() {
        outbox.follow(nth(place), Wanted::of(None), *pace);
    }
    for number in 0..1000 {
        let frame = Frame::new(Arc::new(Number { key: 1, number }), &origin);
        assert!((0..3).all(|place| outbox.offer(nth(place), std::slice::from_ref(&frame))));
    }
    let mut out = Vec::new();
    assert_eq!(outbox.take(&mut out).now_or_never(), Some(true));
    let last: Vec<u64> =
        out.iter().filter_map(|outgoing| if let Outgoing::Tick(_, seq, ..) = outgoing { Some(*seq) } else { None }).collect();
    assert_eq!(last.iter().filter(|seq| **seq == 1000).count(), 3, "{last:?}");
    outbox.follow(nth(9), Wanted::of(None), Pace::Every(WhenFull::Disconnect));
    for number in 0..9 {
        outbox.offer(nth(9), &[Frame::new(Arc::new(Number { key: 1, number }), &origin)]);
    }
    assert!(outbox.has_ended() && !outbox.follows(nth(9)));
}

#[test]
fn an_answer_may_be_large_but_none_waits_behind_it() {
    let outbox = Outbox::new(8, UNREAD_ANSWERS);
    let large = || outbox.answer("x".repeat(2 * UNREAD_ANSWERS).into(), Place::default());
    large();
    assert!(!outbox.has_ended() && outbox.answers_taken().now_or_never().is_none());
    let mut out = Vec::new();
    assert_eq!(outbox.take(&mut out).now_or_never(), Some(true));
    assert!(outbox.answers_taken().now_or_never().is_some());
    large();
    outbox.answer("x".into(), Place::default());
    assert!(outbox.has_ended());
}

#[test]
fn what_comes_behind_an_answer_waits_until_it_is_given() {
    let outbox = Outbox::new(MAX_FRAMES, MAX_BYTES);
    outbox.follow(nth(1), Wanted::of(None), Pace::Every(WhenFull::Conflate));
    let frame = Frame::new(Arc::new(Number { key: 1, number: 7 }), &origin());
    let taken = || {
        let mut out = Vec::new();
        outbox.take(&mut out).now_or_never();
        out
    };
    assert!(outbox.offer(nth(1), &[Arc::clone(&frame)]));
    outbox.hold();
    assert!(outbox.offer(nth(1), &[frame]));
    assert!(matches!(taken()[..], [Outgoing::Tick(_, 1, ..)]));
    assert!(taken().is_empty());
    outbox.give("subscribed".into(), Place::default());
    assert!(matches!(taken()[..], [Outgoing::Answer(..), Outgoing::Tick(_, 2, ..)]));
    assert!(outbox.has_taken_answers() && taken().is_empty());
    // Who has gone gets nothing.
    outbox.hold();
    outbox.end(End::Gone);
    outbox.give("subscribed".into(), Place::default());
    assert!(taken().is_empty());
}
