//! One call of a command: where the gateway is, and how the answer is to look.

use std::path::PathBuf;

use gateway_runtime::clap::{Arg, ArgMatches, Command, value_parser};
use gateway_runtime::engine::NodeError;
use gateway_runtime::mount::Description;

use super::output::Output;
use crate::client::{AnyClient, Endpoint};

/// What a command works with.
pub(super) struct Call<'a> {
    pub(super) arguments: &'a ArgMatches,
    pub(super) app: &'a Description<'a>,
    pub(super) client: AnyClient,
    pub(super) output: Output,
    pub(super) url: String,
}

/// `command` with the options that every one of them has.
pub(super) fn with_options(command: Command) -> Command {
    let url = Arg::new("url").long("url").value_name("URL").env("GATEWAY_URL").default_value("http://127.0.0.1:8000");
    let key = Arg::new("key").long("key").value_name("KEY").env("GATEWAY_KEY").hide_env_values(true).help("The API key");
    let ca = Arg::new("ca").long("ca").value_name("FILE").env("GATEWAY_CA").value_parser(value_parser!(PathBuf));
    let ca = ca.help("Certificates to trust beside those of the system, in PEM");
    let format = Arg::new("format").long("format").short('f').value_parser(["table", "json", "ndjson", "csv"]).default_value("table");
    let mut options = vec![url.help("Where the gateway is; unix:PATH for a socket of this machine"), key, ca];
    // The name of a file says its form.
    let into_file = command.get_arguments().any(|argument| argument.get_id() == "out");
    options.extend((!into_file).then(|| format.help("What to write")));
    // Those of subcommands belong behind them: `stage list orders --url ..`.
    if command.has_subcommands() {
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        names.into_iter().fold(command, |command, name| command.mut_subcommand(name, |sub| sub.args(options.clone())))
    } else {
        command.args(options)
    }
}

impl<'a> Call<'a> {
    pub(super) fn new(arguments: &'a ArgMatches, app: &'a Description<'a>) -> Result<Self, NodeError> {
        let options = arguments.subcommand().map_or(arguments, |(_, arguments)| arguments);
        let url = options.get_one::<String>("url").cloned().unwrap_or_default();
        let mut endpoint = Endpoint::new(url.as_str());
        if let Some(key) = options.get_one::<String>("key") {
            endpoint = endpoint.key(key);
        }
        if let Some(path) = options.get_one::<PathBuf>("ca") {
            endpoint = endpoint.trust(std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?);
        }
        let output = Output::new(options.try_get_one::<String>("format").ok().flatten().map_or("table", String::as_str));
        Ok(Self { arguments, app, client: AnyClient::connect(endpoint)?, output, url })
    }

    /// A text among the arguments.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.arguments.get_one::<String>(name).map(String::as_str)
    }

    /// Texts among the arguments, of one that may stand several times.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.arguments.get_many::<String>(name).into_iter().flatten().map(String::as_str)
    }
}
