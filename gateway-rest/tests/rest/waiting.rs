//! Many who wait for the next tick.

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
    let server = Server::with(|settings| settings.max_connections = 1100, |_| {}).await;
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
