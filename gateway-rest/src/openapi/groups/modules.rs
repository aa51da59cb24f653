//! `modules`: what modules do, and their commands.

use serde_json::{Value, json};

use crate::address::encode;
use crate::openapi::draft::Draft;
use crate::openapi::example;
use crate::openapi::faults::Fault;
use crate::openapi::operation::Operation;

const TAG: &str = "Modules";

pub(super) fn describe(draft: &mut Draft<'_>) {
    draft.tag(TAG, "What modules do, and their commands");
    let (graph, off) = (draft.app.graph, draft.app.off);
    let (summary, whole) = (summary(draft), whole(draft));
    let list = json!({ "type": "array", "items": summary });
    draft.get("/api/v1/modules/", Operation::new("modules", TAG, "All modules").answer("The modules", &list));
    let names: Vec<&str> = graph.modules.iter().map(|module| module.name).collect();
    let one = Operation::new("module", TAG, "One module, with its figures and commands");
    let one = one.in_path("module", "The names that lead to it, with dots between them", &json!({ "type": "string", "examples": names }));
    draft.get("/api/v1/modules/{module}", one.answer("The module", &whole).faults(&[Fault::NotFound]));
    for command in graph.commands {
        // Who is off when the gateway starts stays so.
        if off.get(command.module).copied().unwrap_or(false) {
            continue;
        }
        let module = graph.modules[command.module].name;
        let (arguments, answer) = (draft.schemas.plain(command.arguments), draft.schemas.plain(command.answer));
        let example = example::of(&arguments, &draft.schemas);
        let takes_nothing = draft.schemas.resolve(&arguments).get("required").is_none();
        let operation = Operation::new(format!("command-{module}-{}", command.name), TAG, summary_of(command.doc, command.name))
            .describe(&description(command.doc, command.publishes, draft))
            .body(&arguments, Some(example))
            .answer("The answer of the command", &answer)
            .faults(&[
                Fault::BadRequest,
                Fault::Forbidden,
                Fault::NotFound,
                Fault::SlowBody,
                Fault::Conflict,
                Fault::TooLarge,
                Fault::NotJson,
            ])
            .faults(&[Fault::Invalid, Fault::Internal, Fault::Unavailable, Fault::TimedOut]);
        let operation = if takes_nothing { operation.body_is_optional() } else { operation };
        draft.post(&format!("/api/v1/modules/{}/commands/{}", encode(module), encode(command.name)), operation);
    }
}

/// The first line of a doc comment, or the name.
fn summary_of(doc: &str, name: &str) -> String {
    doc.lines()
        .next()
        .filter(|line| !line.is_empty())
        .map_or_else(|| format!("The command `{name}`"), |line| line.trim_end_matches('.').to_owned())
}

/// The doc comment, and which channels the command publishes.
fn description(doc: &str, publishes: &[usize], draft: &Draft<'_>) -> String {
    let names: Vec<String> = publishes.iter().map(|channel| format!("`{}`", draft.app.graph.channel_name(*channel))).collect();
    let note = if names.is_empty() { String::new() } else { format!("Publishes {}.", names.join(", ")) };
    let gap = if doc.is_empty() || note.is_empty() { "" } else { "\n\n" };
    format!("{doc}{gap}{note}")
}

/// A module in the list of all.
fn summary(draft: &mut Draft<'_>) -> Value {
    let names = json!({ "type": "array", "items": { "type": "string" }, "description": "The names of its commands" });
    draft.schemas.own("ModuleSummary", object("A module", &properties(&names)))
}

/// All that there is to say of a module.
fn whole(draft: &mut Draft<'_>) -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    let schema = json!({ "type": "object", "description": "A JSON Schema" });
    let node = object("A node", &json!({ "name": { "type": "string" }, "failures": count, "slow": count }));
    let command = object(
        "A command",
        &json!({
            "name": { "type": "string" },
            "description": { "type": "string" },
            "arguments": schema,
            "answer": schema,
            "publishes": { "type": "array", "items": { "type": "string" } },
            "runs": count,
            "failures": count,
        }),
    );
    let mut properties = properties(&json!({ "type": "array", "items": command }));
    properties["nodes"] = json!({ "type": "array", "items": node });
    let mut module = object("A module, with its figures and commands", &properties);
    module["properties"]["held_until"] =
        json!({ "type": "string", "format": "date-time", "description": "Until then nothing of what it publishes ticks" });
    draft.schemas.own("ModuleDetail", module)
}

fn properties(commands: &Value) -> Value {
    json!({
        "name": { "type": "string", "description": "The names that lead to it, with dots between them" },
        "type": { "type": "string", "description": "The name of its type" },
        "state": { "enum": ["running", "held", "off", "restarting", "stopped"] },
        "failures": { "type": "integer", "minimum": 0, "description": "How often its nodes and commands failed" },
        "restarts": { "type": "integer", "minimum": 0, "description": "How often it was restarted" },
        "commands": commands,
    })
}

/// An object that has all these properties.
fn object(description: &str, properties: &Value) -> Value {
    let required: Vec<&String> = properties.as_object().into_iter().flat_map(|properties| properties.keys()).collect();
    json!({ "type": "object", "description": description, "properties": properties, "required": required })
}
