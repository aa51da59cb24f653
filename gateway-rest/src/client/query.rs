//! What is asked of a state table.

use serde::Serialize;
use serde_json::{Value, json};

/// Which rows of a state table are wanted, in which order, and how many.
///
/// ```
/// use gateway_rest::client::{Query, Where};
///
/// let query = Query::new().filter("price", Where::Ge, 10.5).filter_by_field("filled", Where::Lt, "quantity").descending("price").limit(20);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Query {
    filters: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    order: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<String>,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Where {
    /// As it stands in a query.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
        }
    }
}

impl Query {
    /// Every row.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only rows whose `field` compares so with a number or text. Fields of nested messages are dotted: `order.price`.
    #[must_use]
    pub fn filter(self, field: &str, compare: Where, value: impl Into<Value>) -> Self {
        let by = json!({ "value": value.into(), "where": compare.symbol() });
        self.filtered(field, &by)
    }

    /// Only rows whose `field` compares so with a point in time, such as `2026-11-20T14:30:00Z`.
    #[must_use]
    pub fn filter_by_time(self, field: &str, compare: Where, time: &str) -> Self {
        let by = json!({ "when": time, "where": compare.symbol() });
        self.filtered(field, &by)
    }

    /// Only rows whose `field` compares so with another one.
    #[must_use]
    pub fn filter_by_field(self, field: &str, compare: Where, other: &str) -> Self {
        let by = json!({ "attr": other, "where": compare.symbol() });
        self.filtered(field, &by)
    }

    fn filtered(mut self, field: &str, by: &Value) -> Self {
        self.filters.push(json!({ "attr": field, "by": by }));
        self
    }

    /// Smallest first; after all orders that were given before.
    #[must_use]
    pub fn ascending(mut self, field: &str) -> Self {
        self.order.push(field.to_owned());
        self
    }

    /// Largest first; after all orders that were given before.
    #[must_use]
    pub fn descending(mut self, field: &str) -> Self {
        self.order.push(format!("-{field}"));
        self
    }

    /// At most so many rows.
    #[must_use]
    pub fn limit(self, rows: u64) -> Self {
        Self { limit: Some(rows), ..self }
    }

    /// Without the first so many rows.
    #[must_use]
    pub fn offset(self, rows: u64) -> Self {
        Self { offset: Some(rows), ..self }
    }

    /// Only these fields of each row.
    #[must_use]
    pub fn fields<F: Into<String>>(self, fields: impl IntoIterator<Item = F>) -> Self {
        Self { fields: fields.into_iter().map(Into::into).collect(), ..self }
    }

    /// As it stands in an address. `None` for every row.
    pub(super) fn text(&self) -> Option<String> {
        (*self != Self::default()).then(|| json!(self).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_those_of_the_reference() {
        let query =
            Query::new().filter("x", Where::Ge, 5).filter("s", Where::Eq, "a").filter_by_time("dt", Where::Lt, "2026-01-01T00:00:00Z");
        let query = query.filter_by_field("x", Where::Ne, "a.y");
        let expected = json!({ "filters": [
            { "attr": "x", "by": { "value": 5, "where": ">=" } },
            { "attr": "s", "by": { "value": "a", "where": "==" } },
            { "attr": "dt", "by": { "when": "2026-01-01T00:00:00Z", "where": "<" } },
            { "attr": "x", "by": { "attr": "a.y", "where": "!=" } },
        ] });
        assert_eq!(query.text().unwrap(), expected.to_string());
        assert_eq!(Query::new().text(), None);
    }

    #[test]
    fn order_and_number_of_rows_stand_beside_them() {
        let query = Query::new().descending("x").ascending("id").limit(10).offset(20).fields(["x", "id"]);
        let expected = json!({
            "filters": [], "order": ["-x", "id"], "limit": 10, "offset": 20, "fields": ["x", "id"],
        });
        assert_eq!(query.text().unwrap(), expected.to_string());
    }
}
