//! The cycle: straight-line code in topological order, with the ticks of every channel in local variables.
//!
//! Steps that the same causes can set off stand together in a region, behind one test. Where successive regions have
//! one input each, one jump finds the right one. A channel that only one region touches has its variable there.

mod node;
mod pieces;

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Wiring, literal, slots};
use crate::model::How;
use crate::model::plan::{Cause, Input, Region, Step};
use node::{put, put_list, run};

pub(super) use node::{fields, held_ticks};

/// From so many regions in a row on, a jump is better than tests one after the other.
const JUMP_FROM: usize = 4;

/// The functions of a cycle, and the struct that they share if there are several.
pub(super) fn expand(wiring: &Wiring<'_>) -> TokenStream {
    let shared: Vec<usize> = (0..wiring.home.len()).filter(|channel| wiring.home[*channel].is_none()).collect();
    if wiring.is_cut {
        return pieces::expand(wiring, &shared);
    }
    let variables = shared.iter().map(|channel| variable(wiring, *channel));
    let regions = stretches(wiring).into_iter().map(|stretch| match stretch {
        Stretch::One(place) => guarded(wiring, place, &region(wiring, place)),
        Stretch::Jump(places) => for_each_active(&jump(wiring, &places, |place| region(wiring, place))),
    });
    let records = records(wiring, &shared);
    quote! {
        impl __Wired {
            #[inline(always)]
            fn cycle<const WATCHED: bool>(&mut self, cx: &mut __support::Context, active: &__Set) {
                let now = cx.now();
                #(#variables)*
                #(#regions)*
                #records
            }
        }
    }
}

/// Regions that are found in one way.
enum Stretch {
    /// One, by a test of its own.
    One(usize),
    /// Several of one input each, in ascending order, by one jump.
    Jump(Range<usize>),
}

/// All regions, in their order.
fn stretches(wiring: &Wiring<'_>) -> Vec<Stretch> {
    let (mut stretches, mut place) = (Vec::new(), 0);
    while place < wiring.regions.len() {
        let run = ascending_single_inputs(&wiring.regions[place..]);
        if run < JUMP_FROM {
            stretches.push(Stretch::One(place));
            place += 1;
        } else {
            stretches.push(Stretch::Jump(place..place + run));
            place += run;
        }
    }
    stretches
}

/// Does something for each active input.
fn for_each_active(code: &TokenStream) -> TokenStream {
    quote! {
        let mut next = active.first();
        while let ::core::option::Option::Some(input) = next {
            #code
            next = active.after(input);
        }
    }
}

/// The jump to one of these regions.
fn jump(wiring: &Wiring<'_>, places: &Range<usize>, code: impl Fn(usize) -> TokenStream) -> TokenStream {
    let arms = places.clone().map(|place| {
        let input = literal(wiring.regions[place].sole_input().unwrap_or_default());
        let code = code(place);
        quote!(#input => { #code })
    });
    quote!(match input { #(#arms)* _ => {} })
}

/// How many of these regions, from the first on, have one input each, in ascending order.
fn ascending_single_inputs(regions: &[Region]) -> usize {
    let mut last = None;
    let singles = regions.iter().take_while(|region| {
        let input = region.sole_input();
        let fits = input.is_some() && last < input;
        last = input;
        fits
    });
    singles.count()
}

/// The code of a region, behind the test whether one of its causes is there.
fn guarded(wiring: &Wiring<'_>, place: usize, body: &TokenStream) -> TokenStream {
    let causes = &wiring.regions[place].causes;
    let (mut inputs, mut tests) = (BTreeSet::new(), Vec::new());
    for cause in causes {
        match cause {
            Cause::Input(input) => {
                inputs.insert(*input);
            }
            Cause::Channel(channel) => {
                let slot = slot(*channel);
                tests.push(if wiring.is_cut { quote!(!shared.#slot.as_slice().is_empty()) } else { quote!(!#slot.as_slice().is_empty()) });
            }
        }
    }
    if inputs.len() == wiring.inputs.len() {
        return quote!({ #body });
    }
    match inputs.len() {
        0 => {}
        1 => {
            let input = inputs.first().copied().map(literal);
            tests.push(quote!(active.contains(#input)));
        }
        _ => {
            let words = words(&inputs, wiring.inputs.len());
            tests.push(quote!(active.intersects(&const { __Set::from_words([#(#words),*]) })));
        }
    }
    if tests.is_empty() {
        // Nothing can set these steps off: their channels have no live publisher.
        return TokenStream::new();
    }
    quote!(if #(#tests)||* { #body })
}

/// The bits of a set of inputs.
fn words(inputs: &BTreeSet<usize>, all: usize) -> Vec<u64> {
    let mut words = vec![0_u64; all.div_ceil(64).max(1)];
    for input in inputs {
        words[input / 64] |= 1 << (input % 64);
    }
    words
}

/// The steps of a region, with the variables of the channels that only it touches.
fn region(wiring: &Wiring<'_>, place: usize) -> TokenStream {
    let own: Vec<usize> = (0..wiring.home.len()).filter(|channel| wiring.home[*channel] == Some(place)).collect();
    let variables = own.iter().map(|channel| variable(wiring, *channel));
    let region = &wiring.regions[place];
    let steps = region.steps.iter().map(|step| self::step(wiring, region, *step));
    let records = records(wiring, &own);
    let code = quote! {
        #(#variables)*
        #(#steps)*
        #records
    };
    if is_of_a_source(wiring, region) { quote!('region: { #code }) } else { code }
}

/// Whether nothing but a timestamped source sets a region off, which is in it: without a value of it there is nothing
/// to do here. So no later step has to ask.
fn is_of_a_source(wiring: &Wiring<'_>, region: &Region) -> bool {
    let input = region.sole_input().map(|input| wiring.inputs[input]);
    matches!(input, Some(Input::Source { node }) if region.steps.contains(&Step::Run { node }))
}

/// The variable that holds the ticks of a channel in this cycle.
pub(super) fn slot(channel: usize) -> Ident {
    format_ident!("c{channel}")
}

/// The stamps that values from outside brought along.
fn given(channel: usize) -> Ident {
    format_ident!("given{channel}")
}

/// A variable of a cycle.
struct Variable {
    name: Ident,
    ty: TokenStream,
}

/// The variables of a channel: its ticks, and the stamps of those from outside.
fn variables(wiring: &Wiring<'_>, channel: usize) -> Vec<Variable> {
    let send = wiring.graph.set.channels[channel].enters();
    let ticks = Variable { name: slot(channel), ty: slots::ty(wiring, channel) };
    let stamps = send.then(|| Variable { name: given(channel), ty: quote!(__support::GivenStamps) });
    std::iter::once(ticks).chain(stamps).collect()
}

fn variable(wiring: &Wiring<'_>, channel: usize) -> TokenStream {
    let variables = variables(wiring, channel).into_iter();
    variables.map(|Variable { name, ty }| quote!(let mut #name: #ty = ::core::default::Default::default();)).collect()
}

/// Tells the outside of the ticks of some channels.
fn records(wiring: &Wiring<'_>, channels: &[usize]) -> Option<TokenStream> {
    // The outside does not see the edges inside modules.
    let seen: Vec<usize> = channels.iter().copied().filter(|channel| wiring.graph.set.channels[*channel].inside.is_none()).collect();
    let records = seen.iter().map(|channel| record(wiring, *channel));
    (!seen.is_empty()).then(|| quote!(if WATCHED { #(#records)* }))
}

fn record(wiring: &Wiring<'_>, channel: usize) -> TokenStream {
    let (slot, number) = (slot(channel), literal(channel));
    let outlet = format_ident!("outlet{channel}");
    let stamps = stamps(wiring, channel);
    if wiring.graph.set.channels[channel].merge.is_none() {
        return quote!(self.#outlet.record(cx, #number, #slot, #stamps););
    }
    quote!({
        let given = #stamps;
        self.#outlet.record(cx, #number, #slot.into_ticks(), given);
    })
}

/// The stamps of the ticks in the variable of a channel, as far as they came from outside.
fn stamps(wiring: &Wiring<'_>, channel: usize) -> TokenStream {
    let (slot, given) = (slot(channel), given(channel));
    match (wiring.graph.set.channels[channel].enters(), wiring.graph.set.channels[channel].merge) {
        (false, _) => quote!(__support::GivenStamps::default()),
        (true, None) => quote!(#given),
        // Which ticks were kept is known to the variable.
        (true, Some(_)) => quote!(#slot.stamps(&#given)),
    }
}

fn step(wiring: &Wiring<'_>, region: &Region, step: Step) -> TokenStream {
    match step {
        Step::Arrive { channel } => {
            let (arrivals, given) = (arrivals(wiring.input(Input::Ingress { channel })), given(channel));
            let put = if wiring.graph.set.channels[channel].collects() { put_list(channel) } else { put(channel) };
            let code = quote!(#given.replace(self.#arrivals.take(|value| { #put })););
            if_active(region, wiring.input(Input::Ingress { channel }), code)
        }
        Step::Remember { channel } => {
            let (slot, memory) = (slot(channel), format_ident!("memory{channel}"));
            let sample = super::sample(channel);
            quote!(__support::remember::<#sample>(&mut self.#memory, #slot.as_slice());)
        }
        Step::Keep { state } => keep(wiring, state),
        Step::Run { node } => run(wiring, region, node),
    }
}

/// Brings the ticks of its channel into a state, and lets those that see it a cycle later run in the next one.
fn keep(wiring: &Wiring<'_>, state: usize) -> TokenStream {
    let (view, described) = (super::view(state), &wiring.graph.set.states[state]);
    let (slot, channel) = (slot(described.channel), literal(described.channel));
    let keep = if described.of_ids {
        let stamps = stamps(wiring, described.channel);
        quote!({
            let ticks = (#stamps).stamp(cx, #channel, #slot.as_slice());
            self.#view.keep_with_ids(&ticks);
        })
    } else {
        quote!(self.#view.keep(#slot.as_slice());)
    };
    let late = wiring.graph.feedbacks.iter().filter(|feedback| {
        let read = wiring.graph.read(feedback.reader, feedback.read);
        read.state == Some(state) && read.how == How::Changes
    });
    let again = late.map(|feedback| {
        let input = literal(wiring.input(Input::Feedback { node: feedback.reader, read: feedback.read }));
        let module = literal(wiring.graph.nodes[feedback.reader].module);
        quote!(if self.#view.has_changed() && !(WATCHED && cx.is_disabled(#module)) { self.again.insert(#input); })
    });
    quote!(if !#slot.as_slice().is_empty() { #keep #(#again)* })
}

/// The field in which values for an input wait.
pub(super) fn arrivals(input: usize) -> Ident {
    format_ident!("arrivals{input}")
}

/// The field in which ticks for a feedback input are held back.
pub(super) fn held(input: usize) -> Ident {
    format_ident!("held{input}")
}

/// The field that holds the next value of a timestamped source.
pub(super) fn pulled(node: usize) -> Ident {
    format_ident!("pulled{node}")
}

/// The field that holds what a node keeps from run to run.
pub(super) fn kept(node: usize) -> Ident {
    format_ident!("kept{node}")
}

/// The field of a node whose work runs off the engine's thread, by the number of the node that prepares it.
pub(super) fn offload(node: usize) -> Ident {
    format_ident!("offload{node}")
}

/// `code`, if `input` is active; in a region that only it sets off, it is.
fn if_active(region: &Region, input: usize, code: TokenStream) -> TokenStream {
    if region.sole_input().is_some() {
        return code;
    }
    let input = literal(input);
    quote!(if active.contains(#input) { #code })
}
