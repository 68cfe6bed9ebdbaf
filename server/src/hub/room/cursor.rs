//! Where a socket stands in a room, and what it lacks.

use std::sync::Arc;

use vitrine_shared::ids::{ConnectionId, SessionId};
use vitrine_shared::room::{Event, Role, RoomState, Stream};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{LiveUpdate, ServerMessage};

use super::super::frames::{SharedFrame, encode, events_frame};
use super::super::registers::{Source, update};
use super::{Ring, Room};

/// Events the ring keeps.
const RING_EVENTS: usize = 512;
/// Bytes of encoded events the ring keeps.
const RING_BYTES: usize = 1024 * 1024;
/// Most events in one frame.
const FRAME_EVENTS: usize = 16;
/// A frame takes no further event beyond this size, in bytes.
const FRAME_BYTES: usize = 16 * 1024;

/// A socket's place in one topic.
#[derive(Clone, Debug)]
pub struct Cursor {
    /// Which socket.
    pub conn: ConnectionId,
    /// Its number for the topic.
    pub sub: u32,
    /// Which stream it reads.
    pub stream: Stream,
    /// In which tab.
    pub session: SessionId,
    /// As whom.
    pub role: Role,
    /// Last event sent.
    pub sent: u32,
    /// Version of the registers sent.
    pub seen: u64,
}

/// What a newly opened topic starts from.
#[derive(Clone, Debug)]
pub struct Attached {
    /// The committed state at that moment.
    pub state: Arc<RoomState>,
    /// Seq of the newest event of the stream.
    pub head: u32,
}

/// What a socket lacks.
#[derive(Debug)]
pub enum Step {
    /// These frames; call again until it is empty.
    Frames(Vec<String>),
    /// Events that are no longer in memory: read the log above `Cursor::sent`.
    Behind,
}

impl Room {
    /// The state to start from; the caller's cursor must be at `head` before anything else is
    /// committed, which holding this room's lock ensures.
    #[must_use]
    pub fn attach(&self, stream: Stream) -> Attached {
        let head = match stream {
            Stream::Public => self.state.head,
            Stream::Staff => self.state.staff_head,
        };
        Attached { state: Arc::clone(&self.state), head }
    }

    /// What the socket lacks; moves the cursor over it. `calm` leaves transients out, for
    /// sockets that are slow to take what they get.
    pub fn step(&self, cursor: &mut Cursor, now: UnixMillis, calm: bool) -> Step {
        let ring = self.ring(cursor.stream);
        let head = self.attach(cursor.stream).head;
        let mut frames = Vec::new();
        if cursor.sent < head {
            match ring.after(cursor.sent) {
                None => return Step::Behind,
                Some((events, last)) => {
                    frames.push(events_frame(cursor.sub, &events));
                    cursor.sent = last;
                    // Registers wait until the events before them are out: a view may name an
                    // item that one of them brings.
                    if last < head {
                        return Step::Frames(frames);
                    }
                }
            }
        }
        if cursor.stream == Stream::Public {
            self.moment(cursor, now, calm, &mut frames);
        }
        Step::Frames(frames)
    }

    fn moment(&self, cursor: &mut Cursor, now: UnixMillis, calm: bool, frames: &mut Vec<String>) {
        if let Some((version, frame)) = self.presence.get(&cursor.role.sees_staff())
            && *version > cursor.seen
        {
            frames.push(frame.with_sub(cursor.sub));
        }
        frames.extend(self.receipts.newer(cursor.seen).map(|frame| frame.with_sub(cursor.sub)));
        for (version, frame) in &self.sharp {
            if *version > cursor.seen {
                frames.push(frame.with_sub(cursor.sub));
            }
        }
        for value in self.registers.newer(cursor.seen, cursor.session, now, calm) {
            frames.push(value.frame.with_sub(cursor.sub));
        }
        for (sid, stroke) in self.strokes.iter() {
            if stroke.version > cursor.seen && stroke.session != cursor.session {
                let by = Source { from: stroke.from, session: stroke.session };
                let chunk = stroke.since(*sid, cursor.seen);
                let message = ServerMessage::Live(LiveUpdate { stroke: Some(chunk), ..update(by) });
                frames.push(SharedFrame::new("live", &message).with_sub(cursor.sub));
            }
        }
        cursor.seen = self.version;
    }

    fn ring(&self, stream: Stream) -> &Ring {
        match stream {
            Stream::Public => &self.public,
            Stream::Staff => &self.staff,
        }
    }

    pub(super) fn ring_mut(&mut self, stream: Stream) -> &mut Ring {
        match stream {
            Stream::Public => &mut self.public,
            Stream::Staff => &mut self.staff,
        }
    }
}

impl Ring {
    pub(super) fn push(&mut self, event: &Event) {
        let text: Arc<str> = encode(event).into();
        self.bytes += text.len();
        self.events.push_back((event.seq, text));
        while self.events.len() > RING_EVENTS || self.bytes > RING_BYTES {
            let Some((_, oldest)) = self.events.pop_front() else { break };
            self.bytes -= oldest.len();
        }
    }

    /// Puts what is left of an erased event in the place of the event.
    pub(super) fn erase(&mut self, seq: u32, left: impl FnOnce(&str) -> Option<String>) {
        let Some((_, text)) = self.events.iter_mut().find(|(one, _)| *one == seq) else { return };
        if let Some(erased) = left(text) {
            self.bytes = self.bytes - text.len() + erased.len();
            *text = erased.into();
        }
    }

    /// The next events behind `sent` and the seq of the last of them; `None` when they are no
    /// longer here.
    fn after(&self, sent: u32) -> Option<(Vec<Arc<str>>, u32)> {
        let (first, _) = self.events.front()?;
        if *first > sent + 1 {
            return None;
        }
        let skip = usize::try_from(sent + 1 - first).ok()?;
        let (mut bytes, mut last) = (0, sent);
        let mut events = Vec::new();
        for (seq, text) in self.events.iter().skip(skip).take(FRAME_EVENTS) {
            if !events.is_empty() && bytes + text.len() > FRAME_BYTES {
                break;
            }
            bytes += text.len();
            last = *seq;
            events.push(Arc::clone(text));
        }
        (!events.is_empty()).then_some((events, last))
    }
}
