//! What people do: they say things, show and turn pictures, draw, take marks away, take the lead.

use vitrine_shared::ids::{AnnotationId, ClientId, ItemId, MediaId};
use vitrine_shared::room::{
    AddItem, AddNote, Command, DeleteAnnotations, RotateItem, SendMessage, ShowItems, TakeLead,
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
        let room = client.replica.topic(1);
        let items: Vec<ItemId> = room.state.items.iter().map(|item| item.id).collect();
        let marks: Vec<AnnotationId> = room.state.annotations.iter().map(|mark| mark.id).collect();
        Some(match self.dice.below(20) {
            0..=7 => Command::SendMessage(SendMessage { text: self.text() }),
            8 if client.is_agent() => Command::AddNote(AddNote { text: self.text() }),
            9 => Command::AddItem(AddItem {
                item: self.dice.id(),
                media: *self.dice.pick(&self.media)?,
                size: None,
                title: "A bag".to_owned(),
                show: self.dice.one_in(2),
            }),
            10 => Command::ShowItems(ShowItems { items: vec![*self.dice.pick(&items)?] }),
            11 | 12 => Command::RotateItem(RotateItem {
                item: *self.dice.pick(&items)?,
                quarter_turns: u8::try_from(self.dice.below(4)).expect("it is small"),
            }),
            13..=15 => Command::TakeLead(TakeLead { session: client.tab }),
            16 | 17 => {
                // The stroke that is open, or a new one.
                let (id, points) = (self.dice.id(), i32::try_from(self.dice.between(2, 9)));
                let open = room.strokes.keys().next().copied();
                let id = if self.dice.one_in(4) { open.unwrap_or(id) } else { id };
                drawn(id, *self.dice.pick(&items)?, &line(points.expect("it is small")))
            }
            18 => Command::DeleteAnnotations(DeleteAnnotations {
                annotations: vec![*self.dice.pick(&marks)?],
            }),
            _ => return None,
        })
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
