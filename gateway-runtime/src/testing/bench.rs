//! The bench: drives a gateway, and keeps what it does.

use std::fmt;

use serde_json::Value;

use super::promise::{Kind, Promise};
use super::timeline::{Marks, Timeline};
use super::when::sure;
use super::{Expect, Order, Setup, Span, When};
use crate::Timestamp;
use crate::channel::{Batch, BatchShape, ChannelRef, Payload};
use crate::engine::core::Engine;
use crate::engine::steps::{EngineThread, Step, Steps};
use crate::engine::{Command, CommandError, Commanded, Gateway, Graph, Log, Refused, StartError};
use crate::id::RunId;
use crate::life::Configured;
use crate::message::Message;
use crate::state::{Keeper, Row};

/// A gateway under test, in simulated time. The [module](self::super) says how tests are written.
pub struct TestBench<A: Gateway> {
    /// Until the end.
    steps: Option<Steps<A>>,
    log: Log,
    keeper: Keeper,
    timeline: Timeline,
    promises: Vec<Promise>,
    failures: Failures,
    strict: bool,
}

/// How many failures a test takes.
#[derive(Debug, Clone, Copy)]
enum Failures {
    Any,
    Exactly(usize),
}

impl<A: Gateway> fmt::Debug for TestBench<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestBench").field("gateway", &A::META.name).field("now", &self.timeline.now).finish_non_exhaustive()
    }
}

impl<A: Gateway> TestBench<A> {
    /// Starts a gateway with its default settings, changed by ones such as `matcher.limit=100`.
    ///
    /// # Panics
    /// A setting is wrong, or the gateway does not start.
    #[track_caller]
    pub fn with<'a>(settings: impl IntoIterator<Item = &'a str>) -> Self {
        let app = sure(crate::__support::configured::<A>(settings).map_err(|error| format!("a setting is wrong: {error}")));
        sure(Self::new(app).map_err(|error| format!("the gateway does not start: {error}")))
    }

    /// Starts a gateway: runs its start hooks and opens its sources. No cycle runs yet.
    ///
    /// # Errors
    /// The graph cannot run, a start hook failed, or the period of a timer is zero.
    pub fn new(app: impl Into<Configured<A>>) -> Result<Self, StartError> {
        Self::setup(app).start()
    }

    /// To start a gateway in another way: at some time, without some modules, or strict.
    pub fn setup(app: impl Into<Configured<A>>) -> Setup<A> {
        Setup { app: app.into(), disabled: Vec::new(), from: None, strict: false }
    }

    pub(super) fn start(setup: Setup<A>) -> Result<Self, StartError> {
        let mut engine = Engine::<A::Graph>::new(setup.app, RunId::SIMULATED, &setup.disabled)?;
        let log = Log::default();
        engine.cx.watched = true;
        engine.cx.incidents = Some(Vec::new());
        for channel in 0..A::META.channels.len() {
            engine.graph.outlet(channel).log(log.clone());
        }
        let keeper = engine.remember();
        let mut steps = Steps::new(engine);
        steps.start(setup.from)?;
        let timeline = Timeline::new(A::META, steps.now());
        Ok(Self { steps: Some(steps), log, keeper, timeline, promises: Vec::new(), failures: Failures::Exactly(0), strict: setup.strict })
    }

    /// Engine time.
    pub fn now(&self) -> Timestamp {
        self.timeline.now
    }

    /// The gateway with its modules, as they are now.
    pub fn app(&self) -> &A {
        match &self.steps {
            Some(steps) => steps.engine.graph.app(),
            None => unreachable!("only `finish` ends a run, and it takes the bench"),
        }
    }

    /// States, histories and ticks by their ids, as they are now.
    pub fn keeper(&self) -> &Keeper {
        &self.keeper
    }

    /// The newest message of every key of a state, by key.
    ///
    /// # Panics
    /// There is no state of this name, or its messages are of another type.
    #[track_caller]
    pub fn state<T: Message>(&self, alias: &str) -> Vec<T> {
        let Some(state) = self.keeper.state(alias) else {
            let known: Vec<&str> = self.keeper.states().iter().map(|state| state.alias).collect();
            panic!("`{}` has no state `{alias}`; there are: {}", A::META.name, known.join(", "));
        };
        messages(&self.keeper.rows(state), alias)
    }

    /// The messages that the history of `channel` has, oldest first.
    ///
    /// # Panics
    /// The channel has no history.
    #[track_caller]
    pub fn history<P: Payload>(&self, channel: ChannelRef<A::Channels, P>) -> Vec<P::Element> {
        let (index, name) = (channel.index(), channel.name());
        let has_one = self.keeper.histories().iter().any(|history| history.channel == index);
        assert!(has_one, "channel `{name}` has no history: declare it with `#[channel(history = ..)]`");
        messages(&self.keeper.history(index), name)
    }

    /// Sends a value from outside, now.
    ///
    /// # Panics
    /// Nothing can be sent on `channel`, or an expectation is broken.
    #[track_caller]
    pub fn send<P: Payload>(&mut self, channel: ChannelRef<A::Channels, P>, value: P) -> &mut Self {
        self.script(self.timeline.now, channel, vec![value], BatchShape::OneByOne);
        self.run_until(self.timeline.now)
    }

    /// Sends a value from outside at a time to come.
    ///
    /// # Panics
    /// Nothing can be sent on `channel`, or the time has passed.
    #[track_caller]
    pub fn send_at<P: Payload>(&mut self, when: impl When, channel: ChannelRef<A::Channels, P>, value: P) -> &mut Self {
        let time = self.time(when);
        let (at, now) = (self.timeline.shown(time), self.timeline.shown(self.timeline.now));
        assert!(time >= self.timeline.now, "a value cannot be sent at {at}, which has passed: it is {now}");
        self.script(time, channel, vec![value], BatchShape::OneByOne);
        self
    }

    /// Sends values from outside now, all in one cycle, as a burst. For baskets, where that happens when several keys are
    /// sent at once, and for channels that can tick several times in a cycle.
    ///
    /// # Panics
    /// Nothing can be sent on `channel`, it cannot tick several times in a cycle, or an expectation is broken.
    #[track_caller]
    pub fn send_together<P: Payload>(&mut self, channel: ChannelRef<A::Channels, P>, values: impl IntoIterator<Item = P>) -> &mut Self {
        let (name, gateway) = (channel.name(), A::META.name);
        let bursts = A::META.channels[channel.index()].burst;
        assert!(bursts, "`{name}` ticks at most once in a cycle of `{gateway}`: send its values one after the other");
        self.script(self.timeline.now, channel, values.into_iter().collect(), BatchShape::Together);
        self.run_until(self.timeline.now)
    }

    /// Runs a command of a module now, and gives its answer. `arguments` is an object, or null for none.
    ///
    /// # Errors
    /// There is no such command, its arguments are wrong, its module does not run, or it fails.
    ///
    /// # Panics
    /// An expectation is broken.
    #[track_caller]
    pub fn command(&mut self, module: &str, command: &str, arguments: &Value) -> Result<Value, CommandError> {
        let mut commanded = self.script_command(self.timeline.now, module, command, arguments)?;
        self.run_until(self.timeline.now);
        // A gateway that has stopped runs no commands.
        commanded.take().unwrap_or(Err(CommandError::Refused(Refused::Stopping)))
    }

    /// Runs a command of a module at a time to come. Its answer is there once it has run.
    ///
    /// # Errors
    /// There is no such command, or its arguments are wrong.
    ///
    /// # Panics
    /// The time has passed.
    #[track_caller]
    pub fn command_at(&mut self, when: impl When, module: &str, command: &str, arguments: &Value) -> Result<Commanded, CommandError> {
        let time = self.time(when);
        let (at, now) = (self.timeline.shown(time), self.timeline.shown(self.timeline.now));
        assert!(time >= self.timeline.now, "a command cannot be run at {at}, which has passed: it is {now}");
        self.script_command(time, module, command, arguments)
    }

    fn script_command(&mut self, time: Timestamp, module: &str, command: &str, arguments: &Value) -> Result<Commanded, CommandError> {
        let command = Command::read(A::META, module, command, arguments)?;
        match &mut self.steps {
            Some(steps) => Ok(steps.command_at(time, command)),
            None => unreachable!("only `finish` ends a run, and it takes the bench"),
        }
    }

    #[track_caller]
    fn script<P: Payload>(&mut self, time: Timestamp, channel: ChannelRef<A::Channels, P>, values: Vec<P>, shape: BatchShape) {
        let (index, name, gateway) = (channel.index(), channel.name(), A::META.name);
        let sendable = A::Graph::ingress(index).is_some();
        assert!(sendable, "nothing can be sent on `{name}`: it is not marked with `#[channel(send)]`, and `{gateway}` is not `open`");
        if let Some(steps) = &mut self.steps {
            steps.send_at(time, index, Batch::unstamped(values, shape));
        }
    }

    /// Lets time pass.
    ///
    /// # Panics
    /// An expectation is broken.
    #[track_caller]
    pub fn advance(&mut self, span: impl Span) -> &mut Self {
        let span = sure(span.span());
        self.run_until(self.timeline.now + span)
    }

    /// Lets time pass up to a time, which is part of it.
    ///
    /// # Panics
    /// The time has passed already, or an expectation is broken.
    #[track_caller]
    pub fn advance_to(&mut self, when: impl When) -> &mut Self {
        let time = self.time(when);
        let (at, now) = (self.timeline.shown(time), self.timeline.shown(self.timeline.now));
        assert!(time >= self.timeline.now, "time does not go back to {at}: it is {now}");
        self.run_until(time)
    }

    /// Lets time pass up to the last value of the sources and of what was sent ahead.
    ///
    /// # Panics
    /// An expectation is broken, or there are more ticks than a test may have: a source may have no end.
    #[track_caller]
    pub fn run(&mut self) -> &mut Self {
        self.drive(Timestamp::MAX, Steps::has_values);
        self
    }

    #[track_caller]
    fn run_until(&mut self, time: Timestamp) -> &mut Self {
        self.drive(time, |_| true);
        if let Some(steps) = &mut self.steps {
            steps.pass_to(time);
        }
        self.timeline.now = self.timeline.now.max(time);
        self.check_promises(false);
        self
    }

    /// Takes one step after the other, and notes what each of them did.
    #[track_caller]
    fn drive(&mut self, until: Timestamp, goes_on: impl Fn(&Steps<A>) -> bool) {
        let Some(steps) = &mut self.steps else { return };
        while goes_on(steps) {
            let step = {
                let _marked = EngineThread::mark();
                steps.step(until)
            };
            let sent = match step {
                Step::Nothing => break,
                Step::Due | Step::Commanded => None,
                Step::Sent { channel, count } => Some((channel, count)),
            };
            let first = self.timeline.entries.len();
            self.timeline.now = steps.now();
            let incidents = steps.engine.cx.incidents.replace(Vec::new()).unwrap_or_default();
            if let Err(error) = self.timeline.add(self.log.take(), incidents, sent) {
                self.timeline.fail(&error, &Marks::default());
            }
            for promise in &mut self.promises {
                if let Err((what, marks)) = promise.look(&mut self.timeline, first) {
                    self.timeline.fail(&what, &marks);
                }
            }
        }
    }

    #[track_caller]
    fn check_promises(&self, at_end: bool) {
        for promise in &self.promises {
            if let Err((what, marks)) = promise.check(&self.timeline, at_end) {
                self.timeline.fail(&what, &marks);
            }
        }
    }

    #[track_caller]
    fn time(&self, when: impl When) -> Timestamp {
        sure(when.when(self.timeline.start))
    }

    /// Looks at the ticks of `channel` since the last look at it.
    #[must_use = "say what is expected: `none()`, `one()`, `count(..)`, `values(..)` .."]
    pub fn expect<P: Payload>(&mut self, channel: ChannelRef<A::Channels, P>) -> Expect<'_, P> {
        Expect::new(&mut self.timeline, channel.index(), channel.name())
    }

    /// Looks at the order of ticks, also of several channels, since the start of the run. In one cycle, channels tick as
    /// their publishers run.
    #[must_use = "say what comes first: `then(..)`"]
    pub fn expect_order(&mut self) -> Order<'_, A::Channels> {
        Order::new(&mut self.timeline)
    }

    /// From now on, and within `span`, a tick of `channel` comes whose value is like this.
    #[track_caller]
    pub fn expect_within<P: Payload>(
        &mut self,
        channel: ChannelRef<A::Channels, P>,
        span: impl Span,
        expected: impl FnMut(&P) -> bool + 'static,
    ) -> &mut Self {
        let deadline = self.timeline.now + sure(span.span());
        self.promises.push(Promise::new(channel, Kind::Within(deadline), expected));
        self
    }

    /// From now on, no tick of `channel` comes whose value is like this.
    #[track_caller]
    pub fn expect_never<P: Payload>(
        &mut self,
        channel: ChannelRef<A::Channels, P>,
        unwanted: impl FnMut(&P) -> bool + 'static,
    ) -> &mut Self {
        self.promises.push(Promise::new(channel, Kind::Never, unwanted));
        self
    }

    /// Failures of nodes do not make this test fail.
    pub fn allow_failures(&mut self) -> &mut Self {
        self.failures = Failures::Any;
        self
    }

    /// In the end, there must have been so many failures.
    pub fn expect_failures(&mut self, count: usize) -> &mut Self {
        self.failures = Failures::Exactly(count);
        self
    }

    /// What went wrong so far: each failure of a node, with its text.
    pub fn failures(&self) -> Vec<&str> {
        self.timeline.failure_texts()
    }

    /// Everything that ticked so far, a line of JSON for each tick, with ids and times: to be compared with that of another run.
    pub fn transcript(&self) -> String {
        self.timeline.transcript()
    }

    /// Ends the run: runs the stop hooks, and gives the gateway back.
    ///
    /// # Panics
    /// A node failed, something expected did not come, or a tick was not looked at; see the [module](self::super).
    #[track_caller]
    pub fn finish(mut self) -> A {
        let app = self.stop();
        self.conclude();
        match app {
            Some(app) => app,
            None => unreachable!("only `finish` ends a run, and it takes the bench"),
        }
    }

    /// Runs the stop hooks.
    fn stop(&mut self) -> Option<A> {
        let mut steps = self.steps.take()?;
        steps.stop();
        let incidents = steps.engine.cx.incidents.take().unwrap_or_default();
        // Hooks publish nothing, so that there cannot be too many ticks.
        let _ = self.timeline.add(self.log.take(), incidents, None);
        Some(steps.into_summary().app)
    }

    /// What must hold in the end.
    #[track_caller]
    fn conclude(&self) {
        self.check_promises(true);
        let failures = self.timeline.failures();
        if let Failures::Exactly(expected) = self.failures
            && failures.len() != expected
        {
            let expected = if expected == 0 { "none".to_owned() } else { expected.to_string() };
            let what = format!("failures of nodes: {}, expected {expected}", failures.len());
            self.timeline.fail(&what, &Marks::default().faults(&failures));
        }
        let unseen = self.timeline.unseen();
        if self.strict && !unseen.is_empty() {
            let what = format!("ticks that the test did not look at: {}", unseen.len());
            self.timeline.fail(&what, &Marks::default().faults(&unseen));
        }
    }
}

/// Ends the run as [`finish`](TestBench::finish) does, unless the test has failed already.
impl<A: Gateway> Drop for TestBench<A> {
    fn drop(&mut self) {
        if self.stop().is_some() && !std::thread::panicking() {
            self.conclude();
        }
    }
}

/// The messages of rows.
#[track_caller]
fn messages<T: Message>(rows: &[Row], name: &str) -> Vec<T> {
    let messages: Option<Vec<T>> = rows.iter().map(|row| row.downcast_ref().cloned()).collect();
    match messages {
        Some(messages) => messages,
        None => panic!("the messages of `{name}` are no `{}`", std::any::type_name::<T>()),
    }
}
