//! Texts by number, each once.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// The texts of a column. Each has a code as long as somebody uses it; then the code is free for another one.
#[derive(Debug, Default)]
pub(super) struct Texts {
    entries: Vec<Entry>,
    codes: HashTable<u32>,
    free: Vec<u32>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Entry {
    /// The first bytes, which mostly tell what comes first.
    head: u64,
    text: Box<str>,
    uses: u32,
}

/// The first eight bytes as a number that is in order as texts are.
fn head(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

impl Texts {
    /// The code of a text that somebody uses once more.
    pub(super) fn take(&mut self, text: &str) -> u32 {
        let Self { entries, codes, free, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(code) = codes.find(hash, |code| *entries[*code as usize].text == *text) {
            entries[*code as usize].uses += 1;
            return *code;
        }
        let entry = Entry { head: head(text), text: text.into(), uses: 1 };
        let code = if let Some(code) = free.pop() {
            entries[code as usize] = entry;
            code
        } else {
            entries.push(entry);
            // There are no more texts than places, which are numbers of 32 bits.
            u32::try_from(entries.len() - 1).unwrap_or(u32::MAX)
        };
        codes.insert_unique(hash, code, |code| hasher.hash_one(&*entries[*code as usize].text));
        code
    }

    /// Somebody uses it no longer.
    pub(super) fn give_back(&mut self, code: u32) {
        let entry = &mut self.entries[code as usize];
        entry.uses -= 1;
        if entry.uses > 0 {
            return;
        }
        let text = std::mem::take(&mut entry.text);
        if let Ok(found) = self.codes.find_entry(self.hasher.hash_one(&*text), |other| *other == code) {
            found.remove();
        }
        self.free.push(code);
    }

    pub(super) fn get(&self, code: u32) -> &str {
        &self.entries[code as usize].text
    }

    /// The code of a text that is there.
    pub(super) fn code(&self, text: &str) -> Option<u32> {
        self.codes.find(self.hasher.hash_one(text), |code| *self.entries[*code as usize].text == *text).copied()
    }

    /// By code, how its text compares with `text`. Of a code that is free, anything.
    pub(super) fn compared(&self, text: &str) -> Vec<Ordering> {
        let head = head(text);
        self.entries.iter().map(|entry| entry.head.cmp(&head).then_with(|| (*entry.text).cmp(text))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_of_one_text_as_long_as_it_is_used() {
        let mut texts = Texts::default();
        let (a, b) = (texts.take("a"), texts.take("b"));
        assert_eq!((texts.take("a"), texts.code("b"), texts.code("c")), (a, Some(b), None));
        texts.give_back(a);
        assert_eq!((texts.get(a), texts.code("a")), ("a", Some(a)));
        texts.give_back(a);
        assert_eq!((texts.code("a"), texts.take("c"), texts.code("a")), (None, a, None));
    }

    #[test]
    fn texts_compare_beyond_their_first_bytes() {
        let mut texts = Texts::default();
        let all = ["", "a", "a\0", "abcdefgh", "abcdefgh\0", "abcdefghi", "ä", "z"];
        assert_eq!(all.map(|text| texts.take(text)), [0, 1, 2, 3, 4, 5, 6, 7]);
        for text in all {
            assert_eq!(texts.compared(text), all.map(|other| other.cmp(text)));
        }
    }
}
