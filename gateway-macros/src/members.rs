//! What a relay has gathered for a gateway or a group: its modules, behind fields, groups and lists.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Type;

use crate::companion::Gathered;
use crate::diag::Sink;
use crate::model::ChannelSet;
use crate::model::graph::{Field, Holds, Part, Step};
use crate::model::group::{Described, Group, Member};
use crate::parse::gateway::{GatewayInput, Kind};
use crate::{names, parse};

/// The parts of a gateway: its struct, its channels, its fields, and the modules behind them.
pub(crate) fn gateway(gathered: TokenStream) -> syn::Result<(GatewayInput, ChannelSet, Vec<Field>, Vec<Part>)> {
    let mut gathered: Gathered = syn::parse2(gathered)?;
    let input = read_parts(Kind::Gateway, &mut gathered)?;
    let set: ChannelSet = gathered.next()?;
    let (mut fields, mut modules) = (Vec::new(), Vec::new());
    for (part, described) in members(&input, &mut gathered)? {
        let way = Way { field: part.ident.clone(), name: names::text(&part.ident), steps: Vec::new() };
        fields.push(Field {
            name: part.ident.clone(),
            ty: part.ty.clone(),
            holds: way.modules(part.ty.clone(), part.instances, &described, &mut modules)?,
        });
    }
    Ok((input, set, fields, modules))
}

/// The parts of a group: its struct, what its fields hold, and its description.
pub(crate) fn group(gathered: TokenStream) -> syn::Result<(GatewayInput, Vec<Holds>, Group)> {
    let mut gathered: Gathered = syn::parse2(gathered)?;
    let input = read_parts(Kind::Group, &mut gathered)?;
    let (mut group, mut holds) = (Group { name: input.item.ident.clone(), members: Vec::new() }, Vec::new());
    for (part, described) in members(&input, &mut gathered)? {
        let way = Way { field: part.ident.clone(), name: String::new(), steps: Vec::new() };
        holds.push(way.modules(part.ty.clone(), part.instances, &described, &mut Vec::new())?);
        group.members.push(Member { name: part.ident.clone(), instances: part.instances, described });
    }
    Ok((input, holds, group))
}

/// The struct of a gateway or group, as the first stage handed it on.
fn read_parts(kind: Kind, gathered: &mut Gathered) -> syn::Result<GatewayInput> {
    let lost = || syn::Error::new(Span::call_site(), "the description is lost: it was to come from the attribute on the struct");
    let (args, item) = crate::stages::split(gathered.next_tokens()?).ok_or_else(lost)?;
    parse::gateway::parse(kind, args, item, &mut Sink::default()).ok_or_else(lost)
}

/// The fields that have modules, each with its description, which was gathered once for each type.
fn members<'a>(input: &'a GatewayInput, gathered: &mut Gathered) -> syn::Result<Vec<(&'a parse::gateway::Part, TokenStream)>> {
    let mut seen: Vec<(&parse::gateway::Part, TokenStream)> = Vec::new();
    for part in input.parts.iter().filter(|part| !part.is_mount) {
        let known = seen.iter().find(|(known, _)| known.is_like(part)).map(|(_, tokens)| tokens.clone());
        let described = known.map_or_else(|| gathered.next_tokens(), Ok)?;
        seen.push((part, described));
    }
    Ok(seen)
}

/// The way to a module: the field behind which it stands, its name so far, and the steps from the field.
struct Way {
    field: Ident,
    name: String,
    steps: Vec<Step>,
}

impl Way {
    fn with(&self, name: impl std::fmt::Display, step: Step) -> Self {
        let steps = self.steps.iter().copied().chain([step]).collect();
        Self { field: self.field.clone(), name: format!("{}.{name}", self.name), steps }
    }

    /// Adds the modules that stand here to `modules`.
    fn modules(self, ty: Type, instances: Option<usize>, described: &TokenStream, modules: &mut Vec<Part>) -> syn::Result<Holds> {
        let described_as = || -> syn::Result<Described> {
            syn::parse2(described.clone())
                .map_err(|_| syn::Error::new_spanned(&ty, format!("`{}` is a channel set, not a module", ty.to_token_stream())))
        };
        match (described_as()?, instances) {
            (Described::Module(module), None) => {
                modules.push(Part { field: self.field, name: self.name, way: self.steps, ty, module });
                Ok(Holds::Module)
            }
            (Described::Module(_), Some(most)) => {
                for instance in 0..most {
                    self.with(instance, Step::Instance(instance)).modules(ty.clone(), None, described, modules)?;
                }
                Ok(Holds::Instances(most))
            }
            (Described::Group(group), None) => {
                for (place, member) in group.members.into_iter().enumerate() {
                    let place_of = Literal::usize_unsuffixed(place);
                    let part = quote!(<#ty as ::gateway_runtime::__support::PartAt<#place_of>>::Part);
                    let part =
                        if member.instances.is_some() { quote!(<#part as ::gateway_runtime::__support::Instances>::Module) } else { part };
                    let way = self.with(names::text(&member.name), Step::Member(place));
                    way.modules(Type::Verbatim(part), member.instances, &member.described, modules)?;
                }
                Ok(Holds::Group)
            }
            (Described::Group(group), Some(_)) => {
                let text = format!("`{}` is a group; a list is of modules", group.name);
                Err(syn::Error::new_spanned(&ty, text))
            }
        }
    }
}
