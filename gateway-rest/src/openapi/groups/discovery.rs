//! `/api`: the versions of the API.

use serde_json::json;

use crate::openapi::draft::Draft;
use crate::openapi::operation::Operation;

pub(super) fn describe(draft: &mut Draft<'_>) {
    let version = json!({
        "type": "object",
        "properties": { "version": { "type": "string" }, "path": { "type": "string" } },
        "required": ["version", "path"],
    });
    let schema = json!({
        "type": "object",
        "properties": { "default": { "type": "string" }, "versions": { "type": "array", "items": version } },
        "required": ["default", "versions"],
    });
    draft.tag("Utility", "What there is");
    draft.get("/api", Operation::new("versions", "Utility", "The versions of this API").answer("Versions", &schema));
}
