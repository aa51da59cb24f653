//! One node of a cycle: behind its triggers, called with what it reads and keeps, its values published.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::commands::commanded;
use super::super::keys::{self, Side};
use super::super::{Wiring, access, literal, view};
use super::{arrivals, held, if_active, is_of_a_source, kept, offload, pulled, slot, stamps};
use crate::expand::nodes::wrapper_name;
use crate::model::plan::{Input, Region};
use crate::model::{Drive, How, Keeps, Keys, Node, Read, Yield};

/// Puts `value` into the variable of a channel.
pub(super) fn put(channel: usize) -> TokenStream {
    let slot = slot(channel);
    quote!(#slot.put(value);)
}

/// Puts `value`, a list, into the variable of a channel that collects its elements.
pub(super) fn put_list(channel: usize) -> TokenStream {
    let slot = slot(channel);
    quote!(#slot.put_list(value);)
}

/// Publishes `value`: gives it its key, holds it back for feedback, and puts it into the variable of its channel.
fn publish(wiring: &Wiring<'_>, node: usize, place: usize) -> TokenStream {
    let target = &wiring.graph.node(node).publishes[place];
    let channel = target.channel;
    let under_key = target.keyed.then(|| {
        let key = keys::key(wiring, node, Side::Publish(place));
        quote!(let value = __support::under(#key, value);)
    });
    let fed = wiring.graph.feedbacks.iter().filter(|feedback| feedback.from.contains(&node));
    let fed = fed.filter(|feedback| {
        let read = wiring.graph.read(feedback.reader, feedback.read);
        read.channel == channel && read.how.is_trigger() && read.state.is_none()
    });
    let hold = fed.map(|feedback| {
        let input = wiring.input(Input::Feedback { node: feedback.reader, read: feedback.read });
        let (held, input) = (held(input), literal(input));
        let module = literal(wiring.graph.nodes[feedback.reader].module);
        let of_key = wiring.graph.read(feedback.reader, feedback.read).is_of_named_key().then(|| {
            let key = keys::key(wiring, feedback.reader, Side::Read(feedback.read));
            quote!(&& __support::is_of_key(&value, #key))
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
pub(super) fn run(wiring: &Wiring<'_>, region: &Region, node: usize) -> TokenStream {
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
            taken(wiring, region, node, &offload(node - 1), Input::Results { node })
        }
        Drive::Command => taken(wiring, region, node, &commanded(node), Input::Command { node }),
        Drive::Timer | Drive::Ticks => triggered(wiring, region, node),
    };
    let (module, number) = (literal(wiring.graph.nodes[node].module), literal(wiring.number[node]));
    quote!(if !(WATCHED && cx.skips(#module, #number)) { #code })
}

/// Publishes what `field` has, which came from outside of the cycle.
fn taken(wiring: &Wiring<'_>, region: &Region, node: usize, field: &Ident, input: Input) -> TokenStream {
    let values = values(wiring.graph.node(node));
    let (pattern, published) = (pattern(&values), published(wiring, node, &values));
    let code = quote!(if let ::core::option::Option::Some(#pattern) = self.#field.take() { #(#published)* });
    if_active(region, wiring.input(input), code)
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
                    let direct: __support::Burst<_, 1> = ::core::iter::Iterator::collect(#slot.as_slice().iter().cloned());
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
        if let Some(state) = read.state {
            let (changed, view) = (has_changed(wiring, node, place), view(state));
            return if fed_back(wiring, node, place) { changed } else { quote!(#changed && self.#view.has_changed()) };
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
    let rings = (described.keeps == Keeps::Alarms).then(|| {
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
    let (kept, input, number) = (kept(node), literal(wiring.input(Input::Alarm { node })), literal(wiring.number[node]));
    quote! {
        self.#kept.begin(now, #rings);
        #call
        self.#kept.end(cx, #input, #number);
    }
}

/// The variable that has the ticks held back for a read.
pub(in crate::expand::gateway) fn held_ticks(read: usize) -> Ident {
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
    let reading = wiring.graph.read(node, read);
    if !reading.how.is_trigger() || reading.state.is_some() {
        return None;
    }
    let input = wiring.input(Input::Feedback { node, read });
    let (held, ticks, input) = (held(input), held_ticks(read), literal(input));
    Some(quote!(let #ticks = if active.contains(#input) { ::core::mem::take(&mut self.#held) } else { ::std::vec::Vec::new() };))
}

/// The static fields of the channel set, for a node that reads some.
pub(in crate::expand::gateway) fn fields(wiring: &Wiring<'_>, node: usize) -> Option<TokenStream> {
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
        Yield::Burst | Yield::Vec => quote!(::core::iter::Iterator::collect::<__support::Burst<_, 4>>(#value)),
        Yield::Always | Yield::Maybe => quote!(#value),
    });
    let collected = if values.len() == 1 { quote!(#(#collected)*) } else { quote!((#(#collected),*)) };
    let has_burst = described.publishes.iter().any(|publish| publish.how == Yield::Burst);
    let kept = (described.keeps != Keeps::Nothing).then(|| {
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
    let result = quote!(__support::guard(cx, #number, || #call));
    if described.offload {
        let offload = offload(node);
        return quote!(if let ::core::option::Option::Some(task) = #result { self.#offload.submit(cx, task); });
    }
    let result = if described.fallible { quote!(#result.and_then(|result| __support::settle(cx, #number, result))) } else { result };
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

fn fed_back(wiring: &Wiring<'_>, node: usize, read: usize) -> bool {
    wiring.graph.feedback(node, read).is_some()
}

/// Whether the changes of a state, a cycle late if it is fed back, are to be seen in this cycle.
fn has_changed(wiring: &Wiring<'_>, node: usize, read: usize) -> TokenStream {
    if fed_back(wiring, node, read) {
        let input = literal(wiring.input(Input::Feedback { node, read }));
        return quote!(active.contains(#input));
    }
    let slot = slot(wiring.graph.read(node, read).channel);
    quote!(!#slot.as_slice().is_empty())
}

fn argument(wiring: &Wiring<'_>, node: usize, place: usize, read: &Read) -> TokenStream {
    if let Some(state) = read.state {
        let view = view(state);
        if read.how == How::State {
            return quote!(self.#view.state());
        }
        let changed = has_changed(wiring, node, place);
        return quote!(self.#view.changes(#changed));
    }
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
            _ => quote!(__support::ticks(&[], &#ticks)),
        };
    }
    match (read.how, fed) {
        (How::Each, _) => {
            let tick = format_ident!("p{place}");
            quote!(#tick)
        }
        (How::Maybe, false) => quote!(#slot.only()),
        (How::Maybe, true) => quote!(#held.first().or(#slot.only())),
        (How::Burst, false) => quote!(__support::ticks(&[], #slot.as_slice())),
        (How::Burst, true) => quote!(__support::ticks(&#held, #slot.as_slice())),
        (How::Sample | How::State | How::Changes, _) => {
            let memory = format_ident!("memory{}", read.channel);
            quote!(__support::Latest::new(&self.#memory))
        }
    }
}
