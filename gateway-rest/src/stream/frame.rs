//! A tick on its way to clients: written once in each form, however many get it, and not at all if nobody does.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use axum::extract::ws::Utf8Bytes;
use gateway_runtime::channel::AnyTick;
use gateway_runtime::state::{Row, Tables, Ticks};
use serde::Deserialize;

/// By so many bytes a tick may take more than the one before, and still be written into one piece of memory.
const ROOM: usize = 64;

/// No more is taken ahead, however large the tick before was: a small one that waits for its client would keep it all.
const MOST_AHEAD: usize = 4096;

/// The form in which a subscription gets its ticks.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Format {
    #[default]
    Json,
    /// A stream of Arrow IPC, behind a text that says whose it is.
    Arrow,
}

/// Where ticks come from.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) naming: Naming,
    /// The place of the channel in the channel set.
    pub(super) channel: usize,
    /// What writes Arrow, once somebody has asked for it.
    pub(super) tables: OnceLock<Arc<dyn Tables>>,
    /// How many bytes the last tick has taken as JSON: the next one will hardly take many more.
    pub(super) last_size: AtomicUsize,
}

impl Origin {
    pub(super) fn new(naming: Naming, channel: usize) -> Arc<Self> {
        Arc::new(Self { naming, channel, tables: OnceLock::new(), last_size: AtomicUsize::new(0) })
    }
}

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
    origin: Arc<Origin>,
    key: Option<Box<str>>,
    text: OnceLock<Utf8Bytes>,
    arrow: OnceLock<Result<Bytes, String>>,
}

impl Frame {
    pub(super) fn new(tick: Arc<dyn AnyTick>, origin: &Arc<Origin>) -> Arc<Self> {
        let key = tick.key().map(Into::into);
        Arc::new(Self { tick, origin: Arc::clone(origin), key, text: OnceLock::new(), arrow: OnceLock::new() })
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

    /// As a stream of Arrow IPC, or why there is none.
    pub(super) fn arrow(&self) -> Result<&Bytes, &str> {
        let written = self.arrow.get_or_init(|| {
            let tables = self.origin.tables.get().ok_or("nobody writes Arrow here")?;
            let rows: Vec<Row> = Row::all(&self.tick).collect();
            let written = tables.arrow(&Ticks { channel: self.origin.channel, columns: None, rows: &rows });
            written.map(Bytes::from).map_err(|error| error.to_string())
        });
        written.as_ref().map_err(String::as_str)
    }

    /// What stands before it: `{"channel":"x"}`, for a key of a basket `{"channel":"x","key":"k"}`, with `fields` as in
    /// [`text_after`](Self::text_after).
    pub(super) fn announcement(&self, fields: &str) -> Utf8Bytes {
        let mut text = format!("{{{fields}").into_bytes();
        self.write_names(&mut text);
        text.push(b'}');
        utf8(text)
    }

    /// How many bytes it has in a form.
    pub(super) fn size(&self, format: Format) -> usize {
        match format {
            Format::Json => self.text().len(),
            Format::Arrow => self.arrow().map_or(0, Bytes::len),
        }
    }

    fn write(&self) -> Utf8Bytes {
        let mut text = Vec::with_capacity(self.origin.last_size.load(Relaxed).min(MOST_AHEAD) + ROOM);
        text.push(b'{');
        self.write_names(&mut text);
        text.extend_from_slice(b",\"data\":[");
        self.tick.write_elements(&mut text);
        text.extend_from_slice(b"]}");
        self.origin.last_size.store(text.len(), Relaxed);
        utf8(text)
    }

    /// Appends the names of channel and key.
    fn write_names(&self, text: &mut Vec<u8>) {
        text.extend_from_slice(b"\"channel\":");
        let key = self.key().unwrap_or_default();
        match self.origin.naming {
            Naming::Channel(name) => json_text(text, name),
            Naming::Dynamic => json_text(text, key),
            Naming::Basket(name) => {
                json_text(text, name);
                text.extend_from_slice(b",\"key\":");
                json_text(text, key);
            }
        }
    }
}

fn utf8(text: Vec<u8>) -> Utf8Bytes {
    // What writes JSON writes UTF-8.
    Utf8Bytes::try_from(text).unwrap_or_default()
}

fn json_text(out: &mut Vec<u8>, text: &str) {
    // Writing to memory cannot fail, nor can a text be no JSON.
    let _ = serde_json::to_writer(out, text);
}
