//! Why a client gets no more, and how it is told.

use axum::Error;
use axum::extract::ws::{CloseCode, close_code};
use tokio_tungstenite::tungstenite::Error as SocketError;
use tokio_tungstenite::tungstenite::error::ProtocolError;

/// The code for who would not be let in any more: of those that are free to use the one that reminds of status 401.
const NO_LONGER_LET_IN: CloseCode = 4401;

/// Why a client gets no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It has gone.
    Gone,
    /// The gateway stops.
    Stopping,
    /// It does not read, and too much waits for it.
    TooSlow,
    /// It does not answer.
    Silent,
    /// The service could not keep up with the engine, and has lost ticks.
    Behind,
    /// The queue into the engine stayed full.
    Full,
    /// There is no place for an answer, since others do not take theirs.
    Crowded,
    /// It sent a frame that is too large.
    TooLarge,
    /// It sent a text that is none.
    NotUtf8,
    /// It sent what is no WebSocket frame.
    NoFrame,
    /// The key is revoked, or the session has ended, that let it in.
    NoLongerLetIn,
    /// A fault of the service.
    Broken,
}

impl End {
    /// What it means that nothing more can be read from a socket.
    pub(super) fn of_broken(error: Error) -> Self {
        match error.into_inner().downcast_ref() {
            Some(SocketError::Capacity(_)) => Self::TooLarge,
            Some(SocketError::Utf8(_)) => Self::NotUtf8,
            Some(SocketError::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => Self::Gone,
            Some(SocketError::Protocol(_)) => Self::NoFrame,
            _ => Self::Gone,
        }
    }

    /// The code with which a WebSocket is closed. `None` if nobody is there to be told.
    pub(super) fn code(self) -> Option<CloseCode> {
        match self {
            Self::Gone => None,
            Self::Stopping => Some(close_code::RESTART),
            Self::TooSlow | Self::Silent => Some(close_code::POLICY),
            Self::Behind | Self::Full | Self::Crowded => Some(close_code::AGAIN),
            Self::TooLarge => Some(close_code::SIZE),
            Self::NotUtf8 => Some(close_code::INVALID),
            Self::NoFrame => Some(close_code::PROTOCOL),
            Self::NoLongerLetIn => Some(NO_LONGER_LET_IN),
            Self::Broken => Some(close_code::ERROR),
        }
    }

    /// The same in words.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Gone => "The client has gone",
            Self::Stopping => "The gateway is stopping",
            Self::TooSlow => "Too much waits for this client: it does not read",
            Self::Silent => "This client does not answer",
            Self::Behind => "The service fell behind the engine, and ticks were lost: subscribe again",
            Self::Full => "The queue into the engine is full: try again later",
            Self::Crowded => "Too many large answers wait until they are read: try again later",
            Self::TooLarge => "A frame is too large",
            Self::NotUtf8 => "A text is not valid UTF-8",
            Self::NoFrame => "This is no WebSocket frame",
            Self::NoLongerLetIn => "The key or session that opened this is valid no more",
            Self::Broken => "Internal Server Error",
        }
    }

    /// Whether the service ends it because of what the client, or the service itself, did wrong.
    pub(super) fn is_a_cut(self) -> bool {
        !matches!(self, Self::Gone | Self::Stopping | Self::NoLongerLetIn)
    }
}
