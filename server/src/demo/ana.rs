//! Ana, who is there when nobody else is: she tells one story to one customer, and falls silent
//! at the first sign of a person.
//!
//! 0–3 s she offers to show the seam; 3–8 s the picture comes onto the stage and both stages
//! glide to the seam; 8–13 s her arrow grows; 13–20 s she says that it is the customer's turn.
//! Then she waits. She is an ordinary client ([`client`]): whatever she does, anybody can do.

mod client;
mod room;

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_tungstenite::tungstenite;
use tokio_util::sync::CancellationToken;
use url::Url;
use vitrine_shared::ids::{AnnotationId, ClientId, ConversationId, ItemId};
use vitrine_shared::room::{
    AddAnnotation, AddItem, Command, DeleteAnnotations, Mark, Path, SendMessage, ShowItems, Stream,
    TakeLead, Tool,
};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::api::Media;
use vitrine_shared::wire::{
    Applied, ClientMessage, LiveFrame, Open, Operation, ServerMessage, StrokeChunk, TopicName,
    Welcome,
};

use self::client::{Browser, Socket};
use self::room::Room;
use super::catalogue::{Subject, subject};
use super::script::{Frame, Lines, between, eased, point};
use crate::clock::new_id;

/// Number of the list's topic on Ana's socket.
const LIST: u32 = 1;
/// Number of the conversation's topic on Ana's socket.
const TALK: u32 = 2;
/// Time between two frames of a moving hand: 50 a second, below the limit of 70.
const TICK: Duration = Duration::from_millis(20);
/// Time between two echoes of what Ana sees.
const ECHO: Duration = Duration::from_millis(500);
/// How long a glide to the seam takes.
const GLIDE: Duration = Duration::from_millis(3_200);
/// How long the arrow takes to grow.
const DRAW: Duration = Duration::from_millis(2_200);
/// Width of the arrow, in 1/32768 of the image width.
const ARROW_WIDTH: i32 = 200;

/// Where and how the story is told.
#[derive(Clone)]
pub struct Stage {
    /// Origin of the service.
    pub origin: String,
    /// Secret of the printed address.
    pub secret: String,
    /// Language of the story.
    pub language: String,
}

/// Why a story broke off.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// A door did not answer as documented.
    #[error("a door of the service refused Ana")]
    Door(#[from] reqwest::Error),
    /// Signing in gave no cookie.
    #[error("signing in gave no cookie")]
    NoCookie,
    /// The socket failed.
    #[error("the socket failed")]
    Socket(#[from] Box<tungstenite::Error>),
    /// The service closed the socket or the topic.
    #[error("the service closed the socket")]
    Closed,
    /// An operation of Ana's was refused.
    #[error("an operation was refused: {0:?}")]
    Refused(vitrine_shared::wire::ErrorCode),
    /// The catalogue has no product to tell about.
    #[error("the catalogue has no subject")]
    NoSubject,
}

impl From<tungstenite::Error> for Fault {
    fn from(error: tungstenite::Error) -> Self {
        Self::Socket(Box::new(error))
    }
}

impl From<tungstenite::http::Error> for Fault {
    fn from(error: tungstenite::http::Error) -> Self {
        Self::Socket(Box::new(error.into()))
    }
}

/// Why Ana says no more.
enum End {
    /// A person acts, or the page says that one did.
    Person,
    /// Something failed.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for End {
    fn from(fault: E) -> Self {
        Self::Fault(fault.into())
    }
}

/// Tells the story to the visitor whose page carries `story=<name>` in its address. Returns when
/// a person acts, when `stop` is cancelled, or when the connection ends.
///
/// # Errors
/// When Ana cannot do what every client can.
pub(super) async fn tell(stage: &Stage, name: &str, stop: &CancellationToken) -> Result<(), Fault> {
    let story = async {
        let browser = Browser::sign_in(&stage.origin, &stage.secret).await?;
        let subject = subject().ok_or(Fault::NoSubject)?;
        let (mut socket, welcome) = browser.connect().await?;
        let conversation = find(&mut socket, name).await?;
        let mut teller = Teller::open(socket, &welcome, conversation).await?;
        teller.tell(&browser, subject, &stage.language).await
    };
    tokio::select! {
        () = stop.cancelled() => Ok(()),
        ended = story => match ended {
            Ok(()) | Err(End::Person) => Ok(()),
            Err(End::Fault(fault)) => Err(fault),
        },
    }
}

/// Waits for the row of the customer whose page belongs to the story.
async fn find(socket: &mut Socket, name: &str) -> Result<ConversationId, Fault> {
    let open = Open { sub: LIST, topic: TopicName::Conversations {}, resume: None };
    socket.send(&ClientMessage::Open(open)).await?;
    loop {
        match socket.next().await? {
            ServerMessage::Rows(rows) => {
                let row = rows.rows.iter().find(|row| {
                    row.here && row.page.as_ref().is_some_and(|page| tells(&page.url, name))
                });
                if let Some(row) = row {
                    return Ok(row.conversation);
                }
            }
            ServerMessage::Ping(_) => drop(socket.ping().await?),
            ServerMessage::Nack(nack) => return Err(Fault::Refused(nack.code)),
            _ => {}
        }
    }
}

/// Whether the address of a page carries `story=<name>`.
fn tells(url: &str, name: &str) -> bool {
    Url::parse(url)
        .is_ok_and(|url| url.query_pairs().any(|(key, value)| key == "story" && value == name))
}

/// Ana with an open conversation.
struct Teller {
    socket: Socket,
    room: Room,
    /// Room time when `heard` was true; the way to room time now.
    room_time: UnixMillis,
    heard: Instant,
    rtt: Duration,
    asked: Option<(u32, Instant)>,
    /// Number of the newest view.
    n: u32,
    echoed: Option<(Applied, Instant)>,
    /// Deeds count from the beginning of the story; what registers still hold does not.
    begun: bool,
    answered: Option<(ClientId, Result<(), Fault>)>,
}

impl Teller {
    async fn open(
        mut socket: Socket,
        welcome: &Welcome,
        conversation: ConversationId,
    ) -> Result<Self, End> {
        let topic = TopicName::Conversation { conversation, stream: Stream::Public };
        socket.send(&ClientMessage::Open(Open { sub: TALK, topic, resume: None })).await?;
        let room = Room::new(welcome.me, socket.tab);
        let mut teller = Self {
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
        let n = teller.socket.ping().await?;
        teller.asked = Some((n, Instant::now()));
        // Snapshot and registers arrive before the answer to a ping that was sent after `open`
        // was read; a moment more costs nothing.
        teller.rest(Duration::from_millis(250)).await?;
        teller.begun = true;
        Ok(teller)
    }

    async fn tell(
        &mut self,
        browser: &Browser,
        subject: Subject,
        language: &str,
    ) -> Result<(), End> {
        let lines = Lines::in_language(language);
        let begin = Instant::now();
        let at = |ms: u64| begin + Duration::from_millis(ms);
        self.say_at(at(1_600), lines.offer).await?;

        let picture = self.picture(browser, subject).await?;
        self.until(at(3_400)).await?;
        let title = subject.product.name.in_language(language);
        let item = self.show(&picture, title).await?;
        self.until(at(4_300)).await?;
        let fence = self.take_lead().await?;
        let whole = Frame::whole(picture.size);
        self.glide(item, fence, whole, Frame::of(subject.focus)).await?;

        self.until(at(8_200)).await?;
        self.draw(item, subject).await?;
        self.say_at(at(12_000), lines.detail).await?;
        self.say_at(at(15_500), lines.your_turn).await?;
        // Nothing more, whatever the silence; the caller's limit ends it.
        self.until(begin + Duration::from_secs(3_600)).await
    }

    /// Types for a while, then says `line` at `when`.
    async fn say_at(&mut self, when: Instant, line: &str) -> Result<(), End> {
        const TYPING: Duration = Duration::from_millis(1_200);
        self.until(when - TYPING).await?;
        self.live(LiveFrame { typing: Some(true), ..LiveFrame::default() }).await?;
        self.until(when).await?;
        self.live(LiveFrame { typing: Some(false), ..LiveFrame::default() }).await?;
        self.ask(Command::SendMessage(SendMessage { text: line.to_owned() })).await
    }

    /// The story's picture on the shelf; on the very first start it may still be on its way.
    async fn picture(&mut self, browser: &Browser, subject: Subject) -> Result<Media, End> {
        let title = super::seed::title_of(subject.product, &subject.focus.picture);
        loop {
            let shelf = browser.shelf().await?;
            if let Some(picture) = shelf.pictures.into_iter().find(|p| p.title == title) {
                return Ok(picture);
            }
            self.rest(Duration::from_millis(300)).await?;
        }
    }

    async fn show(&mut self, picture: &Media, title: &str) -> Result<ItemId, End> {
        let marks = self.room.own_marks();
        if !marks.is_empty() {
            let clear = DeleteAnnotations { annotations: marks };
            self.ask(Command::DeleteAnnotations(clear)).await?;
        }
        if let Some(item) = self.room.item_of(picture.media).cloned() {
            if !self.room.shows_only(&item) {
                self.ask(Command::ShowItems(ShowItems { items: vec![item.id] })).await?;
            }
            return Ok(item.id);
        }
        let item = new_id();
        let add =
            AddItem { item, media: picture.media, size: None, title: title.to_owned(), show: true };
        self.ask(Command::AddItem(add)).await?;
        Ok(item)
    }

    async fn take_lead(&mut self) -> Result<u32, End> {
        let session = self.socket.tab;
        self.ask(Command::TakeLead(TakeLead { session })).await?;
        // The event comes before or after the answer; the fence is in the event.
        let patience = Instant::now() + Duration::from_secs(5);
        loop {
            if let Some(fence) = self.room.fence() {
                return Ok(fence);
            }
            match timeout_at(patience, self.socket.next()).await {
                Ok(message) => self.hear(message?).await?,
                Err(_late) => return Err(Fault::Closed.into()),
            }
        }
    }

    async fn glide(&mut self, item: ItemId, fence: u32, from: Frame, to: Frame) -> Result<(), End> {
        let begin = Instant::now();
        loop {
            let t = begin.elapsed().as_secs_f64() / GLIDE.as_secs_f64();
            self.n += 1;
            let frame = from.toward(to, eased(t));
            let view = Some(frame.view(item, fence, self.n, self.room_now()));
            self.live(LiveFrame { view, ..LiveFrame::default() }).await?;
            if t >= 1.0 {
                return Ok(());
            }
            self.rest(TICK).await?;
        }
    }

    async fn draw(&mut self, item: ItemId, subject: Subject) -> Result<(), End> {
        let (tail, head) = (point(subject.arrow.from), point(subject.arrow.to));
        let sid: AnnotationId = new_id();
        let begin = Instant::now();
        let mut from = 0;
        loop {
            let t = begin.elapsed().as_secs_f64() / DRAW.as_secs_f64();
            let tip = between(tail, head, eased(t));
            // The tail stays; only the head is sent again and again.
            let path = if from == 0 { Path::encode(&[tail, tip]) } else { Path::encode(&[tip]) };
            let chunk = StrokeChunk {
                sid,
                item,
                tool: Tool::Arrow,
                width: ARROW_WIDTH,
                from,
                path,
                cancelled: false,
            };
            self.live(LiveFrame { stroke: Some(chunk), ..LiveFrame::default() }).await?;
            from = 1;
            if t >= 1.0 {
                break;
            }
            self.rest(TICK).await?;
        }
        let path = Path::encode(&[tail, head]);
        let mark = Mark { tool: Tool::Arrow, path, width: ARROW_WIDTH };
        self.ask(Command::AddAnnotation(AddAnnotation { annotation: sid, item, mark })).await
    }

    /// Sends an operation and waits until it is committed.
    async fn ask(&mut self, command: Command) -> Result<(), End> {
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
    async fn live(&mut self, mut frame: LiveFrame) -> Result<(), End> {
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

    async fn rest(&mut self, time: Duration) -> Result<(), End> {
        self.until(Instant::now() + time).await
    }

    /// Listens until `when`.
    async fn until(&mut self, when: Instant) -> Result<(), End> {
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

    async fn hear(&mut self, message: ServerMessage) -> Result<(), End> {
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

    fn room_now(&self) -> UnixMillis {
        let since = i64::try_from(self.heard.elapsed().as_millis()).unwrap_or(i64::MAX);
        UnixMillis(self.room_time.0.saturating_add(since))
    }
}

#[cfg(test)]
mod tests {
    use super::tells;

    #[test]
    fn a_page_belongs_to_the_story_its_address_names() {
        assert!(tells("http://localhost:8081/p/bag.html?lang=es&story=a1", "a1"));
        assert!(!tells("http://localhost:8081/p/bag.html?story=a12", "a1"));
        assert!(!tells("http://localhost:8081/p/bag.html#story=a1", "a1"));
        assert!(!tells("story=a1", "a1"));
    }
}
