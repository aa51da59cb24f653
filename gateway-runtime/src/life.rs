//! The life of modules: which are on, from when on they publish, and what happens when one fails.
//!
//! Every module has three settings of its own accord, beside those that it declares: `enabled`, `hold_until` and
//! `on_failure`. They belong to the run, not to the module's value, so they stand beside the gateway: in [`Configured`].

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::Timestamp;
use crate::config::{ConfigError, Section, duration};
use crate::engine::{Gateway, LiveOptions, StartError};
use crate::graph::GraphMeta;
use crate::module::{Group, Module};
use crate::words;

/// The settings that every module has.
pub const MODULE_SETTINGS: &[&str] = &["enabled", "hold_until", "on_failure"];

/// The settings that every gateway has.
pub const GATEWAY_SETTINGS: &[&str] = &["hold_until", "stop_timeout", "slow_node", "stalled"];

/// What happens to a module when one of its nodes fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnFailure {
    /// It goes on with the state that it had.
    #[default]
    Continue,
    /// It is made anew from its settings.
    Restart(Backoff),
    /// Its nodes do not run any more.
    Stop,
    /// The gateway stops.
    StopGateway,
}

impl OnFailure {
    /// The words by which settings name them.
    pub const WORDS: &[&str] = &["continue", "restart", "stop", "stop_gateway"];
    /// Restarts with the usual delays.
    pub const RESTART: Self = Self::Restart(Backoff::USUAL);

    /// The word by which settings name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Continue => "continue",
            Self::Restart(_) => "restart",
            Self::Stop => "stop",
            Self::StopGateway => "stop_gateway",
        }
    }

    fn from_word(word: &str) -> Result<Self, String> {
        match word {
            "continue" => Ok(Self::Continue),
            "restart" => Ok(Self::RESTART),
            "stop" => Ok(Self::Stop),
            "stop_gateway" => Ok(Self::StopGateway),
            _ => {
                let hint =
                    words::nearest(word, Self::WORDS.iter().copied()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                Err(format!("there is no policy `{word}`; there are: {}{hint}", Self::WORDS.join(", ")))
            }
        }
    }
}

/// How long a module that failed waits before it is restarted, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The wait before the first restart; each further one is twice as long.
    pub delay: Duration,
    /// The longest wait. A module that ran for so long without a failure begins its count anew.
    pub max_delay: Duration,
    /// How many restarts there are in a row, before the module is given up and stops.
    pub restarts: u32,
}

impl Backoff {
    /// A second, then twice as long each time up to a minute; five restarts.
    pub const USUAL: Self = Self { delay: Duration::from_secs(1), max_delay: Duration::from_mins(1), restarts: 5 };

    /// The wait before the restart that comes after `restarts` others.
    pub(crate) fn wait(&self, restarts: u32) -> Duration {
        self.delay.saturating_mul(2_u32.saturating_pow(restarts)).min(self.max_delay.max(self.delay))
    }
}

/// The setting `on_failure` as an object.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    policy: String,
    #[serde(deserialize_with = "duration")]
    delay: Duration,
    #[serde(deserialize_with = "duration")]
    max_delay: Duration,
    restarts: u32,
}

impl Default for Written {
    fn default() -> Self {
        let Backoff { delay, max_delay, restarts } = Backoff::USUAL;
        Self { policy: "restart".to_owned(), delay, max_delay, restarts }
    }
}

/// Reads `on_failure`: a word, or an object with the word as `policy` and the fields of [`Backoff`].
fn read_policy(path: String, value: Value) -> Result<OnFailure, ConfigError> {
    if let Value::String(word) = &value {
        return OnFailure::from_word(word).map_err(|message| ConfigError::new(path, message));
    }
    if value.is_null() {
        return Err(ConfigError::new(path, format!("expected a policy, one of {}", OnFailure::WORDS.join(", "))));
    }
    let written: Written = Section::at(path.clone(), value)?.read()?;
    let Written { policy, delay, max_delay, restarts } = written;
    match OnFailure::from_word(&policy).map_err(|message| ConfigError::new(format!("{path}.policy"), message))? {
        OnFailure::Restart(_) => Ok(OnFailure::Restart(Backoff { delay, max_delay, restarts })),
        other => Ok(other),
    }
}

/// What the settings say of one module's life.
#[derive(Debug, Clone)]
pub(crate) struct ModuleLife {
    pub(crate) enabled: bool,
    /// Before this engine time nothing of what it publishes ticks.
    pub(crate) hold_until: Option<Timestamp>,
    pub(crate) on_failure: OnFailure,
    /// Its own settings, for a restart.
    pub(crate) section: Section,
}

/// What the settings say of a gateway's run, and of the lives of its modules.
#[derive(Debug, Clone, Default)]
pub struct Life {
    hold_until: Option<Timestamp>,
    stop_timeout: Option<Duration>,
    slow_node: Option<Duration>,
    stalled: Option<Duration>,
    /// In the order of declaration.
    pub(crate) modules: Vec<ModuleLife>,
    /// The settings that were given: they are lost on those who want the gateway alone.
    given: Vec<String>,
}

impl Life {
    /// A life as declared, without any settings.
    pub(crate) fn declared(meta: &GraphMeta) -> Self {
        let module = |module: &crate::graph::ModuleMeta| ModuleLife {
            enabled: true,
            hold_until: None,
            on_failure: module.on_failure,
            section: Section::default(),
        };
        Self { modules: meta.modules.iter().map(module).collect(), ..Self::empty() }
    }

    fn empty() -> Self {
        Self { hold_until: None, stop_timeout: None, slow_node: None, stalled: None, modules: Vec::new(), given: Vec::new() }
    }

    /// Takes the gateway's own settings out of `section`. The modules follow, each with [`module`](Self::module).
    ///
    /// # Errors
    /// A setting of the wrong type.
    pub fn take(section: &mut Section) -> Result<Self, ConfigError> {
        let mut this = Self::empty();
        this.hold_until = this.reserved(section, "hold_until")?;
        this.stop_timeout = this.span(section, "stop_timeout")?;
        this.slow_node = this.span(section, "slow_node")?;
        this.stalled = this.span(section, "stalled")?;
        Ok(this)
    }

    /// The options of a live run, as the settings change them.
    pub(crate) fn amend(&self, mut options: LiveOptions) -> LiveOptions {
        let spans = [
            (self.stop_timeout, &mut options.stop_timeout),
            (self.slow_node, &mut options.slow_node),
            (self.stalled, &mut options.stalled),
        ];
        for (setting, option) in spans {
            *option = setting.unwrap_or(*option);
        }
        options
    }

    /// Takes the settings of the next module out of `section`, and makes it.
    ///
    /// # Errors
    /// A setting that is unknown, missing or of the wrong type.
    pub fn module<M: Module>(&mut self, section: &mut Section, name: &str) -> Result<M, ConfigError> {
        let mut own = section.take(name)?;
        let enabled = self.reserved(&mut own, "enabled")?.unwrap_or(true);
        let hold_until = self.reserved(&mut own, "hold_until")?.or(self.hold_until);
        let on_failure = match own.take_value("on_failure") {
            Some((path, value)) => {
                self.given.push(path.clone());
                read_policy(path, value)?
            }
            None => M::ON_FAILURE,
        };
        self.modules.push(ModuleLife { enabled, hold_until, on_failure, section: own.clone() });
        M::configure(own)
    }

    /// Makes a group out of `section`, with its members.
    ///
    /// # Errors
    /// A setting that is unknown, missing or of the wrong type.
    pub fn group<G: Group>(&mut self, section: &mut Section, name: &str) -> Result<G, ConfigError> {
        G::with_life(section.take(name)?, self)
    }

    /// Makes a list of modules out of `section`, with at most so many; each stands there as an object. Those that could
    /// be there and are not are off.
    ///
    /// # Errors
    /// A setting that is unknown, missing or of the wrong type, or too many modules.
    pub fn instances<M: Module>(&mut self, section: &mut Section, name: &str, most: usize) -> Result<Vec<M>, ConfigError> {
        let mut list = section.take_list(name)?;
        if list.len() > most {
            return Err(ConfigError::new(list.path(), format!("there may be {most} of them at most, not {}", list.len())));
        }
        let modules: Result<Vec<M>, ConfigError> = (0..list.len()).map(|place| self.module(&mut list, &place.to_string())).collect();
        let modules = modules?;
        let absent = ModuleLife { enabled: false, hold_until: None, on_failure: M::ON_FAILURE, section: Section::default() };
        self.modules.extend(std::iter::repeat_n(absent, most - modules.len()));
        Ok(modules)
    }

    fn span(&mut self, section: &mut Section, name: &str) -> Result<Option<Duration>, ConfigError> {
        let Some((path, value)) = section.take_value(name) else { return Ok(None) };
        self.given.push(path.clone());
        duration(value).map(Some).map_err(|error| ConfigError::new(path, error.to_string()))
    }

    fn reserved<T: serde::de::DeserializeOwned>(&mut self, section: &mut Section, name: &str) -> Result<Option<T>, ConfigError> {
        let Some((path, value)) = section.take_value(name) else { return Ok(None) };
        self.given.push(path.clone());
        serde_json::from_value(value).map(Some).map_err(|error| ConfigError::new(path, error.to_string()))
    }

    /// Refuses settings of the run where only the gateway's value is wanted: there they would be lost.
    ///
    /// # Errors
    /// One was given.
    pub fn not_given(&self) -> Result<(), ConfigError> {
        match self.given.first() {
            None => Ok(()),
            Some(path) => Err(ConfigError::new(
                path.clone(),
                "this is a setting of the run, not of the module's value: use `configured` instead of `from_settings`".to_owned(),
            )),
        }
    }

    /// For each module whether it is switched off: by its settings, or because `disabled` names it.
    ///
    /// # Errors
    /// A name that no module has.
    pub(crate) fn switched_off(&self, meta: &GraphMeta, disabled: &[String]) -> Result<Vec<bool>, StartError> {
        let mut off: Vec<bool> = self.modules.iter().map(|module| !module.enabled).collect();
        let names: Vec<&str> = meta.modules.iter().map(|module| module.name).collect();
        for name in disabled {
            // The name of a group or a list stands for all that is in it.
            let within = format!("{name}.");
            let is_meant = |module: &str| module == name || module.starts_with(&within);
            if !names.iter().any(|known| is_meant(known)) {
                return Err(unknown_module(name, &names));
            }
            off.iter_mut().zip(&names).for_each(|(off, known)| *off |= is_meant(known));
        }
        Ok(off)
    }
}

fn unknown_module(name: &str, known: &[&str]) -> StartError {
    let hint = words::nearest(name, known.iter().copied()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    StartError::UnknownModule(format!("there is no module `{name}`; there are: {}{hint}", known.join(", ")))
}

/// A gateway with the settings of its run: what [`Simulation`](crate::Simulation) and [`Live`](crate::Live) run.
///
/// A gateway alone becomes one with [`From`]: all modules are on, nothing is held back, and failures are dealt with as declared.
#[derive(Debug, Clone)]
pub struct Configured<A> {
    /// The gateway.
    pub app: A,
    pub(crate) life: Life,
}

impl<A: Gateway> Configured<A> {
    /// The gateway that `section` describes.
    ///
    /// # Errors
    /// A setting that is unknown, missing or of the wrong type.
    pub fn read(section: Section) -> Result<Self, ConfigError> {
        let (app, life) = A::with_life(section)?;
        Ok(Self { app, life })
    }

    /// For each module whether it is switched off: by its settings, or because `disabled` names it.
    ///
    /// # Errors
    /// A name that no module has.
    pub fn switched_off(&self, disabled: &[String]) -> Result<Vec<bool>, StartError> {
        self.life.switched_off(A::META, disabled)
    }
}

impl<A: Gateway> From<A> for Configured<A> {
    fn from(app: A) -> Self {
        Self { app, life: Life::declared(A::META) }
    }
}
