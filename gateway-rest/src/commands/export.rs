//! `export`: a whole table of a running gateway, into a file.

use std::path::Path;

use gateway_runtime::clap::{Arg, Command};
use gateway_runtime::engine::NodeError;
use gateway_runtime::mount::Description;
use gateway_runtime::state::{Form, write_whole};
use serde_json::Value;

use super::call::Call;

/// The forms, by the ends of the names of files.
const FORMS: &[(&str, Form)] = &[
    ("parquet", Form::Parquet),
    ("arrow", Form::Arrow),
    ("csv", Form::Csv),
    ("ndjson", Form::Lines),
    ("jsonl", Form::Lines),
    ("json", Form::Json),
];

/// `export`.
pub(super) fn define() -> Command {
    let table = Arg::new("table")
        .value_name("TABLE")
        .required_unless_present("sql")
        .help("A state, or the history of a channel: <channel>_history");
    let sql =
        Arg::new("sql").long("sql").value_name("STATEMENT").conflicts_with("table").help("What a statement finds, instead of a table");
    let out = Arg::new("out").long("out").short('o').value_name("FILE").required(true);
    let out = out.help("The file: its name ends in .parquet, .arrow, .csv, .ndjson or .json");
    Command::new("export").about("Write a table of a running gateway into a file").args([table, sql, out])
}

pub(super) async fn run(call: &Call<'_>) -> Result<(), NodeError> {
    let path = Path::new(call.text("out").unwrap_or_default());
    let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase();
    let form = FORMS.iter().find(|(name, _)| *name == end).map(|(_, form)| *form);
    let form = form.ok_or_else(|| {
        let ends: Vec<String> = FORMS.iter().map(|(end, _)| format!(".{end}")).collect();
        format!("{}: the name of the file says its form, and ends in one of: {}", path.display(), ends.join(", "))
    })?;
    let statement = match (call.text("table"), call.text("sql")) {
        (Some(table), _) => format!("SELECT * FROM \"{}\"", known(call.app, table)?.replace('"', "\"\"")),
        (None, sql) => sql.unwrap_or_default().to_owned(),
    };
    let bytes = call.client.sql_as(form, &statement, [Value::Null; 0]).await?;
    write_whole(path, &bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    eprintln!("{}: {} bytes", path.display(), bytes.len());
    Ok(())
}

/// The name of a table that the program declares.
fn known<'a>(app: &Description<'_>, name: &'a str) -> Result<&'a str, NodeError> {
    let states = app.keeper.states().iter().map(|state| state.alias.to_owned());
    let histories = app.keeper.histories().iter().map(|history| format!("{}_history", app.channels[history.channel].name()));
    let names: Vec<String> = states.chain(histories).collect();
    if names.iter().any(|other| other == name) {
        return Ok(name);
    }
    Err(format!("there is no table `{name}`; there are: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") }).into())
}
