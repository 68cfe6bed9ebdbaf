//! The catalogue over HTTP: who may ask it, what is found, what is told of imports.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::time::Duration;

use serde_json::Value;
use vitrine_server::catalog::{self, Origin, Permitted};
use vitrine_shared::wire::catalog::ImportOutcome;
use vitrine_shared::wire::people::StaffRole;
use vitrine_tests::TestServer;

/// A feed of a product in two sizes and one beside it.
const FEED: &str = "id\titem_group_id\ttitle\tproduct_type\tprice\tsale_price\tavailability\tsize\tlink\timage_link\tdescription\n\
    1-s\t1\tLeather bag\tBags\t49.99 EUR\t39.99 EUR\tout of stock\tS\thttps://shop.example/1\thttps://cdn.example/1.jpg\t<p>Soft</p>\n\
    1-m\t1\tLeather bag\tBags\t49.99 EUR\t\tin stock\tM\thttps://shop.example/1\thttps://cdn.example/2.jpg\t\n\
    2\t\tCanvas bag\tBags\t45 EUR\t\tin stock\t\thttps://shop.example/2\t\t\n";

async fn import(server: &TestServer) {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(FEED.as_bytes()).expect("written");
    file.seek(SeekFrom::Start(0)).expect("its start");
    let app = server.app();
    let parts = (app.store.catalog(), &*app.clock);
    let account = server.shop.ids.account;
    let (origin, permitted) = (Origin::File(file), Permitted::default());
    let report = catalog::run(parts, &app.feeds, account, origin, permitted, |_| None).await;
    assert_eq!(report.expect("it answers").outcome, ImportOutcome::Done);
}

fn json(body: &str) -> Value {
    serde_json::from_str(body).expect("JSON")
}

#[tokio::test]
async fn agents_search_the_catalogue_of_their_own_shop() {
    let server = TestServer::start().await;
    let neighbour = server.other_shop().await;
    import(&server).await;
    let ask = async |path: &str| server.ask(Some(&server.shop.agent), "GET", path, "").await;

    let found = json(&ask("/v1/catalog/products?q=leathers").await.body);
    assert_eq!((&found["total"], &found["next"]), (&Value::from(1), &Value::Null));
    let hit = &found["hits"][0];
    assert_eq!((&hit["card"]["id"], &hit["variants"]), (&Value::from("1"), &Value::from(2)));
    assert_eq!(hit["card"]["source"], "catalog");
    assert_eq!(hit["card"]["stock"]["state"], "in_stock", "one of the sizes is there");
    assert_eq!(hit["card"]["price"]["minor"], 4_999);
    // The other size is on sale.
    assert_eq!(hit["card"]["variants"][1]["price"]["minor"], 3_999);
    assert_eq!(hit["card"]["variants"][1]["listPrice"]["minor"], 4_999);

    let product = json(&ask("/v1/catalog/products/1-m").await.body);
    assert_eq!((&product["card"]["id"], &product["card"]["chosen"]), (&"1".into(), &"1-m".into()));
    assert_eq!(product["description"], "Soft");
    let related = json(&ask("/v1/catalog/products/1/related?cart=x").await.body);
    assert_eq!(related["products"][0]["card"]["id"], "2");
    assert_eq!(related["products"][0]["reason"], "category");
    let related = json(&ask("/v1/catalog/products/1/related?cart=x,2").await.body);
    assert_eq!(related["products"], Value::Array(Vec::new()));
    assert_eq!(ask("/v1/catalog/products/none").await.status, 404);
    let long = format!("/v1/catalog/products?q={}", "a".repeat(201));
    assert_eq!(ask(&long).await.status, 422);

    // The neighbour has none of it.
    let theirs = async |path: &str| server.ask(Some(&neighbour.agent), "GET", path, "").await;
    assert_eq!(json(&theirs("/v1/catalog/products?q=bag").await.body)["total"], 0);
    assert_eq!(theirs("/v1/catalog/products/1").await.status, 404);
    assert_eq!(theirs("/v1/catalog/products/1/related").await.status, 404);
    assert_eq!(json(&theirs("/v1/catalog").await.body)["products"], 0);
    server.stop().await;
}

#[tokio::test]
async fn an_administrator_says_where_the_feed_is_and_others_do_not_see_the_address() {
    let server = TestServer::start().await;
    let boss = server.shop.agent.clone();
    let agent = server.colleague(&server.shop, StaffRole::Agent).await.login;
    let patch = async |body: &str| server.ask(Some(&boss), "PATCH", "/v1/catalog", body).await;
    assert_eq!(server.ask(Some(&boss), "POST", "/v1/catalog/imports", "{}").await.status, 404);
    // Plain http leads to no public shop: it is refused when it is fetched, and told.
    let set = patch(r#"{"url":"http://shop.example/feed.xml?key=secret","everyMinutes":60}"#).await;
    assert_eq!(json(&set.body)["url"], "http://shop.example/feed.xml?key=secret");
    for bad in
        [r#"{"url":"file:///etc/passwd"}"#, r#"{"everyMinutes":1}"#, r#"{"languages":["xx"]}"#]
    {
        assert_eq!(patch(bad).await.status, 422, "{bad}");
    }
    // The service looks by itself now and then; whoever of the two comes first does it.
    catalog::fetch_due(server.app()).await.expect("it answers");
    let told = async {
        loop {
            let told = json(&server.ask(Some(&agent), "GET", "/v1/catalog", "").await.body);
            if !told["last"].is_null() {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(20), told).await.expect("it is told");
    assert_eq!(told["last"]["outcome"], "address_refused");
    assert_eq!((&told["url"], &told["everyMinutes"]), (&Value::Null, &Value::from(60)));
    assert!(told["dueAt"].as_i64() > told["last"]["startedAt"].as_i64(), "an hour later");
    assert_eq!(server.ask(Some(&boss), "POST", "/v1/catalog/imports", "{}").await.status, 202);
    let gone = json(&patch(r#"{"url":""}"#).await.body);
    assert_eq!((&gone["url"], &gone["dueAt"]), (&Value::Null, &Value::Null));
    server.stop().await;
}
