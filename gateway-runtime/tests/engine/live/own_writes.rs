//! Who asks sees all that was sent before, whether the engine answers or nobody has to ask it.

use std::pin::pin;
use std::sync::mpsc;
use std::thread;

use gateway_runtime::futures::FutureExt;
use gateway_runtime::prelude::*;
use gateway_runtime::tokio::runtime::Runtime;
use serde_json::{Map, Value, json};

use super::{Bus, HOLD, block_on, held, options, send, start, value};

/// How often each of them does it: often enough to meet the engine at rest, at work, and on its way from one to the other.
const TIMES: u32 = 2000;

#[test]
fn each_of_several_senders_sees_its_own_values() {
    let runtime = Runtime::new().unwrap();
    let live = runtime.block_on(start());
    thread::scope(|scope| {
        for key in ["a", "b", "c"] {
            let (handle, runtime) = (live.handle().clone(), runtime.handle());
            scope.spawn(move || {
                for number in 0..TIMES {
                    send(&handle, Bus::keyed, json!({ key: number })).unwrap();
                    let last = runtime.block_on(handle.last(Bus::keyed.index(), Some(key))).unwrap();
                    assert_eq!(value(Bus::keyed, &last[0]).value, number);
                }
            });
        }
    });
    runtime.block_on(live.stop()).unwrap();
}

#[test]
fn who_is_told_that_a_value_was_sent_sees_it() {
    let runtime = Runtime::new().unwrap();
    let live = runtime.block_on(start());
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        let handle = live.handle().clone();
        scope.spawn(move || {
            for number in 0..TIMES {
                send(&handle, Bus::numbers, number).unwrap();
                tell.send(number).unwrap();
            }
        });
        for number in told {
            let last = runtime.block_on(live.handle().last(Bus::doubled.index(), None)).unwrap();
            assert!(value(Bus::doubled, &last[0]) >= number * 2);
        }
    });
    runtime.block_on(live.stop()).unwrap();
}

#[test]
fn the_next_tick_is_that_of_what_was_sent_after_the_question() {
    block_on(async {
        let live = start().await;
        let handle = live.handle();
        for number in 0..TIMES {
            send(handle, Bus::numbers, 2 * number).unwrap();
            // At every other time the engine has nothing to do, and is not asked.
            if number % 2 == 0 {
                handle.keeper().settled().await.unwrap();
            }
            let mut next = pin!(handle.next(Bus::doubled.index(), None));
            assert!(next.as_mut().now_or_never().is_none());
            send(handle, Bus::numbers, 2 * number + 1).unwrap();
            assert_eq!(value(Bus::doubled, &next.await.unwrap()), 2 * (2 * number + 1));
        }
        live.stop().await.unwrap();
    });
}

#[test]
fn nobody_sees_half_of_a_cycle() {
    let runtime = Runtime::new().unwrap();
    let live = runtime.block_on(start());
    thread::scope(|scope| {
        let handle = live.handle().clone();
        let sender = scope.spawn(move || {
            for number in 0..TIMES {
                let all: Map<_, _> = ('a'..='z').map(|key| (key.to_string(), json!(number))).collect();
                send(&handle, Bus::keyed, Value::from(all)).unwrap();
            }
        });
        while !sender.is_finished() {
            let last = runtime.block_on(live.handle().last(Bus::keyed.index(), None)).unwrap();
            let numbers: Vec<u32> = last.iter().map(|tick| value(Bus::keyed, tick).value).collect();
            assert!(numbers.is_empty() || numbers.len() == 26 && numbers.iter().all(|number| *number == numbers[0]), "{numbers:?}");
        }
    });
    runtime.block_on(live.stop()).unwrap();
}

#[test]
fn a_question_waits_for_the_cycle_that_runs() {
    block_on(async {
        let (app, is_held, release) = held();
        let live = Live::start(app, options(|_| {})).await.unwrap();
        let handle = live.handle().clone();
        send(&handle, Bus::numbers, 1).unwrap();
        assert_eq!(handle.last(Bus::doubled.index(), None).await.unwrap().len(), 1);
        send(&handle, Bus::numbers, HOLD).unwrap();
        is_held.await.unwrap();
        // The queue is empty, but what came out of it has not ticked.
        let mut last = std::pin::pin!(handle.last(Bus::doubled.index(), None));
        assert!(last.as_mut().now_or_never().is_none());
        release.send(()).unwrap();
        assert_eq!(value(Bus::doubled, &last.await.unwrap()[0]), HOLD * 2);
        live.stop().await.unwrap();
    });
}
