//! `GET /api/v1/field/..`: the static fields of the channel set, which stay the same while the gateway runs.

use gateway_runtime::Handle;
use serde_json::{Value, json};

use super::{lists, moved};
use crate::address::encode;
use crate::routing::RouteTable;

/// The list of the fields, and each of them. Nothing, if there are none.
pub(crate) fn fields(handle: &Handle) -> RouteTable {
    let mut names: Vec<&str> = handle.fields().iter().map(|field| field.name).collect();
    names.sort_unstable();
    if names.is_empty() {
        return RouteTable::new();
    }
    let list = RouteTable::new().route("/api/v1/field", lists::fixed(&json!(names))).route("/api/v1/field/", moved("/api/v1/field"));
    names.into_iter().fold(list, |routes, name| {
        let value = handle.field_values().get(name).unwrap_or(&Value::Null);
        let dashed = name.replace('_', "-");
        let alias = (dashed != name).then_some(dashed);
        let names = [name.to_owned()].into_iter().chain(alias);
        names.fold(routes, |routes, name| routes.route(&format!("/api/v1/field/{}", encode(&name)), lists::fixed(value)))
    })
}
