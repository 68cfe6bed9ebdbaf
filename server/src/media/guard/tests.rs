//! Hostile addresses in a table, hostile servers on loopback.

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
async fn addresses_that_lead_inside_are_refused_however_they_are_written() {
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
    ];
    for text in hostile {
        let Ok(url) = Url::parse(text) else { continue };
        let refused = guard.fetch(url).await;
        assert!(matches!(refused, Err(FetchError::Refused(_))), "{text}: {refused:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_checked_like_an_address_of_its_own() {
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
async fn what_counts_is_what_arrives() {
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
async fn a_slow_answer_ends_in_time() {
    let shop =
        Site::start(|path| if path == "/drip" { Answer::Drip } else { Answer::Silence }).await;
    let guard = guard_of(&shop, QUICK);
    for path in ["/drip", "/silence"] {
        let slow = guard.fetch(shop.url(path)).await;
        assert!(matches!(slow, Err(FetchError::TooSlow(_))), "{path}: {slow:?}");
    }
}
