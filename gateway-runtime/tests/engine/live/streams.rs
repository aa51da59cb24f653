//! Asynchronous sources.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};

use gateway_runtime::futures::{Stream, StreamExt, stream};
use gateway_runtime::prelude::*;
use gateway_runtime::tokio::sync::oneshot;

use super::{Bus, block_on, options};

/// How many values of a stream go through the queue together at most.
const CHUNK: u32 = 256;

/// How many entries the queue holds.
const ENTRIES: u32 = 2;

/// What is between source and node while the node is held: in its hand, in the queue, and waiting for a place.
const UNDERWAY: u32 = (1 + ENTRIES + 1) * CHUNK;

const COUNT: u32 = 20 * CHUNK;

#[module]
pub struct Feed {
    #[state]
    made: Arc<AtomicU32>,
    #[state]
    stalls: Option<mpsc::Sender<()>>,
    #[state]
    opened: Arc<AtomicU32>,
}

#[module(channels = Bus)]
impl Feed {
    #[node(source, publish(doubled))]
    fn feed(&mut self) -> impl Stream<Item = u32> + Send + use<> {
        self.opened.fetch_add(1, Ordering::SeqCst);
        let (made, mut stalls) = (Arc::clone(&self.made), self.stalls.take());
        stream::iter(0..COUNT).inspect(move |number| {
            made.fetch_add(1, Ordering::SeqCst);
            if number + 1 == UNDERWAY {
                stalls.take();
            }
        })
    }
}

#[module]
pub struct Slow {
    #[state]
    made: Arc<AtomicU32>,
    #[state]
    stall: Option<mpsc::Receiver<()>>,
    #[state]
    seen: Vec<u32>,
    #[state]
    most: u32,
    #[state]
    done: Option<oneshot::Sender<()>>,
}

#[module(channels = Bus)]
impl Slow {
    /// Waits at its first tick until the source has made what it can.
    #[node]
    fn slow(&mut self, doubled: &u32) {
        if let Some(stall) = self.stall.take() {
            let _ = stall.recv();
        }
        let seen = u32::try_from(self.seen.len()).unwrap();
        self.most = self.most.max(self.made.load(Ordering::SeqCst) - seen);
        self.seen.push(*doubled);
        if doubled + 1 == COUNT {
            self.done.take().map(|done| done.send(()));
        }
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    feed: Feed,
    slow: Slow,
}

#[test]
fn an_asynchronous_source_waits_for_a_place_in_the_queue_and_loses_nothing() {
    block_on(async {
        let mut app = App::from_settings([]).unwrap();
        app.slow.made = Arc::clone(&app.feed.made);
        let (stalls, stall) = mpsc::channel();
        (app.feed.stalls, app.slow.stall) = (Some(stalls), Some(stall));
        let (done, is_done) = oneshot::channel();
        app.slow.done = Some(done);
        let live = Live::start(app, options(|options| options.queue_entries = ENTRIES as usize)).await.unwrap();
        is_done.await.unwrap();
        let slow = live.stop().await.unwrap().app.slow;
        assert_eq!(slow.seen, (0..COUNT).collect::<Vec<_>>());
        assert_eq!(slow.most, UNDERWAY, "as many values as were underway when the node was held, and never more");
    });
}

#[test]
fn the_source_of_a_module_that_is_off_is_not_opened() {
    block_on(async {
        let app = App::from_settings([]).unwrap();
        let opened = Arc::clone(&app.feed.opened);
        let disabled = vec!["feed".to_owned(), "slow".to_owned()];
        let live = Live::start(app, options(|options| options.disabled = disabled)).await.unwrap();
        live.stop().await.unwrap();
        assert_eq!(opened.load(Ordering::SeqCst), 0);
    });
}

mod panics {
    //! A stream that panics.

    use super::{Bus, block_on};
    use gateway_runtime::futures::{Stream, StreamExt, stream};
    use gateway_runtime::prelude::*;
    use gateway_runtime::tokio::sync::{mpsc, oneshot};

    #[module]
    pub struct Lines {
        #[state]
        go: Option<oneshot::Receiver<()>>,
    }

    #[module(channels = Bus)]
    impl Lines {
        #[node(source, publish(doubled))]
        fn breaks(&mut self) -> impl Stream<Item = u32> + Send + use<> {
            let go = self.go.take();
            stream::iter([1]).chain(stream::once(async {
                if let Some(go) = go {
                    let _ = go.await;
                }
                panic!("the line is dead")
            }))
        }

        #[node(source, publish(bursts))]
        fn goes_on(&mut self) -> impl Stream<Item = u32> + Send + use<> {
            stream::iter([2, 3]).chain(stream::pending())
        }
    }

    #[module]
    pub struct Watch {
        #[state]
        seen: Option<mpsc::UnboundedSender<u32>>,
    }

    #[module(channels = Bus)]
    impl Watch {
        #[node]
        fn watch(&mut self, doubled: Ticks<u32>, bursts: Ticks<u32>) {
            let seen = self.seen.as_ref().unwrap();
            doubled.iter().chain(bursts).for_each(|value| seen.send(*value).unwrap());
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "the test reads these channels")]
    pub struct App {
        lines: Lines,
        watch: Watch,
    }

    #[test]
    fn a_stream_that_panics_ends_and_the_gateway_goes_on() {
        block_on(async {
            let mut app = App::from_settings([]).unwrap();
            let (go, gone) = oneshot::channel();
            let (seen, mut values) = mpsc::unbounded_channel();
            (app.lines.go, app.watch.seen) = (Some(gone), Some(seen));
            let live = Live::start(app, LiveOptions::default()).await.unwrap();
            let mut all = Vec::new();
            for _ in 0..3 {
                all.push(values.recv().await.unwrap());
            }
            all.sort_unstable();
            assert_eq!(all, [1, 2, 3]);
            go.send(()).unwrap();
            assert!(live.handle().last(Bus::doubled.index(), None).await.is_ok());
            while live.handle().stats().failures == 0 {
                gateway_runtime::tokio::task::yield_now().await;
            }
            assert_eq!(live.stop().await.unwrap().failures, 1);
        });
    }
}
