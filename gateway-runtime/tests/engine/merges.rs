//! `#[channel(merge = ..)]`: what a cycle keeps of several ticks of one channel.

use gateway_runtime::prelude::*;
use proptest::prelude::*;
use serde_json::json;

use crate::{at, timed, values};

#[channels]
pub struct Bus {
    /// The number of values that each publisher gives in one cycle.
    #[channel(send)]
    starts: Channel<Vec<u32>>,
    #[channel(send, merge = first)]
    first: Channel<u32>,
    #[channel(send, merge = last)]
    last: Channel<u32>,
    #[channel(send, merge = collect)]
    all: Channel<Vec<u32>>,
    #[channel(send, merge = first)]
    first_of_key: Basket<u32, u32>,
    #[channel(send, merge = last)]
    last_of_key: Basket<u32, u32>,
    #[channel(merge = last)]
    last_list: Channel<Vec<u32>>,
    seen: Channel<String>,
}

/// Publishes everything everywhere: `starts` holds, for two nodes, the values of one cycle.
#[module]
pub struct Two {}

#[module(channels = Bus)]
impl Two {
    #[node(publish(first, last, all, first_of_key, last_of_key))]
    fn one(&mut self, starts: &Vec<u32>) -> (Vec<u32>, Vec<u32>, Vec<u32>, Vec<Keyed<u32, u32>>, Vec<Keyed<u32, u32>>) {
        let keyed: Vec<_> = starts.iter().map(|value| Keyed::new(value % 3, *value)).collect();
        (starts.clone(), starts.clone(), starts.clone(), keyed.clone(), keyed)
    }

    #[node(publish(first, last, all, last_list))]
    fn other(&mut self, starts: &Vec<u32>) -> (Option<u32>, Option<u32>, Option<u32>, Vec<u32>) {
        let next = starts.last().map(|last| last + 1);
        (next, next, next, vec![7])
    }

    #[node(publish(last_list))]
    fn doubled(&mut self, starts: Ticks<Vec<u32>>) -> Vec<u32> {
        starts.iter().flatten().map(|value| value * 2).collect()
    }
}

/// Reads all of it, each as a channel that ticks once a cycle.
#[module]
pub struct Watch {}

#[module(channels = Bus)]
impl Watch {
    #[node(publish(seen))]
    fn watch(
        &mut self,
        first: Option<&u32>,
        last: Option<&u32>,
        all: Option<&Vec<u32>>,
        last_list: Option<&Vec<u32>>,
        #[channel(last)] newest: Latest<u32>,
    ) -> String {
        assert!(last.is_none() || *newest == last);
        format!("{first:?} {last:?} {all:?} {last_list:?}")
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    watch: Watch,
    two: Two,
}

fn simulation() -> Simulation<App> {
    Simulation::new(App::from_settings([]).unwrap()).unwrap()
}

#[test]
fn one_of_several_ticks_is_kept_and_the_channel_ticks_once() {
    let mut simulation = simulation();
    simulation.send_at(at(1), Bus::starts, vec![4, 5]);
    simulation.send_at(at(2), Bus::starts, vec![]);
    simulation.send_at(at(3), Bus::first, 9);
    let (first, last, seen) = (simulation.collect(Bus::first), simulation.collect(Bus::last), simulation.collect(Bus::seen));
    assert_eq!(simulation.run().unwrap().failures, 0);
    assert_eq!(timed(first), [(1, 4), (3, 9)]);
    assert_eq!(timed(last), [(1, 6)]);
    let expected = ["Some(4) Some(6) Some([4, 5, 6]) Some([8, 10])", "None None None Some([])", "Some(9) None None None"];
    assert_eq!(timed(seen).into_iter().map(|(_, text)| text).collect::<Vec<_>>(), expected);
}

#[test]
fn a_collecting_channel_ticks_once_with_everything_that_was_published() {
    let mut simulation = simulation();
    simulation.send_at(at(1), Bus::starts, vec![4, 5]);
    simulation.send_at(at(2), Bus::all, vec![1, 2]);
    simulation.send_at(at(3), Bus::all, vec![]);
    simulation.send_at(at(4), Bus::starts, vec![]);
    let all = simulation.collect(Bus::all);
    simulation.run().unwrap();
    assert_eq!(values(all), [vec![4, 5, 6], vec![1, 2], vec![]]);
}

proptest! {
    /// Of a basket one tick of each key is kept; the keys stand in the order in which they first ticked.
    #[test]
    fn of_a_basket_one_tick_of_each_key_is_kept(values in prop::collection::vec(0_u32..200, 0..60)) {
        let mut simulation = simulation();
        simulation.send_at(at(1), Bus::starts, values.clone());
        let (first, last) = (simulation.collect(Bus::first_of_key), simulation.collect(Bus::last_of_key));
        simulation.run().unwrap();
        let mut order: Vec<u32> = Vec::new();
        for value in &values {
            if !order.contains(&(value % 3)) {
                order.push(value % 3);
            }
        }
        let firsts = order.iter().map(|key| (1, Keyed::new(*key, *values.iter().find(|value| *value % 3 == *key).unwrap())));
        let lasts = order.iter().map(|key| (1, Keyed::new(*key, *values.iter().rfind(|value| *value % 3 == *key).unwrap())));
        prop_assert_eq!(timed(first), firsts.collect::<Vec<_>>());
        prop_assert_eq!(timed(last), lasts.collect::<Vec<_>>());
    }
}

/// The ids that a client gave follow the values that are kept.
#[test]
fn what_is_kept_keeps_its_id() {
    let ids = gateway_runtime::tokio::runtime::Runtime::new().unwrap().block_on(async {
        let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        let handle = live.handle();
        let body = serde_json::json!({ "5": [{ "id": "a", "value": 1 }, { "id": "b", "value": 2 }], "6": [{ "id": "c", "value": 3 }] });
        let mut ids = Vec::new();
        for channel in [Bus::first_of_key.index(), Bus::last_of_key.index()] {
            handle.send(channel, handle.decode(channel, &body, None).unwrap()).unwrap();
            for tick in handle.last(channel, None).await.unwrap() {
                let tick = tick.as_any().downcast_ref::<Tick<Keyed<u32, u32>>>().unwrap();
                ids.push((tick.id().unwrap().to_string(), tick.value().value));
            }
        }
        live.stop().await.unwrap();
        ids
    });
    let expected = [("a", 1), ("c", 3), ("b", 2), ("c", 3)];
    assert_eq!(ids, expected.map(|(id, value)| (id.to_owned(), value)));
}

#[test]
fn the_graph_as_data_says_how_channels_merge() {
    let graph = gateway_runtime::graph::json(<App as gateway_runtime::Gateway>::META, &[]);
    let merge = |name: &str| graph["channels"].as_array().unwrap().iter().find(|channel| channel["name"] == name).unwrap()["merge"].clone();
    assert_eq!(["first", "last_of_key", "all", "seen"].map(merge), [json!("first"), json!("last"), json!("collect"), json!(null)]);
}
