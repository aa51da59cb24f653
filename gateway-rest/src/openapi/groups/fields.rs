//! `field`: the static fields of the channel set.

use super::list;
use crate::address::encode;
use crate::openapi::draft::Draft;
use crate::openapi::operation::Operation;

pub(super) fn describe(draft: &mut Draft<'_>) {
    let fields = draft.app.fields;
    if fields.is_empty() {
        return;
    }
    draft.get("/api/v1/field", list("field", "Utility", "The static fields, by name"));
    for field in fields {
        let schema = draft.schemas.plain(field.schema);
        let operation = Operation::new(format!("field-{}", field.name), "Utility", format!("The static field `{}`", field.name));
        draft.get(&format!("/api/v1/field/{}", encode(field.name)), operation.describe(field.doc).answer("Its value", &schema));
    }
}
