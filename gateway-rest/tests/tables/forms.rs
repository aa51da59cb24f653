//! The forms of answers: CSV, lines of JSON, Arrow, Parquet.

use serde_json::json;

use crate::desk::{ask, send, start, trade};

async fn bytes(server: &crate::server::Server, sql: &str, accept: &str) -> Vec<u8> {
    let request = server.request(reqwest::Method::POST, "/api/v1/sql").header("content-type", "application/json");
    let answer = request.header("accept", accept).body(json!({ "sql": sql }).to_string()).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()), (200, accept));
    answer.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn csv_quotes_what_needs_it() {
    let server = start().await;
    send(&server, &[trade("a,\"b\"\n", 1.5, 1), trade("", 2.0, 2)]).await;
    let sql = "SELECT symbol, price, venue.country AS \"the country\", venue, \"any\" FROM trades ORDER BY price";
    let answer = ask(&server, &json!({ "sql": sql }), "text/csv").await;
    let expected = "symbol,price,the country,venue,any\r\n\
                    \"a,\"\"b\"\"\n\",1.5,,\"{\"\"name\"\":\"\"X\"\",\"\"country\"\":null}\",\"{\"\"x\"\":[1]}\"\r\n\
                    \"\",2.0,,\"{\"\"name\"\":\"\"X\"\",\"\"country\"\":null}\",\"{\"\"x\"\":[2]}\"\r\n";
    assert_eq!((answer.header("content-type"), answer.text.as_str()), ("text/csv; charset=utf-8", expected));
}

#[tokio::test]
async fn lines_have_an_object_each() {
    let server = start().await;
    let answer = ask(&server, &json!({ "sql": "SELECT * FROM range(3) t(x)" }), "application/x-ndjson").await;
    assert_eq!(answer.text, "{\"x\":0}\n{\"x\":1}\n{\"x\":2}\n");
}

#[tokio::test]
async fn arrow_and_parquet_have_all_columns() {
    let server = start().await;
    send(&server, &[trade("a", 1.5, 1), trade("b", 2.5, 2)]).await;
    let arrow = bytes(&server, "SELECT * FROM trades", "application/vnd.apache.arrow.stream").await;
    assert!(arrow.starts_with(&[0xff, 0xff, 0xff, 0xff]));
    let parquet = bytes(&server, "SELECT * FROM trades", "application/vnd.apache.parquet").await;
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    let none = ask(&server, &json!({ "sql": "SELECT 1" }), "image/png").await;
    assert_eq!(none.status, 406);
    assert!(none.text.contains("text/csv"), "{}", none.text);
}

#[tokio::test]
async fn the_client_asks_for_a_file_of_any_form() {
    use gateway_rest::client::AnyClient;
    use gateway_runtime::state::Form;
    let server = start().await;
    send(&server, &[trade("a", 1.5, 1)]).await;
    let client = AnyClient::connect(server.base.as_str()).unwrap();
    let parquet = client.sql_as(Form::Parquet, "SELECT * FROM trades WHERE size = ?", [1]).await.unwrap();
    assert!(parquet.starts_with(b"PAR1"));
    let csv = client.sql_as(Form::Csv, "SELECT symbol FROM trades", [0; 0]).await.unwrap();
    assert_eq!(String::from_utf8(csv).unwrap(), "symbol\r\na\r\n");
}
