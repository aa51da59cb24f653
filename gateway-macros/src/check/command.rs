//! Checks of commands: what they return must go to as many channels, and to the caller.

use crate::diag::Sink;
use crate::names;
use crate::parse::node::{CommandInput, Item, ModuleImpl};

/// What a command that publishes returns: one part for each channel, and before them the answer, if there is one.
pub(crate) fn outputs(module: &ModuleImpl, sink: &mut Sink) {
    for command in module.items.iter().filter_map(|item| match item {
        Item::Command(command) => Some(command),
        _ => None,
    }) {
        let CommandInput { shell, publishes, yields, output, .. } = &**command;
        let (returned, published) = (yields.len(), publishes.len());
        if returned != published {
            sink.error(
                *output,
                format_args!(
                    "command `{}` publishes {} and returns {returned} value{}; return a tuple with one part for each channel, and before \
                     them one more if there is an answer",
                    shell.sig.ident,
                    names::list(publishes),
                    if returned == 1 { "" } else { "s" },
                ),
            );
        }
    }
}
