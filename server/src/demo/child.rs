//! The demo's server process: everything the service is, plus the shop, the seed and the shelf.

use std::io::BufRead as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use vitrine_shared::time::UnixMillis;

use super::pipe::{Line, ParentPipe, Start};
use super::shop::{self, Shop};
use super::{DemoState, phone, seed, site};
use crate::clock::{Clock as _, SystemClock};
use crate::config::{Config, HostPort, Transport};
use crate::media::WorkerSettings;
use crate::serve::{Door, serve};
use crate::service::{self, Service, Start as ServiceStart, StartError};
use crate::store::{SqlStore, Store, StoreError};
use crate::tls::{self, CertificateError, Swap, lan};
use crate::{http, open_files};

/// Connections of the client inside this process: one for each story, and its requests.
const INSIDE_CONNECTIONS: usize = 64;

/// Why the child cannot serve.
#[derive(Debug, thiserror::Error)]
enum Fault {
    /// A door cannot be opened.
    #[error("{0} is in use or not ours; stop what listens there, or choose with --{1}")]
    Port(HostPort, &'static str, #[source] std::io::Error),
    /// The data folder cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no network to open the demo to.
    #[error("this machine is in no network that a phone could be in: {0}")]
    Network(std::io::Error),
    /// The certificate cannot be made or kept.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The TLS library is not usable.
    #[error("TLS: {0}")]
    Tls(String),
    /// The service does not start.
    #[error(transparent)]
    Service(#[from] StartError),
}

/// Reads the parent's line, serves until standard input ends, stops cleanly.
///
/// A fault is told to the parent, which tells it to the person at the keyboard.
pub async fn run(start: Start, leash: Leash) {
    let parent = ParentPipe::new(std::io::stdout());
    if let Err(fault) = serve_until(start, leash, &parent).await {
        tracing::debug!(error = &fault as &dyn std::error::Error, "cannot serve");
        parent.say(&Line::Fault { why: one_line(&fault) });
    }
}

/// Tells when the parent is gone, or wants the end.
pub type Leash = oneshot::Receiver<()>;

/// Reads the parent's line from standard input and goes on watching it.
///
/// A thread of its own: a runtime cannot end while a task of its own reads standard input.
#[must_use]
pub fn take_leash() -> Option<(Start, Leash)> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).ok()?;
    let start = serde_json::from_str(&line).ok()?;
    let (ended, leash) = oneshot::channel();
    std::thread::spawn(move || {
        std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()).ok();
        ended.send(()).ok();
    });
    Some((start, leash))
}

async fn serve_until(start: Start, leash: Leash, parent: &ParentPipe) -> Result<(), Fault> {
    let demo = Demo::open(start, parent).await?;
    leash.await.ok();
    demo.close().await;
    Ok(())
}

/// The running demo without its parent.
struct Demo {
    service: Service,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Demo {
    async fn open(start: Start, parent: &ParentPipe) -> Result<Self, Fault> {
        let Start { config, secret } = start;
        let program = std::env::current_exe().map_err(StartError::from)?;
        // Doors first: a taken port is told before anything is written.
        let door = &config.listen;
        let listener = TcpListener::bind((door.host.as_str(), door.port))
            .await
            .map_err(|e| Fault::Port(door.clone(), "listen", e))?;
        let door = &config.shop_listen;
        let shop_listeners = shop::bind(&door.host, door.port)
            .await
            .map_err(|e| Fault::Port(door.clone(), "shop-listen", e))?;
        let port_of = |listener: &TcpListener| listener.local_addr().map(|a| a.port());
        let address = listener.local_addr().map_err(StartError::from)?;
        let shop_port = port_of(&shop_listeners[0]).map_err(StartError::from)?;
        let lan = match config.transport {
            Transport::Lan => Some(Lan::open(&config).await?),
            _ => None,
        };
        let host = lan.as_ref().map_or(config.shop_listen.host.clone(), |lan| lan.ip.to_string());
        let scheme = if lan.is_some() { "https" } else { "http" };
        let shop_at = HostPort { host, port: shop_port };
        let shop_origin = format!("{scheme}://{shop_at}");
        let seen_at = lan.as_ref().map_or(address, |lan| SocketAddr::new(lan.ip, address.port()));
        let origin = service::origin(&config, seen_at);

        let store = Arc::new(SqlStore::open_folder(&config.data).await?);
        let agent = seed::seed(&*store, &shop_origin).await?;
        let mut demo = DemoState::new(secret, shop_origin.clone(), agent, parent.clone());
        if let Some(lan) = &lan {
            demo.phone = phone::phone(&origin);
            demo.inside = Some(format!("http://{}", lan.inside_at));
        }
        let tls = lan.as_ref().map(|lan| lan.tls.clone());
        let picture_origins = vec![shop_origin];
        let store: Arc<dyn Store> = store;
        let service = Service::start(ServiceStart {
            origin: origin.clone(),
            config,
            store,
            listener,
            tls: tls.clone(),
            picture_origins,
            workers: WorkerSettings::new(program),
            demo: Some(demo),
        })
        .await?;

        let stop = CancellationToken::new();
        let places = open_files::connections();
        let shop = site::router(Shop::new(service.app.origin.clone()));
        let mut tasks: Vec<JoinHandle<()>> = shop_listeners
            .into_iter()
            .map(|listener| {
                let mut door = Door::plain(listener, places);
                door.tls.clone_from(&tls);
                tokio::spawn(serve(door, shop.clone(), stop.clone()))
            })
            .collect();
        if let Some(lan) = lan {
            let router = http::router(Arc::clone(&service.app));
            let door = Door::plain(lan.inside, INSIDE_CONNECTIONS);
            tasks.push(tokio::spawn(serve(door, router, stop.clone())));
        }
        parent.say(&Line::Ready { service: address.port(), shop: shop_port, origin });
        let (app, stopped) = (Arc::clone(&service.app), stop.clone());
        tasks.push(tokio::spawn(async move {
            tokio::select! {
                () = seed::fill_shelf(app) => {}
                () = stopped.cancelled() => {}
            }
        }));
        Ok(Self { service, stop, tasks })
    }

    async fn close(self) {
        self.stop.cancel();
        if let Some(demo) = &self.service.app.demo {
            demo.stories.stop_all();
        }
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::warn!(%error, "a task of the demo ended badly");
            }
        }
        self.service.stop().await;
    }
}

/// What the demo has when it is open to the network.
struct Lan {
    /// This machine in the network.
    ip: IpAddr,
    tls: TlsAcceptor,
    /// A door in the clear for the client inside this process, which would not trust the
    /// certificate.
    inside: TcpListener,
    inside_at: SocketAddr,
}

impl Lan {
    async fn open(config: &Config) -> Result<Self, Fault> {
        let ip = lan::address().map_err(Fault::Network)?;
        let names = [ip.to_string(), "localhost".to_owned(), "127.0.0.1".to_owned()];
        let now = SystemClock::starting_after(UnixMillis(0)).now();
        let certificate = lan::certificate(&config.certificates(), &names, now)?;
        let swap = Arc::<Swap>::default();
        swap.put(certificate.key());
        let tls = tls::acceptor(swap).map_err(|e| Fault::Tls(e.to_string()))?;
        let inside = TcpListener::bind(("127.0.0.1", 0)).await.map_err(StartError::from)?;
        let inside_at = inside.local_addr().map_err(StartError::from)?;
        Ok(Self { ip, tls, inside, inside_at })
    }
}

/// A fault with its causes, in one line.
fn one_line(fault: &Fault) -> String {
    match fault {
        Fault::Port(_, _, cause) => format!("{fault} ({cause})"),
        Fault::Store(StoreError::Unavailable(cause)) => format!("{fault}: {cause}"),
        _ => fault.to_string(),
    }
    .replace('\n', " ")
}
