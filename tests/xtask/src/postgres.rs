//! A private PostgreSQL for the store's contract suite: own folder, own port, gone afterwards.
//!
//! Debian's own cluster on port 5432 is left alone.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::command::{Log, cargo, passed_tests, signal, wait};
use crate::workspace;

/// Starting takes under a second; a loaded machine is allowed more.
const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(20);

/// Runs the contract suite with `VITRINE_TEST_POSTGRES` set.
pub(crate) fn contract(log: &mut Log) -> Result<(), String> {
    let server = Server::start(log)?;
    let mut tests = cargo(&["test", "-p", "vitrine-server", "--test", "store_postgres"]);
    let done = log.run(tests.env("VITRINE_TEST_POSTGRES", &server.url));
    drop(server);
    done?;
    passed_tests("postgres").map(|_| ())
}

/// A running server; dropping it ends the process and removes its folder.
struct Server {
    child: Child,
    folder: PathBuf,
    url: String,
}

impl Server {
    fn start(log: &mut Log) -> Result<Self, String> {
        let programs = programs()?;
        let folder = std::env::temp_dir().join(format!("vitrine-pg-{}", std::process::id()));
        let data = folder.join("data");
        // Both programs refuse root; `postgres` is the user the package made.
        let owner = if workspace::is_root() { "postgres" } else { "" };
        make_folder(&folder, owner)?;
        let mut initdb = as_user(owner, &programs.join("initdb"));
        initdb.args(["-U", "vitrine", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "-D"]);
        log.run(initdb.current_dir(&folder).arg(&data))?;

        let port = free_port()?;
        let mut postgres = as_user(owner, &programs.join("postgres"));
        postgres.current_dir(&folder).arg("-D").arg(&data).arg("-k").arg(&folder);
        postgres.args(["-h", "127.0.0.1", "-p", &port]);
        let child = log.start(&mut postgres)?;
        let url = format!("postgres://vitrine@127.0.0.1:{port}/postgres");
        let mut server = Self { child, folder, url };

        let start = Instant::now();
        loop {
            let mut ready = Command::new(programs.join("pg_isready"));
            ready.args(["-q", "-h", "127.0.0.1", "-p", &port]);
            if ready.status().is_ok_and(|status| status.success()) {
                return Ok(server);
            }
            if let Ok(Some(status)) = server.child.try_wait() {
                return Err(format!("postgres ended at once: {status}"));
            }
            if start.elapsed() > START_LIMIT {
                return Err("postgres did not start in time".to_owned());
            }
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // INT asks for a fast shutdown: connections are cut, shared memory is returned.
        signal(self.child.id(), "INT");
        wait(&mut self.child, STOP_LIMIT);
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// Debian keeps these programs out of PATH; the newest version wins.
fn programs() -> Result<PathBuf, String> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .collect();
    found.sort();
    let elsewhere = workspace::find_program("initdb").and_then(|p| p.parent().map(Path::to_owned));
    found
        .pop()
        .map(|(_, path)| path.join("bin"))
        .or(elsewhere)
        .ok_or_else(|| "no PostgreSQL: neither /usr/lib/postgresql nor initdb in PATH".to_owned())
}

fn make_folder(folder: &Path, owner: &str) -> Result<(), String> {
    let mut install = Command::new("install");
    install.args(["-d", "-m", "700"]).arg(folder);
    if !owner.is_empty() {
        install.args(["-o", owner]);
    }
    match install.status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("cannot create {}", folder.display())),
    }
}

/// The program as this user, in the same process, so that the child's id is the program's.
fn as_user(user: &str, program: &Path) -> Command {
    if user.is_empty() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={user}")).arg(format!("--regid={user}"));
    command.arg("--init-groups").arg("--").arg(program);
    command
}

/// Bound and given back; another program could take it before PostgreSQL does, which then fails.
fn free_port() -> Result<String, String> {
    let bound = TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr());
    bound.map(|address| address.port().to_string()).map_err(|e| format!("no free port: {e}"))
}
