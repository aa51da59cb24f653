//! Keys of baskets that are known before they tick, limits on others, and static fields.

use gateway_runtime::prelude::*;
use gateway_runtime::tokio::runtime::Runtime;
use serde_json::{Value, json};

use crate::{at, values};

#[channels]
pub struct Bus {
    #[channel(send, keys = ["A", "B"])]
    names: Basket<String, u32>,
    #[channel(send, keys = [1, 2], closed)]
    levels: Basket<u8, u32>,
    #[channel(send)]
    plain: Channel<u32>,
    texts: Channel<String>,
    /// What goes before a text.
    #[config(default = "> ")]
    prefix: Static<String>,
    #[config(default)]
    weights: Static<Vec<u32>>,
}

#[module]
pub struct Reader {
    #[config(default)]
    symbols: Vec<String>,
}

#[module(channels = Bus)]
impl Reader {
    #[keys(names)]
    fn symbols(&self) -> Vec<String> {
        self.symbols.clone()
    }

    #[keys(levels)]
    fn seven(&self) -> [u8; 1] {
        [7]
    }

    #[node(publish(texts))]
    fn read(&mut self, names: &Keyed<String, u32>, #[field] prefix: &str, #[field(weights)] by: &[u32]) -> String {
        format!("{prefix}{}: {}", names.key, names.value * by.iter().sum::<u32>())
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    channels: ChannelSettings<Bus>,
    reader: Reader,
}

/// The same without settings for its channels.
#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct Declared {
    reader: Reader,
}

fn sums<A: gateway_runtime::Gateway<Channels = Bus>>(app: A) -> Vec<String> {
    let mut simulation = Simulation::new(app).unwrap();
    simulation.send_at(at(1), Bus::names, Keyed::new("A".to_owned(), 2));
    let texts = simulation.collect(Bus::texts);
    simulation.run().unwrap();
    values(texts)
}

#[test]
fn nodes_read_static_fields_which_are_settings_of_the_channels() {
    assert_eq!(sums(Declared::from_settings([]).unwrap()), ["> A: 0"]);
    assert_eq!(sums(App::from_settings([]).unwrap()), ["> A: 0"]);
    assert_eq!(sums(App::from_settings(["channels.prefix=#", "channels.weights=[1,2]"]).unwrap()), ["#A: 6"]);
}

#[test]
fn a_fault_of_a_channels_setting_names_it() {
    for (setting, message) in [
        (
            "channels.weight=[1]",
            "channels.weight: there is no channel with settings or static field `weight`; there are: prefix, weights, names, levels; did you mean `weights`?",
        ),
        ("channels.weights=[-1]", "channels.weights[0]: invalid value: integer `-1`, expected u32"),
        (
            "channels.plain.keys=[]",
            "channels.plain: there is no channel with settings or static field `plain`; there are: prefix, weights, names, levels",
        ),
        ("channels.names.key=[]", "channels.names.key: unknown field `key`, expected one of `keys`, `closed`, `max_keys`"),
        ("channels.levels.keys=[300]", "channels.levels.keys: `300` cannot be a key of `levels`"),
    ] {
        assert_eq!(App::from_settings([setting]).err().unwrap().to_string(), message);
    }
}

/// What a live gateway with these settings says to a test.
fn live(settings: &[&str], test: impl FnOnce(&gateway_runtime::Handle)) {
    let app = App::from_settings(settings.iter().copied()).unwrap();
    Runtime::new().unwrap().block_on(async {
        let live = Live::start(app, LiveOptions::default()).await.unwrap();
        test(live.handle());
        live.stop().await.unwrap();
    });
}

#[test]
fn keys_are_known_by_declaration_by_settings_and_by_modules_in_this_order() {
    live(&[r#"channels.names.keys=["C","A"]"#, "channels.levels.keys=[3]", r#"reader.symbols=["D","B"]"#], |handle| {
        assert_eq!(handle.keys(Bus::names.index()), ["A", "B", "C", "D"]);
        assert_eq!(handle.keys(Bus::levels.index()), ["1", "2", "3", "7"]);
        assert!(handle.keys(Bus::plain.index()).is_empty());
        assert!(handle.has_key(Bus::names.index(), "other") && handle.has_key(Bus::levels.index(), "7"));
        assert!(!handle.has_key(Bus::levels.index(), "4"));
    });
}

/// The kind and place of what is wrong with a body.
fn faults(handle: &gateway_runtime::Handle, channel: usize, body: &Value, key: Option<&str>) -> Vec<(&'static str, Value)> {
    let problems = handle.decode(channel, body, key).unwrap_err();
    problems.into_iter().map(|problem| (problem.kind, json!(problem.loc))).collect()
}

#[test]
fn a_closed_basket_takes_only_known_keys_from_outside() {
    live(&["channels.names.closed=true"], |handle| {
        assert_eq!(faults(handle, Bus::levels.index(), &json!(1), Some("3")), [("enum", json!(["path", "key"]))]);
        let body = json!({ "A": 1, "Z": 2, "Y": 3 });
        let expected = [("enum", json!(["body", "Z", "[key]"])), ("enum", json!(["body", "Y", "[key]"]))];
        assert_eq!(faults(handle, Bus::names.index(), &body, None), expected);
        assert_eq!(handle.decode(Bus::names.index(), &json!({ "A": 1, "B": 2 }), None).unwrap().len(), 2);
    });
}

#[test]
fn the_outside_can_add_so_many_keys_and_no_more() {
    live(&["channels.names.max_keys=2"], |handle| {
        let send = |key: &str| handle.decode(Bus::names.index(), &json!(1), Some(key)).map(|batch| batch.len());
        assert_eq!((send("A"), send("x"), send("x")), (Ok(1), Ok(1), Ok(1)));
        // All or none: not even the first of these two is added.
        assert_eq!(faults(handle, Bus::names.index(), &json!({ "y": 1, "z": 2 }), None).len(), 2);
        assert_eq!(send("y"), Ok(1));
        let problems = handle.decode(Bus::names.index(), &json!(1), Some("z")).unwrap_err();
        assert_eq!(problems[0].kind, "too_many_keys");
        assert_eq!(problems[0].msg, "Basket names can have no more keys: 2 were added to those it knows");
        assert_eq!((send("B"), send("y")), (Ok(1), Ok(1)));
        // A body that is wrong adds nothing.
        assert!(handle.decode(Bus::names.index(), &json!("text"), Some("w")).is_err());
    });
}

#[test]
fn the_schema_of_the_settings_has_those_of_the_channels() {
    let mut definitions = gateway_runtime::message::Definitions::default();
    let schema = <App as gateway_runtime::Configure>::schema(&mut definitions);
    let channels = &schema["properties"]["channels"]["properties"];
    assert_eq!(channels["names"]["properties"]["max_keys"]["default"], 10_000);
    assert_eq!(channels["prefix"], json!({ "type": "string", "description": "What goes before a text." }));
    assert!(channels.get("plain").is_none());
}
