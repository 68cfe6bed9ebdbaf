//! Saved answers: words and pictures that an agent finds again behind `/`.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::{Value, json};
use vitrine_shared::ids::{CannedId, ItemId};
use vitrine_shared::room::{AddAnnotation, Command, Mark, Path, RotateItem, Tool};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::canned::{Canned, CannedList, CannedScope};
use vitrine_shared::wire::people::StaffRole;
use vitrine_tests::http::Response;
use vitrine_tests::{Login, TestClient, TestServer, Uploader, add_item, new_id};

fn photo() -> Vec<u8> {
    let pixels = RgbImage::from_fn(64, 48, |x, _| Rgb([x.to_le_bytes()[0], 90, 30]));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&pixels).expect("a JPEG");
    bytes
}

fn words(name: &str, scope: &str, text: &str) -> Value {
    json!({
        "id": new_id::<CannedId>(), "name": name, "scope": scope, "bodies": { "en": text },
        "language": "en", "conversation": null, "items": [],
    })
}

async fn save(server: &TestServer, who: &Login, wish: &Value) -> Response {
    server.ask(Some(who), "POST", "/v1/canned", &wish.to_string()).await
}

async fn list(server: &TestServer, who: &Login) -> Vec<Canned> {
    server.ask(Some(who), "GET", "/v1/canned", "").await.json::<CannedList>().responses
}

fn code(answer: &Response) -> (u16, String) {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    (answer.status, body["code"].as_str().unwrap_or_default().to_owned())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

async fn draw(client: &TestClient, item: ItemId) -> Mark {
    let path = Path::encode(&[(1_000, 2_000), (9_000, 8_000)]);
    let mark = Mark { tool: Tool::Arrow, path, width: 128, text: None, at_ms: None };
    let add = AddAnnotation { annotation: new_id(), item, mark: mark.clone() };
    client.act(Command::AddAnnotation(add)).await.expect("drawn");
    mark
}

#[tokio::test]
async fn an_answer_is_found_by_whom_it_is_for_and_most_used_first() {
    let server = TestServer::start().await;
    let boss = server.shop.agent.clone();
    let ana = server.colleague(&server.shop, StaffRole::Agent).await.login;
    let luz = server.colleague(&server.shop, StaffRole::Agent).await.login;
    let mine = words("/Seam", "me", "It is sewn twice.");
    let answer = save(&server, &ana, &mine).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let saved: Canned = answer.json();
    assert_eq!((saved.name.as_str(), saved.mine, saved.uses), ("seam", true, 0));
    let again: Canned = save(&server, &ana, &mine).await.json();
    assert_eq!(again, saved, "a repeat makes nothing new");
    let all = words("returns", "all", "You have 30 days.");
    assert_eq!(code(&save(&server, &ana, &all).await), refused(403, "forbidden"));
    let all: Canned = save(&server, &boss, &all).await.json();
    let names = |found: Vec<Canned>| -> Vec<String> { found.into_iter().map(|c| c.name).collect() };
    assert_eq!(names(list(&server, &ana).await), ["returns", "seam"]);
    assert_eq!(names(list(&server, &luz).await), ["returns"]);
    let used = format!("/v1/canned/{}/uses", saved.id);
    assert_eq!(server.ask(Some(&ana), "POST", &used, "{}").await.status, 204);
    assert_eq!(server.ask(Some(&luz), "POST", &used, "{}").await.status, 404);
    assert_eq!(names(list(&server, &ana).await), ["seam", "returns"]);
    let seen = list(&server, &ana).await;
    let returns = seen.iter().find(|one| one.id == all.id).expect("it is for all");
    assert!(!returns.mine, "and is the supervisors' to change");
    server.stop().await;
}

#[tokio::test]
async fn s35_and_s38_only_its_writer_or_a_supervisor_changes_an_answer() {
    let server = TestServer::start().await;
    let boss = server.shop.agent.clone();
    let ana = server.colleague(&server.shop, StaffRole::Agent).await.login;
    let luz = server.colleague(&server.shop, StaffRole::Supervisor).await.login;
    let neighbour = server.other_shop().await.agent;
    let own: Canned = save(&server, &ana, &words("seam", "me", "Twice.")).await.json();
    let all: Canned = save(&server, &luz, &words("seam", "all", "Twice!")).await.json();
    let patch = |scope: &str| {
        json!({ "name": "stitch", "scope": scope, "bodies": { "en": "Once." }, "language": "en",
            "visuals": [] })
        .to_string()
    };
    let path = |id: CannedId| format!("/v1/canned/{id}");
    for (who, id, status) in [
        (&neighbour, own.id, 404),
        (&neighbour, all.id, 404),
        (&boss, own.id, 404),
        (&ana, all.id, 403),
    ] {
        let changed = server.ask(Some(who), "PATCH", &path(id), &patch("all")).await;
        assert_eq!(changed.status, status);
        assert_eq!(server.ask(Some(who), "DELETE", &path(id), "").await.status, status);
    }
    let stolen = server.ask(Some(&ana), "PATCH", &path(own.id), &patch("all")).await;
    assert_eq!(stolen.status, 403, "an agent words nothing for all");
    let changed: Canned = server.ask(Some(&ana), "PATCH", &path(own.id), &patch("me")).await.json();
    assert_eq!((changed.name.as_str(), changed.bodies["en"].as_str()), ("stitch", "Once."));
    let moved: Canned = server.ask(Some(&boss), "PATCH", &path(all.id), &patch("me")).await.json();
    assert_eq!(moved.scope, CannedScope::Me);
    assert_eq!(list(&server, &neighbour).await, []);
    let log = server.ask(Some(&boss), "GET", "/v1/audit", "").await.body;
    assert!(log.contains("canned_added") && log.contains("canned_changed"), "{log}");
    assert!(!log.contains("stitch") && !log.contains("Once"), "ids only");
    server.stop().await;
}

#[tokio::test]
async fn names_collide_within_a_place_and_a_deletion_can_be_taken_back() {
    let server = TestServer::start().await;
    let ana = server.shop.agent.clone();
    let first: Canned = save(&server, &ana, &words("seam", "me", "Twice.")).await.json();
    assert_eq!(
        code(&save(&server, &ana, &words("SEAM", "me", "x")).await),
        refused(409, "id_taken")
    );
    assert_eq!(save(&server, &ana, &words("seam", "all", "x")).await.status, 200, "another place");
    let path = format!("/v1/canned/{}", first.id);
    assert_eq!(server.ask(Some(&ana), "DELETE", &path, "").await.status, 204);
    assert_eq!(list(&server, &ana).await.len(), 1);
    let restore = format!("{path}/restore");
    let back: Canned = server.ask(Some(&ana), "POST", &restore, "{}").await.json();
    assert_eq!(back, first);
    assert_eq!(server.ask(Some(&ana), "DELETE", &path, "").await.status, 204);
    assert_eq!(
        save(&server, &ana, &words("seam", "me", "Thrice.")).await.status,
        200,
        "it is free"
    );
    let restored = server.ask(Some(&ana), "POST", &restore, "{}").await;
    assert_eq!(code(&restored), refused(409, "id_taken"), "and taken again");
    for (name, text, status, why) in [
        ("two words", "x", 422, "bad_field"),
        ("", "x", 422, "bad_field"),
        ("empty", "  ", 400, "text_length"),
        ("unknown", "Hi {{visitor.email}}", 422, "bad_field"),
    ] {
        let answer = save(&server, &ana, &words(name, "me", text)).await;
        assert_eq!(code(&answer), refused(status, why), "{name}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_stage_is_saved_with_its_marks_and_outlives_its_conversation() {
    let server = TestServer::start().await;
    let ana = server.shop.agent.clone();
    let luis = server.new_visitor().await;
    let tab = server.tab(&luis).await;
    tab.say("How is it sewn?").await;
    let agent = server.agent_in(tab.conversation()).await;
    let upload = Uploader::new(server.address(), &ana).upload(tab.conversation(), &photo()).await;
    let item: ItemId = new_id();
    agent.act(add_item(item, upload.expect("a picture").media)).await.expect("shown");
    let turn = Command::RotateItem(RotateItem { item, quarter_turns: 1 });
    agent.act(turn).await.expect("turned");
    let mark = draw(&agent, item).await;
    draw(&tab, item).await;
    let view = json!({ "cu": 4_000, "cv": 3_000, "eu": 9_000, "ev": 6_000 });
    let mut wish = words("seam", "me", "It is sewn twice.");
    wish["conversation"] = json!(tab.conversation());
    wish["items"] = json!([{ "item": item, "view": view }]);
    let answer = save(&server, &ana, &wish).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let saved: Canned = answer.json();
    let [visual] = &saved.visuals[..] else { panic!("one picture") };
    assert_eq!((visual.quarter_turns, visual.gone), (1, false));
    assert_eq!(visual.marks, [mark], "what the visitor drew stays the visitor's");
    assert_eq!(serde_json::to_value(visual.view).expect("a view"), view);
    let original = agent.see(|r| r.room().state.items[0].media);
    assert_ne!(visual.media, original, "a copy of its own");

    // It goes onto the stage of somebody else by the ordinary commands, and the first picture goes.
    let account = server.shop.ids.account;
    server.app().media.remove(account, original).await.expect("removed");
    let other = server.visitor().await;
    other.say("And mine?").await;
    let shown: ItemId = new_id();
    let there = server.agent_in(other.conversation()).await;
    there.act(add_item(shown, visual.media)).await.expect("it is the shop's");
    other.until(|r| r.room().state.shown == [shown]).await;
    let nobody = Uploader::new(server.address(), &server.new_visitor().await);
    assert_eq!(nobody.see(visual.media, "fit").await.status, 200, "its bytes are still there");

    // A file that is gone is said to be gone; the words stay.
    server.app().media.remove(account, visual.media).await.expect("removed");
    let found = list(&server, &ana).await;
    assert!(found[0].visuals[0].gone);
    assert_eq!(found[0].bodies["en"], "It is sewn twice.");
    let gone = there.act(add_item(new_id(), visual.media)).await;
    assert_eq!(gone.expect_err("gone").code, ErrorCode::ItemGone);
    drop((tab, agent, other, there));
    server.stop().await;
}

#[tokio::test]
async fn s81_a_visitors_photo_is_saved_nowhere_else() {
    let server = TestServer::start().await;
    let ana = server.shop.agent.clone();
    let luis = server.new_visitor().await;
    let tab = server.tab(&luis).await;
    let upload = Uploader::new(server.address(), &luis).upload(tab.conversation(), &photo()).await;
    let theirs: ItemId = new_id();
    tab.act(add_item(theirs, upload.expect("a picture").media)).await.expect("shown");
    let agent = server.agent_in(tab.conversation()).await;
    let upload = Uploader::new(server.address(), &ana).upload(tab.conversation(), &photo()).await;
    let ours: ItemId = new_id();
    agent.act(add_item(ours, upload.expect("a picture").media)).await.expect("shown");
    let wish = |items: &[ItemId], name: &str| {
        let mut wish = words(name, "me", "x");
        wish["conversation"] = json!(tab.conversation());
        let items = items.iter().map(|item| json!({ "item": item, "view": null }));
        wish["items"] = items.collect();
        wish
    };
    let refusal = save(&server, &ana, &wish(&[ours, theirs], "both")).await;
    assert_eq!(code(&refusal), refused(403, "forbidden"));
    assert_eq!(save(&server, &ana, &wish(&[ours], "ours")).await.status, 200);
    let nowhere = save(&server, &ana, &wish(&[new_id()], "nowhere")).await;
    assert_eq!(code(&nowhere), refused(404, "item_gone"));
    let neighbour = server.other_shop().await.agent;
    let foreign = save(&server, &neighbour, &wish(&[ours], "foreign")).await;
    assert_eq!(code(&foreign), refused(404, "not_found"));
    drop((tab, agent));
    server.stop().await;
}
