//! `vitrine serve`, the real program, on a folder in which a shop is already open.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use vitrine_server::auth::Auth;
use vitrine_server::store::{MediaRecord, Seed, SqlStore, Store};
use vitrine_shared::ids::MediaId;
use vitrine_shared::room::MediaSize;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::api::VisitorToken;

use crate::process::program;
use crate::{Login, http, new_id};

/// A time far in the future, so that a session of a test never ends.
const NEVER: UnixMillis = UnixMillis(4_000_000_000_000);

/// A shop in a data folder, open before the program starts.
#[derive(Clone, Debug)]
pub struct OpenShop {
    /// Its agent, signed in.
    pub agent: Login,
    /// A picture of it.
    pub picture: MediaId,
}

/// Opens a shop with the inbox key `corda` in a data folder.
///
/// # Panics
/// When the folder cannot be used.
pub async fn open_shop_in(data: &Path) -> OpenShop {
    let store = SqlStore::open_folder(data).await.expect("a fresh folder");
    let seed = Seed {
        account_name: "Corda".to_owned(),
        inbox_key: "corda".to_owned(),
        inbox_name: "Corda".to_owned(),
        inbox_origins: vec!["http://localhost:1".to_owned()],
        agent_name: "Ana".to_owned(),
    };
    let ids = store.seed(&seed).await.expect("a shop is seeded");
    let agent = store.find_agent(ids.account, ids.agent).await.expect("the store answers");
    let agent = agent.expect("the seeded agent");
    let cookie = Auth::default().sign_in(&store, &agent, NEVER).await.expect("signed in");
    let picture: MediaId = new_id();
    let media = MediaRecord {
        account: ids.account,
        id: picture,
        conversation: None,
        blob_name: [7; 32],
        size: MediaSize { width: 2_400, height: 1_600 },
        title: "A bag".to_owned(),
        source: "test".to_owned(),
        shelf_place: None,
        clip: None,
        ready: true,
        problem: None,
    };
    store.insert_media(&media).await.expect("a picture is stored");
    store.close().await;
    // Its bytes, so that nothing is missing in this folder.
    let folder = data.join("media/07").join("07".repeat(32));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("full"), b"no picture").expect("a file");
    OpenShop { agent: Login::Agent(cookie), picture }
}

/// The running program.
pub struct Production {
    /// Where it listens.
    pub address: SocketAddr,
    /// Origin that its pages have.
    pub origin: String,
    child: Child,
    log: Option<JoinHandle<String>>,
}

impl Production {
    /// Starts it on a free port with these further flags, and waits until it serves.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(data: &Path, flags: &[&str]) -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), data, flags)
    }

    /// The same at an address.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_at(address: SocketAddr, data: &Path, flags: &[&str]) -> Self {
        let mut command = vitrine(&["serve", "--listen", &address.to_string()]);
        Self::watch(command.args(["--data".as_ref(), data.as_os_str()]).args(flags))
    }

    /// The same through another program, which has to become ours: `sh -c 'exec "$0" "$@"'`.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_through(through: &[&str], data: &Path, flags: &[&str]) -> Self {
        let mut command = vitrine(&[]);
        if let Some((other, arguments)) = through.split_first() {
            command = with_pipes(Command::new(other));
            command.args(arguments).arg(program());
        }
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Self::watch(command.args(["--data".as_ref(), data.as_os_str()]).args(flags))
    }

    /// Starts this copy of the program in a folder, as a user without any right when `root` runs
    /// the test.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_without_rights(program: &Path, folder: &Path, data: &Path, root: bool) -> Self {
        let mut command = if root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=10001", "--regid=10001", "--clear-groups", "--no-new-privs"]);
            command.args(["--bounding-set=-all", "--inh-caps=-all", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").current_dir(folder);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        Self::watch(&mut command)
    }

    fn watch(command: &mut Command) -> Self {
        let mut child = command.spawn().expect("the program starts");
        let mut stderr = child.stderr.take().expect("a pipe");
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).ok();
            text
        });
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        out.read_line(&mut line).expect("the program writes");
        let mut process = Self {
            address: ([127, 0, 0, 1], 0).into(),
            origin: String::new(),
            child,
            log: Some(log),
        };
        let parts = line.trim().strip_prefix("Vitrine serves ");
        let parts = parts.and_then(|rest| rest.trim_end_matches('.').split_once(" at "));
        let Some((origin, address)) = parts else {
            let log = process.end_log();
            panic!("the program does not serve: {line} {log}");
        };
        process.origin = origin.to_owned();
        process.address = address.parse().expect("an address");
        process
    }

    /// The process's id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A new visitor of the shop, not connected yet.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn new_visitor(&self) -> Login {
        let headers = [("origin", self.origin.as_str())];
        let body = r#"{"inbox":"corda"}"#;
        let answer = http::post(self.address, "/v1/visitors", &headers, body).await;
        Login::Visitor(answer.json::<VisitorToken>().token)
    }

    /// Sends a signal, such as `TERM`.
    ///
    /// # Panics
    /// When there is no such process.
    pub fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        kill.arg(format!("-{name}")).arg(self.child.id().to_string());
        let sent = kill.status().expect("kill is a program");
        assert!(sent.success(), "the process is there");
    }

    /// Waits until it has ended; how, and all it logged.
    ///
    /// # Panics
    /// When it does not within `patience`.
    #[must_use]
    pub fn wait(mut self, patience: Duration) -> (ExitStatus, String) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                return (status, self.end_log());
            }
            assert!(begun.elapsed() < patience, "still running after {patience:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn end_log(&mut self) -> String {
        self.child.kill().ok();
        self.child.wait().ok();
        self.log.take().and_then(|log| log.join().ok()).unwrap_or_default()
    }
}

impl Drop for Production {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The program with these arguments, with pipes for what it writes and no settings of the
/// machine it runs on.
#[must_use]
pub fn vitrine(arguments: &[&str]) -> Command {
    let mut command = with_pipes(Command::new(program()));
    command.args(arguments);
    command
}

fn with_pipes(mut command: Command) -> Command {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).env_clear();
    command
}
