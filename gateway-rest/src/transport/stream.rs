//! One connection, whatever carries it: TCP, TLS or a UNIX socket. Who takes nothing of what is written is cut off.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use arrayvec::ArrayVec;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::places::Place;

/// So many bytes in several pieces are sooner joined than the system takes the pieces: a small answer costs some 3 % less so.
const FEW_BYTES: usize = 2048;

/// What can carry a connection.
pub(crate) trait Carrier: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Carrier for T {}

/// One connection. It has its place until it is closed, even when it is no longer HTTP.
pub(crate) struct Stream {
    carrier: Box<dyn Carrier>,
    /// How long it may take none of what is written.
    patience: Duration,
    /// Runs while something waits to be taken.
    until: Option<Pin<Box<Sleep>>>,
    _place: Arc<Place>,
}

impl Stream {
    pub(crate) fn new(carrier: Box<dyn Carrier>, patience: Duration, place: Arc<Place>) -> Self {
        Self { carrier, patience, until: None, _place: place }
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
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.carrier).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.carrier).poll_write(context, bytes);
        self.in_time(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.carrier).poll_flush(context);
        self.in_time(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = Pin::new(&mut self.carrier).poll_shutdown(context);
        self.in_time(context, closed)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, pieces: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let mut joined = ArrayVec::<u8, FEW_BYTES>::new();
        let written = if pieces.iter().all(|piece| joined.try_extend_from_slice(piece).is_ok()) {
            Pin::new(&mut self.carrier).poll_write(context, &joined)
        } else {
            Pin::new(&mut self.carrier).poll_write_vectored(context, pieces)
        };
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.carrier.is_write_vectored()
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::super::{Peer, places::Places};
    use super::*;

    async fn stream(carrier: impl Carrier + 'static, patience: Duration) -> Stream {
        let place = Places::new(1, None).take(Peer::Local).await.unwrap();
        Stream::new(Box::new(carrier), patience, Arc::new(place))
    }

    #[tokio::test]
    async fn what_comes_in_pieces_arrives_whole_however_long_they_are() {
        for lengths in [vec![], vec![3, 0, 5], vec![FEW_BYTES - 1, 1], vec![FEW_BYTES, 1], vec![1, 3 * FEW_BYTES]] {
            let pieces: Vec<Vec<u8>> = (b'a'..).zip(&lengths).map(|(letter, length)| vec![letter; *length]).collect();
            let (here, mut there) = duplex(10 * FEW_BYTES);
            let mut stream = stream(here, Duration::from_mins(1)).await;
            let slices: Vec<io::IoSlice<'_>> = pieces.iter().map(|piece| io::IoSlice::new(piece)).collect();
            let written = stream.write_vectored(&slices).await.unwrap();
            drop(stream);
            let mut arrived = Vec::new();
            there.read_to_end(&mut arrived).await.unwrap();
            assert_eq!(arrived, pieces.concat()[..written]);
            assert!(written > 0 || lengths.is_empty());
        }
    }

    #[tokio::test]
    async fn who_takes_nothing_is_cut_off() {
        let (ours, _theirs) = duplex(4);
        let mut stream = stream(ours, Duration::from_millis(20)).await;
        let error = stream.write_all(b"more than fits").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn who_takes_a_little_at_a_time_is_served() {
        let (ours, mut theirs) = duplex(1);
        let mut stream = stream(ours, Duration::from_secs(30)).await;
        let write = async {
            stream.write_all(b"abc").await.unwrap();
            drop(stream);
        };
        let mut text = String::new();
        let ((), read) = tokio::join!(write, theirs.read_to_string(&mut text));
        assert_eq!((read.unwrap(), text.as_str()), (3, "abc"));
    }
}
