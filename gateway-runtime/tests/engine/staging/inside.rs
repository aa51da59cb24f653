//! Nodes ask of staging, and hear of it, in simulated time.

use gateway_runtime::prelude::*;
use gateway_runtime::{Staged, StagingAction, StagingEvent, StagingRequest, TickId};

use super::{App, Clerk, Desk, Order, order};
use crate::{at, timed, values};

fn simulation(requests: impl IntoIterator<Item = StagingRequest<Order>>) -> Simulation<App> {
    let mut simulation = Simulation::new(App::from_settings(["channels.orders.max_areas=2"]).unwrap()).unwrap();
    for (second, request) in (1..).zip(requests) {
        simulation.send_at(at(second), Desk::drafting, request);
    }
    simulation
}

#[test]
fn what_is_released_ticks_one_after_the_other_at_the_time_of_the_request() {
    let mut simulation = simulation([StagingRequest::add(order(1)), StagingRequest::add(order(2)), StagingRequest::release_all()]);
    let (orders, told) = (simulation.collect(Desk::orders), simulation.collect(Desk::told));
    let cycles = simulation.run().unwrap().cycles;
    assert_eq!(timed(orders), [(1, order(1)), (2, order(2))], "they have the times at which they were staged");
    let told: Vec<(i64, String)> = timed(told);
    let told: Vec<(i64, &str)> = told.iter().map(|(second, text)| (*second, text.as_str())).collect();
    assert_eq!(told, [(1, "Created "), (1, "Added 1"), (2, "Added 2"), (3, "Released 1+2")]);
    // A request, its events, and each value that it releases.
    assert_eq!(cycles, 2 + 2 + (2 + 2));
}

#[test]
fn a_staged_value_keeps_its_id_and_time_or_gets_them_when_it_is_staged() {
    let known = Staged { id: Some(TickId::client("mine")), timestamp: Some(at(7)), message: order(1) };
    let mut simulation = simulation([StagingRequest::add(known), StagingRequest::add(order(2)), StagingRequest::release_all()]);
    let (orders, drafts) = (simulation.collect(Desk::orders), simulation.collect(Desk::drafts));
    simulation.run().unwrap();
    let orders: Vec<Tick<Order>> = orders.take();
    assert_eq!((orders[0].id().unwrap().to_string(), orders[0].time()), ("mine".to_owned(), Some(at(7))));
    assert_eq!(orders[1].time(), Some(at(2)));
    let released = values(drafts).pop().unwrap();
    let ids: Vec<Option<TickId>> = released.items.iter().map(|item| item.id.clone()).collect();
    assert_eq!(ids, [orders[0].id().cloned(), orders[1].id().cloned()]);
    assert_ne!(released.staging_id, orders[1].id().unwrap().to_string());
}

#[test]
fn requests_of_nodes_are_granted_in_rounds_at_one_instant() {
    let mut simulation = simulation([StagingRequest::add(order(7)), StagingRequest::add(order(99)), StagingRequest::release_all()]);
    let (orders, told) = (simulation.collect(Desk::orders), simulation.collect(Desk::told));
    simulation.run().unwrap();
    assert_eq!(timed(orders), [(1, order(7)), (2, order(99))]);
    let told: Vec<String> = values(told);
    assert_eq!(told, ["Created ", "Added 7", "Released 7", "Created ", "Added 99", "Released 99", "Created ", "Added 1"]);
}

#[test]
fn a_request_that_cannot_be_granted_is_told_and_changes_nothing() {
    let two = vec![order(1).into(), order(2).into()];
    let mut simulation = simulation([
        StagingRequest::add_to("nope", order(5)),
        StagingRequest::Add { staging_ids: Some(vec!["nope".to_owned()]), items: Vec::new() },
        StagingRequest::Add { staging_ids: None, items: two },
        StagingRequest::open(),
        StagingRequest::open(),
        StagingRequest::release_all(),
    ]);
    let (orders, drafts) = (simulation.collect(Desk::orders), simulation.collect(Desk::drafts));
    simulation.run().unwrap();
    assert_eq!(values(orders), [order(1), order(2)]);
    let drafts: Vec<StagingEvent<Order>> = values(drafts);
    let refused: Vec<(usize, &str)> = drafts
        .iter()
        .filter(|event| event.action == StagingAction::Refused)
        .map(|event| (event.items.len(), event.reason.as_deref().unwrap()))
        .collect();
    assert_eq!(
        refused,
        [
            (1, "Staging ID not found: nope"),
            (0, "Cannot specify staging_ids without a struct to add"),
            (0, "no more than 2 areas can be staged: release or remove some"),
        ]
    );
}

#[test]
fn an_area_of_a_channel_of_lists_is_one_list() {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    let requests = [
        StagingRequest::add(1),
        StagingRequest::open(),
        StagingRequest::add(2),
        StagingRequest::add(3),
        StagingRequest::open(),
        StagingRequest::release_all(),
    ];
    for (second, request) in (1..).zip(requests) {
        simulation.send_at(at(second), Desk::packing, request);
    }
    let packages = simulation.collect(Desk::packages);
    simulation.run().unwrap();
    assert_eq!(values(packages), [vec![1], vec![2, 3]], "an empty area gives no tick");
}

#[test]
fn the_same_run_gives_the_same_ids_whether_or_not_somebody_looks_on() {
    let requests = || [StagingRequest::add(order(1)), StagingRequest::open(), StagingRequest::add(order(2)), StagingRequest::release_all()];
    let ids = |looks_on: bool| {
        let mut simulation = simulation(requests());
        let told = looks_on.then(|| simulation.collect(Desk::drafts));
        let orders = simulation.collect(Desk::orders);
        simulation.run().unwrap();
        drop(told);
        orders.take().iter().map(|tick| tick.id().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(true), ids(false));
    assert_eq!(ids(true).len(), 2);
}

/// Releases what has come, and stages it again, for ever.
#[module]
pub struct Hamster {}

#[module(channels = Desk)]
impl Hamster {
    #[node(publish(drafting))]
    fn turn(&mut self, orders: &Order) -> Vec<StagingRequest<Order>> {
        vec![StagingRequest::add(orders.clone()), StagingRequest::release_all()]
    }
}

#[gateway(channels = Desk)]
#[allow(deprecated, reason = "the tests read these channels")]
pub struct Wheel {
    hamster: Hamster,
    clerk: Clerk,
}

#[test]
fn staging_that_never_settles_is_stopped_and_the_run_goes_on() {
    let mut simulation = Simulation::new(Wheel::from_settings([]).unwrap()).unwrap();
    simulation.send_at(at(1), Desk::orders, order(5));
    simulation.send_at(at(2), Desk::drafting, StagingRequest::clear());
    let told = simulation.collect(Desk::told);
    let summary = simulation.run().unwrap();
    assert!(summary.cycles > 10_000 && summary.end == at(2), "{} cycles", summary.cycles);
    assert!(!values(told).is_empty());
}

#[test]
fn events_and_requests_are_read_from_json_as_they_are_written() {
    let event = StagingEvent {
        channel: "orders".to_owned(),
        staging_id: "a".to_owned(),
        action: StagingAction::Added,
        items: vec![Staged { id: Some(TickId::client("x")), timestamp: Some(at(0)), message: order(3) }],
        reason: None,
    };
    let json = serde_json::to_value(&event).unwrap();
    assert_eq!(
        json.to_string(),
        r#"{"channel":"orders","staging_id":"a","action":"ADDED","items":[{"id":"x","timestamp":"1970-01-01T00:00:00","size":3}]}"#
    );
    assert_eq!(serde_json::from_value::<StagingEvent<Order>>(json).unwrap(), event);
    let request: StagingRequest<u32> = serde_json::from_str(r#"{"action":"ADD","items":[1,{"id":5,"value":2}]}"#).unwrap();
    let items = vec![1.into(), Staged { id: Some(TickId::client("5")), timestamp: None, message: 2 }];
    assert_eq!(request, StagingRequest::Add { staging_ids: None, items });
    assert_eq!(serde_json::to_value(StagingRequest::<u32>::open()).unwrap()["action"], "ADD");
}
