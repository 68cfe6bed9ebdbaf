//! The policies that our pages are served with, and what browsers report about them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use vitrine_shared::wire::people::StaffRole;
use vitrine_tests::http::{self, Response};
use vitrine_tests::{Production, TestServer, open_shop_in};

async fn page(server: &TestServer, path: &str) -> Response {
    let answer = http::request(server.address(), "GET", path, &[], "").await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer
}

/// The directives of a page's policy.
fn policy(page: &Response) -> Vec<String> {
    let policy = page.header("content-security-policy").expect("a policy");
    policy.split(';').map(|directive| directive.trim().to_owned()).collect()
}

#[tokio::test]
async fn s51_our_pages_run_our_scripts_only_and_are_given_nothing_they_do_not_use() {
    let server = TestServer::start().await;
    for path in ["/console", "/setup", "/invite", "/reset", "/panel?inbox=corda"] {
        let page = page(&server, path).await;
        let policy = policy(&page);
        for directive in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "report-uri /v1/policy-reports",
        ] {
            assert!(policy.iter().any(|one| one == directive), "{path}: {directive}: {policy:?}");
        }
        let header = |name: &str| page.header(name).unwrap_or_default().to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(header("permissions-policy").contains("microphone=()"), "{path}");
        assert!(!page.body.contains("<script>") && !page.body.contains("style="), "{path}");
    }
    let missing = http::request(server.address(), "GET", "/nowhere", &[], "").await;
    assert_eq!(policy(&missing), ["default-src 'none'", "frame-ancestors 'none'"]);
}

#[tokio::test]
async fn s46_only_the_inboxs_shops_frame_its_panel_and_s52_nobody_frames_the_console() {
    let server = TestServer::start().await;
    let framed = |page: &Response| {
        let ancestors = policy(page).into_iter().find(|one| one.starts_with("frame-ancestors"));
        ancestors.expect("who may frame it")
    };
    let panel = page(&server, "/panel?inbox=corda").await;
    let own = format!("frame-ancestors {} http://localhost:1", server.origin());
    assert_eq!(framed(&panel), own);
    for path in ["/console", "/setup", "/invite", "/reset"] {
        assert_eq!(framed(&page(&server, path).await), "frame-ancestors 'none'", "{path}");
    }
    let unknown = http::request(server.address(), "GET", "/panel?inbox=nobody", &[], "").await;
    assert_eq!(unknown.status, 404);
    assert_eq!(framed(&unknown), "frame-ancestors 'none'");
    // No way around it for staff, either.
    let marta = server.colleague(&server.shop, StaffRole::Administrator).await;
    let console = server.ask(Some(&marta.login), "GET", "/console", "").await;
    assert_eq!(framed(&console), "frame-ancestors 'none'");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s51_reports_are_counted_by_directive_and_s61_shows_how_decoding_is_locked_in() {
    let folder = tempfile::tempdir().expect("a folder");
    open_shop_in(folder.path()).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let door = free.local_addr().expect("bound");
    drop(free);
    let process = Production::start(folder.path(), &["--metrics-listen", &door.to_string()]);
    let headers = [("content-type", "application/csp-report"), ("x-vitrine", "")];
    for report in [
        r#"{"csp-report":{"violated-directive":"script-src-elem","blocked-uri":"inline"}}"#,
        r#"{"csp-report":{"violated-directive":"img-src 'self'"}}"#,
        r#"{"csp-report":{"violated-directive":"kanari"}}"#,
        "kanari",
        "",
    ] {
        let path = "/v1/policy-reports";
        let answer = http::post(process.address, path, &headers, report).await;
        assert_eq!(answer.status, 204, "{report}");
    }
    let begun = std::time::Instant::now();
    let metrics = loop {
        let metrics = http::request(door, "GET", "/metrics", &[], "").await.body;
        if !metrics.contains("vitrine_decoder_confinement -1") {
            break metrics;
        }
        assert!(begun.elapsed() < vitrine_tests::DEADLINE, "nobody knows how it is locked in");
        tokio::task::yield_now().await;
    };
    let counted = metrics.lines().filter(|line| line.starts_with("vitrine_policy_reports_total{"));
    let mut counted: Vec<_> = counted.collect();
    counted.sort_unstable();
    let one = |directive| format!(r#"vitrine_policy_reports_total{{directive="{directive}"}} 1"#);
    assert_eq!(counted, [one("img-src"), one("script-src-elem")]);
    let locked = metrics.lines().find(|line| line.starts_with("vitrine_decoder_confinement "));
    let locked = locked.and_then(|line| line.split(' ').nth(1)?.parse::<u8>().ok());
    assert!(locked.is_some_and(|how| how <= 2), "{metrics}");
    process.signal("TERM");
    assert!(tokio::task::block_in_place(|| process.wait(vitrine_tests::DEADLINE)).0.success());
}

#[tokio::test]
async fn s45_the_loader_is_pinned_by_its_hash_knows_those_of_its_parts_and_runs_no_strings() {
    let server = TestServer::start().await;
    let hash = |text: &str| format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())));
    let about: serde_json::Value = page(&server, "/widget.json").await.json();
    let named = |field: &str| about[field].as_str().expect("a text").to_owned();
    let loader = page(&server, &format!("/{}", named("file"))).await.body;
    assert_eq!(hash(&loader), named("integrity"));
    assert_eq!(page(&server, "/widget.js").await.body, loader, "the newest is the same");
    let names = loader.split(['`', '"', '\'']);
    let parts: Vec<_> =
        names.filter(|name| name.starts_with("widget-") && name.ends_with(".js")).collect();
    assert!(!parts.is_empty(), "the loader has parts");
    for part in parts {
        let body = page(&server, &format!("/{part}")).await.body;
        assert!(loader.contains(&hash(&body)), "{part} may be changed on the way");
        for way in ["eval(", "new Function", ".innerHTML", "insertAdjacentHTML", "document.write"] {
            assert!(!body.contains(way) && !loader.contains(way), "{part}: {way}");
        }
    }
}
