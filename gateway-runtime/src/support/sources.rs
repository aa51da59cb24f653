//! What sources give.

use futures::{Stream, StreamExt};

use super::{CarriedBy, ChannelDef, MessageIn, MessageOf, Messages};
use crate::time::Timestamp;

/// A boxed iterator of a timestamped source.
pub type BoxIterator<T> = Box<dyn Iterator<Item = T> + Send>;

/// Takes the next value of a timestamped source, likewise.
#[inline(always)]
pub fn pulled_message<C: Messages, T: MessageIn<C>>(next: Option<(Timestamp, T)>) -> Option<(Timestamp, MessageOf<C>)> {
    next.map(|(time, message)| (time, message.into_message()))
}

/// Takes the iterator of a timestamped source, likewise.
pub fn iterated_message<C: Messages, I>(messages: I) -> BoxIterator<(Timestamp, MessageOf<C>)>
where
    I: Iterator<Item: TimedMessage<C>> + Send + 'static,
{
    Box::new(messages.map(TimedMessage::into_timed))
}

/// A pair of a time and one message of what channel `C` carries.
#[diagnostic::on_unimplemented(
    message = "a source of channel `{C}` cannot give `{Self}`",
    label = "the iterator's items are not `(Timestamp, T)` with one message of channel `{C}`"
)]
pub trait TimedMessage<C: Messages> {
    /// The pair in the channel's type.
    fn into_timed(self) -> (Timestamp, MessageOf<C>);
}

impl<C: Messages, T: MessageIn<C>> TimedMessage<C> for (Timestamp, T) {
    fn into_timed(self) -> (Timestamp, MessageOf<C>) {
        (self.0, self.1.into_message())
    }
}

/// Takes the stream of an asynchronous source, likewise.
pub fn streamed_message<C: Messages, S>(messages: S) -> impl Stream<Item = MessageOf<C>> + Send + 'static
where
    S: Stream<Item: MessageIn<C>> + Send + 'static,
{
    messages.map(MessageIn::into_message)
}

/// Takes the iterator of a blocking source, likewise.
pub fn generated_message<C: Messages, T: MessageIn<C> + 'static, I>(messages: I) -> BoxIterator<MessageOf<C>>
where
    I: Iterator<Item = T> + Send + 'static,
{
    Box::new(messages.map(T::into_message))
}

/// Takes the next value of a timestamped source.
#[inline(always)]
pub fn pulled<C: ChannelDef, T: CarriedBy<C>>(next: Option<(Timestamp, T)>) -> Option<(Timestamp, C::Value)> {
    next.map(|(time, value)| (time, value.into_value()))
}

/// Takes the iterator of a timestamped source.
pub fn iterated<C: ChannelDef, I>(values: I) -> BoxIterator<(Timestamp, C::Value)>
where
    I: Iterator<Item: Timed<C>> + Send + 'static,
{
    Box::new(values.map(Timed::into_timed))
}

/// A pair of a time and what channel `C` carries.
#[diagnostic::on_unimplemented(
    message = "a source of channel `{C}` cannot give `{Self}`",
    label = "the iterator's items are not `(Timestamp, T)` with what channel `{C}` carries",
    note = "an iterator of values without times is a blocking source, `#[node(source, blocking, ..)]`, with a thread of its own"
)]
pub trait Timed<C: ChannelDef> {
    /// The pair in the channel's type.
    fn into_timed(self) -> (Timestamp, C::Value);
}

impl<C: ChannelDef, T: CarriedBy<C>> Timed<C> for (Timestamp, T) {
    fn into_timed(self) -> (Timestamp, C::Value) {
        (self.0, self.1.into_value())
    }
}

/// Takes the stream of an asynchronous source.
pub fn streamed<C: ChannelDef, S>(values: S) -> impl Stream<Item = C::Value> + Send + 'static
where
    S: Stream<Item: CarriedBy<C>> + Send + 'static,
{
    values.map(CarriedBy::into_value)
}

/// Takes the iterator of a blocking source.
pub fn generated<C: ChannelDef, T: CarriedBy<C> + 'static, I>(values: I) -> BoxIterator<C::Value>
where
    I: Iterator<Item = T> + Send + 'static,
{
    Box::new(values.map(T::into_value))
}
