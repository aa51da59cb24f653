//! The nodes wingfoil's own catalogue has no match for, written as its custom
//! operations so that both of its engines run them at their best: a source is
//! one node (a ticker and a counter would be two), and a node with much state
//! keeps it (a fold would clone it into every value published).

use std::hint::black_box;

use gateway_benchmark_nodes::plus_one;
use wingfoil::anyhow::Result;
use wingfoil::interp::Builder;
use wingfoil::op::{Activation, Ctx, Op, Tick};
use wingfoil::prelude::*;
use wingfoil::{NanoTime, op};

use crate::pipeline::{Account, Crossover, Position, Trade, VwapBook, raises_alert};

/// Simulated nanoseconds from one cycle to the next.
const STEP: u64 = 10;

/// Sources of `sparse_rot`, which tick in turns.
const SOURCES: u64 = 100;

/// Publishes 1, 2, 3, …, one value a cycle.
pub struct Counter;

#[op(build = counter)]
impl Op for Counter {
    type Cfg = ();
    type State = u64;
    type In<'a> = ();
    type Out = u64;
    const ACTIVATION: Activation = Activation::SCHEDULES;

    fn cycle((): &mut (), state: &mut u64, (): (), ctx: &mut Ctx<'_>) -> Result<Tick<u64>> {
        *state += 1;
        ctx.schedule(ctx.time() + NanoTime::from(STEP));
        Ok(Tick::Value(black_box(*state)))
    }

    fn start((): &mut (), _state: &mut u64, ctx: &mut Ctx<'_>) -> Result<()> {
        ctx.schedule(ctx.start_time());
        Ok(())
    }
}

/// One of [`SOURCES`] sources that take turns. The configuration is its place
/// `k` in the round: it publishes `k + 1`, then a round later `k + 101`, ….
pub struct Turn;

#[op(build = turn)]
impl Op for Turn {
    type Cfg = u64;
    type State = u64;
    type In<'a> = ();
    type Out = u64;
    const ACTIVATION: Activation = Activation::SCHEDULES;

    fn cycle(_place: &mut u64, state: &mut u64, (): (), ctx: &mut Ctx<'_>) -> Result<Tick<u64>> {
        let value = *state;
        *state += SOURCES;
        ctx.schedule(ctx.time() + NanoTime::from(SOURCES * STEP));
        Ok(Tick::Value(black_box(value)))
    }

    fn start(place: &mut u64, state: &mut u64, ctx: &mut Ctx<'_>) -> Result<()> {
        *state = *place + 1;
        ctx.schedule(ctx.start_time() + NanoTime::from(*place * STEP));
        Ok(())
    }
}

/// Publishes the trades of the pipeline, one a cycle.
pub struct Trades;

#[op(build = trades)]
impl Op for Trades {
    type Cfg = ();
    type State = u64;
    type In<'a> = ();
    type Out = Trade;
    const ACTIVATION: Activation = Activation::SCHEDULES;

    fn cycle((): &mut (), state: &mut u64, (): (), ctx: &mut Ctx<'_>) -> Result<Tick<Trade>> {
        let trade = Trade::at(*state);
        *state += 1;
        ctx.schedule(ctx.time() + NanoTime::from(STEP));
        Ok(Tick::Value(black_box(trade)))
    }

    fn start((): &mut (), _state: &mut u64, ctx: &mut Ctx<'_>) -> Result<()> {
        ctx.schedule(ctx.start_time());
        Ok(())
    }
}

/// Adds one.
pub struct Increment;

#[op(build = increment)]
impl Op for Increment {
    type Cfg = ();
    type State = ();
    type In<'a> = (&'a u64,);
    type Out = u64;
    const ACTIVATION: Activation = Activation::NONE;

    fn cycle((): &mut (), (): &mut (), (x,): (&u64,), _ctx: &mut Ctx<'_>) -> Result<Tick<u64>> {
        Ok(Tick::Value(plus_one(*x)))
    }
}

/// Average price of the trade's symbol.
pub struct Vwap;

#[op(build = vwap)]
impl Op for Vwap {
    type Cfg = ();
    type State = VwapBook;
    type In<'a> = (&'a Trade,);
    type Out = f64;
    const ACTIVATION: Activation = Activation::NONE;

    fn cycle((): &mut (), state: &mut VwapBook, (trade,): (&Trade,), _ctx: &mut Ctx<'_>) -> Result<Tick<f64>> {
        Ok(Tick::Value(black_box(state.update(trade))))
    }
}

/// Side to be on, from the fast and the slow average.
pub struct Side;

#[op(build = side)]
impl Op for Side {
    type Cfg = ();
    type State = Crossover;
    type In<'a> = (&'a Trade,);
    type Out = i8;
    const ACTIVATION: Activation = Activation::NONE;

    fn cycle((): &mut (), state: &mut Crossover, (trade,): (&Trade,), _ctx: &mut Ctx<'_>) -> Result<Tick<i8>> {
        Ok(Tick::Value(black_box(state.update(trade.price))))
    }
}

/// Position and profit, from the side and the trade.
pub struct Holding;

#[op(build = holding)]
impl Op for Holding {
    type Cfg = ();
    type State = Account;
    type In<'a> = (&'a i8, &'a Trade);
    type Out = Position;
    const ACTIVATION: Activation = Activation::NONE;

    fn cycle((): &mut (), state: &mut Account, (side, trade): (&i8, &Trade), _ctx: &mut Ctx<'_>) -> Result<Tick<Position>> {
        Ok(Tick::Value(black_box(state.update(*side, trade.price))))
    }
}

/// The profit, when the trade raises an alert.
pub struct Alert;

#[op(build = alert)]
impl Op for Alert {
    type Cfg = ();
    type State = ();
    type In<'a> = (&'a Position, &'a f64, &'a Trade);
    type Out = f64;
    const ACTIVATION: Activation = Activation::NONE;

    fn cycle((): &mut (), (): &mut (), (position, vwap, trade): (&Position, &f64, &Trade), _ctx: &mut Ctx<'_>) -> Result<Tick<f64>> {
        Ok(if raises_alert(trade, *vwap, position) { Tick::Value(black_box(position.profit)) } else { Tick::Quiet })
    }
}

/// The sources as methods of the graph builder.
pub trait Sources {
    /// See [`Counter`].
    fn counter(&self) -> Stream<u64>;
    /// See [`Turn`].
    fn turn(&self, place: u64) -> Stream<u64>;
    /// See [`Trades`].
    fn trades(&self) -> Stream<Trade>;
}

impl Sources for GraphBuilder {
    fn counter(&self) -> Stream<u64> {
        self.source(Builder::counter)
    }

    fn turn(&self, place: u64) -> Stream<u64> {
        self.source(|builder| builder.turn(place))
    }

    fn trades(&self) -> Stream<Trade> {
        self.source(Builder::trades)
    }
}

/// Nodes that read a number.
pub trait NumberNodes {
    /// See [`Increment`].
    fn increment(&self) -> Stream<u64>;
}

impl NumberNodes for Stream<u64> {
    fn increment(&self) -> Stream<u64> {
        self.wire(Builder::increment)
    }
}

/// The pipeline's nodes that read the trade alone, as methods of its stream.
pub trait TradeNodes {
    /// See [`Vwap`].
    fn vwap(&self) -> Stream<f64>;
    /// See [`Side`].
    fn side(&self) -> Stream<i8>;
}

impl TradeNodes for Stream<Trade> {
    fn vwap(&self) -> Stream<f64> {
        self.wire(Builder::vwap)
    }

    fn side(&self) -> Stream<i8> {
        self.wire(Builder::side)
    }
}

/// The pipeline's node that follows the side.
pub trait SideNodes {
    /// See [`Holding`].
    fn holding(&self, trade: &Stream<Trade>) -> Stream<Position>;
}

impl SideNodes for Stream<i8> {
    fn holding(&self, trade: &Stream<Trade>) -> Stream<Position> {
        let trade = trade.handle();
        self.wire(move |builder, side| builder.holding(side, trade))
    }
}

/// The pipeline's node that follows the position.
pub trait PositionNodes {
    /// See [`Alert`].
    fn alert(&self, vwap: &Stream<f64>, trade: &Stream<Trade>) -> Stream<f64>;
}

impl PositionNodes for Stream<Position> {
    fn alert(&self, vwap: &Stream<f64>, trade: &Stream<Trade>) -> Stream<f64> {
        let (vwap, trade) = (vwap.handle(), trade.handle());
        self.wire(move |builder, position| builder.alert(position, vwap, trade))
    }
}
