//! Timers and timestamped sources in real time.

use std::collections::VecDeque;

use gateway_runtime::prelude::*;
use gateway_runtime::tokio::time::timeout;

use super::{Bus, block_on, value};

/// Long enough for any machine; nothing is measured.
const GENEROUS: Duration = Duration::from_secs(120);

#[module]
pub struct Clock {
    #[state]
    count: u32,
    #[state]
    script: VecDeque<(i64, u32)>,
}

#[module(channels = Bus)]
impl Clock {
    #[node(every = "1ms", publish(doubled))]
    fn tick(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    /// Values of long ago: due at once, in their order.
    #[node(source, publish(bursts))]
    fn past(&mut self) -> Option<(Timestamp, u32)> {
        self.script.pop_front().map(|(second, value)| (Timestamp::from_secs(second), value))
    }
}

#[module]
pub struct Watch {
    #[state]
    times: Vec<Timestamp>,
    #[state]
    past: Vec<u32>,
}

#[module(channels = Bus)]
impl Watch {
    #[node]
    fn watch(&mut self, doubled: &u32, now: Timestamp) {
        assert!(*doubled > 0);
        self.times.push(now);
    }

    #[node]
    fn past(&mut self, bursts: Ticks<u32>) {
        self.past.extend(bursts);
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    clock: Clock,
    watch: Watch,
}

#[test]
fn a_timer_ticks_in_real_time_and_times_ascend() {
    block_on(async {
        let mut app = App::from_settings([]).unwrap();
        app.clock.script = [(1, 1), (2, 2), (2, 3), (0, 4)].into();
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        let mut ticks = live.handle().subscribe(Bus::doubled.index(), None, 1 << 16).await.unwrap();
        let mut last = 0;
        for _ in 0..3 {
            let tick = timeout(GENEROUS, ticks.recv()).await.expect("a timer ticks").unwrap();
            let count = value(Bus::doubled, &tick);
            assert!(last == 0 || count == last + 1, "{count} after {last}");
            last = count;
        }
        let app = live.stop().await.unwrap().app;
        assert!(app.watch.times.len() >= 3);
        assert!(app.watch.times.is_sorted_by(|a, b| a < b), "a timer does not tick twice at one instant");
        assert_eq!(app.watch.past, [1, 2, 3, 4]);
    });
}
