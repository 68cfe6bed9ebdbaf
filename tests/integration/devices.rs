//! Another device of a visitor: the phone that takes photos, and the one to carry on with.

use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::{Value, json};
use vitrine_server::clock::ManualClock;
use vitrine_shared::ids::ItemId;
use vitrine_shared::limits::{CAMERA_LIFE_MS, DEVICE_LINK_LIFE_MS};
use vitrine_shared::permission::Door;
use vitrine_shared::room::{Command, Resolve};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::{ErrorBody, VisitorToken};
use vitrine_shared::wire::devices::{CameraToken, DeviceLink, DeviceState, DeviceStep};
use vitrine_tests::http::Response;
use vitrine_tests::{Login, TestServer, Uploader, new_id};

fn photo() -> Vec<u8> {
    let pixels = RgbImage::from_fn(64, 48, |x, _| Rgb([x.to_le_bytes()[0], 90, 30]));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&pixels).expect("a JPEG");
    bytes
}

/// A manual clock at a time that real rows are not older than.
fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(UnixMillis(1_800_000_000_000)))
}

async fn link(server: &TestServer, visitor: &Login, purpose: &str) -> DeviceLink {
    let body = json!({ "purpose": purpose }).to_string();
    let answer = server.ask(Some(visitor), "POST", "/v1/visitor/device-links", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn secret(link: &DeviceLink) -> &str {
    link.url.split_once('#').expect("the secret stands behind it").1
}

async fn join(server: &TestServer, secret: &str) -> Response {
    server.ask(None, "POST", "/v1/camera/join", &json!({ "secret": secret }).to_string()).await
}

async fn go_on(server: &TestServer, inbox: &str, secret: &str) -> Response {
    let body = json!({ "inbox": inbox, "secret": secret }).to_string();
    server.ask(None, "POST", "/v1/continue", &body).await
}

async fn state(server: &TestServer, visitor: &Login, link: &DeviceLink) -> DeviceState {
    let path = format!("/v1/visitor/device-links/{}", link.id);
    server.ask(Some(visitor), "GET", &path, "").await.json()
}

fn refusal(answer: &Response) -> (u16, ErrorCode) {
    (answer.status, answer.json::<ErrorBody>().code)
}

const GONE: (u16, ErrorCode) = (410, ErrorCode::LinkGone);

#[tokio::test]
async fn s26_a_phone_joins_once_and_its_photos_come_onto_the_stage() {
    let server = TestServer::start().await;
    let luis = server.new_visitor().await;
    let desk = server.tab(&luis).await;
    desk.say("The strap is torn, look").await;
    let agent = server.agent_in(desk.conversation()).await;
    let code = link(&server, &luis, "camera").await;
    assert!(code.url.starts_with(&format!("{}/camera#", server.origin())), "{}", code.url);
    assert!(code.code[0].starts_with("1111111"), "a QR code begins with its finder");
    assert_eq!(state(&server, &luis, &code).await.step, DeviceStep::Waiting);
    // Looking at the page uses nothing up.
    assert_eq!(server.ask(None, "GET", "/camera", "").await.status, 200);
    let joined: CameraToken = join(&server, secret(&code)).await.json();
    assert_eq!(joined.camera.conversation, desk.conversation());
    assert_eq!(joined.camera.shop, "corda");
    assert_eq!(refusal(&join(&server, secret(&code)).await), GONE, "opened twice");
    assert_eq!(state(&server, &luis, &code).await.step, DeviceStep::Joined);

    let phone = Login::Visitor(joined.token);
    let camera = Uploader::new(server.address(), &phone);
    let mut items: Vec<ItemId> = Vec::new();
    for _ in 0..3 {
        let media = camera.upload(desk.conversation(), &photo()).await.expect("a picture");
        let item: ItemId = new_id();
        let wish = json!({
            "cid": new_id::<ItemId>(), "item": item, "media": media.media,
            "title": "torn strap", "show": true,
        });
        for _repeat in 0..2 {
            let shown =
                server.ask(Some(&phone), "POST", "/v1/camera/items", &wish.to_string()).await;
            assert_eq!(shown.status, 204, "{}", shown.body);
        }
        items.push(item);
    }
    for client in [&desk, &agent] {
        client.until(|r| r.room().state.items.len() == 3).await;
        let seen: Vec<ItemId> =
            client.see(|r| r.room().state.items.iter().map(|one| one.id).collect());
        assert_eq!(seen, items, "each once, as they were taken");
        client.until(|r| r.room().state.shown == items[2..]).await;
    }
    let me = desk.see(|r| r.me());
    assert!(agent.see(|r| r.room().state.items.iter().all(|one| one.by == me)), "the visitor's");

    // Ended at the desk: the phone is out at once.
    let path = format!("/v1/visitor/device-links/{}", code.id);
    assert_eq!(server.ask(Some(&luis), "DELETE", &path, "").await.status, 204);
    assert_eq!(server.ask(Some(&phone), "GET", "/v1/camera", "").await.status, 401);
    assert_eq!(state(&server, &luis, &code).await.step, DeviceStep::Ended);
    drop((desk, agent));
    server.stop().await;
}

#[tokio::test]
async fn s38_a_cameras_token_opens_its_doors_and_no_other() {
    let server = TestServer::start().await;
    let luis = server.new_visitor().await;
    let desk = server.tab(&luis).await;
    let other = server.visitor().await;
    let code = link(&server, &luis, "camera").await;
    let joined: CameraToken = join(&server, secret(&code)).await.json();
    let phone = Login::Visitor(joined.token);
    for door in Door::ALL.iter().filter(|door| !door.is_open() && **door != Door::LeaveCamera) {
        let path = door.path().replace("{id}", &new_id::<ItemId>().to_string());
        let path = path.replace("{key}", "x");
        let body = if door.changes() { "{}" } else { "" };
        let answer = server.ask(Some(&phone), door.method(), &path, body).await;
        let refused = [401, 403].contains(&answer.status);
        assert_eq!(refused, !door.for_camera(), "{door:?} {}", answer.status);
    }
    // It is no token for a socket, and for no other conversation.
    assert!(server.ask(Some(&phone), "GET", "/v1/shelf", "").await.status == 403);
    let camera = Uploader::new(server.address(), &phone);
    let foreign = Uploader::wish(other.conversation(), &photo());
    assert_eq!(camera.begin(&foreign).await.map(|_| ()), Err(ErrorCode::NotFound));
    let shops = server.picture().await;
    let wish = json!({
        "cid": new_id::<ItemId>(), "item": new_id::<ItemId>(), "media": shops,
        "title": "", "show": true,
    });
    let answer = server.ask(Some(&phone), "POST", "/v1/camera/items", &wish.to_string()).await;
    assert_eq!(refusal(&answer), (404, ErrorCode::NotFound), "not a picture it took");
    let media = camera.upload(desk.conversation(), &photo()).await.expect("its own");
    assert_eq!(camera.see(media.media, "fit").await.status, 404, "it sends and does not look");
    // "Done" on the phone ends it.
    assert_eq!(server.ask(Some(&phone), "DELETE", "/v1/camera", "").await.status, 204);
    assert_eq!(
        camera.begin(&Uploader::wish(desk.conversation(), &photo())).await.map(|_| ()),
        Err(ErrorCode::Unauthorized)
    );
    drop((desk, other));
    server.stop().await;
}

#[tokio::test]
async fn a_camera_ends_with_its_conversation_and_with_the_next_camera() {
    let server = TestServer::start().await;
    let luis = server.new_visitor().await;
    let desk = server.tab(&luis).await;
    desk.say("Look").await;
    let camera = async |code: &DeviceLink| {
        let joined: CameraToken = join(&server, secret(code)).await.json();
        Login::Visitor(joined.token)
    };
    let first = link(&server, &luis, "camera").await;
    let phone = camera(&first).await;
    let unused = link(&server, &luis, "camera").await;
    assert_eq!(server.ask(Some(&phone), "GET", "/v1/camera", "").await.status, 401, "replaced");
    let second = link(&server, &luis, "camera").await;
    assert_eq!(refusal(&join(&server, secret(&unused)).await), GONE, "replaced before it was used");
    let phone = camera(&second).await;
    assert_eq!(server.ask(Some(&phone), "GET", "/v1/camera", "").await.status, 200);
    let third = link(&server, &luis, "camera").await;
    desk.act(Command::Resolve(Resolve {})).await.expect("the visitor ends it");
    assert_eq!(
        refusal(&join(&server, secret(&third)).await),
        GONE,
        "there is nothing to show it in"
    );
    assert_eq!(server.ask(Some(&phone), "GET", "/v1/camera", "").await.status, 401);
    drop(desk);
    server.stop().await;
}

#[tokio::test]
async fn s26_a_link_of_a_device_ends_by_the_clock_and_a_camera_too() {
    let time = clock();
    let server = TestServer::start_at(Arc::clone(&time)).await;
    let luis = server.new_visitor().await;
    let desk = server.tab(&luis).await;
    let late = link(&server, &luis, "continue").await;
    let code = link(&server, &luis, "camera").await;
    time.advance(DEVICE_LINK_LIFE_MS - 1);
    let joined: CameraToken = join(&server, secret(&code)).await.json();
    time.advance(1);
    assert_eq!(refusal(&go_on(&server, "corda", secret(&late)).await), GONE);
    assert_eq!(state(&server, &luis, &late).await.step, DeviceStep::Expired);
    let phone = Login::Visitor(joined.token);
    time.advance(CAMERA_LIFE_MS - 2);
    assert_eq!(server.ask(Some(&phone), "GET", "/v1/camera", "").await.status, 200);
    time.advance(1);
    assert_eq!(server.ask(Some(&phone), "GET", "/v1/camera", "").await.status, 401);
    assert_eq!(state(&server, &luis, &code).await.step, DeviceStep::Ended);
    drop(desk);
    server.stop().await;
}

#[tokio::test]
async fn s26_a_conversation_is_carried_to_another_device_once() {
    let server = TestServer::start().await;
    let luis = server.new_visitor().await;
    let phone = server.tab(&luis).await;
    phone.say("I am on the train").await;
    let code = link(&server, &luis, "continue").await;
    assert!(code.url.starts_with(&format!("{}/continue?carry&inbox=corda#", server.origin())));
    assert_eq!(refusal(&go_on(&server, "nobody", secret(&code)).await), GONE, "another shop");
    assert_eq!(refusal(&join(&server, secret(&code)).await), GONE, "it is no camera");
    let token = go_on(&server, "corda", secret(&code)).await.json::<VisitorToken>().token;
    assert_eq!(refusal(&go_on(&server, "corda", secret(&code)).await), GONE, "opened twice");
    let desk_login = Login::Visitor(token);
    let desk = server.tab(&desk_login).await;
    assert_eq!(desk.conversation(), phone.conversation());
    assert_eq!(desk.see(|r| r.me()), phone.see(|r| r.me()), "the same person");
    desk.say("Now at my desk").await;
    phone.until(|r| r.room().state.head >= 3).await;
    assert_eq!(state(&server, &luis, &code).await.step, DeviceStep::Joined);

    // "That was not me": the other device is out, this one stays.
    let path = format!("/v1/visitor/device-links/{}", code.id);
    assert_eq!(server.ask(Some(&luis), "DELETE", &path, "").await.status, 204);
    assert_eq!(desk.close_code().await, Some(4_000), "it is asked to come back");
    assert_eq!(server.ask(Some(&desk_login), "GET", "/v1/shelf", "").await.status, 401);
    let back = server.tab(&luis).await;
    assert_eq!(back.conversation(), desk.conversation());
    drop((desk, phone, back));
    server.stop().await;
}

#[tokio::test]
async fn s35_the_link_of_somebody_else_does_not_exist() {
    let server = TestServer::start().await;
    let luis = server.new_visitor().await;
    let mallory = server.new_visitor().await;
    let code = link(&server, &luis, "continue").await;
    let path = format!("/v1/visitor/device-links/{}", code.id);
    for method in ["GET", "DELETE"] {
        let answer = server.ask(Some(&mallory), method, &path, "").await;
        assert_eq!(refusal(&answer), (404, ErrorCode::NotFound), "{method}");
    }
    assert_eq!(state(&server, &luis, &code).await.step, DeviceStep::Waiting);
    let bad = server.ask(Some(&luis), "POST", "/v1/visitor/device-links", r#"{"purpose":"spy"}"#);
    assert_eq!(bad.await.json::<Value>()["code"], "bad_frame");
    server.stop().await;
}

#[tokio::test]
async fn s26_of_two_phones_that_open_a_code_at_once_one_joins() {
    let server = TestServer::start().await;
    let luis = server.new_visitor().await;
    let code = link(&server, &luis, "camera").await;
    let tries = (0..6).map(|_| join(&server, secret(&code)));
    let answers = futures_util::future::join_all(tries).await;
    let joined = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(joined, 1);
    assert!(answers.iter().all(|answer| [200, 410].contains(&answer.status)));
    server.stop().await;
}
