//! `/v1/presence`: the loader's socket. It tells which page somebody is on and hears whether staff
//! is there; it carries no conversation and no token, so ten thousand of them cost little.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use governor::DefaultDirectRateLimiter;
use tokio::sync::watch;
use tokio::time::Instant;
use url::Url;
use vitrine_shared::ids::{ConversationId, MediaId};
use vitrine_shared::limits;
use vitrine_shared::room::{Command, SendMessage};
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::{
    ErrorCode, InboxState, Invitation, MIN_PROTOCOL_VERSION, PROTOCOL_VERSION, PageFacts,
    PresenceFrame, PresenceReply, Visit, decode_presence,
};

use super::Sizes;
use super::claims::{plausible, plausible_cart, web};
use crate::app::App;
use crate::clock::new_id;
use crate::http::ApiError;
use crate::hub::frames::encode;
use crate::hub::{Arrival, Greeting, Offer, Submission, Tab};
use crate::rate::{SocketPlace, per_second};
use crate::store::InboxRecord;

/// The frames are smaller than the buffers, and there are many sockets.
const SIZES: Sizes = Sizes { buffer: 1024, frame: limits::PRESENCE_FRAME_BYTES };
/// The first frame has to come within this.
const VISIT_WITHIN: Duration = Duration::from_secs(5);
/// Silence longer than this is death; the loader beats every 25 s, and a hidden tab may be
/// throttled to one timer a minute.
const SILENCE: Duration = Duration::from_secs(90);
/// Frames a second of one page, sustained, and in a burst; more are passed over.
const RATE: (u32, u32) = (2, 20);
/// Longest referrer, in bytes.
const REFERRER_BYTES: usize = 200;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/presence", get(upgrade))
}

async fn upgrade(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // A shop's page; which shops may speak for which inbox is known with the first frame (PR1).
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    let Some(origin) = origin.filter(|origin| web(origin)).map(str::to_owned) else {
        return ApiError::from(ErrorCode::Forbidden).into_response();
    };
    let run = move |app, socket, place| run(app, socket, place, origin);
    super::admit(app, peer, upgrade, SIZES, run)
}

async fn run(app: Arc<App>, mut socket: WebSocket, mut place: SocketPlace, origin: String) {
    // What happens once, or now and then, is boxed while it does: the task of a page that does
    // nothing is what ten thousand of them cost.
    let arriving = Box::pin(arrive(&app, &mut socket, &origin));
    let arrived = tokio::time::timeout(VISIT_WITHIN, arriving).await;
    let (inbox, visit) = match arrived {
        Ok(Ok(arrived)) => arrived,
        Ok(Err(code)) => return Box::pin(close(&mut socket, code)).await,
        Err(_elapsed) => return Box::pin(close(&mut socket, CloseCode::BadToken)).await,
    };
    place.authenticated();
    let tab = Tab { account: inbox.account, visit: visit.visit, conn: new_id() };
    let now = app.clock.now();
    let arrival = Arrival {
        picture: Box::pin(known_picture(&app, &inbox, &visit.page)).await,
        inbox: inbox.id,
        consent: visit.consent,
        pages: visit.pages,
        referrer: visit.referrer,
        page: visit.page,
        cart: visit.cart,
    };
    if !app.hub.visits().enter(tab, arrival, now) {
        return Box::pin(close(&mut socket, CloseCode::Rate)).await;
    }
    let rate = per_second(RATE.0, RATE.1);
    let code = serve(&app, &mut socket, &inbox, tab, &rate).await;
    app.hub.visits().leave(tab, app.clock.now());
    if let Some(code) = code {
        Box::pin(close(&mut socket, code)).await;
    }
}

/// The first frame, if it is one and this page may speak for the inbox.
async fn arrive(
    app: &App,
    socket: &mut WebSocket,
    origin: &str,
) -> Result<(InboxRecord, Visit), CloseCode> {
    loop {
        let visit = match socket.recv().await {
            Some(Ok(Message::Text(text))) => match decode_presence(&text) {
                Some(PresenceFrame::Visit(visit)) if acceptable(&visit) => visit,
                _ => return Err(CloseCode::BadToken),
            },
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            _ => return Err(CloseCode::BadToken),
        };
        if !(MIN_PROTOCOL_VERSION..=PROTOCOL_VERSION).contains(&visit.v) {
            return Err(CloseCode::ClientTooOld);
        }
        let inbox = app.store.find_inbox(&visit.inbox).await.map_err(|_error| CloseCode::Drain)?;
        let inbox = inbox.filter(|inbox| inbox.origins.iter().any(|one| one == origin));
        return inbox.map(|inbox| (inbox, visit)).ok_or(CloseCode::Forbidden);
    }
}

fn acceptable(visit: &Visit) -> bool {
    let referrer = |url: &str| web(url) && url.len() <= REFERRER_BYTES;
    plausible(&visit.page)
        && visit.cart.as_ref().is_none_or(plausible_cart)
        && visit.referrer.as_deref().is_none_or(referrer)
}

/// What a page is told when it changes.
struct News {
    staffed: watch::Receiver<bool>,
    offer: watch::Receiver<Offer>,
    /// The page shows an invitation.
    invited: bool,
}

impl News {
    /// What is new since the last time; the first time whether staff is there is new.
    fn take(&mut self, first: bool) -> Vec<PresenceReply> {
        let mut replies = Vec::new();
        if first || self.staffed.has_changed().unwrap_or(false) {
            let staffed = *self.staffed.borrow_and_update();
            replies.push(PresenceReply::Inbox(InboxState { staffed }));
        }
        if first || self.offer.has_changed().unwrap_or(false) {
            let offer = self.offer.borrow_and_update().clone();
            match &offer {
                Some(one) => replies.push(PresenceReply::Invitation(Invitation::clone(one))),
                None if self.invited => replies.push(PresenceReply::InvitationOver {}),
                None => {}
            }
            self.invited = offer.is_some();
        }
        replies
    }
}

async fn serve(
    app: &App,
    socket: &mut WebSocket,
    inbox: &InboxRecord,
    tab: Tab,
    rate: &DefaultDirectRateLimiter,
) -> Option<CloseCode> {
    let staffed = app.hub.visits().staffed(tab.account);
    let offer = app.hub.visits().offer(tab)?;
    let mut news = News { staffed, offer, invited: false };
    let mut silence = Box::pin(tokio::time::sleep(SILENCE));
    let mut first = true;
    loop {
        for reply in news.take(std::mem::take(&mut first)) {
            let sent = socket.send(Message::Text(encode(&reply).into()));
            if !matches!(tokio::time::timeout(VISIT_WITHIN, sent).await, Ok(Ok(()))) {
                return Some(CloseCode::Slow);
            }
        }
        loop {
            let received = tokio::select! {
                changed = news.staffed.changed() => match changed {
                    Ok(()) => {
                        // Looked at above, where nothing waits.
                        news.staffed.mark_changed();
                        break;
                    }
                    Err(_stopped) => return Some(CloseCode::Drain),
                },
                changed = news.offer.changed() => match changed {
                    Ok(()) => {
                        news.offer.mark_changed();
                        break;
                    }
                    Err(_gone) => return Some(CloseCode::Drain),
                },
                received = socket.recv() => received,
                () = &mut silence => return Some(CloseCode::Idle),
                () = app.hub.stopping() => return Some(CloseCode::Drain),
            };
            silence.as_mut().reset(Instant::now() + SILENCE);
            let frame = match received {
                Some(Ok(Message::Text(text))) => decode_presence(&text),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                Some(Ok(Message::Binary(_))) => None,
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
            };
            let Some(frame) = frame else { return Some(CloseCode::BadFrames) };
            if rate.check().is_err() {
                continue;
            }
            if !Box::pin(hear(app, inbox, tab, frame)).await {
                return Some(CloseCode::BadFrames);
            }
        }
    }
}

/// Notes what a page tells; false when it cannot be.
async fn hear(app: &App, inbox: &InboxRecord, tab: Tab, frame: PresenceFrame) -> bool {
    let visits = app.hub.visits();
    match frame {
        PresenceFrame::Visit(_) => return false,
        PresenceFrame::Page(now) => {
            if !plausible(&now.page) || !now.cart.as_ref().is_none_or(plausible_cart) {
                return false;
            }
            let picture = known_picture(app, inbox, &now.page).await;
            visits.go(tab, now, picture);
        }
        PresenceFrame::Activity(activity) => visits.act(tab, activity.state),
        PresenceFrame::Conversation(told) => {
            if belongs(app, inbox, told.conversation).await {
                visits.talk(tab, told.conversation);
                app.hub.notice_of(tab.account, told.conversation);
                greet(app, tab).await;
            }
        }
        PresenceFrame::Invitation(answer) => {
            visits.answer(tab, answer.invitation, answer.opened);
            greet(app, tab).await;
        }
        PresenceFrame::Beat {} => {}
    }
    true
}

/// The picture that a page claims for its product, if somebody has looked at it here before. On the
/// page's word alone nothing is fetched (LI5), and no agent's browser ever loads a shop's address.
async fn known_picture(app: &App, inbox: &InboxRecord, page: &PageFacts) -> Option<MediaId> {
    let claimed = page.product.as_ref()?.picture.as_deref()?;
    let mut url = Url::parse(claimed).ok()?;
    url.set_fragment(None);
    let found = app.store.find_media_by_source(inbox.account, url.as_str()).await.ok()??;
    found.conversation.is_none().then_some(found.id)
}

/// Says the words of an invitation that was opened, in its agent's name: from there on they are a
/// message like any other, and the agent answers the conversation.
async fn greet(app: &App, tab: Tab) {
    let Some(Greeting { conversation, by, name, text, cid }) = app.hub.visits().greeting(tab)
    else {
        return;
    };
    let Ok(Some(room)) = app.hub.room_of_account(tab.account, conversation).await else { return };
    let acl_epoch = {
        let mut room = room.lock();
        room.name(by.participant, by.role, Some(name));
        room.acl_epoch()
    };
    let command = Command::SendMessage(SendMessage { text });
    app.hub.submit(&room, Submission { principal: by, acl_epoch, cid, command, reply_to: None });
}

/// Whether a conversation came through this inbox, or will.
async fn belongs(app: &App, inbox: &InboxRecord, id: ConversationId) -> bool {
    if let Some(room) = app.hub.loaded_room(id) {
        return room.account == inbox.account && room.origin.inbox == inbox.id;
    }
    let stored = app.store.find_conversation(inbox.account, id).await;
    stored.ok().flatten().is_some_and(|stored| stored.inbox == inbox.id)
}

async fn close(socket: &mut WebSocket, code: CloseCode) {
    let frame = CloseFrame { code: code.code(), reason: code.reason().into() };
    let sent = socket.send(Message::Close(Some(frame)));
    drop(tokio::time::timeout(VISIT_WITHIN, sent).await);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of the task that such a function becomes.
    fn size<F>(_run: impl FnOnce(Arc<App>, WebSocket, SocketPlace) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn the_task_of_a_page_is_small() {
        let bytes = size(|app, socket, place| run(app, socket, place, String::new()));
        assert!(bytes <= 2_560, "{bytes} bytes for each page of a shop that is open somewhere");
    }
}
