//! What `last`, `next` and `send` say of a channel alike.

use gateway_runtime::channel::Shape;
use serde_json::{Value, json};

use crate::address::encode;
use crate::openapi::draft::Draft;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;
use crate::openapi::schemas::Wire;
use crate::shown::Shown;

/// Why a question about a channel may fail.
pub(super) const READ: &[Fault] = &[Fault::BadRequest, Fault::NotFound, Fault::Unavailable, Fault::TimedOut];

/// One address under a verb: a channel as a whole, or one key of a basket.
pub(super) struct Place<'a> {
    pub(super) channel: &'a Shown<'a>,
    pub(super) wire: Wire,
    /// Whether it is one key of the channel.
    pub(super) keyed: bool,
    verb: &'static str,
    /// The class that the Python client makes of a tick.
    class: Option<String>,
}

/// Adds the operations of `verb` that `operation` makes, for every channel that `has` it, and for the keys of each basket.
pub(super) fn each(
    draft: &mut Draft<'_>,
    verb: &'static str,
    method: &str,
    has: impl Fn(&Shown<'_>) -> bool,
    operation: impl Fn(&Place<'_>, &mut Draft<'_>) -> Operation,
) {
    let channels = std::mem::take(&mut draft.channels);
    let api = draft.api.clone();
    for channel in channels.iter().filter(|channel| has(channel) && api.selects(verb, channel.name)) {
        let wire = draft.schemas.wire(channel);
        let class = wire.class(draft.about.python_module.as_deref());
        let mut place = Place { channel, wire, keyed: false, verb, class };
        let path = format!("/api/v1/{verb}/{}", encode(channel.name));
        let whole = operation(&place, draft);
        draft.operation(method, &path, whole);
        if channel.shape == Shape::Basket {
            place.keyed = true;
            let keyed = operation(&place, draft);
            draft.operation(method, &format!("{path}/{{key}}"), keyed);
        }
    }
    draft.channels = channels;
}

/// The parameter that keeps the keys of a basket.
pub(super) fn with_keys(operation: Operation) -> Operation {
    let keys = json!({ "type": "boolean", "default": false });
    operation.in_query("keys", "Answer with an object that has the keys, and no list; of lines each has its `key` and its `data`", &keys)
}

impl Place<'_> {
    /// Whether it is a basket with all its keys.
    pub(super) fn is_whole_basket(&self) -> bool {
        self.channel.shape == Shape::Basket && !self.keyed
    }

    /// What all operations of the channel have.
    pub(super) fn operation(&self, tag: &str, summary: &str) -> Operation {
        let Shown { name, doc, .. } = *self.channel;
        // No Rust name has a dash, so no two operations get one id.
        let id = format!("{}-{name}{}", self.verb, if self.keyed { "-key" } else { "" });
        let note = if self.channel.is_live { "" } else { "Nothing ticks this channel: the answer is 404." };
        let gap = if doc.is_empty() || note.is_empty() { "" } else { "\n\n" };
        let operation = Operation::new(id, tag, format!("{summary} `{name}`")).describe(&format!("{doc}{gap}{note}"));
        let operation = operation.python(self.class.clone());
        if self.keyed { operation.in_path("key", "The key; it may contain slashes", &self.key()) } else { operation }
    }

    /// The ticks of an answer.
    pub(super) fn ticks(&self) -> Value {
        json!({ "type": "array", "items": self.wire.output })
    }

    /// What `last` and `next` have alike: the answer, which for a whole basket may have keys, and its faults.
    pub(super) fn reads(&self, operation: Operation, answer: &str) -> Operation {
        if !self.is_whole_basket() {
            return operation.ticks(answer, &self.ticks()).faults(READ);
        }
        // One type with two forms, and no `anyOf`: the Python client finds the columns of its tables under `items`.
        let schema = json!({ "type": ["array", "object"], "items": self.wire.output, "additionalProperties": self.wire.output });
        with_keys(operation).ticks(answer, &schema).faults(READ).faults(&[Fault::Invalid])
    }

    fn key(&self) -> Value {
        let Shown { keys, closed, .. } = *self.channel;
        match (closed, keys.is_empty()) {
            (true, _) => json!({ "type": "string", "enum": keys }),
            (false, true) => json!({ "type": "string" }),
            (false, false) => json!({ "type": "string", "examples": keys }),
        }
    }
}
