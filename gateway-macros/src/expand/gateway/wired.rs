//! The struct that holds what lives longer than a cycle, and the functions by which the engine reaches it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Visibility;

use super::commands::commanded;
use super::cycle::{self, arrivals, held, kept, offload, pulled};
use super::{Wiring, access, keys, literal, slots, value};
use crate::expand::nodes::{period_name, rate_name, wrapper_name};
use crate::model::graph::Part;
use crate::model::plan::{Input, Step};
use crate::model::{Drive, Keeps, Read};
use crate::names;

/// One field: its name, type and first value.
struct Field {
    name: Ident,
    ty: TokenStream,
    value: TokenStream,
    /// The module to which it belongs: with each restart of that one it has its first value again.
    module: Option<usize>,
}

/// `vis` is the visibility of the gateway: its graph may be neither more nor less visible.
pub(super) fn expand(wiring: &Wiring<'_>, vis: &Visibility) -> TokenStream {
    let name = &wiring.graph.name;
    let fields = fields(wiring);
    let resets = resets(wiring, &fields);
    let (names, types, values): (Vec<_>, Vec<_>, Vec<_>) = unzip(fields);
    let feedback = feedback(wiring);
    let timers = timers(wiring);
    let sources = sources(wiring);
    let outside = outside(wiring);
    let offloads = super::offloads::expand(wiring);
    let commands = super::commands::expand(wiring);
    let hooks = hooks(wiring);
    let keys = keys::known(wiring);
    let source_count = literal(wiring.inputs.iter().filter(|input| matches!(input, Input::Source { .. })).count());
    let alarms = wiring.inputs.iter().any(|input| matches!(input, Input::Alarm { .. }));
    let reads_id = |read: &Read| read.stamped || read.state.is_some_and(|state| wiring.graph.set.states[state].of_ids);
    let reads_ids = wiring.graph.modules.iter().flat_map(|part| &part.module.nodes).any(|node| node.reads.iter().any(reads_id));
    quote! {
        #vis struct __Wired {
            app: #name,
            again: __Set,
            #(#names: #types,)*
        }

        impl __support::Graph for __Wired {
            type App = #name;
            type Inputs = __Set;
            const SOURCES: usize = #source_count;
            const ALARMS: bool = #alarms;
            const READS_IDS: bool = #reads_ids;

            fn new(app: #name) -> Self {
                Self { #(#names: #values,)* again: __Set::default(), app }
            }
            fn app(&self) -> &#name { &self.app }
            fn into_app(self) -> #name { self.app }
            #[inline(always)]
            fn cycle<const WATCHED: bool>(&mut self, cx: &mut __support::Context, active: &__Set) {
                __Wired::cycle::<WATCHED>(self, cx, active)
            }
            #feedback
            #timers
            #sources
            #outside
            #offloads
            #commands
            #hooks
            #resets
            #keys
        }
    }
}

fn unzip(fields: Vec<Field>) -> (Vec<Ident>, Vec<TokenStream>, Vec<TokenStream>) {
    let (mut names, mut types, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for Field { name, ty, value, .. } in fields {
        names.push(name);
        types.push(ty);
        values.push(value);
    }
    (names, types, values)
}

fn fields(wiring: &Wiring<'_>) -> Vec<Field> {
    let graph = wiring.graph;
    let by_default = quote!(::core::default::Default::default());
    let mut fields = Vec::new();
    for (number, input) in wiring.inputs.iter().enumerate() {
        match *input {
            Input::Source { node } => {
                let module = Some(graph.nodes[node].module);
                let Some(target) = graph.node(node).publishes.first() else { continue };
                let value = slots::given(wiring, target);
                fields.push(Field { name: pulled(node), ty: quote!(::core::option::Option<#value>), value: by_default.clone(), module });
                if graph.node(node).drive == Drive::Iterator {
                    let ty = quote!(::core::option::Option<__support::BoxIterator<(::gateway_runtime::Timestamp, #value)>>);
                    fields.push(Field { name: iterator(node), ty, value: by_default.clone(), module });
                }
            }
            Input::Timer { .. } | Input::Alarm { .. } | Input::Results { .. } | Input::Command { .. } => {}
            Input::Stream { node } => {
                let Some(target) = graph.node(node).publishes.first() else { continue };
                let (value, module) = (slots::given(wiring, target), Some(graph.nodes[node].module));
                fields.push(Field { name: arrivals(number), ty: quote!(__support::Arrivals<#value>), value: by_default.clone(), module });
            }
            Input::Ingress { channel } => {
                let value = value(channel);
                let ty = quote!(__support::Arrivals<#value>);
                fields.push(Field { name: arrivals(number), ty, value: by_default.clone(), module: None });
            }
            Input::Feedback { node, read } => {
                let (value, module) = (value(graph.read(node, read).channel), Some(graph.nodes[node].module));
                fields.push(Field { name: held(number), ty: quote!(::std::vec::Vec<#value>), value: by_default.clone(), module });
            }
        }
    }
    let set = &graph.set_path;
    let settings = match &graph.settings {
        Some(field) => quote!(::core::clone::Clone::clone(&app.#field)),
        None => quote!(__support::ChannelSettings::declared()),
    };
    fields.push(Field { name: format_ident!("settings"), ty: quote!(__support::ChannelSettings<#set>), value: settings, module: None });
    for (node, side, channel) in keys::all(wiring) {
        let (ty, value) = keys::field(wiring, node, side, channel);
        // Keys come from the settings, which a restart does not change.
        fields.push(Field { name: keys::key_field(node, side), ty, value, module: None });
    }
    for step in wiring.regions.iter().flat_map(|region| &region.steps) {
        if let Step::Remember { channel } = step {
            let sample = super::sample(*channel);
            let ty = quote!(<#sample as __support::Sampled>::Memory);
            fields.push(Field { name: format_ident!("memory{channel}"), ty, value: by_default.clone(), module: None });
        }
    }
    for step in wiring.regions.iter().flat_map(|region| &region.steps) {
        if let Step::Keep { state } = step {
            let index = literal(*state);
            let ty = quote!(__support::View<<#set as __support::StateAt<#index>>::Def>);
            let value = match &graph.settings {
                Some(field) => quote!(__support::View::new(&app.#field)),
                None => quote!(__support::View::declared()),
            };
            fields.push(Field { name: super::view(*state), ty, value, module: None });
        }
    }
    for node in (0..graph.nodes.len()).filter(|node| graph.node(*node).keeps != Keeps::Nothing) {
        let (module, place) = (&graph.part(node).ty, literal(graph.nodes[node].node));
        fields.push(Field {
            name: kept(node),
            ty: quote!(__support::KeptBy<#module, #place>),
            value: quote!(__support::Kept::new::<#module, #place>()),
            module: Some(graph.nodes[node].module),
        });
    }
    for (node, ty) in super::offloads::types(wiring) {
        // Its limits outlive a restart; the engine cancels its work.
        fields.push(Field { name: offload(node), ty: quote!(__support::Offload<#ty>), value: by_default.clone(), module: None });
    }
    for (node, ty) in super::commands::types(wiring) {
        let ty = quote!(::core::option::Option<#ty>);
        fields.push(Field { name: commanded(node), ty, value: by_default.clone(), module: None });
    }
    for channel in 0..graph.channel_count() {
        let value = value(channel);
        let ty = quote!(__support::Outlet<#value>);
        fields.push(Field { name: format_ident!("outlet{channel}"), ty, value: by_default.clone(), module: None });
    }
    fields
}

/// The field that holds the iterator of a source, once it is open.
fn iterator(node: usize) -> Ident {
    format_ident!("iterator{node}")
}

fn feedback(wiring: &Wiring<'_>) -> TokenStream {
    let inputs = wiring.inputs.iter().enumerate().filter_map(|(number, input)| match input {
        Input::Feedback { node, read } => Some((number, wiring.graph.read(*node, *read).channel)),
        _ => None,
    });
    let (mut names, mut clears, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    for (number, channel) in inputs {
        let (held, input) = (held(number), literal(number));
        let name = names::text(&wiring.graph.set.channels[channel].name);
        names.push(quote!(if inputs.contains(#input) { names.push(#name); }));
        clears.push(quote!(self.#held.clear();));
        counts.push(quote!(+ self.#held.len()));
    }
    let take = if names.is_empty() { quote!(__Set::default()) } else { quote!(::core::mem::take(&mut self.again)) };
    quote! {
        #[inline(always)]
        fn take_feedback(&mut self) -> __Set { #take }
        fn feedback_channels(inputs: &__Set) -> ::std::vec::Vec<&'static str> {
            let mut names = ::std::vec::Vec::new();
            #(#names)*
            names
        }
        fn clear_feedback(&mut self) { #(#clears)* }
        fn held_back(&self) -> usize { 0 #(#counts)* }
    }
}

fn timers(wiring: &Wiring<'_>) -> TokenStream {
    let timers = wiring.inputs.iter().enumerate().filter_map(|(number, input)| {
        let Input::Timer { node } = *input else { return None };
        let (part, period) = (wiring.graph.part(node), period_name(&wiring.graph.node(node).name));
        let module = access::read(part, &quote!(self.app));
        let (number, place) = (literal(number), literal(wiring.number[node]));
        let timer =
            quote!(timers.push(__support::Timer { input: #number, node: #place, recurrence: __support::recurrence(|| #module.#period()) }););
        Some(if_exists(part, timer))
    });
    quote!(
        fn timers(&self) -> ::std::vec::Vec<__support::Timer> {
            let mut timers = ::std::vec::Vec::new();
            #(#timers)*
            timers
        }
    )
}

/// `code`, if the module exists.
pub(super) fn if_exists(part: &Part, code: TokenStream) -> TokenStream {
    match access::exists(part, &quote!(self.app)) {
        None => code,
        Some(exists) => quote!(if #exists { #code }),
    }
}

/// Timestamped and asynchronous sources.
fn sources(wiring: &Wiring<'_>) -> TokenStream {
    let (mut listed, mut pulls, mut streams) = (Vec::new(), Vec::new(), Vec::new());
    for (number, input) in wiring.inputs.iter().enumerate() {
        let (Input::Source { node } | Input::Stream { node }) = *input else { continue };
        let (described, access) = (wiring.graph.node(node), access::changed(wiring.graph.part(node), &quote!(self.app)));
        let (input, place, module) = (literal(number), literal(wiring.number[node]), literal(wiring.graph.nodes[node].module));
        let wrapper = wrapper_name(&described.name);
        let fields = cycle::fields(wiring, node);
        if matches!(described.drive, Drive::Stream | Drive::Generator) {
            let Some(target) = described.publishes.first() else { continue };
            let value = slots::given(wiring, target);
            let source = if described.drive == Drive::Stream {
                quote!(__support::StreamSource::new::<#value>(#input, #place, stream))
            } else {
                let rate = rate_name(&described.name);
                quote!(__support::StreamSource::blocking::<#value>(#input, #place, stream, #access.#rate()))
            };
            streams.push(quote! {
                if module == #module {
                    if let ::core::option::Option::Some(stream) = __support::guard(cx, #place, || #access.#wrapper(#fields now)) {
                        streams.push(#source);
                    }
                }
            });
            continue;
        }
        listed.push(quote!((#input, #module)));
        let pulled = pulled(node);
        let next = if described.drive == Drive::Iterator {
            let iterator = iterator(node);
            quote! {{
                if self.#iterator.is_none() {
                    self.#iterator = __support::guard(cx, #place, || #access.#wrapper(#fields now));
                }
                let iterator = self.#iterator.as_mut()?;
                __support::guard(cx, #place, || iterator.next())
            }}
        } else {
            quote!(__support::guard(cx, #place, || #access.#wrapper(#fields now)))
        };
        pulls.push(quote! {
            #input => {
                let (time, value) = #next.flatten()?;
                self.#pulled = ::core::option::Option::Some(value);
                ::core::option::Option::Some(time)
            }
        });
    }
    quote! {
        fn sources(&mut self) -> ::std::vec::Vec<(usize, usize)> { ::std::vec![#(#listed),*] }
        #[inline(always)]
        fn pull(&mut self, cx: &mut __support::Context, input: usize) -> ::core::option::Option<::gateway_runtime::Timestamp> {
            let now = cx.now();
            match input { #(#pulls)* _ => ::core::option::Option::None }
        }
        fn streams(&mut self, cx: &mut __support::Context, module: usize) -> ::std::vec::Vec<__support::StreamSource> {
            let now = cx.now();
            let mut streams = ::std::vec::Vec::new();
            #(#streams)*
            streams
        }
    }
}

/// How values come in, and what the outside sees.
fn outside(wiring: &Wiring<'_>) -> TokenStream {
    let (mut ingress, mut waiting) = (Vec::new(), Vec::new());
    for (number, input) in wiring.inputs.iter().enumerate() {
        let (arrivals, number) = (arrivals(number), literal(number));
        match input {
            Input::Ingress { channel } => {
                let channel = literal(*channel);
                ingress.push(quote!(#channel => ::core::option::Option::Some(#number),));
            }
            Input::Stream { .. } => {}
            _ => continue,
        }
        waiting.push(quote!(#number => ::core::option::Option::Some(&mut self.#arrivals),));
    }
    let channels = wiring.graph.channel_count();
    let outlets = (0..channels).map(|channel| {
        let (outlet, number) = (format_ident!("outlet{channel}"), literal(channel));
        quote!(#number => &mut self.#outlet,)
    });
    quote! {
        fn ingress(channel: usize) -> ::core::option::Option<usize> {
            match channel { #(#ingress)* _ => ::core::option::Option::None }
        }
        fn arrivals(&mut self, input: usize) -> ::core::option::Option<&mut dyn __support::AnyArrivals> {
            match input { #(#waiting)* _ => ::core::option::Option::None }
        }
        fn outlet(&mut self, channel: usize) -> &mut dyn __support::AnyOutlet {
            match channel { #(#outlets)* _ => __support::no_such_channel(channel) }
        }
    }
}

fn hooks(wiring: &Wiring<'_>) -> TokenStream {
    let hook = |has: fn(&crate::model::Module) -> bool, method: &str| -> TokenStream {
        let method = format_ident!("{method}");
        let calls = wiring.graph.modules.iter().enumerate().filter(|(_, part)| has(&part.module)).map(|(module, part)| {
            let (access, module) = (access::changed(part, &quote!(self.app)), literal(module));
            quote!(#module => #access.#method(),)
        });
        calls.collect()
    };
    let (starts, stops) = (hook(|module| module.start, "__start"), hook(|module| module.stop, "__stop"));
    let disband = super::disband::expand(wiring);
    quote! {
        fn start(&mut self, module: usize) -> ::core::result::Result<(), __support::NodeError> {
            match module { #starts _ => ::core::result::Result::Ok(()) }
        }
        fn stop(&mut self, module: usize) -> ::core::result::Result<(), __support::NodeError> {
            match module { #stops _ => ::core::result::Result::Ok(()) }
        }
        #disband
    }
}

/// What a restart needs: the fields of a module with their first values, and the module made anew.
fn resets(wiring: &Wiring<'_>, fields: &[Field]) -> TokenStream {
    let (mut resets, mut renewals) = (Vec::new(), Vec::new());
    for (module, part) in wiring.graph.modules.iter().enumerate() {
        let of_module = fields.iter().filter(|of| of.module == Some(module));
        let mut set: Vec<TokenStream> = of_module.map(|Field { name, value, .. }| quote!(self.#name = #value;)).collect();
        let alarms = wiring.inputs.iter().enumerate().filter(|(_, input)| match input {
            Input::Alarm { node } => wiring.graph.nodes[*node].module == module,
            _ => false,
        });
        set.extend(alarms.map(|(input, _)| literal(input)).map(|input| quote!(cx.silence(#input);)));
        let (access, module) = (access::changed(part, &quote!(self.app)), literal(module));
        if !set.is_empty() {
            resets.push(quote!(#module => { #(#set)* }));
        }
        renewals.push(quote!(#module => #access = __support::renewed(section)?,));
    }
    quote! {
        fn reset(&mut self, cx: &mut __support::Context, module: usize) {
            match module { #(#resets)* _ => {} }
        }
        fn renew(&mut self, module: usize, section: __support::Section) -> ::core::result::Result<(), __support::ConfigError> {
            match module { #(#renewals)* _ => {} }
            ::core::result::Result::Ok(())
        }
    }
}
