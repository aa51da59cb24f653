//! What stands for the graph of a gateway that has errors, so that its uses raise no further ones.

use std::marker::PhantomData;

use super::{AnyArrivals, AnyOutlet, Context, FewInputs, Gateway, Graph, NodeError, Stops, StreamSource, Timer};
use crate::Timestamp;
use crate::channel::AnySettings;
use crate::config::{ConfigError, Section};

/// A graph that is never made: the errors of its gateway have been reported.
#[derive(Debug)]
pub struct NoGraph<A>(PhantomData<A>);

/// A gateway with a `NoGraph` does not get past the compiler.
fn has_errors() -> ! {
    unreachable!("the gateway has errors")
}

impl<A: Gateway<Graph = Self>> Graph for NoGraph<A> {
    type App = A;
    type Inputs = FewInputs;
    const SOURCES: usize = 0;
    const ALARMS: bool = false;
    const READS_IDS: bool = false;

    fn new(_: A) -> Self {
        has_errors()
    }
    fn app(&self) -> &A {
        has_errors()
    }
    fn into_app(self) -> A {
        has_errors()
    }
    fn cycle<const WATCHED: bool>(&mut self, _: &mut Context, _: &Self::Inputs) {}
    fn take_feedback(&mut self) -> Self::Inputs {
        has_errors()
    }
    fn feedback_channels(_: &Self::Inputs) -> Vec<&'static str> {
        has_errors()
    }
    fn clear_feedback(&mut self) {}
    fn held_back(&self) -> usize {
        has_errors()
    }
    fn timers(&self) -> Vec<Timer> {
        has_errors()
    }
    fn sources(&mut self) -> Vec<(usize, usize)> {
        has_errors()
    }
    fn pull(&mut self, _: &mut Context, _: usize) -> Option<Timestamp> {
        has_errors()
    }
    fn streams(&mut self, _: &mut Context, _: usize) -> Vec<StreamSource> {
        has_errors()
    }
    fn ingress(_: usize) -> Option<usize> {
        has_errors()
    }
    fn arrivals(&mut self, _: usize) -> Option<&mut dyn AnyArrivals> {
        has_errors()
    }
    fn outlet(&mut self, _: usize) -> &mut dyn AnyOutlet {
        has_errors()
    }
    fn settings(&self) -> &dyn AnySettings {
        has_errors()
    }
    fn named_keys(&self) -> Vec<(usize, usize, Vec<String>)> {
        has_errors()
    }
    fn start(&mut self, _: usize) -> Result<(), NodeError> {
        has_errors()
    }
    fn stop(&mut self, _: usize) -> Result<(), NodeError> {
        has_errors()
    }
    fn disband(self, _: &mut Stops) -> Option<A> {
        has_errors()
    }
    fn reset(&mut self, _: &mut Context, _: usize) {}
    fn renew(&mut self, _: usize, _: Section) -> Result<(), ConfigError> {
        has_errors()
    }
}
