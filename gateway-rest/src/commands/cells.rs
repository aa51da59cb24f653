//! Rows of JSON as columns and cells of text.

use serde_json::Value;

/// Rows with the same columns.
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// The fields of all rows, in the order in which they come; what is no object is one field, `value`.
pub(super) fn columns(rows: &[Value]) -> Columns {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        match row {
            Value::Object(fields) => {
                for name in fields.keys() {
                    if !names.contains(name) {
                        names.push(name.clone());
                    }
                }
            }
            _ if names.iter().any(|name| name == VALUE) => {}
            _ => names.push(VALUE.to_owned()),
        }
    }
    let rows = rows.iter().map(|row| names.iter().map(|name| field(row, name).map_or(String::new(), cell)).collect()).collect();
    Columns { names, rows }
}

const VALUE: &str = "value";

fn field<'a>(row: &'a Value, name: &str) -> Option<&'a Value> {
    match row {
        Value::Object(fields) => fields.get(name),
        other => (name == VALUE).then_some(other),
    }
}

/// One value: a text by itself, all else as JSON, nothing for `null`.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A line of comma-separated values (RFC 4180).
pub(super) fn csv_line(cells: &[String]) -> String {
    let quoted = |cell: &String| {
        if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_have_the_fields_of_all_of_them() {
        let Columns { names, rows } = columns(&[json!({ "id": "1", "x": 2 }), json!({ "id": "2", "y": [1, null] }), json!(7)]);
        assert_eq!(names, ["id", "x", "y", "value"]);
        assert_eq!(rows, [["1", "2", "", ""], ["2", "", "[1,null]", ""], ["", "", "", "7"]]);
    }

    #[test]
    fn what_would_break_a_line_is_quoted() {
        let cells = ["a", "b,c", "say \"x\"", "two\nlines", ""].map(str::to_owned);
        assert_eq!(csv_line(&cells), "a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\",");
    }
}
