//! Small stories whose events and states the TypeScript mirror of `apply` must fold alike.

use serde_json::json;
use uuid::Uuid;

use super::{
    AddAnnotation, AddItem, Command, DeleteAnnotations, Event, EventBody, Live, Mark, MediaSize,
    Path, Principal, Role, RoomState, RotateItem, SendMessage, ShowItems, Stream, TakeLead, Tool,
    Unknown, apply, decide,
};
use crate::ids::{AnnotationId, ClientId, ItemId, MediaId, ParticipantId, SessionId};
use crate::time::UnixMillis;

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_b6a0_0000_7000_8000_0000_0000_0000 + n)
}

pub(crate) fn visitor() -> Principal {
    Principal { participant: ParticipantId(uuid(1)), role: Role::Visitor }
}

pub(crate) fn agent() -> Principal {
    Principal { participant: ParticipantId(uuid(2)), role: Role::Agent }
}

pub(crate) fn session(n: u128) -> SessionId {
    SessionId(uuid(0x100 + n))
}

pub(crate) fn item(n: u128) -> ItemId {
    ItemId(uuid(0x200 + n))
}

pub(crate) fn annotation(n: u128) -> AnnotationId {
    AnnotationId(uuid(0x300 + n))
}

pub(crate) fn add_item(n: u128, show: bool) -> Command {
    Command::AddItem(AddItem {
        item: item(n),
        media: MediaId(uuid(0x400 + n)),
        size: Some(MediaSize { width: 2_400, height: 1_800 }),
        title: format!("Picture {n}"),
        show,
    })
}

pub(crate) fn add_arrow(n: u128, on: u128) -> Command {
    Command::AddAnnotation(AddAnnotation {
        annotation: annotation(n),
        item: item(on),
        mark: Mark {
            tool: Tool::Arrow,
            path: Path::encode(&[(1_000, 2_000), (9_000, 8_000)]),
            width: 128,
        },
    })
}

/// Runs commands through `decide` and `apply` as the server does, and keeps the events.
pub(crate) struct Story {
    pub(crate) state: RoomState,
    pub(crate) events: Vec<(Stream, Event)>,
    now: i64,
}

impl Story {
    pub(crate) fn new() -> Self {
        Self { state: RoomState::default(), events: Vec::new(), now: 1_790_000_000_000 }
    }

    pub(crate) fn act(&mut self, who: Principal, command: &Command) {
        self.now += 1_000;
        let now = UnixMillis(self.now);
        let drafts = decide(&self.state, &Live::default(), command, &who, now)
            .expect("the story keeps to the rules");
        for draft in drafts {
            self.append(who, draft.stream, draft.body);
        }
    }

    pub(crate) fn append(&mut self, who: Principal, stream: Stream, body: EventBody) {
        let seq = match stream {
            Stream::Public => self.state.head + 1,
            Stream::Staff => self.state.staff_head + 1,
        };
        let cid = ClientId(uuid(0x1000 + self.events.len() as u128));
        let event = Event { seq, at: UnixMillis(self.now), actor: who.participant, cid, body };
        apply(&mut self.state, stream, &event);
        self.events.push((stream, event));
    }

    fn json(&self) -> String {
        let mut state = RoomState::default();
        let steps: Vec<_> = self
            .events
            .iter()
            .filter(|(stream, _)| *stream == Stream::Public)
            .map(|(stream, event)| {
                apply(&mut state, *stream, event);
                json!({ "event": event, "state": state })
            })
            .collect();
        let text = serde_json::to_string_pretty(&json!({ "steps": steps })).expect("JSON");
        format!("{text}\n")
    }
}

fn a_first_look() -> Story {
    let mut story = Story::new();
    let say = |text: &str| Command::SendMessage(SendMessage { text: text.to_owned() });
    story.act(visitor(), &say("Is the seam double stitched?"));
    story.act(agent(), &say("Yes. Shall I show you?"));
    story.act(agent(), &add_item(1, true));
    story.act(agent(), &Command::TakeLead(TakeLead { session: session(1) }));
    story.act(agent(), &add_arrow(1, 1));
    story.act(visitor(), &Command::TakeLead(TakeLead { session: session(2) }));
    story.act(
        agent(),
        &Command::DeleteAnnotations(DeleteAnnotations { annotations: vec![annotation(1)] }),
    );
    story
}

fn two_pictures_and_a_stranger() -> Story {
    let mut story = Story::new();
    story.act(agent(), &add_item(1, true));
    story.act(agent(), &add_item(2, false));
    story.act(visitor(), &Command::ShowItems(ShowItems { items: vec![item(2), item(1)] }));
    story.act(visitor(), &Command::RotateItem(RotateItem { item: item(2), quarter_turns: 3 }));
    story.append(
        agent(),
        Stream::Public,
        EventBody::Unknown(Unknown { name: "hologram_shown".to_owned() }),
    );
    story.act(visitor(), &add_arrow(1, 1));
    story.act(visitor(), &add_arrow(2, 2));
    story
}

/// All stories, by file name.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    vec![
        ("a_first_look", a_first_look().json()),
        ("two_pictures_and_a_stranger", two_pictures_and_a_stranger().json()),
    ]
}
