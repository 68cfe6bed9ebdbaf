//! Certificates from a real certificate authority: pebble, which Let's Encrypt tests with.

#![cfg(test)]

mod pebble;

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use vitrine_server::clock::Clock;
use vitrine_server::config::{Acme, HostPort};
use vitrine_server::problems::Problems;
use vitrine_server::tls::acme::{Challenges, Keeper};
use vitrine_server::tls::{Swap, acceptor};
use vitrine_shared::time::UnixMillis;
use vitrine_tests::{Production, open_shop_in};

use pebble::{DOMAIN, Pebble};

/// How long a loaded machine may take for what takes a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// A clock that a test sets.
struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.load(Ordering::SeqCst))
    }
}

/// Asks for a path as a browser that trusts the authority; the server's certificate and its answer.
async fn browse(
    address: SocketAddr,
    root: &str,
    path: &str,
) -> std::io::Result<(CertificateDer<'static>, String)> {
    let head = format!("GET {path} HTTP/1.1\r\nhost: {DOMAIN}\r\nconnection: close\r\n\r\n");
    vitrine_tests::browse(address, DOMAIN, root, &head).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serve_obtains_a_certificate_and_speaks_https_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut pebble = Pebble::start(folder.path());
    let data = folder.path().join("data");
    open_shop_in(&data).await;
    let directory = pebble.directory();
    let door = format!("127.0.0.1:{}", pebble.http_port);
    let ca = pebble.ca.to_str().expect("UTF-8");
    let flags = ["--domain", DOMAIN, "--http-listen", &door, "--acme-ca", ca];
    let process =
        Production::start(&data, &[&flags[..], &["--acme-directory", &directory]].concat());
    assert_eq!(process.origin, format!("https://{DOMAIN}:{}", process.address.port()));

    let root = pebble.root().await;
    let deadline = Instant::now() + PATIENCE;
    let (_, said) = loop {
        match browse(process.address, &root, "/readyz").await {
            Ok(answer) => break answer,
            // Before there is a certificate, no handshake succeeds.
            Err(_none_yet) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        assert!(Instant::now() < deadline, "there is no certificate");
    };
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(said.contains("strict-transport-security: max-age=31536000"), "{said}");

    let plain: SocketAddr = door.parse().expect("an address");
    let headers = [("host", "evil.example")];
    let sent = vitrine_tests::http::request(plain, "GET", "/console?a=1", &headers, "").await;
    let target = format!("{}/console?a=1", process.origin);
    assert_eq!((sent.status, sent.header("location")), (308, Some(target.as_str())));
    let socket = vitrine_tests::upgrade(plain, Some(&process.origin)).await;
    assert!(socket.is_err(), "no socket is opened in the clear");
    let health = vitrine_tests::http::request(plain, "GET", "/readyz", &[], "").await;
    assert_eq!(health.status, 200);

    let mode =
        |path: &Path| std::fs::metadata(path).expect("it is kept").permissions().mode() & 0o777;
    for name in ["account.json", &format!("{DOMAIN}.pem")] {
        assert_eq!(mode(&data.join("tls").join(name)), 0o600, "{name}");
    }
    process.signal("TERM");
    assert!(tokio::task::block_in_place(|| process.wait(PATIENCE)).0.success());
}

/// Answers challenges as the service's plain door does.
async fn answer_challenges(listener: TcpListener, challenges: Arc<Challenges>) {
    while let Ok((stream, _)) = listener.accept().await {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).await.ok();
        let token = line.split([' ', '/']).find(|part| part.len() > 30).unwrap_or_default();
        let body = challenges.answer(token).unwrap_or_default();
        let length = body.len();
        let answer = format!("HTTP/1.0 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
        stream.write_all(answer.as_bytes()).await.ok();
    }
}

/// Serves TLS with whatever certificate is in use.
async fn serve_tls(listener: TcpListener, swap: Arc<Swap>) {
    let acceptor = acceptor(swap).expect("TLS");
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                stream.write_all(b"here").await.ok();
                stream.shutdown().await.ok();
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_renewed_in_time_and_the_old_one_serves_while_the_authority_is_down() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut pebble = Pebble::start(folder.path());
    let challenges = Arc::<Challenges>::default();
    let door = TcpListener::bind(("127.0.0.1", pebble.http_port)).await.expect("a free port");
    tokio::spawn(answer_challenges(door, Arc::clone(&challenges)));
    let swap = Arc::<Swap>::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(serve_tls(listener, Arc::clone(&swap)));

    let clock = Arc::new(TestClock(AtomicI64::new(pebble::now())));
    let problems = Arc::<Problems>::default();
    let acme = Acme {
        domain: DOMAIN.to_owned(),
        http_listen: HostPort { host: "127.0.0.1".to_owned(), port: pebble.http_port },
        directory: pebble.directory(),
        email: Some("it@shop.example".to_owned()),
        ca: Some(pebble.ca.clone()),
    };
    let kept = folder.path().join("tls");
    let keeper = |swap: &Arc<Swap>| {
        let (clock, swap) = (Arc::clone(&clock) as Arc<dyn Clock>, Arc::clone(swap));
        let (challenges, problems) = (Arc::clone(&challenges), Arc::clone(&problems));
        Keeper::new(acme.clone(), kept.clone(), clock, swap, challenges, problems)
    };
    let mut keeping = keeper(&swap);
    assert_eq!(keeping.step().await, Duration::ZERO, "{:?}", problems.all());
    assert!(keeping.step().await > Duration::ZERO, "it is good for a while");
    let root = pebble.root().await;
    let (first, _) = browse(address, &root, "/").await.expect("it is served");

    // Two thirds of its life are over, and the authority is gone.
    let year = 366 * 24 * 60 * 60 * 1_000;
    let mut years = 0;
    while keeping.step().await > Duration::ZERO && problems.all().is_empty() {
        pebble.stop();
        clock.0.fetch_add(year, Ordering::SeqCst);
        years += 1;
        assert!(years < 10, "no certificate is good for so long");
    }
    assert!(problems.all().contains_key("certificate"));
    let (same, _) = browse(address, &root, "/").await.expect("the old one serves");
    assert_eq!(same, first);
    let pauses = [keeping.step().await, keeping.step().await];
    assert_eq!(pauses.map(|pause| pause.as_secs()), [180, 540], "less and less often");

    // It comes back as another one, which knows nothing of our account.
    pebble.begin();
    assert_eq!(keeping.step().await, Duration::ZERO, "{:?}", problems.all());
    assert!(problems.all().is_empty());
    let (second, _) = browse(address, &pebble.root().await, "/").await.expect("the new one");
    assert_ne!(second, first, "the same doors serve another certificate");

    // A new process begins with what is kept, without asking anybody.
    pebble.stop();
    clock.0.store(pebble::now(), Ordering::SeqCst);
    let fresh = Arc::<Swap>::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(serve_tls(listener, Arc::clone(&fresh)));
    let mut after = keeper(&fresh);
    assert!(after.step().await > Duration::ZERO);
    let (again, _) = browse(address, &pebble.last_root, "/").await.expect("it is served at once");
    assert_eq!(again, second);
}
