//! `key new`: makes a key, and what settings remember of it.

use gateway_runtime::clap::{ArgMatches, Command};
use serde_json::json;

use super::Right;
use super::random::{Digest, secret};

/// The name of the command.
pub(crate) const NAME: &str = "key";

pub(crate) fn command() -> Command {
    let new = Command::new("new").about("Make a key, and the SHA-256 by which settings know it");
    Command::new(NAME).about("Keys of the REST service").subcommand_required(true).subcommand(new)
}

/// What `key new` prints.
pub(crate) fn run(_: &ArgMatches) -> String {
    let key = secret();
    let settings = json!({ "sha256": Digest::of(&key).text(), "rights": Right::ALL.map(Right::name) });
    format!("key: {key}\nThe client keeps it. What the gateway has to know:\n--set 'rest.auth.keys.NAME={settings}'\n")
}
