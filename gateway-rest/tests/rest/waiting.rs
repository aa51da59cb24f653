//! Many who wait for the next tick.

use futures::future::{join_all, select_all};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::Server;

/// Sends a request for the next tick, and gives the connection on which it waits.
async fn waiting(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(server.base.trim_start_matches("http://")).await.unwrap();
    stream.write_all(b"GET /api/v1/next/counts HTTP/1.1\r\nHost: here\r\n\r\n").await.unwrap();
    stream
}

#[tokio::test]
async fn a_thousand_who_wait_get_the_tick_and_those_who_leave_hold_no_place() {
    let server = Server::with(|settings| settings.max_connections = 1400, |_| {}).await;
    let mut clients = Vec::new();
    for _ in 0..1000 {
        clients.push(waiting(&server).await);
    }
    // Nobody can see when the last one has begun to wait, so ticks come until all have theirs.
    let ticking = async {
        loop {
            assert_eq!(server.send("counts", "7").await.status, 200);
            tokio::task::yield_now().await;
        }
    };
    let answered = async {
        for client in &mut clients {
            let mut status = [0; 15];
            client.read_exact(&mut status).await.unwrap();
            assert_eq!(&status, b"HTTP/1.1 200 OK");
        }
    };
    tokio::select! {
        () = ticking => {}
        () = answered => {}
    }
    drop(clients);
    // Three times as many as there are places, who all leave while they wait.
    for _ in 0..3 {
        let mut clients = Vec::new();
        for _ in 0..1000 {
            clients.push(waiting(&server).await);
        }
        drop(clients);
    }
    assert_eq!(server.get("/api/v1/last/counts").await.json()[0]["value"], 7);
}

/// What the client on this connection is told.
async fn told(mut stream: TcpStream) -> String {
    let mut answer = vec![0; 1024];
    let read = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

#[tokio::test]
async fn those_who_wait_leave_a_quarter_of_all_connections_to_others() {
    let server = Server::with(|settings| settings.max_connections = 8, |_| {}).await;
    let mut clients = Vec::new();
    for _ in 0..7 {
        clients.push(Box::pin(told(waiting(&server).await)));
    }
    let (refused, _, wait) = select_all(clients).await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(
        refused.contains("retry-after: 1") && refused.ends_with(r#"{"detail":"Too many clients wait for ticks already: try again later"}"#)
    );
    // They are counted together with those who follow channels.
    let stream = server.get("/api/v1/stream/counts").await;
    assert_eq!((stream.status, stream.json()["detail"].as_str()), (503, Some("Too many clients wait for ticks already: try again later")));
    assert_eq!(server.send("counts", "7").await.status, 200);
    for answer in join_all(wait).await {
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}
