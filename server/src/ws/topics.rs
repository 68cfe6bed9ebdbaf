//! The topics of a socket: opening them from a position, keeping them fresh, closing them.

use std::sync::Arc;

use vitrine_shared::ids::ConversationId;
use vitrine_shared::limits;
use vitrine_shared::room::{Annotation, Event, Proposal, RoomState, SharedProduct, Stream};
use vitrine_shared::wire::{
    Closed, ErrorCode, Events, GetHistory, History, ListView, Mode, Open, Opened, Resume,
    ServerMessage, Snapshot, Stage, TopicName,
};

use super::session::{End, Identity, Session};
use crate::app::App;
use crate::hub::frames::encode;
use crate::hub::{Attached, Cursor, ListCursor, ListKey, Member, RoomHandle, Step, VisitorCursor};
use crate::store::{MessagePage, StoreResult};

/// An open topic.
pub(super) enum Topic {
    Room { room: Arc<RoomHandle>, cursor: Cursor, acl_epoch: u32 },
    List(ListCursor),
    Visitors(VisitorCursor),
}

impl Session {
    pub(super) async fn open(&mut self, open: Open) -> Result<(), End> {
        let sub = open.sub;
        if self.topics.contains_key(&sub) {
            return self.refuse(Some(sub), ErrorCode::IdTaken).await;
        }
        if self.topics.len() >= limits::OPEN_TOPICS {
            return self.refuse(Some(sub), ErrorCode::Full).await;
        }
        match open.topic {
            TopicName::Conversation { conversation, stream } => {
                self.open_room(sub, conversation, stream, open.resume).await
            }
            TopicName::Conversations { view } => self.open_list(sub, view).await,
            TopicName::Visitors {} => self.open_visitors(sub).await,
        }
    }

    async fn open_list(&mut self, sub: u32, view: ListView) -> Result<(), End> {
        let Identity::Agent(agent) = &self.identity else {
            return self.refuse(Some(sub), ErrorCode::NotFound).await;
        };
        let key = ListKey { account: agent.account, reader: agent.id.into(), view };
        if self.app.hub.watch_list(key, &self.outbox).await.is_err() {
            return self.refuse(Some(sub), ErrorCode::Unavailable).await;
        }
        self.topics.insert(sub, Topic::List(ListCursor { sub, key, seen: 0 }));
        self.send(&self.opened(sub, Mode::List, 0)).await?;
        self.deliver().await
    }

    async fn open_visitors(&mut self, sub: u32) -> Result<(), End> {
        let Identity::Agent(agent) = &self.identity else {
            return self.refuse(Some(sub), ErrorCode::NotFound).await;
        };
        let account = agent.account;
        self.app.hub.visits().watch(account, &self.outbox, self.app.clock.now());
        self.topics.insert(sub, Topic::Visitors(VisitorCursor { sub, account, seen: 0 }));
        self.send(&self.opened(sub, Mode::List, 0)).await?;
        self.deliver().await
    }

    async fn open_room(
        &mut self,
        sub: u32,
        conversation: ConversationId,
        stream: Stream,
        resume: Option<Resume>,
    ) -> Result<(), End> {
        let hub = Arc::clone(&self.app.hub);
        let room = match &self.identity {
            Identity::Visitor(visitor) if stream == Stream::Public => {
                hub.room_of_visitor(visitor, conversation).await
            }
            Identity::Visitor(_) => Ok(None),
            Identity::Agent(agent) => hub.room_of_account(agent.account, conversation).await,
        };
        let room = match room {
            Ok(Some(room)) => room,
            Ok(None) => return self.refuse(Some(sub), ErrorCode::NotFound).await,
            Err(_unavailable) => return self.refuse(Some(sub), ErrorCode::Unavailable).await,
        };
        let member = Member {
            principal: self.identity.principal(),
            name: self.identity.name(),
            session: self.tab,
            outbox: Arc::clone(&self.outbox),
            stream,
            hidden: false,
        };
        // From here on commits wake this socket, so nothing after `attached.head` is missed (SN3).
        let now = self.app.clock.now();
        let entered = {
            let mut locked = room.lock();
            let entered = locked.enter(self.conn_of(sub), member, now);
            if let (true, Identity::Visitor(_), Some(page)) = (entered, &self.identity, &self.page)
            {
                locked.visit(page.clone(), now);
                locked.set_page_product(self.page_product.clone());
            }
            entered.then(|| (locked.attach(stream), locked.acl_epoch()))
        };
        let Some((attached, acl_epoch)) = entered else {
            return self.refuse(Some(sub), ErrorCode::Full).await;
        };
        let cursor = Cursor {
            conn: self.conn_of(sub),
            sub,
            stream,
            session: self.tab,
            role: self.identity.principal().role,
            sent: attached.head,
            seen: 0,
        };
        self.topics.insert(sub, Topic::Room { room: Arc::clone(&room), cursor, acl_epoch });
        hub.notice(&room);
        match tail(&self.app, &room, stream, &attached, resume).await {
            Ok(Some(events)) => {
                self.feed(encode(&self.opened(sub, Mode::Tail, attached.head))).await?;
                if !events.is_empty() {
                    self.feed(encode(&ServerMessage::Events(Events { sub, events }))).await?;
                }
                self.flush().await?;
            }
            Ok(None) => self.snapshot(sub, &room, stream, &attached).await?,
            Err(_unavailable) => {
                self.leave(sub);
                return self.refuse(Some(sub), ErrorCode::Unavailable).await;
            }
        }
        self.deliver().await
    }

    fn opened(&self, sub: u32, mode: Mode, head: u32) -> ServerMessage {
        ServerMessage::Opened(Opened {
            sub,
            mode,
            epoch: self.app.hub.epoch().to_owned(),
            head,
            role: self.identity.principal().role,
        })
    }

    async fn snapshot(
        &mut self,
        sub: u32,
        room: &RoomHandle,
        stream: Stream,
        attached: &Attached,
    ) -> Result<(), End> {
        let (account, id) = (room.account, room.conversation);
        let (before, limit) = (attached.head.saturating_add(1), limits::SNAPSHOT_MESSAGES);
        let page = self.app.store.messages_before(account, id, stream, before, limit).await;
        let Ok(page) = page else {
            self.leave(sub);
            return self.refuse(Some(sub), ErrorCode::Unavailable).await;
        };
        self.feed(encode(&self.opened(sub, Mode::Snapshot, attached.head))).await?;
        let empty = RoomState::default();
        let state = if stream == Stream::Public { &attached.state } else { &empty };
        let staff = self.identity.principal().role.sees_staff();
        for part in parts(sub, attached.head, state, page, staff) {
            self.feed(encode(&ServerMessage::Snapshot(part))).await?;
            // The next part leaves after this one: a slow client holds one part, not all.
            self.flush().await?;
        }
        Ok(())
    }

    pub(super) async fn history(&mut self, ask: GetHistory) -> Result<(), End> {
        let GetHistory { sub, before } = ask;
        let Some(Topic::Room { room, cursor, .. }) = self.topics.get(&sub) else {
            return self.refuse(Some(sub), ErrorCode::NotOpen).await;
        };
        let (room, stream) = (Arc::clone(room), cursor.stream);
        let (account, id) = (room.account, room.conversation);
        let limit = limits::HISTORY_PAGE;
        let page = self.app.store.messages_before(account, id, stream, before, limit).await;
        let Ok(page) = page else {
            return self.refuse(Some(sub), ErrorCode::Unavailable).await;
        };
        let MessagePage { messages, from_first } = page;
        self.send(&ServerMessage::History(History { sub, before, messages, from_first })).await
    }

    /// Says what each list holds that has nothing more to tell (LS7).
    pub(super) async fn digest(&mut self) -> Result<(), End> {
        let lists = self.topics.values().filter_map(|topic| match topic {
            Topic::List(cursor) => self.app.hub.lists().digest(cursor),
            Topic::Room { .. } | Topic::Visitors(_) => None,
        });
        for digest in lists.collect::<Vec<_>>() {
            self.send(&ServerMessage::ListDigest(digest)).await?;
        }
        Ok(())
    }

    /// Sends what one topic lacks; true when there was something.
    pub(super) async fn deliver_topic(&mut self, sub: u32, calm: bool) -> Result<bool, End> {
        let now = self.app.clock.now();
        let frames = match self.topics.get_mut(&sub) {
            None => return Ok(false),
            Some(Topic::List(cursor)) => {
                let rows = self.app.hub.lists().step(cursor);
                rows.into_iter().map(|rows| encode(&ServerMessage::Rows(rows))).collect()
            }
            Some(Topic::Visitors(cursor)) => {
                let rows = self.app.hub.visits().step(cursor);
                rows.into_iter().map(|rows| encode(&ServerMessage::VisitorRows(rows))).collect()
            }
            Some(Topic::Room { room, cursor, .. }) => {
                let step = room.lock().step(cursor, now, calm);
                match step {
                    Step::Frames(frames) => frames,
                    Step::Behind => return self.catch_up(sub).await,
                }
            }
        };
        let any = !frames.is_empty();
        for frame in frames {
            self.feed(frame).await?;
        }
        Ok(any)
    }

    /// Reads the log for a socket that has fallen off the ring.
    async fn catch_up(&mut self, sub: u32) -> Result<bool, End> {
        let Some(Topic::Room { room, cursor, .. }) = self.topics.get(&sub) else {
            return Ok(false);
        };
        let (room, stream, sent) = (Arc::clone(room), cursor.stream, cursor.sent);
        let attached = room.lock().attach(stream);
        let resume = Resume { epoch: self.app.hub.epoch().to_owned(), seq: sent };
        let unavailable = |_error| End::Close(vitrine_shared::wire::close::CloseCode::Gap);
        match tail(&self.app, &room, stream, &attached, Some(resume)).await.map_err(unavailable)? {
            Some(events) => {
                self.feed(encode(&ServerMessage::Events(Events { sub, events }))).await?;
            }
            None => self.snapshot(sub, &room, stream, &attached).await?,
        }
        if let Some(Topic::Room { cursor, .. }) = self.topics.get_mut(&sub) {
            cursor.sent = attached.head;
        }
        Ok(true)
    }

    pub(super) async fn close_topic(&mut self, sub: u32) -> Result<(), End> {
        self.leave(sub);
        self.send(&ServerMessage::Closed(Closed { sub })).await
    }

    pub(super) fn leave(&mut self, sub: u32) {
        match self.topics.remove(&sub) {
            Some(Topic::Room { room, cursor, .. }) => {
                room.lock().leave(cursor.conn, self.app.clock.now());
                self.app.hub.notice(&room);
            }
            Some(Topic::Visitors(cursor)) => {
                self.app.hub.visits().unwatch(cursor.account, &self.outbox);
            }
            Some(Topic::List(cursor)) => self.app.hub.lists().unwatch(cursor.key, &self.outbox),
            None => {}
        }
    }

    pub(super) fn leave_all(&mut self) {
        let subs: Vec<u32> = self.topics.keys().copied().collect();
        subs.into_iter().for_each(|sub| self.leave(sub));
    }
}

/// The missing events, when a tail will do (SN2).
async fn tail(
    app: &App,
    room: &RoomHandle,
    stream: Stream,
    attached: &Attached,
    resume: Option<Resume>,
) -> StoreResult<Option<Vec<Event>>> {
    let Some(Resume { epoch, seq }) = resume else { return Ok(None) };
    let same = epoch == app.hub.epoch() && seq <= attached.head;
    if !same || attached.head - seq > limits::TAIL_EVENTS {
        return Ok(None);
    }
    if seq == attached.head {
        return Ok(Some(Vec::new()));
    }
    let (account, id, limit) = (room.account, room.conversation, attached.head - seq);
    let events = app.store.events_after(account, id, stream, seq, limit).await?;
    let complete = events.last().is_some_and(|last| last.seq == attached.head);
    let bytes: usize = events.iter().map(|event| encode(event).len()).sum();
    Ok((complete && bytes <= limits::TAIL_BYTES).then_some(events))
}

/// Cuts a state into parts (SN4).
fn parts(sub: u32, seq: u32, state: &RoomState, page: MessagePage, staff: bool) -> Vec<Snapshot> {
    let part = |n: usize| Snapshot {
        sub,
        seq,
        part: u32::try_from(n).unwrap_or(u32::MAX),
        last: false,
        stage: None,
        items: Vec::new(),
        annotations: Vec::new(),
        products: Vec::new(),
        proposals: Vec::new(),
        messages: Vec::new(),
        from_first: page.from_first,
    };
    let mut all = vec![part(0)];
    let mut room = limits::SNAPSHOT_PART_BYTES;
    // Begins a new part when `bytes` do not fit the one at hand; a part holds at least one thing.
    let mut fit = |all: &mut Vec<Snapshot>, bytes: usize| {
        if bytes > room && room < limits::SNAPSHOT_PART_BYTES {
            all.push(part(all.len()));
            room = limits::SNAPSHOT_PART_BYTES;
        }
        room = room.saturating_sub(bytes);
        all.len() - 1
    };
    let stage = Stage {
        participants: state.participants.clone(),
        shown: state.shown.clone(),
        lead: state.lead,
        zoom_linked: state.zoom_linked,
        locked: state.locked,
        cleared: state.cleared.clone().filter(|_| staff),
        status: state.status,
        assignee: state.assignee.filter(|_| staff),
    };
    let n = fit(&mut all, encode(&stage).len());
    all[n].stage = Some(stage);
    for item in &state.items {
        let n = fit(&mut all, encode(item).len());
        all[n].items.push(item.clone());
    }
    for product in &state.products {
        let n = fit(&mut all, encode(product.as_ref()).len());
        all[n].products.push(SharedProduct::clone(product));
    }
    for proposal in &state.proposals {
        let n = fit(&mut all, encode(proposal.as_ref()).len());
        all[n].proposals.push(Proposal::clone(proposal));
    }
    // Deleted marks come last and do come: whoever brings them back names them by their id only.
    let rank = |mark: &Annotation| match (mark.live, state.shown.contains(&mark.item)) {
        (true, true) => 0,
        (true, false) => 1,
        (false, _) => 2,
    };
    let mut marks: Vec<_> = state.annotations.iter().collect();
    marks.sort_by_key(|mark| rank(mark));
    for mark in marks {
        let n = fit(&mut all, encode(mark.as_ref()).len());
        all[n].annotations.push(Annotation::clone(mark));
    }
    for message in page.messages {
        let n = fit(&mut all, encode(&message).len());
        all[n].messages.push(message);
    }
    if let Some(last) = all.last_mut() {
        last.last = true;
    }
    all
}

#[cfg(test)]
mod tests {
    use vitrine_shared::room::{Item, Mark, MediaSize, Moving, Path, Playback, Tool};
    use vitrine_shared::time::UnixMillis;

    use super::*;
    use crate::clock::new_id;

    #[test]
    fn sn4_parts_stay_below_32_kib_and_carry_everything_once() {
        let (item, other) = (new_id(), new_id());
        let mut state = RoomState { shown: vec![item], ..RoomState::default() };
        for n in 0..200 {
            let size = MediaSize { width: 1, height: 1 };
            let id = if n == 0 { item } else { new_id() };
            let title = "ü".repeat(200);
            let (media, by) = (new_id(), new_id());
            let moving = Some(Moving::Clip { duration_ms: 1 });
            let playback = Some(Playback::begin(UnixMillis(1_800_000_000_000), 9));
            let (quarter_turns, removed) = (0, false);
            state.items.push(Item {
                id,
                media,
                size,
                title,
                by,
                moving,
                playback,
                quarter_turns,
                removed,
            });
        }
        for n in 0..300 {
            let path = Path(vec![1_000; 200]);
            state.annotations.push(Arc::new(Annotation {
                id: new_id(),
                item: if n % 2 == 0 { item } else { other },
                author: new_id(),
                seq: n,
                mark: Mark { tool: Tool::Pen, path, width: 100, text: None, at_ms: None },
                number: None,
                deleted_by: None,
                live: n % 5 != 0,
            }));
        }
        let all = parts(1, 9, &state, MessagePage::default(), true);
        let sizes = all.iter().map(|p| encode(&ServerMessage::Snapshot(p.clone())).len());
        assert!(sizes.clone().all(|size| size <= limits::SNAPSHOT_PART_BYTES + 1024), "{sizes:?}");
        assert!(all.len() > 4 && all.iter().filter(|p| p.last).count() == 1);
        assert!(all[0].stage.is_some() && all[1..].iter().all(|p| p.stage.is_none()));
        assert_eq!(all.iter().map(|p| p.items.len()).sum::<usize>(), 200);
        let marks: Vec<_> = all.iter().flat_map(|p| &p.annotations).collect();
        assert_eq!(marks.len(), 300, "deleted marks too: they can be brought back");
        let first_other = marks.iter().position(|mark| mark.item == other);
        assert_eq!(first_other, Some(120), "marks of the shown item come first");
        let first_gone = marks.iter().position(|mark| !mark.live);
        assert_eq!(first_gone, Some(240), "deleted marks come last");
    }
}
