//! What can be wrong with routes of an application's own. It is told before the gateway starts, in one line.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::inputs::{Inputs, parameters};
use super::route::Described;
use super::table::Table;
use crate::auth::need;

/// Looks through all tables of a gateway.
pub(crate) fn all(tables: &[Arc<Table>]) -> Result<(), String> {
    let mut known: BTreeMap<(String, String), matchit::Router<&'static str>> = BTreeMap::new();
    for table in tables {
        for route in &table.routes {
            let Described { method, path, .. } = route;
            alone(route).map_err(|why| format!("route `{method} {path}` of `{}` {why}", table.name))?;
            let beside = known.entry((table.version.clone(), method.to_string())).or_default();
            beside.insert(path.to_owned(), *path).map_err(|error| match error {
                matchit::InsertError::Conflict { with } => {
                    format!("route `{method} {path}` of `{}` is in the way of `{method} {with}` in version {}", table.name, table.version)
                }
                error => format!("route `{method} {path}` of `{}` has no path: {error}", table.name),
            })?;
        }
    }
    Ok(())
}

/// What is wrong with a route by itself, as the end of a sentence.
fn alone(route: &Described) -> Result<(), String> {
    let path = route.path;
    let Some(rest) = path.strip_prefix('/') else {
        return Err(format!("does not begin with a slash: write `/{path}`"));
    };
    let first = rest.split('/').next().unwrap_or_default();
    if first.is_empty() || first.starts_with('{') {
        return Err("would stand before all others: its path must begin with a name of its own, such as `/prices`".to_owned());
    }
    // Each address of the service's own has been given the right that it takes, so this knows them all.
    if need(&route.method, &format!("/api/v1/{first}")).is_some() {
        return Err(format!("is in the way of the service's own addresses under `/{first}`: choose another first name"));
    }
    let is_plain = |segment: &str| {
        let is_parameter = segment.starts_with('{') && segment.ends_with('}');
        let is_word = !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        is_parameter || is_word
    };
    if let Some(segment) = rest.split('/').find(|segment| !is_plain(segment)) {
        return Err(format!("has a part `{segment}`: parts are words, or parameters such as `{{symbol}}`"));
    }
    let inputs = Inputs::of(route);
    match parameters(path).find(|name| !inputs.has(name)) {
        None => Ok(()),
        Some(name) => {
            let names: Vec<&str> = inputs.names().collect();
            let there = if names.is_empty() { "there are none".to_owned() } else { format!("there are: {}", names.join(", ")) };
            Err(format!("names `{{{name}}}`, which is no field of its inputs; {there}"))
        }
    }
}
