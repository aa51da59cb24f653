//! Alarms in real time.

use gateway_runtime::prelude::*;

use super::{Bus, block_on, send, value};

/// So many runs there are: the first, by a value, and those by alarms.
const RUNS: u32 = 1 + 1 + 10_000;

#[module]
pub struct Again {
    #[state]
    runs: u32,
}

#[module(channels = Bus)]
impl Again {
    /// Sets itself again and again.
    #[node(publish(doubled))]
    fn again(&mut self, #[channel(numbers)] _: Ticks<u32>, alarm: &mut Alarm<()>) -> Option<u32> {
        self.runs += 1;
        alarm.set(Duration::ZERO, ());
        (self.runs == RUNS).then_some(self.runs)
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    again: Again,
}

#[test]
fn alarms_that_set_each_other_again_are_stopped_in_real_time() {
    block_on(async {
        let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        let mut last = live.handle().subscribe(Bus::doubled.index(), None, 16).await.unwrap();
        send(live.handle(), Bus::numbers, 1).unwrap();
        assert_eq!(value(Bus::doubled, &last.recv().await.unwrap()), RUNS);
        let summary = live.stop().await.unwrap();
        assert_eq!((summary.app.again.runs, summary.failures), (RUNS, 1));
    });
}
