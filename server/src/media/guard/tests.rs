//! Hostile addresses in a table, hostile servers on loopback.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::site::{Answer, Site};
use super::*;

const QUICK: FetchLimits = FetchLimits {
    page_bytes: 10_000,
    picture_bytes: 20_000,
    redirects: 3,
    time: Duration::from_millis(400),
};

fn guard_of(site: &Site, limits: FetchLimits) -> Guard {
    Guard::new(vec![site.url("/").origin()], limits)
}

#[tokio::test]
async fn s68_addresses_that_lead_inside_are_refused_however_they_are_written() {
    let guard = Guard::new(Vec::new(), FetchLimits::default());
    let hostile = [
        "http://example.com/",
        "https://example.com:8443/",
        "https://user:password@example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "data:text/html,hello",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://0/",
        "https://0x7f000001/",
        "https://0x7F.0x0.0x0.0x1/",
        "https://0300.0250.0.1/",
        "https://017700000001/",
        "https://127.0.0.1./",
        "https://0.0.0.0/",
        "https://255.255.255.255/",
        "https://100.64.0.1/",
        "https://example.com@127.0.0.1/",
        "https://127.0.0.1\\@example.com/",
        "https://user@example.com/",
        "https://[::127.0.0.1]/",
        "https://[::ffff:0:127.0.0.1]/",
        "https://[0:0:0:0:0:ffff:a9fe:a9fe]/",
        "https://[64:ff9b:1::7f00:1]/",
        "https://[ff02::1]/",
        "https://[fec0::1]/",
        "https://[2001::7f00:1]/",
        "https://①②⑦.⓪.⓪.①/",
        "https://127。0。0。1/",
        "https://１２７.0.0.1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.100.100.200/",
        "https://10.0.0.1/",
        "https://192.168.0.1/",
        "https://224.0.0.1/",
        // Names that the machine itself resolves to loopback.
        "https://localhost/",
        "https://LOCALHOST/",
        "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    ];
    for text in hostile {
        let url = Url::parse(text).expect(text);
        let refused = guard.fetch(url).await;
        assert!(matches!(refused, Err(FetchError::Refused(_))), "{text}: {refused:?}");
    }
}

#[test]
fn s68_what_is_no_address_of_a_host_is_not_even_read() {
    for text in
        ["https://[fe80::1%25eth0]/", "https://127.0.0.1:99999/", "https://1.2.3.256/", "//x"]
    {
        assert!(Url::parse(text).is_err(), "{text}");
    }
}

/// For this test 127.0.0.2 is the public internet and 127.0.0.1 is what must not be reached.
#[tokio::test]
async fn s68_a_name_that_changes_its_mind_leads_to_where_it_was_checked() {
    let page = |_: &str| Answer::Body("image/png", 10);
    let outside = Site::start_at("127.0.0.2:0", page).await.expect("loopback is a whole network");
    let port = outside.url("/").port().expect("its own");
    let inside = Site::start_at(&format!("127.0.0.1:{port}"), page).await.expect("a free port");
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let look_up = move |_: Name| {
        let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
        let address = if first { [127, 0, 0, 2] } else { [127, 0, 0, 1] };
        async move { Ok(vec![SocketAddr::from((address, 0))]) }
    };
    let is_public = |address: IpAddr| address == IpAddr::from([127, 0, 0, 2]);
    let resolver = PublicOnly { look_up, is_public };
    let client = builder(QUICK).dns_resolver(Arc::new(resolver)).build().expect("a client");
    let ask = async || client.get(format!("http://shop.test:{port}/")).send().await;
    assert_eq!(ask().await.expect("it is reached").status(), 200);
    assert_eq!((asked.load(Ordering::SeqCst), outside.hits()), (1, 1), "checked and used at once");
    let refused = refused_or_unreachable(ask().await.expect_err("it leads inside now"));
    assert!(matches!(refused, FetchError::Refused(NOT_PUBLIC)), "{refused:?}");
    assert_eq!((asked.load(Ordering::SeqCst), outside.hits(), inside.hits()), (2, 1, 0));
}

#[tokio::test]
async fn s68_a_redirect_is_checked_like_an_address_of_its_own() {
    let inner = Site::start(|_| Answer::Body("image/png", 10)).await;
    let secret = inner.url("/secret").to_string();
    let shop = Site::start(move |path| match path {
        "/away" => Answer::Redirect(secret.clone()),
        "/metadata" => Answer::Redirect("https://169.254.169.254/".into()),
        "/name" => Answer::Redirect("https://localhost/".into()),
        "/scheme" => Answer::Redirect("file:///etc/passwd".into()),
        "/loop" => Answer::Redirect("/loop".into()),
        "/3" => Answer::Redirect("/2".into()),
        "/2" => Answer::Redirect("/1".into()),
        "/1" => Answer::Redirect("/0".into()),
        _ => Answer::Body("image/png", 10),
    })
    .await;
    let guard = guard_of(&shop, QUICK);
    for path in ["/away", "/metadata", "/name", "/scheme", "/loop"] {
        let refused = guard.fetch(shop.url(path)).await;
        assert!(matches!(refused, Err(FetchError::Refused(_))), "{path}: {refused:?}");
    }
    assert_eq!(inner.hits(), 0, "nobody knocked inside");
    let fetched = guard.fetch(shop.url("/3")).await.unwrap();
    assert_eq!((fetched.url, fetched.body.len()), (shop.url("/0"), 10));
}

#[tokio::test]
async fn s68_what_counts_is_what_arrives() {
    let shop = Site::start(|path| match path {
        "/said" => Answer::Body("image/png", 20_001),
        "/just" => Answer::Body("image/png", 20_000),
        "/page" => Answer::Body("text/html", 10_001),
        "/endless-page" => Answer::Endless("text/html; charset=utf-8"),
        _ => Answer::Endless("image/png"),
    })
    .await;
    let guard = guard_of(&shop, QUICK);
    for (path, cap) in
        [("/said", 20_000), ("/endless", 20_000), ("/page", 10_000), ("/endless-page", 10_000)]
    {
        let refused = guard.fetch(shop.url(path)).await;
        assert!(matches!(refused, Err(FetchError::TooBig(n)) if n == cap), "{path}: {refused:?}");
    }
    assert_eq!(guard.fetch(shop.url("/just")).await.unwrap().body.len(), 20_000);
}

#[tokio::test]
async fn s68_a_slow_answer_ends_in_time() {
    let shop =
        Site::start(|path| if path == "/drip" { Answer::Drip } else { Answer::Silence }).await;
    let guard = guard_of(&shop, QUICK);
    for path in ["/drip", "/silence"] {
        let slow = guard.fetch(shop.url(path)).await;
        assert!(matches!(slow, Err(FetchError::TooSlow(_))), "{path}: {slow:?}");
    }
}

/// Downloads into a file without a name; what came, or why nothing did.
async fn download(guard: &Guard, url: Url, known: &Known) -> Result<(Downloaded, u64), FetchError> {
    let file = tempfile::tempfile().expect("a file");
    let seen = file.try_clone().expect("a handle");
    let done = guard.download(url, known, &mut tokio::fs::File::from_std(file)).await?;
    Ok((done, seen.metadata().expect("a length").len()))
}

#[tokio::test]
async fn s68_a_feed_is_not_fetched_from_inside_however_it_gets_there() {
    let inside = Site::start(|_| Answer::Body("text/xml", 10)).await;
    let target = inside.url("/feed.xml").to_string();
    let site = Site::start(move |path| match path {
        "/inside" => Answer::Redirect(target.clone()),
        "/metadata" => Answer::Redirect("http://169.254.169.254/latest/".to_owned()),
        "/loop" => Answer::Redirect("/loop".to_owned()),
        "/one" => Answer::Redirect("/feed.xml".to_owned()),
        _ => Answer::Body("text/xml", 70_000),
    })
    .await;
    let guard = guard_of(&site, QUICK);
    let known = Known::default();
    for path in ["/inside", "/metadata", "/loop"] {
        let refused = download(&guard, site.url(path), &known).await;
        assert!(matches!(refused, Err(FetchError::Refused(_))), "{path}: {refused:?}");
    }
    assert_eq!(inside.hits(), 0, "nobody was asked over there");
    // Larger than a picture may be here: a feed goes to the disk.
    let (done, bytes) = download(&guard, site.url("/one"), &known).await.expect("a feed");
    assert_eq!((done, bytes), (Downloaded::Whole(Known::default()), 70_000));
    let plain = Guard::new(Vec::new(), QUICK);
    let refused = download(&plain, site.url("/feed.xml"), &known).await;
    assert!(matches!(refused, Err(FetchError::Refused(_))), "{refused:?}");
}
