//! Pictures over the doors: fetched from the shop's pages, shown to those who may see them.

use reqwest::header::{COOKIE, HeaderMap, ORIGIN};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use super::process::Demo;

async fn sent(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

async fn visitor_token(demo: &Demo) -> String {
    let answer = sent(demo.post("/v1/visitors").json(&json!({ "inbox": "demo" }))).await;
    let body: Value = answer.json().await.expect("JSON");
    body["token"].as_str().expect("a token").to_owned()
}

fn says(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map(|v| v.to_str().expect("text").to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn a_page_of_the_shop_becomes_a_picture_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path());
    let (cookie, token) = (demo.cookie().await, visitor_token(&demo).await);
    let page = format!("http://localhost:{}/p/lamp.html?lang=es", demo.shop_port);
    let fetch = || demo.post("/v1/media").json(&json!({ "url": page }));
    let by_agent: Value = sent(fetch().header(COOKIE, &cookie)).await.json().await.unwrap();
    assert_eq!(by_agent["size"], json!({ "width": 2400, "height": 1800 }), "{by_agent}");
    assert_eq!(by_agent["title"], "Faro desk lamp");
    let by_visitor: Value = sent(fetch().bearer_auth(&token)).await.json().await.unwrap();
    assert_eq!(by_agent, by_visitor, "one address, one picture");

    let address = format!("{}/v1/media/{}", demo.origin, by_agent["media"].as_str().unwrap());
    let get = |variant: &str| demo.http.get(format!("{address}/{variant}"));
    for variant in ["thumb", "fit", "full"] {
        let answer = sent(get(variant).bearer_auth(&token)).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let headers = answer.headers();
        assert_eq!(says(headers, "content-type"), "image/jpeg");
        assert_eq!(says(headers, "x-content-type-options"), "nosniff");
        assert_eq!(says(headers, "content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(says(headers, "cross-origin-resource-policy"), "same-origin");
        assert_eq!(says(headers, "cache-control"), "private, max-age=3600");
        assert_eq!(says(headers, "vary"), "Authorization, Cookie");
        assert!(answer.bytes().await.unwrap().starts_with(&[0xff, 0xd8, 0xff]));
    }
    assert_eq!(sent(get("full")).await.status(), StatusCode::UNAUTHORIZED);
    let nothing = format!("{}/v1/media/{}", demo.origin, uuid::Uuid::now_v7());
    for missing in [format!("{address}/raw"), format!("{nothing}/full"), format!("{nothing}x/full")]
    {
        let answer = sent(demo.http.get(&missing).bearer_auth(&token)).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn addresses_elsewhere_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path());
    let (cookie, token) = (demo.cookie().await, visitor_token(&demo).await);
    let elsewhere = [
        format!("{}/healthz", demo.origin),
        "http://localhost/".to_owned(),
        format!("http://localhost:{}/", demo.origin.rsplit(':').next().unwrap()),
        "https://localhost/".to_owned(),
        "https://example.com/bag.jpg".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "bag.jpg".to_owned(),
    ];
    for url in &elsewhere {
        for staff in [true, false] {
            let request = demo.post("/v1/media").json(&json!({ "url": url }));
            let request =
                if staff { request.header(COOKIE, &cookie) } else { request.bearer_auth(&token) };
            let answer = sent(request).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{url}");
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body["code"], "bad_address", "{url}");
        }
    }
    let shop = format!("http://localhost:{}", demo.shop_port);
    let cart = demo.post("/v1/media").json(&json!({ "url": format!("{shop}/shop.css") }));
    let answer: Value = sent(cart.header(COOKIE, &cookie)).await.json().await.unwrap();
    assert_eq!(answer["code"], "kind_unknown");

    let page = json!({ "url": format!("{shop}/p/lamp.html") });
    let foreign = demo.http.post(format!("{}/v1/media", demo.origin)).json(&page);
    let foreign = foreign.header(COOKIE, &cookie).header(ORIGIN, &shop);
    assert_eq!(sent(foreign).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(sent(demo.post("/v1/media").json(&page)).await.status(), StatusCode::UNAUTHORIZED);
}
