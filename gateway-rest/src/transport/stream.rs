//! One connection, whatever carries it: TCP, TLS or a UNIX socket. Who takes nothing of what is written is cut off.
//!
//! A client may ask several things in one piece. HTTP writes each answer for itself; here they are [gathered](Gather), and written in one
//! piece when nothing more can be answered at once.

use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::places::Place;

/// So many bytes are gathered. What is larger than this is written from where it lies.
const GATHERED_AT_MOST: usize = 16 * 1024;

/// So much memory an idle connection keeps for what it gathers.
const KEPT: usize = 2048;

/// What can carry a connection.
pub(crate) trait Carrier: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Carrier for T {}

/// One connection. It has its place until it is closed, even when it is no longer HTTP.
pub(crate) struct Stream {
    line: Arc<Mutex<Line>>,
    _place: Arc<Place>,
}

impl Stream {
    pub(crate) fn new(carrier: Box<dyn Carrier>, patience: Duration, place: Arc<Place>) -> Self {
        let line = Line { carrier, patience, until: None, gathered: Vec::new(), gathers: false, due: false };
        Self { line: Arc::new(Mutex::new(line)), _place: place }
    }

    /// From now on what is written is gathered.
    pub(crate) fn gather(&self) -> Gather {
        lock(&self.line).gathers = true;
        Gather(Arc::clone(&self.line))
    }
}

/// Writes what a connection has gathered. When this is dropped it gathers no more.
pub(crate) struct Gather(Arc<Mutex<Line>>);

impl Gather {
    /// Lets HTTP go on until its end. Each time that it can do no more for now, all that it has written meanwhile is sent.
    pub(crate) async fn with<T>(self, http: impl Future<Output = T>) -> io::Result<T> {
        let mut http = pin!(http);
        let over = poll_fn(|context| {
            let over = http.as_mut().poll(context);
            match lock(&self.0).send_if_due(context) {
                Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                // At the end there is time for it below.
                Poll::Ready(Ok(())) | Poll::Pending => over.map(Ok),
            }
        });
        let over = over.await?;
        poll_fn(|context| lock(&self.0).send(context)).await?;
        Ok(over)
    }
}

impl Drop for Gather {
    fn drop(&mut self) {
        lock(&self.0).gathers = false;
    }
}

fn lock(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    // There is nothing in it that a panic could leave half done.
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a [`Stream`] and its [`Gather`] share.
struct Line {
    carrier: Box<dyn Carrier>,
    /// How long it may take none of what is written.
    patience: Duration,
    /// Runs while something waits to be taken.
    until: Option<Pin<Box<Sleep>>>,
    /// What is to be written before anything else.
    gathered: Vec<u8>,
    gathers: bool,
    /// What is gathered is all there for now, and is to be sent.
    due: bool,
}

impl Line {
    fn write(&mut self, context: &mut Context<'_>, pieces: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        if !self.gathers || self.gathered.len() + length > GATHERED_AT_MOST {
            ready!(self.write_gathered(context))?;
        }
        if self.gathers && length <= GATHERED_AT_MOST {
            for piece in pieces {
                self.gathered.extend_from_slice(piece);
            }
            return Poll::Ready(Ok(length));
        }
        // Nothing is gathered now. The clock is that of this write, and no flush between may stop it.
        self.due = false;
        let written = Pin::new(&mut self.carrier).poll_write_vectored(context, pieces);
        self.in_time(context, written)
    }

    fn write_gathered(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.gathered.is_empty() {
            let written = Pin::new(&mut self.carrier).poll_write(context, &self.gathered);
            match ready!(self.in_time(context, written))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => drop(self.gathered.drain(..written)),
            }
        }
        if self.gathered.capacity() > KEPT {
            self.gathered = Vec::new();
        }
        Poll::Ready(Ok(()))
    }

    fn send_if_due(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.due {
            ready!(self.send(context))?;
            self.due = false;
        }
        Poll::Ready(Ok(()))
    }

    fn send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_gathered(context))?;
        let flushed = Pin::new(&mut self.carrier).poll_flush(context);
        self.in_time(context, flushed)
    }

    /// What a write has come to; an error if it has waited for too long.
    fn in_time<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.until = None;
            return written;
        }
        let until = self.until.get_or_insert_with(|| Box::pin(sleep(self.patience)));
        ready!(until.as_mut().poll(context));
        until.as_mut().reset(Instant::now() + self.patience);
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes nothing of what is written")))
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut lock(&self.line).carrier).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        lock(&self.line).write(context, &[io::IoSlice::new(bytes)])
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut line = lock(&self.line);
        if !line.gathers {
            return line.send(context);
        }
        line.due = true;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut line = lock(&self.line);
        ready!(line.write_gathered(context))?;
        let closed = Pin::new(&mut line.carrier).poll_shutdown(context);
        line.in_time(context, closed)
    }

    fn poll_write_vectored(self: Pin<&mut Self>, context: &mut Context<'_>, pieces: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        lock(&self.line).write(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::task::yield_now;

    use super::super::{Peer, places::Places};
    use super::*;

    const MUCH: usize = GATHERED_AT_MOST;

    async fn stream(carrier: impl Carrier + 'static, patience: Duration) -> Stream {
        let place = Places::new(1, None).take(Peer::Local).await.unwrap();
        Stream::new(Box::new(carrier), patience, Arc::new(place))
    }

    async fn arrived(mut there: DuplexStream) -> Vec<u8> {
        let mut arrived = Vec::new();
        there.read_to_end(&mut arrived).await.unwrap();
        arrived
    }

    /// What can be read without waiting.
    async fn there_now(there: &mut DuplexStream) -> usize {
        let mut bytes = [0; 64];
        tokio::select! {
            biased;
            count = there.read(&mut bytes) => count.unwrap(),
            () = std::future::ready(()) => 0,
        }
    }

    #[tokio::test]
    async fn what_comes_in_pieces_arrives_whole_however_long_they_are() {
        for lengths in [vec![], vec![3, 0, 5], vec![MUCH - 1, 1], vec![MUCH, 1], vec![1, 3 * MUCH, 1, 1, MUCH, MUCH]] {
            for gathers in [false, true] {
                let pieces: Vec<Vec<u8>> = (b'a'..).zip(&lengths).map(|(letter, length)| vec![letter; *length]).collect();
                let (here, there) = duplex(MUCH / 3);
                let mut stream = stream(here, Duration::from_mins(1)).await;
                let gather = gathers.then(|| stream.gather());
                let whole = async {
                    let write = async {
                        for pair in pieces.chunks(2) {
                            let mut slices: Vec<io::IoSlice<'_>> = pair.iter().map(|piece| io::IoSlice::new(piece)).collect();
                            let mut slices = &mut slices[..];
                            while !slices.is_empty() {
                                let written = stream.write_vectored(slices).await.unwrap();
                                io::IoSlice::advance_slices(&mut slices, written);
                            }
                            stream.flush().await.unwrap();
                        }
                    };
                    match gather {
                        Some(gather) => gather.with(write).await.unwrap(),
                        None => write.await,
                    }
                    drop(stream);
                };
                let ((), arrived) = tokio::join!(whole, arrived(there));
                assert_eq!(arrived, pieces.concat());
            }
        }
    }

    #[tokio::test]
    async fn what_is_written_at_once_is_sent_once_nothing_more_is() {
        let (here, mut there) = duplex(MUCH);
        let mut stream = stream(here, Duration::from_mins(1)).await;
        let gather = stream.gather();
        let http = async {
            stream.write_all(b"one").await.unwrap();
            stream.flush().await.unwrap();
            assert_eq!(there_now(&mut there).await, 0, "more may follow");
            stream.write_all(b"two").await.unwrap();
            stream.flush().await.unwrap();
            yield_now().await;
            assert_eq!(there_now(&mut there).await, 6);
            stream.write_all(b"at the end").await.unwrap();
        };
        gather.with(http).await.unwrap();
        assert_eq!(there_now(&mut there).await, 10);
        stream.write_all(b"later").await.unwrap();
        assert_eq!(there_now(&mut there).await, 5, "nothing is gathered any more");
    }

    #[tokio::test]
    async fn who_takes_nothing_is_cut_off() {
        let (ours, _theirs) = duplex(4);
        let mut stream = stream(ours, Duration::from_millis(20)).await;
        let error = stream.write_all(b"more than fits").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn who_takes_nothing_of_what_was_gathered_is_cut_off() {
        let (ours, _theirs) = duplex(4);
        let mut stream = stream(ours, Duration::from_millis(20)).await;
        let gather = stream.gather();
        let http = async {
            stream.write_all(b"more than fits").await.unwrap();
            stream.flush().await.unwrap();
            std::future::pending::<()>().await;
        };
        assert_eq!(gather.with(http).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn who_takes_nothing_of_what_is_too_large_to_be_gathered_is_cut_off() {
        let (ours, _theirs) = duplex(4);
        let mut stream = stream(ours, Duration::from_millis(20)).await;
        let gather = stream.gather();
        let http = async {
            stream.write_all(b"ab").await.unwrap();
            stream.flush().await.unwrap();
            stream.write_all(&vec![0; 2 * MUCH]).await
        };
        let ended = tokio::time::timeout(Duration::from_mins(1), gather.with(http)).await.expect("its clock was stopped");
        assert_eq!(ended.unwrap().unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn who_takes_a_little_at_a_time_is_served() {
        let (ours, theirs) = duplex(1);
        let mut stream = stream(ours, Duration::from_secs(30)).await;
        let write = async {
            stream.write_all(b"abc").await.unwrap();
            drop(stream);
        };
        assert_eq!(tokio::join!(write, arrived(theirs)).1, b"abc");
    }
}
