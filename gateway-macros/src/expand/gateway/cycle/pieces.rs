//! The cycle of a large graph, cut into functions. The variables that its regions share stand in a struct.

use std::ops::Range;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Stretch, Variable, Wiring, for_each_active, guarded, jump, records, region, stretches, variables};
use crate::names::mentions;

/// A region of so few steps is no call: that would cost as much as they do.
const STEPS_NOT_WORTH_A_CALL: usize = 2;

pub(super) fn expand(wiring: &Wiring<'_>, shared: &[usize]) -> TokenStream {
    let fields: Vec<Variable> = shared.iter().flat_map(|channel| variables(wiring, *channel)).collect();
    let (names, types): (Vec<&Ident>, Vec<&TokenStream>) = fields.iter().map(|field| (&field.name, &field.ty)).unzip();
    let pieces: Vec<Piece> = (0..wiring.regions.len()).map(|place| Piece::new(wiring, place, &names)).collect();
    let (mut regions, mut functions) = (TokenStream::new(), TokenStream::new());
    for stretch in stretches(wiring) {
        match stretch {
            Stretch::One(place) => {
                let Piece { name, active, .. } = &pieces[place];
                regions.extend(guarded(wiring, place, &quote!(self.#name::<WATCHED>(cx, #active &mut shared);)));
                functions.extend(pieces[place].function(wiring));
            }
            Stretch::Jump(places) => {
                let name = format_ident!("jump{}", places.start);
                let active = pieces[places.clone()].iter().find_map(|piece| piece.active.as_ref());
                regions.extend(for_each_active(&quote!(self.#name::<WATCHED>(cx, #active &mut shared, input);)));
                functions.extend(jumping(wiring, &name, places, &pieces));
            }
        }
    }
    let records = records(wiring, shared);
    quote! {
        #[derive(Default)]
        struct __Shared { #(#names: #types,)* }
        impl __Wired {
            #[inline(always)]
            fn cycle<const WATCHED: bool>(&mut self, cx: &mut __support::Context, active: &__Set) {
                let mut shared = __Shared::default();
                #regions
                let __Shared { #(#names,)* } = shared;
                #records
            }
            #functions
        }
    }
}

/// A region that is a function.
struct Piece {
    place: usize,
    name: Ident,
    /// Its argument, if it asks which inputs are active. A set that nobody asks for need not lie in memory.
    active: Option<TokenStream>,
    body: TokenStream,
}

impl Piece {
    fn new(wiring: &Wiring<'_>, place: usize, shared: &[&Ident]) -> Self {
        let code = region(wiring, place);
        let used = shared.iter().filter(|name| mentions(&code, name));
        Self {
            place,
            name: format_ident!("region{place}"),
            active: mentions(&code, &format_ident!("active")).then(|| quote!(active,)),
            body: quote! {
                let now = cx.now();
                let __Shared { #(#used,)* .. } = shared;
                #code
            },
        }
    }

    /// The function behind a test.
    fn function(&self, wiring: &Wiring<'_>) -> TokenStream {
        let Self { place, name, active, body } = self;
        let parameter = parameter(active.as_ref());
        // What comes first is what sources set off: it runs in most cycles.
        let is_apart = *place > 0 && wiring.regions[*place].steps.len() > STEPS_NOT_WORTH_A_CALL;
        let inline = if is_apart { quote!(#[inline(never)]) } else { quote!(#[inline(always)]) };
        quote! {
            #inline
            fn #name<const WATCHED: bool>(&mut self, cx: &mut __support::Context, #parameter shared: &mut __Shared) { #body }
        }
    }
}

/// The function that jumps to one of these regions. Their plain form is part of it: in many calls apart from one another they would
/// not stay in the processor's cache if they take turns. The watched form, which is many times as long, is calls.
fn jumping(wiring: &Wiring<'_>, name: &Ident, places: Range<usize>, pieces: &[Piece]) -> TokenStream {
    let watched = |piece: &Piece| format_ident!("{}_watched", piece.name);
    let jump = jump(wiring, &places, |place| {
        let (Piece { name, active, .. }, watched) = (&pieces[place], watched(&pieces[place]));
        quote!(if WATCHED { self.#watched(cx, #active shared) } else { self.#name::<false>(cx, #active shared) })
    });
    let pieces = &pieces[places];
    let parameter = parameter(pieces.iter().find_map(|piece| piece.active.as_ref()));
    let regions = pieces.iter().map(|piece| {
        let (Piece { name, active, body, .. }, watched) = (piece, watched(piece));
        let parameter = self::parameter(active.as_ref());
        quote! {
            #[inline(always)]
            fn #name<const WATCHED: bool>(&mut self, cx: &mut __support::Context, #parameter shared: &mut __Shared) { #body }
            #[inline(never)]
            fn #watched(&mut self, cx: &mut __support::Context, #parameter shared: &mut __Shared) {
                self.#name::<true>(cx, #active shared)
            }
        }
    });
    quote! {
        #[inline(never)]
        fn #name<const WATCHED: bool>(&mut self, cx: &mut __support::Context, #parameter shared: &mut __Shared, input: usize) { #jump }
        #(#regions)*
    }
}

/// The parameter for an argument that is given.
fn parameter(active: Option<&TokenStream>) -> Option<TokenStream> {
    active.map(|_| quote!(active: &__Set,))
}
