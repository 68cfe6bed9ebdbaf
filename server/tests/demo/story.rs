//! Ana's story as the customer lives it.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::COOKIE;
use serde_json::json;
use tokio::time::Instant;
use vitrine_shared::limits::UNIT;
use vitrine_shared::room::{EventBody, Tool};
use vitrine_shared::wire::View;

use super::process::Demo;
use super::visitor::Visitor;

async fn story(demo: &Demo, cookie: &str, name: &str, action: &str, language: &str) {
    let body = json!({ "story": name, "action": action, "language": language });
    let answer = demo.post("/v1/demo/story").header(COOKIE, cookie).json(&body).send().await;
    assert_eq!(answer.expect("an answer").status(), StatusCode::NO_CONTENT);
}

fn lines(visitor: &Visitor) -> Vec<&str> {
    let said = visitor.events.iter().filter_map(|event| match &event.body {
        EventBody::MessageSent(message) => Some(message.text.as_str()),
        _ => None,
    });
    said.collect()
}

fn views(visitor: &Visitor) -> Vec<View> {
    visitor.live.iter().filter_map(|update| update.view).collect()
}

#[tokio::test]
async fn ana_offers_shows_the_seam_points_at_it_and_gives_the_turn() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path());
    let cookie = demo.cookie().await;
    let mut visitor = Visitor::on_the_page_of(&demo, "s1").await;
    let begun = Instant::now();
    story(&demo, &cookie, "s1", "begin", "es").await;

    visitor.until("the offer", |v| lines(v).len() == 1).await;
    println!("offer after {} ms", begun.elapsed().as_millis());
    assert_eq!(lines(&visitor)[0], "¡Hola! ¿Te enseño la costura?");
    let typed = visitor.live.iter().any(|update| update.typing == Some(true));
    assert!(typed, "she types before she speaks");

    let added = |v: &Visitor| {
        v.events.iter().find_map(|event| match &event.body {
            EventBody::ItemAdded(added) => Some(added.clone()),
            _ => None,
        })
    };
    visitor.until("the picture", |v| added(v).is_some()).await;
    let item = added(&visitor).unwrap();
    assert_eq!((item.size.width, item.size.height), (2_400, 1_800));
    assert_eq!(item.title, "Bolso de hombro Alba");

    let drawn = |v: &Visitor| {
        v.events.iter().find_map(|event| match &event.body {
            EventBody::AnnotationAdded(added) => Some(added.clone()),
            _ => None,
        })
    };
    visitor.until("the arrow", |v| drawn(v).is_some()).await;
    println!("arrow after {} ms", begun.elapsed().as_millis());
    glides_to_the_seam(&visitor);
    let mark = drawn(&visitor).unwrap();
    assert_eq!((mark.item, mark.mark.tool), (item.item, Tool::Arrow));
    let chunks: Vec<_> = visitor.live.iter().filter_map(|u| u.stroke.clone()).collect();
    assert!(chunks.len() > 20, "the arrow grows: {} chunks", chunks.len());
    assert!(chunks.iter().all(|chunk| chunk.sid == mark.annotation), "AN2: one id");

    visitor.until("her last line", |v| lines(v).len() == 3).await;
    println!("turn after {} ms", begun.elapsed().as_millis());
    assert!(begun.elapsed() < Duration::from_secs(25), "a story of twenty seconds");
    let (events, before) = (visitor.events.len(), views(&visitor).len());
    visitor.listen(Duration::from_secs(3)).await;
    assert_eq!((visitor.events.len(), views(&visitor).len()), (events, before), "then she waits");
}

/// From the whole picture to the place in the catalogue, ever closer, many times a second.
fn glides_to_the_seam(visitor: &Visitor) {
    let products = include_str!("../../demo/products.json");
    let products: serde_json::Value = serde_json::from_str(products).expect("JSON");
    let focus = &products[0]["focus"];
    let at = |key: &str| focus[key].as_f64().expect("a number") * f64::from(UNIT);
    let views = views(visitor);
    assert!(views.len() >= 60, "{} views in 3.2 s", views.len());
    let (first, last) = (views[0], views[views.len() - 1]);
    assert!(first.eu > UNIT * 9 / 10, "it begins with the whole picture: {first:?}");
    let near = |got: i32, key: &str| (f64::from(got) - at(key)).abs() < 2.0;
    assert!(near(last.cu, "u") && near(last.cv, "v"), "{last:?}");
    assert!(near(last.eu, "eu") && near(last.ev, "ev"), "{last:?}");
    assert!(views.windows(2).all(|w| w[1].n > w[0].n && w[1].eu <= w[0].eu), "only closer");
}

#[tokio::test]
async fn ana_falls_silent_when_a_person_acts_or_the_page_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path());
    let cookie = demo.cookie().await;
    let mut typing = Visitor::on_the_page_of(&demo, "typing").await;
    let mut stopped = Visitor::on_the_page_of(&demo, "stopped").await;
    story(&demo, &cookie, "typing", "begin", "en").await;
    story(&demo, &cookie, "stopped", "begin", "en").await;
    typing.until("the offer", |v| lines(v).len() == 1).await;
    stopped.until("the offer", |v| lines(v).len() == 1).await;
    typing.types().await;
    story(&demo, &cookie, "stopped", "stop", "en").await;
    // Without a person the picture would come within two seconds.
    for visitor in [&mut typing, &mut stopped] {
        visitor.listen(Duration::from_secs(3)).await;
        let shown = visitor.events.iter().any(|e| matches!(e.body, EventBody::ItemAdded(_)));
        assert!(!shown, "she goes on");
        assert_eq!(lines(visitor).len(), 1);
    }
}
