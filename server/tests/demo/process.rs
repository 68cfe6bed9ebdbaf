//! The running demo: a parent process of ours and what it printed.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::json;

/// How long anything may take on a loaded machine.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// A demo on free ports. Killed when dropped.
pub(crate) struct Demo {
    pub(crate) parent: Child,
    pub(crate) origin: String,
    pub(crate) shop_port: u16,
    pub(crate) secret: String,
    pub(crate) printed: String,
    pub(crate) http: Client,
}

pub(crate) fn command(data: &Path, listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vitrine"));
    command.arg("demo").args(["--listen", listen]).arg("--data").arg(data);
    if listen.ends_with(":0") {
        command.args(["--shop-listen", "localhost:0"]);
    }
    command
}

/// Runs a demo that is not going to start.
pub(crate) fn refused(data: &Path, listen: &str) -> Output {
    command(data, listen).output().expect("the binary runs")
}

impl Demo {
    pub(crate) fn start(data: &Path) -> Self {
        let mut parent = command(data, "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let mut out = BufReader::new(parent.stdout.take().expect("piped"));
        let mut printed = String::new();
        while !printed.contains("Shop: port") {
            let read = out.read_line(&mut printed).expect("standard output");
            assert!(read > 0, "the demo ended early: {printed}");
        }
        // Whatever else it prints must not block it.
        std::thread::spawn(move || out.read_to_end(&mut Vec::new()));
        let start = printed.find("http://").expect("an address");
        let address = printed[start..].split_whitespace().next().expect("an address");
        let (origin, secret) = address.split_once("/demo#").expect("origin and secret");
        let shop_port = printed.rsplit("port ").next().expect("a port");
        let shop_port = shop_port.trim().trim_end_matches('.').parse().expect("a port");
        let (origin, secret) = (origin.to_owned(), secret.to_owned());
        rustls::crypto::ring::default_provider().install_default().ok();
        let http = Client::builder().no_proxy().pool_max_idle_per_host(0).build();
        let http = http.expect("a client");
        Self { parent, origin, shop_port, secret, printed, http }
    }

    /// Process id of the server, which is the parent's only child.
    pub(crate) fn server(&self) -> Option<u32> {
        let id = self.parent.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).ok()?;
        children.split_whitespace().next()?.parse().ok()
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http
            .post(format!("{}{path}", self.origin))
            .header(ORIGIN, &self.origin)
            .header("x-vitrine", "1")
    }

    pub(crate) async fn session(&self, secret: &str) -> Response {
        let request = self.post("/v1/demo/session").json(&json!({ "secret": secret }));
        request.send().await.expect("an answer")
    }

    /// Trades the printed secret for the value of a `Cookie` header.
    pub(crate) async fn cookie(&self) -> String {
        let response = self.session(&self.secret).await;
        assert_eq!(response.status(), StatusCode::OK);
        let set = response.headers().get(SET_COOKIE).expect("a cookie").to_str().expect("text");
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
        set.split(';').next().expect("name and value").to_owned()
    }

    pub(crate) async fn unplug(&self, cookie: &str) -> Response {
        self.post("/v1/demo/unplug").header(COOKIE, cookie).send().await.expect("an answer")
    }

    /// Waits until a server other than `before` answers; how long that took.
    pub(crate) async fn until_back(&self, before: u32) -> Duration {
        let begun = Instant::now();
        loop {
            assert!(begun.elapsed() < DEADLINE, "the server did not come back");
            let healthy = self.http.get(format!("{}/healthz", self.origin)).send().await;
            if healthy.is_ok() && self.server().is_some_and(|id| id != before) {
                return begun.elapsed();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // The server ends with its parent; a test proves it.
        self.parent.kill().ok();
        self.parent.wait().ok();
    }
}

/// Sends a signal by name.
pub(crate) fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([format!("-{name}"), process.to_string()]).status();
    assert!(sent.expect("kill exists").success());
}

/// Whether the process is there and not only waiting to be buried.
pub(crate) fn is_alive(process: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else { return false };
    // The state stands behind the name in brackets.
    stat.rsplit(") ").next().is_some_and(|rest| !rest.starts_with('Z'))
}

/// Waits until the process is gone.
pub(crate) fn until_gone(process: u32) {
    let begun = Instant::now();
    while is_alive(process) {
        assert!(begun.elapsed() < DEADLINE, "process {process} is still there");
        std::thread::sleep(Duration::from_millis(10));
    }
}
