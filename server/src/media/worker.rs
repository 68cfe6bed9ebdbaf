//! `vitrine media-worker`: the process that decodes one picture of a stranger, and then is gone.
//!
//! The same program started again. Before it reads the first byte it gives up everything it does
//! not need ([`sandbox`]); what is left is standard input with one picture, standard output for
//! what becomes of it, and a bounded amount of memory and time. A picture that breaks the decoder
//! breaks a process that has nothing.

mod sandbox;

use std::io::{self, Read as _, Write};
use std::process::ExitCode;

use vitrine_pixels::{Part, Purpose, Refused, render};
use vitrine_shared::limits::UPLOAD_BYTES;
use vitrine_shared::room::MediaSize;

pub use sandbox::Sandbox;

/// Name of the sub-command.
pub const COMMAND: &str = "media-worker";

/// What a frame from the worker is; one byte before its length (four bytes, big-endian).
pub(super) mod tag {
    /// How far it is locked in: one byte, see [`super::Sandbox`].
    pub(in super::super) const LOCKED_IN: u8 = b'L';
    /// A variant or the next tile.
    pub(in super::super) const THUMB: u8 = b't';
    /// The variant that is shown first.
    pub(in super::super) const FIT: u8 = b'f';
    /// The largest variant.
    pub(in super::super) const FULL: u8 = b'F';
    /// The next tile.
    pub(in super::super) const TILE: u8 = b'T';
    /// All is done: width and height, four bytes each.
    pub(in super::super) const DONE: u8 = b'D';
    /// It is refused: the code in JSON.
    pub(in super::super) const REFUSED: u8 = b'R';
}

/// The name of a purpose on the command line.
pub(super) const fn name_of(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Preview => "preview",
        Purpose::Visitor => "visitor",
        Purpose::Staff => "staff",
    }
}

/// Locks itself in, reads a picture to the end of standard input, and answers on standard output.
#[must_use]
pub fn run(purpose: &str) -> ExitCode {
    let all = [Purpose::Preview, Purpose::Visitor, Purpose::Staff];
    let Some(purpose) = all.into_iter().find(|one| name_of(*one) == purpose) else {
        return ExitCode::FAILURE;
    };
    let Ok(sandbox) = sandbox::enter(purpose) else { return ExitCode::FAILURE };
    // Whoever listened is gone when this fails, and there is nobody to tell.
    match answer(purpose, sandbox) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_gone) => ExitCode::FAILURE,
    }
}

fn answer(purpose: Purpose, sandbox: Sandbox) -> io::Result<()> {
    let mut out = io::stdout().lock();
    frame(&mut out, tag::LOCKED_IN, &[sandbox as u8])?;
    let mut bytes = Vec::new();
    io::stdin().lock().take(u64::from(UPLOAD_BYTES) + 1).read_to_end(&mut bytes)?;
    let made = render(&bytes, purpose, |part, bytes| {
        let tag = match part {
            Part::Thumb => tag::THUMB,
            Part::Fit => tag::FIT,
            Part::Full => tag::FULL,
            Part::Tile(_) => tag::TILE,
        };
        frame(&mut out, tag, bytes)
    });
    match made {
        Ok(MediaSize { width, height }) => {
            let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
            frame(&mut out, tag::DONE, &size)
        }
        Err(Refused::HandOver(gone)) => Err(gone),
        Err(refused) => {
            let code = serde_json::to_vec(&refused.code()).map_err(io::Error::other)?;
            frame(&mut out, tag::REFUSED, &code)
        }
    }
}

fn frame(out: &mut impl Write, tag: u8, payload: &[u8]) -> io::Result<()> {
    let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
    out.write_all(&[tag])?;
    out.write_all(&length.to_be_bytes())?;
    out.write_all(payload)?;
    out.flush()
}
