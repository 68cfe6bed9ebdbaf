//! Small stories whose events and states the TypeScript mirror of `apply` must fold alike.

use serde_json::json;
use uuid::Uuid;

use super::{
    AcceptProposal, AddAnnotation, AddItem, ChooseVariant, ClearAnnotations, Command,
    DeclineProposal, DeleteAnnotations, Event, EventBody, GoOn, HoldPlayback, LinkZoom, Live,
    LockStage, Mark, MediaSize, MoveItem, Moving, NewProductPicture, Path, Pause, Play, Principal,
    ProposalFailure, ProposalOutcome, ProposeProduct, Rejected, Release, RemoveItem, Reopen,
    Resolve, RestoreAnnotations, RestoreItem, Role, RoomState, RotateItem, Seek, SendMessage,
    SetRate, SettleProposal, ShareProduct, ShowItems, Stream, Take, TakeLead, Tool, Unknown,
    WithdrawProposal, apply, decide,
};
use crate::ids::{
    AnnotationId, ClientId, ItemId, MediaId, ParticipantId, ProductId, ProposalId, SessionId,
};
use crate::time::UnixMillis;
use crate::wire::product::Money;
use crate::wire::product::tests::bag;

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_b6a0_0000_7000_8000_0000_0000_0000 + n)
}

pub(crate) fn visitor() -> Principal {
    Principal { participant: ParticipantId(uuid(1)), role: Role::Visitor }
}

pub(crate) fn agent() -> Principal {
    Principal { participant: ParticipantId(uuid(2)), role: Role::Agent }
}

pub(crate) fn guest() -> Principal {
    Principal { participant: ParticipantId(uuid(3)), role: Role::Guest }
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
        moving: None,
        title: format!("Picture {n}"),
        show,
    })
}

/// A clip of a minute.
pub(crate) fn add_clip(n: u128, show: bool) -> Command {
    let mut command = add_item(n, show);
    if let Command::AddItem(add) = &mut command {
        add.moving = Some(Moving::Clip { duration_ms: 60_000 });
    }
    command
}

pub(crate) fn add_arrow(n: u128, on: u128) -> Command {
    Command::AddAnnotation(AddAnnotation {
        annotation: annotation(n),
        item: item(on),
        mark: Mark {
            tool: Tool::Arrow,
            path: Path::encode(&[(1_000, 2_000), (9_000, 8_000)]),
            width: 128,
            text: None,
            at_ms: None,
        },
    })
}

pub(crate) fn add_pin(n: u128, on: u128, text: Option<&str>) -> Command {
    Command::AddAnnotation(AddAnnotation {
        annotation: annotation(n),
        item: item(on),
        mark: Mark {
            tool: Tool::Pin,
            path: Path::encode(&[(4_000, 4_000)]),
            width: 128,
            text: text.map(str::to_owned),
            at_ms: None,
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

    /// Why a command would be refused now, if it would.
    pub(crate) fn refused(&self, who: Principal, command: &Command) -> Option<Rejected> {
        decide(&self.state, &Live::default(), command, &who, self.now()).err()
    }

    /// Lets time pass, beside the second that every act takes.
    pub(crate) fn wait(&mut self, ms: i64) {
        self.now += ms;
    }

    pub(crate) fn now(&self) -> UnixMillis {
        UnixMillis(self.now)
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
            .map(|(stream, event)| {
                apply(&mut state, *stream, event);
                json!({ "stream": stream, "event": event, "state": state })
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

fn every_tool_and_back() -> Story {
    let mut story = Story::new();
    let all = |n: &[u128]| n.iter().map(|n| annotation(*n)).collect::<Vec<_>>();
    for n in 1..=3 {
        story.act(agent(), &add_item(n, n == 1));
    }
    story.act(agent(), &Command::ShowItems(ShowItems { items: vec![item(1), item(2), item(3)] }));
    story.act(agent(), &Command::LinkZoom(LinkZoom { linked: false }));
    story.act(visitor(), &add_arrow(1, 1));
    story.act(visitor(), &add_pin(2, 1, None));
    story.act(agent(), &add_pin(3, 1, Some("Here")));
    let clear = ClearAnnotations { item: item(1), upto: story.state.head };
    story.act(visitor(), &add_pin(4, 1, Some("and here")));
    story.act(agent(), &Command::ClearAnnotations(clear));
    let back = RestoreAnnotations { annotations: all(&[1, 2, 3]) };
    story.act(agent(), &Command::RestoreAnnotations(back));
    let undo = DeleteAnnotations { annotations: all(&[4]) };
    story.act(visitor(), &Command::DeleteAnnotations(undo));
    let redo = RestoreAnnotations { annotations: all(&[4]) };
    story.act(visitor(), &Command::RestoreAnnotations(redo));
    story.act(agent(), &Command::MoveItem(MoveItem { item: item(3), before: Some(item(1)) }));
    story.act(agent(), &Command::MoveItem(MoveItem { item: item(1), before: None }));
    story.act(agent(), &Command::RemoveItem(RemoveItem { item: item(2) }));
    story.act(agent(), &Command::RemoveItem(RemoveItem { item: item(3) }));
    story.act(agent(), &Command::RestoreItem(RestoreItem { item: item(3) }));
    story.act(agent(), &Command::LockStage(LockStage { locked: true }));
    story.act(visitor(), &add_item(4, true));
    story
}

fn answered_and_ended() -> Story {
    let mut story = Story::new();
    let say = |text: &str| Command::SendMessage(SendMessage { text: text.to_owned() });
    story.act(visitor(), &say("Is anybody there?"));
    story.act(agent(), &Command::Take(Take { from: None }));
    story.act(agent(), &say("I am."));
    story.act(visitor(), &Command::Resolve(Resolve {}));
    story.act(agent(), &Command::Reopen(Reopen {}));
    story.act(agent(), &Command::Release(Release {}));
    story
}

fn a_product_into_the_cart() -> Story {
    let mut story = Story::new();
    story.act(agent(), &share_product(1, &[1]));
    story.act(visitor(), &choose_variant(1, Some("19"), Some(2)));
    story.act(visitor(), &choose_variant(1, Some("18"), None));
    let euros = |minor| Some(Money { minor, currency: "EUR".to_owned() });
    let settle =
        |n, outcome| Command::SettleProposal(SettleProposal { proposal: proposal(n), outcome });
    story.act(agent(), &propose(1, 1, "18"));
    story.act(visitor(), &accept(1, euros(4200)));
    story.act(visitor(), &settle(1, ProposalOutcome::PriceChanged { price: money(4500) }));
    story.act(visitor(), &accept(1, euros(4500)));
    story.act(visitor(), &settle(1, ProposalOutcome::Added {}));
    story.act(agent(), &propose(2, 1, "19"));
    let decline = DeclineProposal { proposal: proposal(2) };
    story.act(visitor(), &Command::DeclineProposal(decline));
    story.act(agent(), &propose(3, 1, "19"));
    let withdraw = WithdrawProposal { proposal: proposal(3) };
    story.act(agent(), &Command::WithdrawProposal(withdraw));
    story.act(agent(), &propose(4, 1, "19"));
    story.act(visitor(), &accept(4, euros(4200)));
    story.act(visitor(), &settle(4, ProposalOutcome::SoldOut {}));
    story.act(agent(), &propose(5, 1, "19"));
    story.act(visitor(), &accept(5, euros(4200)));
    let timeout = ProposalOutcome::Failed { why: ProposalFailure::Timeout };
    story.act(visitor(), &settle(5, timeout));
    story
}

fn money(minor: u64) -> Money {
    Money { minor, currency: "EUR".to_owned() }
}

pub(crate) fn product(n: u128) -> ProductId {
    ProductId(uuid(0x500 + n))
}

pub(crate) fn proposal(n: u128) -> ProposalId {
    ProposalId(uuid(0x600 + n))
}

fn product_picture(n: u128, address: &str) -> NewProductPicture {
    NewProductPicture {
        item: item(n),
        media: MediaId(uuid(0x400 + n)),
        address: address.to_owned(),
        size: Some(MediaSize { width: 2_400, height: 1_800 }),
    }
}

/// Shows a bag in two colours, in as many pictures as there are items.
pub(crate) fn share_product(n: u128, items: &[u128]) -> Command {
    let card = bag();
    let address = card.pictures[0].clone();
    let pictures = items.iter().map(|item| product_picture(*item, &address)).collect();
    Command::ShareProduct(ShareProduct {
        product: product(n),
        card: Box::new(card),
        pictures,
        show: true,
    })
}

/// Chooses a variant of the bag, with its picture as item `brings`.
pub(crate) fn choose_variant(n: u128, variant: Option<&str>, brings: Option<u128>) -> Command {
    let address = format!("https://shop.example/i/{}.jpg", variant.unwrap_or("17"));
    Command::ChooseVariant(ChooseVariant {
        product: product(n),
        variant: variant.map(str::to_owned),
        picture: brings.map(|item| product_picture(item, &address)),
    })
}

pub(crate) fn propose(n: u128, of: u128, variant: &str) -> Command {
    Command::ProposeProduct(ProposeProduct {
        proposal: proposal(n),
        product: product(of),
        variant: Some(variant.to_owned()),
        quantity: 1,
    })
}

pub(crate) fn accept(n: u128, price: Option<Money>) -> Command {
    let session = session(n);
    Command::AcceptProposal(AcceptProposal { proposal: proposal(n), session, price })
}

fn a_clip_together() -> Story {
    let mut story = Story::new();
    story.act(agent(), &add_item(1, true));
    story.act(agent(), &add_clip(2, false));
    story.act(visitor(), &Command::ShowItems(ShowItems { items: vec![item(2), item(1)] }));
    story.act(visitor(), &Command::Play(Play { item: item(2) }));
    let rev = story.state.head;
    let who = vec![visitor().participant];
    story.act(visitor(), &Command::HoldPlayback(HoldPlayback { item: item(2), rev, who }));
    let rev = story.state.head;
    story.act(visitor(), &Command::GoOn(GoOn { item: item(2), rev }));
    story.act(agent(), &Command::SetRate(SetRate { item: item(2), rate: 500 }));
    story.act(agent(), &Command::Pause(Pause { item: item(2), pos_ms: 2_000 }));
    story.act(agent(), &add_arrow(1, 2));
    story.act(visitor(), &Command::Seek(Seek { item: item(2), pos_ms: 30_000 }));
    story.act(visitor(), &Command::Play(Play { item: item(2) }));
    story.act(agent(), &Command::ShowItems(ShowItems { items: vec![item(1)] }));
    story
}

/// All stories, by file name.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    vec![
        ("a_first_look", a_first_look().json()),
        ("two_pictures_and_a_stranger", two_pictures_and_a_stranger().json()),
        ("every_tool_and_back", every_tool_and_back().json()),
        ("answered_and_ended", answered_and_ended().json()),
        ("a_product_into_the_cart", a_product_into_the_cart().json()),
        ("a_clip_together", a_clip_together().json()),
    ]
}
