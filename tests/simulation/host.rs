//! The process under test: the real service on a runtime of its own, with virtual time, which
//! may be ended between any two steps of any of its tasks.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;
use vitrine_server::app::App;
use vitrine_server::clock::SystemClock;
use vitrine_server::config::{Config, RateOverrides};
use vitrine_server::media::WorkerSettings;
use vitrine_server::service::{Parts, assemble};
use vitrine_server::store::{SessionRecord, Store};
use vitrine_server::{http, serve};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::Auth;

use crate::network::ServerEnd;
use crate::storage::Storage;

/// The origin of the service in the simulation.
pub(crate) const ORIGIN: &str = "http://vitrine.test";

/// A process that has not stopped by then has ended inside a call of the store.
const STOP_WITHIN: Duration = Duration::from_secs(60);

/// A running process.
pub(crate) struct Host {
    runtime: Runtime,
    app: Arc<App>,
    /// Serves one connection of a peer.
    door: Box<dyn Fn(ServerEnd, SocketAddr)>,
    stop: CancellationToken,
    peers: u32,
}

impl Host {
    /// Starts on this storage at this time of day; `None` when the store does not let it.
    pub(crate) fn start(storage: &Arc<Storage>, folder: &Path, wall: UnixMillis) -> Option<Self> {
        let mut builder = Builder::new_current_thread();
        // One task at a time, so that the end may fall between any two steps.
        let runtime = builder.enable_time().start_paused(true).event_interval(1).build();
        let runtime = runtime.expect("a runtime without input and output starts");
        let storage: Arc<dyn Store> = Arc::clone(storage) as Arc<dyn Store>;
        let wide = Some(1_000_000);
        let limits = RateOverrides {
            durable_per_s: wide,
            durable_burst: wide,
            live_per_s: wide,
            ..<_>::default()
        };
        let app = runtime.block_on(async {
            let last = storage.last_time().await.ok()?;
            let parts = Parts {
                config: Config { data: folder.to_owned(), limits, ..Config::default() },
                store: storage,
                clock: Arc::new(SystemClock::starting_at(wall, last)),
                origin: ORIGIN.to_owned(),
                picture_origins: Vec::new(),
                workers: WorkerSettings::new(folder.join("vitrine")),
                demo: None,
            };
            assemble(parts).await.ok()
        })?;
        let (router, stop) = (http::router(Arc::clone(&app)), CancellationToken::new());
        let (tasks, stopped) = (runtime.handle().clone(), stop.clone());
        let door = Box::new(move |stream, peer| {
            tasks.spawn(serve::connection(stream, peer, router.clone(), stopped.clone()));
        });
        Some(Self { runtime, app, door, stop, peers: 0 })
    }

    /// A connection has come in.
    pub(crate) fn accept(&mut self, stream: ServerEnd) {
        self.peers += 1;
        let address = IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + self.peers));
        let peer = SocketAddr::new(address, 40_000);
        (self.door)(stream, peer);
    }

    /// A ticket for a socket of this agent.
    pub(crate) fn ticket(&self, session: &SessionRecord) -> Auth {
        // Its age is measured in the time of the process.
        let _inside = self.runtime.enter();
        Auth::Ticket(self.app.auth.issue_ticket(session.clone()).expect("few tickets wait"))
    }

    /// Lets time pass.
    pub(crate) fn run(&self, time: Duration) {
        self.runtime.block_on(async { tokio::time::sleep(time).await });
    }

    /// Ends after so many steps of its tasks, without a word to anybody.
    pub(crate) fn end_after(self, steps: u32) {
        self.runtime.block_on(Steps(steps));
    }

    /// Stops as the operator would stop it, unless it ends inside a call of the store before.
    pub(crate) fn stop(self) {
        self.stop.cancel();
        let stopping = async { tokio::time::timeout(STOP_WITHIN, self.app.hub.stop()).await };
        drop(self.runtime.block_on(stopping));
    }

    /// Lets its tasks do so many steps.
    pub(crate) fn steps(&self, steps: u32) {
        self.runtime.block_on(Steps(steps));
    }

    /// Lets its tasks do so many steps; the most that one of them took by this clock.
    pub(crate) fn longest_step(&self, steps: u32, clock: fn() -> Duration) -> Duration {
        self.runtime.block_on(async {
            let (mut before, mut longest) = (clock(), Duration::ZERO);
            for _ in 0..steps {
                Steps(1).await;
                let now = clock();
                longest = longest.max(now - before);
                before = now;
            }
            longest
        })
    }

    /// Does something inside the process.
    pub(crate) fn inside<T>(&self, work: impl AsyncFnOnce(&App) -> T) -> T {
        self.runtime.block_on(work(&self.app))
    }
}

/// Is woken after every step of another task, so many times.
struct Steps(u32);

impl Future for Steps {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match self.0.checked_sub(1) {
            None => Poll::Ready(()),
            Some(left) => {
                self.0 = left;
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}
