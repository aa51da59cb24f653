//! How a test's run begins.

use super::TestBench;
use crate::Timestamp;
use crate::engine::{Gateway, StartError};
use crate::life::Configured;

/// A [`TestBench`] that has not started; see [`TestBench::setup`].
#[derive(Debug)]
#[must_use = "nothing runs before `start()`"]
pub struct Setup<A> {
    pub(super) app: Configured<A>,
    pub(super) disabled: Vec<String>,
    pub(super) from: Option<Timestamp>,
    pub(super) strict: bool,
}

impl<A: Gateway> Setup<A> {
    /// Switches a module off.
    pub fn without(mut self, module: &str) -> Self {
        self.disabled.push(module.to_owned());
        self
    }

    /// Sets the time at which the run begins. Values of sources from before it come at this time.
    pub fn from(mut self, time: Timestamp) -> Self {
        self.from = Some(time);
        self
    }

    /// In the end every tick must have been looked at, on every channel. What the test sends counts as looked at.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Runs the start hooks and opens the sources. No cycle runs yet.
    ///
    /// # Errors
    /// The graph cannot run, a start hook failed, or the period of a timer is zero.
    pub fn start(self) -> Result<TestBench<A>, StartError> {
        TestBench::start(self)
    }
}
