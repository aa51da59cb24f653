//! Fields of messages, by name and by place: what keys of states are made of.
//!
//! `#[channels]` does not see the fields of a message. It lets rustc ask here, while it compiles: [`place`] finds a field by its name, or
//! refuses to compile with a message that says which there are.

/// A message that is a struct. Implemented by `#[message]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no fields that the key of a state could name",
    label = "no message with fields",
    note = "a key names fields of the channel's message, and with dots fields of messages inside it: structs with `#[message]`"
)]
pub trait Fields {
    /// The name of the struct.
    const NAME: &'static str;
    /// The names of its fields.
    const FIELDS: &'static [&'static str];
}

/// The field at a place. Implemented by `#[message]`.
pub trait FieldAt<const PLACE: usize> {
    /// Its type.
    type Type;

    /// The field.
    fn of(&self) -> &Self::Type;
}

/// The field at a place.
#[inline(always)]
pub fn field<const PLACE: usize, M: FieldAt<PLACE>>(message: &M) -> &M::Type {
    message.of()
}

/// The place of the field called `name`.
///
/// # Panics
/// There is none: at compile time, which makes it an error there.
#[track_caller]
pub const fn place<M: Fields>(name: &str) -> usize {
    let mut place = 0;
    while place < M::FIELDS.len() {
        if is_same(M::FIELDS[place], name) {
            return place;
        }
        place += 1;
    }
    let mut text = Text::new();
    text.add("message `");
    text.add(M::NAME);
    text.add("` has no field `");
    text.add(name);
    text.add("`; ");
    what_exists(&mut text, name, M::FIELDS);
    text.fail()
}

/// A field that there is.
#[derive(Debug)]
pub struct Found {
    /// Its place.
    pub place: usize,
    name: &'static str,
    message: &'static str,
}

/// The field called `name`, as the end of a path.
///
/// # Panics
/// There is none: at compile time, which makes it an error there.
#[track_caller]
pub const fn found<M: Fields>(name: &str) -> Found {
    let place = place::<M>(name);
    Found { place, name: M::FIELDS[place], message: M::NAME }
}

/// The place of a field, if it can be part of a key. It asks nothing of the message, so that what is no message is one error.
///
/// # Panics
/// It cannot: at compile time, which makes it an error there.
#[track_caller]
pub const fn part(found: &Found, can_be_part: bool) -> usize {
    if can_be_part {
        return found.place;
    }
    let mut text = Text::new();
    text.add("field `");
    text.add(found.name);
    text.add("` of message `");
    text.add(found.message);
    text.add("` cannot be part of the key of a state; a key is made of texts, integers, `bool`, times and dates, ");
    text.add("enums without fields, or `Option`s of these");
    text.fail()
}

/// Lists names, that which is the nearest to `word` first.
const fn what_exists(text: &mut Text, word: &str, names: &[&str]) {
    let nearest = nearest(word, names);
    if nearest < names.len() && distance(word, names[nearest]) * 3 <= larger(word.len(), 3) {
        text.add("did you mean `");
        text.add(names[nearest]);
        text.add("`? ");
    }
    text.add("There are: ");
    if nearest < names.len() {
        text.add("`");
        text.add(names[nearest]);
        text.add("`, ");
    }
    let mut place = 0;
    while place < names.len() {
        if place != nearest {
            text.add("`");
            text.add(names[place]);
            text.add("`, ");
        }
        place += 1;
    }
    text.add("and `id` for the id of the tick");
}

const fn nearest(word: &str, names: &[&str]) -> usize {
    let (mut nearest, mut place) = (0, 1);
    while place < names.len() {
        if distance(word, names[place]) < distance(word, names[nearest]) {
            nearest = place;
        }
        place += 1;
    }
    nearest
}

/// How many letters are to be changed, added or left out to make one word of the other; of long words only the beginnings count.
const fn distance(one: &str, other: &str) -> usize {
    const LONGEST: usize = 63;
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let (rows, columns) = (smaller(one.len(), LONGEST), smaller(other.len(), LONGEST));
    let mut last = [0; LONGEST + 1];
    let mut column = 0;
    while column <= columns {
        last[column] = column;
        column += 1;
    }
    let mut row = 1;
    while row <= rows {
        let mut diagonal = last[0];
        last[0] = row;
        let mut column = 1;
        while column <= columns {
            let changed = diagonal + (one[row - 1] != other[column - 1]) as usize;
            diagonal = last[column];
            last[column] = smaller(changed, smaller(last[column], last[column - 1]) + 1);
            column += 1;
        }
        row += 1;
    }
    last[columns]
}

const fn smaller(one: usize, other: usize) -> usize {
    if one < other { one } else { other }
}

const fn larger(one: usize, other: usize) -> usize {
    if one < other { other } else { one }
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut place = 0;
    while place < one.len() && place < other.len() && one[place] == other[place] {
        place += 1;
    }
    place == one.len() && place == other.len()
}

/// A text that is put together while rustc compiles. What does not fit is left out.
struct Text {
    bytes: [u8; 2048],
    length: usize,
}

impl Text {
    const fn new() -> Self {
        Self { bytes: [0; 2048], length: 0 }
    }

    /// Adds a part, whole or not at all.
    const fn add(&mut self, part: &str) {
        let part = part.as_bytes();
        if self.length + part.len() > self.bytes.len() {
            return;
        }
        let mut place = 0;
        while place < part.len() {
            self.bytes[self.length] = part[place];
            self.length += 1;
            place += 1;
        }
    }

    #[track_caller]
    const fn fail(&self) -> ! {
        let (text, _) = self.bytes.split_at(self.length);
        match str::from_utf8(text) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("the message has no such field"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fill;

    impl Fields for Fill {
        const NAME: &'static str = "Fill";
        const FIELDS: &'static [&'static str] = &["price", "symbol", "size"];
    }

    #[test]
    fn a_field_has_its_place() {
        assert_eq!(place::<Fill>("size"), 2);
    }

    #[test]
    #[should_panic(expected = "message `Fill` has no field `symbl`; did you mean `symbol`? There are: `symbol`, `price`, `size`, and `id`")]
    fn what_does_not_exist_is_told_with_what_does() {
        place::<Fill>("symbl");
    }

    #[test]
    fn distances_are_counted_in_letters() {
        assert_eq!((distance("", "abc"), distance("kitten", "sitting"), distance("same", "same")), (3, 3, 0));
    }
}
