//! The columns that a query can name.

use crate::channel::{AnyChannel, AnyTick, Shape};
use crate::message::{Column, ColumnType};

use super::find::find;
use super::scalar::Scalar;

/// The columns of a state: `id`, `timestamp`, `key` if its channel is a basket, and the fields of the message; of what is no struct
/// `value`. The same names as those of the table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Columns {
    message: ColumnType,
    of_basket: bool,
}

/// One column, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// The name as asked for.
    pub(super) name: String,
    pub(super) kind: ColumnType,
    source: Source,
}

#[derive(Debug, Clone, PartialEq)]
enum Source {
    Id,
    Time,
    Key,
    /// The way through the message.
    Message(Vec<String>),
}

impl Columns {
    pub(super) fn of(channel: &dyn AnyChannel) -> Self {
        Self::new(channel.column(), channel.shape() == Shape::Basket)
    }

    pub(super) fn new(message: ColumnType, of_basket: bool) -> Self {
        Self { message, of_basket }
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names = vec!["id", "timestamp"];
        names.extend(self.key());
        match &self.message {
            ColumnType::Struct(columns) => names.extend(columns.iter().map(|column| column.name)),
            _ => names.push("value"),
        }
        names
    }

    /// The name of the column of the basket's key.
    fn key(&self) -> Option<&'static str> {
        let taken = self.field("key").is_some();
        self.of_basket.then_some(if taken { "basket_key" } else { "key" })
    }

    fn field(&self, name: &str) -> Option<&ColumnType> {
        match &self.message {
            ColumnType::Struct(columns) => columns.iter().find(|column| column.name == name).map(|column| &column.kind),
            other if name == "value" => Some(other),
            _ => None,
        }
    }

    /// The column, or the part of one, that a dotted name means.
    pub(super) fn place(&self, name: &str) -> Option<Place> {
        let place = |kind, source| Some(Place { name: name.to_owned(), kind, source });
        match name {
            "id" => return place(ColumnType::Text, Source::Id),
            "timestamp" => return place(ColumnType::Timestamp, Source::Time),
            name if self.key() == Some(name) => return place(ColumnType::Text, Source::Key),
            _ => {}
        }
        let mut path: Vec<String> = name.split('.').map(str::to_owned).collect();
        let kind = path[1..].iter().try_fold(self.field(&path[0])?.clone(), |kind, name| match kind.present() {
            ColumnType::Struct(columns) => {
                columns.iter().find(|Column { name: other, .. }| other == name).map(|column| column.kind.clone())
            }
            ColumnType::Map(value) => Some((**value).clone()),
            ColumnType::Json => Some(ColumnType::Json),
            _ => None,
        })?;
        if !matches!(self.message, ColumnType::Struct(_)) {
            path.remove(0);
        }
        place(kind, Source::Message(path))
    }
}

impl Place {
    /// Calls `found` with what an element of a tick has there.
    pub(super) fn of(&self, tick: &dyn AnyTick, element: usize, found: &mut dyn FnMut(Scalar<'_>)) {
        let Some(element) = tick.element(element) else { return found(Scalar::Null) };
        match &self.source {
            Source::Id => element.id.with_text(|id| found(Scalar::Text(id.into()))),
            Source::Time => found(Scalar::Time(element.time)),
            Source::Key => found(tick.key().map_or(Scalar::Null, Scalar::Text)),
            Source::Message(path) => find(element.message, path, matches!(self.kind.present(), ColumnType::Timestamp), found),
        }
    }

    /// The steps of the way, as keys of states name it.
    pub(super) fn is_path(&self, path: &[&str], of_basket: bool) -> bool {
        match &self.source {
            Source::Key => of_basket,
            Source::Id => !of_basket && path == ["id"],
            Source::Time => false,
            Source::Message(steps) => !of_basket && steps.iter().map(String::as_str).eq(path.iter().copied()),
        }
    }

    /// Where the value stands in the row's JSON.
    pub(super) fn in_json<'a>(&self, row: &'a serde_json::Value) -> Option<&'a serde_json::Value> {
        match &self.source {
            Source::Id => row.get("id"),
            Source::Time => row.get("timestamp"),
            Source::Key => None,
            Source::Message(_) => self.name.split('.').try_fold(row, |value, name| value.get(name)),
        }
    }

    pub(super) fn is_key(&self) -> bool {
        self.source == Source::Key
    }
}
