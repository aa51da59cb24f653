//! What is bounded, and what happens at the bounds.

use gateway_runtime::engine::Refused;
use gateway_runtime::prelude::*;
use serde_json::json;

use super::{Bus, HOLD, block_on, held, options, send, start, value};

/// Sends numbers until one is refused; gives those that were accepted.
fn fill(handle: &gateway_runtime::Handle) -> Vec<u32> {
    let accepted: Vec<u32> = (0..100).take_while(|number| send(handle, Bus::numbers, *number).is_ok()).collect();
    assert_eq!(send(handle, Bus::numbers, 100), Err(Refused::Full));
    accepted
}

#[test]
fn a_full_queue_refuses_and_nothing_that_was_accepted_is_lost() {
    block_on(async {
        let (app, is_held, release) = held();
        let live = Live::start(app, options(|options| options.queue_entries = 4)).await.unwrap();
        send(live.handle(), Bus::numbers, HOLD).unwrap();
        is_held.await.unwrap();
        let accepted = fill(live.handle());
        assert_eq!(accepted, [0, 1, 2, 3]);
        release.send(()).unwrap();
        // A question waits for its place.
        let last = live.handle().last(Bus::doubled.index(), None).await.unwrap();
        assert_eq!(value(Bus::doubled, &last[0]), 6);
        send(live.handle(), Bus::numbers, 4).unwrap();
        assert_eq!(live.stop().await.unwrap().app.worker.seen, [HOLD, 0, 1, 2, 3, 4]);
    });
}

#[test]
fn the_queue_is_bounded_in_bytes_too() {
    block_on(async {
        let (app, is_held, release) = held();
        let live = Live::start(app, options(|options| options.queue_bytes = 4 * 256)).await.unwrap();
        send(live.handle(), Bus::numbers, HOLD).unwrap();
        is_held.await.unwrap();
        // A small batch counts as 256 bytes, also the one that is being delivered.
        let accepted = fill(live.handle());
        assert_eq!(accepted, [0, 1, 2]);
        release.send(()).unwrap();
        live.handle().last(Bus::doubled.index(), None).await.unwrap();
        send(live.handle(), Bus::numbers, 3).unwrap();
        assert_eq!(live.stop().await.unwrap().app.worker.seen, [HOLD, 0, 1, 2, 3]);
    });
}

#[test]
fn a_batch_is_accepted_all_or_none() {
    block_on(async {
        let (app, is_held, release) = held();
        let live = Live::start(app, options(|options| options.queue_bytes = 4 * 256)).await.unwrap();
        send(live.handle(), Bus::numbers, HOLD).unwrap();
        is_held.await.unwrap();
        let many: Vec<u32> = (0..50).collect();
        // What never fits is told so: to try it again is of no use.
        let refused = send(live.handle(), Bus::numbers, json!(many)).unwrap_err();
        assert_eq!(refused, Refused::TooLarge(1024));
        let text = "this is more than the 1024 bytes for which the queue into the engine has places: send less at once";
        assert_eq!(refused.to_string(), text);
        send(live.handle(), Bus::numbers, json!([1, 2])).unwrap();
        send(live.handle(), Bus::numbers, json!([])).unwrap();
        send(live.handle(), Bus::numbers, 3).unwrap();
        assert_eq!(send(live.handle(), Bus::numbers, json!([4, 5, 6, 7, 8])), Err(Refused::Full));
        release.send(()).unwrap();
        assert_eq!(live.stop().await.unwrap().app.worker.seen, [HOLD, 1, 2, 3]);
    });
}

#[test]
fn what_is_wrong_in_a_batch_is_told_and_nothing_is_sent() {
    block_on(async {
        let live = start().await;
        let problems = live.handle().decode(Bus::numbers.index(), &json!([1, "two", -3]), None).unwrap_err();
        assert_eq!(problems.len(), 2);
        assert!(live.stop().await.unwrap().app.worker.seen.is_empty());
    });
}

#[test]
fn a_subscriber_that_falls_behind_is_cut_off_and_others_are_not() {
    block_on(async {
        let live = start().await;
        let handle = live.handle();
        let mut slow = handle.subscribe(Bus::doubled.index(), None, 2).await.unwrap();
        let mut fast = handle.subscribe(Bus::doubled.index(), None, 10).await.unwrap();
        send(handle, Bus::numbers, json!([1, 2, 3, 4, 5])).unwrap();
        for expected in [2, 4, 6, 8, 10] {
            assert_eq!(value(Bus::doubled, &fast.recv().await.unwrap()), expected);
        }
        for expected in [2, 4] {
            assert_eq!(value(Bus::doubled, &slow.recv().await.unwrap()), expected);
        }
        assert!(slow.recv().await.is_none(), "what it had not read is still there, then comes the end");
        send(handle, Bus::numbers, 6).unwrap();
        assert_eq!(value(Bus::doubled, &fast.recv().await.unwrap()), 12);
        live.stop().await.unwrap();
    });
}

#[test]
fn a_subscriber_that_leaves_disturbs_nobody() {
    block_on(async {
        let live = start().await;
        let handle = live.handle();
        drop(handle.subscribe(Bus::doubled.index(), None, 1).await.unwrap());
        send(handle, Bus::numbers, json!([1, 2])).unwrap();
        assert_eq!(value(Bus::doubled, &handle.last(Bus::doubled.index(), None).await.unwrap()[0]), 4);
        assert_eq!(live.stop().await.unwrap().failures, 0);
    });
}
