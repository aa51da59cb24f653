//! Gateways, groups and modules, made from settings.

use super::{ConfigError, Configured, Gateway, Group, Life, Module, OnFailure, Section};

/// What module `M` says of its failures.
pub const fn on_failure<M: Module>() -> OnFailure {
    M::ON_FAILURE
}

/// Makes a module anew from its settings.
///
/// # Errors
/// A setting that is unknown, missing or of the wrong type.
pub fn renewed<M: Module>(section: Section) -> Result<M, ConfigError> {
    M::configure(section)
}

/// Makes a gateway from assignments such as `matcher.limit=5`.
///
/// # Errors
/// A setting that is unknown, missing or of the wrong type.
pub fn configure<'a, A: Gateway>(assignments: impl IntoIterator<Item = &'a str>) -> Result<A, ConfigError> {
    A::configure(section(assignments)?)
}

/// Makes a gateway from assignments, with the settings of its run.
///
/// # Errors
/// A setting that is unknown, missing or of the wrong type.
pub fn configured<'a, A: Gateway>(assignments: impl IntoIterator<Item = &'a str>) -> Result<Configured<A>, ConfigError> {
    Configured::read(section(assignments)?)
}

fn section<'a>(assignments: impl IntoIterator<Item = &'a str>) -> Result<Section, ConfigError> {
    let mut section = Section::default();
    for assignment in assignments {
        section.assign(assignment)?;
    }
    Ok(section)
}

/// Makes a group by itself: without settings of its modules' lives.
///
/// # Errors
/// A setting that is unknown, missing or of the wrong type.
pub fn configure_group<G: Group>(section: Section) -> Result<G, ConfigError> {
    let mut life = Life::default();
    let group = G::with_life(section, &mut life)?;
    life.not_given()?;
    Ok(group)
}
