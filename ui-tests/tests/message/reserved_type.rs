//! A field of a variant has the name under which the variant stands.

use gateway_runtime::prelude::*;

#[message]
pub enum Event {
    Filled { r#type: String },
}

fn main() {}
