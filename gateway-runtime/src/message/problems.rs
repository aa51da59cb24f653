//! A message of the graph, held against what is asked of one from outside.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use jsonschema::Validator;

use super::decode::{faults, of_user};
use super::{Message, Problem};

/// The compiled schema of a type, once it was needed.
type Compiled = Arc<OnceLock<Option<Validator>>>;

/// The schemas of all types that were checked.
static COMPILED: LazyLock<Mutex<HashMap<TypeId, Compiled>>> = LazyLock::new(Mutex::default);

pub(super) fn of<T: Message>(message: &T) -> Vec<Problem> {
    let value = match serde_json::to_value(message) {
        Ok(value) => value,
        Err(error) => return vec![Problem::new("value_error", format!("Value error, {error}"), &serde_json::Value::Null)],
    };
    if T::CONSTRAINED {
        let compiled = Arc::clone(COMPILED.lock().unwrap_or_else(PoisonError::into_inner).entry(TypeId::of::<T>()).or_default());
        let found = faults::<T>(&value, &compiled);
        if !found.is_empty() {
            return found;
        }
    }
    message.validate().err().map(|invalid| of_user(&invalid, &value)).into_iter().collect()
}
