//! One socket from `hello` to its close: reading, writing, signs of life.
//!
//! A single task reads and writes. While it waits for a slow client to take what it sent, it
//! reads nothing from it either; nobody else waits.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::SinkExt as _;
use governor::DefaultDirectRateLimiter;
use tokio::time::Instant;
use vitrine_shared::ids::{AccountId, AgentSessionId, ConnectionId, ParticipantId, SessionId};
use vitrine_shared::limits;
use vitrine_shared::room::{Principal, Role};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::product::ProductCard;
use vitrine_shared::wire::{
    self, Auth, ClientMessage, Drain, ErrorCode, Hello, Nack, PageFacts, ServerMessage, ServerPing,
    Welcome,
};

use super::topics::Topic;
use crate::app::App;
use crate::auth::{SESSION_IDLE_MS, SESSION_NOTE_MS, hash};
use crate::clock::new_id;
use crate::hub::Outbox;
use crate::hub::frames::encode;
use crate::rate::{SocketPlace, per_second};
use crate::store::{AgentRecord, SecretHash, VisitorRecord};
use crate::telemetry;

/// `hello` has to come within this (HS2).
const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// How often a socket's silence is looked at.
const BEAT: Duration = Duration::from_secs(5);
/// The server pings at every so many beats: every 20 s (HS7).
const BEATS_A_PING: u32 = 4;
/// Lists are compared every 30 s (LS7).
const BEATS_A_DIGEST: u32 = 6;
/// Silence longer than this is death (HS7).
const SILENCE: Duration = Duration::from_secs(45);
/// A client that takes nothing for this long is let go (LI3).
const STALL: Duration = Duration::from_secs(5);
/// A flush slower than this marks a slow client, who gets no transients.
const SLOW_FLUSH: Duration = Duration::from_millis(100);
/// Whether an agent's session is still valid is asked at every so many beats: every 30 s. Losing
/// it is told at once; this is for a session that runs out, and for what another node took away.
const BEATS_A_CHECK: u32 = 6;
/// The same for a visitor's token: every minute.
const BEATS_A_TOKEN_CHECK: u32 = 12;
/// Unreadable frames within a minute before the socket is closed (HS4).
const BAD_FRAMES: u32 = 5;

/// Who is at the other end.
#[derive(Clone, Debug)]
pub(super) enum Identity {
    Visitor(VisitorRecord),
    Agent(AgentRecord),
}

impl Identity {
    pub(super) fn principal(&self) -> Principal {
        match self {
            Self::Visitor(visitor) => {
                Principal { participant: visitor.id.into(), role: Role::Visitor }
            }
            Self::Agent(agent) => {
                Principal { participant: agent.id.into(), role: agent.role.into() }
            }
        }
    }

    pub(super) fn name(&self) -> Option<String> {
        match self {
            Self::Visitor(visitor) => visitor.name.clone(),
            Self::Agent(agent) => Some(agent.name.clone()),
        }
    }
}

/// What somebody's right to be here rests on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Login {
    Token(SecretHash),
    Console(AccountId, AgentSessionId),
}

/// Why a session ends.
pub(super) enum End {
    /// We close it for this reason.
    Close(CloseCode),
    /// The other side is gone.
    Gone,
}

/// A socket that has authenticated.
pub(super) struct Session {
    pub(super) app: Arc<App>,
    pub(super) conn: ConnectionId,
    pub(super) identity: Identity,
    login: Login,
    pub(super) tab: SessionId,
    pub(super) outbox: Arc<Outbox>,
    pub(super) topics: BTreeMap<u32, Topic>,
    pub(super) page: Option<PageFacts>,
    pub(super) page_product: Option<Box<ProductCard>>,
    /// When the use of the console's session was noted last; the ticket's door noted it.
    noted: UnixMillis,
    pub(super) durable: DefaultDirectRateLimiter,
    pub(super) moment: DefaultDirectRateLimiter,
    /// Since when operations have come too fast without a pause, and when one did last.
    pub(super) too_fast: Option<(Instant, Instant)>,
    socket: WebSocket,
    heard: Instant,
    slow: bool,
    bad_frames: (u32, Instant),
}

/// Serves one socket until it ends.
pub(super) async fn run(app: Arc<App>, mut socket: WebSocket, mut place: SocketPlace) {
    let hello = match tokio::time::timeout(HELLO_WITHIN, read_hello(&mut socket)).await {
        Ok(Ok(hello)) => hello,
        Ok(Err(code)) => return close(&mut socket, code).await,
        // Not the client's fault: its network may have been slower than that. It comes back.
        Err(_elapsed) => return close(&mut socket, CloseCode::Idle).await,
    };
    let tab = hello.tab;
    let (identity, login) = match authenticate(&app, hello).await {
        Ok(known) => known,
        Err(code) => return close(&mut socket, code).await,
    };
    place.authenticated();
    let rates = app.config.limits.rates();
    let outbox = Outbox::new(match login {
        Login::Token(_) => None,
        Login::Console(_, session) => Some(session),
    });
    let who: ParticipantId = identity.principal().participant;
    let most = match identity {
        Identity::Visitor(_) => rates.visitor_sockets,
        Identity::Agent(_) => rates.address_sockets,
    };
    app.hub.enter(who, &outbox, most);
    let staff_of = match &identity {
        Identity::Agent(agent) => Some(agent.account),
        Identity::Visitor(_) => None,
    };
    if let Some(account) = staff_of {
        app.hub.visits().staff_came(account);
    }
    let mut session = Session {
        conn: new_id(),
        identity,
        login,
        tab,
        outbox: Arc::clone(&outbox),
        topics: BTreeMap::new(),
        page: None,
        page_product: None,
        noted: app.clock.now(),
        durable: per_second(rates.durable_per_s, rates.durable_burst),
        moment: per_second(rates.live_per_s, rates.live_per_s),
        too_fast: None,
        socket,
        heard: Instant::now(),
        slow: false,
        bad_frames: (0, Instant::now()),
        app: Arc::clone(&app),
    };
    let end = session.serve().await;
    session.leave_all();
    app.hub.leave(who, &outbox);
    if let Some(account) = staff_of {
        app.hub.visits().staff_went(account, app.clock.now());
    }
    if let End::Close(code) = end {
        telemetry::closed(code);
        close(&mut session.socket, code).await;
    }
}

async fn read_hello(socket: &mut WebSocket) -> Result<Hello, CloseCode> {
    loop {
        match socket.recv().await {
            Some(Ok(Message::Text(text))) if text.len() <= limits::HELLO_BYTES => {
                return match wire::decode(&text) {
                    Some(ClientMessage::Hello(hello)) if hello.caps.len() <= limits::CAPS => {
                        Ok(hello)
                    }
                    _ => Err(CloseCode::BadToken),
                };
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Close(_)) | Err(_)) | None => {
                return Err(CloseCode::BadToken);
            }
        }
    }
}

async fn authenticate(app: &App, hello: Hello) -> Result<(Identity, Login), CloseCode> {
    if !(wire::MIN_PROTOCOL_VERSION..=wire::PROTOCOL_VERSION).contains(&hello.v) {
        return Err(CloseCode::ClientTooOld);
    }
    match hello.auth {
        Auth::Visitor(token) => {
            let token = hash(&token);
            match app.store.find_visitor_by_token(token, app.clock.now()).await {
                Ok(Some(visitor)) => Ok((Identity::Visitor(visitor), Login::Token(token))),
                Ok(None) => Err(CloseCode::BadToken),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "token not checked");
                    Err(CloseCode::Drain)
                }
            }
        }
        Auth::Ticket(ticket) => {
            let session = app.auth.redeem_ticket(&ticket).ok_or(CloseCode::BadToken)?;
            let login = Login::Console(session.agent.account, session.id);
            Ok((Identity::Agent(session.agent), login))
        }
    }
}

async fn close(socket: &mut WebSocket, code: CloseCode) {
    let frame = CloseFrame { code: code.code(), reason: code.reason().into() };
    let sent = socket.send(Message::Close(Some(frame)));
    // A client that takes nothing does not take the close frame either.
    drop(tokio::time::timeout(STALL, sent).await);
}

impl Session {
    async fn serve(&mut self) -> End {
        // Only now: a session that ends between the ticket and this moment closes this socket in
        // one of two ways, because whoever ends it looks for sockets after it is gone.
        if let Err(end) = self.check_login().await {
            return end;
        }
        if let Err(end) = self.welcome().await {
            return end;
        }
        let mut beats = tokio::time::interval(BEAT);
        beats.reset();
        let mut beat = 0;
        loop {
            let outbox = Arc::clone(&self.outbox);
            // In a fixed order, so that a run can be repeated step by step. Reading is last: what
            // a client sends must not keep from it what others say.
            let done = tokio::select! {
                biased;
                _ = beats.tick() => {
                    beat += 1;
                    self.sign_of_life(beat).await
                }
                () = outbox.woken() => self.deliver().await,
                received = self.socket.recv() => match received {
                    Some(Ok(message)) => self.receive(message).await,
                    Some(Err(error)) => Err(read_error(&error)),
                    None => Err(End::Gone),
                },
            };
            if let Err(end) = done {
                return end;
            }
            if let Some(code) = self.outbox.closing() {
                return End::Close(code);
            }
        }
    }

    async fn welcome(&mut self) -> Result<(), End> {
        let conversation = match &self.identity {
            Identity::Visitor(visitor) => {
                let id = self.app.hub.conversation_of(visitor).await;
                Some(id.map_err(|_unavailable| End::Close(CloseCode::Drain))?)
            }
            Identity::Agent(_) => None,
        };
        let past = match &self.identity {
            Identity::Visitor(visitor) => {
                let (account, limit) = (visitor.account, limits::PAST_CONVERSATIONS);
                let past = self.app.store.list_past_of(account, visitor.id, limit).await;
                past.map_err(|_unavailable| End::Close(CloseCode::Drain))?
            }
            Identity::Agent(_) => Vec::new(),
        };
        let past = past.into_iter().map(|record| record.id);
        let past = past.filter(|id| Some(*id) != conversation).collect();
        let principal = self.identity.principal();
        self.send(&ServerMessage::Welcome(Welcome {
            v: wire::PROTOCOL_VERSION,
            conn: self.conn,
            me: principal.participant,
            role: principal.role,
            name: self.identity.name(),
            room_now: self.app.clock.now(),
            conversation,
            past,
        }))
        .await
    }

    async fn receive(&mut self, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        match message {
            Message::Text(text) => {
                telemetry::passed("in", text.len());
                match wire::decode(&text) {
                    Some(message) => self.dispatch(message).await,
                    None => self.bad_frame().await,
                }
            }
            Message::Binary(_) => self.bad_frame().await,
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => {
                // Our answer to it is written by a flush only (RFC 6455 §5.5.1).
                tokio::time::timeout(STALL, self.socket.flush()).await.ok();
                Err(End::Gone)
            }
        }
    }

    pub(super) async fn bad_frame(&mut self) -> Result<(), End> {
        let (count, since) = self.bad_frames;
        let fresh = since.elapsed() > Duration::from_secs(60);
        self.bad_frames = if fresh { (1, Instant::now()) } else { (count + 1, since) };
        if self.bad_frames.0 > BAD_FRAMES {
            return Err(End::Close(CloseCode::BadFrames));
        }
        self.refuse(None, ErrorCode::BadFrame).await
    }

    pub(super) async fn refuse(&mut self, sub: Option<u32>, code: ErrorCode) -> Result<(), End> {
        let later = matches!(code, ErrorCode::Unavailable | ErrorCode::Rate);
        let retry_ms = later.then_some(1_000);
        self.send(&ServerMessage::Nack(Nack { cid: None, sub, code, retry_ms })).await
    }

    /// Asks whether what let this socket in is still valid. An unavailable store ends nobody.
    async fn check_login(&mut self) -> Result<(), End> {
        let (store, now) = (&self.app.store, self.app.clock.now());
        let valid = match self.login {
            Login::Token(token) => {
                store.find_visitor_by_token(token, now).await.map(|found| found.is_some())
            }
            Login::Console(account, id) => {
                let found = store.people().find_session_by_id(account, id, now).await;
                found.map(|found| found.is_some())
            }
        };
        if valid.unwrap_or(true) { Ok(()) } else { Err(End::Close(CloseCode::BadToken)) }
    }

    /// Notes that somebody works here: a console that is only looked at by its own timers ends
    /// unused, one whose person answers customers all day by socket alone does not (S15).
    pub(super) async fn note_use(&mut self) {
        let Login::Console(account, id) = self.login else { return };
        let now = self.app.clock.now();
        if now.since(self.noted) < SESSION_NOTE_MS {
            return;
        }
        self.noted = now;
        let idle_until = UnixMillis(now.0.saturating_add(SESSION_IDLE_MS));
        let noted = self.app.store.people().touch_session(account, id, now, idle_until).await;
        if let Err(error) = noted {
            tracing::warn!(error = &error as &dyn std::error::Error, "use of a session not noted");
        }
    }

    async fn sign_of_life(&mut self, beat: u32) -> Result<(), End> {
        if self.heard.elapsed() > SILENCE {
            return Err(End::Close(CloseCode::Idle));
        }
        let check = match self.login {
            Login::Token(_) => BEATS_A_TOKEN_CHECK,
            Login::Console(..) => BEATS_A_CHECK,
        };
        if beat.is_multiple_of(check) {
            self.check_login().await?;
        }
        if beat.is_multiple_of(BEATS_A_DIGEST) {
            self.digest().await?;
        }
        if !beat.is_multiple_of(BEATS_A_PING) {
            return Ok(());
        }
        let room_now = self.app.clock.now();
        self.send(&ServerMessage::Ping(ServerPing { room_now })).await
    }

    /// Sends everything the socket lacks by now.
    pub(super) async fn deliver(&mut self) -> Result<(), End> {
        loop {
            let mut any = false;
            if let Some(after_ms) = self.outbox.take_drain() {
                self.feed(encode(&ServerMessage::Drain(Drain { after_ms }))).await?;
                any = true;
            }
            for reply in self.outbox.take_replies() {
                telemetry::told(&reply);
                self.feed(encode(&reply)).await?;
                any = true;
            }
            let subs: Vec<u32> = self.topics.keys().copied().collect();
            for sub in subs {
                any |= self.deliver_topic(sub, self.slow).await?;
            }
            if !any {
                return Ok(());
            }
            self.flush().await?;
        }
    }

    pub(super) async fn send(&mut self, message: &ServerMessage) -> Result<(), End> {
        telemetry::told(message);
        self.feed(encode(message)).await?;
        self.flush().await
    }

    pub(super) async fn feed(&mut self, text: String) -> Result<(), End> {
        telemetry::passed("out", text.len());
        let sent = self.socket.feed(Message::Text(text.into()));
        match tokio::time::timeout(STALL, sent).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_broken)) => Err(End::Gone),
            Err(_elapsed) => Err(End::Close(CloseCode::Slow)),
        }
    }

    pub(super) async fn flush(&mut self) -> Result<(), End> {
        let begun = Instant::now();
        match tokio::time::timeout(STALL, self.socket.flush()).await {
            Ok(Ok(())) => {
                self.slow = begun.elapsed() > SLOW_FLUSH;
                Ok(())
            }
            Ok(Err(_broken)) => Err(End::Gone),
            Err(_elapsed) => Err(End::Close(CloseCode::Slow)),
        }
    }
}

/// A frame or message above the cap is the one read error that the client is told about (HS5).
fn read_error(error: &axum::Error) -> End {
    use tokio_tungstenite::tungstenite::Error;
    let source = std::error::Error::source(error).and_then(|e| e.downcast_ref::<Error>());
    match source {
        Some(Error::Capacity(_)) => End::Close(CloseCode::TooBig),
        _ => End::Gone,
    }
}
