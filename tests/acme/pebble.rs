//! pebble and its name server, on private ports, ended with the test.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use vitrine_server::clock::{Clock as _, SystemClock};
use vitrine_server::tls::lan;
use vitrine_shared::time::UnixMillis;

/// The name that certificates are for; the name server says that it is this machine.
pub(crate) const DOMAIN: &str = "chat.shop.test";
/// Starting takes a moment; a loaded machine is allowed more.
const START_WITHIN: Duration = Duration::from_secs(30);

/// The time of day: certificates of a real authority begin now.
pub(crate) fn now() -> i64 {
    SystemClock::starting_after(UnixMillis(0)).now().0
}

/// A running certificate authority.
pub(crate) struct Pebble {
    /// Where it looks for answers to challenges.
    pub(crate) http_port: u16,
    /// What its own https is checked with.
    pub(crate) ca: PathBuf,
    /// The root of its certificates, as it was last asked for.
    pub(crate) last_root: String,
    folder: PathBuf,
    ports: [u16; 4],
    children: Vec<Child>,
}

impl Pebble {
    /// Starts one that keeps its files in `folder`.
    pub(crate) fn start(folder: &Path) -> Self {
        // Its own https: the key and the certificate in two files, as it wants them.
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let own = folder.join("pebble");
        lan::certificate(&own, &names, UnixMillis(now())).expect("a certificate");
        let both = std::fs::read_to_string(own.join("lan-localhost.pem")).expect("it is kept");
        let at = both.find("-----BEGIN CERTIFICATE").expect("a certificate behind its key");
        let ca = own.join("ca.pem");
        std::fs::write(own.join("key.pem"), &both[..at]).expect("written");
        std::fs::write(&ca, &both[at..]).expect("written");

        let [api, management, dns, names, http, tls] = free_ports();
        let config = serde_json::json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{api}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": ca,
            "privateKey": own.join("key.pem"),
            "httpPort": http,
            "tlsPort": tls,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
        }});
        std::fs::write(own.join("config.json"), config.to_string()).expect("written");
        let ports = [api, management, dns, names];
        let (children, last_root) = (Vec::new(), String::new());
        let mut pebble = Self { http_port: http, ca, last_root, folder: own, ports, children };
        pebble.begin();
        pebble
    }

    /// Starts it, as a new authority at the same address.
    pub(crate) fn begin(&mut self) {
        let [api, management, dns, names] = self.ports;
        let mut resolver = Command::new("pebble-challtestsrv");
        resolver.args(["-http01", "", "-https01", "", "-tlsalpn01", ""]);
        resolver.args(["-defaultIPv6", "", "-defaultIPv4", "127.0.0.1"]);
        resolver.args(["-dns01", &format!("127.0.0.1:{dns}")]);
        resolver.args(["-management", &format!("127.0.0.1:{names}")]);
        let mut authority = Command::new("pebble");
        authority.arg("-config").arg(self.folder.join("config.json"));
        authority.args(["-dnsserver", &format!("127.0.0.1:{dns}")]);
        authority.env("PEBBLE_VA_NOSLEEP", "1");
        for mut command in [resolver, authority] {
            let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            let child = child.expect("pebble is installed: apt-get install pebble");
            self.children.push(child);
        }
        let begun = Instant::now();
        for port in [names, api, management] {
            while TcpStream::connect(("127.0.0.1", port)).is_err() {
                assert!(begun.elapsed() < START_WITHIN, "pebble does not listen at {port}");
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    /// Ends it.
    pub(crate) fn stop(&mut self) {
        for mut child in self.children.drain(..) {
            child.kill().ok();
            child.wait().ok();
        }
    }

    /// Address of its directory.
    pub(crate) fn directory(&self) -> String {
        format!("https://localhost:{}/dir", self.ports[0])
    }

    /// The root of the certificates it gives.
    pub(crate) async fn root(&mut self) -> String {
        rustls::crypto::ring::default_provider().install_default().ok();
        let ca = std::fs::read(&self.ca).expect("it is kept");
        let ca = reqwest::Certificate::from_pem(&ca).expect("a certificate");
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([ca]).build();
        let url = format!("https://127.0.0.1:{}/roots/0", self.ports[1]);
        let answer = client.expect("a client").get(url).send().await.expect("it answers");
        self.last_root = answer.text().await.expect("PEM");
        self.last_root.clone()
    }
}

impl Drop for Pebble {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Bound and given back; another program could take one before pebble does, which then fails.
fn free_ports<const N: usize>() -> [u16; N] {
    let bound = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    bound.map(|listener| listener.local_addr().expect("bound").port())
}
