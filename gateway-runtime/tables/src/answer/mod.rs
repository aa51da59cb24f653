//! The forms of answers.

mod fields;
pub(crate) mod json;

pub(crate) use fields::fields;
