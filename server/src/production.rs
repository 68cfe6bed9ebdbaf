//! `vitrine serve`: the service for real use, from its doors to its last words.

mod health;

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::{Config, HostPort, Transport};
use crate::media::WorkerSettings;
use crate::service::{self, Service, Start, StartError};
use crate::store::{SqlStore, Store, StoreError};

pub use health::ask_health;

/// Exit code for what the person at the keyboard has to put right.
const CANNOT_START: u8 = 2;

/// Why the service cannot be started.
#[derive(Debug, thiserror::Error)]
enum Fault {
    /// A door cannot be opened.
    #[error("{0} cannot be opened: {1}; stop what listens there, or choose with --{2}")]
    Port(HostPort, std::io::Error, &'static str),
    /// The data folder cannot be made.
    #[error("the data folder {0} cannot be used: {1}")]
    Folder(String, std::io::Error),
    /// The database cannot be used.
    #[error("{0}{cause}", cause = cause(.0))]
    Store(#[from] StoreError),
    /// The service does not start.
    #[error(transparent)]
    Service(#[from] StartError),
    /// Certificates are obtained by a version to come.
    #[error("this version cannot obtain certificates yet; use --behind-tls-proxy")]
    Certificates,
    /// Signals cannot be heard.
    #[error("signals cannot be heard: {0}")]
    Signals(std::io::Error),
}

/// Why a database is not available, in its own words; they hold no password.
fn cause(error: &StoreError) -> String {
    match error {
        StoreError::Unavailable(cause) => format!(": {cause}"),
        _ => String::new(),
    }
}

/// Serves until a signal ends it.
pub async fn run(config: Config) -> ExitCode {
    match serve(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let line = fault.to_string().replace('\n', " ");
            writeln!(std::io::stderr(), "vitrine: {line}").ok();
            ExitCode::from(CANNOT_START)
        }
    }
}

async fn serve(config: Config) -> Result<(), Fault> {
    if matches!(config.transport, Transport::Acme(_)) {
        return Err(Fault::Certificates);
    }
    let mut terminate = signal(SignalKind::terminate()).map_err(Fault::Signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Fault::Signals)?;
    // Doors first: a taken port is told before anything is written.
    let listener = bind(&config.listen, "listen").await?;
    let address = listener.local_addr().map_err(StartError::from)?;
    let store = open_store(&config).await?;
    let origin = service::origin(&config, address);
    let program = std::env::current_exe().map_err(StartError::from)?;
    let start = Start {
        config,
        store,
        listener,
        tls: None,
        origin,
        picture_origins: Vec::new(),
        workers: WorkerSettings::new(program),
        demo: None,
    };
    let service = Service::start(start).await?;
    say(&format!("Vitrine serves {} at {address}.", service.app.origin));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    service.stop().await;
    Ok(())
}

/// A line for the person at the keyboard; whoever does not listen misses it.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).ok();
}

async fn bind(door: &HostPort, flag: &'static str) -> Result<TcpListener, Fault> {
    let bound = TcpListener::bind((door.host.as_str(), door.port)).await;
    let unspecified = door.host == "::";
    let bound = match bound {
        // All addresses of a machine without IPv6.
        Err(error) if unspecified && error.kind() != std::io::ErrorKind::AddrInUse => {
            TcpListener::bind(("0.0.0.0", door.port)).await.map_err(|_same| error)
        }
        bound => bound,
    };
    bound.map_err(|error| Fault::Port(door.clone(), error, flag))
}

async fn open_store(config: &Config) -> Result<Arc<dyn Store>, Fault> {
    // Pictures and certificates are kept there whatever the database.
    std::fs::create_dir_all(&config.data)
        .map_err(|error| Fault::Folder(config.data.display().to_string(), error))?;
    Ok(match &config.database {
        Some(url) => Arc::new(SqlStore::connect_postgres(url.secret()).await?),
        None => Arc::new(SqlStore::open_folder(&config.data).await?),
    })
}
