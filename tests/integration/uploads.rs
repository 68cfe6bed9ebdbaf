//! Pictures in pieces: resume at any byte, one picture by one name, previews, tiles, addresses.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use vitrine_server::config::{Config, MediaOptions};
use vitrine_shared::ids::{ConversationId, MediaId, UploadId};
use vitrine_shared::room::MediaSize;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::{FetchMedia, Media};
use vitrine_shared::wire::media::NewUpload;
use vitrine_tests::uploads::fetch;
use vitrine_tests::{Login, TestClient, TestServer, Uploader, add_item, new_id};

fn photo(width: u32, height: u32) -> Vec<u8> {
    let level = |n: u32| u8::try_from(n % 256).expect("below 256");
    let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([level(x), level(y), level(x ^ y)]));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&pixels).expect("a JPEG");
    bytes
}

fn size(width: u32, height: u32) -> MediaSize {
    MediaSize { width, height }
}

/// A visitor that has its conversation open, and the same person with pictures.
async fn visitor(server: &TestServer) -> (TestClient, Uploader, Login) {
    let login = server.new_visitor().await;
    let tab = server.tab(&login).await;
    (tab, Uploader::new(server.address(), &login), login)
}

/// Waits until the server has written so many bytes, without asking it: whoever asks for the
/// offset takes the upload over.
async fn until_written(server: &TestServer, upload: UploadId, wanted: u32) {
    let file = server.app().config.data.join("uploads").join(upload.to_string());
    let begun = std::time::Instant::now();
    while std::fs::metadata(&file).map_or(0, |file| file.len()) < u64::from(wanted) {
        assert!(begun.elapsed() < vitrine_tests::DEADLINE, "the bytes do not arrive");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_upload_goes_on_at_the_byte_where_it_was_cut() {
    let server = TestServer::start().await;
    let (tab, luis, _) = visitor(&server).await;
    let bytes = photo(640, 480);
    let wish = Uploader::wish(tab.conversation(), &bytes);
    let begun = luis.begin(&wish).await.expect("a visitor may, before anything was said");
    assert_eq!((begun.offset, begun.media), (0, None));
    let upload = begun.upload;
    let mut offset = 0;
    for cut in [1, 7_001, 7_002, 20_000] {
        let part = &bytes[offset as usize..cut as usize];
        luis.send_and_break(upload, offset, bytes.len() - offset as usize, part).await;
        until_written(&server, upload, cut).await;
        assert_eq!(luis.offset(upload).await, Some(cut));
        offset = cut;
    }
    let wrong = luis.send(upload, 19_999, b"x").await;
    assert_eq!(wrong, Err((ErrorCode::WrongOffset, Some(20_000))));
    assert_eq!(luis.finish(upload).await, Err(ErrorCode::WrongOffset), "bytes are missing");
    let all = u32::try_from(bytes.len()).expect("small");
    assert_eq!(luis.send(upload, offset, &bytes[20_000..]).await, Ok(all));
    let media = luis.finish(upload).await.expect("a picture");
    assert_eq!((media.size, media.ready, media.tiles.is_none()), (size(640, 480), true, true));
    assert_eq!(media.title, "my bag.jpg");
    assert_eq!(luis.finish(upload).await, Ok(media.clone()), "a repeat gives the same picture");
    let again = luis.begin(&wish).await.expect("the same name again");
    assert_eq!(again.media, Some(media.clone()));
    assert_eq!(luis.info(media.media).await, Ok(media.clone()));
    tab.act(add_item(new_id(), media.media)).await.expect("it comes onto the stage");
    drop(tab);
    server.stop().await;
}

#[tokio::test]
async fn a_preview_is_there_first_and_becomes_sharp_under_the_same_id() {
    let server = TestServer::start().await;
    let (tab, luis, _) = visitor(&server).await;
    let agent = server.agent_in(tab.conversation()).await;
    let bytes = photo(1_200, 900);
    let wish = Uploader::wish(tab.conversation(), &bytes);
    let (upload, blurred) = luis
        .begin_with_preview(wish.clone(), size(1_200, 900), &photo(320, 240))
        .await
        .expect("a preview");
    assert_eq!((blurred.size, blurred.ready, blurred.problem), (size(1_200, 900), false, None));
    let shown = luis.see(blurred.media, "fit").await;
    assert_eq!((shown.status, shown.header("cache-control")), (200, Some("no-store")));
    let item = new_id();
    tab.act(add_item(item, blurred.media)).await.expect("it is shown at once");
    agent.until(|r| r.room().state.shown == [item]).await;
    assert_eq!(agent.see(|r| r.room().state.items[0].size), size(1_200, 900));
    luis.send(upload, 0, &bytes).await.expect("sent");
    let sharp = luis.finish(upload).await.expect("a picture");
    assert_eq!((sharp.media, sharp.ready), (blurred.media, true));
    for client in [&tab, &agent] {
        client.until(|r| r.room().sharp.contains(&sharp)).await;
    }
    let shown = luis.see(sharp.media, "full").await;
    assert_eq!(shown.header("cache-control"), Some("private, max-age=3600"));
    let shown = image::load_from_memory(&shown.body).expect("a picture");
    assert_eq!((shown.width(), shown.height()), (1_200, 900));
    drop((tab, agent));
    server.stop().await;
}

#[tokio::test]
async fn a_picture_that_turns_out_to_be_another_stays_a_preview_with_a_reason() {
    let server = TestServer::start().await;
    let (tab, luis, _) = visitor(&server).await;
    let bytes = photo(600, 400);
    let wish = Uploader::wish(tab.conversation(), &bytes);
    let wrong = luis.begin_with_preview(wish.clone(), size(600, 400), &photo(100, 300)).await;
    assert_eq!(wrong.map(|_| ()), Err(ErrorCode::SizeDiffers), "not the same shape");
    let wish = NewUpload { cid: new_id(), ..wish };
    let (upload, blurred) = luis
        .begin_with_preview(wish.clone(), size(1_200, 800), &photo(300, 200))
        .await
        .expect("the shape is right");
    luis.send(upload, 0, &bytes).await.expect("sent");
    assert_eq!(luis.finish(upload).await, Err(ErrorCode::SizeDiffers));
    let info = luis.info(blurred.media).await.expect("the preview stays");
    assert_eq!((info.ready, info.problem), (false, Some(ErrorCode::SizeDiffers)));
    tab.until(|r| r.room().sharp.contains(&info)).await;
    assert_eq!(luis.offset(upload).await, Some(0), "its owner may send it again");
    let right = photo(1_200, 800);
    let right = NewUpload { bytes: u32::try_from(right.len()).expect("small"), ..wish };
    assert!(luis.begin(&right).await.is_ok(), "or another file under the same name");
    drop(tab);
    server.stop().await;
}

#[tokio::test]
async fn a_cancelled_upload_leaves_nothing() {
    let server = TestServer::start().await;
    let (tab, luis, _) = visitor(&server).await;
    let bytes = photo(600, 400);
    let wish = Uploader::wish(tab.conversation(), &bytes);
    let (upload, blurred) =
        luis.begin_with_preview(wish, size(600, 400), &photo(300, 200)).await.expect("a preview");
    luis.send(upload, 0, &bytes[..100]).await.expect("sent");
    let folder = server.app().config.data.join("uploads");
    let files = || std::fs::read_dir(&folder).expect("the folder").count();
    assert_eq!(files(), 1);
    assert_eq!(luis.cancel(upload).await, 204);
    assert_eq!((files(), luis.offset(upload).await), (0, None));
    assert_eq!(luis.info(blurred.media).await, Err(ErrorCode::NotFound));
    drop(tab);
    server.stop().await;
}

#[tokio::test]
async fn s59_an_upload_needs_a_conversation_of_ones_own_and_has_bounds() {
    let server = TestServer::start().await;
    let (tab, luis, _) = visitor(&server).await;
    let (other, mallory, _) = visitor(&server).await;
    let bytes = photo(64, 48);
    let wish = Uploader::wish(tab.conversation(), &bytes);
    assert_eq!(mallory.begin(&wish).await.map(|_| ()), Err(ErrorCode::NotFound));
    let nowhere: ConversationId = new_id();
    let stray = NewUpload { conversation: nowhere, ..wish.clone() };
    let agent = Uploader::new(server.address(), &server.shop.agent);
    assert_eq!(agent.begin(&stray).await.map(|_| ()), Err(ErrorCode::NotFound));
    let neighbour = server.other_shop().await;
    let stranger = Uploader::new(server.address(), &neighbour.agent);
    assert_eq!(stranger.begin(&wish).await.map(|_| ()), Err(ErrorCode::NotFound));
    agent.begin(&wish).await.expect("the shop's agent may");
    let large = NewUpload { bytes: 15 * 1024 * 1024 + 1, ..wish.clone() };
    assert_eq!(luis.begin(&large).await.map(|_| ()), Err(ErrorCode::TooBig));
    let upload = luis.begin(&wish).await.expect("one's own").upload;
    assert_eq!(mallory.offset(upload).await, None);
    assert_eq!(mallory.finish(upload).await, Err(ErrorCode::NotFound));
    let more = [&bytes[..], b"and more"].concat();
    let refused = luis.send(upload, 0, &more).await.expect_err("more than announced");
    assert_eq!(refused.0, ErrorCode::TooBig);
    for _ in 1..8 {
        let next = NewUpload { cid: new_id(), ..wish.clone() };
        luis.begin(&next).await.expect("eight at once");
    }
    let ninth = NewUpload { cid: new_id(), ..wish.clone() };
    assert_eq!(luis.begin(&ninth).await.map(|_| ()), Err(ErrorCode::Rate));
    luis.cancel(upload).await;
    luis.begin(&ninth).await.expect("a place is free again");
    drop((tab, other));
    server.stop().await;
}

#[tokio::test]
async fn s64_an_address_works_for_its_picture_and_time_only() {
    let server = TestServer::start().await;
    let (tab, luis, _) = visitor(&server).await;
    let (other, mallory, _) = visitor(&server).await;
    let media = luis.upload(tab.conversation(), &photo(4_200, 300)).await.expect("a picture");
    let second = luis.upload(tab.conversation(), &photo(64, 48)).await.expect("a picture");
    let foreign: MediaId = new_id();
    let links = luis.links(&[media.media, foreign]).await.expect("links").links;
    let [link] = &links[..] else { panic!("one picture is there: {links:?}") };
    assert_eq!(link.info, media);
    let address = server.address();
    let tiles = media.tiles.as_ref().expect("larger than the largest variant");
    assert_eq!((tiles.side, tiles.levels.len()), (512, 2));
    for path in ["thumb", "fit", "full", "tiles/0/8/0", "tiles/1/4/0"] {
        let shown = fetch(address, &format!("{}/{path}?{}", link.base, link.query)).await;
        assert_eq!(shown.status, 200, "{path}");
        assert!(image::load_from_memory(&shown.body).is_ok(), "{path}");
        assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
        let policy = shown.header("content-security-policy");
        assert_eq!(policy, Some("sandbox; default-src 'none'"));
        assert_eq!(shown.header("cross-origin-resource-policy"), Some("same-origin"));
    }
    let base = &link.base;
    let later = link.query.replacen("e=", "e=9", 1);
    let elsewhere = format!("/v1/media/{}", second.media);
    for path in [
        format!("{base}/tiles/0/9/0?{}", link.query),
        format!("{base}/tiles/2/0/0?{}", link.query),
        format!("{base}/nothing?{}", link.query),
        format!("{elsewhere}/fit?{}", link.query),
        format!("{base}/fit?{later}"),
        format!("{base}/fit?{}A", link.query),
        format!("{base}/fit?e=1"),
    ] {
        assert_eq!(fetch(address, &path).await.status, 404, "{path}");
    }
    assert_eq!(fetch(address, &format!("{base}/fit")).await.status, 401);
    assert_eq!(mallory.see(media.media, "fit").await.status, 404);
    assert!(mallory.links(&[media.media]).await.expect("none").links.is_empty());
    // S65: what is removed is out of reach at once, for everybody and by every address.
    let account = server.shop.ids.account;
    server.app().media.remove(account, media.media).await.expect("removed");
    for path in ["thumb", "fit", "tiles/0/8/0", "tiles/1/4/0"] {
        let gone = fetch(address, &format!("{base}/{path}?{}", link.query)).await;
        assert_eq!(gone.status, 404, "{path}");
    }
    assert_eq!(luis.see(media.media, "fit").await.status, 404);
    assert!(luis.links(&[media.media]).await.expect("none").links.is_empty());
    drop((tab, other));
    server.stop().await;
}

#[tokio::test]
async fn s64_pictures_may_have_an_origin_of_their_own() {
    let url = "https://media.shop.example".to_owned();
    let media = MediaOptions { url: Some(url.clone()), ..MediaOptions::default() };
    let server = TestServer::start_as(Config { media, ..Config::default() }).await;
    let (tab, luis, _) = visitor(&server).await;
    let media = luis.upload(tab.conversation(), &photo(64, 48)).await.expect("a picture");
    let links = luis.links(&[media.media]).await.expect("links").links;
    let path = links[0].base.strip_prefix(&url).expect("an address of that origin");
    let shown = fetch(server.address(), &format!("{path}/fit?{}", links[0].query)).await;
    assert_eq!(shown.status, 200);
    assert_eq!(shown.header("cross-origin-resource-policy"), Some("cross-origin"));
    assert_eq!(shown.header("access-control-allow-origin"), Some(&*server.origin()));
    let page = fetch(server.address(), "/console").await;
    let policy = page.header("content-security-policy").expect("a policy");
    for kind in ["img-src", "connect-src"] {
        let rule = policy.split(';').find(|rule| rule.trim().starts_with(kind)).expect(kind);
        assert!(rule.split(' ').any(|source| source == url), "{rule}");
    }
    drop(tab);
    server.stop().await;
}

#[tokio::test]
async fn s68_only_hosts_that_are_allowed_may_be_named_and_more_by_staff() {
    // A name that leads nowhere (RFC 6761 §6.4): whoever may name it learns just that.
    let allowed = "https://cdn.invalid/bag.jpg".to_owned();
    let media = MediaOptions { hosts: vec!["cdn.invalid".to_owned()], ..MediaOptions::default() };
    let server = TestServer::start_as(Config { media, ..Config::default() }).await;
    let agent = Uploader::new(server.address(), &server.shop.agent);
    let luis = Uploader::new(server.address(), &server.new_visitor().await);
    let name = async |who: &Uploader, url: &str| {
        let answer = who.post("/v1/media", &FetchMedia { url: url.to_owned() }).await;
        answer.read::<Media>().map(|media| media.title)
    };
    assert_eq!(name(&agent, &allowed).await, Err(ErrorCode::Unavailable));
    assert_eq!(name(&luis, &allowed).await, Err(ErrorCode::BadAddress));
    for url in [
        "https://elsewhere.invalid/bag.jpg",
        "http://cdn.invalid/bag.jpg",
        "https://cdn.invalid:8443/bag.jpg",
        "https://user@cdn.invalid/bag.jpg",
        "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
    ] {
        assert_eq!(name(&agent, url).await, Err(ErrorCode::BadAddress), "{url}");
    }
    server.stop().await;
}
