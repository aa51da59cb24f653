//! Warnings. A procedural macro cannot warn on stable Rust; the use of a deprecated item can, with a text of ours.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::Attribute;

use crate::model::{Graph, Place};

/// `allows` are the `#[allow(..)]` attributes of the gateway: they hold for its warnings too.
pub(super) fn expand(graph: &Graph, allows: &[Attribute]) -> TokenStream {
    let mut warnings = TokenStream::new();
    // What a mount shows is read by the outside.
    if graph.mounts.is_empty() {
        // Of edges inside modules rustc itself warns.
        for (place, channel) in graph.set.channels.iter().enumerate().take(graph.channel_count()) {
            // A set that several gateways share may have channels that are not for this one.
            let concerns_us = channel.send || channel.place.is_here() || graph.publishers(place).next().is_some();
            // What the engine tells is worth a channel that nobody reads in this gateway, and requests are read by the engine.
            let concerns_us = concerns_us && !channel.is_told() && channel.role.is_none();
            if concerns_us && graph.readers(place).next().is_none() {
                let text = format!(
                    "channel `{}` is read by nobody in gateway `{}`\nhelp: remove it, or add a mount that shows it\ndeclared at {}",
                    channel.name, graph.name, channel.place.text
                );
                warnings.extend(warning("unread_channel", &text, span(&channel.place, graph.name.span()), allows));
            }
        }
    }
    for (node, read) in &graph.idle_feedbacks {
        let reading = graph.read(*node, *read);
        let text = format!(
            "`#[feedback]` on `{}` of node `{}` breaks no loop, and has no effect\nhelp: remove it",
            reading.name,
            graph.node(*node).name
        );
        warnings.extend(warning("idle_feedback", &text, span(&reading.place, graph.part(*node).field.span()), allows));
    }
    warnings
}

fn span(place: &Place, otherwise: Span) -> Span {
    if place.is_here() { place.span } else { otherwise }
}

fn warning(name: &str, text: &str, span: Span, allows: &[Attribute]) -> TokenStream {
    let name = format_ident!("{name}");
    let name_here = format_ident!("{name}", span = span);
    let text = format!("\n{text}");
    quote! {
        #(#allows)*
        const _: () = {
            #[deprecated(note = #text)]
            #[allow(non_upper_case_globals, clippy::allow_attributes_without_reason)]
            const #name: () = ();
            #name_here
        };
    }
}
