//! Everything that a test's run did, in order, and how it is shown when a test fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use super::when::shown;
use crate::Timestamp;
use crate::channel::{AnyTick, Payload, Tick};
use crate::engine::{Incident, Logged};
use crate::graph::GraphMeta;

/// What happened, oldest first: by cycle, and within a cycle as the channels' publishers run.
#[derive(Debug)]
pub(super) struct Timeline {
    graph: &'static GraphMeta,
    pub(super) start: Timestamp,
    pub(super) now: Timestamp,
    pub(super) entries: Vec<Entry>,
    /// By channel: where it stands within a cycle.
    ranks: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) time: Timestamp,
    pub(super) event: Event,
    /// Whether the test has looked at it, or sent it.
    pub(super) seen: bool,
}

#[derive(Debug)]
pub(super) enum Event {
    /// A channel ticked; maybe because the test sent that.
    Tick { channel: usize, tick: Arc<dyn AnyTick>, sent: bool },
    /// Something went wrong.
    Failure(String),
}

/// How many ticks a test may have: it keeps them all.
const MOST_ENTRIES: usize = 1 << 20;

/// How many lines of a timeline are shown.
const MOST_LINES: usize = 30;

/// How many lines before and after a marked one are shown.
const AROUND: usize = 2;

/// How long the text of a value may be in a line, and elsewhere.
const LONGEST_VALUE: usize = 100;
pub(super) const LONGEST_TEXT: usize = 500;

/// How long a key may be.
const LONGEST_KEY: usize = 24;

/// What stands before a line that a failure is about.
pub(super) const LOOKED_AT: char = '>';
pub(super) const AT_FAULT: char = '!';

/// The marked lines of a timeline, and what is missing from it.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) lines: BTreeMap<usize, char>,
    /// Something that was expected at this time.
    pub(super) missing: Option<(Timestamp, String)>,
}

impl Marks {
    /// The lines that were looked at.
    pub(super) fn looked_at(places: &[usize]) -> Self {
        Self { lines: places.iter().map(|place| (*place, LOOKED_AT)).collect(), missing: None }
    }

    /// This one is wrong.
    pub(super) fn fault(self, place: usize) -> Self {
        self.faults(&[place])
    }

    /// These are wrong.
    pub(super) fn faults(mut self, places: &[usize]) -> Self {
        self.lines.extend(places.iter().map(|place| (*place, AT_FAULT)));
        self
    }
}

impl Timeline {
    pub(super) fn new(graph: &'static GraphMeta, start: Timestamp) -> Self {
        let ranks = (0..graph.channels.len()).map(|channel| graph.publishers(channel).next().map_or(0, |node| node + 1)).collect();
        Self { graph, start, now: start, entries: Vec::new(), ranks }
    }

    /// Adds what one step did; `sent` is the channel and the count of values that it delivered.
    ///
    /// # Errors
    /// There is more than a test may have.
    pub(super) fn add(&mut self, ticks: Vec<Logged>, incidents: Vec<Incident>, sent: Option<(usize, usize)>) -> Result<(), String> {
        let (sent_on, mut sent) = sent.map_or((usize::MAX, 0), |sent| sent);
        let mut events: Vec<(u64, usize, Entry)> = Vec::with_capacity(ticks.len() + incidents.len());
        for Logged { channel, cycle, time, tick } in ticks {
            let is_sent = channel == sent_on && sent > 0;
            sent -= usize::from(is_sent);
            events.push((cycle, self.ranks[channel], Entry { time, event: Event::Tick { channel, tick, sent: is_sent }, seen: is_sent }));
        }
        for Incident { cycle, time, text } in incidents {
            events.push((cycle, usize::MAX, Entry { time, event: Event::Failure(text), seen: true }));
        }
        events.sort_by_key(|(cycle, rank, _)| (*cycle, *rank));
        self.entries.extend(events.into_iter().map(|(.., entry)| entry));
        if self.entries.len() > MOST_ENTRIES {
            return Err(format!(
                "the run has more than {MOST_ENTRIES} ticks, all of which a test keeps: for long runs there is `Simulation`"
            ));
        }
        Ok(())
    }

    /// The tick of `channel` at a place, if it is one.
    pub(super) fn tick<P: Payload>(&self, place: usize, channel: usize) -> Option<&Tick<P>> {
        match &self.entries[place].event {
            Event::Tick { channel: ticked, tick, .. } if *ticked == channel => tick.as_any().downcast_ref(),
            _ => None,
        }
    }

    /// The places of failures.
    pub(super) fn failures(&self) -> Vec<usize> {
        self.places(|entry| matches!(entry.event, Event::Failure(_)))
    }

    /// What the failures were.
    pub(super) fn failure_texts(&self) -> Vec<&str> {
        let texts = self.entries.iter().filter_map(|entry| match &entry.event {
            Event::Failure(text) => Some(text.as_str()),
            Event::Tick { .. } => None,
        });
        texts.collect()
    }

    /// The places of ticks at which nobody has looked.
    pub(super) fn unseen(&self) -> Vec<usize> {
        self.places(|entry| !entry.seen)
    }

    fn places(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<usize> {
        self.entries.iter().enumerate().filter(|(_, entry)| wanted(entry)).map(|(place, _)| place).collect()
    }

    /// A time, since the start.
    pub(super) fn shown(&self, time: Timestamp) -> String {
        shown(time, self.start)
    }

    /// Ends the test.
    #[track_caller]
    pub(super) fn fail(&self, what: &str, marks: &Marks) -> ! {
        panic!("{what}\n\n{}", self.render(marks))
    }

    /// A table of time, channel and value; only what is near the marks and the end, if it is long.
    pub(super) fn render(&self, marks: &Marks) -> String {
        let since = if self.start == Timestamp::EPOCH { String::new() } else { format!(" since {}", self.start) };
        let missing = marks.missing.as_ref().map(|(time, what)| {
            let place = self.entries.partition_point(|entry| entry.time <= *time);
            (place, [AT_FAULT.to_string(), self.shown(*time), what.clone(), "nothing came".to_owned()])
        });
        let shown = self.lines_to_show(marks, missing.as_ref().map(|(place, _)| *place));
        let (mut table, mut next) = (Vec::new(), 0);
        for place in shown.into_iter().chain([self.entries.len()]) {
            let gap = place.min(self.entries.len()) - next;
            if gap > 0 {
                table.push([" ".to_owned(), "…".to_owned(), format!("{gap} more"), String::new()]);
            }
            if let Some((_, line)) = missing.as_ref().filter(|(at, _)| *at == place) {
                table.push(line.clone());
            }
            if let Some(entry) = self.entries.get(place) {
                table.push(self.line(entry, marks.lines.get(&place).copied().unwrap_or(' ')));
            }
            next = place + 1;
        }
        table.push([" ".to_owned(), self.shown(self.now), "now".to_owned(), String::new()]);
        let width = |column: usize| table.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
        let (times, channels) = (width(1), width(2));
        let mut text = format!("The run so far, by time{since}:\n");
        for [mark, time, channel, value] in &table {
            let line = format!("{mark} {time:<times$}  {channel:<channels$}  {value}");
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }

    /// Which lines are shown: the marked ones with those around them, then the newest ones as long as there is room.
    fn lines_to_show(&self, marks: &Marks, missing: Option<usize>) -> BTreeSet<usize> {
        let count = self.entries.len();
        let mut shown = BTreeSet::new();
        // What is wrong comes before what was only looked at.
        let faults = marks.lines.iter().filter(|(_, mark)| **mark == AT_FAULT).chain(marks.lines.iter()).map(|(place, _)| *place);
        for place in missing.into_iter().chain(faults).take(MOST_LINES / 3) {
            shown.extend((place.saturating_sub(AROUND)..=place + AROUND).filter(|place| *place < count));
        }
        for place in (0..count).rev() {
            if shown.len() >= MOST_LINES {
                break;
            }
            shown.insert(place);
        }
        // The line of what is missing has a place of its own.
        shown.extend(missing.filter(|place| *place < count));
        shown
    }

    fn line(&self, entry: &Entry, mark: char) -> [String; 4] {
        let (channel, text) = match &entry.event {
            Event::Tick { channel, tick, sent } => {
                let key = tick.key().map_or(String::new(), |key| format!("[{}]", shortened(&key, LONGEST_KEY)));
                let sent = if *sent { " (sent)" } else { "" };
                (format!("{}{key}{sent}", self.graph.channels[*channel].name), shortened(&tick.describe(), LONGEST_VALUE))
            }
            Event::Failure(text) => ("failure".to_owned(), shortened(text, LONGEST_TEXT)),
        };
        [mark.to_string(), self.shown(entry.time), channel, text.replace('\n', " ")]
    }

    /// Every tick as a line of JSON, and every failure.
    pub(super) fn transcript(&self) -> String {
        let mut text = String::new();
        for Entry { time, event, .. } in &self.entries {
            let line = match event {
                Event::Tick { channel, tick, .. } => {
                    let mut elements = vec![b'['];
                    tick.write_elements(&mut elements);
                    elements.push(b']');
                    let elements = String::from_utf8_lossy(&elements);
                    let name = self.graph.channels[*channel].name;
                    let key = tick.key().map_or(String::new(), |key| format!(",\"key\":{}", serde_json::Value::from(key)));
                    format!("{{\"time\":\"{time}\",\"channel\":\"{name}\"{key},\"tick\":{elements}}}")
                }
                Event::Failure(failure) => format!("{{\"time\":\"{time}\",\"failure\":{}}}", serde_json::Value::from(failure.as_str())),
            };
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}

/// A text, cut if it is long.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
