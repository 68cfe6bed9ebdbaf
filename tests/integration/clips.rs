//! Films of visitors and agents: in pieces like pictures, served in ranges, never believed.

use serde_json::json;
use vitrine_shared::ids::{ConversationId, ItemId};
use vitrine_shared::limits::{CLIP_BYTES, UPLOAD_BYTES};
use vitrine_shared::room::{MediaSize, Moving};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::ErrorBody;
use vitrine_shared::wire::devices::{CameraToken, DeviceLink};
use vitrine_shared::wire::media::{ClipInfo, MediaInfo, NewUpload};
use vitrine_tests::uploads::fetch;
use vitrine_tests::{Login, TestClient, TestServer, Uploader, add_item, new_id};

const SIZE: MediaSize = MediaSize { width: 640, height: 360 };

fn boxed(name: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    let size = u32::try_from(inside.len() + 8).expect("small");
    [&size.to_be_bytes()[..], name, inside].concat()
}

/// As much of a film as a server looks at, with the place where it was taken.
fn film() -> Vec<u8> {
    let place = boxed(b"udta", &boxed(b"\xa9xyz", b"+40.4168-003.7038/"));
    let data: Vec<u8> = (0..200_000u32).map(|n| n.to_le_bytes()[0]).collect();
    let moov = [boxed(b"mvhd", &[0; 100]), place].concat();
    [boxed(b"ftyp", b"isom\0\0\0\0isom"), boxed(b"moov", &moov), boxed(b"mdat", &data)].concat()
}

fn wish(conversation: ConversationId, bytes: &[u8]) -> NewUpload {
    let wish = Uploader::wish(conversation, bytes);
    let name = "holiday.mp4".to_owned();
    NewUpload { name, size: Some(SIZE), duration_ms: Some(12_345), ..wish }
}

async fn upload(who: &Uploader, wish: &NewUpload, bytes: &[u8]) -> Result<MediaInfo, ErrorCode> {
    let begun = who.begin(wish).await?;
    who.send(begun.upload, 0, bytes).await.map_err(|(code, _)| code)?;
    who.finish(begun.upload).await
}

async fn visitor(server: &TestServer) -> (TestClient, Uploader) {
    let login = server.new_visitor().await;
    let tab = server.tab(&login).await;
    let uploader = Uploader::new(server.address(), &login);
    (tab, uploader)
}

#[tokio::test]
async fn s66_a_film_is_kept_as_it_came_without_the_place_it_was_taken_at() {
    let server = TestServer::start().await;
    let (tab, luis) = visitor(&server).await;
    let agent = server.agent_in(tab.conversation()).await;
    let bytes = film();
    let info = upload(&luis, &wish(tab.conversation(), &bytes), &bytes).await.expect("a film");
    let clip = ClipInfo { mime: Some("video/mp4".to_owned()), duration_ms: 12_345 };
    assert_eq!((info.ready, info.size, &info.clip), (true, SIZE, &Some(clip)));
    assert_eq!(info.tiles, None);
    let whole = luis.see(info.media, "clip").await;
    assert_eq!((whole.status, whole.header("content-type")), (200, Some("video/mp4")));
    assert_eq!(whole.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(whole.header("content-security-policy"), Some("sandbox; default-src 'none'"));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert_eq!(whole.body.len(), bytes.len());
    assert!(!whole.body.windows(7).any(|part| part == b"40.4168"), "where it was taken");
    assert_eq!(whole.body[bytes.len() - 200_000..], bytes[bytes.len() - 200_000..]);
    assert_eq!(luis.see(info.media, "fit").await.status, 404, "it has no preview");

    let item = new_id();
    tab.act(add_item(item, info.media)).await.expect("it comes onto the stage");
    let moving = |r: &vitrine_tests::Replica| r.room().state.item(item)?.moving.clone();
    agent.until(|r| moving(r) == Some(Moving::Clip { duration_ms: 12_345 })).await;

    // By its address, without proof; not for a stranger, and not without a signature.
    let link = luis.links(&[info.media]).await.expect("links").links.remove(0);
    let path = format!("{}/clip?{}", link.base, link.query);
    assert_eq!(fetch(server.address(), &path).await.body, whole.body);
    let (other, stranger) = visitor(&server).await;
    assert_eq!(stranger.see(info.media, "clip").await.status, 404);
    let bare = format!("/v1/media/{}/clip", info.media);
    assert_eq!(fetch(server.address(), &bare).await.status, 401);
    drop((tab, agent, other));
    server.stop().await;
}

#[tokio::test]
async fn s66_players_get_the_range_they_ask_for() {
    let server = TestServer::start().await;
    let (tab, luis) = visitor(&server).await;
    let bytes = film();
    let info = upload(&luis, &wish(tab.conversation(), &bytes), &bytes).await.expect("a film");
    let path = format!("/v1/media/{}/clip", info.media);
    let all = luis.see(info.media, "clip").await;
    let etag = all.header("etag").expect("an etag").to_owned();
    let length = all.body.len();
    let get = async |headers: &[(&str, &str)]| luis.ask("GET", &path, headers, b"").await;
    for (range, from, to) in [
        ("bytes=0-1", 0, 2),
        ("bytes=1000-200000", 1_000, 200_001),
        ("bytes=-100", length - 100, length),
        ("bytes=200100-999999999", 200_100, length),
    ] {
        let part = get(&[("range", range)]).await;
        assert_eq!((part.status, &part.body[..]), (206, &all.body[from..to]), "{range}");
        let told = format!("bytes {from}-{}/{length}", to - 1);
        assert_eq!(part.header("content-range"), Some(told.as_str()));
    }
    for range in ["bytes=999999999-", "bytes=0-1,5-6", "bytes=5-4"] {
        let none = get(&[("range", range)]).await;
        let told = format!("bytes */{length}");
        assert_eq!((none.status, none.header("content-range")), (416, Some(told.as_str())));
    }
    let same = get(&[("range", "bytes=0-1"), ("if-range", &etag)]).await;
    assert_eq!((same.status, same.body.len()), (206, 2));
    let changed = get(&[("range", "bytes=0-1"), ("if-range", "\"another\"")]).await;
    assert_eq!((changed.status, changed.body.len()), (200, length));
    assert_eq!(get(&[("if-none-match", &etag)]).await.status, 304);
    let head = luis.ask("HEAD", &path, &[], b"").await;
    let told = length.to_string();
    assert_eq!((head.status, head.header("content-length")), (200, Some(told.as_str())));
    assert!(head.body.is_empty());
    drop(tab);
    server.stop().await;
}

#[tokio::test]
async fn s66_a_films_preview_is_its_picture_before_and_after() {
    let server = TestServer::start().await;
    let (tab, luis) = visitor(&server).await;
    let agent = server.agent_in(tab.conversation()).await;
    let bytes = film();
    let mut frame = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut frame, 80);
    encoder.encode_image(&image::RgbImage::new(320, 180)).expect("a JPEG");
    let begun = luis.begin(&wish(tab.conversation(), &bytes)).await.expect("begun");
    let poster = luis.preview(begun.upload, &frame).await.expect("a frame of it");
    assert_eq!((poster.ready, poster.size), (false, SIZE));
    assert_eq!(poster.clip, Some(ClipInfo { mime: None, duration_ms: 12_345 }));
    assert_eq!(luis.see(poster.media, "clip").await.status, 404, "not there yet");
    let item = new_id();
    tab.act(add_item(item, poster.media)).await.expect("it is shown at once");
    luis.send(begun.upload, 0, &bytes).await.expect("sent");
    let whole = luis.finish(begun.upload).await.expect("a film");
    assert_eq!((whole.media, whole.ready), (poster.media, true));
    agent.until(|r| r.room().sharp.contains(&whole)).await;
    assert_eq!(luis.see(whole.media, "thumb").await.status, 200);
    assert_eq!(luis.see(whole.media, "clip").await.status, 200);
    assert_eq!(luis.finish(begun.upload).await, Ok(whole), "a repeat gives the same film");
    drop((tab, agent));
    server.stop().await;
}

#[tokio::test]
async fn s66_what_is_no_film_is_refused_and_leaves_nothing() {
    let server = TestServer::start().await;
    let (tab, luis) = visitor(&server).await;
    let (here, good) = (tab.conversation(), film());
    let cut = &good[..good.len() - 100];
    let polyglot = [&good[..], b"<!doctype html><script>alert(1)</script>"].concat();
    for (what, bytes, code) in [
        ("a page", &b"<!doctype html><script>alert(1)</script>"[..], ErrorCode::KindUnknown),
        ("a picture", b"\x89PNG\r\n\x1a\n0123456789", ErrorCode::KindUnknown),
        ("a cut film", cut, ErrorCode::BadClip),
        ("a film and a page", &polyglot, ErrorCode::BadClip),
    ] {
        let refused = upload(&luis, &wish(here, bytes), bytes).await;
        assert_eq!(refused.map(|info| info.media), Err(code), "{what}");
    }
    // A film that is announced as a picture is none.
    let picture = NewUpload { duration_ms: None, size: None, ..wish(here, &good) };
    let refused = upload(&luis, &picture, &good).await;
    assert_eq!(refused.map(|info| info.media), Err(ErrorCode::KindVideo));
    let announced = async |wish: NewUpload| luis.begin(&wish).await.map(|begun| begun.offset);
    let fresh = || wish(here, &good);
    let long = NewUpload { duration_ms: Some(u32::MAX), ..fresh() };
    assert_eq!(announced(long).await, Err(ErrorCode::BadClip));
    let none = NewUpload { duration_ms: Some(0), ..fresh() };
    assert_eq!(announced(none).await, Err(ErrorCode::BadClip));
    let shapeless = NewUpload { size: None, ..fresh() };
    assert_eq!(announced(shapeless).await, Err(ErrorCode::SizeDiffers));
    let wide = NewUpload { size: Some(MediaSize { width: 8_193, height: 1 }), ..fresh() };
    assert_eq!(announced(wide).await, Err(ErrorCode::TooManyPixels));
    let heavy = NewUpload { bytes: CLIP_BYTES + 1, ..fresh() };
    assert_eq!(announced(heavy).await, Err(ErrorCode::TooBig));
    let picture = NewUpload { bytes: UPLOAD_BYTES + 1, duration_ms: None, ..fresh() };
    assert_eq!(announced(picture).await, Err(ErrorCode::TooBig));
    let account = server.shop.ids.account;
    let left = server.app().store.list_media_of(account, here).await.expect("the store answers");
    assert!(left.is_empty(), "{left:?}");
    drop(tab);
    server.stop().await;
}

#[tokio::test]
async fn s66_a_phone_that_takes_photos_shows_no_film() {
    let server = TestServer::start().await;
    let luis = server.new_visitor().await;
    let desk = server.tab(&luis).await;
    desk.say("Look at the strap").await;
    let body = json!({ "purpose": "camera" }).to_string();
    let link = server.ask(Some(&luis), "POST", "/v1/visitor/device-links", &body).await;
    let link: DeviceLink = link.json();
    let (_, secret) = link.url.split_once('#').expect("the secret stands behind it");
    let body = json!({ "secret": secret }).to_string();
    let joined = server.ask(None, "POST", "/v1/camera/join", &body).await.json::<CameraToken>();
    let phone = Login::Visitor(joined.token);
    let camera = Uploader::new(server.address(), &phone);
    let bytes = film();
    let sent = upload(&camera, &wish(desk.conversation(), &bytes), &bytes).await.expect("a film");
    let body = json!({
        "cid": new_id::<ItemId>(), "item": new_id::<ItemId>(), "media": sent.media,
        "title": "holiday", "show": true,
    });
    let shown = server.ask(Some(&phone), "POST", "/v1/camera/items", &body.to_string()).await;
    assert_eq!((shown.status, shown.json::<ErrorBody>().code), (404, ErrorCode::NotFound));
    drop(desk);
    server.stop().await;
}
