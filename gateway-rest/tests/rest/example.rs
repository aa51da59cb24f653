//! The requests of the recorded sessions with the reference, and its answers.

use serde_json::{Value, json};

use crate::server::{Server, without_stamps};

/// The fields of an answer, where the ones that are not named have their defaults.
fn example(x: impl Into<Value>, fields: &[(&str, Value)]) -> Value {
    let mut example = json!({ "x": x.into(), "y": "", "z": "", "internal_csp_struct": { "z": 12 }, "data": [], "mapping": {} });
    for (name, value) in fields {
        example[*name] = value.clone();
    }
    example
}

#[tokio::test]
async fn accepted_values_look_the_same() {
    let server = Server::start().await;
    for (body, expected) in [
        (
            r#"{"x": 999, "y": "abc", "internal_csp_struct": {"z": 15}}"#,
            json!([example(999, &[("y", json!("abc")), ("internal_csp_struct", json!({ "z": 15 }))])]),
        ),
        (
            r#"[{"x": 1001, "y": "a"}, {"x": 1003, "y": "b"}]"#,
            json!([example(1001, &[("y", json!("a"))]), example(1003, &[("y", json!("b"))])]),
        ),
        ("[]", json!([])),
        ("{}", json!([example(Value::Null, &[])])),
        (r#"{"x": null, "y": "q", "id": null, "timestamp": null}"#, json!([example(Value::Null, &[("y", json!("q"))])])),
    ] {
        let answer = server.send("example", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        // Texts, so that the order of the fields counts.
        assert_eq!(without_stamps(answer.json()).to_string(), expected.to_string(), "{body}");
    }
}

#[tokio::test]
async fn ids_and_times_of_the_caller_are_kept() {
    let server = Server::start().await;
    for (body, id, timestamp) in [
        (r#"{"x": 11, "id": "my-id-1", "timestamp": "2020-01-02T03:04:05.678901"}"#, "my-id-1", "2020-01-02T03:04:05.678901"),
        (r#"{"x": 13, "id": 12345, "timestamp": "2020-01-02T03:04:05+02:00"}"#, "12345", "2020-01-02T01:04:05"),
    ] {
        let answer = server.send("example", body).await.json();
        assert_eq!((&answer[0]["id"], &answer[0]["timestamp"]), (&json!(id), &json!(timestamp)));
        assert_eq!(server.last("example").await, answer);
    }
}

#[tokio::test]
async fn faults_have_the_words_of_the_reference() {
    let server = Server::start().await;
    for (body, expected) in [
        (
            r#"{"x": 1, "bogus": 2}"#,
            json!({ "type": "extra_forbidden", "loc": ["body", "bogus"], "msg": "Extra inputs are not permitted", "input": 2 }),
        ),
        (
            r#"{"x": 1, "y": null}"#,
            json!({ "type": "string_type", "loc": ["body", "y"], "msg": "Input should be a valid string", "input": null }),
        ),
        (
            r#"{"x": -1}"#,
            json!({ "type": "value_error", "loc": ["body", "x"], "msg": "Value error, value must be non-negative.", "input": -1 }),
        ),
        (
            r#""hello""#,
            json!({
                "type": "model_attributes_type",
                "loc": ["body"],
                "msg": "Input should be a valid dictionary or object to extract fields from",
                "input": "hello",
            }),
        ),
    ] {
        let answer = server.send("example", body).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.json(), json!({ "detail": [expected] }), "{body}");
    }
}
