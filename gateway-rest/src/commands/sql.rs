//! `sql`: one statement, a file of one, or a prompt.

use std::io::{BufRead, IsTerminal, Read, Write};

use gateway_runtime::clap::{Arg, ArgAction, Command};
use gateway_runtime::engine::NodeError;
use serde_json::Value;

use super::call::Call;
use crate::client::ClientError;

/// `sql`.
pub(super) fn define() -> Command {
    let statement = Arg::new("statement").value_name("STATEMENT").help("A statement that reads; without one, it comes from standard input");
    let file = Arg::new("file").long("file").value_name("PATH").conflicts_with("statement").help("Take the statement from a file");
    let param = Arg::new("param").long("param").short('p').value_name("VALUE").action(ArgAction::Append);
    let param = param.help("What a `?` of the statement stands for: JSON, or taken as text");
    Command::new("sql").about("Ask the tables of a running gateway in SQL").args([statement, file, param])
}

pub(super) async fn run(call: &Call<'_>) -> Result<(), NodeError> {
    let stdin = std::io::stdin();
    let statement = match (call.text("statement"), call.text("file")) {
        (Some(statement), _) => statement.to_owned(),
        (None, Some(path)) => std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?,
        (None, None) if stdin.is_terminal() => return prompt(call).await,
        (None, None) => {
            let mut statement = String::new();
            stdin.lock().read_to_string(&mut statement)?;
            statement
        }
    };
    let params = call.texts("param").map(|text| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)));
    let rows: Vec<Value> = call.client.sql(statement.trim(), params).await?;
    Ok(call.output.rows(&rows, "no rows")?)
}

/// Reads statements from a terminal, each up to its semicolon, until the end of input. A statement that fails ends nothing.
async fn prompt(call: &Call<'_>) -> Result<(), NodeError> {
    let mut statement = String::new();
    loop {
        let mark = if statement.is_empty() { "sql> " } else { "...> " };
        eprint!("{}", call.output.bold(mark));
        std::io::stderr().flush()?;
        if std::io::stdin().lock().read_line(&mut statement)? == 0 {
            eprintln!();
            return Ok(());
        }
        if statement.trim().is_empty() {
            statement.clear();
        } else if statement.trim_end().ends_with(';') {
            let rows: Result<Vec<Value>, ClientError> = call.client.sql(statement.trim(), [Value::Null; 0]).await;
            match rows {
                Ok(rows) => call.output.rows(&rows, "no rows")?,
                Err(error) => eprintln!("{error}"),
            }
            statement.clear();
        }
    }
}
