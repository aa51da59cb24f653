//! What compiles only if it is so.

use super::{Module, ModuleOf, StagingEvent, StagingRequest};
use crate::failure::Failure;

/// Compiles if state of type `T` can move to the engine's thread.
pub fn assert_send<T: Send>() {}

/// What the reserved channel `errors` carries.
#[diagnostic::on_unimplemented(
    message = "channel `errors` is reserved for failures of nodes, and cannot carry `{Self}`",
    label = "must be `Channel<Failure>`",
    note = "declare it as `errors: Channel<gateway_runtime::Failure>`, or choose another name"
)]
pub trait IsFailure {}

impl IsFailure for Failure {}

/// Compiles if the channel `errors` has its type.
pub fn assert_failure<T: IsFailure>() {}

/// What the channel of events of a channel carries on which `T` is staged.
#[diagnostic::on_unimplemented(
    message = "this channel has the events of a staged channel of `{T}`, and cannot carry `{Self}`",
    label = "must be `Channel<StagingEvent<{T}>>`",
    note = "events tell what becomes of staged values (`gateway_runtime::StagingEvent`)"
)]
pub trait IsStagingEventOf<T> {}

impl<T> IsStagingEventOf<T> for StagingEvent<T> {}

/// Compiles if a channel of events has its type.
pub fn assert_staging_events<T, E: IsStagingEventOf<T>>() {}

/// What the channel of requests of a channel carries on which `T` is staged.
#[diagnostic::on_unimplemented(
    message = "this channel has the requests to a staged channel of `{T}`, and cannot carry `{Self}`",
    label = "must be `Channel<StagingRequest<{T}>>`",
    note = "requests say what nodes want to become of staged values (`gateway_runtime::StagingRequest`)"
)]
pub trait IsStagingRequestOf<T> {}

impl<T> IsStagingRequestOf<T> for StagingRequest<T> {}

/// Compiles if a channel of requests has its type.
pub fn assert_staging_requests<T, R: IsStagingRequestOf<T>>() {}

/// Compiles if `M` is a module.
pub fn assert_module<M: Module>() {}

/// Compiles if module `M` works on the channels of `S`.
pub fn assert_module_of<M: ModuleOf<S>, S>() {}
