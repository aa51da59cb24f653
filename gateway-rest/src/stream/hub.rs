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
use super::frame::{Frame, Naming, Origin};
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
    origin: Arc<Origin>,
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
    first: First,
    /// The key alone that is followed, if it is one.
    key: Option<String>,
    joined: oneshot::Sender<Result<(), Unfollowed>>,
}

/// What a subscription gets before the ticks to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum First {
    Nothing,
    /// The last ticks.
    Snapshot,
    /// All ticks that came after the one with this id.
    After(String),
}

/// Why a channel cannot be followed as was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfollowed {
    /// The engine does not answer.
    Refused(Refused),
    /// The history of the channel does not have the tick from which it is to be followed, or there is none.
    NoSuchTick,
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
        let places = handle
            .channels()
            .iter()
            .enumerate()
            .map(|(place, channel)| Place { origin: Origin::new(naming(channel), place), orders: Mutex::default() });
        Arc::new(Self { handle: handle.clone(), places: places.collect() })
    }

    /// Whether ticks of `channel` can be had as Arrow.
    pub(super) fn writes_arrow(&self, channel: usize) -> bool {
        let Some(tables) = self.handle.tables() else { return false };
        self.places[channel].origin.tables.get_or_init(|| Arc::clone(tables));
        true
    }

    /// Lets the ticks of `channel` come to a subscription, after what is to come first. None is missing between the two, and none
    /// comes twice.
    pub(super) async fn join(
        self: &Arc<Self>,
        channel: usize,
        outbox: &Arc<Outbox>,
        subscription: Subscription,
        first: First,
        key: Option<String>,
    ) -> Result<(), Unfollowed> {
        let (joined, done) = oneshot::channel();
        let member = Member { outbox: Arc::clone(outbox), subscription };
        self.order(channel, Order::Join(Join { member, first, key, joined }));
        done.await.unwrap_or(Err(Unfollowed::Refused(Refused::Stopping)))
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
                let _ = join.joined.send(Err(Unfollowed::Refused(refused)));
            }
        }
    }

    async fn hand_on(&mut self, mut ticks: Ticks) -> Stop {
        let mut batch: Vec<Arc<dyn AnyTick>> = Vec::new();
        let mut orders: Vec<Order> = Vec::new();
        loop {
            tokio::select! {
                biased;
                // The place holds a sender, so there always is an order.
                _ = self.orders.recv_many(&mut orders, AT_ONCE) => {
                    let mut some_left = false;
                    for order in orders.drain(..) {
                        match order {
                            Order::Join(join) => self.join(join, &mut ticks).await,
                            Order::Leave => some_left = true,
                        }
                    }
                    // Many leave at once: a client with all its subscriptions.
                    if some_left {
                        self.members.retain(|member| member.outbox.follows(member.subscription));
                        if self.members.is_empty() && self.orders.is_empty() {
                            return Stop::Alone;
                        }
                    }
                },
                count = ticks.recv_many(&mut batch, AT_ONCE) => {
                    if count == 0 {
                        return Stop::Cut;
                    }
                    let frames = self.frames(&mut batch);
                    self.offer(&frames);
                    if count == AT_ONCE {
                        // There is more: clients are to write between, so that less waits for them.
                        tokio::task::yield_now().await;
                    }
                }
            }
        }
    }

    fn frames(&self, ticks: &mut Vec<Arc<dyn AnyTick>>) -> Vec<Arc<Frame>> {
        ticks.drain(..).map(|tick| Frame::new(tick, self.origin())).collect()
    }

    fn offer(&mut self, frames: &[Arc<Frame>]) {
        self.members.retain(|member| member.outbox.offer(member.subscription, frames));
    }

    async fn join(&mut self, join: Join, ticks: &mut Ticks) {
        let Join { member, first, key, joined } = join;
        let is_wanted = |frame: &Arc<Frame>| key.as_deref().is_none_or(|key| frame.key() == Some(key));
        let done = match first {
            First::Nothing => Ok(()),
            First::Snapshot => self.take_snapshot(&member, is_wanted, ticks).await,
            First::After(id) => self.take_past(&member, &id, is_wanted, ticks).await,
        };
        if done.is_ok() {
            self.members.push(member);
        }
        // Who has gone needs no answer.
        let _ = joined.send(done);
    }

    /// Hands the last ticks to one who joins.
    ///
    /// The engine has answered between two cycles, so of what waits here the ticks up to the newest of the answer came before it, and
    /// all others after it.
    async fn take_snapshot(
        &mut self,
        member: &Member,
        is_wanted: impl Fn(&Arc<Frame>) -> bool,
        ticks: &mut Ticks,
    ) -> Result<(), Unfollowed> {
        let last = self.hubs.handle.last(self.channel, None).await.map_err(Unfollowed::Refused)?;
        let (older, newer) = self.part(ticks, |frame| last.iter().any(|tick| frame.is(tick))).await;
        self.offer(&older);
        let last = last.into_iter().map(|tick| Frame::new(tick, self.origin())).filter(is_wanted);
        member.outbox.snapshot(member.subscription, last.collect());
        member.outbox.offer(member.subscription, &newer);
        self.offer(&newer);
        Ok(())
    }

    /// Hands to one who joins what the history of the channel has after the tick with an id.
    ///
    /// The history is read first, and then the engine is asked something: by its answer all that the history had waits here, if it was
    /// not handed on before.
    async fn take_past(
        &mut self,
        member: &Member,
        id: &str,
        is_wanted: impl Fn(&Arc<Frame>) -> bool,
        ticks: &mut Ticks,
    ) -> Result<(), Unfollowed> {
        let rows = self.hubs.handle.keeper().history(self.channel);
        self.hubs.handle.time().await.map_err(Unfollowed::Refused)?;
        let place = rows.iter().rposition(|row| row.id().is_some_and(|of_row| of_row.to_string() == id));
        let (Some(place), Some(newest)) = (place, rows.last()) else { return Err(Unfollowed::NoSuchTick) };
        let (older, newer) = self.part(ticks, |frame| frame.has(newest)).await;
        self.offer(&older);
        // Elements of one list are one tick.
        let past = rows[place..].windows(2).filter(|pair| !Arc::ptr_eq(&pair[0].tick, &pair[1].tick));
        let past = past.map(|pair| Frame::new(Arc::clone(&pair[1].tick), self.origin())).filter(is_wanted);
        member.outbox.past(member.subscription, past.collect());
        member.outbox.offer(member.subscription, &newer);
        self.offer(&newer);
        Ok(())
    }

    /// Takes what waits here: what came up to the last tick that `is_old`, and what came after it.
    async fn part(&self, ticks: &mut Ticks, is_old: impl Fn(&Frame) -> bool) -> (Vec<Arc<Frame>>, Vec<Arc<Frame>>) {
        let mut waiting = Vec::new();
        while waiting.len() < CAPACITY && ticks.waiting() > 0 && ticks.recv_many(&mut waiting, CAPACITY).await > 0 {}
        let mut older = self.frames(&mut waiting);
        let newer = older.split_off(older.iter().rposition(|frame| is_old(frame)).map_or(0, |place| place + 1));
        (older, newer)
    }

    fn origin(&self) -> &Arc<Origin> {
        &self.hubs.places[self.channel].origin
    }
}

impl Drop for Hub {
    /// Only a panic leaves members behind.
    fn drop(&mut self) {
        self.members.drain(..).for_each(|member| member.outbox.end(End::Broken));
    }
}
