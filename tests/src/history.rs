//! What clients say happened and what the log holds, and whether the two keep the promises of
//! `docs/guarantees.md`.
//!
//! Clients note every operation they send and every answer; at the end [`History::check`] compares
//! that and what every reader was told with the log. It knows nothing of how a run came about, so
//! it serves the simulation and the tests with real processes alike.

use std::collections::{BTreeMap, BTreeSet};

use vitrine_shared::ids::{AnnotationId, ClientId, ItemId, ParticipantId, SessionId};
use vitrine_shared::room::{Command, Event, EventBody, RoomState, Stream, apply};
use vitrine_shared::wire::View;

use crate::Topic;

mod order;
mod rules;

/// A promise that can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// What was acknowledged is stored, where the answer said.
    AcknowledgedIsStored,
    /// An operation happens once, however often it is sent.
    Once,
    /// One order without gaps, equal for every reader and for the log.
    OneOrder,
    /// What one tab says is said in the order in which it was sent.
    OwnOrder,
    /// Nothing happens by access that has ended, and nobody reads what is not for them.
    AccessEnds,
    /// Every stage shows what the log says.
    Alike,
    /// Of two who take a conversation at once one gets it.
    OneAnswers,
    /// Nobody takes away or brings back what is another's to decide.
    OwnMarks,
    /// What is locked or has ended stays as it is.
    Held,
    /// What was erased is told to nobody any more.
    Erased,
    /// Nobody is said to have got further than they have, and positions only grow.
    Receipts,
    /// Everybody who is connected is brought up to date.
    CaughtUp,
}

/// A promise that was broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which one.
    pub promise: Promise,
    /// What was seen.
    pub how: String,
}

/// The trace that an operation leaves in the log, by which it is found under any name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    Text(String),
    Item(ItemId),
    Mark(AnnotationId),
}

#[derive(Clone, Debug)]
struct Operation {
    tab: SessionId,
    wish: Command,
    effect: Option<Effect>,
    /// Place among the operations of its tab; none once it has been put off by the server or
    /// handed to another tab, because then the order is not the tab's any more.
    place: Option<u32>,
    /// For each time it was sent: the changes of access that its topic was opened after.
    sent: Vec<usize>,
    /// How far its tab knew the public stream when it was sent for the first time.
    sent_at: Option<u32>,
    acks: Vec<u32>,
}

/// The log as it is stored.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The public stream.
    pub public: Vec<Event>,
    /// The staff stream.
    pub staff: Vec<Event>,
}

/// Somebody who reads, at the end.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// Who, in messages.
    pub name: &'a str,
    /// Who, to the server.
    pub who: ParticipantId,
    /// How far it has said it has got: what reached it, and what was on its screen.
    pub said: (u32, u32),
    /// The newest shared view that its page has sent and still knows.
    pub view: Option<View>,
    /// What it knows of the public stream.
    pub public: &'a Topic,
    /// What it knows of the staff stream, if it may read it.
    pub staff: Option<&'a Topic>,
    /// Whether it is connected and was given the time to be up to date.
    pub settled: bool,
}

/// All that clients did.
#[derive(Clone, Debug, Default)]
pub struct History {
    operations: BTreeMap<(ParticipantId, ClientId), Operation>,
    places: BTreeMap<SessionId, u32>,
    /// The heads of the public stream at which access changed.
    changes: Vec<u32>,
}

impl History {
    /// Access changed while the public stream had this head.
    pub fn access_changes(&mut self, head: u32) {
        self.changes.push(head);
    }

    /// How often access has changed so far; what a topic that is opened now is opened after.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.changes.len()
    }

    /// An operation is wished for the first time. Texts, items and marks have to be new, because
    /// by them the operation is found in the log.
    pub fn wish(&mut self, actor: ParticipantId, tab: SessionId, cid: ClientId, wish: &Command) {
        let effect = match wish {
            Command::SendMessage(say) => Some(Effect::Text(say.text.clone())),
            Command::AddNote(note) => Some(Effect::Text(note.text.clone())),
            Command::AddItem(add) => Some(Effect::Item(add.item)),
            Command::AddAnnotation(add) => Some(Effect::Mark(add.annotation)),
            _ => None,
        };
        let place = self.places.entry(tab).or_default();
        *place += 1;
        let place = Some(*place);
        let wish = wish.clone();
        let (sent, sent_at, acks) = (Vec::new(), None, Vec::new());
        let operation = Operation { tab, wish, effect, place, sent, sent_at, acks };
        self.operations.insert((actor, cid), operation);
    }

    /// An operation is sent, once more perhaps, in a topic opened after so many changes of access
    /// and known up to `head`.
    pub fn sent(&mut self, actor: ParticipantId, cid: ClientId, after: usize, head: u32) {
        if let Some(operation) = self.operations.get_mut(&(actor, cid)) {
            operation.sent.push(after);
            operation.sent_at.get_or_insert(head);
        }
    }

    /// An operation was acknowledged.
    pub fn acknowledged(&mut self, actor: ParticipantId, cid: ClientId, seq: u32) {
        if let Some(operation) = self.operations.get_mut(&(actor, cid)) {
            operation.acks.push(seq);
        }
    }

    /// An operation was refused for now or goes another way: its place among the others of its
    /// tab is promised no more.
    pub fn put_off(&mut self, actor: ParticipantId, cid: ClientId) {
        if let Some(operation) = self.operations.get_mut(&(actor, cid)) {
            operation.place = None;
        }
    }

    /// Operations that were acknowledged.
    #[must_use]
    pub fn acknowledgements(&self) -> usize {
        self.operations.values().filter(|operation| !operation.acks.is_empty()).count()
    }

    /// Every promise that was broken.
    #[must_use]
    pub fn check(&self, log: &Log, readers: &[Reader<'_>]) -> Vec<Broken> {
        let mut broken = Vec::new();
        self.acknowledged_is_stored(log, &mut broken);
        self.once(log, &mut broken);
        one_log(log, &mut broken);
        for reader in readers {
            one_order(log, reader, &mut broken);
            alike(log, reader, &mut broken);
            rules::erased(log, reader, &mut broken);
        }
        rules::receipts(log, readers, &mut broken);
        self.conduct(log, &mut broken);
        same_view(log, readers, &mut broken);
        self.own_order(log, &mut broken);
        self.access_ends(log, &mut broken);
        broken
    }

    fn acknowledged_is_stored(&self, log: &Log, broken: &mut Vec<Broken>) {
        // The last event of an operation, in either stream, is the one it is answered with.
        let mut stored: BTreeMap<(ParticipantId, ClientId), [Option<u32>; 2]> = BTreeMap::new();
        for (stream, events) in [&log.public, &log.staff].into_iter().enumerate() {
            for event in events {
                stored.entry((event.actor, event.cid)).or_default()[stream] = Some(event.seq);
            }
        }
        let head = last_seq(&log.public);
        for (name, operation) in &self.operations {
            for ack in &operation.acks {
                let how = match (stored.get(name), &operation.effect) {
                    (Some(seqs), _) if seqs.contains(&Some(*ack)) => continue,
                    // It changed nothing, which leaves nothing.
                    (None, None | Some(Effect::Mark(_))) if *ack <= head => continue,
                    (found, _) => format!("{name:?} was acknowledged as {ack}, found {found:?}"),
                };
                broken.push(Broken { promise: Promise::AcknowledgedIsStored, how });
            }
            if operation.acks.iter().collect::<BTreeSet<_>>().len() > 1 {
                let how = format!("{name:?} was answered with {:?}", operation.acks);
                broken.push(Broken { promise: Promise::Once, how });
            }
        }
    }

    fn once(&self, log: &Log, broken: &mut Vec<Broken>) {
        let mut seen = BTreeSet::new();
        for event in log.public.iter().chain(&log.staff) {
            if let Some(effect) = effect(event)
                && !seen.insert(effect.clone())
            {
                let how = format!("{effect:?} is in the log twice");
                broken.push(Broken { promise: Promise::Once, how });
            }
        }
    }

    fn access_ends(&self, log: &Log, broken: &mut Vec<Broken>) {
        for event in &log.public {
            let Some(operation) = self.operations.get(&(event.actor, event.cid)) else { continue };
            let changes = self.changes.iter().filter(|head| **head < event.seq).count();
            let newest = operation.sent.iter().max().copied().unwrap_or(usize::MAX);
            if newest < changes {
                let how = format!(
                    "seq {} was decided by access of {newest}, after {changes} changes",
                    event.seq
                );
                broken.push(Broken { promise: Promise::AccessEnds, how });
            }
        }
    }
}

fn effect(event: &Event) -> Option<Effect> {
    match &event.body {
        EventBody::MessageSent(message) => Some(Effect::Text(message.text.clone())),
        EventBody::NoteAdded(note) => Some(Effect::Text(note.text.clone())),
        EventBody::ItemAdded(added) => Some(Effect::Item(added.item)),
        EventBody::AnnotationAdded(added) => Some(Effect::Mark(added.annotation)),
        _ => None,
    }
}

fn last_seq(events: &[Event]) -> u32 {
    events.last().map_or(0, |event| event.seq)
}

/// Each stream counts from 1 without gaps, and its times never go back.
fn one_log(log: &Log, broken: &mut Vec<Broken>) {
    for (name, events) in [("public", &log.public), ("staff", &log.staff)] {
        let counted = events.iter().zip(1..).all(|(event, seq)| event.seq == seq);
        let forward = events.windows(2).all(|two| two[0].at <= two[1].at);
        if !counted || !forward {
            let how = format!("the {name} log: counted {counted}, times forward {forward}");
            broken.push(Broken { promise: Promise::OneOrder, how });
        }
    }
}

/// What a reader was told is the log, in its order, each event once.
fn one_order(log: &Log, reader: &Reader<'_>, broken: &mut Vec<Broken>) {
    let streams = [(&log.public, Some(reader.public)), (&log.staff, reader.staff)];
    for (events, topic) in streams {
        let Some(topic) = topic else { continue };
        let stored = |seq: u32| events.get(usize::try_from(seq).ok()?.checked_sub(1)?);
        let same = |event: &Event| {
            stored(event.seq).is_some_and(|kept| kept == event || rules::left_of(event, kept))
        };
        let told = topic.events.iter().chain(topic.messages.values());
        if let Some(other) = told.into_iter().find(|event| !same(event)) {
            let how = format!("{} was told {other:?}, stored {:?}", reader.name, stored(other.seq));
            broken.push(Broken { promise: Promise::OneOrder, how });
        }
        if topic.gaps + topic.doubles > 0 {
            let (gaps, doubles) = (topic.gaps, topic.doubles);
            let how = format!("{}: {gaps} gaps, {doubles} doubles", reader.name);
            broken.push(Broken { promise: Promise::OneOrder, how });
        }
        if reader.settled && topic.head() != last_seq(events) {
            let how = format!("{}: {} of {}", reader.name, topic.head(), last_seq(events));
            broken.push(Broken { promise: Promise::CaughtUp, how });
        }
    }
    let secret = |event: &&Event| matches!(event.body, EventBody::NoteAdded(_));
    if reader.public.events.iter().chain(reader.public.messages.values()).any(|e| secret(&e)) {
        let how = format!("{} was told a note", reader.name);
        broken.push(Broken { promise: Promise::AccessEnds, how });
    }
}

/// The state of a settled reader is the fold of the log.
fn alike(log: &Log, reader: &Reader<'_>, broken: &mut Vec<Broken>) {
    if !reader.settled {
        return;
    }
    let mut state = RoomState::default();
    log.public.iter().for_each(|event| apply(&mut state, Stream::Public, event));
    let (told, stored) = (shown(&reader.public.state), shown(&state));
    if told != stored {
        let how = format!("{} shows {told:?}, the log says {stored:?}", reader.name);
        broken.push(Broken { promise: Promise::Alike, how });
    }
}

/// All settled readers have the same shared view, the newest of the leading hand. A stage that was
/// ever unlinked has a view for each of its pictures, of which readers here keep one.
fn same_view(log: &Log, readers: &[Reader<'_>], broken: &mut Vec<Broken>) {
    let unlinked = log.public.iter().any(|event| matches!(event.body, EventBody::ZoomLinked(_)));
    // A leading page that was loaded again has nothing to say again after a crash.
    let leads = |reader: &Reader<'_>| {
        let fence = reader.public.state.lead.map(|lead| lead.fence);
        reader.view.is_some_and(|view| Some(view.fence) == fence)
    };
    if unlinked || !readers.iter().any(leads) {
        return;
    }
    let settled = readers.iter().filter(|reader| reader.settled);
    let views: Vec<_> = settled
        .filter_map(|reader| {
            let lead = reader.public.state.lead?;
            let view = reader.public.views.get(&lead.session)?;
            (!view.own && view.fence == lead.fence).then_some((reader.name, *view))
        })
        .collect();
    if let Some([(one, first), (other, second)]) =
        views.windows(2).find(|two| two[0].1 != two[1].1).map(|two| [two[0], two[1]])
    {
        let how = format!("{one} shows {first:?}, {other} shows {second:?}");
        broken.push(Broken { promise: Promise::Alike, how });
    }
}

/// A state without what a snapshot leaves out: marks that are gone.
fn shown(state: &RoomState) -> RoomState {
    let mut state = state.clone();
    state.annotations.retain(|mark| mark.live);
    // On each item the later mark lies above the earlier one, in whatever order they came.
    state.annotations.sort_by_key(|mark| (mark.item, mark.seq));
    state.staff_head = 0;
    // Who answers, and what can be brought back at once, is told to staff only.
    (state.assignee, state.cleared) = (None, None);
    state
}
