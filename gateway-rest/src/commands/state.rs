//! `state`: rows of a state table.

use gateway_runtime::clap::{Arg, ArgAction, Command, value_parser};
use gateway_runtime::engine::NodeError;
use serde_json::Value;

use super::ask::with_keys;
use super::call::Call;
use super::names;
use crate::client::{ClientError, Query, Where};

/// `state`.
pub(super) fn define() -> Command {
    let several = |name: &'static str| Arg::new(name).long(name).action(ArgAction::Append);
    let number = |name: &'static str| Arg::new(name).long(name).value_name("ROWS").value_parser(value_parser!(u64));
    Command::new("state").about("Show rows of a state table of a running gateway").args([
        Arg::new("name").value_name("STATE").help("The state; without it, the states are listed"),
        several("where").short('w').value_name("CONDITION").help("Only rows like this: 'price >= 10.5', 'side == Buy'"),
        several("order").value_name("FIELD").allow_hyphen_values(true).help("Order by this field; -FIELD for the largest first"),
        number("limit").help("At most so many rows"),
        number("offset").help("Without the first so many rows"),
        Arg::new("fields").long("fields").value_name("FIELD,..").value_delimiter(',').help("Only these fields"),
    ])
}

pub(super) async fn run(call: &Call<'_>) -> Result<(), NodeError> {
    let Some(name) = call.text("name") else {
        let names = call.client.names("state").await?;
        return Ok(call.output.rows(&names.into_iter().map(Value::from).collect::<Vec<_>>(), "there are no states")?);
    };
    let query = query(call)?;
    let rows = if has_keys(call, name) {
        call.client.state_by_key(name, &query).await.map(with_keys)
    } else {
        call.client.state(name, &query).await
    };
    match rows {
        Ok(rows) => Ok(call.output.rows(&rows, "no rows")?),
        Err(error) => Err(with_names(call, "state", name, error).await),
    }
}

/// Whether the rows of a state get the keys of their basket: of a state of one, unless it is said which fields are wanted.
fn has_keys(call: &Call<'_>, name: &str) -> bool {
    let named = |alias: &str| alias == name || alias.replace('_', "-") == name;
    let is_basket = call.app.keeper.states().iter().any(|state| named(state.alias) && state.of_basket && state.key.len() == 1);
    is_basket && call.texts("fields").next().is_none()
}

/// A name that the gateway does not have, with those that it has.
pub(super) async fn with_names(call: &Call<'_>, group: &str, name: &str, error: ClientError) -> NodeError {
    match call.client.names(group).await {
        Ok(known) if error.status() == Some(404) && !known.iter().any(|known| known == name) => names::unknown(group, name, &known).into(),
        _ => error.into(),
    }
}

fn query(call: &Call<'_>) -> Result<Query, NodeError> {
    let mut query = Query::new().fields(call.texts("fields"));
    for condition in call.texts("where") {
        query = filtered(query, condition)?;
    }
    for field in call.texts("order") {
        query = field.strip_prefix('-').map_or_else(|| query.clone().ascending(field), |field| query.clone().descending(field));
    }
    if let Some(rows) = call.arguments.get_one::<u64>("limit") {
        query = query.limit(*rows);
    }
    if let Some(rows) = call.arguments.get_one::<u64>("offset") {
        query = query.offset(*rows);
    }
    Ok(query)
}

/// The longer ones first: `<=` begins with `<`.
const COMPARISONS: [(&str, Where); 7] =
    [("==", Where::Eq), ("!=", Where::Ne), ("<=", Where::Le), (">=", Where::Ge), ("<", Where::Lt), (">", Where::Gt), ("=", Where::Eq)];

/// `field >= value`. The value is a number, a time, or a text, which may have quotes.
fn filtered(query: Query, condition: &str) -> Result<Query, NodeError> {
    let place = condition.find(['=', '!', '<', '>']);
    let read = place.and_then(|place| {
        let (field, rest) = condition.split_at(place);
        let (symbol, compare) = COMPARISONS.iter().find(|(symbol, _)| rest.starts_with(symbol))?;
        Some((field.trim(), *compare, rest[symbol.len()..].trim()))
    });
    let Some((field, compare, value)) = read.filter(|(field, _, value)| !field.is_empty() && !value.is_empty()) else {
        return Err(format!("`{condition}` is no condition: write 'field >= value', with ==, !=, <, <=, > or >=").into());
    };
    let unquoted = ['\'', '"'].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    if let Some(text) = unquoted {
        return Ok(query.filter(field, compare, text));
    }
    if value.parse::<gateway_runtime::Timestamp>().is_ok() {
        return Ok(query.filter_by_time(field, compare, value));
    }
    let number = serde_json::from_str(value).ok().filter(Value::is_number);
    Ok(query.filter(field, compare, number.unwrap_or_else(|| Value::from(value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_has_a_field_a_comparison_and_a_value() {
        let read = |text: &str| filtered(Query::new(), text).unwrap();
        assert_eq!(read("x>=5"), Query::new().filter("x", Where::Ge, 5));
        assert_eq!(read("a.price < 1.5"), Query::new().filter("a.price", Where::Lt, 1.5));
        assert_eq!(read("side = Buy"), Query::new().filter("side", Where::Eq, "Buy"));
        assert_eq!(read("text != '5'"), Query::new().filter("text", Where::Ne, "5"));
        assert_eq!(read("dt > 2026-01-01T00:00:00Z"), Query::new().filter_by_time("dt", Where::Gt, "2026-01-01T00:00:00Z"));
        for bad in ["", "x", "x >=", ">= 5", "x ! 5"] {
            assert!(filtered(Query::new(), bad).unwrap_err().to_string().contains("is no condition"), "{bad}");
        }
    }
}
