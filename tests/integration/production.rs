//! `vitrine serve`, the real program: starting, refusing to start, standing behind a proxy.

use std::time::Duration;

use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::ErrorBody;
use vitrine_tests::{
    Production, TestClient, TestTopic, add_item, http, new_id, open_shop_in, upgrade, vitrine,
};

/// How long an idle service may take to stop.
const STOP: Duration = Duration::from_secs(10);

#[test]
fn s2_plain_http_for_other_machines_is_refused_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let output = vitrine(&["serve", "--listen", "0.0.0.0:0", "--data"])
        .arg(&data)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(said.lines().count(), 1, "{said}");
    for way in ["--behind-tls-proxy", "--domain", "--lan"] {
        assert!(said.contains(way), "{way} is missing: {said}");
    }
    assert!(!data.exists(), "nothing was written");
}

#[test]
fn every_fault_of_the_configuration_is_told_at_once() {
    let output = vitrine(&["serve", "--domain", "nowhere", "--log", "====="])
        .env("VITRINE_METRICS_LISTEN", "metrics")
        .output()
        .expect("the program runs");
    let said = String::from_utf8(output.stderr).expect("text");
    for place in ["--domain", "VITRINE_METRICS_LISTEN", "log"] {
        assert!(said.contains(place), "{place} is missing: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serve_says_where_it_is_answers_and_ends_at_a_signal() {
    let folder = tempfile::tempdir().expect("a folder");
    open_shop_in(folder.path()).await;
    let process = Production::start(folder.path(), &[]);
    assert_eq!(process.origin, format!("http://{}", process.address));
    let ready = http::request(process.address, "GET", "/readyz", &[], "").await;
    assert_eq!((ready.status, ready.header("strict-transport-security")), (200, None));
    let address = process.address.to_string();
    let health = || {
        let mut command = vitrine(&["health", "--listen", &address]);
        tokio::task::block_in_place(move || command.status()).expect("the program runs")
    };
    assert!(health().success());
    let demo = http::request(process.address, "GET", "/demo", &[], "").await;
    assert_eq!(demo.status, 404, "there is no demo in it");
    process.signal("TERM");
    let (status, _log) = tokio::task::block_in_place(|| process.wait(STOP));
    assert!(status.success());
    assert!(!health().success());
}

/// A proxy on this machine that is trusted by default.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_behind_a_proxy_limits_count_clients_and_believe_no_forged_address() {
    let folder = tempfile::tempdir().expect("a folder");
    open_shop_in(folder.path()).await;
    let config = folder.path().join("vitrine.toml");
    std::fs::write(&config, "[limits]\nvisitors_per_min = 2\n").expect("a file");
    let config = config.to_str().expect("UTF-8");
    let proxy = ["--behind-tls-proxy", "--public-url", "https://chat.example", "--config", config];
    let process = Production::start(folder.path(), &proxy);
    assert_eq!(process.origin, "https://chat.example");
    let visitor = async |forwarded: &str, origin: &str| {
        let headers = [("origin", origin), ("x-forwarded-for", forwarded)];
        http::post(process.address, "/v1/visitors", &headers, r#"{"inbox":"corda"}"#).await
    };
    let ours = "https://chat.example";
    let first = visitor("203.0.113.5", ours).await;
    assert_eq!(first.status, 200);
    let year = first.header("strict-transport-security").expect("https for a year");
    assert_eq!(year, "max-age=31536000");
    assert_eq!(visitor("192.0.2.66, 203.0.113.5", ours).await.status, 200);
    let third = visitor("198.51.100.7, 192.0.2.77, 203.0.113.5", ours).await;
    assert_eq!((third.status, third.json::<ErrorBody>().code), (429, ErrorCode::Rate));
    assert_eq!(visitor("203.0.113.6", ours).await.status, 200, "another client");
    for (host, status) in [(1, 200), (2, 200), (3, 429)] {
        let address = format!("2001:db8:1:1::{host}");
        assert_eq!(visitor(&address, ours).await.status, status, "{address} is of one household");
    }
    // The service is where browsers see it, not where the proxy finds it.
    let direct = format!("http://{}", process.address);
    assert_eq!(visitor("203.0.113.8", &direct).await.status, 403);
    assert!(upgrade(process.address, Some(&direct)).await.is_err());
    assert!(upgrade(process.address, Some(ours)).await.is_ok());
    process.signal("TERM");
    assert!(tokio::task::block_in_place(|| process.wait(STOP)).0.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s84_metrics_are_on_a_door_of_their_own_and_hold_no_ids_and_no_texts() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = open_shop_in(folder.path()).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let door = free.local_addr().expect("bound");
    drop(free);
    let process = Production::start(folder.path(), &["--metrics-listen", &door.to_string()]);
    let login = process.new_visitor().await;
    let visitor = TestClient::connect(process.address, &login, new_id()).await;
    let conversation = visitor.conversation();
    visitor.open(1, TestTopic::Public(conversation)).await;
    visitor.say("canary-71f3").await;
    let nowhere = add_item(new_id(), new_id());
    visitor.act(nowhere).await.expect_err("there is no such picture");
    let missing = format!("/v1/media/{}/full", shop.picture);
    http::request(process.address, "GET", &missing, &[], "").await;
    assert_eq!(http::request(process.address, "GET", "/metrics", &[], "").await.status, 404);

    let metrics = http::request(door, "GET", "/metrics", &[], "").await.body;
    let line =
        |start: &str| metrics.lines().find(|line| line.starts_with(start)).map(str::to_owned);
    assert_eq!(line("vitrine_sockets ").as_deref(), Some("vitrine_sockets 1"));
    assert_eq!(line("vitrine_rooms ").as_deref(), Some("vitrine_rooms 1"));
    let acked = r#"vitrine_operations_total{answer="ack"} 1"#;
    assert_eq!(line(r#"vitrine_operations_total{answer="ack"}"#).as_deref(), Some(acked));
    let refused = metrics.lines().filter(|line| line.starts_with("vitrine_operations_total{"));
    assert_eq!(refused.count(), 2, "one kind of refusal: {metrics}");
    let written = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md"),
    );
    let written = written.expect("the numbers are documented");
    for line in metrics.lines().filter(|line| line.starts_with("# TYPE ")) {
        let name = line.split(' ').nth(2).expect("a name");
        assert!(written.contains(&format!("`{name}")), "{name} stands in no document");
    }
    for name in ["vitrine_batch_operations_bucket", "vitrine_commit_seconds_bucket"] {
        assert!(line(name).is_some(), "{name} is missing");
    }
    assert!(line(r#"vitrine_socket_bytes_total{direction="in"}"#).is_some());
    assert!(line("process_resident_memory_bytes").is_some());
    let (id, picture) = (conversation.0.to_string(), shop.picture.0.to_string());
    for secret in ["canary-71f3", id.as_str(), picture.as_str()] {
        assert!(!metrics.contains(secret), "{secret} stands in the metrics");
    }
    assert_eq!(http::request(door, "GET", "/problems", &[], "").await.body, "{}");
    drop(visitor);
    process.signal("TERM");
    assert!(tokio::task::block_in_place(|| process.wait(STOP)).0.success());
}
