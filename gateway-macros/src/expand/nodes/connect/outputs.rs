//! The outputs of a `#[connect]` line: values on channels, and edges.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Type};

use super::super::super::keys::{self, Side};
use super::super::{self as nodes, Form, definition, give};
use super::{Connected, Connections};
use crate::check::module::{channel, resolve_yield};
use crate::diag::Sink;
use crate::model::{Edge, Function, Given, Place, Publish, Yield};
use crate::parse::connect::{Line, Target};
use crate::parse::node::YieldInput;

/// What the values of a line are, and where they go.
#[derive(Default)]
pub(super) struct Outputs {
    /// What each value is in one tick.
    pub(super) ticks: Vec<TokenStream>,
    pub(super) types: Vec<TokenStream>,
    pub(super) conversions: Vec<TokenStream>,
    pub(super) publishes: Vec<Publish>,
}

impl Outputs {
    fn add(&mut self, tick: TokenStream, (ty, conversion): (TokenStream, TokenStream), publish: Publish) {
        self.ticks.push(tick);
        self.types.push(ty);
        self.conversions.push(conversion);
        self.publishes.push(publish);
    }
}

impl Connections<'_> {
    /// The outputs of a line. `None` if one has a mistake, which is reported.
    pub(super) fn outputs(
        &mut self,
        node: &Ident,
        line: &Line,
        function: &Function,
        inputs: &TokenStream,
        connected: &mut Connected,
        sink: &mut Sink,
    ) -> Option<Outputs> {
        let mut outputs = Outputs::default();
        let mut sound = true;
        for (place, (target, given)) in line.targets.iter().zip(&function.yields).enumerate() {
            // Called by its name in generated code, but shown where the user says what it is.
            let span = match target {
                Target::Channel { name, .. } | Target::Edge { name, ty: None } => name.span(),
                Target::Edge { ty: Some(ty), .. } => ty.span(),
            };
            let value = format_ident!("v{place}", span = Span::call_site().located_at(span));
            let added = match target {
                Target::Channel { name, key } => {
                    let given = self.give_channel((name, key.is_some()), function, given, &value, &mut outputs, sink);
                    given.and_then(|definition| self.key(key.as_ref(), (node, place), &definition, &outputs, connected, sink))
                }
                Target::Edge { name, ty } => {
                    let edge = edge_type(line, function, given, (place, name, ty.as_ref()), inputs, sink);
                    edge.map(|edge| self.give_edge(name, given, &edge, &value, connected, &mut outputs))
                }
            };
            sound &= added.is_some();
        }
        sound.then_some(outputs)
    }

    /// Adds the value that ticks a channel.
    fn give_channel(
        &self,
        (name, keyed): (&Ident, bool),
        function: &Function,
        given: &Given,
        value: &Ident,
        outputs: &mut Outputs,
        sink: &mut Sink,
    ) -> Option<TokenStream> {
        let index = channel(self.set, name, "publishes", &format!("node `{}`", function.name), sink)?;
        let target = &self.set.channels[index];
        let how = resolve_yield(given.how, target);
        let definition = definition(&self.module.channels, index, name.span());
        let form = Form::new(target, keyed, None, name.span());
        let (tick, _) = form.of(&definition, "give");
        // A list that is a burst on its channel is one value of the function.
        let is_list = given.how == Yield::Vec && how == Yield::Burst;
        let tick = if is_list { quote!(::std::vec::Vec<#tick>) } else { tick };
        let input = YieldInput { how: given.how, ty: TokenStream::new(), span: name.span() };
        let converted = give(&nodes::Given { input: &input, how, form, definition: definition.clone() }, value);
        outputs.add(tick, converted, Publish { name: name.clone(), channel: index, private: false, how, keyed });
        Some(definition)
    }

    /// Adds the method that tells the key under which the value at `place` ticks, if it is under one.
    fn key(
        &self,
        key: Option<&Expr>,
        (node, place): (&Ident, usize),
        definition: &TokenStream,
        outputs: &Outputs,
        connected: &mut Connected,
        sink: &mut Sink,
    ) -> Option<()> {
        let Some(key) = key else { return Some(()) };
        connected.wrappers.extend(keys::method(node, Side::Publish(place), key, definition));
        keys::fits(self.set, outputs.publishes.last()?.channel, key.span(), sink).then_some(())
    }

    /// Adds the value that an edge of type `edge` carries.
    fn give_edge(
        &mut self,
        name: &Ident,
        given: &Given,
        edge: &TokenStream,
        value: &Ident,
        connected: &mut Connected,
        outputs: &mut Outputs,
    ) {
        let index = self.edges.len();
        let (module, number) = (&self.module.self_ty, Literal::usize_unsuffixed(index));
        connected.types.extend(quote! {
            impl ::gateway_runtime::__support::EdgeAt<#number> for #module { type Value = #edge; }
        });
        // Nobody but this module looks at the values: a list is one of them.
        let how = if given.how == Yield::Vec { Yield::Always } else { given.how };
        let carried = self.edge_value(index);
        let converted = match how {
            Yield::Always | Yield::Vec => (carried.clone(), quote!(#value)),
            Yield::Maybe => (quote!(::core::option::Option<#carried>), quote!(#value)),
            Yield::Burst => {
                let values = quote!(::core::iter::IntoIterator::into_iter(#value));
                (quote!(impl ::core::iter::Iterator<Item = #carried>), values)
            }
        };
        outputs.add(carried, converted, Publish { name: name.clone(), channel: index, private: true, how, keyed: false });
        self.edges.push(Edge { name: name.clone(), place: Place::of(name.span()) });
    }
}

/// The type of an edge: as annotated, or as it follows from the inputs.
fn edge_type(
    line: &Line,
    function: &Function,
    given: &Given,
    (place, name, ty): (usize, &Ident, Option<&Type>),
    inputs: &TokenStream,
    sink: &mut Sink,
) -> Option<TokenStream> {
    if let Some(ty) = ty {
        return Some(quote!(#ty));
    }
    if !given.determined {
        sink.error(
            name.span(),
            format_args!("the inputs of node `{}` do not tell the type of `{name}`: write it, `let {name}: T = ..`", function.name),
        );
        return None;
    }
    let (path, place) = (&line.function, Literal::usize_unsuffixed(place));
    Some(quote_spanned!(line.span=> <#path as ::gateway_runtime::__support::NodeOutput<#inputs, #place>>::Value))
}
