//! Which message does what.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use vitrine_shared::ids::{ConnectionId, MediaId};
use vitrine_shared::limits;
use vitrine_shared::permission::{Access, Operation, allowed};
use vitrine_shared::room::{Command, EventBody, MediaSize, Moving, RedactTarget, Stream};
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::product::{PageProduct, ProductSource};
use vitrine_shared::wire::{
    self, ClientMessage, ErrorCode, GetHistory, Nack, Open, PageFacts, Pong, Receipt, ServerMessage,
};

use super::claims::plausible;
use super::session::{End, Session};
use super::topics::Topic;
use crate::app::App;
use crate::hub::{RoomHandle, Submission};
use crate::store::{MediaRecord, Store};
use crate::telemetry;

/// Operations one socket may have without an answer. A client keeps to 16; the slack is for two
/// topics and a resend.
const IN_FLIGHT: usize = limits::IN_FLIGHT * 4;
/// Too fast for this long closes the socket (LI2).
const TOO_FAST: Duration = Duration::from_secs(10);
/// This long without a refusal ends a time of coming too fast. Single operations say nothing: the
/// limiter lets some through all the time, however fast they come.
const CALM: Duration = Duration::from_secs(2);
/// When to try again after coming too fast, in milliseconds.
const RATE_RETRY_MS: u32 = 1_000;

impl Session {
    pub(super) async fn dispatch(&mut self, message: ClientMessage) -> Result<(), End> {
        let role = self.identity.principal().role;
        if allowed(role, Operation::Frame(&message)) == Access::Never {
            return self.not_permitted(&message).await;
        }
        // What a hand does. Pings, receipts and echoes come from a console that nobody sits at, too.
        if matches!(message, ClientMessage::Op(_) | ClientMessage::GetHistory(_)) {
            self.note_use().await;
        }
        match message {
            ClientMessage::Hello(_) => self.bad_frame().await,
            // Both read the store; a client needs a few of them, never many in a second.
            ClientMessage::Open(Open { sub, .. })
            | ClientMessage::GetHistory(GetHistory { sub, .. })
                if self.moment.check().is_err() =>
            {
                self.refuse(Some(sub), ErrorCode::Rate).await
            }
            ClientMessage::Open(open) => self.open(open).await,
            ClientMessage::Close(close) => self.close_topic(close.sub).await,
            ClientMessage::Op(operation) => self.operate(operation).await,
            ClientMessage::Live(_) if self.moment.check().is_err() => {
                telemetry::dropped_frame();
                Ok(())
            }
            ClientMessage::Live(frame) => {
                if let Some(Topic::Room { room, cursor, .. }) = self.topics.get(&frame.sub) {
                    let now = self.app.clock.now();
                    let watches = frame.video.is_some() || frame.hidden.is_some();
                    let due = {
                        let mut room = room.lock();
                        room.live(cursor.conn, frame, now);
                        watches.then(|| room.due_playback(now)).flatten()
                    };
                    if let Some(submission) = due {
                        self.app.hub.submit(room, submission);
                    }
                }
                Ok(())
            }
            ClientMessage::Page(page) => self.visit(page).await,
            ClientMessage::Product(page) => {
                self.show_page_product(page);
                Ok(())
            }
            ClientMessage::GetHistory(ask) => self.history(ask).await,
            ClientMessage::Receipt(receipt) => {
                if self.moment.check().is_ok() {
                    self.receive_receipt(receipt);
                }
                Ok(())
            }
            ClientMessage::Ping(_) if self.moment.check().is_err() => Ok(()),
            ClientMessage::Ping(ping) => {
                let room_now = self.app.clock.now();
                self.send(&ServerMessage::Pong(Pong { n: ping.n, room_now })).await
            }
        }
    }

    /// A topic that is not permitted does not exist (TP3); any other frame that this role never
    /// sends is a bad one.
    async fn not_permitted(&mut self, message: &ClientMessage) -> Result<(), End> {
        match message {
            ClientMessage::Open(open) => self.refuse(Some(open.sub), ErrorCode::NotFound).await,
            _ => self.bad_frame().await,
        }
    }

    async fn operate(&mut self, operation: wire::Operation) -> Result<(), End> {
        let wire::Operation { sub, cid, mut command } = operation;
        let Some(Topic::Room { room, acl_epoch, .. }) = self.topics.get(&sub) else {
            let (code, retry_ms) = (ErrorCode::NotOpen, None);
            let nack = Nack { cid: Some(cid), sub: Some(sub), code, retry_ms };
            return self.send(&ServerMessage::Nack(nack)).await;
        };
        let (room, acl_epoch) = (Arc::clone(room), *acl_epoch);
        if self.too_fast()? || !self.outbox.begin_operation(IN_FLIGHT) {
            let (code, retry_ms) = (ErrorCode::Rate, Some(RATE_RETRY_MS));
            let nack = Nack { cid: Some(cid), sub: Some(sub), code, retry_ms };
            return self.send(&ServerMessage::Nack(nack)).await;
        }
        resolve(&self.app, &room, &mut command).await;
        let submission = Submission {
            principal: self.identity.principal(),
            acl_epoch,
            cid,
            command,
            reply_to: Some(Arc::clone(&self.outbox)),
        };
        self.app.hub.submit(&room, submission);
        Ok(())
    }

    fn receive_receipt(&self, receipt: Receipt) {
        let Receipt { sub, delivered, read } = receipt;
        if let Some(Topic::Room { room, cursor, .. }) = self.topics.get(&sub)
            && cursor.stream == Stream::Public
        {
            let news = room.lock().receive_receipt(cursor.conn, delivered, read);
            if news {
                self.app.hub.notice(room);
            }
        }
    }

    /// Counts an operation; true when it comes too fast (LI2).
    fn too_fast(&mut self) -> Result<bool, End> {
        if self.durable.check().is_ok() {
            return Ok(false);
        }
        let now = Instant::now();
        let since = match self.too_fast {
            Some((since, last)) if now.duration_since(last) < CALM => since,
            Some(_) | None => now,
        };
        self.too_fast = Some((since, now));
        if now.duration_since(since) > TOO_FAST {
            return Err(End::Close(CloseCode::Rate));
        }
        Ok(true)
    }

    async fn visit(&mut self, page: PageFacts) -> Result<(), End> {
        if !plausible(&page) {
            return self.bad_frame().await;
        }
        if self.moment.check().is_err() {
            return Ok(());
        }
        let now = self.app.clock.now();
        for topic in self.topics.values() {
            if let Topic::Room { room, cursor, .. } = topic
                && cursor.stream == Stream::Public
            {
                room.lock().visit(page.clone(), now);
                self.app.hub.notice(room);
            }
        }
        self.page = Some(page);
        Ok(())
    }

    /// The page's product, as told; a card that is none counts as none.
    fn show_page_product(&mut self, page: PageProduct) {
        if self.moment.check().is_err() {
            return;
        }
        let card = page.card.and_then(|card| card.tidied()).map(|mut card| {
            card.source = ProductSource::Page;
            Box::new(card)
        });
        for topic in self.topics.values() {
            if let Topic::Room { room, cursor, .. } = topic
                && cursor.stream == Stream::Public
            {
                room.lock().set_page_product(card.clone());
            }
        }
        self.page_product = card;
    }

    /// A socket is one member per topic, so that two open streams of a room are two cursors.
    pub(super) fn conn_of(&self, sub: u32) -> ConnectionId {
        let mut bytes = *self.conn.0.as_bytes();
        // In the last bytes, so that members still sort by the time they came.
        for (byte, add) in bytes[12..].iter_mut().zip(sub.to_be_bytes()) {
            *byte ^= add;
        }
        ConnectionId(uuid::Uuid::from_bytes(bytes))
    }
}

/// Puts what only the server knows into a command: who wrote what is to be erased, and the pixels
/// of a file of ours. A file that is
/// not there or not for this conversation stays without, and is refused by the rules.
async fn resolve(app: &App, room: &RoomHandle, command: &mut Command) {
    let store = app.store.as_ref();
    if let Command::Redact(redact) = command {
        let before = redact.seq.saturating_sub(1);
        let (account, id) = (room.account, room.conversation);
        let found = store.events_after(account, id, redact.stream, before, 1).await;
        let target = found.ok().and_then(|events| events.into_iter().next());
        redact.target = target.filter(|event| event.seq == redact.seq).map(|event| RedactTarget {
            author: event.actor,
            at: event.at,
            erasable: matches!(event.body, EventBody::MessageSent(_) | EventBody::NoteAdded(_)),
        });
    }
    match command {
        Command::AddItem(add) => {
            let file = usable(store, room, add.media).await;
            add.size = file.as_ref().map(|file| file.size);
            let clip = file.and_then(|file| file.clip);
            add.moving = clip.map(|clip| Moving::Clip { duration_ms: clip.duration_ms });
        }
        Command::AddPlayer(add) => add.allowed = app.config.media.players,
        Command::ShareProduct(share) => {
            // More than can be shown is refused by the rules and needs no look-ups.
            for picture in share.pictures.iter_mut().take(limits::SHOWN_ITEMS) {
                picture.size = size_of(store, room, picture.media).await;
            }
        }
        Command::ChooseVariant(choose) => {
            if let Some(picture) = &mut choose.picture {
                picture.size = size_of(store, room, picture.media).await;
            }
        }
        _ => {}
    }
}

/// The size of a picture that may be shown here.
async fn size_of(store: &dyn Store, room: &RoomHandle, media: MediaId) -> Option<MediaSize> {
    let picture = usable(store, room, media).await.filter(|file| file.clip.is_none());
    picture.map(|picture| picture.size)
}

async fn usable(store: &dyn Store, room: &RoomHandle, media: MediaId) -> Option<MediaRecord> {
    let media = store.find_media(room.account, media).await;
    let ours = |only| only == room.conversation;
    media.ok().flatten().filter(|media| media.conversation.is_none_or(ours))
}
