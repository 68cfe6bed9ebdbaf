//! Ana, who is there when nobody else is: she tells one story to one customer, and falls silent
//! at the first sign of a person.
//!
//! 0–3 s she offers to show the seam; 3–8 s the picture comes onto the stage and both stages
//! glide to the seam; 8–13 s her arrow grows; 13–20 s she says that it is the customer's turn.
//! Then she waits. She is an ordinary client ([`client`]): whatever she does, anybody can do.

mod client;
mod room;
mod talk;

use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite;
use tokio_util::sync::CancellationToken;
use url::Url;
use vitrine_shared::ids::{AnnotationId, ConversationId, ItemId};
use vitrine_shared::room::{
    AddAnnotation, AddItem, Command, DeleteAnnotations, Mark, Path, SendMessage, ShowItems,
    TakeLead, Tool,
};
use vitrine_shared::wire::api::Media;
use vitrine_shared::wire::{
    ClientMessage, ListView, LiveFrame, Open, ServerMessage, StrokeChunk, TopicName,
};

use self::client::{Browser, Socket};
use self::talk::Talk;
use super::catalogue::{Arrow, Subject, subject};
use super::script::{Frame, Lines, between, eased, point};
use super::seed::title_of;
use crate::clock::new_id;

/// Number of the list's topic on Ana's socket.
const LIST: u32 = 1;
/// Time between two frames of a moving hand: 50 a second, below the limit of 70.
const TICK: Duration = Duration::from_millis(20);
/// How far the story may be ahead when the customer is found: the page has loaded meanwhile.
const HEAD_START: Duration = Duration::from_millis(1_000);
/// How long a glide to the seam takes.
const GLIDE: Duration = Duration::from_millis(3_200);
/// How long the arrow takes to grow.
const DRAW: Duration = Duration::from_millis(2_200);
/// Width of the arrow, in 1/32768 of the image width.
const ARROW_WIDTH: i32 = 110;

/// Where and how the story is told.
#[derive(Clone)]
pub struct Stage {
    /// Origin of the service.
    pub origin: String,
    /// Where it is found from inside this process.
    pub address: String,
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
    let asked_for = Instant::now();
    let story = async {
        let browser = Browser::sign_in(&stage.address, &stage.origin, &stage.secret).await?;
        let subject = subject().ok_or(Fault::NoSubject)?;
        let (mut socket, welcome) = browser.connect().await?;
        let conversation = find(&mut socket, name).await?;
        let talk = Talk::open(socket, &welcome, conversation).await?;
        let language = stage.language.clone();
        Teller { browser, talk, subject, language }.tell(asked_for).await
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
    let open =
        Open { sub: LIST, topic: TopicName::Conversations { view: ListView::All }, resume: None };
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

/// Ana with an open conversation and a story to tell.
struct Teller {
    browser: Browser,
    talk: Talk,
    subject: Subject,
    language: String,
}

impl Teller {
    async fn tell(&mut self, asked_for: Instant) -> Result<(), End> {
        let lines = Lines::in_language(&self.language);
        // The story's clock runs since it was asked for; the first words still need a moment.
        let begin = asked_for.max(Instant::now() - HEAD_START);
        let at = |ms: u64| begin + Duration::from_millis(ms);
        self.say_at(at(1_600), lines.offer).await?;

        let picture = self.picture().await?;
        self.talk.until(at(3_400)).await?;
        let item = self.show(&picture).await?;
        self.talk.until(at(4_300)).await?;
        let fence = self.take_lead().await?;
        let whole = Frame::whole(picture.size);
        self.glide(item, fence, whole, Frame::of(self.subject.focus)).await?;

        self.talk.until(at(8_200)).await?;
        self.draw(item).await?;
        self.say_at(at(12_000), lines.detail).await?;
        self.say_at(at(15_500), lines.your_turn).await?;
        // Nothing more, whatever the silence; the caller's limit ends it.
        self.talk.until(begin + Duration::from_secs(3_600)).await
    }

    /// Types for a while, then says `line` at `when`.
    async fn say_at(&mut self, when: Instant, line: &str) -> Result<(), End> {
        const TYPING: Duration = Duration::from_millis(1_200);
        self.talk.until(when - TYPING).await?;
        self.talk.live(LiveFrame { typing: Some(true), ..LiveFrame::default() }).await?;
        self.talk.until(when).await?;
        self.talk.live(LiveFrame { typing: Some(false), ..LiveFrame::default() }).await?;
        self.talk.ask(Command::SendMessage(SendMessage { text: line.to_owned() })).await
    }

    /// The story's picture on the shelf; on the very first start it may still be on its way.
    async fn picture(&mut self) -> Result<Media, End> {
        let title = title_of(self.subject.product, &self.subject.focus.picture);
        loop {
            let shelf = self.browser.shelf().await?;
            if let Some(picture) = shelf.pictures.into_iter().find(|p| p.title == title) {
                return Ok(picture);
            }
            self.talk.rest(Duration::from_millis(300)).await?;
        }
    }

    async fn show(&mut self, picture: &Media) -> Result<ItemId, End> {
        let marks = self.talk.room.own_marks(&self.arrow());
        if !marks.is_empty() {
            let clear = DeleteAnnotations { annotations: marks };
            self.talk.ask(Command::DeleteAnnotations(clear)).await?;
        }
        if let Some(item) = self.talk.room.item_of(picture.media).cloned() {
            if !self.talk.room.shows_only(&item) {
                self.talk.ask(Command::ShowItems(ShowItems { items: vec![item.id] })).await?;
            }
            return Ok(item.id);
        }
        let item = new_id();
        let title = self.subject.product.name.in_language(&self.language).to_owned();
        let add =
            AddItem { item, media: picture.media, size: None, moving: None, title, show: true };
        self.talk.ask(Command::AddItem(add)).await?;
        Ok(item)
    }

    async fn take_lead(&mut self) -> Result<u32, End> {
        let session = self.talk.socket.tab;
        self.talk.ask(Command::TakeLead(TakeLead { session })).await?;
        // The event comes before or after the answer; the fence is in the event.
        let patience = Instant::now() + Duration::from_secs(5);
        loop {
            if let Some(fence) = self.talk.room.fence() {
                return Ok(fence);
            }
            match timeout_at(patience, self.talk.socket.next()).await {
                Ok(message) => self.talk.hear(message?).await?,
                Err(_late) => return Err(Fault::Closed.into()),
            }
        }
    }

    async fn glide(&mut self, item: ItemId, fence: u32, from: Frame, to: Frame) -> Result<(), End> {
        let begin = Instant::now();
        loop {
            let t = begin.elapsed().as_secs_f64() / GLIDE.as_secs_f64();
            self.talk.n += 1;
            let frame = from.toward(to, eased(t));
            let view = Some(frame.view(item, fence, self.talk.n, self.talk.room_now()));
            self.talk.live(LiveFrame { view, ..LiveFrame::default() }).await?;
            if t >= 1.0 {
                return Ok(());
            }
            self.talk.rest(TICK).await?;
        }
    }

    async fn draw(&mut self, item: ItemId) -> Result<(), End> {
        let (tail, head) = (point(self.subject.arrow.from), point(self.subject.arrow.to));
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
                at_ms: None,
                cancelled: false,
            };
            self.talk.live(LiveFrame { stroke: Some(chunk), ..LiveFrame::default() }).await?;
            from = 1;
            if t >= 1.0 {
                break;
            }
            self.talk.rest(TICK).await?;
        }
        let mark = self.arrow();
        self.talk.ask(Command::AddAnnotation(AddAnnotation { annotation: sid, item, mark })).await
    }

    fn arrow(&self) -> Mark {
        let Arrow { from, to } = *self.subject.arrow;
        let path = Path::encode(&[point(from), point(to)]);
        Mark { tool: Tool::Arrow, path, width: ARROW_WIDTH, text: None, at_ms: None }
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
