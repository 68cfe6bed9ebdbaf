//! The table of permissions, walked: every door, topic and command with every role, about what is
//! one's own account's and what is another's.

use serde_json::{Value, json};
use vitrine_shared::ids::{AgentId, IdentityKeyId, InboxId, ParticipantId};
use vitrine_shared::permission::{Access, Door, Operation, allowed};
use vitrine_shared::room::{
    AcceptProposal, AddAnnotation, AddItem, AddNote, AddPlayer, ChooseVariant, ClearAnnotations,
    Command, DeclineProposal, DeleteAnnotations, LinkZoom, Live, LockStage, Mark, MoveItem, Path,
    Pause, Play, Principal, ProposalOutcome, ProposeProduct, Provider, Redact, Rejected, Release,
    RemoveItem, Reopen, Resolve, RestoreAnnotations, RestoreItem, Role, RoomState, RotateItem,
    Seek, SendMessage, SetRate, SettleProposal, ShareProduct, ShowItems, Stream, Take, TakeLead,
    Tool, WithdrawProposal, decide,
};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::StaffRole;
use vitrine_shared::wire::{ErrorCode, PageFacts, TopicName};
use vitrine_tests::http::Response;
use vitrine_tests::product::card;
use vitrine_tests::{Login, Shop, TestClient, TestServer, TestTopic, new_id};

const STAFF: [StaffRole; 3] = [StaffRole::Agent, StaffRole::Supervisor, StaffRole::Administrator];
const ROLES: [Role; 8] = [
    Role::Visitor,
    Role::Guest,
    Role::Agent,
    Role::Observer,
    Role::Supervisor,
    Role::Administrator,
    Role::Bot,
    Role::System,
];

/// The code of a refusal, or nothing.
fn code(answer: &Response) -> Option<String> {
    let body: Value = serde_json::from_str(&answer.body).ok()?;
    body["code"].as_str().map(str::to_owned)
}

/// Somebody new of each kind that can knock at a door; the sessions are used up by some doors.
async fn somebody(server: &TestServer, role: Option<Role>) -> Option<Login> {
    let staff = match role? {
        Role::Visitor => return Some(server.new_visitor().await),
        Role::Agent => StaffRole::Agent,
        Role::Supervisor => StaffRole::Supervisor,
        Role::Administrator => StaffRole::Administrator,
        other => unreachable!("{other:?} has no door yet"),
    };
    Some(server.colleague(&server.shop, staff).await.login)
}

#[tokio::test]
async fn s38_every_door_lets_in_whom_the_table_names() {
    let server = TestServer::start().await;
    let knocking = [
        None,
        Some(Role::Visitor),
        Some(Role::Agent),
        Some(Role::Supervisor),
        Some(Role::Administrator),
    ];
    for door in Door::ALL {
        let path: String = door
            .path()
            .split('/')
            .map(|part| {
                if part.starts_with('{') {
                    new_id::<AgentId>().to_string()
                } else {
                    part.to_owned()
                }
            })
            .collect::<Vec<_>>()
            .join("/");
        for role in knocking {
            let who = somebody(&server, role).await;
            let body = if door.changes() { "{}" } else { "" };
            let answer = server.ask(who.as_ref(), door.method(), &path, body).await;
            let access = role.map(|role| allowed(role, Operation::Door(*door)));
            let seen = (answer.status, code(&answer));
            let nobody = "There is nothing at this address";
            if door.path().starts_with("/v1/") {
                assert!(!answer.body.starts_with(nobody), "{door:?} is in the table but not built");
                assert_ne!(answer.status, 405, "{door:?} is in the table but not built");
            }
            match (door.is_open(), access) {
                // What an open door asks for beyond this is its own.
                (true, _) => {}
                (false, None) => assert_eq!(answer.status, 401, "{door:?}"),
                (false, Some(Access::Never)) => assert_eq!(answer.status, 403, "{door:?} {role:?}"),
                (false, Some(_)) => {
                    assert!(![401, 403].contains(&answer.status), "{door:?} {role:?} {seen:?}");
                }
            }
        }
    }
}

/// A request about something of `shop`; `None` for doors that name nothing.
async fn about(server: &TestServer, shop: &Shop, door: Door) -> Option<(String, Value)> {
    let person = || server.colleague(shop, StaffRole::Agent);
    let inbox = shop.ids.inbox;
    let key = |id: IdentityKeyId| json!({ "id": id, "algorithm": "HS256", "publicKey": null });
    Some(match door {
        Door::ChangeAgent => (format!("/v1/agents/{}", person().await.id), json!({ "name": "X" })),
        Door::Invite => (door.path().to_owned(), json!({ "agent": person().await.id })),
        Door::EndSession => (format!("/v1/sessions/{}", person().await.session), json!({})),
        Door::ChangeInbox => (format!("/v1/inboxes/{inbox}"), json!({ "name": "X" })),
        Door::ListIdentityKeys => (format!("/v1/inboxes/{inbox}/identity-keys"), Value::Null),
        Door::AddIdentityKey => (format!("/v1/inboxes/{inbox}/identity-keys"), key(new_id())),
        Door::DeleteIdentityKey => {
            let id: IdentityKeyId = new_id();
            let keys = format!("/v1/inboxes/{inbox}/identity-keys");
            server.ask(Some(&shop.agent), "POST", &keys, &key(id).to_string()).await;
            (format!("{keys}/{id}"), json!({}))
        }
        Door::ReadEvents | Door::ReadViews => {
            let talk = server.connect(&server.new_visitor_of(shop).await).await;
            talk.open(1, TestTopic::Public(talk.conversation())).await;
            talk.say("Hello").await;
            (door.path().replace("{id}", &talk.conversation().to_string()), Value::Null)
        }
        Door::ReadVisitor => {
            (format!("/v1/visitors/{}", visitor_of(server, shop).await), Value::Null)
        }
        Door::ReadPageProduct => {
            let client = server.connect(&server.new_visitor_of(shop).await).await;
            client.open(1, TestTopic::Public(client.conversation())).await;
            (format!("/v1/conversations/{}/product", client.conversation()), Value::Null)
        }
        Door::ListVisitorConversations => {
            let visitor = visitor_of(server, shop).await;
            (format!("/v1/visitors/{visitor}/conversations"), Value::Null)
        }
        _ => return None,
    })
}

/// Somebody who opened the panel of a shop.
async fn visitor_of(server: &TestServer, shop: &Shop) -> ParticipantId {
    let client = server.connect(&server.new_visitor_of(shop).await).await;
    client.see(|r| r.welcome.as_ref().map(|welcome| welcome.me)).expect("a welcome")
}

/// The same about something that never was.
fn about_nothing(door: Door) -> (String, Value) {
    let (agent, inbox): (AgentId, InboxId) = (new_id(), new_id());
    let body = match door {
        Door::Invite => json!({ "agent": agent }),
        Door::AddIdentityKey => {
            json!({ "id": new_id::<IdentityKeyId>(), "algorithm": "HS256", "publicKey": null })
        }
        Door::ListIdentityKeys
        | Door::ReadPageProduct
        | Door::ReadEvents
        | Door::ReadViews
        | Door::ReadVisitor
        | Door::ListVisitorConversations => Value::Null,
        Door::ChangeAgent | Door::ChangeInbox => json!({ "name": "X" }),
        _ => json!({}),
    };
    let path = door.path().replace("{id}", &inbox.to_string()).replace("{key}", &agent.to_string());
    (path, body)
}

#[tokio::test]
async fn s35_what_is_anothers_looks_like_what_never_was() {
    let server = TestServer::start().await;
    let neighbour = server.other_shop().await;
    let boss = server.shop.agent.clone();
    let send = async |door: Door, (path, body): (String, Value)| {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = server.ask(Some(&boss), door.method(), &path, &body).await;
        (answer.status, code(&answer))
    };
    let mut walked = 0;
    for door in Door::ALL {
        let Some(foreign) = about(&server, &neighbour, *door).await else { continue };
        let missing = send(*door, about_nothing(*door)).await;
        assert_eq!(missing, (404, Some("not_found".to_owned())), "{door:?}");
        assert_eq!(send(*door, foreign).await, missing, "{door:?}");
        if *door != Door::EndSession {
            let own = about(&server, &server.shop, *door).await.expect("the same door");
            let own = send(*door, own).await;
            assert!((200..300).contains(&own.0), "{door:?} {own:?}");
        }
        walked += 1;
    }
    assert_eq!(walked, 12);
    let staff = server.app().store.people().list_staff(neighbour.ids.account).await.unwrap();
    assert!(staff.iter().all(|one| one.agent.name != "X"), "nothing was changed over there");
}

/// One of each command. Whoever adds one is sent here by the compiler.
fn commands() -> Vec<Command> {
    let first = Command::SendMessage(SendMessage { text: "Hello".to_owned() });
    let (mut all, mut next) = (Vec::new(), Some(first));
    while let Some(command) = next {
        next = after(&command);
        all.push(command);
    }
    all
}

fn after(command: &Command) -> Option<Command> {
    let path = Path::encode(&[(1_000, 2_000), (9_000, 8_000)]);
    let mark = Mark { tool: Tool::Arrow, path, width: 128, text: None, at_ms: None };
    Some(match command {
        Command::SendMessage(_) => Command::AddNote(AddNote { text: "psst".to_owned() }),
        Command::AddNote(_) => Command::AddItem(AddItem {
            item: new_id(),
            media: new_id(),
            size: None,
            moving: None,
            title: String::new(),
            show: true,
        }),
        Command::AddItem(_) => Command::ShowItems(ShowItems { items: vec![new_id()] }),
        Command::ShowItems(_) => {
            Command::RotateItem(RotateItem { item: new_id(), quarter_turns: 1 })
        }
        Command::RotateItem(_) => Command::TakeLead(TakeLead { session: new_id() }),
        Command::TakeLead(_) => {
            Command::AddAnnotation(AddAnnotation { annotation: new_id(), item: new_id(), mark })
        }
        Command::AddAnnotation(_) => {
            Command::DeleteAnnotations(DeleteAnnotations { annotations: vec![new_id()] })
        }
        Command::DeleteAnnotations(_) => {
            Command::RestoreAnnotations(RestoreAnnotations { annotations: vec![new_id()] })
        }
        Command::RestoreAnnotations(_) => {
            Command::ClearAnnotations(ClearAnnotations { item: new_id(), upto: 0 })
        }
        Command::ClearAnnotations(_) => Command::RemoveItem(RemoveItem { item: new_id() }),
        Command::RemoveItem(_) => Command::RestoreItem(RestoreItem { item: new_id() }),
        Command::RestoreItem(_) => Command::MoveItem(MoveItem { item: new_id(), before: None }),
        Command::MoveItem(_) => Command::LinkZoom(LinkZoom { linked: true }),
        Command::LinkZoom(_) => Command::LockStage(LockStage { locked: false }),
        Command::LockStage(_) => Command::AddPlayer(AddPlayer {
            item: new_id(),
            provider: Provider::Vimeo,
            video: "76979871".to_owned(),
            title: String::new(),
            show: true,
            allowed: false,
        }),
        Command::AddPlayer(_) => Command::Play(Play { item: new_id() }),
        Command::Play(_) => Command::Pause(Pause { item: new_id(), pos_ms: 0 }),
        Command::Pause(_) => Command::Seek(Seek { item: new_id(), pos_ms: 0 }),
        Command::Seek(_) => Command::SetRate(SetRate { item: new_id(), rate: 1_000 }),
        // The two in between are never read from the wire.
        Command::SetRate(_) | Command::HoldPlayback(_) | Command::GoOn(_) => {
            Command::Take(Take { from: None })
        }
        Command::Take(_) => Command::Release(Release {}),
        Command::Release(_) => {
            Command::Redact(Redact { stream: Stream::Public, seq: 4_711, target: None })
        }
        Command::Redact(_) => Command::ShareProduct(ShareProduct {
            product: new_id(),
            card: Box::new(card()),
            pictures: Vec::new(),
            show: false,
        }),
        Command::ShareProduct(_) => Command::ChooseVariant(ChooseVariant {
            product: new_id(),
            variant: None,
            picture: None,
        }),
        Command::ChooseVariant(_) => Command::ProposeProduct(ProposeProduct {
            proposal: new_id(),
            product: new_id(),
            variant: None,
            quantity: 1,
        }),
        Command::ProposeProduct(_) => Command::AcceptProposal(AcceptProposal {
            proposal: new_id(),
            session: new_id(),
            price: None,
        }),
        Command::AcceptProposal(_) => {
            Command::DeclineProposal(DeclineProposal { proposal: new_id() })
        }
        Command::DeclineProposal(_) => {
            Command::WithdrawProposal(WithdrawProposal { proposal: new_id() })
        }
        Command::WithdrawProposal(_) => Command::SettleProposal(SettleProposal {
            proposal: new_id(),
            outcome: ProposalOutcome::Added {},
        }),
        Command::SettleProposal(_) => Command::Reopen(Reopen {}),
        // Last, because nothing else is possible afterwards.
        Command::Reopen(_) => Command::Resolve(Resolve {}),
        Command::Resolve(_) => return None,
    })
}

#[test]
fn s38_the_rules_refuse_what_the_table_never_allows() {
    for role in ROLES {
        for command in commands() {
            let principal = Principal { participant: new_id(), role };
            let (state, live) = (RoomState::default(), Live::default());
            let decided = decide(&state, &live, &command, &principal, UnixMillis(1));
            let never = allowed(role, Operation::Command(&command)) == Access::Never;
            let forbidden = decided == Err(Rejected::Forbidden);
            // Finer rules may refuse with the same word, never the other way round.
            assert!(!never || forbidden, "{role:?} {command:?} {decided:?}");
        }
    }
}

/// A conversation with this role on a socket, its topic open as number 1.
async fn in_conversation(server: &TestServer, role: Role, talk: &TestClient) -> TestClient {
    let who = somebody(server, Some(role)).await.expect("somebody");
    let client = server.connect(&who).await;
    let own = if role == Role::Visitor { client.conversation() } else { talk.conversation() };
    client.open(1, TestTopic::Public(own)).await;
    client
}

#[tokio::test]
async fn s38_every_command_over_the_socket_is_as_the_table_says() {
    let server = TestServer::start_wide().await;
    for role in [Role::Visitor, Role::Agent, Role::Supervisor, Role::Administrator] {
        let talk = server.visitor().await;
        talk.say("Hello").await;
        let client = in_conversation(&server, role, &talk).await;
        for command in commands() {
            let never = allowed(role, Operation::Command(&command)) == Access::Never;
            let answer = client.act(command.clone()).await;
            let refused = answer.as_ref().is_err_and(|nack| nack.code == ErrorCode::Forbidden);
            assert!(!never || refused, "{role:?} {command:?} {answer:?}");
        }
    }
}

#[tokio::test]
async fn s38_every_topic_is_as_the_table_says_and_foreign_ones_do_not_exist() {
    let server = TestServer::start().await;
    let neighbour = server.other_shop().await;
    let theirs = server.connect(&server.new_visitor_of(&neighbour).await).await;
    theirs.open(1, TestTopic::Public(theirs.conversation())).await;
    theirs.say("Good evening").await;
    let talk = server.visitor().await;
    talk.say("Hello").await;
    for role in [Role::Visitor, Role::Agent, Role::Supervisor, Role::Administrator] {
        let who = somebody(&server, Some(role)).await.expect("somebody");
        let client = server.connect(&who).await;
        let own = if role == Role::Visitor { client.conversation() } else { talk.conversation() };
        let name = |stream| TopicName::Conversation { conversation: own, stream };
        let list = TopicName::Conversations { view: Default::default() };
        let asked = [
            (10, TestTopic::Public(own), Some(name(Stream::Public))),
            (11, TestTopic::Staff(own), Some(name(Stream::Staff))),
            (12, TestTopic::List, Some(list)),
            (13, TestTopic::Public(theirs.conversation()), None),
            (14, TestTopic::Staff(theirs.conversation()), None),
            (15, TestTopic::Public(new_id()), None),
        ];
        for (sub, topic, row) in asked {
            client.ask_open(sub, topic, None).await;
            let refused = |r: &vitrine_tests::Replica| {
                r.refusals.iter().find(|nack| nack.sub == Some(sub)).map(|nack| nack.code)
            };
            let opened = |r: &vitrine_tests::Replica| {
                r.topics.get(&sub).is_some_and(|topic| !topic.opened.is_empty())
            };
            client.until(|r| refused(r).is_some() || opened(r)).await;
            let permitted =
                row.is_some_and(|row| allowed(role, Operation::Topic(&row)) != Access::Never);
            let expected = (!permitted).then_some(ErrorCode::NotFound);
            assert_eq!(client.see(refused), expected, "{role:?} {topic:?}");
        }
    }
}

#[tokio::test]
async fn s38_only_a_visitor_is_on_a_page() {
    let server = TestServer::start().await;
    let page = PageFacts {
        url: "https://corda.example/p/bag".to_owned(),
        title: "A bag".to_owned(),
        language: "en".to_owned(),
        product: None,
    };
    let frame = vitrine_shared::wire::ClientMessage::Page(page);
    for staff in STAFF {
        let role = Role::from(staff);
        assert_eq!(allowed(role, Operation::Frame(&frame)), Access::Never);
        let client = server.connect(&server.colleague(&server.shop, staff).await.login).await;
        client.send(&frame).await;
        client.until(|r| r.refusals.iter().any(|nack| nack.code == ErrorCode::BadFrame)).await;
    }
}
