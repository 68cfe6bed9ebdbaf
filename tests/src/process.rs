//! The real program in a process of its own, to be killed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use vitrine_server::config::{Config, HostPort, RateOverrides};
use vitrine_server::demo::INBOX_KEY;
use vitrine_server::demo::pipe::{Line, Start};
use vitrine_shared::wire::api::VisitorToken;

use crate::{Login, http, memory};

/// Secret of the address that the process would be found under.
const SECRET: &str = "the-secret-of-the-printed-address";

/// A running server process on a folder that outlives it.
pub struct TestProcess {
    /// Where it listens; the same after every start.
    pub address: SocketAddr,
    config: Config,
    life: Option<Life>,
    written: Arc<Mutex<String>>,
}

/// One life of the process.
struct Life {
    child: Child,
    /// The process ends when this does.
    leash: ChildStdin,
    log: JoinHandle<()>,
}

impl TestProcess {
    /// Starts the program on a data folder, with a log filter and with limits that let a test do
    /// a lot in little time.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(data: &Path, log: &str) -> Self {
        Self::start_with(data, log, |_| {})
    }

    /// The same with other settings, too.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_with(data: &Path, log: &str, change: impl FnOnce(&mut Config)) -> Self {
        let door = |host: &str| HostPort { host: host.to_owned(), port: 0 };
        let wide = Some(1_000_000);
        let mut config = Config {
            listen: door("127.0.0.1"),
            shop_listen: door("localhost"),
            data: data.to_owned(),
            log: log.to_owned(),
            limits: RateOverrides { durable_per_s: wide, durable_burst: wide, ..<_>::default() },
            ..Config::default()
        };
        change(&mut config);
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut process = Self { address, config, life: None, written: Arc::default() };
        process.begin();
        process
    }

    /// Kills the process as a power cut would, and waits until it is gone.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub fn kill(&mut self) {
        if let Some(Life { mut child, leash, log }) = self.life.take() {
            child.kill().expect("a child may be killed");
            child.wait().expect("a child can be waited for");
            drop(leash);
            log.join().expect("the log is read to its end");
        }
    }

    /// Starts it again on the same data and ports.
    ///
    /// # Panics
    /// When it does not start.
    pub fn begin(&mut self) {
        let start = Start { config: self.config.clone(), secret: SECRET.to_owned() };
        let mut child = Command::new(program())
            .arg(vitrine_server::demo::parent::CHILD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut leash = child.stdin.take().expect("a pipe");
        let line = serde_json::to_string(&start).expect("JSON");
        writeln!(leash, "{line}").expect("the process reads");
        let mut log = child.stderr.take().expect("a pipe");
        let written = Arc::clone(&self.written);
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            log.read_to_string(&mut text).ok();
            written.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        });
        let mut said = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        out.read_line(&mut said).expect("the process writes");
        match serde_json::from_str(&said) {
            Ok(Line::Ready { service, shop, .. }) => {
                self.config.listen.port = service;
                self.config.shop_listen.port = shop;
                self.address.set_port(service);
            }
            other => panic!("the process does not serve: {said} {other:?}"),
        }
        self.life = Some(Life { child, leash, log });
    }

    /// Most memory the process has ever taken, in KiB.
    ///
    /// # Panics
    /// When it does not run, or the system does not tell.
    #[must_use]
    pub fn peak_kib(&self) -> u64 {
        let life = self.life.as_ref().expect("the process runs");
        memory::peak_kib(life.child.id())
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.config.data
    }

    /// A new visitor, not connected yet.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn new_visitor(&self) -> Login {
        let origin = format!("http://{}", self.address);
        let body = format!(r#"{{"inbox":"{INBOX_KEY}"}}"#);
        let headers = [("origin", origin.as_str())];
        let answer = http::post(self.address, "/v1/visitors", &headers, &body).await;
        Login::Visitor(answer.json::<VisitorToken>().token)
    }

    /// The agent, signed in.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn agent(&self) -> Login {
        let origin = format!("http://{}", self.address);
        let body = format!(r#"{{"secret":"{SECRET}"}}"#);
        let headers = [("origin", origin.as_str())];
        let answer = http::post(self.address, "/v1/demo/session", &headers, &body).await;
        let cookie = answer.header("set-cookie").expect("signing in sets a cookie");
        let value = cookie.split(['=', ';']).nth(1).expect("a cookie has a value");
        Login::Agent(value.to_owned())
    }

    /// Ends the process cleanly and returns all it ever logged.
    ///
    /// # Panics
    /// When it does not end.
    #[must_use]
    pub fn stop(mut self) -> String {
        if let Some(Life { mut child, leash, log }) = self.life.take() {
            drop(leash);
            assert!(child.wait().expect("a child can be waited for").success());
            log.join().expect("the log is read to its end");
        }
        std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for TestProcess {
    fn drop(&mut self) {
        if let Some(life) = &mut self.life {
            life.child.kill().ok();
            life.child.wait().ok();
        }
    }
}

/// The program: `VITRINE_BIN`, or the one beside this test's own binary, built when it is missing.
#[expect(clippy::disallowed_methods, reason = "a test finds its program in the environment")]
#[must_use]
pub fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("VITRINE_BIN") {
        return named.into();
    }
    let here = std::env::current_exe().expect("a test has a path");
    // target/debug/deps/integration-0123 beside target/debug/vitrine.
    let folder = here.ancestors().nth(2).expect("a test lies in a target folder");
    let program = folder.join(format!("vitrine{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "-p", "vitrine-server", "--bin", "vitrine", "--target-dir"]);
        build.arg(folder.parent().expect("a profile lies in a target folder"));
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo starts").success(), "the program is built");
    }
    program
}
