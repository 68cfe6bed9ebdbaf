//! A tab in the simulation: it speaks the protocol over a simulated connection, keeps what it was
//! told in a [`Replica`] and what is not answered in an outbox, and comes back when it is cut off.

use std::collections::VecDeque;

use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::ClientHandshake;
use tokio_tungstenite::tungstenite::handshake::{HandshakeError, MidHandshake};
use tokio_tungstenite::tungstenite::{Error, Message, WebSocket};
use vitrine_server::store::SessionRecord;
use vitrine_shared::ids::{ClientId, ConversationId, ParticipantId, SessionId};
use vitrine_shared::limits;
use vitrine_shared::room::{Command, Stream};
use vitrine_shared::wire::close::TERMINAL_FROM;
use vitrine_shared::wire::{
    Auth, ClientMessage, Close, ErrorCode, Hello, LiveFrame, Nack, Open, Operation, Ping, Receipt,
    Resume, ServerMessage, TopicName, View,
};
use vitrine_tests::Replica;
use vitrine_tests::history::History;

use crate::dice::Dice;
use crate::host::ORIGIN;
use crate::network::{ClientEnd, Wire};
use crate::trace::Trace;

/// An operation without an answer for this long means that the connection is dead, in ms.
const ANSWER_WITHIN: u64 = 5_000;
/// Silence for this long means the same: the server pings every 20 s.
const SILENCE: u64 = 30_000;
/// A connection that does not come about is given up after this.
const CONNECT_WITHIN: u64 = 8_000;
/// Receipts are sent this often at most, in ms.
const RECEIPTS_EVERY: u64 = 300;
/// Topics: public and staff stream.
const PUBLIC: u32 = 1;
const STAFF: u32 = 2;

/// How a tab proves whose it is.
#[derive(Clone, Debug)]
pub(crate) enum Login {
    Visitor(String),
    Agent(SessionRecord),
}

/// What a tab may ask of the world.
pub(crate) struct Around<'a> {
    pub(crate) now: u64,
    pub(crate) history: &'a mut History,
    pub(crate) trace: &'a mut Trace,
    /// The conversation everybody is in, once its visitor knows it.
    pub(crate) conversation: &'a mut Option<ConversationId>,
    /// Whether anything of it is stored.
    pub(crate) begun: bool,
}

enum Phase {
    Off { until: u64 },
    Shaking(MidHandshake<ClientHandshake<ClientEnd>>),
    Open(Box<WebSocket<ClientEnd>>),
}

struct Waiting {
    cid: ClientId,
    command: Command,
    /// When it was sent on this socket.
    sent: Option<u64>,
    /// Not to be sent before.
    not_before: u64,
}

/// A tab.
pub(crate) struct Client {
    pub(crate) name: String,
    pub(crate) who: ParticipantId,
    pub(crate) login: Login,
    pub(crate) tab: SessionId,
    /// Whether it opens the staff stream as well.
    pub(crate) reads_staff: bool,
    pub(crate) replica: Replica,
    phase: Phase,
    wire: Option<Wire>,
    auth: Option<Auth>,
    outbox: VecDeque<Waiting>,
    /// The newest shared view that was sent.
    view: Option<View>,
    /// The conversation that the replica is of.
    conversation: Option<ConversationId>,
    /// The changes of access that the open public topic was opened after.
    opened_after: Option<usize>,
    asked_at: usize,
    /// Topics to be asked for again, and when.
    reopen: Vec<(u32, u64)>,
    connected_at: u64,
    heard: u64,
    pings: u32,
    /// How far it has said it has got: what reached it, and what was on its screen.
    said: (u32, u32),
    /// The same, and when, on this socket.
    said_here: ((u32, u32), u64),
    /// Whether the public topic has been asked for on this socket.
    asked_here: bool,
}

impl Client {
    pub(crate) fn new(name: String, who: ParticipantId, login: Login, tab: SessionId) -> Self {
        let reads_staff = matches!(login, Login::Agent(_));
        Self {
            name,
            who,
            reads_staff,
            login,
            tab,
            replica: Replica::default(),
            phase: Phase::Off { until: 0 },
            wire: None,
            auth: None,
            outbox: VecDeque::new(),
            view: None,
            conversation: None,
            opened_after: None,
            asked_at: 0,
            reopen: Vec::new(),
            connected_at: 0,
            heard: 0,
            pings: 0,
            said: (0, 0),
            said_here: ((0, 0), 0),
            asked_here: false,
        }
    }

    /// Whether it wants a connection now.
    pub(crate) fn wants_connection(&self, now: u64) -> bool {
        matches!(self.phase, Phase::Off { until } if until <= now)
    }

    /// How far it has said it has got.
    pub(crate) fn said(&self) -> (u32, u32) {
        self.said
    }

    /// The newest shared view that its page has sent and still knows.
    pub(crate) fn view(&self) -> Option<View> {
        self.view
    }

    /// Whether there is nothing left to say of that.
    pub(crate) fn said_all(&self) -> bool {
        self.said_here.0 == self.got_to()
    }

    /// What has reached it, and what of it is on its screen.
    fn got_to(&self) -> (u32, u32) {
        let room = self.replica.topic(PUBLIC);
        (room.head(), room.messages.last_key_value().map_or(0, |(seq, _)| *seq))
    }

    /// Whether its topics have been asked for since it was welcomed.
    pub(crate) fn asked(&self) -> bool {
        self.asked_here
    }

    /// Its connection, while it has one.
    pub(crate) fn wire(&self) -> Option<&Wire> {
        self.wire.as_ref()
    }

    /// Whether its topics are open and complete.
    pub(crate) fn ready(&self) -> bool {
        let staff = !self.reads_staff || !self.replica.topic(STAFF).opened.is_empty();
        let partial = self.replica.topics.values().any(vitrine_tests::Topic::partial);
        matches!(self.phase, Phase::Open(_)) && self.opened_after.is_some() && staff && !partial
    }

    /// Whether all it wished has been answered.
    pub(crate) fn answered(&self) -> bool {
        self.outbox.is_empty()
    }

    /// Whether it has room for one more wish.
    pub(crate) fn may_wish(&self) -> bool {
        self.outbox.len() < limits::IN_FLIGHT
    }

    pub(crate) fn is_agent(&self) -> bool {
        matches!(self.login, Login::Agent(_))
    }

    /// Begins to connect.
    pub(crate) fn connect(&mut self, wire: Wire, end: ClientEnd, auth: Auth, now: u64) {
        let mut request =
            "ws://vitrine.test/v1/socket".into_client_request().expect("a proper address");
        request.headers_mut().insert("origin", ORIGIN.parse().expect("a header's value"));
        self.wire = Some(wire);
        self.auth = Some(auth);
        self.connected_at = now;
        self.heard = now;
        let begun = ClientHandshake::start(end, request, None).expect("a proper request");
        self.phase = Phase::Shaking(begun);
    }

    /// There is nobody to connect to.
    pub(crate) fn wait(&mut self, until: u64) {
        self.phase = Phase::Off { until };
    }

    /// Leaves without a word, to come back then.
    pub(crate) fn leave(&mut self, until: u64) {
        self.lose(until);
    }

    /// Wishes something; it is sent until it is answered.
    pub(crate) fn wish(&mut self, cid: ClientId, command: Command, history: &mut History) {
        history.wish(self.who, self.tab, cid, &command);
        self.outbox.push_back(Waiting { cid, command, sent: None, not_before: 0 });
    }

    /// What another tab of the same person has not had an answer to is sent from here too.
    pub(crate) fn inherit(&mut self, from: &Self, history: &mut History) {
        for waiting in &from.outbox {
            if self.outbox.iter().all(|own| own.cid != waiting.cid) {
                history.put_off(self.who, waiting.cid);
                let (cid, command) = (waiting.cid, waiting.command.clone());
                self.outbox.push_back(Waiting { cid, command, sent: None, not_before: 0 });
            }
        }
    }

    /// The store fails: what it refuses for now may come behind what was sent later (OP11).
    pub(crate) fn put_off(&self, history: &mut History) {
        self.outbox.iter().for_each(|waiting| history.put_off(self.who, waiting.cid));
    }

    /// The page is loaded again: the outbox is kept, what was known is not.
    pub(crate) fn reload(&mut self, now: u64) {
        self.lose(now);
        self.replica = Replica::default();
        self.view = None;
    }

    /// Keeps positions and states, but not the events that led to them.
    /// What it has said it has got is forgotten beyond these positions.
    pub(crate) fn forget_what_was_told(&mut self, head: u32, newest: u32) {
        for topic in self.replica.topics.values_mut() {
            topic.events.clear();
            topic.messages.clear();
            topic.receipts.clear();
        }
        self.said = (self.said.0.min(head), self.said.1.min(newest));
    }

    /// Sends registers and transients.
    pub(crate) fn live(&mut self, frame: LiveFrame) {
        self.view = frame.view.filter(|view| !view.own).or(self.view);
        self.send(&ClientMessage::Live(LiveFrame { sub: PUBLIC, ..frame }));
    }

    /// Does what is due: reads, answers, sends.
    pub(crate) fn step(&mut self, around: &mut Around<'_>, dice: &mut Dice) {
        let now = around.now;
        match std::mem::replace(&mut self.phase, Phase::Off { until: now }) {
            off @ Phase::Off { .. } => self.phase = off,
            Phase::Shaking(half) => match half.handshake() {
                Ok((socket, _response)) => {
                    self.phase = Phase::Open(Box::new(socket));
                    let auth = self.auth.take().expect("a connection begins with a proof");
                    let hello = Hello { v: 1, auth, tab: self.tab, caps: Vec::new() };
                    self.send(&ClientMessage::Hello(hello));
                }
                Err(HandshakeError::Interrupted(half)) => self.phase = Phase::Shaking(half),
                Err(HandshakeError::Failure(_)) => self.give_up(around, dice, "no handshake"),
            },
            open @ Phase::Open(_) => self.phase = open,
        }
        while let Phase::Open(socket) = &mut self.phase {
            match socket.read() {
                Ok(Message::Text(text)) => {
                    self.heard = now;
                    around.trace.note(now, &self.name, format_args!("< {}", text.as_str()));
                    self.hear(text.as_str(), around);
                }
                Ok(Message::Close(frame)) => {
                    let code = frame.map_or(0, |frame| u16::from(frame.code));
                    self.give_up(around, dice, &format!("closed with {code}"));
                    if code >= TERMINAL_FROM {
                        self.phase = Phase::Off { until: u64::MAX };
                    }
                }
                Ok(_control) => {}
                Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => break,
                Err(error) => self.give_up(around, dice, &error.to_string()),
            }
        }
        self.look_after(around, dice);
    }

    fn look_after(&mut self, around: &mut Around<'_>, dice: &mut Dice) {
        let now = around.now;
        let unanswered = |waiting: &Waiting| {
            waiting.sent.is_some_and(|sent| now > sent.max(self.connected_at) + ANSWER_WITHIN)
        };
        let shaking = !matches!(self.phase, Phase::Off { .. }) && self.opened_after.is_none();
        if matches!(self.phase, Phase::Off { .. }) {
            return;
        }
        if now > self.heard + SILENCE
            || self.outbox.iter().any(unanswered)
            || (shaking && self.reopen.is_empty() && now > self.connected_at + CONNECT_WITHIN)
        {
            self.give_up(around, dice, "nothing is heard");
            return;
        }
        let due = |(_, at): &(u32, u64)| *at <= now;
        for (sub, _) in self.reopen.extract_if(.., |one| due(one)).collect::<Vec<_>>() {
            let stream = if sub == PUBLIC { Stream::Public } else { Stream::Staff };
            self.open(sub, stream, around);
        }
        if let Some(after) = self.opened_after {
            self.send_due(after, around);
            self.say_how_far(now);
        }
        if let Phase::Open(socket) = &mut self.phase {
            // A socket that is gone is found out by reading.
            drop(socket.flush());
        }
    }

    /// Sends a receipt when it has got further (RC1), and again on each new socket.
    fn say_how_far(&mut self, now: u64) {
        let at = self.got_to();
        let (known, when) = self.said_here;
        if at == known || now < when + RECEIPTS_EVERY {
            return;
        }
        self.said_here = (at, now);
        self.said = (self.said.0.max(at.0), self.said.1.max(at.1));
        self.send(&ClientMessage::Receipt(Receipt { sub: PUBLIC, delivered: at.0, read: at.1 }));
    }

    fn send_due(&mut self, after: usize, around: &mut Around<'_>) {
        let now = around.now;
        let in_flight = self.outbox.iter().filter(|one| one.sent.is_some()).count();
        let head = self.replica.topic(PUBLIC).head();
        let mut due = Vec::new();
        for waiting in self.outbox.iter_mut().filter(|one| one.sent.is_none()) {
            // In order: what may not be sent yet holds up what is behind it.
            if waiting.not_before > now || in_flight + due.len() >= limits::IN_FLIGHT {
                break;
            }
            waiting.sent = Some(now);
            let (cid, command) = (waiting.cid, waiting.command.clone());
            due.push(Operation { sub: PUBLIC, cid, command });
        }
        for operation in due {
            around.trace.note(now, &self.name, format_args!("> {}", operation.cid));
            around.history.sent(self.who, operation.cid, after, head);
            self.send(&ClientMessage::Op(operation));
        }
    }

    fn hear(&mut self, frame: &str, around: &mut Around<'_>) {
        let message = serde_json::from_str(frame).expect("a message of the protocol");
        match &message {
            ServerMessage::Welcome(welcome) => {
                // One that was ended is looked at further: staff may open it again.
                if let Some(conversation) = welcome.conversation.filter(|_| !around.begun) {
                    *around.conversation = Some(conversation);
                }
            }
            ServerMessage::Ack(ack) => {
                around.history.acknowledged(self.who, ack.cid, ack.seq);
                self.outbox.retain(|waiting| waiting.cid != ack.cid);
            }
            ServerMessage::Nack(nack) => self.refused(nack, around),
            ServerMessage::Ping(_) => {
                self.pings += 1;
                self.send(&ClientMessage::Ping(Ping { n: self.pings }));
            }
            _ => {}
        }
        self.replica.receive(frame);
        match message {
            ServerMessage::Welcome(_) => {
                self.open(PUBLIC, Stream::Public, around);
                if self.reads_staff {
                    self.open(STAFF, Stream::Staff, around);
                }
            }
            ServerMessage::Closed(_) => self.open(PUBLIC, Stream::Public, around),
            ServerMessage::Opened(_) | ServerMessage::Snapshot(_) => {
                let public = self.replica.topic(PUBLIC);
                let opened = public.opened.len() > self.asked_at && !public.partial();
                if opened && self.opened_after.is_none() {
                    self.opened_after = Some(around.history.changes());
                    // RG5: the leading hand says again where it is.
                    if let Some(view) = self.view {
                        self.live(LiveFrame { view: Some(view), ..LiveFrame::default() });
                    }
                }
            }
            _ => {}
        }
    }

    fn refused(&mut self, nack: &Nack, around: &mut Around<'_>) {
        let Some(cid) = nack.cid else {
            // A topic that cannot be opened now.
            let sub = nack.sub.expect("every frame that is sent can be read");
            self.reopen.push((sub, around.now + 300));
            return;
        };
        let again = match nack.code {
            ErrorCode::Unavailable | ErrorCode::Rate => u64::from(nack.retry_ms.unwrap_or(1_000)),
            ErrorCode::StaleAccess | ErrorCode::NotOpen => {
                // The topic is opened again when nothing of its old life can come any more.
                if self.opened_after.take().is_some() {
                    self.said_here = ((0, 0), 0);
                    self.send(&ClientMessage::Close(Close { sub: PUBLIC }));
                }
                0
            }
            _ => {
                self.outbox.retain(|waiting| waiting.cid != cid);
                return;
            }
        };
        // What is behind it may be granted before it comes again.
        let mut behind = false;
        for waiting in &mut self.outbox {
            behind |= waiting.cid == cid;
            if behind {
                around.history.put_off(self.who, waiting.cid);
            }
            if waiting.cid == cid {
                waiting.sent = None;
                waiting.not_before = around.now + again;
            }
        }
    }

    fn open(&mut self, sub: u32, stream: Stream, around: &mut Around<'_>) {
        let Some(conversation) = *around.conversation else {
            self.reopen.push((sub, around.now + 100));
            return;
        };
        if self.conversation != Some(conversation) {
            // One that existed only as a name has another name after a crash.
            self.replica.topics.clear();
            self.conversation = Some(conversation);
        }
        let topic = self.replica.topics.entry(sub).or_default();
        topic.staff = stream == Stream::Staff;
        let head = topic.head();
        let resume = topic.opened.last().map(|o| Resume { epoch: o.epoch.clone(), seq: head });
        if sub == PUBLIC {
            self.asked_at = topic.opened.len();
            self.asked_here = true;
        }
        let topic = TopicName::Conversation { conversation, stream };
        self.send(&ClientMessage::Open(Open { sub, topic, resume }));
    }

    fn send(&mut self, message: &ClientMessage) {
        if let Phase::Open(socket) = &mut self.phase {
            let text = serde_json::to_string(message).expect("JSON");
            // A full pipe keeps it until the next flush; a broken one is found out by reading.
            drop(socket.write(Message::Text(text.into())));
        }
    }

    fn give_up(&mut self, around: &mut Around<'_>, dice: &mut Dice, why: &str) {
        around.trace.note(around.now, &self.name, format_args!("gone: {why}"));
        self.lose(around.now + u64::from(dice.between(20, 1_200)));
    }

    fn lose(&mut self, until: u64) {
        self.phase = Phase::Off { until };
        self.wire = None;
        self.asked_here = false;
        self.opened_after = None;
        self.said_here = ((0, 0), 0);
        self.reopen.clear();
        self.replica.topics.values_mut().for_each(vitrine_tests::Topic::lose);
        for waiting in &mut self.outbox {
            waiting.sent = None;
            waiting.not_before = 0;
        }
    }
}
