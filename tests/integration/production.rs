//! `vitrine serve`, the real program: starting, refusing to start, standing behind a proxy.

use std::time::Duration;

use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::ErrorBody;
use vitrine_tests::{Production, http, open_shop_in, upgrade, vitrine};

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
