//! The row of a conversation, folded from its log.
//!
//! The same fold runs when events are appended and when the row is rebuilt, so the two cannot
//! come apart.

use vitrine_shared::ids::{MediaId, ParticipantId};
use vitrine_shared::room::{Event, EventBody, Role, RoomState, Status, Stream};
use vitrine_shared::time::UnixMillis;

/// Characters of a message that a list of conversations shows.
const LINE_CHARS: usize = 120;
/// Messages of the visitor that are remembered to count unread ones.
const RECENT: usize = 100;

/// What the list of conversations knows of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    /// Time of the first event.
    pub created_at: UnixMillis,
    /// Seq of the last public event.
    pub public_seq: u32,
    /// Seq of the last staff event.
    pub staff_seq: u32,
    /// Author and beginning of the newest message; none while there is none, or it was erased.
    pub last_line: Option<(ParticipantId, String)>,
    /// Seq of the newest message, erased or not; 0 before the first.
    pub last_line_seq: u32,
    /// Time of the newest public event; of the first staff event while there is none.
    pub active_at: UnixMillis,
    /// Newest time of any event.
    pub latest_at: UnixMillis,
    /// Time of the earliest unanswered message of the visitor.
    pub waiting_since: Option<UnixMillis>,
    /// Messages of the visitor since the last one of an agent.
    pub unanswered: u32,
    /// Seqs of the visitor's newest messages and pictures, at most 100, oldest first.
    pub recent_messages: Vec<u32>,
    /// Whether it goes on.
    pub status: Status,
    /// Who answers it.
    pub assignee: Option<ParticipantId>,
    /// The picture on the stage, the first of several.
    pub picture: Option<MediaId>,
}

/// As much of a message as a list shows.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(LINE_CHARS).collect()
}

impl Projection {
    /// Folds the next event of a stream. `state` has it applied already, and may have later ones
    /// too: what comes from the state alone is right after the last event was folded.
    pub fn fold(&mut self, state: &RoomState, stream: Stream, event: &Event) {
        if self.public_seq == 0 && self.staff_seq == 0 {
            self.created_at = event.at;
            self.active_at = event.at;
        }
        self.latest_at = self.latest_at.max(event.at);
        match stream {
            Stream::Public => {
                self.public_seq = event.seq;
                self.active_at = event.at;
            }
            Stream::Staff => self.staff_seq = event.seq,
        }
        match &event.body {
            EventBody::MessageSent(message) => {
                self.last_line = Some((event.actor, shortened(&message.text)));
                self.last_line_seq = event.seq;
                self.said(state, event);
            }
            // What is left of a message counts as one, so that a rebuilt row equals the live one.
            EventBody::Erased(_) if stream == Stream::Public => {
                self.last_line = None;
                self.last_line_seq = event.seq;
                self.said(state, event);
            }
            EventBody::Redacted(redacted)
                if stream == Stream::Public && redacted.target_seq == self.last_line_seq =>
            {
                self.last_line = None;
            }
            // A picture of the visitor waits for an answer like words do.
            EventBody::ItemAdded(_) if role_of(state, event) == Some(Role::Visitor) => {
                self.said(state, event);
            }
            EventBody::Resolved(_) => {
                self.waiting_since = None;
                self.unanswered = 0;
            }
            _ => {}
        }
        self.status = state.status;
        self.assignee = state.assignee;
        let shown = state.shown.first().and_then(|id| state.known_item(*id));
        self.picture = shown.map(|item| item.media);
    }

    fn said(&mut self, state: &RoomState, event: &Event) {
        match role_of(state, event) {
            Some(Role::Visitor | Role::Guest) => {
                self.waiting_since.get_or_insert(event.at);
                self.unanswered += 1;
                self.recent_messages.push(event.seq);
                if self.recent_messages.len() > RECENT {
                    self.recent_messages.remove(0);
                }
            }
            Some(role) if role.answers() => {
                self.waiting_since = None;
                self.unanswered = 0;
            }
            Some(_) | None => {}
        }
    }
}

/// The author of a public event has always joined before it.
fn role_of(state: &RoomState, event: &Event) -> Option<Role> {
    state.participants.iter().find(|p| p.id == event.actor).map(|p| p.role)
}
