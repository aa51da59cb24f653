//! What an attribute says of a field, of a setting or of an argument: its default and its constraints.

use syn::{Attribute, Expr};

use super::args::{Args, Value};
use super::constraints;
use crate::diag::Sink;

/// What a value is that is not given.
#[derive(Clone)]
pub(crate) enum Default {
    /// It must be.
    None,
    /// The default of its type.
    OfType,
    Value(Box<Expr>),
}

impl Default {
    /// The default as it is written.
    fn value(&self) -> Option<&Expr> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// The default and the constraints in `attribute`: these as the text of a JSON object, or nothing.
pub(crate) fn options(attribute: &'static str, attrs: &[Attribute], sink: &mut Sink) -> (Default, String) {
    let mut args = Args::of(attribute, attrs, sink);
    let default = take(&mut args, sink);
    let constraints = constraints::take(&mut args, default.value(), sink);
    args.finish(&constraints::words(&["default"]), sink);
    (default, constraints)
}

/// The default in `attribute`, which has nothing else.
pub(crate) fn default(attribute: &'static str, attrs: &[Attribute], sink: &mut Sink) -> Default {
    let mut args = Args::of(attribute, attrs, sink);
    let default = take(&mut args, sink);
    args.finish(&["default"], sink);
    default
}

fn take(args: &mut Args, sink: &mut Sink) -> Default {
    match args.take("default", sink).map(|arg| arg.value) {
        None => Default::None,
        Some(Value::Assigned(value)) => Default::Value(value),
        Some(_) => Default::OfType,
    }
}
