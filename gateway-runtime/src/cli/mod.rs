//! The command line of every gateway.

mod log;
mod run;
mod signals;

use std::fmt;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::channel::DynamicMeta;
use crate::config::{ConfigError, Section};
use crate::engine::core::Engine;
use crate::engine::{Gateway, NodeError};
use crate::graph::{self, GraphMeta};
use crate::id::RunId;
use crate::life::{Configured, Life};
use crate::mount::{Description, MountType};
pub use crate::words::nearest;
pub use log::REQUEST;

/// The option by which settings are given.
const SET: &str = "set";

/// The exit code of a gateway that could not start: wrong arguments, settings or wiring, or a port in use.
const CANNOT_START: u8 = 2;

/// The exit code of a gateway, or of a command, that ran and then failed.
const FAILED: u8 = 1;

/// Why a command of a mount failed although nothing was wrong with its arguments: then the exit code is 1, not 2.
#[derive(Debug)]
pub struct Failed(
    /// What the user is told.
    pub String,
);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

/// Runs the command line of `A` on the arguments of this process. What `App::main()` calls.
pub fn run<A: Gateway>() -> ExitCode {
    let matches = match command(A::META, &A::mount_types()).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // Nothing is to be done if the terminal is gone.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(CANNOT_START) } else { ExitCode::SUCCESS };
        }
    };
    match dispatch::<A>(&matches) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}: {error}", A::META.name);
            ExitCode::from(if error.is::<Failed>() { FAILED } else { CANNOT_START })
        }
    }
}

/// The option `--set`. A command of a mount that has it is told of the gateway as these settings make it.
pub fn set_argument() -> Arg {
    Arg::new(SET)
        .long(SET)
        .short('s')
        .value_name("MODULE.SETTING=VALUE")
        .action(ArgAction::Append)
        .help("Change a setting of a module or mount; the value is JSON, or taken as text")
}

fn command(meta: &'static GraphMeta, mounts: &[MountType]) -> Command {
    let name = std::env::args_os().next().map(std::path::PathBuf::from).and_then(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    let about = if meta.doc.is_empty() { format!("The gateway `{}`", meta.name) } else { meta.doc.to_owned() };
    let set = set_argument();
    let disable = Arg::new("disable").long("disable").value_name("MODULE").action(ArgAction::Append).help("Switch a module off");
    let run = Command::new("run")
        .about("Run in real time until stopped (SIGINT, SIGTERM)")
        .args([set.clone(), disable.clone()])
        .arg(
            Arg::new("log")
                .long("log")
                .value_name("LEVEL")
                .default_value("info")
                .env("RUST_LOG")
                .help("What to log: error, warn, info, debug, trace, or a filter such as info,my_app=debug"),
        )
        .arg(
            Arg::new("log-format")
                .long("log-format")
                .value_name("FORMAT")
                .value_parser(["text", "json"])
                .default_value("text")
                .env("LOG_FORMAT")
                .help("How to log: lines to read, or a JSON object a line"),
        )
        .args(mounts.iter().flat_map(|mount| (mount.arguments)()));
    let check =
        Command::new("check").about("Check wiring and settings, and say what is connected to what").args([set.clone(), disable.clone()]);
    let graph = Command::new("graph").about("Draw the graph").args([set.clone(), disable.clone()]).arg(
        Arg::new("format")
            .long("format")
            .short('f')
            .value_parser(["mermaid", "dot", "json"])
            .default_value("mermaid")
            .help("What to write"),
    );
    let config = Command::new("config")
        .about("Tell of the settings")
        .subcommand_required(true)
        .subcommand(Command::new("schema").about("Print the JSON Schema of all settings"));
    Command::new(name.unwrap_or_else(|| meta.name.to_lowercase()))
        .about(about)
        .after_help("Without a command, `run` is meant.")
        .disable_help_subcommand(true)
        .subcommands([run, check, graph, config])
        .subcommands(mounts.iter().flat_map(|mount| (mount.commands)()))
}

fn dispatch<A: Gateway>(matches: &ArgMatches) -> Result<ExitCode, NodeError> {
    match matches.subcommand() {
        Some(("run", arguments)) => run::run(app::<A>(arguments)?, arguments),
        Some(("check", arguments)) => {
            let (app, disabled) = (app::<A>(arguments)?, disabled(arguments));
            let off = app.switched_off(&disabled)?;
            // What is wrong with the wiring is wrong when it is wired.
            let engine = Engine::<A::Graph>::new(app, RunId::SIMULATED, &disabled)?;
            let wrong = crate::config::wrong_defaults(&crate::config::document::<A>(A::META.name));
            if !wrong.is_empty() {
                return Err(wrong.join("\n").into());
            }
            Ok(check(A::META, &off, &engine.dynamic.describe()))
        }
        Some(("graph", arguments)) => {
            // A graph can be drawn before its settings are known.
            let life = if arguments.contains_id("set") { app::<A>(arguments)?.life } else { Life::declared(A::META) };
            let off = life.switched_off(A::META, &disabled(arguments))?;
            let text = match arguments.get_one::<String>("format").map(String::as_str) {
                Some("dot") => graph::dot(A::META, &off),
                Some("json") => format!("{:#}\n", graph::json(A::META, &off)),
                _ => graph::mermaid(A::META, &off),
            };
            print(&text);
            Ok(ExitCode::SUCCESS)
        }
        Some(("config", _)) => {
            print(&format!("{:#}\n", crate::config::document::<A>(A::META.name)));
            Ok(ExitCode::SUCCESS)
        }
        Some((name, arguments)) => {
            for mount in A::mount_types() {
                if (mount.commands)().iter().any(|command| command.get_name() == name) {
                    let text = described::<A, _>(arguments, |app| (mount.command)(name, arguments, app))??;
                    print(&text);
                    return Ok(ExitCode::SUCCESS);
                }
            }
            Err(format!("there is no command `{name}`").into())
        }
        None => dispatch::<A>(&command(A::META, &A::mount_types()).get_matches_from(["", "run"])),
    }
}

/// Tells of the gateway: as its settings make it if the command takes some, else as it is declared. So it is too where settings are
/// required and none are given.
fn described<A: Gateway, R>(arguments: &ArgMatches, tell: impl FnOnce(&Description<'_>) -> R) -> Result<R, NodeError> {
    let Ok(given) = arguments.try_get_many::<String>(SET) else { return Ok(tell(&Description::declared::<A>())) };
    let engine = match app::<A>(arguments) {
        Ok(app) => Engine::<A::Graph>::new(app, RunId::SIMULATED, &[])?,
        Err(_) if given.is_none() => return Ok(tell(&Description::declared::<A>())),
        Err(error) => return Err(error.into()),
    };
    let declared = Description::declared::<A>();
    let outside = engine.outside(declared.keeper.clone());
    let places = 0..declared.channels.len();
    Ok(tell(&Description {
        off: &engine.cx.switched_off(),
        keys: places.clone().map(|channel| outside.keys.known(channel).to_vec()).collect(),
        closed: places.map(|channel| outside.keys.is_closed(channel)).collect(),
        dynamic: outside.dynamic.describe(),
        ..declared
    }))
}

/// Writes to standard output; a closed pipe, as of `| head`, is no error.
fn print(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// The gateway with the settings of the command line.
fn app<A: Gateway>(arguments: &ArgMatches) -> Result<Configured<A>, ConfigError> {
    let mut section = Section::default();
    for assignment in arguments.get_many::<String>("set").into_iter().flatten() {
        section.assign(assignment)?;
    }
    Configured::read(section)
}

fn disabled(arguments: &ArgMatches) -> Vec<String> {
    arguments.get_many::<String>("disable").into_iter().flatten().cloned().collect()
}

/// Who publishes or reads a channel that no node does.
const NOBODY: &str = "nobody";

/// `off` says for each module whether it is switched off.
fn check(meta: &GraphMeta, off: &[bool], dynamic: &[DynamicMeta<'_>]) -> ExitCode {
    use std::fmt::Write;
    let mut text = format!("{}: {} modules, {} nodes, {} channels\n", meta.name, meta.modules.len(), meta.nodes.len(), meta.channels.len());
    let names = |places: Vec<usize>| match places.into_iter().filter(|node| meta.is_on(*node, off)).collect::<Vec<_>>().as_slice() {
        [] => NOBODY.to_owned(),
        places => places.iter().map(|place| meta.node_name(*place)).collect::<Vec<_>>().join(", "),
    };
    let off_names: Vec<&str> = meta.modules.iter().zip(off).filter(|(_, off)| **off).map(|(module, _)| module.name).collect();
    if !off_names.is_empty() {
        let _ = writeln!(text, "  off: {}", off_names.join(", "));
    }
    for (place, channel) in meta.channels.iter().enumerate() {
        let entrances = channel.entrances().join(" and ");
        let outside = (!entrances.is_empty()).then_some(entrances);
        let never = if meta.is_live(place, off) { "" } else { "  (never ticks)" };
        let (publishers, readers) = (names(meta.publishers(place).collect()), names(meta.readers(place).collect()));
        let publishers = match outside {
            Some(outside) if publishers == NOBODY => outside,
            Some(outside) => format!("{publishers} and {outside}"),
            None => publishers,
        };
        let _ = writeln!(text, "  {}: published by {publishers}; read by {readers}{never}", channel.name);
        for state in channel.states {
            let _ = writeln!(text, "    state {}: by {}", state.name, state.key.join(", "));
        }
        for what in [channel.history.then_some("history"), channel.lookup.then_some("lookup by id")].into_iter().flatten() {
            let _ = writeln!(text, "    {what}");
        }
        for channel in dynamic.iter().filter(|channel| channel.family == place) {
            let outside = if channel.is_sendable { ", send" } else { "" };
            let never = if channel.is_live { "" } else { "  (never ticks)" };
            let _ = writeln!(text, "    {}: dynamic{outside}{never}", channel.name);
        }
    }
    for command in meta.commands.iter().filter(|command| !off[command.module]) {
        let channels: Vec<&str> = command.publishes.iter().map(|channel| meta.channel_name(*channel)).collect();
        let publishes = if channels.is_empty() { String::new() } else { format!(" publishes {}", channels.join(", ")) };
        let _ = writeln!(text, "  command: {}.{}{publishes}", meta.modules[command.module].name, command.name);
    }
    for node in meta.nodes {
        for read in node.reads.iter().filter(|read| !read.feedback_from.is_empty()) {
            let from = names(read.feedback_from.to_vec());
            let _ = writeln!(
                text,
                "  feedback: {}.{} sees `{}` of {from} one cycle later",
                meta.modules[node.module].name,
                node.name,
                meta.channel_name(read.channel)
            );
        }
    }
    print(&text);
    ExitCode::SUCCESS
}
