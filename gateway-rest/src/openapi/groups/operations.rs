//! `/health` and `/metrics`: for those who run the gateway.

use serde_json::{Value, json};

use crate::metrics::OPEN_METRICS;
use crate::openapi::draft::Draft;
use crate::openapi::faults::Fault;
use crate::openapi::operation::{JSON, Operation};

pub(super) fn describe(draft: &mut Draft<'_>) {
    draft.tag("Operations", "For those who start, stop and watch the gateway");
    let live = Operation::new("health-live", "Operations", "Whether the process answers");
    draft.get("/health/live", live.answer("It does", &said("live", json!({}))));
    let reasons = json!({ "reasons": { "type": "array", "items": { "type": "string" }, "minItems": 1 } });
    let ready = Operation::new("health-ready", "Operations", "Whether the engine answers, in time");
    let ready = ready.answer("It does", &said("ready", json!({})));
    draft.get("/health/ready", ready.answer_of(503, "It does not: send requests elsewhere", JSON, &said("not ready", reasons)));
    let metrics = Operation::new("metrics", "Operations", "Figures of the service and the engine");
    let metrics = metrics.describe("The text form of Prometheus (OpenMetrics).");
    let text = OPEN_METRICS.split(';').next().unwrap_or_default();
    draft.get("/metrics", metrics.answer_of(200, "Figures", text, &json!({ "type": "string" })).faults(&[Fault::Internal]));
}

/// An object that says how it is, and why.
fn said(status: &str, mut properties: Value) -> Value {
    properties["status"] = json!({ "const": status });
    let required: Vec<&String> = properties.as_object().into_iter().flat_map(|fields| fields.keys()).collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}
