//! What is logged, and how.

use std::fmt;
use std::io::IsTerminal;

use clap::ArgMatches;
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, Json, JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

use crate::engine::NodeError;

/// The target of spans that say to which request of the outside a line belongs. What they are made with, such as the ids of a trace, stands
/// in each line that is written inside them, whatever else is logged.
pub const REQUEST: &str = "request";

/// Lets the process log as the command line says.
pub(super) fn begin(arguments: &ArgMatches) -> Result<(), NodeError> {
    let filter = arguments.get_one::<String>("log").map_or("info", String::as_str);
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("--log {filter}: {error}"))?;
    let filter = filter.add_directive(format!("{REQUEST}=error").parse()?);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second gateway of one process, as in tests, logs where the first one does.
    let _ = match arguments.get_one::<String>("log-format").map(String::as_str) {
        Some("json") => {
            let format = tracing_subscriber::fmt::format().json().flatten_event(true).with_current_span(false);
            log.fmt_fields(JsonFields::new()).event_format(WithRequest(format)).try_init()
        }
        _ => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
    Ok(())
}

/// A line of JSON that has what is known of the request to which it belongs.
struct WithRequest(Format<Json>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> FormatEvent<S, JsonFields> for WithRequest {
    fn format_event(&self, context: &FmtContext<'_, S, JsonFields>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut spans = context.event_scope().into_iter().flatten();
        let Some(request) = spans.find(|span| span.metadata().target() == REQUEST) else {
            return self.0.format_event(context, writer, event);
        };
        let mut line = String::new();
        self.0.format_event(context, Writer::new(&mut line), event)?;
        let extensions = request.extensions();
        let known = extensions.get::<FormattedFields<JsonFields>>().map_or("{}", |fields| fields.fields.as_str());
        // Both are objects: one becomes the other's end.
        match (line.trim_end().strip_suffix('}'), known.strip_prefix('{')) {
            (Some(line), Some(known)) if known != "}" => writeln!(writer, "{line},{known}"),
            _ => writer.write_str(&line),
        }
    }
}
