//! Starts that fail, and stops.

use std::pin::pin;

use gateway_runtime::engine::Refused;
use gateway_runtime::futures::FutureExt;
use gateway_runtime::prelude::*;
use serde_json::json;

use super::{Bus, HOLD, block_on, held, options, send, start};

#[test]
fn a_stop_delivers_what_was_accepted_before_the_stop_hooks_run() {
    block_on(async {
        let (app, is_held, release) = held();
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        send(live.handle(), Bus::numbers, HOLD).unwrap();
        is_held.await.unwrap();
        for numbers in [json!([1, 2, 3]), json!(4)] {
            send(live.handle(), Bus::numbers, numbers).unwrap();
        }
        live.handle().stop();
        release.send(()).unwrap();
        let worker = live.stop().await.unwrap().app.worker;
        assert_eq!(worker.seen, [HOLD, 1, 2, 3, 4]);
        assert_eq!(worker.stopped_after, Some(5));
    });
}

#[test]
fn a_stop_answers_everybody_who_waits() {
    block_on(async {
        let live = start().await;
        let handle = live.handle().clone();
        let mut next = pin!(handle.next(Bus::doubled.index(), None));
        assert!(next.as_mut().now_or_never().is_none());
        let mut stopping = pin!(handle.stopping());
        assert!(stopping.as_mut().now_or_never().is_none());
        let mut subscription = handle.subscribe(Bus::doubled.index(), None, 1).await.unwrap();
        live.stop().await.unwrap();
        stopping.await;
        assert_eq!(next.await.map(|_| ()), Err(Refused::Stopping));
        assert!(subscription.recv().await.is_none());
    });
}

#[test]
fn after_a_stop_everything_is_refused() {
    block_on(async {
        let live = start().await;
        let handle = live.handle().clone();
        live.stop().await.unwrap();
        assert_eq!(send(&handle, Bus::numbers, 1), Err(Refused::Stopping));
        assert_eq!(handle.last(Bus::doubled.index(), None).await.map(|_| ()), Err(Refused::Stopping));
        assert_eq!(handle.next(Bus::doubled.index(), None).await.map(|_| ()), Err(Refused::Stopping));
        assert_eq!(handle.subscribe(Bus::doubled.index(), None, 1).await.map(|_| ()).unwrap_err(), Refused::Stopping);
        handle.stop();
    });
}

#[test]
fn sends_that_race_with_a_stop_are_delivered_or_refused() {
    block_on(async {
        for _ in 0..100 {
            let live = start().await;
            let handle = live.handle().clone();
            let sender = std::thread::spawn(move || (0..).take_while(|number| send(&handle, Bus::numbers, *number).is_ok()).last());
            let seen = live.stop().await.unwrap().app.worker.seen;
            let accepted = sender.join().unwrap().map_or(0, |last| last + 1);
            assert_eq!(seen, (0..accepted).collect::<Vec<u32>>());
        }
    });
}

#[test]
fn modules_that_are_off_stay_off() {
    block_on(async {
        let app = super::App::from_settings([]).unwrap();
        let live = Live::start(app, options(|options| options.disabled = vec!["worker".to_owned()])).await.unwrap();
        send(live.handle(), Bus::numbers, 1).unwrap();
        assert_eq!(live.handle().last(Bus::numbers.index(), None).await.unwrap().len(), 1);
        let worker = live.stop().await.unwrap().app.worker;
        assert_eq!((worker.seen.len(), worker.stopped_after), (0, None));
        let app = super::App::from_settings([]).unwrap();
        let error = Live::start(app, options(|options| options.disabled = vec!["wrker".to_owned()])).await.map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), "there is no module `wrker`; there are: worker; did you mean `worker`?");
    });
}

mod hooks {
    //! A start hook that fails.

    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[module]
    pub struct First {
        #[state]
        stopped: Arc<AtomicBool>,
    }

    #[module(channels = Bus)]
    impl First {
        #[stop]
        fn stop(&mut self) {
            self.stopped.store(true, Ordering::SeqCst);
        }
    }

    #[module]
    pub struct Second {}

    #[module(channels = Bus)]
    impl Second {
        #[start]
        fn start(&mut self) -> Result<(), String> {
            Err("not today".to_owned())
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        first: First,
        second: Second,
    }

    #[test]
    fn a_start_hook_that_fails_is_told_and_the_others_are_undone() {
        block_on(async {
            let app = App::from_settings([]).unwrap();
            let stopped = Arc::clone(&app.first.stopped);
            let error = Live::start(app, LiveOptions::default()).await.map(|_| ()).unwrap_err();
            assert_eq!(error.to_string(), "module `second` did not start: not today");
            assert!(stopped.load(Ordering::SeqCst));
        });
    }
}
