//! What a client knows: the fold of everything the server told it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use vitrine_shared::ids::{
    AnnotationId, ClientId, ConversationId, ParticipantId, SessionId, VisitId,
};
use vitrine_shared::room::{Erased, Event, EventBody, RoomState, Stream, apply};
use vitrine_shared::wire::media::MediaInfo;
use vitrine_shared::wire::{
    Applied, History, ListRow, LiveUpdate, Mode, Nack, Opened, PageFacts, Person, PersonState,
    ReceiptOf, ServerMessage, Snapshot, View, VisitorRow, VisitorRows, Welcome,
};

/// The answer to an operation: its seq, or the refusal.
pub type Answer = Result<u32, Nack>;

/// Everything one client knows; kept over its reconnects.
#[derive(Clone, Debug, Default)]
pub struct Replica {
    /// The newest `welcome`.
    pub welcome: Option<Welcome>,
    /// Open topics by the client's number.
    pub topics: BTreeMap<u32, Topic>,
    /// Answers to operations, each as often as it came.
    pub answers: HashMap<ClientId, Vec<Answer>>,
    /// Refusals that are about no operation.
    pub refusals: Vec<Nack>,
    /// Numbers of the pongs heard.
    pub pongs: Vec<u32>,
    /// Pings heard.
    pub pings: u32,
    /// Wishes of the server that we go elsewhere, in milliseconds.
    pub drains: Vec<u32>,
    /// Set when the socket ended: the server's code, if it gave one.
    pub closed: Option<Option<u16>>,
}

/// What a client knows of one topic.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    /// Every `opened`, oldest first.
    pub opened: Vec<Opened>,
    /// Whether the topic is the staff stream.
    pub staff: bool,
    /// The folded room.
    pub state: RoomState,
    /// Every event that arrived in an `events` frame, in order of arrival.
    pub events: Vec<Event>,
    /// For each message that came with its words, the largest head that its topic was opened with
    /// before it came: whatever had happened by then, the server knew.
    pub told_under: BTreeMap<u32, u32>,
    /// What the thread shows by seq, from wherever it came.
    pub messages: BTreeMap<u32, Event>,
    /// Whether the newest snapshot's messages reach back to the first.
    pub from_first: bool,
    /// Events that arrived ahead of their turn.
    pub gaps: u32,
    /// Events that arrived a second time.
    pub doubles: u32,
    /// Bytes of every part of a snapshot.
    pub part_bytes: Vec<usize>,
    parts: Vec<Snapshot>,
    /// Complete snapshots.
    pub snapshots: usize,
    /// Who is there.
    pub people: Vec<Person>,
    /// The visitor's page, for agents.
    pub page: Option<PageFacts>,
    /// The newest view of each tab.
    pub views: BTreeMap<SessionId, View>,
    /// Strokes being drawn: their points.
    pub strokes: BTreeMap<AnnotationId, Vec<(i32, i32)>>,
    /// Chunks that did not fit what was known of their stroke.
    pub torn_strokes: u32,
    /// Every laser frame.
    pub lasers: Vec<LiveUpdate>,
    /// Who is writing.
    pub typing: BTreeMap<ParticipantId, bool>,
    /// What each other stage shows.
    pub applied: BTreeMap<SessionId, Applied>,
    /// Live frames heard.
    pub live_frames: u32,
    /// Pictures that were told to have become sharp, or not.
    pub sharp: Vec<MediaInfo>,
    /// Rows of the list.
    pub rows: BTreeMap<ConversationId, ListRow>,
    /// Rows of the list of visitors.
    pub visitor_rows: BTreeMap<VisitId, VisitorRow>,
    /// How far everybody has got.
    pub receipts: Vec<ReceiptOf>,
    /// Times that somebody was told to have got less far than before, since the topic was opened.
    pub receipts_back: u32,
    /// Answers to `open` among the rows heard.
    pub resets: u32,
    /// Pages of history.
    pub history: Vec<History>,
    /// Whether the server has closed the topic.
    pub closed: bool,
}

impl Replica {
    /// The topic the client calls 1: its conversation's public stream.
    #[must_use]
    pub fn room(&self) -> &Topic {
        self.topic(1)
    }

    /// A topic; an empty one when it was never opened.
    #[must_use]
    pub fn topic(&self, sub: u32) -> &Topic {
        static NONE: std::sync::LazyLock<Topic> = std::sync::LazyLock::new(Topic::default);
        self.topics.get(&sub).unwrap_or(&NONE)
    }

    /// Who the server says the client is.
    ///
    /// # Panics
    /// Before `welcome`.
    #[must_use]
    pub fn me(&self) -> ParticipantId {
        self.welcome.as_ref().expect("welcome has come").me
    }

    /// Takes a frame in.
    ///
    /// # Panics
    /// When it is no message of the protocol.
    pub fn receive(&mut self, frame: &str) {
        let message = serde_json::from_str(frame).expect("a message of the protocol");
        match message {
            ServerMessage::Welcome(welcome) => self.welcome = Some(welcome),
            ServerMessage::Ack(ack) => self.answers.entry(ack.cid).or_default().push(Ok(ack.seq)),
            ServerMessage::Nack(nack) => match nack.cid {
                Some(cid) => self.answers.entry(cid).or_default().push(Err(nack)),
                None => self.refusals.push(nack),
            },
            ServerMessage::MediaReady(m) => self.at(m.sub).sharp.push(m.info),
            ServerMessage::Pong(pong) => self.pongs.push(pong.n),
            ServerMessage::Ping(_) => self.pings += 1,
            ServerMessage::Drain(drain) => self.drains.push(drain.after_ms),
            ServerMessage::Opened(m) => self.at(m.sub).open(m),
            ServerMessage::Closed(m) => self.at(m.sub).closed = true,
            ServerMessage::Snapshot(m) => self.at(m.sub).part(m, frame.len()),
            ServerMessage::Events(m) => {
                m.events.into_iter().for_each(|event| self.at(m.sub).event(event));
            }
            ServerMessage::Live(m) => self.at(m.sub).live(m),
            ServerMessage::Presence(m) => {
                let topic = self.at(m.sub);
                topic.people = m.people;
                topic.page = m.page;
            }
            ServerMessage::VisitorRows(m) => self.at(m.sub).visitors(m),
            ServerMessage::Receipts(m) => self.at(m.sub).hear_receipts(m.receipts),
            ServerMessage::ListDigest(_) => {}
            ServerMessage::Rows(m) => {
                let topic = self.at(m.sub);
                if m.reset {
                    topic.resets += 1;
                    topic.rows.clear();
                }
                for row in m.rows {
                    let known = topic.rows.get(&row.conversation);
                    if known.is_none_or(|known| known.rev < row.rev) {
                        topic.rows.insert(row.conversation, row);
                    }
                }
                m.gone.iter().for_each(|id| drop(topic.rows.remove(id)));
            }
            ServerMessage::History(m) => {
                let topic = self.at(m.sub);
                topic.keep(&m.messages);
                topic.history.push(m);
            }
        }
    }

    fn at(&mut self, sub: u32) -> &mut Topic {
        self.topics.entry(sub).or_default()
    }
}

impl Topic {
    fn open(&mut self, opened: Opened) {
        self.opened.push(opened);
        self.receipts.clear();
    }

    fn hear_receipts(&mut self, receipts: Vec<ReceiptOf>) {
        for known in &self.receipts {
            let now = receipts.iter().find(|one| one.participant == known.participant);
            let back =
                now.is_none_or(|now| now.read < known.read || now.delivered < known.delivered);
            self.receipts_back += u32::from(back);
        }
        self.receipts = receipts;
    }

    fn visitors(&mut self, rows: VisitorRows) {
        if rows.reset {
            self.visitor_rows.clear();
        }
        self.visitor_rows.extend(rows.rows.into_iter().map(|row| (row.visit, row)));
        rows.gone.iter().for_each(|visit| drop(self.visitor_rows.remove(visit)));
    }

    /// Seq of the last event the client has.
    #[must_use]
    pub fn head(&self) -> u32 {
        if self.staff { self.state.staff_head } else { self.state.head }
    }

    /// How the topic began the last time.
    #[must_use]
    pub fn mode(&self) -> Option<Mode> {
        self.opened.last().map(|opened| opened.mode)
    }

    /// Whether a snapshot has been announced or begun and is not complete.
    #[must_use]
    pub fn partial(&self) -> bool {
        let announced = self.opened.iter().filter(|o| o.mode == Mode::Snapshot).count();
        !self.parts.is_empty() || announced > self.snapshots
    }

    /// The words of all messages and notes, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        self.messages.values().filter_map(words).collect()
    }

    /// The state of somebody, if known here.
    #[must_use]
    pub fn person(&self, id: ParticipantId) -> Option<PersonState> {
        self.people.iter().find(|person| person.id == id).map(|person| person.state)
    }

    /// Forgets what only makes sense on the socket that is gone.
    pub fn lose(&mut self) {
        self.parts.clear();
        self.snapshots = self.opened.iter().filter(|o| o.mode == Mode::Snapshot).count();
    }

    fn part(&mut self, part: Snapshot, bytes: usize) {
        self.part_bytes.push(bytes);
        let last = part.last;
        self.parts.push(part);
        if !last {
            return;
        }
        let parts = std::mem::take(&mut self.parts);
        // What was known of the thread may have been erased since.
        self.messages.clear();
        let mut state = RoomState::default();
        if self.staff {
            state.staff_head = parts[0].seq;
        } else {
            state.head = parts[0].seq;
        }
        for (n, part) in parts.into_iter().enumerate() {
            assert_eq!(u32::try_from(n).ok(), Some(part.part), "parts come in order");
            if let Some(stage) = part.stage {
                state.participants = stage.participants;
                state.shown = stage.shown;
                state.lead = stage.lead;
                state.zoom_linked = stage.zoom_linked;
                state.locked = stage.locked;
                state.cleared = stage.cleared;
                state.status = stage.status;
                state.assignee = stage.assignee;
            }
            state.items.extend(part.items);
            state.annotations.extend(part.annotations.into_iter().map(Arc::new));
            state.products.extend(part.products.into_iter().map(Arc::new));
            state.proposals.extend(part.proposals.into_iter().map(Arc::new));
            self.keep(&part.messages);
            self.from_first = part.from_first;
        }
        self.state = state;
        self.snapshots += 1;
    }

    fn event(&mut self, event: Event) {
        self.keep(std::slice::from_ref(&event));
        let head = self.head();
        if event.seq == head + 1 {
            let stream = if self.staff { Stream::Staff } else { Stream::Public };
            apply(&mut self.state, stream, &event);
        } else if event.seq <= head {
            self.doubles += 1;
        } else {
            self.gaps += 1;
        }
        if let EventBody::AnnotationAdded(added) = &event.body {
            self.strokes.remove(&added.annotation);
        }
        self.events.push(event);
    }

    fn keep(&mut self, events: &[Event]) {
        let opened = self.opened.last().map_or(0, |opened| opened.head);
        for event in events {
            if let EventBody::Redacted(redacted) = &event.body
                && let Some(message) = self.messages.get_mut(&redacted.target_seq)
                && words(message).is_some()
            {
                message.body = EventBody::Erased(Erased { was: message.body.kind().to_owned() });
            }
            if words(event).is_some() {
                let newest = self.told_under.entry(event.seq).or_default();
                *newest = opened.max(*newest);
            }
            if event.body.in_thread() {
                self.messages.insert(event.seq, event.clone());
            }
        }
    }

    fn live(&mut self, update: LiveUpdate) {
        self.live_frames += 1;
        if let Some(view) = update.view {
            self.views.insert(update.session, view);
        }
        if let Some(typing) = update.typing {
            self.typing.insert(update.from, typing);
        }
        if let Some(applied) = update.applied {
            self.applied.insert(update.session, applied);
        }
        if let Some(chunk) = &update.stroke {
            let points = self.strokes.entry(chunk.sid).or_default();
            let from = usize::try_from(chunk.from).expect("a small number");
            self.torn_strokes += u32::from(from > points.len());
            points.truncate(from);
            points.extend(chunk.path.decode().expect("the server sends paths"));
            if chunk.cancelled {
                self.strokes.remove(&chunk.sid);
            }
        }
        if update.laser.is_some() {
            self.lasers.push(update);
        }
    }
}

/// What a message or note says.
fn words(event: &Event) -> Option<&str> {
    match &event.body {
        EventBody::MessageSent(message) => Some(&message.text),
        EventBody::NoteAdded(note) => Some(&note.text),
        _ => None,
    }
}
