//! One good frame of each kind, to be spoilt.

use uuid::Uuid;
use vitrine_shared::ids::{ConversationId, VisitId};
use vitrine_shared::room::{
    AcceptProposal, AddAnnotation, AddItem, AddNote, AddPlayer, ChooseVariant, ClearAnnotations,
    Command, DeleteAnnotations, LinkZoom, LockStage, Mark, MoveItem, NewProductPicture, Path,
    Pause, Play, ProposalOutcome, ProposeProduct, Provider, Readiness, ReadyState, Redact, Release,
    RemoveItem, Reopen, Resolve, RestoreAnnotations, RestoreItem, RotateItem, Seek, SendMessage,
    SetRate, SettleProposal, ShareProduct, ShowItems, Stream, Take, TakeLead, Tool,
};
use vitrine_shared::wire::product::{Money, PageProduct};
use vitrine_shared::wire::{
    Applied, Auth, Cart, ClientMessage, Close, GetHistory, Hello, Laser, ListView, LiveFrame, Open,
    Operation, PageFacts, Ping, PresenceFrame, Product, Receipt, Resume, TopicName, Visit,
    VisitActivity, VisitConversation, VisitPage, VisitState,
};
use vitrine_tests::product::card;
use vitrine_tests::{chunk, line, new_id, view};

fn id<T: From<Uuid>>(n: u128) -> T {
    T::from(Uuid::from_u128(0x0190_b6a0_0000_7000_8000_0000_0000_0000 + n))
}

/// Frames of `/v1/socket`.
pub(super) fn of_conversations() -> Vec<String> {
    let conversation: ConversationId = id(9);
    let stream = Stream::Public;
    let resume = Some(Resume { epoch: "00".repeat(8), seq: 7 });
    let open = |topic| ClientMessage::Open(Open { sub: 1, topic, resume: resume.clone() });
    let mut all = vec![
        ClientMessage::Hello(Hello {
            v: 1,
            auth: Auth::Visitor("a token".to_owned()),
            tab: id(1),
            caps: vec!["one".to_owned()],
        }),
        open(TopicName::Conversation { conversation, stream }),
        open(TopicName::Conversations { view: ListView::All }),
        open(TopicName::Visitors {}),
        ClientMessage::Close(Close { sub: 1 }),
        ClientMessage::Live(LiveFrame {
            sub: 1,
            view: Some(view(id(2), 3, 4)),
            stroke: Some(chunk(id(3), id(2), 0, &line(9))),
            laser: Some(Laser { item: id(2), path: Path::encode(&line(3)), down: true }),
            typing: Some(true),
            applied: Some(Applied { seq: 3, fence: 2, n: 7, rtt_ms: 31 }),
            video: Some(Readiness {
                item: id(2),
                state: ReadyState::Waiting,
                pos_ms: Some(1_234),
                rtt_ms: 80,
            }),
            hidden: Some(false),
        }),
        ClientMessage::Page(page()),
        ClientMessage::Product(PageProduct { card: Some(Box::new(card())) }),
        ClientMessage::GetHistory(GetHistory { sub: 1, before: 99 }),
        ClientMessage::Receipt(Receipt { sub: 1, delivered: 4, read: 3 }),
        ClientMessage::Ping(Ping { n: 5 }),
    ];
    let operation = |command| ClientMessage::Op(Operation { sub: 1, cid: id(8), command });
    all.extend(commands().into_iter().map(operation));
    all.iter().map(|frame| serde_json::to_string(frame).expect("JSON")).collect()
}

/// Frames of `/v1/presence`; the first of them begins a visit.
pub(super) fn of_pages() -> Vec<String> {
    let visit: VisitId = new_id();
    let cart = Some(Cart { count: 3, total: Some("99 €".to_owned()) });
    let all = [
        PresenceFrame::Visit(Visit {
            v: 1,
            inbox: "corda".to_owned(),
            visit,
            consent: true,
            pages: 1,
            referrer: Some("https://a.example/".to_owned()),
            page: page(),
            cart: cart.clone(),
        }),
        PresenceFrame::Page(VisitPage { pages: 2, page: page(), cart }),
        PresenceFrame::Activity(VisitActivity { state: VisitState::Idle }),
        PresenceFrame::Conversation(VisitConversation { conversation: id(9) }),
    ];
    all.iter().map(|frame| serde_json::to_string(frame).expect("JSON")).collect()
}

fn page() -> PageFacts {
    PageFacts {
        url: "https://shop.example/bags?x=1".to_owned(),
        title: "Bags \u{1F45C}".to_owned(),
        language: "es".to_owned(),
        product: Some(Product {
            name: "A bag".to_owned(),
            picture: Some("https://shop.example/bag.jpg".to_owned()),
            price: None,
        }),
    }
}

fn commands() -> Vec<Command> {
    let path = Path::encode(&line(12));
    let mark = Mark { tool: Tool::Pen, path, width: 128, text: None, at_ms: None };
    vec![
        Command::SendMessage(SendMessage { text: "Is it \"leather\"?\n\u{1F9F5}".to_owned() }),
        Command::AddNote(AddNote { text: "psst".to_owned() }),
        Command::AddItem(AddItem {
            item: id(2),
            media: id(4),
            size: None,
            moving: None,
            title: "A bag".to_owned(),
            show: true,
        }),
        Command::ShowItems(ShowItems { items: vec![id(2), id(5)] }),
        Command::RotateItem(RotateItem { item: id(2), quarter_turns: 3 }),
        Command::TakeLead(TakeLead { session: id(1) }),
        Command::AddAnnotation(AddAnnotation { annotation: id(3), item: id(2), mark }),
        Command::DeleteAnnotations(DeleteAnnotations { annotations: vec![id(3)] }),
        Command::RestoreAnnotations(RestoreAnnotations { annotations: vec![id(3), id(6)] }),
        Command::ClearAnnotations(ClearAnnotations { item: id(2), upto: 12 }),
        Command::RemoveItem(RemoveItem { item: id(2) }),
        Command::RestoreItem(RestoreItem { item: id(2) }),
        Command::MoveItem(MoveItem { item: id(2), before: Some(id(5)) }),
        Command::LinkZoom(LinkZoom { linked: false }),
        Command::LockStage(LockStage { locked: true }),
        Command::AddPlayer(AddPlayer {
            item: id(5),
            provider: Provider::Youtube,
            video: "dQw4w9WgXcQ".to_owned(),
            title: "How it is made".to_owned(),
            show: true,
            allowed: false,
        }),
        Command::Play(Play { item: id(2) }),
        Command::Pause(Pause { item: id(2), pos_ms: 4_250 }),
        Command::Seek(Seek { item: id(2), pos_ms: u32::MAX }),
        Command::SetRate(SetRate { item: id(2), rate: 1_500 }),
        Command::Take(Take { from: Some(id(7)) }),
        Command::Release(Release {}),
        Command::Resolve(Resolve {}),
        Command::Reopen(Reopen {}),
        Command::ShareProduct(ShareProduct {
            product: id(11),
            card: Box::new(card()),
            pictures: vec![NewProductPicture {
                item: id(12),
                media: id(4),
                address: "https://corda.example/i/hoodie.jpg".to_owned(),
                size: None,
            }],
            show: true,
        }),
        Command::ChooseVariant(ChooseVariant {
            product: id(11),
            variant: Some("28".to_owned()),
            picture: None,
        }),
        Command::ProposeProduct(ProposeProduct {
            proposal: id(13),
            product: id(11),
            variant: Some("28".to_owned()),
            quantity: 2,
        }),
        Command::AcceptProposal(AcceptProposal {
            proposal: id(13),
            session: id(1),
            price: card().price,
        }),
        Command::SettleProposal(SettleProposal {
            proposal: id(13),
            outcome: ProposalOutcome::PriceChanged {
                price: Money { minor: 99, currency: "EUR".to_owned() },
            },
        }),
        Command::Redact(Redact { stream: Stream::Staff, seq: 3, target: None }),
    ]
}
