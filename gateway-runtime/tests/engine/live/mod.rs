//! A gateway in real time, and access to it from outside. Nothing here waits for a time to pass: tests hold the
//! engine inside a node where they need to, and wait for what must come.

mod alarms;
mod commands;
mod ends;
mod generators;
mod life;
mod limits;
mod offload;
mod own_writes;
mod reads;
mod states;
mod streams;
mod timers;

use std::future::Future;
use std::sync::Arc;
use std::sync::mpsc;

use gateway_runtime::Handle;
use gateway_runtime::channel::{AnyTick, ChannelRef, Payload};
use gateway_runtime::engine::Refused;
use gateway_runtime::prelude::*;
use gateway_runtime::tokio::runtime::Runtime;
use gateway_runtime::tokio::sync::oneshot;
use serde_json::Value;

#[channels]
pub struct Bus {
    #[channel(send)]
    pub numbers: Channel<u32>,
    #[channel(send)]
    pub keyed: Basket<String, u32>,
    #[channel(send)]
    pub lists: Channel<Vec<u32>>,
    pub doubled: Channel<u32>,
    pub bursts: Channel<u32>,
}

/// At this number the node waits until it is let go.
const HOLD: u32 = 1_000_000;

/// At this number the node panics.
const BREAK: u32 = 1_000_001;

/// What the node waits for.
#[derive(Debug)]
pub struct Gate {
    entered: oneshot::Sender<()>,
    open: mpsc::Receiver<()>,
}

#[module]
pub struct Worker {
    #[state]
    gate: Option<Gate>,
    #[state]
    seen: Vec<u32>,
    #[state]
    keyed: Vec<Vec<(String, u32)>>,
    #[state]
    stopped_after: Option<usize>,
}

#[module(channels = Bus)]
impl Worker {
    #[node(publish(doubled))]
    fn double(&mut self, numbers: &u32) -> u32 {
        if *numbers == HOLD
            && let Some(gate) = self.gate.take()
        {
            // Whoever holds the other ends may have gone: then there is nothing to wait for.
            let _ = gate.entered.send(());
            let _ = gate.open.recv();
        }
        assert!(*numbers != BREAK, "this number breaks the node");
        self.seen.push(*numbers);
        numbers * 2
    }

    #[node(publish(bursts))]
    fn burst(&mut self, lists: &Vec<u32>) -> Vec<u32> {
        lists.clone()
    }

    #[node]
    fn note(&mut self, keyed: Ticks<Keyed<String, u32>>) {
        self.keyed.push(keyed.iter().map(|tick| (tick.key.clone(), tick.value)).collect());
    }

    #[command]
    fn seen(&self) -> usize {
        self.seen.len()
    }

    /// Forgets all but some of the numbers.
    #[command]
    fn forget(&mut self, keep: usize) -> usize {
        let all = self.seen.len();
        self.seen.truncate(keep);
        all - self.seen.len()
    }

    #[command]
    fn echo(&self, text: String) -> String {
        text
    }

    #[stop]
    fn stop(&mut self) {
        self.stopped_after = Some(self.seen.len());
    }
}

#[gateway(channels = Bus)]
#[allow(deprecated, reason = "the test reads these channels")]
pub struct App {
    worker: Worker,
}

/// A worker that can be held, what tells that it is held, and what lets it go.
fn held() -> (App, oneshot::Receiver<()>, mpsc::Sender<()>) {
    let (entered, is_held) = oneshot::channel();
    let (release, open) = mpsc::channel();
    let mut app = App::from_settings([]).unwrap();
    app.worker.gate = Some(Gate { entered, open });
    (app, is_held, release)
}

fn options(change: impl FnOnce(&mut LiveOptions)) -> LiveOptions {
    let mut options = LiveOptions::default();
    change(&mut options);
    options
}

fn block_on<T>(test: impl Future<Output = T>) -> T {
    Runtime::new().unwrap().block_on(test)
}

async fn start() -> Live<App> {
    Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap()
}

/// Sends JSON on a channel.
fn send<P>(handle: &Handle, channel: ChannelRef<Bus, P>, body: impl Into<Value>) -> Result<(), Refused> {
    let batch = handle.decode(channel.index(), &body.into(), None).unwrap();
    handle.send(channel.index(), batch)
}

/// The value of a tick of `channel`.
fn value<P: Payload>(_channel: ChannelRef<Bus, P>, tick: &Arc<dyn AnyTick>) -> P {
    tick.as_any().downcast_ref::<Tick<P>>().unwrap().value().clone()
}

/// A tick as the outside reads it.
fn json(tick: &Arc<dyn AnyTick>) -> Value {
    let mut out = vec![b'['];
    tick.write_elements(&mut out);
    out.push(b']');
    serde_json::from_slice(&out).unwrap()
}
