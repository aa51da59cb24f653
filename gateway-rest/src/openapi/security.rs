//! Who may use which operation, as a document says it. It follows from what each route needs.

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::auth::{Need, TOKEN, need};

/// The names of the schemes.
const SCHEMES: [&str; 5] = ["bearer", "key", "token", "parameter", "cookie"];

/// Adds the schemes, and to each operation the right it needs and the answers to those who have it not.
pub(super) fn describe(document: &mut Value) {
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for (path, operations) in paths {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            let Ok(method) = method.to_ascii_uppercase().parse::<Method>() else { continue };
            if is_operation(&method)
                && let Some(operation) = operation.as_object_mut()
            {
                describe_operation(operation, need(&method, path));
            }
        }
    }
    let in_place = |place: &str, name: &str, text: &str| json!({ "type": "apiKey", "in": place, "name": name, "description": text });
    document["components"]["securitySchemes"] = json!({
        "bearer": { "type": "http", "scheme": "bearer", "description": "A key of the gateway" },
        "key": in_place("header", "X-API-Key", "A key of the gateway"),
        "token": in_place("header", TOKEN, "A key of the gateway"),
        "parameter": in_place("query", TOKEN, "A key of the gateway, for clients that cannot send headers"),
        "cookie": in_place("cookie", TOKEN, "The session of a browser, from /login"),
    });
    let schema = json!({
        "type": "object",
        "properties": { "detail": { "type": "string" }, "status_code": { "type": "integer" } },
        "required": ["detail", "status_code"],
    });
    let response = |text: &str| json!({ "description": text, "content": { "application/json": { "schema": schema } } });
    let mut unknown = response("No valid key was presented");
    unknown["headers"] = json!({ "WWW-Authenticate": { "description": "How to present one", "schema": { "type": "string" } } });
    document["components"]["responses"]["Unauthorized"] = unknown;
    document["components"]["responses"]["Forbidden"] = response("The key has not the right that this needs");
}

/// An object of paths has other things beside methods, which parse as methods too.
fn is_operation(method: &Method) -> bool {
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS].contains(method)
}

fn describe_operation(operation: &mut Map<String, Value>, need: Option<Need>) {
    let Some(Need::Right(right)) = need else {
        operation.insert("security".to_owned(), json!([]));
        return;
    };
    // Since OpenAPI 3.1 the list names what the client must be allowed.
    operation.insert("security".to_owned(), SCHEMES.iter().map(|scheme| json!({ *scheme: [right.name()] })).collect());
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        for (status, name) in [("401", "Unauthorized"), ("403", "Forbidden")] {
            responses.entry(status).or_insert_with(|| json!({ "$ref": format!("#/components/responses/{name}") }));
        }
        responses.sort_keys();
    }
}
