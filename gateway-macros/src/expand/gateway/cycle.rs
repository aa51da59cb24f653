//! The cycle: straight-line code in topological order, with the ticks of every channel in local variables.
//!
//! Steps that the same causes can set off stand together in a region, behind one test. Where successive regions have
//! one input each, one jump finds the right one. A channel that only one region touches has its variable there. In a
//! large graph every region is a function, and the variables that regions share stand in a struct.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::keys::{self, Side};
use super::{Wiring, access, literal, slots};
use crate::expand::nodes::wrapper_name;
use crate::model::plan::{Cause, Input, Region, Step};
use crate::model::{Drive, How, Keys, Node, Read, Yield};

/// From so many regions in a row on, a jump is better than tests one after the other.
const JUMP_FROM: usize = 4;

/// A region of so few steps is no function, even where the graph is cut: the call would cost as much as they do.
const STEPS_NOT_WORTH_A_CALL: usize = 2;

/// The functions of a cycle, and the struct that they share if there are several.
pub(super) fn expand(wiring: &Wiring<'_>) -> TokenStream {
    let shared: Vec<usize> = (0..wiring.home.len()).filter(|channel| wiring.home[*channel].is_none()).collect();
    let regions = regions(wiring);
    let records = records(wiring, &shared);
    if !wiring.is_cut {
        let variables = shared.iter().map(|channel| variable(wiring, *channel));
        return quote! {
            impl Wired {
                #[inline]
                fn cycle<const WATCHED: bool>(&mut self, cx: &mut support::Context, active: &Set) {
                    let now = cx.now();
                    #(#variables)*
                    #regions
                    #records
                }
            }
        };
    }
    let fields: Vec<Variable> = shared.iter().flat_map(|channel| variables(wiring, *channel)).collect();
    let (names, types): (Vec<&Ident>, Vec<&TokenStream>) = fields.iter().map(|field| (&field.name, &field.ty)).unzip();
    let pieces = (0..wiring.regions.len()).map(|place| {
        let (piece, body) = (piece(place), region(wiring, place));
        let used = names.iter().filter(|name| mentions(&body, name));
        // What comes first is what sources set off: it runs in most cycles.
        let is_apart = place > 0 && wiring.regions[place].steps.len() > STEPS_NOT_WORTH_A_CALL;
        let inline = if is_apart { quote!(#[inline(never)]) } else { quote!(#[inline]) };
        quote! {
            #inline
            fn #piece<const WATCHED: bool>(&mut self, cx: &mut support::Context, active: &Set, shared: &mut Shared) {
                let now = cx.now();
                let Shared { #(#used,)* .. } = shared;
                #body
            }
        }
    });
    quote! {
        #[derive(Default)]
        struct Shared { #(#names: #types,)* }
        impl Wired {
            fn cycle<const WATCHED: bool>(&mut self, cx: &mut support::Context, active: &Set) {
                let mut shared = Shared::default();
                #regions
                let Shared { #(#names,)* } = shared;
                #records
            }
            #(#pieces)*
        }
    }
}

/// Whether some tokens have an identifier in them.
fn mentions(tokens: &TokenStream, name: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == *name,
        proc_macro2::TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}

/// The function that is a region.
fn piece(place: usize) -> Ident {
    format_ident!("region{place}")
}

/// All regions, each behind its test.
fn regions(wiring: &Wiring<'_>) -> TokenStream {
    let regions = &wiring.regions;
    let mut code = TokenStream::new();
    let mut place = 0;
    while place < regions.len() {
        let run = ascending_single_inputs(&regions[place..]);
        if run < JUMP_FROM {
            code.extend(guarded(wiring, place));
            place += 1;
        } else {
            let arms = (place..place + run).map(|place| {
                let input = literal(regions[place].sole_input().unwrap_or_default());
                let body = body(wiring, place);
                quote!(#input => { #body })
            });
            code.extend(quote! {
                active.for_each(|input| match input { #(#arms)* _ => {} });
            });
            place += run;
        }
    }
    code
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

/// The code of a region: its steps, or the call of its function.
fn body(wiring: &Wiring<'_>, place: usize) -> TokenStream {
    if !wiring.is_cut {
        return region(wiring, place);
    }
    let piece = piece(place);
    quote!(self.#piece::<WATCHED>(cx, active, &mut shared);)
}

/// The code of a region, behind the test whether one of its causes is there.
fn guarded(wiring: &Wiring<'_>, place: usize) -> TokenStream {
    let causes = &wiring.regions[place].causes;
    let body = body(wiring, place);
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
            tests.push(quote!(active.intersects(&const { Set::from_words([#(#words),*]) })));
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
    let stamps = send.then(|| Variable { name: given(channel), ty: quote!(support::GivenStamps) });
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
        (false, _) => quote!(support::GivenStamps::default()),
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
            quote!(support::remember::<#sample>(&mut self.#memory, #slot.as_slice());)
        }
        Step::Run { node } => run(wiring, region, node),
    }
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

/// Puts `value` into the variable of a channel.
fn put(channel: usize) -> TokenStream {
    let slot = slot(channel);
    quote!(#slot.put(value);)
}

/// Puts `value`, a list, into the variable of a channel that collects its elements.
fn put_list(channel: usize) -> TokenStream {
    let slot = slot(channel);
    quote!(#slot.put_list(value);)
}

/// Publishes `value`: gives it its key, holds it back for feedback, and puts it into the variable of its channel.
fn publish(wiring: &Wiring<'_>, node: usize, place: usize) -> TokenStream {
    let target = &wiring.graph.node(node).publishes[place];
    let channel = target.channel;
    let under_key = target.keyed.then(|| {
        let key = keys::key(wiring, node, Side::Publish(place));
        quote!(let value = support::under(#key, value);)
    });
    let fed = wiring.graph.feedbacks.iter().filter(|feedback| feedback.from.contains(&node));
    let fed = fed.filter(|feedback| {
        let read = wiring.graph.read(feedback.reader, feedback.read);
        read.channel == channel && read.how.is_trigger()
    });
    let hold = fed.map(|feedback| {
        let input = wiring.input(Input::Feedback { node: feedback.reader, read: feedback.read });
        let (held, input) = (held(input), literal(input));
        let module = literal(wiring.graph.nodes[feedback.reader].module);
        let of_key = wiring.graph.read(feedback.reader, feedback.read).is_of_named_key().then(|| {
            let key = keys::key(wiring, feedback.reader, Side::Read(feedback.read));
            quote!(&& support::is_of_key(&value, #key))
        });
        // Nobody would take what is held back for a module that is off.
        quote!(if !(WATCHED && cx.is_disabled(#module)) #of_key {
            self.#held.push(::core::clone::Clone::clone(&value));
            self.again.insert(#input);
        })
    });
    let put = put(channel);
    let module = literal(wiring.graph.nodes[node].module);
    quote!(#under_key if !(WATCHED && cx.is_held(#module)) { #(#hold)* #put })
}

/// One node.
fn run(wiring: &Wiring<'_>, region: &Region, node: usize) -> TokenStream {
    let described = wiring.graph.node(node);
    let code = match described.drive {
        Drive::Pull | Drive::Iterator => {
            let pulled = pulled(node);
            let publish = (0..described.publishes.len()).map(|place| publish(wiring, node, place));
            if is_of_a_source(wiring, region) {
                quote!(let ::core::option::Option::Some(value) = self.#pulled.take() else { break 'region }; #(#publish)*)
            } else {
                let code = quote!(if let ::core::option::Option::Some(value) = self.#pulled.take() { #(#publish)* });
                if_active(region, wiring.input(Input::Source { node }), code)
            }
        }
        Drive::Stream | Drive::Generator => {
            let input = wiring.input(Input::Stream { node });
            let arrivals = arrivals(input);
            let publish = (0..described.publishes.len()).map(|place| publish(wiring, node, place));
            if_active(region, input, quote!(self.#arrivals.take(|value| { #(#publish)* });))
        }
        Drive::Results => {
            // The node before prepared the work.
            let offload = offload(node - 1);
            let values = values(described);
            let (pattern, published) = (pattern(&values), published(wiring, node, &values));
            let code = quote!(if let ::core::option::Option::Some(#pattern) = self.#offload.take() { #(#published)* });
            if_active(region, wiring.input(Input::Results { node }), code)
        }
        Drive::Timer | Drive::Ticks => triggered(wiring, region, node),
    };
    let (module, number) = (literal(wiring.graph.nodes[node].module), literal(wiring.number[node]));
    quote!(if !(WATCHED && cx.skips(#module, #number)) { #code })
}

/// A node behind its triggers: a loop over the ticks of its required channel, or a test whether anything ticked.
fn triggered(wiring: &Wiring<'_>, region: &Region, node: usize) -> TokenStream {
    let described = wiring.graph.node(node);
    let reads = || described.reads.iter().enumerate();
    let held: TokenStream = reads().filter_map(|(place, _)| take_held(wiring, node, place)).collect();
    let stamped: TokenStream = reads().filter_map(|(place, read)| stamp(wiring, place, read)).collect();
    let of_keys: TokenStream = reads().filter_map(|(place, _)| keys::burst(wiring, node, place)).collect();
    let held = quote!(#held #stamped #of_keys);
    let call = call(wiring, node);
    let each = described.reads.iter().position(|read| read.how == How::Each);
    if let Some(each) = each {
        let (tick, slot) = (format_ident!("p{each}"), slot(described.reads[each].channel));
        if described.reads[each].stamped {
            let ticks = stamped_ticks(each);
            return quote!({ #held for #tick in &#ticks { #call } });
        }
        if described.reads[each].is_of_named_key() {
            let ticks = keys::ticks(wiring, node, each);
            return quote!({ #held for #tick in #ticks { #call } });
        }
        let run = match (wiring.graph.feedback(node, each).is_some(), wiring.bursts(described.reads[each].channel)) {
            (false, false) => quote!(if let ::core::option::Option::Some(#tick) = #slot.only() { #call }),
            (false, true) => quote!(for #tick in #slot.as_slice() { #call }),
            (true, _) => {
                let held_ticks = held_ticks(each);
                // The channel's own variable cannot be borrowed while the node publishes there.
                quote!({
                    let direct: support::Burst<_, 1> = ::core::iter::Iterator::collect(#slot.as_slice().iter().cloned());
                    for #tick in #held_ticks.iter().chain(direct.as_slice()) { #call }
                })
            }
        };
        return if held.is_empty() { run } else { quote!({ #held #run }) };
    }
    let ticked = described.reads.iter().enumerate().filter(|(_, read)| read.how.is_trigger()).map(|(place, read)| {
        if read.is_of_named_key() {
            return keys::ticked(wiring, node, place);
        }
        let slot = slot(read.channel);
        let fed = wiring.graph.feedback(node, place).is_some().then(|| {
            let held = held_ticks(place);
            quote!(|| !#held.is_empty())
        });
        quote!(!#slot.as_slice().is_empty() #fed)
    });
    let timer = (described.drive == Drive::Timer).then(|| {
        let input = literal(wiring.input(Input::Timer { node }));
        if region.sole_input().is_some() { quote!(true) } else { quote!(active.contains(#input)) }
    });
    let rings = described.alarm.then(|| {
        let input = literal(wiring.input(Input::Alarm { node }));
        quote!(active.contains(#input))
    });
    let call = alarmed(wiring, node, rings.as_ref(), call);
    let tests: Vec<TokenStream> = timer.into_iter().chain(rings).chain(ticked).collect();
    quote!({ #held if #(#tests)||* { #call } })
}

/// A call, with the node's alarms made ready before and entered afterwards.
fn alarmed(wiring: &Wiring<'_>, node: usize, rings: Option<&TokenStream>, call: TokenStream) -> TokenStream {
    let Some(rings) = rings else { return call };
    let (kept, input) = (kept(node), literal(wiring.input(Input::Alarm { node })));
    quote! {
        self.#kept.begin(now, #rings);
        #call
        self.#kept.end(cx, #input);
    }
}

/// The variable that has the ticks held back for a read.
pub(super) fn held_ticks(read: usize) -> Ident {
    format_ident!("held_for_p{read}")
}

/// The variable that has the ticks of a read with their ids and times.
fn stamped_ticks(read: usize) -> Ident {
    format_ident!("stamped_p{read}")
}

/// Makes ticks with ids and times for a read that wants them.
fn stamp(wiring: &Wiring<'_>, place: usize, read: &Read) -> Option<TokenStream> {
    let (ticks, slot, channel) = (stamped_ticks(place), slot(read.channel), literal(read.channel));
    let given = stamps(wiring, read.channel);
    read.stamped.then(|| quote!(let #ticks = (#given).stamp(cx, #channel, #slot.as_slice());))
}

/// Takes the ticks that were held back for a read, if it has feedback.
fn take_held(wiring: &Wiring<'_>, node: usize, read: usize) -> Option<TokenStream> {
    wiring.graph.feedback(node, read)?;
    if !wiring.graph.read(node, read).how.is_trigger() {
        return None;
    }
    let input = wiring.input(Input::Feedback { node, read });
    let (held, ticks, input) = (held(input), held_ticks(read), literal(input));
    Some(quote!(let #ticks = if active.contains(#input) { ::core::mem::take(&mut self.#held) } else { ::std::vec::Vec::new() };))
}

/// The static fields of the channel set, for a node that reads some.
pub(super) fn fields(wiring: &Wiring<'_>, node: usize) -> Option<TokenStream> {
    (!wiring.graph.node(node).fields.is_empty()).then(|| quote!(self.settings.fields(),))
}

/// Calls the node's wrapper, and publishes what it gives.
fn call(wiring: &Wiring<'_>, node: usize) -> TokenStream {
    let described = wiring.graph.node(node);
    let (module, wrapper) = (access::changed(wiring.graph.part(node), &quote!(self.app)), wrapper_name(&described.name));
    let arguments = described.reads.iter().enumerate().map(|(place, read)| argument(wiring, node, place, read));
    let number = literal(wiring.number[node]);
    let values = values(described);
    let pattern = pattern(&values);
    let collected = described.publishes.iter().zip(&values).map(|(publish, value)| match publish.how {
        // An iterator runs the user's code: it is used up where a panic is caught.
        Yield::Burst | Yield::Vec => quote!(::core::iter::Iterator::collect::<support::Burst<_, 4>>(#value)),
        Yield::Always | Yield::Maybe => quote!(#value),
    });
    let collected = if values.len() == 1 { quote!(#(#collected)*) } else { quote!((#(#collected),*)) };
    let has_burst = described.publishes.iter().any(|publish| publish.how == Yield::Burst);
    let kept = described.keeps.then(|| {
        let kept = kept(node);
        quote!(&mut self.#kept,)
    });
    let fields = fields(wiring, node);
    let call = quote!(#module.#wrapper(#(#arguments,)* #kept #fields now));
    let call = match (has_burst, described.fallible) {
        (false, _) => call,
        (true, false) => quote!({ let #pattern = #call; #collected }),
        (true, true) => quote!(#call.map(|#pattern| #collected)),
    };
    let result = quote!(support::guard(cx, #number, || #call));
    if described.offload {
        let offload = offload(node);
        return quote!(if let ::core::option::Option::Some(task) = #result { self.#offload.submit(cx, task); });
    }
    let result = if described.fallible { quote!(#result.and_then(|result| support::settle(cx, #number, result))) } else { result };
    let published = published(wiring, node, &values);
    if published.is_empty() { quote!(#result;) } else { quote!(if let ::core::option::Option::Some(#pattern) = #result { #(#published)* }) }
}

/// The variables of the values that a node gives.
fn values(node: &Node) -> Vec<Ident> {
    (0..node.publishes.len()).map(|place| format_ident!("v{place}")).collect()
}

fn pattern(values: &[Ident]) -> TokenStream {
    if values.len() == 1 { quote!(#(#values)*) } else { quote!((#(#values),*)) }
}

/// Publishes what a node gave.
fn published(wiring: &Wiring<'_>, node: usize, values: &[Ident]) -> Vec<TokenStream> {
    let publishes = wiring.graph.node(node).publishes.iter().zip(values);
    publishes
        .enumerate()
        .map(|(place, (target, given))| {
            let publish = publish(wiring, node, place);
            match target.how {
                Yield::Always => quote!({ let value = #given; #publish }),
                Yield::Maybe => quote!(if let ::core::option::Option::Some(value) = #given { #publish }),
                Yield::Burst | Yield::Vec => quote!(for value in #given { #publish }),
            }
        })
        .collect()
}

fn argument(wiring: &Wiring<'_>, node: usize, place: usize, read: &Read) -> TokenStream {
    match read.keys {
        Keys::Named => return keys::argument(wiring, node, place),
        Keys::OfTick => return keys::of_tick(wiring, node, place),
        Keys::All => {}
    }
    let slot = slot(read.channel);
    let fed = wiring.graph.feedback(node, place).is_some();
    let held = held_ticks(place);
    if read.stamped {
        let ticks = stamped_ticks(place);
        return match read.how {
            How::Each => {
                let tick = format_ident!("p{place}");
                quote!(#tick)
            }
            How::Maybe => quote!(#ticks.first()),
            How::Burst | How::Sample => quote!(support::ticks(&[], &#ticks)),
        };
    }
    match (read.how, fed) {
        (How::Each, _) => {
            let tick = format_ident!("p{place}");
            quote!(#tick)
        }
        (How::Maybe, false) => quote!(#slot.only()),
        (How::Maybe, true) => quote!(#held.first().or(#slot.only())),
        (How::Burst, false) => quote!(support::ticks(&[], #slot.as_slice())),
        (How::Burst, true) => quote!(support::ticks(&#held, #slot.as_slice())),
        (How::Sample, _) => {
            let memory = format_ident!("memory{}", read.channel);
            quote!(support::Latest::new(&self.#memory))
        }
    }
}
