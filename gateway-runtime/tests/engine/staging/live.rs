//! Staging from outside, in real time: what is released is taken all or none.

use std::sync::mpsc;

use gateway_runtime::engine::Refused;
use gateway_runtime::prelude::*;
use gateway_runtime::stage::{StageError, StagedArea};
use gateway_runtime::tokio::runtime::Runtime;
use gateway_runtime::tokio::sync::oneshot;
use gateway_runtime::{StagingAction, StagingEvent};
use serde_json::{Value, json};

use super::{App, Desk, Order};

/// The ids of the areas.
fn ids(areas: &[StagedArea]) -> Vec<String> {
    areas.iter().map(|area| area.id.to_string()).collect()
}

fn items(area: &StagedArea) -> Vec<Value> {
    let mut out = vec![b'['];
    for (place, item) in area.items.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        item.write_elements(&mut out);
    }
    out.push(b']');
    serde_json::from_slice(&out).unwrap()
}

const ORDERS: usize = Desk::orders.index();
const PLAIN: usize = Desk::plain.index();

#[test]
fn what_is_staged_outside_ticks_when_it_is_released_with_the_ids_it_had() {
    Runtime::new().unwrap().block_on(async {
        let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        let handle = live.handle();
        let mut orders = handle.subscribe(ORDERS, None, 10).await.unwrap();
        let mut drafts = handle.subscribe(Desk::drafts.index(), None, 10).await.unwrap();
        let first = handle.stage_add(ORDERS, &json!({ "size": 1 }), None).unwrap();
        let both = handle.stage_add(ORDERS, &json!({ "size": 2, "id": "two" }), None).unwrap();
        assert_eq!((ids(&first), both[0].items.len()), (ids(&both), 2));
        assert!(handle.last(ORDERS, None).await.unwrap().is_empty(), "nothing has entered the graph");
        let released = handle.stage_release(ORDERS, None).unwrap();
        let expected = items(&released[0]);
        for expected in expected {
            let mut out = Vec::new();
            orders.recv().await.unwrap().write_elements(&mut out);
            assert_eq!(serde_json::from_slice::<Value>(&out).unwrap(), expected);
        }
        assert!(handle.stage_areas(ORDERS, None).unwrap().is_empty());
        let mut actions = Vec::new();
        for _ in 0..4 {
            let tick = drafts.recv().await.unwrap();
            let event = tick.as_any().downcast_ref::<Tick<StagingEvent<Order>>>().unwrap().value().clone();
            assert_eq!(event.staging_id, ids(&released)[0]);
            actions.push((event.action, event.items.len()));
        }
        assert_eq!(
            actions,
            [(StagingAction::Created, 0), (StagingAction::Added, 1), (StagingAction::Added, 1), (StagingAction::Released, 2)]
        );
        live.stop().await.unwrap();
    });
}

#[test]
fn values_that_wait_behind_one_that_asks_keep_their_place() {
    Runtime::new().unwrap().block_on(async {
        let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        let handle = live.handle();
        let mut orders = handle.subscribe(ORDERS, None, 10).await.unwrap();
        handle.stage_add(ORDERS, &json!({ "size": 5 }), None).unwrap();
        // One batch, whose first value makes a node ask for what was staged for the same channel.
        let batch = handle.decode(ORDERS, &json!([{ "size": 77 }, { "size": 98 }, { "size": 97 }]), None).unwrap();
        handle.send(ORDERS, batch).unwrap();
        let mut sizes = Vec::new();
        for _ in 0..4 {
            sizes.push(orders.recv().await.unwrap().as_any().downcast_ref::<Tick<Order>>().unwrap().value().size);
        }
        assert_eq!(sizes, [77, 5, 98, 97]);
        live.stop().await.unwrap();
    });
}

#[test]
fn every_fault_is_told_and_nothing_is_staged() {
    Runtime::new().unwrap().block_on(async {
        let settings = ["channels.plain.max_areas=2", "channels.plain.max_items=3", "channels.plain.max_bytes=400"];
        let live = Live::start(App::from_settings(settings).unwrap(), LiveOptions::default()).await.unwrap();
        let handle = live.handle();
        let named = |id: &str| vec![id.to_owned()];
        assert_eq!(handle.stage_add(Desk::told.index(), &json!(1), None).unwrap_err(), StageError::NotStaged);
        let Err(StageError::Invalid(problems)) = handle.stage_add(ORDERS, &json!({ "size": 0 }), None) else { panic!("it is too small") };
        assert_eq!(serde_json::to_value(&problems[0].loc).unwrap(), json!(["body", "size"]));
        assert_eq!(handle.stage_add(PLAIN, &json!(1), Some(&named("x"))).unwrap_err(), StageError::UnknownArea("x".to_owned()));
        assert_eq!(handle.stage_open(PLAIN, Some(&named("x"))).unwrap_err(), StageError::NothingToAdd);
        handle.stage_open(PLAIN, None).unwrap();
        handle.stage_open(PLAIN, Some(&[])).unwrap();
        assert_eq!(handle.stage_open(PLAIN, None).unwrap_err(), StageError::Full(2, "areas"));
        handle.stage_add(PLAIN, &json!(1), Some(&[])).unwrap();
        handle.stage_add(PLAIN, &json!(2), None).unwrap();
        assert_eq!(handle.stage_add(PLAIN, &json!(3), None).unwrap_err(), StageError::Full(3, "values"));
        handle.stage_remove(PLAIN, None, Some(&[])).unwrap();
        let long = json!({ "value": 1, "id": "x".repeat(400) });
        assert_eq!(handle.stage_add(PLAIN, &long, None).unwrap_err(), StageError::Full(400, "bytes of values"));
        assert!(handle.stage_areas(PLAIN, None).unwrap().is_empty());
        live.stop().await.unwrap();
    });
}

/// Holds the engine until it is let go.
#[module]
pub struct Brake {
    #[state]
    gate: Option<(oneshot::Sender<()>, mpsc::Receiver<()>)>,
}

#[module(channels = Desk)]
impl Brake {
    #[node]
    fn hold(&mut self, plain: &f64) {
        if *plain < 0.0
            && let Some((entered, open)) = self.gate.take()
        {
            let _ = entered.send(());
            let _ = open.recv();
        }
    }
}

#[gateway(channels = Desk)]
#[allow(deprecated, reason = "the tests read these channels")]
pub struct Braked {
    brake: Brake,
    clerk: super::Clerk,
}

#[test]
fn an_area_that_the_engine_does_not_take_stays_as_it_is() {
    Runtime::new().unwrap().block_on(async {
        let (entered, is_held) = oneshot::channel();
        let (release, open) = mpsc::channel();
        let mut app = Braked::from_settings([]).unwrap();
        app.brake.gate = Some((entered, open));
        let mut options = LiveOptions::default();
        options.queue_entries = 1;
        let live = Live::start(app, options).await.unwrap();
        let handle = live.handle();
        for value in [-1.0, 1.0, 2.0] {
            handle.stage_add(PLAIN, &json!(value), None).unwrap();
            handle.stage_open(PLAIN, None).unwrap();
        }
        let areas = ids(&handle.stage_areas(PLAIN, None).unwrap());
        handle.stage_release(PLAIN, Some(&areas[..1])).unwrap();
        is_held.await.unwrap();
        // The queue takes one more, and then nothing.
        handle.stage_release(PLAIN, Some(&areas[1..2])).unwrap();
        assert_eq!(handle.stage_release(PLAIN, None).unwrap_err(), StageError::Refused(Refused::Full));
        assert_eq!(ids(&handle.stage_areas(PLAIN, None).unwrap()), areas[2..]);
        // Of this channel nodes want to hear, so that nothing can be staged either.
        assert_eq!(handle.stage_open(ORDERS, None).unwrap_err(), StageError::Refused(Refused::Full));
        assert!(handle.stage_areas(ORDERS, None).unwrap().is_empty());
        release.send(()).unwrap();
        let mut plain = Vec::new();
        while plain.len() < 2 {
            // Once the engine is free again it takes the rest.
            match handle.stage_release(PLAIN, None) {
                Ok(released) => plain.extend(released),
                Err(error) => assert_eq!(error, StageError::Refused(Refused::Full)),
            }
            gateway_runtime::tokio::task::yield_now().await;
        }
        assert_eq!(ids(&plain), areas[2..]);
        live.stop().await.unwrap();
    });
}
