//! What comes out: the last tick, the next one, and those of a subscription.

use std::pin::pin;

use gateway_runtime::futures::FutureExt;
use gateway_runtime::prelude::*;
use serde_json::json;

use super::{BREAK, Bus, block_on, json, options, send, start, value};

#[test]
fn a_subscription_gives_all_ticks_in_their_order() {
    block_on(async {
        let live = start().await;
        let handle = &live.handle().clone();
        let mut doubled = handle.subscribe(Bus::doubled.index(), None, 1000).await.unwrap();
        let numbers: Vec<u32> = (0..300).collect();
        for numbers in numbers.chunks(7) {
            send(handle, Bus::numbers, json!(numbers)).unwrap();
        }
        for number in &numbers {
            assert_eq!(value(Bus::doubled, &doubled.recv().await.unwrap()), number * 2);
        }
        let summary = live.stop().await.unwrap();
        assert_eq!(summary.app.worker.seen, numbers);
        assert_eq!(summary.cycles, 300, "each value has a cycle of its own");
        assert!(doubled.recv().await.is_none());
    });
}

#[test]
fn last_answers_after_all_that_was_sent_before() {
    block_on(async {
        let live = start().await;
        let handle = &live.handle().clone();
        assert!(handle.last(Bus::doubled.index(), None).await.unwrap().is_empty());
        for number in 1..100 {
            send(handle, Bus::numbers, number).unwrap();
            let last = handle.last(Bus::doubled.index(), None).await.unwrap();
            assert_eq!(last.len(), 1);
            assert_eq!(value(Bus::doubled, &last[0]), number * 2);
        }
        live.stop().await.unwrap();
    });
}

#[test]
fn last_is_kept_only_if_asked_for() {
    block_on(async {
        let app = super::App::from_settings([]).unwrap();
        let live = Live::start(app, options(|options| options.keep_last = false)).await.unwrap();
        send(live.handle(), Bus::numbers, 1).unwrap();
        assert!(live.handle().last(Bus::doubled.index(), None).await.unwrap().is_empty());
        live.stop().await.unwrap();
    });
}

#[test]
fn next_gives_the_first_tick_after_the_question() {
    block_on(async {
        let live = start().await;
        let handle = &live.handle().clone();
        send(handle, Bus::numbers, 1).unwrap();
        let mut next = pin!(handle.next(Bus::doubled.index(), None));
        assert!(next.as_mut().now_or_never().is_none());
        send(handle, Bus::numbers, json!([2, 3])).unwrap();
        assert_eq!(value(Bus::doubled, &next.await.unwrap()), 4);
        live.stop().await.unwrap();
    });
}

#[test]
fn a_key_narrows_last_next_and_subscriptions() {
    block_on(async {
        let live = start().await;
        let handle = &live.handle().clone();
        let channel = Bus::keyed.index();
        let mut subscription = handle.subscribe(channel, Some("b"), 10).await.unwrap();
        let mut next = pin!(handle.next(channel, Some("c")));
        assert!(next.as_mut().now_or_never().is_none());
        send(handle, Bus::keyed, json!({ "a": 1, "b": [2, 3] })).unwrap();
        let batch = handle.decode(channel, &json!(4), Some("c")).unwrap();
        handle.send(channel, batch).unwrap();
        assert_eq!(value(Bus::keyed, &next.await.unwrap()), Keyed::new("c".to_owned(), 4));
        for expected in [2, 3] {
            assert_eq!(value(Bus::keyed, &subscription.recv().await.unwrap()), Keyed::new("b".to_owned(), expected));
        }
        let last = handle.last(channel, None).await.unwrap();
        let last: Vec<_> = last.iter().map(|tick| value(Bus::keyed, tick)).map(|tick| (tick.key, tick.value)).collect();
        assert_eq!(last, [("a", 1), ("b", 3), ("c", 4)].map(|(key, value)| (key.to_owned(), value)));
        assert_eq!(handle.last(channel, Some("b")).await.unwrap().len(), 1);
        assert!(handle.last(channel, Some("d")).await.unwrap().is_empty());
        let keyed = live.stop().await.unwrap().app.worker.keyed;
        let lengths: Vec<usize> = keyed.iter().map(Vec::len).collect();
        assert_eq!(lengths, [3, 1], "a whole basket is one burst, a value for one key a cycle of its own");
    });
}

#[test]
fn ids_and_times_that_a_client_gives_are_kept() {
    block_on(async {
        let live = start().await;
        let handle = &live.handle().clone();
        let sent = json!([
            { "id": "mine", "timestamp": "2020-01-02T03:04:05", "value": 1 },
            { "id": "yours", "timestamp": "2020-01-02T03:04:06", "value": 2 },
        ]);
        let batch = handle.decode(Bus::lists.index(), &sent, None).unwrap();
        assert_eq!(serde_json::from_slice::<serde_json::Value>(batch.accepted()).unwrap(), sent);
        handle.send(Bus::lists.index(), batch).unwrap();
        assert_eq!(json(&handle.last(Bus::lists.index(), None).await.unwrap()[0]), sent);

        let batch = handle.decode(Bus::numbers.index(), &json!(5), None).unwrap();
        let accepted: serde_json::Value = serde_json::from_slice(batch.accepted()).unwrap();
        handle.send(Bus::numbers.index(), batch).unwrap();
        assert_eq!(json(&handle.last(Bus::numbers.index(), None).await.unwrap()[0]), accepted, "ids are made when a value is accepted");
        live.stop().await.unwrap();
    });
}

#[test]
fn a_node_that_panics_leaves_everything_else_answering() {
    block_on(async {
        let live = start().await;
        let handle = &live.handle().clone();
        for number in [1, BREAK, BREAK] {
            send(handle, Bus::numbers, number).unwrap();
        }
        let last = |channel: usize| async move { handle.last(channel, None).await.unwrap() };
        assert_eq!(value(Bus::doubled, &last(Bus::doubled.index()).await[0]), 2);
        assert_eq!(value(Bus::numbers, &last(Bus::numbers.index()).await[0]), BREAK);
        send(handle, Bus::numbers, 2).unwrap();
        assert_eq!(value(Bus::doubled, &last(Bus::doubled.index()).await[0]), 4);
        let summary = live.stop().await.unwrap();
        assert_eq!((summary.failures, summary.app.worker.seen), (2, vec![1, 2]));
    });
}
