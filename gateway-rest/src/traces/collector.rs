//! Where spans are sent to: what the settings and the environment say together.

use std::env;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use reqwest::Url;
use reqwest::redirect::Policy;

use super::TraceSettings;
use super::refused::{Reading, Refused};
use crate::client::Endpoint;
use crate::start_error::StartError;

/// The path under which a collector takes spans.
const PATH: &str = "/v1/traces";

/// How many spans wait, unless it is said.
const QUEUE: usize = 2048;

/// How long they wait for more, unless it is said.
const DELAY: Duration = Duration::from_secs(5);

/// How long the collector may take, unless it is said.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A collector that can be sent to.
#[derive(Debug)]
pub(crate) struct Collector {
    pub(super) settings: TraceSettings,
    pub(super) exporter: SpanExporter,
    pub(super) refused: Refused,
    /// Its address, for people.
    pub(super) place: String,
    pub(super) queue: usize,
    pub(super) delay: Duration,
}

impl Collector {
    /// The collector that is set, here or in the environment. `None` if there is none.
    pub(crate) fn new(settings: &TraceSettings) -> Result<Option<Self>, StartError> {
        let Some(url) = url(settings)? else { return Ok(None) };
        let wrong = |error: &dyn fmt::Display| StartError(format!("traces: {error}"));
        if let Some(protocol) = first(["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"])
            && protocol != "http/protobuf"
        {
            return Err(wrong(&format_args!("spans are sent by http/protobuf, not by `{protocol}` as the environment says")));
        }
        let settings = settings.clone();
        let queue = settings.queue.or(number("OTEL_BSP_MAX_QUEUE_SIZE")?).unwrap_or(QUEUE).max(1);
        let delay = settings.delay.or(number("OTEL_BSP_SCHEDULE_DELAY")?.map(Duration::from_millis)).unwrap_or(DELAY);
        let timeout = number("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT")?.or(number("OTEL_EXPORTER_OTLP_TIMEOUT")?);
        let timeout = timeout.map_or(TIMEOUT, Duration::from_millis);
        let mut endpoint = Endpoint::new(url.as_str());
        if let Some(file) = first(["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE"]) {
            endpoint = endpoint.trust(std::fs::read(&file).map_err(|error| wrong(&format_args!("{file}: {error}")))?);
        }
        let tls = endpoint.tls_config().map_err(|error| wrong(&error))?;
        let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).timeout(timeout).tls_backend_preconfigured(tls).build();
        let refused = Refused::default();
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Reading { client: client.map_err(|error| wrong(&error))?, refused: refused.clone() })
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(url.as_str())
            .with_timeout(timeout)
            .build()
            .map_err(|error| wrong(&error))?;
        Ok(Some(Self { settings, exporter, refused, place: url.to_string(), queue, delay }))
    }
}

/// Where the collector is, if there is one.
fn url(settings: &TraceSettings) -> Result<Option<Url>, StartError> {
    let (name, text) = if let Some(base) = &settings.endpoint {
        ("traces.endpoint", below(base))
    } else if variable("OTEL_SDK_DISABLED").is_some_and(|off| off.eq_ignore_ascii_case("true"))
        || variable("OTEL_TRACES_EXPORTER").is_some_and(|exporter| exporter == "none")
    {
        return Ok(None);
    } else if let Some(whole) = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", whole)
    } else if let Some(base) = variable("OTEL_EXPORTER_OTLP_ENDPOINT") {
        ("OTEL_EXPORTER_OTLP_ENDPOINT", below(&base))
    } else {
        return Ok(None);
    };
    let url = Url::parse(&text).map_err(|error| StartError(format!("{name}: this is no address of a collector: {error}")))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(StartError(format!("{name}: a collector has an address with http or https, not `{}`", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(StartError(format!(
            "{name}: an address has no user; what the collector asks for stands in OTEL_EXPORTER_OTLP_HEADERS"
        )));
    }
    Ok(Some(url))
}

/// The path for spans below an address.
fn below(base: &str) -> String {
    format!("{}{PATH}", base.trim_end_matches('/'))
}

/// A variable of the environment that is not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn first<const N: usize>(names: [&str; N]) -> Option<String> {
    names.into_iter().find_map(variable)
}

fn number<T: FromStr>(name: &str) -> Result<Option<T>, StartError> {
    let read = |text: String| text.parse().map_err(|_| StartError(format!("{name}: `{text}` is no number")));
    variable(name).map(read).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(endpoint: &str) -> Result<String, String> {
        let settings = TraceSettings { endpoint: Some(endpoint.to_owned()), ..TraceSettings::default() };
        url(&settings).map(|url| url.unwrap().to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_address_gets_the_path_for_spans() {
        assert_eq!(at("http://here:4318").unwrap(), "http://here:4318/v1/traces");
        assert_eq!(at("https://here/otlp/").unwrap(), "https://here/otlp/v1/traces");
    }

    #[test]
    fn an_address_that_cannot_be_is_said() {
        assert!(at("here").unwrap_err().starts_with("traces.endpoint: this is no address of a collector: "));
        assert_eq!(at("grpc://here").unwrap_err(), "traces.endpoint: a collector has an address with http or https, not `grpc`");
        let secret = at("http://user:secret@here").unwrap_err();
        assert!(secret.contains("OTEL_EXPORTER_OTLP_HEADERS") && !secret.contains("secret@"), "{secret}");
    }
}
