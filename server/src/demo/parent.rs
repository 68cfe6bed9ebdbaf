//! The demo's parent process: starts the server, prints the one address, pulls the plug and puts
//! it back. It is small on purpose: it must survive what it does to its child.

use std::io::Write as _;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;

use super::pipe::{Line, Start};
use crate::auth::new_secret;
use crate::config::{Config, Transport};

/// The hidden subcommand that runs the server as a child.
pub const CHILD: &str = "demo-server";
/// Exit code for what the person at the keyboard has to put right.
const CANNOT_START: u8 = 2;
/// Unexpected ends of the child that are followed by another start.
const RESTARTS: u32 = 5;
/// Within this time.
const RESTARTS_WITHIN: Duration = Duration::from_secs(60);
/// How long a stopping child may take; its own limit is shorter.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// What somebody has to know who opens the demo to a network.
const BANNER: &str = "\
  +----------------------------------------------------------------------------+
  |  The demo is open to everybody in this network.                            |
  |  Its certificate is self-signed: each browser warns once for the service   |
  |  and once for the shop. Go on only here, never at a shop's real address.   |
  +----------------------------------------------------------------------------+";

/// Why the demo ended with a fault, in one line for the person at the keyboard.
#[derive(Debug, thiserror::Error)]
enum Fault {
    /// The child said why it cannot start.
    #[error("{0}")]
    Told(String),
    /// The child could not be started or spoken to.
    #[error("the server process cannot be started: {0}")]
    Process(#[from] std::io::Error),
    /// It ends again and again.
    #[error("the server ends again and again; its last words are above")]
    Restless,
}

/// How one life of the child ended.
enum End {
    /// A signal asked for the end, and the child stopped.
    Stopped,
    /// Somebody pulled the plug.
    Unplugged,
    /// It ended by itself.
    Died,
}

/// Runs the demo until a signal ends it.
pub async fn run(config: Config) -> ExitCode {
    let (code, last_words) = match tend(config).await {
        Ok(()) => return ExitCode::SUCCESS,
        Err(fault @ Fault::Told(_)) => (CANNOT_START, fault),
        Err(fault) => (1, fault),
    };
    writeln!(std::io::stderr(), "vitrine: {last_words}").ok();
    ExitCode::from(code)
}

async fn tend(config: Config) -> Result<(), Fault> {
    let mut start = Start { config, secret: new_secret() };
    let mut signals = Signals::listen()?;
    let mut deaths: Vec<Instant> = Vec::new();
    let mut printed = false;
    loop {
        match live(&mut start, &mut signals, &mut printed).await? {
            End::Stopped => return Ok(()),
            End::Unplugged => {}
            End::Died => {
                deaths.retain(|when| when.elapsed() < RESTARTS_WITHIN);
                deaths.push(Instant::now());
                if deaths.len() > RESTARTS as usize {
                    return Err(Fault::Restless);
                }
            }
        }
    }
}

/// One life of the child, from its start to its end.
async fn live(start: &mut Start, signals: &mut Signals, printed: &mut bool) -> Result<End, Fault> {
    let mut server = Server::start(start).await?;
    loop {
        let line = tokio::select! {
            line = server.said.next_line() => line?,
            () = signals.next() => {
                server.stop(signals).await?;
                return Ok(End::Stopped);
            }
        };
        // Whatever else stands on its standard output was not meant for us.
        match line.map(|text| serde_json::from_str(&text)) {
            Some(Ok(Line::Ready { service, shop, origin })) => {
                // From now on the real ports, so that a new start comes back to them.
                start.config.listen.port = service;
                start.config.shop_listen.port = shop;
                if !std::mem::replace(printed, true) {
                    print_address(start, &origin)?;
                }
            }
            Some(Ok(Line::Unplug)) => {
                server.kill().await?;
                return Ok(End::Unplugged);
            }
            Some(Ok(Line::Fault { why })) => {
                server.kill().await?;
                return Err(Fault::Told(why));
            }
            Some(Err(_)) => {}
            None => {
                server.child.wait().await?;
                return Ok(End::Died);
            }
        }
    }
}

/// The one address, and a line for people.
fn print_address(start: &Start, origin: &str) -> std::io::Result<()> {
    let Start { config, secret } = start;
    let mut out = std::io::stdout().lock();
    if config.transport == Transport::Lan {
        writeln!(out, "{BANNER}\n")?;
    }
    writeln!(out, "Open this address in a browser; Ctrl-C ends the demo.")?;
    writeln!(out, "\n    {origin}/demo#{secret}\n")?;
    writeln!(out, "Service: port {}. Shop: port {}.", config.listen.port, config.shop_listen.port)?;
    out.flush()
}

struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The running child. Killed when dropped, so that no way out of the parent leaves it behind.
struct Server {
    child: Child,
    /// The child lives as long as this is open.
    leash: Option<ChildStdin>,
    said: Lines<BufReader<ChildStdout>>,
}

impl Server {
    async fn start(start: &Start) -> Result<Self, Fault> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(CHILD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A group of its own: Ctrl-C in a terminal reaches the parent only.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let missing = || std::io::Error::other("the pipe is missing");
        let mut leash = child.stdin.take().ok_or_else(missing)?;
        let said = BufReader::new(child.stdout.take().ok_or_else(missing)?).lines();
        let mut line = serde_json::to_string(start).map_err(std::io::Error::other)?;
        line.push('\n');
        leash.write_all(line.as_bytes()).await?;
        leash.flush().await?;
        Ok(Self { child, leash: Some(leash), said })
    }

    /// Lets the child finish what it does; a second signal or too long a time kills it.
    async fn stop(mut self, signals: &mut Signals) -> Result<(), Fault> {
        drop(self.leash.take());
        tokio::select! {
            ended = self.child.wait() => drop(ended?),
            () = signals.next() => self.child.kill().await?,
            () = tokio::time::sleep(STOP_WITHIN) => self.child.kill().await?,
        }
        Ok(())
    }

    /// Ends the child without a word, as a power cut does, and waits until it is gone.
    async fn kill(mut self) -> Result<(), Fault> {
        Ok(self.child.kill().await?)
    }
}
