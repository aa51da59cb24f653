//! The life of modules in real time: stops that hang, watchdogs, restarts, figures.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Instant;

use gateway_runtime::Handle;
use gateway_runtime::engine::{ModuleState, Stats, StopError};
use gateway_runtime::prelude::*;

use super::{BREAK, Bus, HOLD, block_on, held, options, send};

/// Looks at the figures until they are as wanted: they are there whatever the engine does.
fn until(live: &Handle, wanted: impl Fn(&Stats) -> bool) -> Stats {
    let late = Instant::now() + Duration::from_secs(30);
    loop {
        let stats = live.stats();
        if wanted(&stats) {
            return stats;
        }
        assert!(Instant::now() < late, "never: {stats:?}");
        std::thread::yield_now();
    }
}

mod stops {
    //! Stop hooks.

    use super::*;

    /// Where two threads wait for each other.
    type Meeting = Arc<std::sync::Barrier>;

    #[module]
    pub struct Part {
        /// The other one's hook must run at the same time.
        #[state]
        meeting: Option<Meeting>,
        /// Held for ever.
        #[state]
        hangs: Option<mpsc::Receiver<()>>,
        #[config(default)]
        panics: bool,
        #[state]
        stopped: bool,
    }

    #[module(channels = Bus)]
    impl Part {
        #[stop]
        fn stop(&mut self) {
            assert!(!self.panics, "this one panics");
            if let Some(meeting) = &self.meeting {
                meeting.wait();
            }
            if let Some(hangs) = &self.hangs {
                // Ends only when the test does.
                let _ = hangs.recv();
            }
            self.stopped = true;
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "nobody reads these channels")]
    pub struct App {
        first: Part,
        second: Part,
        third: Part,
    }

    #[test]
    fn stop_hooks_run_at_the_same_time_and_one_that_panics_disturbs_no_other() {
        block_on(async {
            let mut app = App::from_settings(["third.panics=true"]).unwrap();
            let meeting = Meeting::new(std::sync::Barrier::new(2));
            app.first.meeting = Some(Arc::clone(&meeting));
            app.second.meeting = Some(meeting);
            let app = Live::start(app, LiveOptions::default()).await.unwrap().stop().await.unwrap().app;
            assert_eq!((app.first.stopped, app.second.stopped, app.third.stopped), (true, true, false));
        });
    }

    #[test]
    fn a_stop_hook_that_hangs_is_named_and_left_behind() {
        block_on(async {
            let mut app = App::configured(["stop_timeout=50ms"]).unwrap();
            let (_keep, hangs) = mpsc::channel();
            app.app.second.hangs = Some(hangs);
            let live = Live::start(app, LiveOptions::default()).await.unwrap();
            let error = live.stop().await.map(|_| ()).unwrap_err();
            assert_eq!(error, StopError::Hooks(vec!["second"]));
            assert_eq!(error.to_string(), "these modules did not stop in time: second");
        });
    }
}

#[test]
fn an_engine_that_hangs_at_its_stop_is_left_behind_and_its_node_named() {
    block_on(async {
        let (app, is_held, release) = held();
        let short =
            |options: &mut LiveOptions| (options.drain, options.stop_timeout) = (Duration::from_millis(10), Duration::from_millis(10));
        let live = Live::start(app, options(short)).await.unwrap();
        send(live.handle(), Bus::numbers, HOLD).unwrap();
        is_held.await.unwrap();
        let error = live.stop().await.map(|_| ()).unwrap_err();
        assert_eq!(error, StopError::Stuck(Some("worker.double".to_owned())));
        drop(release);
    });
}

#[test]
fn a_slow_node_and_a_stalled_engine_are_counted_while_they_hang() {
    block_on(async {
        let (app, is_held, release) = held();
        let short =
            |options: &mut LiveOptions| (options.slow_node, options.stalled) = (Duration::from_millis(5), Duration::from_millis(10));
        let live = Live::start(app, options(short)).await.unwrap();
        let mut slow = live.handle().slow_cycles();
        send(live.handle(), Bus::numbers, HOLD).unwrap();
        is_held.await.unwrap();
        let handle = live.handle().clone();
        let stats = until(&handle, |stats| stats.stalls == 1 && stats.nodes.iter().any(|node| node.slow == 1));
        assert_eq!(stats.running.as_deref(), Some("worker.double"));
        assert_eq!(stats.nodes.iter().find(|node| node.slow == 1).map(|node| node.name.as_str()), Some("worker.double"));
        release.send(()).unwrap();
        until(&handle, |stats| stats.running.is_none());
        let cycle = slow.recv().await.unwrap();
        assert_eq!(cycle.node, "worker.double");
        assert!(cycle.lasted > Duration::from_millis(10) && cycle.in_node <= cycle.lasted && cycle.began <= Timestamp::now(), "{cycle:?}");
        live.stop().await.unwrap();
        assert_eq!((handle.stats().stalls, handle.stats().failures), (1, 0));
    });
}

#[test]
fn figures_tell_failures_and_what_is_off() {
    block_on(async {
        let live = super::start().await;
        let handle = live.handle().clone();
        send(&handle, Bus::numbers, BREAK).unwrap();
        send(&handle, Bus::numbers, BREAK).unwrap();
        let stats = until(&handle, |stats| stats.failures == 2);
        assert_eq!(stats.nodes.iter().find(|node| node.name == "worker.double").unwrap().failures, 2);
        assert_eq!((stats.modules[0].name, stats.modules[0].state, stats.modules[0].restarts), ("worker", ModuleState::Running, 0));
        live.stop().await.unwrap();
        let live = Live::start(super::App::configured(["worker.enabled=false"]).unwrap(), LiveOptions::default()).await.unwrap();
        assert_eq!(live.handle().stats().modules[0].state, ModuleState::Off);
        assert!(!live.handle().description().is_live(Bus::doubled.index()));
        live.stop().await.unwrap();
    });
}

#[test]
fn a_module_is_restarted_in_real_time() {
    block_on(async {
        let app = super::App::configured(["worker.on_failure.delay=20ms"]).unwrap();
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        let handle = live.handle().clone();
        send(&handle, Bus::numbers, 1).unwrap();
        send(&handle, Bus::numbers, BREAK).unwrap();
        until(&handle, |stats| stats.modules[0].state == ModuleState::Restarting);
        let stats = until(&handle, |stats| stats.modules[0].state == ModuleState::Running);
        assert_eq!((stats.failures, stats.modules[0].restarts), (1, 1));
        send(&handle, Bus::numbers, 2).unwrap();
        let worker = live.stop().await.unwrap().app.worker;
        assert_eq!((worker.seen, worker.stopped_after), (vec![2], Some(1)));
    });
}

#[test]
fn a_failure_may_stop_a_live_gateway() {
    block_on(async {
        let app = super::App::configured(["worker.on_failure=stop_gateway"]).unwrap();
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        let handle = live.handle().clone();
        send(&handle, Bus::numbers, 1).unwrap();
        send(&handle, Bus::numbers, BREAK).unwrap();
        handle.stopping().await;
        let summary = live.stop().await.unwrap();
        assert_eq!(summary.stopped_by, Some("worker"));
        assert_eq!((summary.app.worker.seen, summary.app.worker.stopped_after), (vec![1], Some(1)));
    });
}

mod streams {
    //! Asynchronous sources of modules that are restarted.

    use super::*;
    use gateway_runtime::futures::{Stream, StreamExt, stream};
    use std::sync::atomic::{AtomicU32, Ordering};

    /// How often the source was opened.
    static OPENED: AtomicU32 = AtomicU32::new(0);

    #[module(on_failure = restart)]
    pub struct Feed {}

    #[module(channels = Bus)]
    impl Feed {
        #[node(source, publish(numbers))]
        fn source(&mut self) -> impl Stream<Item = u32> + Send + use<> {
            let opened = OPENED.fetch_add(1, Ordering::SeqCst);
            // The first one panics after its value; the second one goes on for ever.
            let after = move |_| if opened == 0 { panic!("the line is cut") } else { opened };
            stream::once(async move { opened + 10 }).chain(stream::once(std::future::ready(0)).map(after)).chain(stream::pending())
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "nobody reads these channels")]
    pub struct App {
        feed: Feed,
    }

    #[test]
    fn a_stream_that_panics_is_a_failure_and_is_opened_again() {
        block_on(async {
            let app = App::configured(["feed.on_failure.delay=10ms"]).unwrap();
            let live = Live::start(app, LiveOptions::default()).await.unwrap();
            let stats = until(live.handle(), |stats| stats.modules[0].restarts == 1 && stats.modules[0].state == ModuleState::Running);
            assert_eq!(stats.failures, 1);
            let summary = live.stop().await.unwrap();
            assert_eq!((summary.failures, OPENED.load(Ordering::SeqCst)), (1, 2));
        });
    }
}
