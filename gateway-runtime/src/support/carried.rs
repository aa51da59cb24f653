//! What a channel carries: where rustc compares the types of parameters and returned values with it.

use super::{ChannelAt, ChannelDef, ChannelSet, Latest, MessageIn, MessageOf, Messages, Sampled, Tick, Ticks};

/// Channel number `INDEX` of set `S`.
pub type DefAt<S, const INDEX: usize> = <S as ChannelAt<INDEX>>::Def;

/// What one tick of a channel carries.
pub type ValueOf<C> = <C as ChannelDef>::Value;

/// The values of the static fields of set `S`.
pub type FieldsOf<S> = <S as ChannelSet>::Fields;

/// What `Latest<..>` of a channel is a sample of.
pub type SampleOf<C> = <C as ChannelDef>::Sample;

/// A type that channel `C` carries. There is exactly one for each channel; rustc's message names it when a node uses
/// another.
#[diagnostic::on_unimplemented(
    message = "channel `{C}` does not carry `{Self}`",
    label = "not what channel `{C}` carries",
    note = "the type of a parameter or of a returned value must be the one that the `#[channels]` struct gives the channel"
)]
pub trait CarriedBy<C: ChannelDef>: Sized {
    /// A value of the channel, as this type.
    fn from_ref(value: &C::Value) -> &Self;
    /// Values of the channel, as this type.
    fn from_slice(values: &[C::Value]) -> &[Self];
    /// Ticks of the channel, as ones of this type.
    fn from_ticks(ticks: &[Tick<C::Value>]) -> &[Tick<Self>];
    /// This value, as one of the channel.
    fn into_value(self) -> C::Value;
}

/// Passes a tick to a parameter `&T`.
#[inline(always)]
pub fn read<C: ChannelDef, T: CarriedBy<C>>(value: &C::Value) -> &T {
    T::from_ref(value)
}

/// Passes a tick, if there is one, to a parameter `Option<&T>`.
#[inline(always)]
pub fn read_option<C: ChannelDef, T: CarriedBy<C>>(value: Option<&C::Value>) -> Option<&T> {
    value.map(T::from_ref)
}

/// Passes a burst to a parameter `Ticks<T>`.
#[inline(always)]
pub fn read_ticks<C: ChannelDef, T: CarriedBy<C>>(ticks: Ticks<'_, C::Value>) -> Ticks<'_, T> {
    let (earlier, now) = ticks.parts();
    Ticks::chain(T::from_slice(earlier), T::from_slice(now))
}

/// Passes a tick with its id and time to a parameter `&Tick<T>`.
#[inline(always)]
pub fn read_tick<C: ChannelDef, T: CarriedBy<C>>(tick: &Tick<C::Value>) -> &Tick<T> {
    &T::from_ticks(std::slice::from_ref(tick))[0]
}

/// Passes a tick with its id and time, if there is one, to a parameter `Option<&Tick<T>>`.
#[inline(always)]
pub fn read_tick_option<C: ChannelDef, T: CarriedBy<C>>(tick: Option<&Tick<C::Value>>) -> Option<&Tick<T>> {
    tick.map(read_tick::<C, T>)
}

/// Passes a burst with its ids and times to a parameter `Ticks<Tick<T>>`.
#[inline(always)]
pub fn read_stamped_ticks<C: ChannelDef, T: CarriedBy<C>>(ticks: Ticks<'_, Tick<C::Value>>) -> Ticks<'_, Tick<T>> {
    let (earlier, now) = ticks.parts();
    Ticks::chain(T::from_ticks(earlier), T::from_ticks(now))
}

/// A type that samples of channel `C` have: what it carries, or the whole basket.
#[diagnostic::on_unimplemented(
    message = "a sample of channel `{C}` is not `Latest<{Self}>`",
    label = "not what channel `{C}` carries",
    note = "`Latest<..>` takes the type that the `#[channels]` struct gives the channel; for a basket that is `Basket<K, T>`"
)]
pub trait SampleIs<C: ChannelDef>: Sampled {
    /// The sample, as this type.
    fn from_sample(sample: Latest<'_, C::Sample>) -> Latest<'_, Self>
    where
        Self: Sized;
}

impl<C: ChannelDef<Sample = S>, S: Sampled> SampleIs<C> for S {
    #[inline(always)]
    fn from_sample(sample: Latest<'_, S>) -> Latest<'_, S> {
        sample
    }
}

/// Passes a sample to a parameter `Latest<T>`.
#[inline(always)]
pub fn sample<C: ChannelDef, S: SampleIs<C>>(sample: Latest<'_, C::Sample>) -> Latest<'_, S> {
    S::from_sample(sample)
}

/// Takes a returned `T`.
#[inline(always)]
pub fn give<C: ChannelDef, T: CarriedBy<C>>(value: T) -> C::Value {
    value.into_value()
}

/// Takes a returned `Option<T>`.
#[inline(always)]
pub fn give_option<C: ChannelDef, T: CarriedBy<C>>(value: Option<T>) -> Option<C::Value> {
    value.map(T::into_value)
}

/// Takes a returned burst.
#[inline(always)]
pub fn give_all<C: ChannelDef, I: IntoIterator<Item: CarriedBy<C>>>(values: I) -> impl Iterator<Item = C::Value> {
    values.into_iter().map(CarriedBy::into_value)
}

/// Takes a returned `T` that gets its key or its list later.
#[inline(always)]
pub fn give_message<C: Messages, T: MessageIn<C>>(message: T) -> MessageOf<C> {
    message.into_message()
}

/// Takes a returned `Option<T>`, likewise.
#[inline(always)]
pub fn give_option_message<C: Messages, T: MessageIn<C>>(message: Option<T>) -> Option<MessageOf<C>> {
    message.map(T::into_message)
}

/// Takes a returned burst, likewise.
#[inline(always)]
pub fn give_all_message<C: Messages, I: IntoIterator<Item: MessageIn<C>>>(messages: I) -> impl Iterator<Item = MessageOf<C>> {
    messages.into_iter().map(MessageIn::into_message)
}
