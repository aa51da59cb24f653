//! The end of a gateway, as its clients see it.

use crate::server::Server;

#[tokio::test]
async fn who_waits_is_told_and_the_server_ends() {
    let server = Server::start().await;
    let waiting = server.request(reqwest::Method::GET, "/api/v1/next/quotes/A").send();
    let waiting = tokio::spawn(waiting);
    // Connections are accepted in order, so an answer on a later one means that the first is being served.
    let later = reqwest::Client::builder().no_proxy().build().unwrap();
    for _ in 0..10 {
        later.get(format!("{}/api/v1/last/orders", server.base)).send().await.unwrap();
    }
    let Server { live, serving, .. } = server;
    assert!(live.stop().await.is_ok());
    let told = waiting.await.unwrap().unwrap();
    assert_eq!(told.status(), 503);
    assert_eq!(told.text().await.unwrap(), r#"{"detail":"The gateway is stopping"}"#);
    serving.await.unwrap();
}

#[tokio::test]
async fn idle_connections_do_not_hold_the_server() {
    let server = Server::start().await;
    server.last("orders").await;
    let silent = tokio::net::TcpStream::connect(server.base.trim_start_matches("http://")).await.unwrap();
    server.last("orders").await;
    let Server { live, serving, client, .. } = server;
    live.stop().await.unwrap();
    serving.await.unwrap();
    drop((client, silent));
}
