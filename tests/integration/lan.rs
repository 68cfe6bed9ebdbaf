//! `vitrine demo --lan`, the real program, as a phone in the network meets it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::Command;

use vitrine_shared::wire::api::DemoInfo;
use vitrine_tests::{browse, vitrine};

/// The demo, ended with the test.
struct Demo(std::process::Child);

impl Drop for Demo {
    fn drop(&mut self) {
        // Not killed: the parent ends its child.
        Command::new("kill").arg(self.0.id().to_string()).status().ok();
        self.0.wait().ok();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_the_demo_in_the_house_is_on_https_and_says_how_a_phone_joins() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = vitrine(&["demo", "--lan", "--listen", "0.0.0.0:0"]);
    command.args(["--shop-listen", "0.0.0.0:0", "--log", "warn", "--data"]).arg(folder.path());
    let mut child = command.spawn().expect("the program starts");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut errors = child.stderr.take().expect("a pipe");
    let mut demo = Demo(child);
    let mut printed = String::new();
    let address = loop {
        let Some(line) = out.next() else {
            demo.0.wait().ok();
            let mut said = String::new();
            errors.read_to_string(&mut said).ok();
            panic!("the demo needs a machine in a network: {said}");
        };
        let line = line.expect("text");
        if let Some(address) = line.trim().strip_prefix("https://") {
            break address.to_owned();
        }
        printed.push_str(&line);
    };
    assert!(printed.contains("open to everybody in this network"), "{printed}");
    let (host, secret) = address.split_once("/demo#").expect("the one address");
    let at: SocketAddr = host.parse().expect("an address of this machine");
    let (ip, origin) = (at.ip().to_string(), format!("https://{at}"));
    let kept = std::fs::read_dir(folder.path().join("tls")).expect("the certificate is kept");
    let file = kept.flatten().next().expect("one file").path();
    let root = std::fs::read_to_string(file).expect("readable");
    let ask = async |at: SocketAddr, head: String, body: &str| {
        let length = body.len();
        let request = format!(
            "{head} HTTP/1.1\r\nhost: {at}\r\norigin: {origin}\r\nx-vitrine: 1\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        browse(at, &ip, &root, &request).await.expect("https with the kept certificate").1
    };
    let body = format!(r#"{{"secret":"{secret}"}}"#);
    let answer = ask(at, "POST /v1/demo/session".to_owned(), &body).await;
    assert!(!answer.to_lowercase().contains("strict-transport-security"), "not for a year");
    let (_, json) = answer.split_once("\r\n\r\n").expect("a body");
    let info: DemoInfo = serde_json::from_str(json).expect("JSON");
    let phone = info.phone.expect("a phone may join");
    assert_eq!(phone.url, format!("{origin}/demo/phone"));
    assert!(phone.code.len() >= 21, "a QR code");

    let sent = ask(at, "GET /demo/phone".to_owned(), "").await;
    let page = format!("{}{}", info.shop, info.start_path);
    assert!(sent.contains(&format!("location: {page}\r\n")), "{sent}");
    let shop: SocketAddr = info.shop.trim_start_matches("https://").parse().expect("an address");
    let shown = ask(shop, format!("GET {}", info.start_path), "").await;
    assert!(shown.contains(&format!("{origin}/widget.js")), "the shop loads the widget over https");
    let plain = vitrine_tests::http::try_request(at, "GET", "/healthz", &[], "").await;
    assert!(plain.is_none_or(|answer| answer.status >= 400), "nothing is said in the clear");
}
