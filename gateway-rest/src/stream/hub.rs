//! One hub for each channel that is followed: one subscription to the engine, for any number of clients.
//!
//! The engine pays for a channel as long as somebody follows it. Whoever follows, however many they are and however slowly they
//! read, the engine hands each tick over once, to a task off its thread.

use std::sync::{Arc, Mutex, PoisonError};

use gateway_runtime::Handle;
use gateway_runtime::channel::{AnyTick, Shape};
use gateway_runtime::engine::{Refused, Subscription as Ticks};
use tokio::sync::{mpsc, oneshot};

use super::end::End;
use super::frame::{Frame, Naming};
use super::outbox::{Outbox, Subscription};

/// How many ticks of a channel wait for its hub, which only hands them on. If more would, it has lost the engine.
const CAPACITY: usize = 64 * 1024;

/// How many ticks are handed on at once.
const AT_ONCE: usize = 256;

/// The hubs of all channels.
#[derive(Debug)]
pub(super) struct Hubs {
    handle: Handle,
    /// By channel.
    places: Vec<Place>,
}

/// The place for the hub of one channel.
#[derive(Debug)]
struct Place {
    naming: Arc<Naming>,
    /// The way to the hub, while there is one. Nobody sends but under the lock, so that a hub can end without losing anybody.
    orders: Mutex<Option<mpsc::UnboundedSender<Order>>>,
}

/// What a hub is asked. These queues need no limit of their own: each client has one question open at a time.
#[derive(Debug)]
enum Order {
    Join(Join),
    /// Somebody has left.
    Leave,
}

#[derive(Debug)]
struct Join {
    member: Member,
    /// Whether the last ticks are wanted too: of this key, or of all.
    snapshot: Option<Option<String>>,
    joined: oneshot::Sender<Result<(), Refused>>,
}

/// A subscription of a client.
#[derive(Debug)]
struct Member {
    outbox: Arc<Outbox>,
    subscription: Subscription,
}

impl Hubs {
    pub(super) fn new(handle: &Handle) -> Arc<Self> {
        let naming = |channel: &&'static dyn gateway_runtime::channel::AnyChannel| match channel.shape() {
            _ if channel.is_dynamic() => Naming::Dynamic,
            Shape::Basket => Naming::Basket(channel.name()),
            Shape::Value | Shape::List => Naming::Channel(channel.name()),
        };
        let places = handle.channels().iter().map(|channel| Place { naming: Arc::new(naming(channel)), orders: Mutex::default() });
        Arc::new(Self { handle: handle.clone(), places: places.collect() })
    }

    /// Lets the ticks of `channel` come to a subscription, from now on. With a snapshot the last ticks come first: then none is
    /// missing between them and those to come, and none comes twice.
    pub(super) async fn join(
        self: &Arc<Self>,
        channel: usize,
        outbox: &Arc<Outbox>,
        subscription: Subscription,
        snapshot: Option<Option<String>>,
    ) -> Result<(), Refused> {
        let (joined, done) = oneshot::channel();
        let member = Member { outbox: Arc::clone(outbox), subscription };
        self.order(channel, Order::Join(Join { member, snapshot, joined }));
        done.await.unwrap_or(Err(Refused::Stopping))
    }

    /// Takes note that a subscription to `channel` has ended.
    pub(super) fn left(&self, channel: usize) {
        let orders = self.places[channel].orders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(orders) = &*orders {
            // A hub that is lost has nobody.
            let _ = orders.send(Order::Leave);
        }
    }

    fn order(self: &Arc<Self>, channel: usize, order: Order) {
        let mut orders = self.places[channel].orders.lock().unwrap_or_else(PoisonError::into_inner);
        let refused = match &*orders {
            Some(orders) => orders.send(order).err().map(|refused| refused.0),
            None => Some(order),
        };
        if let Some(order) = refused {
            let (sender, receiver) = mpsc::unbounded_channel();
            // The receiver is right here.
            let _ = sender.send(order);
            *orders = Some(sender);
            let hub = Hub { hubs: Arc::clone(self), channel, orders: receiver, members: Vec::new() };
            tokio::spawn(hub.run());
        }
    }
}

/// The hub of one channel.
struct Hub {
    hubs: Arc<Hubs>,
    channel: usize,
    orders: mpsc::UnboundedReceiver<Order>,
    members: Vec<Member>,
}

/// Why a hub has no more ticks.
enum Stop {
    /// Nobody follows.
    Alone,
    /// The engine gives no more.
    Cut,
}

impl Hub {
    async fn run(mut self) {
        loop {
            let ticks = self.hubs.handle.subscribe(self.channel, None, CAPACITY).await;
            let stop = match ticks {
                Ok(ticks) => self.hand_on(ticks).await,
                Err(refused) => {
                    self.refuse(refused);
                    Stop::Cut
                }
            };
            if let Stop::Cut = stop {
                let why = if self.hubs.handle.is_stopping() { End::Stopping } else { End::Behind };
                if why == End::Behind && !self.members.is_empty() {
                    tracing::warn!("the streams of `{}` fell behind the engine", self.hubs.handle.channels()[self.channel].name());
                }
                self.members.drain(..).for_each(|member| member.outbox.end(why));
            }
            if self.is_over() {
                return;
            }
        }
    }

    /// Whether nobody has asked to join meanwhile. Then the place is free for another hub.
    fn is_over(&mut self) -> bool {
        let mut orders = self.hubs.places[self.channel].orders.lock().unwrap_or_else(PoisonError::into_inner);
        let over = self.orders.is_empty();
        if over {
            *orders = None;
        }
        over
    }

    /// Tells those who want to join that they cannot.
    fn refuse(&mut self, refused: Refused) {
        while let Ok(order) = self.orders.try_recv() {
            if let Order::Join(join) = order {
                // Who has gone needs no answer.
                let _ = join.joined.send(Err(refused));
            }
        }
    }

    async fn hand_on(&mut self, mut ticks: Ticks) -> Stop {
        let mut batch: Vec<Arc<dyn AnyTick>> = Vec::new();
        loop {
            tokio::select! {
                biased;
                order = self.orders.recv() => match order {
                    Some(Order::Join(join)) => self.join(join, &mut ticks).await,
                    Some(Order::Leave) => {
                        self.members.retain(|member| member.outbox.follows(member.subscription));
                        if self.members.is_empty() && self.orders.is_empty() {
                            return Stop::Alone;
                        }
                    }
                    // The place holds a sender.
                    None => return Stop::Alone,
                },
                count = ticks.recv_many(&mut batch, AT_ONCE) => {
                    if count == 0 {
                        return Stop::Cut;
                    }
                    let frames = self.frames(&mut batch);
                    self.offer(&frames);
                }
            }
        }
    }

    fn frames(&self, ticks: &mut Vec<Arc<dyn AnyTick>>) -> Vec<Arc<Frame>> {
        let naming = &self.hubs.places[self.channel].naming;
        ticks.drain(..).map(|tick| Frame::new(tick, naming)).collect()
    }

    fn offer(&mut self, frames: &[Arc<Frame>]) {
        self.members.retain(|member| member.outbox.offer(member.subscription, frames));
    }

    async fn join(&mut self, join: Join, ticks: &mut Ticks) {
        let Join { member, snapshot, joined } = join;
        let done = match snapshot {
            None => Ok(()),
            Some(key) => self.take_snapshot(&member, key.as_deref(), ticks).await,
        };
        if done.is_ok() {
            self.members.push(member);
        }
        // Who has gone needs no answer.
        let _ = joined.send(done);
    }

    /// Hands the last ticks to one who joins.
    ///
    /// What comes after them, and only that, is for the newcomer too. The engine has answered between two cycles, so of what
    /// waits here the ticks up to the newest of the answer came before it, and all others after it.
    async fn take_snapshot(&mut self, member: &Member, key: Option<&str>, ticks: &mut Ticks) -> Result<(), Refused> {
        let last = self.hubs.handle.last(self.channel, None).await?;
        let mut waiting = Vec::new();
        while waiting.len() < CAPACITY && ticks.waiting() > 0 && ticks.recv_many(&mut waiting, CAPACITY).await > 0 {}
        let waiting = self.frames(&mut waiting);
        let before = waiting.iter().rposition(|frame| last.iter().any(|tick| frame.is(tick))).map_or(0, |place| place + 1);
        self.offer(&waiting[..before]);
        let naming = &self.hubs.places[self.channel].naming;
        let last = last.into_iter().map(|tick| Frame::new(tick, naming));
        let last = last.filter(|frame| key.is_none_or(|key| frame.key() == Some(key))).collect();
        member.outbox.snapshot(member.subscription, last);
        member.outbox.offer(member.subscription, &waiting[before..]);
        self.offer(&waiting[before..]);
        Ok(())
    }
}

impl Drop for Hub {
    /// Only a panic leaves members behind.
    fn drop(&mut self) {
        self.members.drain(..).for_each(|member| member.outbox.end(End::Broken));
    }
}
