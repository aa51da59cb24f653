//! Commands of modules: what is known of them, and how the engine reaches them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::access;
use super::offloads::given;
use super::{Wiring, literal};
use crate::expand::nodes::command::runner_name;
use crate::model::graph::Part;
use crate::model::plan::Input;
use crate::model::{Command, Drive};
use crate::names;

/// All commands, each with the place of its module and its own place there.
fn commands<'a>(wiring: &'a Wiring<'_>) -> impl Iterator<Item = (usize, &'a Part, usize, &'a Command)> {
    let modules = wiring.graph.modules.iter().enumerate();
    modules.flat_map(|(module, part)| part.module.commands.iter().enumerate().map(move |(place, command)| (module, part, place, command)))
}

/// The node of the graph that publishes what a command gives.
fn node(wiring: &Wiring<'_>, module: usize, command: &Command) -> Option<usize> {
    let place = command.node?;
    wiring.graph.nodes.iter().position(|node| node.module == module && node.node == place)
}

/// The field that has what the command behind `node` gives, until its cycle.
pub(super) fn commanded(node: usize) -> Ident {
    format_ident!("commanded{node}")
}

/// The nodes that publish what commands give, each with the type of that.
pub(super) fn types(wiring: &Wiring<'_>) -> Vec<(usize, TokenStream)> {
    let nodes = (0..wiring.graph.nodes.len()).filter(|node| wiring.graph.node(*node).drive == Drive::Command);
    let given = |node: usize| {
        let types: Vec<TokenStream> = wiring.graph.node(node).publishes.iter().map(|publish| given(wiring, publish)).collect();
        if types.len() == 1 { quote!(#(#types)*) } else { quote!((#(#types),*)) }
    };
    nodes.map(|node| (node, given(node))).collect()
}

/// The tables that describe them.
pub(super) fn described<'a>(wiring: &'a Wiring<'_>) -> impl Iterator<Item = TokenStream> + 'a {
    commands(wiring).map(|(module, part, place, command)| {
        let given = node(wiring, module, command).map(|node| &wiring.graph.node(node).publishes[..]).unwrap_or_default();
        let publishes = given.iter().map(|publish| literal(publish.channel));
        let (name, doc, declared) = (names::text(&command.name), &command.doc, &command.place.text);
        let (ty, module, place) = (&part.ty, literal(module), literal(place));
        quote! {
            __support::CommandMeta {
                name: #name,
                module: #module,
                doc: #doc,
                arguments: __support::arguments_schema::<#ty, #place>,
                answer: __support::answer_schema::<#ty, #place>,
                read: __support::read_arguments::<#ty, #place>,
                publishes: &[#(#publishes),*],
                place: #declared,
            }
        }
    })
}

/// The method by which the engine runs them. A graph without any leaves it to the trait.
pub(super) fn expand(wiring: &Wiring<'_>) -> TokenStream {
    let arms = commands(wiring).enumerate().map(|(number, (module, part, _, command))| {
        let (number, runner) = (literal(number), runner_name(&command.name));
        let access = access::changed(part, &quote!(self.app));
        let run = quote!(__support::run_command(arguments, |arguments| #access.#runner(arguments, now))?);
        match node(wiring, module, command) {
            None => quote!(#number => {
                let (answer, ()) = #run;
                ::core::result::Result::Ok((answer, ::core::option::Option::None))
            }),
            Some(node) => {
                let (commanded, input) = (commanded(node), literal(wiring.input(Input::Command { node })));
                quote!(#number => {
                    let (answer, given) = #run;
                    self.#commanded = ::core::option::Option::Some(given);
                    ::core::result::Result::Ok((answer, ::core::option::Option::Some(#input)))
                })
            }
        }
    });
    let arms: Vec<TokenStream> = arms.collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    quote! {
        fn command(&mut self, cx: &mut __support::Context, command: usize, arguments: __support::Arguments) -> __support::Ran {
            let now = cx.now();
            match command { #(#arms)* _ => __support::no_such_command(command) }
        }
    }
}
