//! Judging what the sources say, collecting every fault.

use std::fmt;
use std::path::PathBuf;

use ipnet::IpNet;
use url::Url;

use super::sources::{self, Said, Text, Variables};
use super::{
    Acme, Config, DatabaseUrl, Flags, HostPort, MediaOptions, Program, RETENTION_DAYS, TRACE_DAYS,
    Transport,
};

/// Port of the service when nobody says otherwise.
const DEFAULT_PORT: u16 = 8080;
/// Directory of Let's Encrypt.
const DIRECTORY: &str = "https://acme-v02.api.letsencrypt.org/directory";
/// Longest retention, in days: a hundred years, so that no date overflows.
const MOST_DAYS: u32 = 36_500;
/// Longest host name (RFC 1035 §2.3.4), in bytes.
const DOMAIN_BYTES: usize = 253;

/// Something wrong with one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands: a file, a variable or a flag.
    pub place: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

/// Everything wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, fault) in self.0.iter().enumerate() {
            let newline = if n == 0 { "" } else { "\n" };
            write!(f, "{newline}{}: {}", fault.place, fault.problem)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

pub(super) fn load(
    program: Program,
    flags: &Flags,
    variable: Variables<'_>,
) -> Result<Config, Faults> {
    let mut faults = Vec::new();
    let said = sources::read(program, flags, variable, &mut faults);
    let mut judge = Judge { said, faults };
    let config = judge.config(program);
    if judge.faults.is_empty() { Ok(config) } else { Err(Faults(judge.faults)) }
}

pub(super) struct Judge {
    said: Said,
    faults: Vec<Fault>,
}

impl Judge {
    fn config(&mut self, program: Program) -> Config {
        let lan = self.switch("lan");
        let domain = self.domain();
        let (host, port) = match (&domain, lan) {
            (Some(_), _) => ("::", 443),
            (None, true) => ("0.0.0.0", DEFAULT_PORT),
            (None, false) => ("127.0.0.1", DEFAULT_PORT),
        };
        let listen = self.host_port("listen").unwrap_or_else(|| at(host, port));
        let next_port = if listen.port == 0 { 0 } else { listen.port.saturating_add(1) };
        let shop_host = if lan { "0.0.0.0" } else { "localhost" };
        let shop_listen = self.host_port("shop_listen").unwrap_or_else(|| at(shop_host, next_port));
        let data = match program {
            Program::Serve => "data",
            Program::Demo => "data/demo",
        };
        let data = self.take("data").map_or_else(|| data.into(), |said| PathBuf::from(said.text));
        let database = self.database();
        let transport = self.transport(domain, lan);
        self.reachable(program, &transport, &listen);
        if transport == Transport::Plain && !shop_listen.is_loopback() {
            let problem = format!("{} is not a loopback address", shop_listen.host);
            self.fault("shop_listen", problem);
        }
        if program == Program::Demo && shop_listen == listen && listen.port != 0 {
            self.fault("shop_listen", "the shop needs an origin of its own; give it another port");
        }
        let retention_days = self.days("retention_days", RETENTION_DAYS);
        let trace_days = self.days("trace_days", TRACE_DAYS);
        let metrics_listen = self.metrics();
        self.rates();
        let log = self.take("log").map_or_else(|| "info".to_owned(), |said| said.text);
        if log.parse::<tracing_subscriber::filter::Targets>().is_err() {
            let problem =
                format!("{log:?} is no filter; use for example info or vitrine_server=debug");
            self.fault("log", problem);
        }
        let limits = self.said.limits;
        let media = self.media();
        let mail = self.mail();
        Config {
            listen,
            shop_listen,
            data,
            database,
            transport,
            retention_days,
            trace_days,
            metrics_listen,
            media,
            mail,
            log,
            limits,
        }
    }

    pub(super) fn take(&self, name: &str) -> Option<Text> {
        self.said.settings.get(name).cloned()
    }

    pub(super) fn fault(&mut self, place: &str, problem: impl Into<String>) {
        self.faults.push(Fault { place: place.to_owned(), problem: problem.into() });
    }

    fn switch(&mut self, name: &str) -> bool {
        let Some(Text { place, text }) = self.take(name) else { return false };
        match text.as_str() {
            "true" => true,
            "false" => false,
            other => {
                self.fault(&place, format!("{other:?} is neither true nor false"));
                false
            }
        }
    }

    fn host_port(&mut self, name: &str) -> Option<HostPort> {
        let Text { place, text } = self.take(name)?;
        let parsed = text.rsplit_once(':').and_then(|(host, port)| {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            let port = port.parse().ok()?;
            (!host.is_empty()).then(|| at(host, port))
        });
        if parsed.is_none() {
            self.fault(&place, format!("{text:?} is no address; use for example 127.0.0.1:8080"));
        }
        parsed
    }

    fn database(&mut self) -> Option<DatabaseUrl> {
        let Text { place, text } = self.take("database")?;
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Some(DatabaseUrl(text));
        }
        // The text is not repeated: it may hold a password.
        self.fault(&place, "no PostgreSQL URL; use for example postgres://user:password@host/name");
        None
    }

    fn domain(&mut self) -> Option<String> {
        let Text { place, text } = self.take("domain")?;
        let domain = text.to_ascii_lowercase();
        if is_host_name(&domain) {
            return Some(domain);
        }
        self.fault(&place, format!("{text:?} is no host name; use for example chat.shop.example"));
        None
    }

    fn media(&mut self) -> MediaOptions {
        let mut media = MediaOptions::default();
        if let Some(Text { place, text }) = self.take("media_url") {
            media.url = https_origin(&text);
            if media.url.is_none() {
                let problem =
                    "no https origin; use for example https://media.shop.example, without a path";
                self.fault(&place, problem);
            }
        }
        if let Some(Text { place, text }) = self.take("media_hosts") {
            for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
                let host = part.to_ascii_lowercase();
                if is_host_name(&host) {
                    media.hosts.push(host);
                } else {
                    self.fault(&place, format!("{part:?} is no host name; use cdn.shop.example"));
                }
            }
        }
        media.players = self.switch("media_players");
        media
    }

    fn transport(&mut self, domain: Option<String>, lan: bool) -> Transport {
        let proxy = self.switch("behind_tls_proxy");
        if proxy && self.said.settings.contains_key("domain") {
            self.fault(
                "domain",
                "either the proxy speaks https or we do; leave out one of the two",
            );
        }
        let needs: [(&[&str], &str, bool); 2] = [
            (&["public_url", "trusted_proxies"], "behind_tls_proxy", proxy),
            (
                &["http_listen", "acme_directory", "acme_email", "acme_ca"],
                "domain",
                self.said.settings.contains_key("domain"),
            ),
        ];
        for (names, with, present) in needs {
            for name in names.iter().filter(|_| !present) {
                if let Some(said) = self.take(name) {
                    self.fault(&said.place, format!("means something with {with} only"));
                }
            }
        }
        if proxy {
            let public_url = self.public_url();
            return Transport::Proxy { public_url, trusted: self.trusted() };
        }
        match domain {
            Some(domain) => Transport::Acme(self.acme(domain)),
            None if lan => Transport::Lan,
            None => Transport::Plain,
        }
    }

    fn acme(&mut self, domain: String) -> Acme {
        let http_listen = self.host_port("http_listen").unwrap_or_else(|| at("::", 80));
        let directory = match self.take("acme_directory") {
            Some(Text { place, text }) => {
                if !text.starts_with("https://") || Url::parse(&text).is_err() {
                    self.fault(&place, format!("{text:?} is no https address"));
                }
                text
            }
            None => DIRECTORY.to_owned(),
        };
        let email = self.take("acme_email").map(|Text { place, text }| {
            if text.split('@').filter(|part| !part.is_empty()).count() != 2 {
                self.fault(&place, "no e-mail address");
            }
            text
        });
        let ca = self.take("acme_ca").map(|said| PathBuf::from(said.text));
        Acme { domain, http_listen, directory, email, ca }
    }

    fn public_url(&mut self) -> String {
        let Some(Text { place, text }) = self.take("public_url") else {
            let problem = "is needed with behind_tls_proxy; for example https://chat.shop.example";
            self.fault("public_url", problem);
            return String::new();
        };
        if let Some(origin) = https_origin(&text) {
            return origin;
        }
        let problem = "no https origin; use for example https://chat.shop.example, without a path";
        self.fault(&place, problem);
        String::new()
    }

    fn trusted(&mut self) -> Vec<IpNet> {
        let default = || Text { place: String::new(), text: "127.0.0.0/8,::1/128".to_owned() };
        let Text { place, text } = self.take("trusted_proxies").unwrap_or_else(default);
        let mut networks = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let alone = || part.parse::<std::net::IpAddr>().map(IpNet::from);
            match part.parse().or_else(|_no_network| alone()) {
                Ok(network) => networks.push(network),
                Err(_) => self.fault(&place, format!("{part:?} is no network; use 10.0.0.0/8")),
            }
        }
        networks
    }

    /// Plain http is for this machine only.
    fn reachable(&mut self, program: Program, transport: &Transport, listen: &HostPort) {
        if *transport != Transport::Plain || listen.is_loopback() {
            return;
        }
        let ways = match program {
            Program::Serve => {
                "use --behind-tls-proxy (your proxy speaks https), --domain NAME (automatic \
                 certificates) or, for the demo, --lan (self-signed)"
            }
            Program::Demo => {
                "use --lan (self-signed https); for real use `vitrine serve` with \
                 --behind-tls-proxy (your proxy speaks https) or --domain NAME (automatic \
                 certificates)"
            }
        };
        let host = &listen.host;
        let problem = format!(
            "{host} is not a loopback address, and plain http can be read on the way; {ways}"
        );
        self.fault("listen", problem);
    }

    fn days(&mut self, name: &str, default: u32) -> u32 {
        let Some(Text { place, text }) = self.take(name) else { return default };
        match text.parse() {
            Ok(days) if days <= MOST_DAYS => days,
            _ => {
                self.fault(&place, format!("{text:?} is no number of days; use 0 to {MOST_DAYS}"));
                default
            }
        }
    }

    fn metrics(&mut self) -> Option<HostPort> {
        let open = self.switch("metrics_open");
        let listen = self.host_port("metrics_listen")?;
        if !open && !listen.is_loopback() {
            let problem = format!(
                "{} is not a loopback address, and metrics have no password; use metrics_open to \
                 allow it",
                listen.host
            );
            self.fault("metrics_listen", problem);
        }
        Some(listen)
    }

    fn rates(&mut self) {
        for rate in self.said.limits.named() {
            if rate.set == Some(0) {
                let problem = "0 would shut everybody out; use 1 or more";
                self.fault(&format!("limits.{}", rate.name), problem);
            }
        }
    }
}

/// The origin, if the text is an https address of nothing but a host and perhaps a port.
fn https_origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let anonymous = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && bare && anonymous).then(|| url.origin().ascii_serialization())
}

/// Whether the text, in small letters, is the name of a host with at least one dot in it.
pub(super) fn is_host_name(text: &str) -> bool {
    let label = |label: &str| {
        let letters = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (1..=63).contains(&label.len()) && letters && !label.starts_with('-')
    };
    let name = text.len() <= DOMAIN_BYTES && text.split('.').all(label);
    name && text.contains('.') && text.parse::<std::net::IpAddr>().is_err()
}

pub(super) fn at(host: &str, port: u16) -> HostPort {
    HostPort { host: host.to_owned(), port }
}

#[cfg(test)]
mod mail_tests;
#[cfg(test)]
mod tests;
