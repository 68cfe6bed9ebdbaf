//! What people do: they say things and erase them, show, turn, move and remove pictures, draw, take
//! marks away and bring them back, take the lead and the conversation, lock and end it.

use vitrine_shared::ids::{AnnotationId, ClientId, ItemId, MediaId};
use vitrine_shared::room::{
    AddItem, AddNote, ClearAnnotations, Command, DeleteAnnotations, Event, EventBody, LinkZoom,
    LockStage, MoveItem, Redact, Release, RemoveItem, Reopen, Resolve, RestoreAnnotations,
    RestoreItem, RoomState, RotateItem, SendMessage, ShowItems, Status, Stream, Take, TakeLead,
};
use vitrine_shared::wire::{Applied, LiveFrame, View};
use vitrine_tests::history::History;
use vitrine_tests::{chunk, drawn, line, view};

use crate::client::Client;
use crate::dice::Dice;

/// Of so many looks at a tab, one finds it doing something that is stored.
const SELDOM: u32 = 18;

pub(crate) struct Wishes {
    dice: Dice,
    media: Vec<MediaId>,
    said: u32,
    views: u32,
}

impl Wishes {
    pub(crate) fn new(dice: Dice, media: Vec<MediaId>) -> Self {
        Self { dice, media, said: 0, views: 0 }
    }

    /// Perhaps this tab does something now.
    pub(crate) fn wish(&mut self, client: &mut Client, history: &mut History) {
        if client.ready() && self.dice.one_in(6) {
            self.moment(client);
        }
        if !client.may_wish() || !self.dice.one_in(SELDOM) {
            return;
        }
        let cid: ClientId = self.dice.id();
        if let Some(command) = self.command(client) {
            client.wish(cid, command, history);
        }
    }

    fn command(&mut self, client: &Client) -> Option<Command> {
        let room = &client.replica.topic(1).state;
        if client.is_agent() && room.status == Status::Resolved && self.dice.one_in(2) {
            return Some(Command::Reopen(Reopen {}));
        }
        // Without a picture there is little to do on the stage.
        if room.items.is_empty() && self.dice.one_in(3) {
            return self.addition();
        }
        Some(match self.dice.below(44) {
            0..=12 => Command::SendMessage(SendMessage { text: self.text() }),
            13 | 14 if client.is_agent() => Command::AddNote(AddNote { text: self.text() }),
            15..=20 => return self.of_items(room),
            21..=23 => Command::TakeLead(TakeLead { session: client.tab }),
            24..=35 => return self.of_marks(client),
            36..=39 => return self.of_staff(client),
            40 | 41 => return self.redaction(client),
            42 if self.dice.one_in(4) => {
                Command::LinkZoom(LinkZoom { linked: self.dice.one_in(2) })
            }
            _ => return None,
        })
    }

    /// A picture more.
    fn addition(&mut self) -> Option<Command> {
        Some(Command::AddItem(AddItem {
            item: self.dice.id(),
            media: *self.dice.pick(&self.media)?,
            size: None,
            moving: None,
            title: "A bag".to_owned(),
            show: self.dice.one_in(2),
        }))
    }

    /// Something about the strip and the stage.
    fn of_items(&mut self, room: &RoomState) -> Option<Command> {
        let items: Vec<ItemId> = room.items.iter().map(|item| item.id).collect();
        let what = self.dice.below(8);
        if what < 2 {
            return self.addition();
        }
        let item = *self.dice.pick(&items)?;
        Some(match what {
            2 => Command::ShowItems(ShowItems { items: vec![item] }),
            // Two side by side, to compare.
            3 => {
                let mut both = vec![item, *self.dice.pick(&items)?];
                both.dedup();
                Command::ShowItems(ShowItems { items: both })
            }
            4 => Command::RotateItem(RotateItem {
                item,
                quarter_turns: u8::try_from(self.dice.below(4)).expect("it is small"),
            }),
            5 => Command::RemoveItem(RemoveItem { item }),
            6 => {
                let gone = room.items.iter().find(|item| item.removed);
                Command::RestoreItem(RestoreItem { item: gone.map_or(item, |item| item.id) })
            }
            _ => {
                let before = self.dice.pick(&items).copied().filter(|other| *other != item);
                Command::MoveItem(MoveItem { item, before })
            }
        })
    }

    /// Something is drawn, taken away, brought back, cleared.
    fn of_marks(&mut self, client: &Client) -> Option<Command> {
        let topic = client.replica.topic(1);
        let room = &topic.state;
        let of = |live: bool| -> Vec<AnnotationId> {
            room.annotations.iter().filter(|mark| mark.live == live).map(|mark| mark.id).collect()
        };
        let item = *self.dice.pick(&room.items.iter().map(|item| item.id).collect::<Vec<_>>())?;
        Some(match self.dice.below(14) {
            0..=4 => {
                // The stroke that is open, or a new one.
                let (id, points) = (self.dice.id(), i32::try_from(self.dice.between(2, 9)));
                let open = topic.strokes.keys().next().copied();
                let id = if self.dice.one_in(4) { open.unwrap_or(id) } else { id };
                drawn(id, item, &line(points.expect("it is small")))
            }
            5..=8 => Command::DeleteAnnotations(DeleteAnnotations {
                annotations: vec![*self.dice.pick(&of(true))?],
            }),
            9 | 10 => Command::RestoreAnnotations(RestoreAnnotations {
                annotations: vec![*self.dice.pick(&of(false))?],
            }),
            // The button is pressed while others draw.
            11 | 12 => Command::ClearAnnotations(ClearAnnotations {
                item,
                upto: room.head.saturating_sub(self.dice.below(12)),
            }),
            _ => Command::RestoreAnnotations(RestoreAnnotations {
                annotations: room.cleared.clone()?.annotations,
            }),
        })
    }

    /// Something about who answers, and whether it goes on.
    fn of_staff(&mut self, client: &Client) -> Option<Command> {
        if !client.is_agent() {
            // A visitor ends it now and then.
            return self.dice.one_in(12).then_some(Command::Resolve(Resolve {}));
        }
        let answers = |event: &Event| match &event.body {
            EventBody::Assigned(assigned) => Some(assigned.to),
            _ => None,
        };
        Some(match self.dice.below(8) {
            0..=3 => {
                let from = client.replica.topic(2).messages.values().rev().find_map(answers);
                Command::Take(Take { from: from.flatten() })
            }
            4 => Command::Release(Release {}),
            5 => Command::Resolve(Resolve {}),
            _ => Command::LockStage(LockStage { locked: !client.replica.topic(1).state.locked }),
        })
    }

    /// Something that was said is erased.
    fn redaction(&mut self, client: &Client) -> Option<Command> {
        let staff = client.is_agent() && self.dice.one_in(3);
        let (sub, stream) = if staff { (2, Stream::Staff) } else { (1, Stream::Public) };
        let said: Vec<u32> = client.replica.topic(sub).messages.keys().copied().collect();
        // Mostly something recent, which is still under way to somebody.
        let recent = said.len().saturating_sub(if self.dice.one_in(2) { 3 } else { 50 });
        let seq = *self.dice.pick(&said[recent..])?;
        Some(Command::Redact(Redact { stream, seq, target: None }))
    }

    fn text(&mut self) -> String {
        self.said += 1;
        format!("number {}", self.said)
    }

    /// Something of the moment.
    fn moment(&mut self, client: &mut Client) {
        let room = client.replica.topic(1);
        let (lead, seq) = (room.state.lead, room.head());
        let item = self.dice.pick(&room.state.items).map(|item| item.id);
        let mut frame = LiveFrame::default();
        match (self.dice.below(6), item) {
            (0, _) => frame.typing = Some(self.dice.one_in(2)),
            (1, _) => frame.applied = Some(Applied { seq, fence: 0, n: 0, rtt_ms: 20 }),
            (2, Some(item)) => {
                let points = line(i32::try_from(self.dice.between(1, 9)).expect("it is small"));
                frame.stroke = Some(chunk(self.dice.id(), item, 0, &points));
            }
            (_, Some(item)) => {
                self.views += 1;
                let leads = lead.filter(|lead| lead.session == client.tab);
                let fence = leads.map_or(self.views, |lead| lead.fence);
                let own = leads.is_none() && self.dice.one_in(2);
                frame.view = Some(View { own, ..view(item, fence, self.views) });
            }
            _ => return,
        }
        client.live(frame);
    }
}
