//! Dynamic channels: named by settings and modules, read and published by name, checked where they meet the outside.

use gateway_runtime::Handle;
use gateway_runtime::mount::Description;
use gateway_runtime::prelude::*;
use gateway_runtime::tokio::runtime::Runtime;
use serde_json::json;

use crate::{at, values};

#[message]
pub struct Order {
    #[message(minimum = 1)]
    pub quantity: u32,
    #[message(default = "none")]
    pub note: String,
}

#[channels]
pub struct Bus {
    /// What configuration adds.
    #[channel(send)]
    extra: Dynamic,
    inner: Dynamic,
    #[channel(send)]
    orders: Channel<Order>,
    seen: Channel<String>,
}

/// Doubles the numbers of one channel onto another.
#[module]
pub struct Double {
    #[config(default = "celsius")]
    input: String,
    #[config(default = "twice")]
    output: String,
}

#[module(channels = Bus)]
impl Double {
    #[node(publish(inner[self.output.clone()]))]
    fn double(&mut self, #[key(self.input.clone())] extra: &Json) -> Option<Json> {
        Some(json!(extra.as_f64()? * 2.0))
    }

    #[keys(inner)]
    fn outputs(&self) -> [DynamicChannel; 1] {
        [DynamicChannel::new(&self.output).doc("Doubled.").schema(json!({ "type": "number" }))]
    }
}

/// Tells what ticks, and of one channel the newest value.
#[module]
pub struct Watch {
    #[config(default = "twice")]
    of: String,
}

#[module(channels = Bus)]
impl Watch {
    #[node(publish(seen))]
    fn all(&mut self, extra: Ticks<Keyed<String, Json>>, #[key(self.of.clone())] inner: Latest<Json>) -> Vec<String> {
        extra.iter().map(|tick| format!("{}={}, {}={:?}", tick.key, tick.value, self.of, *inner)).collect()
    }

    #[node]
    fn orders(&mut self, _orders: Ticks<Order>, _seen: Ticks<String>) {}
}

#[gateway(channels = Bus)]
pub struct App {
    channels: ChannelSettings<Bus>,
    double: Double,
    watch: Watch,
}

const CELSIUS: &str = r#"channels.extra.celsius={"schema": {"type": "number", "minimum": -273.15}, "send": true, "doc": "As measured."}"#;
const BOUGHT: &str = r#"channels.extra.bought={"message": "Order", "send": true}"#;

#[test]
fn nodes_read_and_publish_channels_by_names_that_settings_give() {
    let mut simulation = Simulation::new(App::from_settings([CELSIUS]).unwrap()).unwrap();
    simulation.send_at(at(1), Bus::extra, Keyed::new("celsius".to_owned(), json!(21)));
    simulation.send_at(at(2), Bus::extra, Keyed::new("other".to_owned(), json!([true])));
    let (inner, seen) = (simulation.collect(Bus::inner), simulation.collect(Bus::seen));
    simulation.run().unwrap();
    assert_eq!(values(inner), [Keyed::new("twice".to_owned(), json!(42.0))]);
    assert_eq!(values(seen), ["celsius=21, twice=Some(Number(42.0))", "other=[true], twice=Some(Number(42.0))"]);
}

#[test]
fn inside_the_graph_nothing_is_held_against_a_schema() {
    let mut simulation = Simulation::new(App::from_settings([CELSIUS]).unwrap()).unwrap();
    simulation.send_at(at(1), Bus::extra, Keyed::new("celsius".to_owned(), json!(-1000)));
    let inner = simulation.collect(Bus::inner);
    assert_eq!(simulation.run().unwrap().failures, 0);
    assert_eq!(values(inner)[0].value, -2000.0);
}

/// Why a gateway with these settings cannot be made.
fn misconfigured(settings: &[&str]) -> String {
    App::from_settings(settings.iter().copied()).err().unwrap().to_string()
}

#[test]
fn a_fault_of_a_declared_channel_names_it() {
    for (setting, message) in [
        (
            r#"channels.extra.x={"schema": {"type": "nubmer"}}"#,
            "channels.extra.x.schema: this is no JSON Schema: \"nubmer\" is not valid under any of the schemas listed in the 'anyOf' keyword",
        ),
        (
            r#"channels.extra.x={"message": "Oder"}"#,
            "channels.extra.x.message: no channel carries messages of a type `Oder`; there are: Order; did you mean `Order`?",
        ),
        (
            r#"channels.extra.x={"schema": {"properties": {"id": {}}}}"#,
            "channels.extra.x.schema: `id` belongs to the tick, beside the fields of the value: choose another name",
        ),
        (r#"channels.extra.x={"schema": {}, "message": "Order"}"#, "channels.extra.x: give it a `schema` or a `message`, not both"),
        (r#"channels.inner.x={"send": true}"#, "channels.inner.x.send: `inner` is not declared with `#[channel(send)]`"),
        ("channels.extra.orders={}", "channels.extra.orders: `orders` is a channel of the channel set: choose another name"),
        (
            "channels.extra.a/b={}",
            "channels.extra.a/b: `a/b` cannot be the name of a channel: it has letters, digits and `_`, and begins with no digit",
        ),
        ("channels.extra.x.shema={}", "channels.extra.x.shema: unknown field `shema`, expected one of `schema`, `message`, `send`, `doc`"),
        ("channels.extra.x=1", "channels.extra.x: expected settings by name, found `1`"),
    ] {
        assert_eq!(misconfigured(&[setting]), message);
    }
}

/// Why a gateway with these settings does not start.
fn refused(settings: &[&str]) -> String {
    Simulation::new(App::configured(settings.iter().copied()).unwrap()).err().unwrap().to_string()
}

#[test]
fn a_name_that_is_used_and_that_nothing_declares_is_an_error_at_start() {
    assert_eq!(
        refused(&["channels.extra.celcius={}"]),
        "node `double.double` reads channel `celsius` of `extra`, which nothing declares; there are: celcius; did you mean `celcius`?"
    );
    assert_eq!(
        refused(&[CELSIUS, "watch.of=thrice"]),
        "node `watch.all` reads channel `thrice` of `inner`, which nothing declares; there are: twice; did you mean `twice`?"
    );
    assert!(refused(&[]).ends_with("which nothing declares; nothing declares any"));
}

#[test]
fn a_name_that_is_read_and_that_nothing_ticks_is_an_error_at_start() {
    assert_eq!(
        refused(&["channels.extra.celsius={}"]),
        "node `double.double` reads channel `celsius` of `extra`, which nothing publishes; let it be sent, or mark the parameter with \
         `#[optional]`"
    );
}

#[test]
fn two_declarations_of_one_name_must_be_the_same() {
    assert_eq!(
        refused(&[CELSIUS, "channels.inner.twice={}"]),
        "channel `twice` is declared by the settings and, in another way, by module `double`"
    );
    let same = r#"channels.inner.twice={"doc": "Doubled.", "schema": {"type": "number"}}"#;
    assert!(Simulation::new(App::from_settings([CELSIUS, same]).unwrap()).is_ok());
    assert_eq!(
        refused(&[CELSIUS, "double.output=seen", "watch.of=seen"]),
        "module `double` declares channel `seen`, with a fault: `seen` is a channel of the channel set: choose another name"
    );
}

fn live(settings: &[&str], test: impl AsyncFnOnce(&Handle)) {
    let app = App::from_settings(settings.iter().copied()).unwrap();
    Runtime::new().unwrap().block_on(async {
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        test(live.handle()).await;
        live.stop().await.unwrap();
    });
}

#[test]
fn the_outside_knows_them_with_their_schemas() {
    live(&[CELSIUS, BOUGHT], async |handle| {
        assert_eq!(handle.keys(Bus::extra.index()), ["celsius", "bought"]);
        assert!(handle.is_closed(Bus::extra.index()) && handle.has_key(Bus::inner.index(), "twice"));
        let Description { dynamic, .. } = handle.description();
        let known: Vec<_> = dynamic.iter().map(|channel| (channel.name, channel.doc, channel.is_sendable, channel.message)).collect();
        let orders = Some(Bus::orders.index());
        assert_eq!(known, [("celsius", "As measured.", true, None), ("bought", "", true, orders), ("twice", "Doubled.", false, None)]);
        assert!(dynamic.iter().all(|channel| channel.is_live));
        assert_eq!(dynamic[2].schema, &json!({ "type": "number" }));
    });
}

/// The kind, place and text of what is wrong with a body.
fn faults(handle: &Handle, body: &Json, key: Option<&str>) -> Vec<(&'static str, Json, String)> {
    let problems = handle.decode(Bus::extra.index(), body, key).unwrap_err();
    problems.into_iter().map(|problem| (problem.kind, json!(problem.loc), problem.msg)).collect()
}

#[test]
fn values_from_outside_must_fit_the_schema_of_their_name() {
    live(&[CELSIUS, BOUGHT], async |handle| {
        let minimum = "Input should be greater than or equal to -273.15".to_owned();
        assert_eq!(faults(handle, &json!(-300), Some("celsius")), [("greater_than_equal", json!(["body"]), minimum)]);
        let number = "Input should be a valid number".to_owned();
        assert_eq!(faults(handle, &json!([1, "2"]), Some("celsius")), [("float_type", json!(["body", 1]), number)]);
        let quantity = "Input should be greater than or equal to 1".to_owned();
        let body = json!({ "celsius": 3, "bought": [{ "quantity": 0 }], "twice": 1 });
        let expected = [
            ("greater_than_equal", json!(["body", "bought", 0, "quantity"]), quantity),
            ("enum", json!(["body", "twice", "[key]"]), "Input should be one of celsius, bought".to_owned()),
        ];
        assert_eq!(faults(handle, &body, None), expected);
    });
}

#[test]
fn values_tick_with_id_and_time_and_messages_with_their_defaults() {
    live(&[CELSIUS, BOUGHT], async |handle| {
        let accepted = |body: Json, key: &str| {
            let batch = handle.decode(Bus::extra.index(), &body, Some(key)).unwrap();
            serde_json::from_slice::<Json>(batch.accepted()).unwrap()
        };
        let bought = accepted(json!({ "id": "mine", "timestamp": 1, "quantity": 2 }), "bought");
        assert_eq!(bought, json!([{ "id": "mine", "timestamp": "1970-01-01T00:00:01", "quantity": 2, "note": "none" }]));
        for body in [json!(5), json!({ "id": "a", "value": 5 })] {
            assert_eq!(accepted(body, "celsius")[0]["value"], 5);
        }
    });
}

#[test]
fn json_without_a_schema_is_taken_and_shown_as_it_is() {
    live(&[CELSIUS, r#"channels.extra.any={"send": true}"#], async |handle| {
        let accepted = |body: Json| {
            let batch = handle.decode(Bus::extra.index(), &body, Some("any")).unwrap();
            let mut shown: Json = serde_json::from_slice(batch.accepted()).unwrap();
            let shown = shown[0].as_object_mut().unwrap();
            shown.retain(|name, _| name != "id" && name != "timestamp");
            json!(shown)
        };
        assert_eq!(accepted(json!({ "x": { "id": 1 } })), json!({ "x": { "id": 1 } }));
        assert_eq!(accepted(json!([[1, 2]])), json!({ "value": [1, 2] }));
        assert_eq!(accepted(json!(null)), json!({ "value": null }));
        // Under `value` it may have an `id` of its own, beside the tick's.
        assert_eq!(accepted(json!({ "value": { "id": 1 } })), json!({ "value": { "id": 1 } }));
    });
}

/// Publishes what came under a name that it makes up.
#[module]
pub struct Rename {}

#[module(channels = Bus)]
impl Rename {
    #[node(publish(inner))]
    fn rename(&mut self, extra: &Keyed<String, Json>) -> Keyed<String, Json> {
        Keyed::new(format!("{}2", extra.key), extra.value.clone())
    }

    #[node]
    fn read(
        &mut self,
        #[key("declared")]
        #[optional]
        _inner: &Json,
        _orders: Ticks<Order>,
    ) {
    }

    #[keys(inner)]
    fn names(&self) -> [&'static str; 1] {
        ["declared"]
    }
}

#[gateway(channels = Bus, open)]
pub struct Renaming {
    rename: Rename,
}

#[test]
fn a_name_that_nothing_declares_ticks_inside_alone() {
    let mut simulation = Simulation::new(Renaming::from_settings([]).unwrap()).unwrap();
    simulation.send_at(at(1), Bus::extra, Keyed::new("x".to_owned(), json!(1)));
    let inner = simulation.collect(Bus::inner);
    simulation.run().unwrap();
    assert_eq!(values(inner)[0].key, "x2");
    Runtime::new().unwrap().block_on(async {
        let live = Live::start(Renaming::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        assert_eq!(live.handle().keys(Bus::inner.index()), ["declared"]);
        assert!(live.handle().dynamic()[0].is_live && !live.handle().has_key(Bus::inner.index(), "x2"));
        live.stop().await.unwrap();
    });
}

#[test]
fn the_schema_of_the_settings_says_how_they_are_declared() {
    let schema = <App as gateway_runtime::Configure>::schema(&mut gateway_runtime::message::Definitions::default());
    let extra = &schema["properties"]["channels"]["properties"]["extra"];
    assert_eq!(extra["description"], "What configuration adds.");
    let known: Vec<&String> = extra["additionalProperties"]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(known, ["schema", "message", "send", "doc"]);
}
