//! Faults as answers show them: however much was sent, what is said of it is short.

use gateway_runtime::message::{Location, Problem};
use serde_json::Value;

/// How many bytes a value at fault, a name in its place, or a sentence about it may have.
const LONGEST: usize = 1000;

/// The same fault, with long values and texts cut short.
pub(crate) fn brief(mut problem: Problem) -> Problem {
    problem.input = value(problem.input);
    problem.ctx = problem.ctx.map(value);
    problem.msg = text(problem.msg);
    for step in &mut problem.loc {
        if let Location::Field(field) = step {
            *field = text(std::mem::take(field));
        }
    }
    problem
}

/// A long text is cut; of anything else that is long the JSON is cut, and so becomes a text.
fn value(value: Value) -> Value {
    if let Value::String(long) = value {
        return Value::String(text(long));
    }
    // Whether it is long is seen without writing all of it.
    let mut written = Limited(Vec::new());
    match serde_json::to_writer(&mut written, &value) {
        Ok(()) => value,
        Err(_) => Value::String(text(String::from_utf8_lossy(&written.0).into_owned())),
    }
}

fn text(mut text: String) -> String {
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('…');
    }
    text
}

/// Takes a little more than [`LONGEST`] bytes, then refuses.
struct Limited(Vec<u8>);

impl std::io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() > LONGEST {
            return Err(std::io::ErrorKind::WriteZero.into());
        }
        let taken = &bytes[..bytes.len().min(LONGEST + 1)];
        self.0.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn short_faults_stay_as_they_are() {
        let problem = Problem::new("missing", "Field required", &json!({ "x": [1, null] })).under(&[Location::from("body")]);
        assert_eq!(brief(problem.clone()), problem);
    }

    #[test]
    fn long_ones_are_cut() {
        let long = "é".repeat(5000);
        let problem = Problem::new("value_error", long.as_str(), &json!({ "x": long, "y": 1 })).under(&[Location::from(long.as_str())]);
        let shown = serde_json::to_string(&brief(problem)).unwrap();
        assert!(shown.len() < 3 * LONGEST + 200, "{}", shown.len());
        assert!(shown.contains(r#""input":"{\"x\":\"éé"#) && shown.matches('…').count() == 3, "{shown}");
        assert_eq!(value(json!(vec![7; 100_000])).as_str().map(str::len), Some(LONGEST + '…'.len_utf8()));
    }
}
