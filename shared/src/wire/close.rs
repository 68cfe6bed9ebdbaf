//! Close codes of the socket, in two ranges: below 4100 the client comes back by itself, from
//! 4100 on it does not.

/// Why the server closes a socket (RFC 6455 §7.4.2, private range).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCode {
    /// The server stops; come back.
    Drain,
    /// The client does not read fast enough; come back and resume.
    Slow,
    /// The client missed events and asked for what is gone; come back without a resume point.
    Gap,
    /// Nothing was heard for 45 s.
    Idle,
    /// Too fast for too long; come back later.
    Rate,
    /// No valid token or ticket.
    BadToken,
    /// Repeatedly asked for what it may not do.
    Forbidden,
    /// The client speaks a version this server does not accept.
    ClientTooOld,
    /// Another tab of the same visitor took the last free place.
    Replaced,
    /// A frame was larger than allowed.
    TooBig,
    /// Repeatedly sent frames that cannot be read.
    BadFrames,
}

impl CloseCode {
    /// The number on the wire.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Drain => 4000,
            Self::Slow => 4001,
            Self::Gap => 4002,
            Self::Idle => 4003,
            Self::Rate => 4008,
            Self::BadToken => 4100,
            Self::Forbidden => 4101,
            Self::ClientTooOld => 4103,
            Self::Replaced => 4104,
            Self::TooBig => 4109,
            Self::BadFrames => 4110,
        }
    }

    /// Short text for people with developer tools; at most 123 bytes (RFC 6455 §5.5).
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Drain => "server is stopping",
            Self::Slow => "client does not keep up",
            Self::Gap => "resume point is gone",
            Self::Idle => "nothing heard",
            Self::Rate => "too fast",
            Self::BadToken => "token or ticket is not valid",
            Self::Forbidden => "not permitted",
            Self::ClientTooOld => "client is too old",
            Self::Replaced => "too many tabs",
            Self::TooBig => "frame is too big",
            Self::BadFrames => "frames cannot be read",
        }
    }
}

/// First terminal code: from here on a client does not come back by itself.
pub const TERMINAL_FROM: u16 = 4100;
