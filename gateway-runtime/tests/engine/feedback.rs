//! Loops: what is seen one cycle later, at the same engine time.

use gateway_runtime::prelude::*;

use crate::{at, timed};

#[channels]
pub struct Bus {
    #[channel(send)]
    starts: Channel<u32>,
    counts: Channel<u32>,
    pings: Channel<u32>,
    pongs: Channel<u32>,
    seen: Channel<String>,
}

/// Runs `App` with these starts, one a second, and gives back `seen` and the number of cycles.
macro_rules! run {
    ($channel:ident, $starts:expr) => {{
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        for (second, start) in (1..).zip($starts) {
            simulation.send_at(at(second), Bus::starts, start);
        }
        let ticks = simulation.collect(Bus::$channel);
        let summary = simulation.run().unwrap();
        assert_eq!(summary.failures, 0);
        (timed(ticks), summary.cycles)
    }};
}

fn texts(ticks: &[(i64, String)]) -> Vec<String> {
    ticks.iter().map(|(second, text)| format!("{second}: {text}")).collect()
}

mod of_one_node {
    use super::*;

    #[module]
    pub struct Count {}

    #[module(channels = Bus)]
    impl Count {
        #[node(publish(counts, seen))]
        fn count(&mut self, counts: Ticks<u32>, starts: Ticks<u32>, now: Timestamp) -> (Vec<u32>, String) {
            let below = |ticks: Ticks<u32>| ticks.iter().filter_map(|tick| tick.checked_sub(1)).collect::<Vec<_>>();
            let text = format!("{starts:?} {counts:?} at {}", crate::seconds(now));
            ([below(starts), below(counts)].concat(), text)
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        count: Count,
    }

    #[test]
    fn a_node_sees_its_own_ticks_in_the_next_cycle_at_the_same_time() {
        let (seen, cycles) = run!(seen, [2, 1]);
        assert_eq!(
            texts(&seen),
            ["1: [2] [] at 1", "1: [] [1] at 1", "1: [] [0] at 1", "2: [1] [] at 2", "2: [] [0] at 2"],
            "all cycles of one instant come before the next instant"
        );
        assert_eq!(cycles, 5);
    }

    #[test]
    fn cycles_of_a_feedback_come_before_what_else_waits_for_that_instant() {
        let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
        simulation.send_at(at(1), Bus::starts, 2);
        simulation.send_at(at(1), Bus::starts, 1);
        let seen = simulation.collect(Bus::seen);
        simulation.run().unwrap();
        let expected = ["1: [2] [] at 1", "1: [] [1] at 1", "1: [] [0] at 1", "1: [1] [] at 1", "1: [] [0] at 1"];
        assert_eq!(texts(&timed(seen)), expected);
    }
}

mod for_each {
    use super::*;

    #[module]
    pub struct Tree {}

    #[module(channels = Bus)]
    impl Tree {
        #[node(publish(counts))]
        fn start(&mut self, starts: &u32) -> u32 {
            *starts
        }

        /// Runs once for what `start` gives in this cycle, and once for each of its own ticks of the last one.
        #[node(publish(counts))]
        fn grow(&mut self, counts: &u32) -> Vec<u32> {
            if *counts == 0 { Vec::new() } else { vec![counts - 1; 2] }
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        tree: Tree,
    }

    #[test]
    fn only_the_ticks_of_the_loop_come_late() {
        let (counts, cycles) = run!(counts, [2]);
        assert_eq!(counts.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 1, 1, 0, 0, 0, 0]);
        assert_eq!(cycles, 3, "2 1 1; then 0 0 0 0; then nothing");
    }
}

mod of_two_nodes {
    use super::*;

    #[module]
    pub struct Pair {}

    #[module(channels = Bus)]
    impl Pair {
        #[node(publish(pings, seen))]
        fn ping(&mut self, starts: Ticks<u32>, pongs: Option<&u32>) -> (Option<u32>, String) {
            let given = starts.last().copied().or(pongs.copied());
            (given.filter(|given| *given > 0), format!("{starts:?} {pongs:?}"))
        }

        #[node(publish(pongs))]
        fn pong(&mut self, pings: &u32) -> u32 {
            pings - 1
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        pair: Pair,
    }

    #[test]
    fn a_loop_within_a_module_is_broken_where_it_goes_back_in_the_declaration() {
        let (seen, cycles) = run!(seen, [2]);
        assert_eq!(texts(&seen), ["1: [2] None", "1: [] Some(1)", "1: [] Some(0)"]);
        assert_eq!(cycles, 3);
    }
}

mod across_modules {
    use super::*;

    #[module]
    pub struct Ping {}

    #[module(channels = Bus)]
    impl Ping {
        #[node(publish(pings))]
        fn ping(&mut self, starts: Ticks<u32>, #[feedback] pongs: Ticks<u32>) -> Vec<u32> {
            starts.iter().chain(pongs).copied().filter(|given| *given > 0).collect()
        }
    }

    #[module]
    pub struct Pong {}

    #[module(channels = Bus)]
    impl Pong {
        #[node(publish(pongs))]
        fn pong(&mut self, pings: &u32) -> u32 {
            pings - 1
        }
    }

    /// Looks on from outside of the loop: without delay.
    #[module]
    pub struct Look {}

    #[module(channels = Bus)]
    impl Look {
        #[node(publish(seen))]
        fn look(&mut self, pings: Ticks<u32>, pongs: Ticks<u32>) -> String {
            format!("{pings:?} {pongs:?}")
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        look: Look,
        pong: Pong,
        ping: Ping,
    }

    #[test]
    fn a_marked_parameter_breaks_a_loop_across_modules_and_only_it_sees_ticks_late() {
        let (seen, cycles) = run!(seen, [2, 0]);
        assert_eq!(texts(&seen), ["1: [2] [1]", "1: [1] [0]"]);
        assert_eq!(cycles, 4, "two that count down, one for the last pong, one for the second start");
    }
}

mod sampled {
    use super::*;

    #[module]
    pub struct Follow {}

    #[module(channels = Bus)]
    impl Follow {
        #[node(publish(counts))]
        fn follow(&mut self, starts: &u32, #[feedback] pings: Latest<u32>) -> u32 {
            starts * 100 + pings.copied().unwrap_or(0)
        }
    }

    #[module]
    pub struct Lead {}

    #[module(channels = Bus)]
    impl Lead {
        #[node(publish(pings))]
        fn lead(&mut self, counts: &u32) -> u32 {
            counts % 100 + 1
        }
    }

    #[gateway(channels = Bus)]
    #[allow(deprecated, reason = "not every channel has a reader here")]
    pub struct App {
        follow: Follow,
        lead: Lead,
    }

    #[test]
    fn a_sample_with_feedback_shows_the_cycle_before_and_starts_no_cycle() {
        let (counts, cycles) = run!(counts, [1, 2, 3]);
        assert_eq!(counts, [(1, 100), (2, 201), (3, 302)]);
        assert_eq!(cycles, 3);
    }

    /// Samples what it publishes itself.
    #[module]
    pub struct Own {}

    #[module(channels = Bus)]
    impl Own {
        #[node(publish(counts))]
        fn sum(&mut self, starts: &u32, counts: Latest<u32>) -> u32 {
            starts + counts.copied().unwrap_or(0)
        }
    }

    #[test]
    fn a_node_may_sample_what_it_published_last() {
        #[gateway(channels = Bus)]
        #[allow(deprecated, reason = "not every channel has a reader here")]
        pub struct App {
            own: Own,
        }
        let (counts, cycles) = run!(counts, [1, 2, 3]);
        assert_eq!(counts, [(1, 1), (2, 3), (3, 6)]);
        assert_eq!(cycles, 3);
    }
}
