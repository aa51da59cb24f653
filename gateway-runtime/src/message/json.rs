//! JSON as a message: of any form, known only when it is there.

use serde_json::Value;

use super::Message;

/// An object stands on the wire with `id` and `timestamp` beside its fields, unless it has such fields itself. All else stands
/// under `value`.
impl Message for Value {
    fn is_flat(&self) -> bool {
        self.as_object().is_some_and(|fields| !fields.contains_key("id") && !fields.contains_key("timestamp"))
    }
}
