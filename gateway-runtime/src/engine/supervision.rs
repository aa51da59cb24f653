//! What follows from failures: modules that stop or are restarted, gateways that stop, ticks on the channel `errors`.

use super::core::{Engine, hook};
use super::stats::ModuleState;
use super::{Gateway, Graph};
use crate::Timestamp;
use crate::channel::{Batch, BatchShape};
use crate::failure::FailureKind;
use crate::life::{Backoff, ModuleLife, OnFailure};

/// The schedule knows the restart of a module by this number and the module's: no input has so high a number.
pub(crate) const RESTARTS: usize = usize::MAX / 2;

/// The life of one module, as far as it has come.
#[derive(Debug)]
pub(crate) struct Lived {
    settings: ModuleLife,
    /// How many restarts there have been in a row.
    row: u32,
    /// When it began, or was last restarted.
    since: Timestamp,
}

impl From<ModuleLife> for Lived {
    fn from(settings: ModuleLife) -> Self {
        Self { settings, row: 0, since: Timestamp::MIN }
    }
}

impl<G: Graph> Engine<G> {
    /// Sees to the modules that failed: from the next cycle on their nodes do not run, if their policy says so.
    #[cold]
    pub(crate) fn see_to_failures(&mut self, now: Timestamp) {
        for module in self.cx.take_failed() {
            let name = G::App::META.modules[module].name;
            match self.lives[module].settings.on_failure {
                OnFailure::Continue => {}
                OnFailure::Restart(backoff) => self.restart_later(module, backoff, now),
                OnFailure::Stop => {
                    tracing::error!("module `{name}` has failed, and stops");
                    self.take_down(module, ModuleState::Stopped);
                }
                OnFailure::StopGateway => {
                    tracing::error!("module `{name}` has failed, and the gateway stops");
                    self.take_down(module, ModuleState::Stopped);
                    self.stopped_by.get_or_insert(name);
                }
            }
        }
    }

    /// Sees to what failed outside of a cycle, and lets it tick on `errors`.
    pub(crate) fn see_to_failures_outside(&mut self, now: Timestamp) {
        if self.cx.has_failed() {
            self.see_to_failures(now);
            self.settle::<true>(G::Inputs::default(), now);
            self.see_to_requests(now);
        }
    }

    /// The input that lets failures tick on `errors`, if there are any.
    pub(crate) fn errors_due(&mut self) -> Option<usize> {
        let input = self.cx.errors.and_then(G::ingress)?;
        let failures = self.cx.take_failures();
        if failures.is_empty() {
            return None;
        }
        self.graph.arrivals(input)?.accept(Batch::unstamped(failures, BatchShape::Together));
        Some(input)
    }

    /// Ends what runs for a module, and what is held for it.
    fn take_down(&mut self, module: usize, state: ModuleState) {
        self.cx.disable(module, state);
        self.graph.reset(&mut self.cx, module);
        if G::ALARMS {
            self.arm();
        }
        for source in 0..self.sources.len() {
            if self.sources[source].module == module {
                self.schedule.remove(self.sources[source].input);
                // A source that is to be opened again has more values.
                self.set_open(source, state == ModuleState::Restarting);
            }
        }
        for timer in self.timers.extract_if(.., |timer| timer.module == module) {
            self.schedule.remove(timer.input);
            self.recurrences[timer.input] = None;
        }
        if let Some(streams) = &mut self.streams {
            streams.close(module);
        }
        self.cancel_results_of(module);
    }

    fn restart_later(&mut self, module: usize, backoff: Backoff, now: Timestamp) {
        let name = G::App::META.modules[module].name;
        let lived = &mut self.lives[module];
        if now.saturating_since(lived.since) >= backoff.max_delay {
            lived.row = 0;
        }
        if lived.row >= backoff.restarts {
            tracing::error!("module `{name}` has failed again after {} restarts, and stops", lived.row);
            self.take_down(module, ModuleState::Stopped);
            return;
        }
        let wait = backoff.wait(lived.row);
        lived.row += 1;
        tracing::warn!("module `{name}` has failed, and is restarted in {wait:?}");
        self.take_down(module, ModuleState::Restarting);
        self.schedule.insert(now + wait, RESTARTS + module);
    }

    /// Makes a module anew from its settings, and starts it.
    #[cold]
    pub(crate) fn restart(&mut self, module: usize, now: Timestamp) {
        let name = G::App::META.modules[module].name;
        let section = self.lives[module].settings.section.clone();
        self.cx.set_now(now);
        self.cx.counters.count_restart(module);
        self.lives[module].since = now;
        self.started.retain(|started| *started != module);
        let made = hook(|| Ok(self.graph.renew(module, section)?)).and_then(|()| self.start_module(module));
        let made = made.and_then(|()| self.start_timers_of(module, now).map_err(Into::into));
        if let Err(error) = made {
            let text = error.to_string();
            tracing::error!("module `{name}` was not restarted: {text}");
            let count = self.cx.counters.count_failed_start(module);
            self.cx.note_failure(module, "start", FailureKind::Error, &text, count);
            if let OnFailure::Restart(backoff) = self.lives[module].settings.on_failure {
                self.restart_later(module, backoff, now);
            }
            return;
        }
        tracing::info!("module `{name}` has been restarted");
        self.cx.enable(module);
        self.open_sources_of(module);
        if let Err(error) = self.open_streams_of(module) {
            tracing::error!("module `{name}` is without a source: {error}");
        }
    }
}
