//! What the macros expand to, pinned: a change of the expansion shows in a review.

use std::collections::BTreeSet;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::quote;

use crate::stages;

/// Formats an expansion as a file.
fn pretty(tokens: TokenStream) -> String {
    match syn::parse2(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => panic!("the expansion is no Rust: {error}\n{tokens}"),
    }
}

/// The description that the companion in an expansion carries.
fn description(expansion: &TokenStream) -> TokenStream {
    let text = expansion.to_string();
    let start = text.find("{ $ ($ gathered) * {").expect("a companion") + "{ $ ($ gathered) * ".len();
    let mut depth = 0;
    let end = text[start..]
        .char_indices()
        .find_map(|(place, c)| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            (depth == 0).then_some(start + place + 1)
        })
        .expect("a closed group");
    text[start..end].parse().expect("tokens")
}

fn bus() -> TokenStream {
    quote! {
        /// The channels.
        pub struct Bus {
            /// Orders from outside.
            #[channel(send)]
            pub orders: Channel<Order>,
            pub fills: Channel<Vec<Fill>>,
            pub quotes: Basket<Venue, Quote>,
            pub ticks: Channel<u32>,
        }
    }
}

fn matcher() -> TokenStream {
    quote! {
        impl Matcher {
            #[node(publish(fills, ticks))]
            fn on_order(&mut self, orders: &Order, quotes: Latest<Basket<Venue, Quote>>, now: Timestamp) -> Result<(Option<Vec<Fill>>, u32), Error> {
                self.fill(orders, quotes, now)
            }

            #[node(every = "1s", publish(ticks))]
            fn count(&mut self, ticks: Ticks<u32>) -> Vec<u32> {
                self.next(ticks)
            }

            #[start]
            fn open(&mut self) -> Result<(), Error> {
                self.connect()
            }
        }
    }
}

#[test]
fn message_struct() {
    insta::assert_snapshot!(pretty(stages::message(
        quote!(validate = Order::check),
        quote! {
            /// One order.
            pub struct Order {
                #[message(pattern = "^[A-Z]+$")]
                pub symbol: String,
                #[message(minimum = 1, default = 1)]
                pub quantity: u32,
                pub limit: Option<f64>,
                #[message(default)]
                pub valid: Duration,
            }
        }
    )));
}

#[test]
fn message_enums() {
    insta::assert_snapshot!(pretty(stages::message(
        quote!(),
        quote!(
            pub enum Side {
                Buy,
                Sell,
            }
        )
    )));
    insta::assert_snapshot!(pretty(stages::message(
        quote!(),
        quote! {
            pub enum Event {
                Opened { by: String },
                Closed,
            }
        }
    )));
}

#[test]
fn channels() {
    insta::assert_snapshot!(pretty(stages::channels(quote!(), bus())));
}

#[test]
fn module_struct() {
    insta::assert_snapshot!(pretty(stages::module(
        quote!(),
        quote! {
            pub struct Matcher {
                pub account: String,
                #[config(default = 1.5)]
                pub limit: f64,
                #[config(default = "10s")]
                pub interval: Duration,
                #[state]
                filled: u64,
            }
        }
    )));
}

#[test]
fn module_impl() {
    let first = stages::module(quote!(channels = Bus), matcher());
    insta::assert_snapshot!("module_impl_first_stage", pretty(first));
    insta::assert_snapshot!("module_impl_second_stage", pretty(second_stage()));
}

fn second_stage() -> TokenStream {
    let set = description(&stages::channels(quote!(), bus()));
    let item = matcher();
    stages::module_with_channels(quote!({ { { channels = Bus } #item } #set } []))
}

#[test]
fn gateway() {
    let item = quote! {
        /// An application.
        pub struct App {
            matcher: Matcher,
            #[mount]
            rest: Rest,
        }
    };
    let set = description(&stages::channels(quote!(), bus()));
    // `quotes` has no publisher here.
    let relaxed: TokenStream = set.to_string().replace("basket", "basket send").parse().unwrap();
    let module = description(&second_stage());
    insta::assert_snapshot!("gateway_first_stage", pretty(stages::gateway(quote!(channels = Bus), item.clone())));
    let expansion = stages::gateway_with_modules(quote!({ { { channels = Bus } #item } #relaxed #module } []));
    insta::assert_snapshot!("gateway_second_stage", pretty(expansion));
}

/// A gateway of one module, through all stages.
fn gateway_of(set: &TokenStream, module: &TokenStream) -> TokenStream {
    let set = description(&stages::channels(quote!(), set.clone()));
    let module = description(&stages::module_with_channels(quote!({ { { channels = Bus } #module } #set } [])));
    let item = quote! {
        pub struct App {
            part: Part,
        }
    };
    stages::gateway_with_modules(quote!({ { { channels = Bus } #item } #set #module } []))
}

/// The function of a cycle, without the rest of a gateway.
fn cycle(expansion: TokenStream) -> String {
    let text = pretty(expansion);
    let start = text.find("impl __Wired {").expect("the cycle stands in an impl of its own");
    let length = text[start..].find("\n    impl ").unwrap_or(text.len() - start);
    text[start..start + length].to_owned()
}

#[test]
fn gateway_with_a_jump() {
    let set = quote! {
        pub struct Bus {
            #[channel(send)]
            pub a: Channel<u32>,
            #[channel(send)]
            pub b: Channel<u32>,
            #[channel(send)]
            pub c: Channel<u32>,
            #[channel(send)]
            pub d: Channel<u32>,
        }
    };
    let module = quote! {
        impl Part {
            #[node]
            fn on_a(&mut self, a: &u32) {}
            #[node]
            fn on_b(&mut self, b: Ticks<u32>, now: Timestamp) {}
            #[node]
            fn on_c(&mut self, c: Option<&u32>) -> Result<(), Error> {
                Ok(())
            }
            #[node]
            fn on_d(&mut self, d: &u32, a: Latest<u32>) {}
        }
    };
    let cycle = cycle(gateway_of(&set, &module));
    assert!(cycle.contains("match input {"), "{cycle}");
    insta::assert_snapshot!(cycle);
}

#[test]
fn gateway_with_feedback_and_sources() {
    let set = quote! {
        pub struct Bus {
            pub pulled: Channel<u32>,
            pub listed: Channel<u32>,
            pub streamed: Channel<u32>,
            pub counts: Channel<u32>,
            pub both: Channel<u32>,
            pub turns: Basket<String, u32>,
        }
    };
    let module = quote! {
        impl Part {
            #[node(source, publish(pulled))]
            fn pull(&mut self) -> Option<(Timestamp, u32)> {
                self.next()
            }
            #[node(source, publish(listed))]
            fn list(&mut self) -> impl Iterator<Item = (Timestamp, u32)> + Send + use<> {
                self.all()
            }
            #[node(source, publish(streamed))]
            fn stream(&mut self) -> impl Stream<Item = u32> + Send + use<> {
                self.stream()
            }
            #[node(every = self.interval, publish(counts))]
            fn count(&mut self, pulled: Option<&u32>, listed: Option<&u32>, turns: Latest<Basket<String, u32>>) -> Option<u32> {
                self.sum(pulled, listed)
            }
            #[node(publish(turns))]
            fn turn(&mut self, counts: Ticks<u32>, streamed: Ticks<u32>, turns: Ticks<Keyed<String, u32>>) -> impl Iterator<Item = Keyed<String, u32>> {
                self.keyed(counts, streamed, turns)
            }
            #[node(publish(both))]
            fn one(&mut self, counts: &u32) -> u32 {
                *counts
            }
            #[node(publish(both))]
            fn other(&mut self, streamed: &u32) -> Option<u32> {
                self.other(streamed)
            }
            #[node]
            fn both(&mut self, both: Ticks<u32>) {}
            #[stop]
            fn close(&mut self) {}
        }
    };
    insta::assert_snapshot!(cycle(gateway_of(&set, &module)));
}

#[test]
fn commands_of_a_module() {
    let set = quote! {
        pub struct Bus {
            pub resets: Channel<u32>,
        }
    };
    let module = quote! {
        impl Part {
            /// Sets the limit.
            #[command]
            fn set_limit(&mut self, #[command(minimum = 1)] limit: u32, why: Option<String>, now: Timestamp) -> Result<u32, Refused> {
                self.set(limit, why, now)
            }
            #[command(publish(resets))]
            fn reset(&mut self) -> (String, Option<u32>) {
                self.clear()
            }
        }
    };
    let described = description(&stages::channels(quote!(), set.clone()));
    let expansion = stages::module_with_channels(quote!({ { { channels = Bus } #module } #described } []));
    insta::assert_snapshot!("commands_of_a_module", pretty(expansion));
    let gateway = pretty(gateway_of(&set, &module));
    let start = gateway.find("fn command(").expect("the engine reaches the commands by one function");
    let length = gateway[start..].find("\n        fn ").unwrap_or(gateway.len() - start);
    insta::assert_snapshot!("commands_of_a_gateway", &gateway[start..start + length]);
}

/// All identifiers in some tokens.
fn identifiers(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                found.insert(ident.to_string());
            }
            TokenTree::Group(group) => identifiers(group.stream(), found),
            _ => {}
        }
    }
}

/// The names with which paths begin that are neither absolute nor in `known`.
fn relative(tokens: TokenStream, known: &BTreeSet<String>, found: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    // The first colon of `::` is joined with the second, that of `name: ::path` is not.
    let separates = |place: usize| matches!(tokens.get(place), Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint);
    for (place, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) => {
                let before = place.checked_sub(2).is_some_and(separates);
                if separates(place + 1) && !before && !known.contains(&ident.to_string()) {
                    found.insert(ident.to_string());
                }
            }
            TokenTree::Group(group) => relative(group.stream(), known, found),
            _ => {}
        }
    }
}

#[test]
fn generated_paths_are_absolute() {
    let message = |item: TokenStream| (item.clone(), stages::message(quote!(), item));
    let structs = quote! {
        pub struct Order {
            #[message(minimum = 1, default = 1, pattern = "a")]
            pub quantity: String,
            #[message(default)]
            pub valid: Duration,
        }
    };
    let variants = quote! {
        pub enum Event {
            Opened { by: String },
            Closed,
        }
    };
    let units = quote! {
        pub enum Side {
            Buy,
            Sell,
        }
    };
    let module = quote! {
        pub struct Matcher {
            #[config(default = "10s")]
            pub interval: Duration,
            #[state]
            filled: u64,
        }
    };
    let cases = [
        message(structs),
        message(variants),
        message(units),
        (bus(), stages::channels(quote!(), bus())),
        (module.clone(), stages::module(quote!(), module)),
        (matcher(), stages::module(quote!(channels = Bus), matcher())),
        (matcher(), second_stage()),
    ];
    for (item, expansion) in cases {
        // What the user wrote, what every path may begin with, lints, and the keywords after which an absolute path stands.
        let mut known =
            BTreeSet::from(["Self", "self", "clippy", "as", "dyn", "for", "impl", "in", "mut", "return", "use"].map(str::to_owned));
        identifiers(item, &mut known);
        let mut found = BTreeSet::new();
        relative(expansion.clone(), &known, &mut found);
        assert!(found.is_empty(), "paths begin with {found:?} in {expansion}");
    }
}
