//! A tick on its way to clients: written as text once, however many get it, and not at all if nobody does.

use std::sync::{Arc, OnceLock};

use axum::extract::ws::Utf8Bytes;
use gateway_runtime::channel::AnyTick;
use gateway_runtime::state::Row;

/// How the ticks of a channel are named in what clients get.
#[derive(Debug)]
pub(super) enum Naming {
    /// By this name.
    Channel(&'static str),
    /// By this name, and the key of the basket.
    Basket(&'static str),
    /// Each key is a channel by itself: its name.
    Dynamic,
}

/// One tick, for any number of clients.
#[derive(Debug)]
pub(super) struct Frame {
    tick: Arc<dyn AnyTick>,
    naming: Arc<Naming>,
    key: Option<Box<str>>,
    text: OnceLock<Utf8Bytes>,
}

impl Frame {
    pub(super) fn new(tick: Arc<dyn AnyTick>, naming: &Arc<Naming>) -> Arc<Self> {
        let key = tick.key().map(Into::into);
        Arc::new(Self { tick, naming: Arc::clone(naming), key, text: OnceLock::new() })
    }

    /// The key of a basket; of a dynamic channel its name.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The id of the tick; of a list that of its last element.
    pub(super) fn id(&self) -> Option<String> {
        (0..).map_while(|place| self.tick.element(place)).last().map(|element| element.id.to_string())
    }

    /// Whether this is that very tick.
    pub(super) fn is(&self, tick: &Arc<dyn AnyTick>) -> bool {
        Arc::ptr_eq(&self.tick, tick)
    }

    /// Whether this is the tick to which a row belongs.
    pub(super) fn has(&self, row: &Row) -> bool {
        (0..).map_while(|place| self.tick.element(place)).any(|element| Some(element.id) == row.id())
    }

    /// `{"channel":"x","data":[..]}`, for a key of a basket `{"channel":"x","key":"k","data":[..]}`.
    pub(super) fn text(&self) -> &Utf8Bytes {
        self.text.get_or_init(|| self.write())
    }

    /// The same with `fields`, which end with a comma, before its own.
    pub(super) fn text_after(&self, fields: &str) -> Utf8Bytes {
        let text = self.text().as_str();
        let mut all = String::with_capacity(fields.len() + text.len());
        all.push('{');
        all.push_str(fields);
        all.push_str(&text[1..]);
        all.into()
    }

    fn write(&self) -> Utf8Bytes {
        let mut text = b"{\"channel\":".to_vec();
        let key = self.key().unwrap_or_default();
        match *self.naming {
            Naming::Channel(name) => json_text(&mut text, name),
            Naming::Dynamic => json_text(&mut text, key),
            Naming::Basket(name) => {
                json_text(&mut text, name);
                text.extend_from_slice(b",\"key\":");
                json_text(&mut text, key);
            }
        }
        text.extend_from_slice(b",\"data\":[");
        self.tick.write_elements(&mut text);
        text.extend_from_slice(b"]}");
        // What writes JSON writes UTF-8.
        Utf8Bytes::try_from(text).unwrap_or_default()
    }
}

fn json_text(out: &mut Vec<u8>, text: &str) {
    // Writing to memory cannot fail, nor can a text be no JSON.
    let _ = serde_json::to_writer(out, text);
}
