//! One conversation on Ana's socket: saying, moving, listening, and noticing that a person acts.

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};
use vitrine_shared::ids::{ClientId, ConversationId};
use vitrine_shared::room::{Command, Stream};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{
    Applied, ClientMessage, LiveFrame, Open, Operation, ServerMessage, TopicName, Welcome,
};

use super::client::Socket;
use super::room::Room;
use super::{End, Fault};
use crate::clock::new_id;

/// Number of the conversation's topic on Ana's socket.
const TALK: u32 = 2;
/// Time between two echoes of what Ana sees.
const ECHO: Duration = Duration::from_millis(500);

/// An open conversation.
pub(super) struct Talk {
    pub(super) socket: Socket,
    pub(super) room: Room,
    /// Room time when `heard` was true; the way to room time now.
    room_time: UnixMillis,
    heard: Instant,
    rtt: Duration,
    asked: Option<(u32, Instant)>,
    /// Number of the newest view.
    pub(super) n: u32,
    echoed: Option<(Applied, Instant)>,
    /// Deeds count from the beginning of the story; what registers still hold does not.
    begun: bool,
    answered: Option<(ClientId, Result<(), Fault>)>,
}

impl Talk {
    /// Opens the conversation and waits until it is known.
    pub(super) async fn open(
        mut socket: Socket,
        welcome: &Welcome,
        conversation: ConversationId,
    ) -> Result<Self, End> {
        let topic = TopicName::Conversation { conversation, stream: Stream::Public };
        socket.send(&ClientMessage::Open(Open { sub: TALK, topic, resume: None })).await?;
        let room = Room::new(welcome.me, socket.tab);
        let mut talk = Self {
            socket,
            room,
            room_time: welcome.room_now,
            heard: Instant::now(),
            rtt: Duration::ZERO,
            asked: None,
            n: 0,
            echoed: None,
            begun: false,
            answered: None,
        };
        let n = talk.socket.ping().await?;
        talk.asked = Some((n, Instant::now()));
        // Snapshot and registers arrive before the answer to a ping that was sent after `open`
        // was read; a moment more costs nothing.
        talk.rest(Duration::from_millis(250)).await?;
        talk.begun = true;
        Ok(talk)
    }

    /// Sends an operation and waits until it is committed.
    pub(super) async fn ask(&mut self, command: Command) -> Result<(), End> {
        let cid: ClientId = new_id();
        self.room.note_sent(cid);
        let operation = Operation { sub: TALK, cid, command };
        self.socket.send(&ClientMessage::Op(operation)).await?;
        loop {
            let message = self.socket.next().await?;
            self.hear(message).await?;
            match self.answered.take() {
                Some((answered, result)) if answered == cid => return result.map_err(End::Fault),
                _ => {}
            }
        }
    }

    /// Sends live values, with an echo of what Ana sees when one is due.
    pub(super) async fn live(&mut self, mut frame: LiveFrame) -> Result<(), End> {
        frame.sub = TALK;
        frame.applied = self.due_echo();
        self.socket.send(&ClientMessage::Live(frame)).await?;
        Ok(())
    }

    /// What Ana's stage shows, at most twice a second and on change. Nobody sees a stage of hers,
    /// but the badge of the others waits for everybody who is there.
    fn due_echo(&mut self) -> Option<Applied> {
        let rtt_ms = u32::try_from(self.rtt.as_millis()).unwrap_or(u32::MAX);
        let fence = self.room.fence().unwrap_or_default();
        let now = Applied { seq: self.room.head(), fence, n: self.n, rtt_ms };
        let due = self.echoed.is_none_or(|(last, when)| last != now && when.elapsed() >= ECHO);
        due.then(|| {
            self.echoed = Some((now, Instant::now()));
            now
        })
    }

    /// Listens for a while.
    pub(super) async fn rest(&mut self, time: Duration) -> Result<(), End> {
        self.until(Instant::now() + time).await
    }

    /// Listens until `when`.
    pub(super) async fn until(&mut self, when: Instant) -> Result<(), End> {
        loop {
            let echo = Instant::now() + ECHO;
            match timeout_at(when.min(echo), self.socket.next()).await {
                Ok(message) => self.hear(message?).await?,
                Err(_elapsed) if echo < when => {
                    if let Some(applied) = self.due_echo() {
                        let applied = Some(applied);
                        let frame = LiveFrame { sub: TALK, applied, ..LiveFrame::default() };
                        self.socket.send(&ClientMessage::Live(frame)).await?;
                    }
                }
                Err(_elapsed) => {
                    sleep_until(when).await;
                    return Ok(());
                }
            }
        }
    }

    /// Takes in what the service says; an error ends the story.
    pub(super) async fn hear(&mut self, message: ServerMessage) -> Result<(), End> {
        match message {
            ServerMessage::Snapshot(part) if part.sub == TALK => self.room.snapshot(part),
            ServerMessage::Events(events) if events.sub == TALK => {
                for event in &events.events {
                    if self.room.event(event) && self.begun {
                        return Err(End::Person);
                    }
                }
            }
            ServerMessage::Live(update)
                if update.sub == TALK && self.begun && self.room.is_deed(&update) =>
            {
                return Err(End::Person);
            }
            ServerMessage::Ack(ack) => self.answered = Some((ack.cid, Ok(()))),
            ServerMessage::Nack(nack) => {
                let refused = Fault::Refused(nack.code);
                let Some(cid) = nack.cid else { return Err(refused.into()) };
                self.answered = Some((cid, Err(refused)));
            }
            ServerMessage::Pong(pong) => {
                if let Some((_, sent)) = self.asked.take_if(|(n, _)| *n == pong.n) {
                    self.rtt = sent.elapsed();
                    self.room_time = pong.room_now;
                    self.heard = Instant::now();
                }
            }
            ServerMessage::Ping(_) => {
                let n = self.socket.ping().await?;
                self.asked = Some((n, Instant::now()));
            }
            ServerMessage::Closed(closed) if closed.sub == TALK => return Err(Fault::Closed.into()),
            _ => {}
        }
        Ok(())
    }

    /// Room time now.
    pub(super) fn room_now(&self) -> UnixMillis {
        let since = i64::try_from(self.heard.elapsed().as_millis()).unwrap_or(i64::MAX);
        UnixMillis(self.room_time.0.saturating_add(since))
    }
}
