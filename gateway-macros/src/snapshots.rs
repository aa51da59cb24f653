//! What the macros expand to, pinned: a change of the expansion shows in a review.

use proc_macro2::TokenStream;
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

#[test]
fn generated_paths_are_absolute() {
    let expansion = stages::message(
        quote!(),
        quote!(
            pub struct Order {
                pub symbol: String,
            }
        ),
    )
    .to_string();
    for word in ["core ::", "std ::", "gateway_runtime ::"] {
        let relative = expansion.match_indices(word).filter(|(place, _)| !expansion[..*place].trim_end().ends_with("::"));
        assert_eq!(relative.count(), 0, "a path begins with `{word}` in {expansion}");
    }
}
