//! `vitrine serve`: the service for real use, from its doors to its last words.

mod health;

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::{Acme, Config, HostPort, Transport};
use crate::media::{Confinement, Sandbox, WorkerSettings};
use crate::people;
use crate::serve::{self, Door};
use crate::service::{self, Service, Start, StartError};
use crate::store::{SqlStore, Store, StoreError};
use crate::tls::acme::{Challenges, Keeper};
use crate::tls::{self, Swap};
use crate::{http, telemetry};

pub use health::ask_health;

/// Exit code for what the person at the keyboard has to put right.
const CANNOT_START: u8 = 2;

/// Connections at the door for plain http, which only sends people on.
const PLAIN_CONNECTIONS: usize = 256;

/// Connections at the door for metrics.
const OPERATOR_CONNECTIONS: usize = 16;

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
    /// The TLS library is not usable.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// Nothing can be counted.
    #[error("metrics cannot be counted: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
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
    match serve_until_told(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let line = fault.to_string().replace('\n', " ");
            writeln!(std::io::stderr(), "vitrine: {line}").ok();
            ExitCode::from(CANNOT_START)
        }
    }
}

async fn serve_until_told(config: Config) -> Result<(), Fault> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Fault::Signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Fault::Signals)?;
    // Doors first: a taken port is told before anything is written.
    let listener = bind(&config.listen, "listen").await?;
    let address = listener.local_addr().map_err(StartError::from)?;
    let certificates = match &config.transport {
        Transport::Acme(acme) => Some(Certificates::open(acme).await?),
        Transport::Plain | Transport::Proxy { .. } | Transport::Lan => None,
    };
    let operator = match &config.metrics_listen {
        Some(door) => Some((bind(door, "metrics-listen").await?, telemetry::install()?)),
        None => None,
    };
    let store = open_store(&config).await?;
    let origin = service::origin(&config, address);
    let tls = match &certificates {
        Some(certificates) => Some(tls::acceptor(Arc::clone(&certificates.swap))?),
        None => None,
    };
    let program = std::env::current_exe().map_err(StartError::from)?;
    let start = Start {
        config,
        store,
        listener,
        tls,
        origin,
        picture_origins: Vec::new(),
        workers: WorkerSettings::new(program),
        demo: None,
    };
    let service = Service::start(start).await?;
    let stop = CancellationToken::new();
    tokio::spawn(tell_confinement(Arc::clone(&service.app)));
    let kept = certificates.map(|certificates| certificates.keep(&service.app, &stop));
    let operator = match operator {
        Some((door, handle)) => {
            let router = http::operator_router(Arc::clone(&service.app), handle);
            let door = Door::plain(door, OPERATOR_CONNECTIONS);
            Some(tokio::spawn(serve::serve(door, router, stop.clone())))
        }
        None => None,
    };
    say(&format!("Vitrine serves {} at {address}.", service.app.origin));
    if let Some(link) = people::setup_link(&service.app).await? {
        say(&format!("Nobody can sign in yet. Set it up within 24 hours at {link}"));
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tokio::select! {
        () = service.stop() => {}
        _ = terminate.recv() => tracing::warn!("told a second time: not everything was said"),
        _ = interrupt.recv() => tracing::warn!("told a second time: not everything was said"),
    }
    // Last, because somebody may want to watch.
    stop.cancel();
    for task in kept.into_iter().flatten().chain(operator) {
        task.await.ok();
    }
    Ok(())
}

/// Learns how far pictures are decoded apart from everything else, before the first one comes.
async fn tell_confinement(app: Arc<App>) {
    let why = match app.media.probe_confinement().await {
        Confinement::Known(Sandbox::Fully | Sandbox::Partly) => return,
        Confinement::Known(Sandbox::LimitsOnly) => "decoded with limits only: no Landlock",
        Confinement::Unknown => "the decoding process does not start",
    };
    app.problems.tell("pictures", why);
}

/// Certificates of our own, and the door at which the authority asks for them.
struct Certificates {
    acme: Acme,
    door: TcpListener,
    swap: Arc<Swap>,
}

impl Certificates {
    async fn open(acme: &Acme) -> Result<Self, Fault> {
        let door = bind(&acme.http_listen, "http-listen").await?;
        Ok(Self { acme: acme.clone(), door, swap: Arc::default() })
    }

    /// Starts answering the authority and asking it for certificates.
    fn keep(self, app: &Arc<App>, stop: &CancellationToken) -> [JoinHandle<()>; 2] {
        let challenges = Arc::<Challenges>::default();
        let router = http::plain_router(Arc::clone(app), Arc::clone(&challenges));
        let keeper = Keeper::new(
            self.acme,
            app.config.certificates(),
            Arc::clone(&app.clock),
            self.swap,
            challenges,
            Arc::clone(&app.problems),
        );
        let door = Door::plain(self.door, PLAIN_CONNECTIONS);
        let door = tokio::spawn(serve::serve(door, router, stop.clone()));
        [door, tokio::spawn(keeper.run(stop.clone()))]
    }
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
