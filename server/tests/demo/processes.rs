//! Starting, killing, coming back, and the one line when it cannot start.

use std::net::TcpListener;
use std::time::Instant;

use reqwest::StatusCode;
use reqwest::header::{COOKIE, ORIGIN};
use serde_json::json;

use super::process::{DEADLINE, Demo, is_alive, refused, signal, until_gone};

#[tokio::test]
async fn one_address_is_printed_and_both_sites_answer() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path());
    assert_eq!(demo.printed.matches("http").count(), 1, "{}", demo.printed);
    assert!(demo.secret.len() >= 22, "at least 128 bits in base64url");
    let shop = format!("http://localhost:{}", demo.shop_port);
    let page = demo.http.get(format!("{shop}/p/bag.html")).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains(&format!("frame-src {}", demo.origin)), "{policy}");
    let loader = format!("{}/widget.js", demo.origin);
    assert!(page.text().await.unwrap().contains(&loader));
    let missing = demo.http.get(format!("{shop}/nothing")).send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);

    let again = Instant::now();
    drop(demo);
    let demo = Demo::start(folder.path());
    println!("second start: {} ms", again.elapsed().as_millis());
    assert_eq!(demo.session(&demo.secret).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_doors_of_the_demo_open_for_the_printed_secret_only() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path());
    for wrong in ["", "x", &demo.secret[1..], &format!("{}x", demo.secret)] {
        assert_eq!(demo.session(wrong).await.status(), StatusCode::UNAUTHORIZED);
    }
    let cookie = demo.cookie().await;
    let story = json!({ "story": "a", "action": "begin", "language": "en" });
    let doors = [
        ("/v1/demo/session", json!({ "secret": demo.secret })),
        ("/v1/demo/story", story),
        ("/v1/demo/unplug", json!({})),
    ];
    for (path, body) in &doors {
        for origin in [None, Some("null"), Some("https://evil.example"), Some("http://127.0.0.1")] {
            let mut request = demo.http.post(format!("{}{path}", demo.origin));
            request = request.header(COOKIE, &cookie).json(body);
            if let Some(origin) = origin {
                request = request.header(ORIGIN, origin);
            }
            let status = request.send().await.unwrap().status();
            assert_eq!(status, StatusCode::FORBIDDEN, "{path} from {origin:?}");
        }
    }
    for (path, body) in &doors[1..] {
        let status = demo.post(path).json(body).send().await.unwrap().status();
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path} without a cookie");
    }
    let token = demo.post("/v1/visitors").json(&json!({ "inbox": "demo" })).send().await.unwrap();
    let token = token.json::<serde_json::Value>().await.unwrap();
    let token = token["token"].as_str().unwrap().to_owned();
    let visitor = demo.post("/v1/demo/unplug").bearer_auth(token).send().await.unwrap();
    assert_eq!(visitor.status(), StatusCode::FORBIDDEN, "a visitor may not pull the plug");
    let name = json!({ "story": "../x", "action": "begin", "language": "en" });
    let named = demo.post("/v1/demo/story").header(COOKIE, &cookie).json(&name).send().await;
    assert_eq!(named.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn after_the_plug_was_pulled_the_same_doors_open_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path());
    let cookie = demo.cookie().await;
    for _ in 0..2 {
        let before = demo.server().expect("a server process");
        assert_eq!(demo.unplug(&cookie).await.status(), StatusCode::ACCEPTED);
        let back = demo.until_back(before).await;
        println!("back after pulling the plug: {} ms", back.as_millis());
        // The cookie lives in the database, the secret in the parent.
        let shelf = demo.http.get(format!("{}/v1/shelf", demo.origin)).header(COOKIE, &cookie);
        assert_eq!(shelf.send().await.unwrap().status(), StatusCode::OK);
        assert_eq!(demo.session(&demo.secret).await.status(), StatusCode::OK);
        let shop = format!("http://localhost:{}/", demo.shop_port);
        assert_eq!(demo.http.get(shop).send().await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn a_server_that_dies_is_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path());
    let before = demo.server().expect("a server process");
    signal("KILL", before);
    let back = demo.until_back(before).await;
    println!("back after kill -9: {} ms", back.as_millis());
}

#[tokio::test]
async fn no_server_outlives_its_parent() {
    let folder = tempfile::tempdir().unwrap();
    for how in ["KILL", "TERM", "INT"] {
        let mut demo = Demo::start(folder.path());
        let server = demo.server().expect("a server process");
        signal(how, demo.parent.id());
        let ended = demo.parent.wait().unwrap();
        assert_eq!(ended.success(), how != "KILL", "{how} ends it cleanly: {ended}");
        until_gone(server);
    }
}

#[tokio::test]
async fn what_cannot_start_says_why_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let output = refused(folder.path(), &listen);
    one_line_with(&output, &listen);

    let demo = Demo::start(folder.path());
    let output = refused(folder.path(), "127.0.0.1:0");
    one_line_with(&output, &folder.path().display().to_string());
    assert!(is_alive(demo.server().expect("the first one goes on")));
}

fn one_line_with(output: &std::process::Output, part: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(output.stdout.is_empty(), "no address is printed");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1, "{text}");
    assert!(lines[0].starts_with("vitrine: ") && lines[0].contains(part), "{text}");
}

#[test]
fn the_servers_own_subcommand_is_not_for_people() {
    let begun = Instant::now();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vitrine"));
    let output = command.arg("demo-server").stdin(std::process::Stdio::null()).output().unwrap();
    one_line_with(&output, "vitrine demo");
    assert!(begun.elapsed() < DEADLINE);
}
