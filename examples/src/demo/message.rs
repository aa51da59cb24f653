//! The demo's messages.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use gateway_runtime::prelude::*;
use jiff::civil::Date;

/// The keys of the demo's basket.
#[message]
pub enum ExampleEnum {
    /// One.
    A,
    /// Two.
    B,
    /// Three.
    C,
}

impl ExampleEnum {
    /// All keys.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// The number of a key: 1, 2, 3.
    pub fn number(self) -> usize {
        match self {
            Self::A => 1,
            Self::B => 2,
            Self::C => 3,
        }
    }
}

/// A struct within another: it has no id and no timestamp of its own.
#[message]
#[derive(PartialEq)]
pub struct InternalStruct {
    /// A number.
    #[message(default = 12)]
    pub z: i64,
}

impl Default for InternalStruct {
    fn default() -> Self {
        Self { z: 12 }
    }
}

/// What a gateway says of itself.
#[message]
#[derive(PartialEq)]
pub struct Metadata {
    /// Its name.
    pub name: String,
}

/// A message with a field of every kind.
#[message(validate = ExampleData::check)]
#[derive(PartialEq)]
pub struct ExampleData {
    /// A count, not negative.
    pub x: i64,
    /// The count as text, several times over.
    #[message(default)]
    pub y: String,
    /// A letter.
    #[message(default)]
    pub z: String,
    /// A nested struct.
    #[message(default)]
    pub internal_csp_struct: InternalStruct,
    /// Numbers between 0 and 1.
    #[message(default)]
    pub data: Vec<f64>,
    /// The count by its text.
    #[message(default)]
    pub mapping: BTreeMap<String, i64>,
    /// When this process started.
    #[message(default = process_start())]
    pub dt: Timestamp,
    /// The day on which this process started, UTC.
    #[message(default = process_day())]
    pub d: Date,
}

impl ExampleData {
    /// A message with this count, and defaults.
    pub fn counting(x: i64) -> Self {
        Self {
            x,
            y: String::new(),
            z: String::new(),
            internal_csp_struct: InternalStruct::default(),
            data: Vec::new(),
            mapping: BTreeMap::new(),
            dt: process_start(),
            d: process_day(),
        }
    }

    fn check(&self) -> Result<(), Invalid> {
        if self.x < 0 { Err(Invalid::field("x", "value must be non-negative.")) } else { Ok(()) }
    }
}

/// When this process first asked.
fn process_start() -> Timestamp {
    static START: OnceLock<Timestamp> = OnceLock::new();
    *START.get_or_init(Timestamp::now)
}

fn process_day() -> Date {
    static DAY: OnceLock<Date> = OnceLock::new();
    *DAY.get_or_init(|| process_start().to_string().get(..10).and_then(|day| day.parse().ok()).unwrap_or_default())
}
