//! Nodes off the engine's thread. Their tasks wait for what the test gives them.

use std::collections::BTreeMap;
use std::future::{Future, pending};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use gateway_runtime::futures::FutureExt;
use gateway_runtime::prelude::*;
use gateway_runtime::tokio::sync::{Notify, mpsc};
use gateway_runtime::tokio::time::timeout;
use serde_json::{Value, json};

use super::{Bus, block_on, options, send};

/// At this number the task panics.
const BREAK: u32 = 66;

/// At this number the task never ends.
const HANG: u32 = 99;

/// What tasks wait for, by their number.
#[derive(Debug, Clone, Default)]
pub struct Gates {
    gates: Arc<Mutex<BTreeMap<u32, Arc<Notify>>>>,
    begun: Arc<AtomicU32>,
}

impl Gates {
    fn gate(&self, number: u32) -> Arc<Notify> {
        Arc::clone(self.gates.lock().unwrap().entry(number).or_default())
    }

    fn open(&self, numbers: impl IntoIterator<Item = u32>) {
        numbers.into_iter().for_each(|number| self.gate(number).notify_one());
    }

    fn task(&self, number: u32) -> impl Future<Output = u32> + Send + use<> {
        let (gate, begun) = (self.gate(number), Arc::clone(&self.begun));
        async move {
            begun.fetch_add(1, Ordering::SeqCst);
            if number == HANG {
                pending::<()>().await;
            }
            gate.notified().await;
            assert!(number != BREAK, "a task that breaks");
            number
        }
    }
}

#[module]
pub struct Seen {
    #[state]
    all: Vec<u32>,
    #[state]
    seen: Option<mpsc::UnboundedSender<u32>>,
}

#[module(channels = Bus)]
impl Seen {
    #[node]
    fn see(&mut self, doubled: &u32) {
        self.all.push(*doubled);
        if let Some(seen) = &self.seen {
            let _ = seen.send(*doubled);
        }
    }
}

/// A gateway whose module `work` has one node.
macro_rules! gateway {
    ($name:ident, $($arguments:tt)*) => {
        mod $name {
            use super::*;

            #[module]
            pub struct Work {
                #[state]
                pub gates: Gates,
            }

            #[module(channels = Bus)]
            impl Work {
                #[node(publish(doubled) $($arguments)*)]
                fn work(&self, numbers: &u32) -> impl Future<Output = u32> + Send + use<> {
                    self.gates.task(*numbers)
                }
            }

            #[gateway(channels = Bus)]
            #[allow(deprecated, reason = "these channels have no reader here")]
            pub struct App {
                pub work: Work,
                pub seen: Seen,
            }

            /// Starts it. What is seen comes out of the channel.
            pub(super) async fn start(options: LiveOptions) -> (Live<App>, Gates, mpsc::UnboundedReceiver<u32>) {
                let mut app = App::from_settings([]).unwrap();
                let gates = app.work.gates.clone();
                let (sender, seen) = mpsc::unbounded_channel();
                app.seen.seen = Some(sender);
                (Live::start(app, options).await.unwrap(), gates, seen)
            }
        }
    };
}

gateway!(ordered,);
gateway!(unordered, , unordered);
gateway!(narrow, , concurrency = 1, queue = 0);
gateway!(hasty, , timeout = "1ms");
gateway!(lossy, , concurrency = 1, queue = 1, overflow = "drop_newest");

async fn next(seen: &mut mpsc::UnboundedReceiver<u32>, count: usize) -> Vec<u32> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(seen.recv().await.unwrap());
    }
    all
}

#[test]
fn results_tick_in_the_order_of_the_triggers() {
    block_on(async {
        let (live, gates, mut seen) = ordered::start(LiveOptions::default()).await;
        send(live.handle(), Bus::numbers, json!([1, 2, 3])).unwrap();
        gates.open([3, 2]);
        // However far they have come by now, they wait for the first.
        live.handle().last(Bus::doubled.index(), None).await.unwrap();
        assert!(seen.recv().now_or_never().is_none());
        gates.open([1]);
        assert_eq!(next(&mut seen, 3).await, [1, 2, 3]);
        live.stop().await.unwrap();
    });
}

#[test]
fn unordered_results_tick_as_they_come() {
    block_on(async {
        let (live, gates, mut seen) = unordered::start(LiveOptions::default()).await;
        send(live.handle(), Bus::numbers, json!([1, 2, 3])).unwrap();
        for number in [3, 1, 2] {
            gates.open([number]);
            assert_eq!(next(&mut seen, 1).await, [number]);
        }
        live.stop().await.unwrap();
    });
}

#[test]
fn an_engine_that_waits_for_a_place_takes_results_though_its_queue_is_full() {
    block_on(async {
        let (live, gates, mut seen) = narrow::start(options(|options| options.queue_entries = 1)).await;
        let numbers: Vec<Value> = (0..40).map(Value::from).collect();
        send(live.handle(), Bus::numbers, numbers).unwrap();
        // The engine is in the cycle of the second number now, and the queue behind it is full.
        while send(live.handle(), Bus::numbers, 40).is_err() {
            std::thread::yield_now();
        }
        gates.open(0..=40);
        assert_eq!(next(&mut seen, 41).await, (0..=40).collect::<Vec<_>>());
        live.stop().await.unwrap();
    });
}

#[test]
fn a_task_that_is_late_or_panics_is_a_failure_and_the_others_go_on() {
    block_on(async {
        let (live, gates, mut seen) = hasty::start(LiveOptions::default()).await;
        send(live.handle(), Bus::numbers, HANG).unwrap();
        gates.open([BREAK, 1]);
        send(live.handle(), Bus::numbers, BREAK).unwrap();
        // Ordered: this one comes after both have failed. On a busy machine it may be late too, and then another is sent.
        let patience = Duration::from_secs(1);
        loop {
            gates.open([1]);
            send(live.handle(), Bus::numbers, 1).unwrap();
            if let Ok(value) = timeout(patience, seen.recv()).await {
                break assert_eq!(value, Some(1));
            }
        }
        assert!(live.stop().await.unwrap().failures >= 2);
    });
}

#[test]
fn what_has_no_place_is_dropped_if_the_node_says_so() {
    block_on(async {
        let (live, gates, mut seen) = lossy::start(LiveOptions::default()).await;
        send(live.handle(), Bus::numbers, json!([1, 2, 3, 4])).unwrap();
        live.handle().last(Bus::doubled.index(), None).await.unwrap();
        gates.open(1..=4);
        assert_eq!(next(&mut seen, 2).await, [1, 2]);
        assert_eq!(live.stop().await.unwrap().dropped, 2);
    });
}

#[test]
fn a_stop_gives_tasks_time_to_end_and_delivers_what_they_give() {
    block_on(async {
        let (live, gates, _seen) = ordered::start(options(|options| options.drain = Duration::from_secs(600))).await;
        send(live.handle(), Bus::numbers, json!([1, 2, 3])).unwrap();
        live.handle().last(Bus::doubled.index(), None).await.unwrap();
        live.handle().stop();
        gates.open([3, 1, 2]);
        assert_eq!(live.stop().await.unwrap().app.seen.all, [1, 2, 3]);
    });
}

#[test]
fn a_stop_cancels_what_does_not_end_and_delivers_what_came_before() {
    block_on(async {
        let (live, gates, mut seen) = unordered::start(options(|options| options.drain = Duration::from_millis(1))).await;
        send(live.handle(), Bus::numbers, json!([HANG, 1])).unwrap();
        gates.open([1]);
        next(&mut seen, 1).await;
        let summary = live.stop().await.unwrap();
        assert_eq!((summary.app.seen.all, summary.failures), (vec![1], 0));
    });
}

#[test]
fn a_stop_ends_an_engine_that_waits_for_a_place() {
    block_on(async {
        let (live, gates, _seen) = narrow::start(options(|options| options.drain = Duration::from_millis(1))).await;
        send(live.handle(), Bus::numbers, json!([HANG, 1, 2])).unwrap();
        while gates.begun.load(Ordering::SeqCst) == 0 {
            std::thread::yield_now();
        }
        let summary = live.stop().await.unwrap();
        assert_eq!((summary.app.seen.all, summary.failures), (vec![], 2), "what had no place when the time was over has failed");
    });
}

mod threads {
    //! Blocking nodes.

    use std::sync::Barrier;

    use super::*;

    #[module]
    pub struct Meet {
        /// As many as may run at once, which is as many as must.
        #[state]
        barrier: Option<Arc<Barrier>>,
    }

    #[module(channels = Bus)]
    impl Meet {
        #[node(blocking, publish(doubled), concurrency = 3)]
        fn meet(&mut self, numbers: &u32) -> impl FnOnce() -> u32 + Send + use<> {
            let (barrier, number) = (self.barrier.clone(), *numbers);
            move || {
                barrier.map(|barrier| barrier.wait());
                number
            }
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "these channels have no reader here")]
    pub struct App {
        meet: Meet,
        seen: Seen,
    }

    #[test]
    fn blocking_tasks_run_side_by_side() {
        block_on(async {
            let mut app = App::from_settings([]).unwrap();
            app.meet.barrier = Some(Arc::new(Barrier::new(3)));
            let live = Live::start(app, LiveOptions::default()).await.unwrap();
            let numbers: Vec<Value> = (0..30).map(Value::from).collect();
            send(live.handle(), Bus::numbers, numbers).unwrap();
            assert_eq!(live.stop().await.unwrap().app.seen.all, (0..30).collect::<Vec<_>>());
        });
    }
}
