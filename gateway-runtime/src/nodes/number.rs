//! What statistics are taken of.

/// What a statistic takes: an integer of up to 64 bits, `f32`, `f64`, `bool` as 0 or 1, or a type of yours that says which
/// number it is.
///
/// ```
/// use gateway_runtime::nodes::Number;
///
/// struct Cents(i64);
///
/// impl Number for Cents {
///     fn number(&self) -> f64 {
///         self.0 as f64 / 100.0
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number that a statistic could take",
    label = "no number",
    note = "make it one first, `let number: f64 = map(edge, |value| ..);`, or implement `gateway_runtime::nodes::Number` for `{Self}`"
)]
pub trait Number {
    /// The number. An integer beyond 2^53 is rounded.
    fn number(&self) -> f64;
}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl Number for $number {
            #[inline]
            fn number(&self) -> f64 {
                f64::from(*self)
            }
        })*
    };
}

numbers!(f64 f32 i8 i16 i32 u8 u16 u32 bool);

impl Number for i64 {
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "documented above")]
    fn number(&self) -> f64 {
        *self as f64
    }
}

impl Number for u64 {
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "documented above")]
    fn number(&self) -> f64 {
        *self as f64
    }
}

/// The number of a value, unless it is `NaN` or infinite.
#[inline]
pub(super) fn finite(value: &impl Number) -> Option<f64> {
    let number = value.number();
    number.is_finite().then_some(number)
}
