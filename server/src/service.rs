//! Putting the parts together: a store, a clock and a listener become a running service.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::auth::Auth;
use crate::bus::LocalBus;
use crate::catalog::{Feeds, Searches, schedule};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Transport};
use crate::demo::DemoState;
use crate::drain::{self, Drain};
use crate::hub::Hub;
use crate::mail::{self, Mail};
use crate::media::{MediaService, WorkerSettings};
use crate::ops::retention;
use crate::people::People;
use crate::rate::AddressLimits;
use crate::serve::{Door, serve};
use crate::store::{Store, StoreError};
use crate::tls::lan;
use crate::{http, open_files};

/// How long a stopping service may take to close and to store, once its clients had their time.
const DRAIN: Duration = Duration::from_secs(8);

/// Port that https has when the address names none.
const HTTPS: u16 = 443;

/// How often left-over bytes of pictures are looked for.
const SWEEP: Duration = Duration::from_secs(60 * 60);
/// How often quiet addresses are forgotten.
const TIDY: Duration = Duration::from_secs(60);

/// What a service is made of.
pub struct Start {
    /// The checked configuration.
    pub config: Config,
    /// The opened store.
    pub store: Arc<dyn Store>,
    /// A bound listener.
    pub listener: TcpListener,
    /// With it, the listener speaks TLS only.
    pub tls: Option<TlsAcceptor>,
    /// Origin of the service as browsers see it; see [`origin`].
    pub origin: String,
    /// Origins that pictures may be fetched from by name, although they are not public.
    pub picture_origins: Vec<String>,
    /// How the processes that decode pictures are started.
    pub workers: WorkerSettings,
    /// What only the demo has.
    pub demo: Option<DemoState>,
}

/// What a service without a listener is made of.
pub struct Parts {
    /// The checked configuration.
    pub config: Config,
    /// The opened store.
    pub store: Arc<dyn Store>,
    /// Room time, above the newest stored one.
    pub clock: Arc<dyn Clock>,
    /// Origin that pages of the service have.
    pub origin: String,
    /// Origins that pictures may be fetched from by name, although they are not public.
    pub picture_origins: Vec<String>,
    /// How the processes that decode pictures are started.
    pub workers: WorkerSettings,
    /// What only the demo has.
    pub demo: Option<DemoState>,
}

/// Puts the parts together and starts the tasks of the hub. Connections come from the caller, to
/// [`crate::serve::connection`].
///
/// # Errors
/// See [`StartError`].
pub async fn assemble(parts: Parts) -> Result<Arc<App>, StartError> {
    let Parts { config, store, clock, origin, picture_origins, workers, demo } = parts;
    let mut rates = config.limits.rates();
    rates.sockets = open_files::sockets(rates.sockets);
    let bus = Arc::new(LocalBus::default());
    let mail = config.mail.as_ref().map(Mail::new).transpose().map_err(StartError::Mail)?;
    let mail_after_ms = config.mail.as_ref().map(|mail| mail.wait_ms);
    let keeps_views = config.trace_days > 0;
    let hub =
        Hub::start(Arc::clone(&store), Arc::clone(&clock), bus, mail_after_ms, keeps_views).await?;
    let feeds = Feeds::new(&config.data, &picture_origins);
    let feeds = feeds.map_err(|error| StartError::Media(Box::new(error)))?;
    let people = People::open(&config.data).map_err(StartError::Secrets)?;
    let media =
        MediaService::new(&config.data, Arc::clone(&store), &rates, &picture_origins, workers);
    let media = media.and_then(|media| match config.transport {
        // The demo's own shop has a certificate that nobody else vouches for.
        Transport::Lan => media.trusting(&lan::roots(&config.certificates())),
        Transport::Plain | Transport::Proxy { .. } | Transport::Acme(_) => Ok(media),
    });
    Ok(Arc::new(App {
        origin,
        clock,
        store,
        hub,
        auth: Auth::default(),
        people,
        media: media.map_err(StartError::Media)?,
        feeds,
        searches: Searches::default(),
        mail,
        limits: AddressLimits::new(rates),
        problems: Arc::default(),
        drain: Drain::default(),
        demo,
        config,
    }))
}

/// The origin of a service that listens at `address` and has no name of its own.
#[must_use]
pub fn origin(config: &Config, address: SocketAddr) -> String {
    match &config.transport {
        Transport::Plain => format!("http://{address}"),
        Transport::Proxy { public_url, .. } => public_url.clone(),
        Transport::Acme(acme) if address.port() == HTTPS => format!("https://{}", acme.domain),
        Transport::Acme(acme) => format!("https://{}:{}", acme.domain, address.port()),
        Transport::Lan => format!("https://{address}"),
    }
}

/// Why a service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The listener has no address.
    #[error("the listener has no address")]
    Listener(#[from] std::io::Error),
    /// The key of secrets at rest cannot be read or made.
    #[error("the key of secrets in the data folder is not usable: {0}")]
    Secrets(#[source] std::io::Error),
    /// The picture folder or the TLS library is not usable.
    #[error("pictures cannot be kept")]
    Media(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The SMTP server has no usable name, or an address is none.
    #[error("mails cannot be sent")]
    Mail(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A running service.
pub struct Service {
    /// Its parts.
    pub app: Arc<App>,
    /// Where it listens.
    pub address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Service {
    /// Starts serving.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(start: Start) -> Result<Self, StartError> {
        let clock = SystemClock::starting_after(start.store.last_time().await?);
        Self::start_at(start, Arc::new(clock)).await
    }

    /// The same with another clock, above the newest stored time.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start_at(start: Start, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let Start { config, store, listener, tls, origin, picture_origins, workers, demo } = start;
        let address = listener.local_addr()?;
        let trusted: Arc<[IpNet]> = match &config.transport {
            Transport::Proxy { trusted, .. } => trusted.clone().into(),
            Transport::Plain | Transport::Acme(_) | Transport::Lan => Arc::default(),
        };
        let app = assemble(Parts { config, store, clock, origin, picture_origins, workers, demo })
            .await?;
        let stop = CancellationToken::new();
        let router = http::router(Arc::clone(&app));
        let door = Door { listener, tls, trusted, connections: open_files::connections() };
        let serving = tokio::spawn(serve(door, router, stop.clone()));
        tracing::info!(%address, "serving");
        tokio::spawn(tidy(Arc::clone(&app), stop.clone()));
        tokio::spawn(sweep(Arc::clone(&app), stop.clone()));
        if app.mail.is_some() {
            tokio::spawn(mail::run(Arc::clone(&app), stop.clone()));
        }
        tokio::spawn(schedule::run(Arc::clone(&app), stop.clone()));
        tokio::spawn(retention::run(Arc::clone(&app), stop.clone()));
        Ok(Self { app, address, stop, serving })
    }

    /// Lets clients go elsewhere, closes those who stay, stores what is open, and stops.
    pub async fn stop(self) {
        // Not ready any more, and no new sockets; those that are open work as ever.
        self.app.drain.begin();
        self.app.hub.drain();
        // Nobody else can serve a folder: there, the sooner we are back the better. Of a database
        // server others may be clients, and whoever finds one of them leaves by itself.
        if self.app.config.database.is_some() {
            drain::until_left(&self.app.hub).await;
        }
        let rest = async {
            self.app.hub.stop().await;
            self.stop.cancel();
            if let Err(error) = self.serving.await {
                tracing::warn!(%error, "accept loop ended badly");
            }
        };
        if tokio::time::timeout(DRAIN, rest).await.is_err() {
            tracing::warn!("stopped before everything was written");
        }
        self.app.store.close().await;
    }
}

/// Deletes bytes of pictures that a crash, or a caller that went away, left behind.
async fn sweep(app: Arc<App>, stop: CancellationToken) {
    let mut every = tokio::time::interval(SWEEP);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = stop.cancelled() => return,
        }
        match app.media.sweep(app.clock.now()).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "left-over blobs deleted"),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "left-over blobs kept");
            }
        }
    }
}

/// Forgets addresses that have been quiet, so that the map of limits stays as small as a minute.
async fn tidy(app: Arc<App>, stop: CancellationToken) {
    let mut every = tokio::time::interval(TIDY);
    loop {
        tokio::select! {
            _ = every.tick() => {
                app.limits.tidy();
                app.media.forget_uploads();
                app.people.throttle.tidy(app.clock.now());
            }
            () = stop.cancelled() => return,
        }
    }
}
