//! Checks of the states of a channel set: each has a name of its own, and says something of its own.

use crate::diag::Sink;
use crate::parse::channels::ChannelInput;
use crate::parse::state::{PartInput, StateInput};

pub(crate) fn check(channels: &[ChannelInput], sink: &mut Sink) {
    let states = || channels.iter().flat_map(|channel| channel.remembered.states.iter().map(move |state| (channel, state)));
    for (place, (channel, state)) in states().enumerate() {
        let earlier = || states().take(place);
        let alias = &state.alias;
        if let Some((_, twin)) = earlier().find(|(of, other)| of.ident == channel.ident && key(other) == key(state)) {
            sink.error(
                state.span,
                format_args!("state `{}` of channel `{}` has the same key; one of them suffices", twin.alias, channel.ident),
            );
        } else if let Some((of, _)) = earlier().find(|(_, other)| other.alias == *alias) {
            sink.error(
                alias.span(),
                format_args!(
                    "there is a state `{alias}` already, of channel `{}`; give this one another name: `state(.., alias = by_{})`",
                    of.ident,
                    state.key.last().map_or_else(|| "key".to_owned(), |part| part.text().replace('.', "_"))
                ),
            );
        } else if let Some(other) = channels.iter().find(|other| other.ident == *alias && other.ident != channel.ident) {
            sink.error(
                alias.span(),
                format_args!("`{}` is the name of another channel, whose state this would seem to be; choose another alias", other.ident),
            );
        }
        for (place, part) in state.key.iter().enumerate() {
            if state.key[..place].iter().any(|other| other.text() == part.text()) {
                sink.error(part.path[0].span(), format_args!("`{}` is part of this key already", part.text()));
            }
        }
    }
}

fn key(state: &StateInput) -> Vec<String> {
    state.key.iter().map(PartInput::text).collect()
}
