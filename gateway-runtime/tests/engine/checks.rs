//! What is asked of messages from outside, and of those inside where a node asks.

use gateway_runtime::Message;
use gateway_runtime::prelude::*;
use serde_json::{Value, json};

use crate::{at, values};

#[message(before = Order::uniform, validate = Order::sound)]
#[derive(PartialEq)]
pub struct Order {
    pub symbol: String,
    #[message(minimum = 1)]
    pub quantity: u32,
}

impl Order {
    /// Symbols are written in capitals; a text alone is an order of one.
    fn uniform(mut value: Value) -> Result<Value, String> {
        if let Value::String(symbol) = &value {
            return Ok(json!({ "symbol": symbol.to_uppercase(), "quantity": 1 }));
        }
        if let Some(symbol) = value.get("symbol").and_then(Value::as_str).map(str::to_uppercase) {
            if symbol == "NONE" {
                return Err("no symbol is no order".to_owned());
            }
            value["symbol"] = symbol.into();
        }
        Ok(value)
    }

    fn sound(&self) -> Result<(), Invalid> {
        if self.symbol.is_empty() { Err(Invalid::field("symbol", "it is empty")) } else { Ok(()) }
    }
}

#[channels]
pub struct Bus {
    #[channel(send)]
    orders: Channel<Order>,
    faults: Channel<String>,
}

#[module]
pub struct Desk {}

#[module(channels = Bus)]
impl Desk {
    #[node(publish(faults))]
    fn check(&mut self, orders: &Order) -> Option<String> {
        let problems: Vec<String> = orders.problems().into_iter().map(|problem| problem.msg).collect();
        (!problems.is_empty()).then(|| problems.join("; "))
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    desk: Desk,
}

#[test]
fn inside_the_graph_a_message_is_checked_where_a_node_asks() {
    let mut simulation = Simulation::new(App::from_settings([]).unwrap()).unwrap();
    for (second, symbol, quantity) in [(1, "a", 1), (2, "a", 0), (3, "", 2)] {
        simulation.send_at(at(second), Bus::orders, Order { symbol: symbol.to_owned(), quantity });
    }
    let (orders, faults) = (simulation.collect(Bus::orders), simulation.collect(Bus::faults));
    simulation.run().unwrap();
    assert_eq!(values(orders).len(), 3, "nobody else asks, and nothing is made uniform");
    assert_eq!(values(faults), ["Input should be greater than or equal to 1", "Value error, it is empty"]);
}

#[test]
fn what_comes_from_outside_is_made_uniform_and_then_checked() {
    gateway_runtime::tokio::runtime::Runtime::new().unwrap().block_on(async {
        let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
        let decode = |body: Value| {
            let batch = live.handle().decode(Bus::orders.index(), &body, None);
            batch
                .map(|batch| serde_json::from_slice::<Value>(batch.accepted()).unwrap())
                .map_err(|problems| problems.into_iter().map(|problem| (problem.msg, json!(problem.loc))).collect::<Vec<_>>())
        };
        let accepted = decode(json!([{ "symbol": "abc", "quantity": 2 }, "d"])).unwrap();
        let symbols: Vec<&Value> = accepted.as_array().unwrap().iter().map(|order| &order["symbol"]).collect();
        assert_eq!(symbols, ["ABC", "D"]);
        let fault = |msg: &str, loc: Value| Err(vec![(msg.to_owned(), loc)]);
        let none = decode(json!([{ "symbol": "none", "quantity": 2 }]));
        assert_eq!(none, fault("Value error, no symbol is no order", json!(["body", 0])));
        let few = decode(json!({ "symbol": "abc", "quantity": 0 }));
        assert_eq!(few, fault("Input should be greater than or equal to 1", json!(["body", "quantity"])));
        let empty = decode(json!({ "symbol": "", "quantity": 1 }));
        assert_eq!(empty, fault("Value error, it is empty", json!(["body", "symbol"])));
        live.stop().await.unwrap();
    });
}
