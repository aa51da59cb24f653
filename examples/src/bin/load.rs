//! How many messages a second a gateway streams to 1, 50 and 1000 `WebSockets`.
//!
//! ```sh
//! cargo run --release --bin fanout -- run --port 8000
//! cargo run --release --bin load -- 127.0.0.1:8000 [values in a batch] [process id of the gateway] [clients, such as 1,50,1000] \
//!     [batches on their way, such as 1,4]
//! ```
//!
//! It speaks the protocol of csp-gateway, so it measures that too. All clients follow one channel; one more sends batches of values, so
//! many that a number of them are on their way: with 1 it waits until everybody has got all values of a batch, and sends the next one.
//! What is counted is frames: values times clients.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gateway_runtime::futures::SinkExt;
use gateway_runtime::tokio::io::{AsyncRead, AsyncReadExt};
use gateway_runtime::tokio::net::TcpStream;
use gateway_runtime::tokio::runtime;
use gateway_runtime::tokio::sync::watch;
use gateway_runtime::tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// How long each measurement takes at least.
const TIME: Duration = Duration::from_secs(5);

/// What is sent.
const VALUE: &str = r#"{"x":4242,"y":"a text of some length","z":"z","data":[0.25,0.5,0.75]}"#;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let address: Arc<str> = arguments.next().unwrap_or_else(|| "127.0.0.1:8000".to_owned()).into();
    let batch: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(100);
    let gateway = arguments.next().and_then(|text| text.parse().ok());
    let mut numbers = |or: &str| -> Vec<usize> {
        let text = arguments.next().unwrap_or_else(|| or.to_owned());
        text.split(',').filter_map(|text| text.parse().ok()).filter(|number| *number > 0).collect()
    };
    let (clients, windows) = (numbers("1,50,1000"), numbers("1"));
    // The gateway is to have the other processor.
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    println!(
        "| subscribers | on their way | messages a second | a batch of {batch}, p50 | p99 | CPU of the gateway for a message | of this program |"
    );
    println!("|---|---|---|---|---|---|---|");
    for subscribers in clients {
        for window in &windows {
            let load = Load { subscribers, batch, window: *window };
            let Measured { messages, time, p50, p99, gateway, here } = runtime.block_on(measure(&address, load, gateway))?;
            let rate = messages / time.as_secs_f64();
            let micros = |cpu: Option<Duration>| cpu.map_or("?".to_owned(), |cpu| format!("{:.2} µs", cpu.as_secs_f64() * 1e6 / messages));
            println!("| {subscribers} | {window} | {rate:.0} | {p50:.2?} | {p99:.2?} | {} | {} |", micros(gateway), micros(here));
        }
    }
    Ok(())
}

/// What is asked of a gateway.
#[derive(Clone, Copy)]
struct Load {
    subscribers: usize,
    /// Values in a batch.
    batch: usize,
    /// So many batches are on their way.
    window: usize,
}

/// What was measured.
struct Measured {
    /// How many messages came.
    messages: f64,
    time: Duration,
    /// How long a batch takes to reach everybody.
    p50: Duration,
    p99: Duration,
    /// The CPU time of the gateway, if it is known.
    gateway: Option<Duration>,
    /// That of this program.
    here: Option<Duration>,
}

/// The CPU time of a process so far, as far as Linux tells it.
fn cpu(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // What stands before is the name, which may have spaces. User and system, in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let hundredths: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(10 * hundredths))
}

async fn measure(address: &Arc<str>, load: Load, gateway: Option<u32>) -> io::Result<Measured> {
    let Load { subscribers, batch, window } = load;
    let mut sender = open(address).await?;
    let mut reading = JoinSet::new();
    let mut counts = Vec::new();
    for _ in 0..subscribers {
        let mut socket = open(address).await?;
        say(&mut socket, r#"{"action":"subscribe","channel":"example"}"#.to_owned()).await?;
        let (count, counted) = watch::channel(0);
        counts.push(counted);
        reading.spawn(read(socket.into_inner(), count));
    }
    // Subscriptions have no answer: the first values tell who follows by now.
    while counts.iter().any(|count| *count.borrow() == 0) {
        say(&mut sender, format!(r#"{{"action":"send","channel":"example","data":{VALUE}}}"#)).await?;
        gateway_runtime::tokio::time::sleep(Duration::from_millis(50)).await;
    }
    gateway_runtime::tokio::time::sleep(Duration::from_secs(1)).await;
    let request = format!(r#"{{"action":"send","channel":"example","data":[{}]}}"#, vec![VALUE; batch].join(","));
    let mut times = Vec::new();
    let cpus = || (gateway.and_then(cpu), cpu(std::process::id()));
    let (gateway_before, here_before) = cpus();
    let begin = Instant::now();
    // When the batches on their way were sent, and what everybody has got once the oldest of them has come.
    let mut sent = VecDeque::new();
    let mut targets: Vec<usize> = counts.iter().map(|count| *count.borrow()).collect();
    while begin.elapsed() < TIME || !sent.is_empty() {
        if begin.elapsed() < TIME && sent.len() < window {
            sent.push_back(Instant::now());
            say(&mut sender, request.clone()).await?;
            continue;
        }
        for (count, target) in counts.iter_mut().zip(&mut targets) {
            *target += batch;
            count.wait_for(|count| *count >= *target).await.map_err(io::Error::other)?;
        }
        times.extend(sent.pop_front().map(|sent: Instant| sent.elapsed()));
    }
    let time = begin.elapsed();
    let since = |before: Option<Duration>, now: Option<Duration>| Some(now?.saturating_sub(before?));
    let (gateway, here) = cpus();
    times.sort_unstable();
    Ok(Measured {
        messages: f64::from(u32::try_from(times.len() * batch * subscribers).map_err(io::Error::other)?),
        time,
        p50: times[times.len() / 2],
        p99: times[times.len() * 99 / 100],
        gateway: since(gateway_before, gateway),
        here: since(here_before, here),
    })
}

async fn open(address: &str) -> io::Result<WebSocketStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (socket, _) = client_async(format!("ws://{address}/api/v1/stream"), stream).await.map_err(io::Error::other)?;
    Ok(socket)
}

async fn say(socket: &mut WebSocketStream<TcpStream>, text: String) -> io::Result<()> {
    socket.send(Message::Text(text.into())).await.map_err(io::Error::other)
}

/// Counts texts, without looking into them: a client that did would measure itself.
async fn read(mut stream: impl AsyncRead + Unpin, count: watch::Sender<usize>) -> io::Result<()> {
    let mut bytes = vec![0; 256 * 1024];
    let mut filled = 0;
    loop {
        let more = stream.read(&mut bytes[filled..]).await?;
        if more == 0 {
            return Ok(());
        }
        filled += more;
        let (mut at, mut texts) = (0, 0);
        while let Some((is_text, length)) = frame(&bytes[at..filled]) {
            texts += usize::from(is_text);
            at += length;
        }
        bytes.copy_within(at..filled, 0);
        filled -= at;
        if texts > 0 {
            count.send_modify(|count| *count += texts);
        }
    }
}

/// Whether the first frame is a text, and how long it is in all. `None` if it is not all there.
fn frame(bytes: &[u8]) -> Option<(bool, usize)> {
    let [first, second, rest @ ..] = bytes else { return None };
    let (header, length) = match second & 0x7f {
        126 => (4, usize::from(u16::from_be_bytes(*rest.first_chunk()?))),
        127 => (10, usize::try_from(u64::from_be_bytes(*rest.first_chunk()?)).ok()?),
        length => (2, usize::from(length)),
    };
    (bytes.len() >= header + length).then_some((first & 0x0f == 1, header + length))
}
