//! Commands in real time: their turn, who leaves, who waits at the end.

use gateway_runtime::Json;
use gateway_runtime::engine::{CommandError, Refused};
use gateway_runtime::prelude::*;
use serde_json::json;

use super::{Bus, HOLD, block_on, held, options, send, start};

#[test]
fn a_command_runs_after_all_that_was_sent_before() {
    block_on(async {
        let live = start().await;
        let handle = live.handle();
        for number in 1..=100 {
            send(handle, Bus::numbers, number).unwrap();
        }
        assert_eq!(handle.command("worker", "seen", &Json::Null).await, Ok(json!(100)));
        assert_eq!(handle.command("worker", "forget", &json!({ "keep": 10 })).await, Ok(json!(90)));
        assert_eq!(handle.command("worker", "seen", &json!({})).await, Ok(json!(10)));
        let stats = handle.stats();
        let seen = stats.commands.iter().find(|command| command.name == "worker.seen").unwrap();
        assert_eq!((seen.runs, seen.failures), (2, 0));
        assert_eq!(live.stop().await.unwrap().app.worker.seen.len(), 10);
    });
}

#[test]
fn who_leaves_cancels_what_has_not_begun() {
    block_on(async {
        let (app, is_held, release) = held();
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        let handle = live.handle().clone();
        send(&handle, Bus::numbers, 1).unwrap();
        send(&handle, Bus::numbers, HOLD).unwrap();
        is_held.await.unwrap();
        let forget = json!({ "keep": 0 });
        let leaves = handle.command("worker", "forget", &forget);
        gateway_runtime::tokio::select! {
            biased;
            _ = leaves => panic!("the engine is held"),
            () = std::future::ready(()) => {}
        }
        release.send(()).unwrap();
        assert_eq!(handle.command("worker", "seen", &Json::Null).await, Ok(json!(2)));
        assert_eq!(handle.stats().commands.iter().find(|command| command.name == "worker.forget").unwrap().runs, 0);
        live.stop().await.unwrap();
    });
}

#[test]
fn a_full_queue_refuses_a_command_and_a_stop_answers_it() {
    block_on(async {
        let (app, is_held, release) = held();
        let small = |options: &mut LiveOptions| (options.queue_entries, options.queue_bytes) = (4, 2048);
        let live = Live::start(app, options(small)).await.unwrap();
        let handle = live.handle().clone();
        send(&handle, Bus::numbers, HOLD).unwrap();
        is_held.await.unwrap();
        let large = json!({ "text": "x".repeat(4096) });
        assert_eq!(handle.command("worker", "echo", &large).await, Err(CommandError::Refused(Refused::TooLarge(2048))));
        for number in 0..4 {
            send(&handle, Bus::numbers, number).unwrap();
        }
        assert_eq!(handle.command("worker", "seen", &Json::Null).await, Err(CommandError::Refused(Refused::Full)));
        release.send(()).unwrap();
        assert_eq!(handle.command("worker", "echo", &json!({ "text": "x" })).await, Ok(json!("x")));
        live.stop().await.unwrap();
        assert_eq!(handle.command("worker", "seen", &Json::Null).await, Err(CommandError::Refused(Refused::Stopping)));
    });
}
