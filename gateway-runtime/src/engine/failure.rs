//! Failures of nodes: panics and errors are caught, counted and logged, and the graph goes on.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

use super::{Context, Recurrence};
use crate::failure::FailureKind;

/// Runs a node. `None` if it panicked.
///
/// Where the compiler sees that `run` cannot panic, nothing is left of this; elsewhere nothing is paid for it until
/// a panic happens.
#[inline(always)]
pub fn guard<R>(cx: &mut Context, node: usize, run: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(result) => Some(result),
        Err(panic) => {
            panicked(cx, node, panic);
            None
        }
    }
}

/// Unwraps the result of a node. `None` if it is an error.
#[inline(always)]
pub fn settle<T, E: Display>(cx: &mut Context, node: usize, result: Result<T, E>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            failed(cx, node, &error);
            None
        }
    }
}

#[cold]
#[inline(never)]
fn panicked(cx: &mut Context, node: usize, panic: Box<dyn Any + Send>) {
    report(cx, node, &told(panic));
}

/// Runs a part of a node's work on a thread that need not be the engine's. If it panics, what there is to say of that.
pub(crate) fn caught<R>(run: impl FnOnce() -> R) -> Result<R, Fault> {
    let before = IS_ENGINE.replace(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    IS_ENGINE.set(before);
    result.map_err(told)
}

/// What there is to say of a panic.
fn told(panic: Box<dyn Any + Send>) -> Fault {
    let place = PLACE.take().map_or(String::new(), |place| format!(" (at {place})"));
    let text = format!("{}{place}", panic_text(panic.as_ref()));
    // What a node panicked with may panic again while it is dropped.
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        std::mem::forget(again);
    }
    Fault { kind: FailureKind::Panic, text }
}

#[cold]
#[inline(never)]
fn failed(cx: &mut Context, node: usize, error: &dyn Display) {
    report(cx, node, &Fault::error(error.to_string()));
}

/// Counts and logs a failure. A node that fails at every tick is logged at its 1st, 2nd, 4th, 8th … failure.
pub(crate) fn report(cx: &mut Context, node: usize, fault: &Fault) {
    let Fault { kind, text } = fault;
    let what = match kind {
        FailureKind::Panic => "panicked",
        FailureKind::Error => "failed",
    };
    let count = cx.count_failure(node, *kind, text);
    let graph = cx.graph();
    cx.note(|| format!("node `{}` {what}: {text}", graph.node_name(node)));
    if count.is_power_of_two() {
        let name = cx.graph().node_name(node);
        tracing::error!(node = name, count, time = %cx.now(), "node `{name}` {what}: {text}");
    }
}

/// What a node's failure has to say.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    kind: FailureKind,
    pub(crate) text: String,
}

impl Fault {
    /// An error.
    pub(crate) fn error(text: impl Into<String>) -> Self {
        Self { kind: FailureKind::Error, text: text.into() }
    }
}

/// Asks when a timer ticks. If the expression for it panics, what that says.
pub fn recurrence(run: impl FnOnce() -> Result<Recurrence, String>) -> Result<Recurrence, String> {
    let panicked = |text: &str| Err(format!("the expression for its times panicked: {text}"));
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| panicked(panic_text(panic.as_ref())))
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is no text")
}

thread_local! {
    static IS_ENGINE: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Marks this thread as one on which panics are caught and logged, so that the default message is not printed for
/// each of them. Other threads keep the hook that is installed.
pub(crate) fn adopt_thread() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            if IS_ENGINE.get() {
                PLACE.set(info.location().map(ToString::to_string));
            } else {
                others(info);
            }
        }));
    });
    IS_ENGINE.set(true);
}

/// Ends what [`adopt_thread`] began.
pub(crate) fn release_thread() {
    IS_ENGINE.set(false);
}
