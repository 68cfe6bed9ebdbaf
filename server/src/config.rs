//! The configuration: defaults, then the file, then `VITRINE_…`, then flags.
//!
//! The only reader of the environment. Every source is read before anything is judged, so that
//! all faults are told at once.

mod check;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use serde::{Deserialize, Serialize};
use vitrine_shared::limits::Rates;

pub use check::{Fault, Faults};

/// The program's flags.
#[derive(Debug, Parser)]
#[command(name = "vitrine", version, about = "Live visual chat for online shops")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: CliCommand,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// A shop, a customer and an agent on this machine, to try everything out.
    Demo(Flags),
    /// The server of the demo; started by `demo`, which tells it the settings on standard input.
    #[command(hide = true)]
    DemoServer,
}

/// Flags that override everything else.
#[derive(Clone, Debug, Default, Args)]
pub struct Flags {
    /// Configuration file (TOML).
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address of the service; port 0 picks a free one [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// Address of the demo shop [default: localhost at the next port].
    #[arg(long, value_name = "ADDR")]
    pub shop_listen: Option<String>,
    /// Data folder [default: ./data/demo].
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// The checked configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Host and port of the service.
    pub listen: HostPort,
    /// Host and port of the demo shop.
    pub shop_listen: HostPort,
    /// Data folder.
    pub data: PathBuf,
    /// Filter of the log, as `tracing_subscriber::filter::Targets` reads it.
    pub log: String,
    /// Rates that differ from their defaults, by name; a benchmark prints them.
    pub limits: RateOverrides,
}

/// A host name or address and a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPort {
    /// `127.0.0.1`, `localhost`, `::1`.
    pub host: String,
    /// 0 picks a free one.
    pub port: u16,
}

impl std::fmt::Display for HostPort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// One source of settings; nothing is judged yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    listen: Option<String>,
    shop_listen: Option<String>,
    data: Option<PathBuf>,
    log: Option<String>,
    #[serde(default)]
    limits: RateOverrides,
}

/// Rates to use instead of the defaults of [`Rates`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateOverrides {
    /// See [`Rates::durable_per_s`].
    pub durable_per_s: Option<u32>,
    /// See [`Rates::durable_burst`].
    pub durable_burst: Option<u32>,
    /// See [`Rates::live_per_s`].
    pub live_per_s: Option<u32>,
    /// See [`Rates::visitor_sockets`].
    pub visitor_sockets: Option<u32>,
    /// See [`Rates::address_pending`].
    pub address_pending: Option<u32>,
    /// See [`Rates::address_sockets`].
    pub address_sockets: Option<u32>,
    /// See [`Rates::sockets`].
    pub sockets: Option<u32>,
    /// See [`Rates::visitors_per_min`].
    pub visitors_per_min: Option<u32>,
    /// See [`Rates::fetches_per_min`].
    pub fetches_per_min: Option<u32>,
}

impl RateOverrides {
    /// The rates to run with.
    #[must_use]
    pub fn rates(&self) -> Rates {
        let d = Rates::default();
        Rates {
            durable_per_s: self.durable_per_s.unwrap_or(d.durable_per_s),
            durable_burst: self.durable_burst.unwrap_or(d.durable_burst),
            live_per_s: self.live_per_s.unwrap_or(d.live_per_s),
            visitor_sockets: self.visitor_sockets.unwrap_or(d.visitor_sockets),
            address_pending: self.address_pending.unwrap_or(d.address_pending),
            address_sockets: self.address_sockets.unwrap_or(d.address_sockets),
            sockets: self.sockets.unwrap_or(d.sockets),
            visitors_per_min: self.visitors_per_min.unwrap_or(d.visitors_per_min),
            fetches_per_min: self.fetches_per_min.unwrap_or(d.fetches_per_min),
        }
    }

    /// The same overrides by name, with which `over` wins.
    fn overlaid(self, over: Self) -> Self {
        Self {
            durable_per_s: over.durable_per_s.or(self.durable_per_s),
            durable_burst: over.durable_burst.or(self.durable_burst),
            live_per_s: over.live_per_s.or(self.live_per_s),
            visitor_sockets: over.visitor_sockets.or(self.visitor_sockets),
            address_pending: over.address_pending.or(self.address_pending),
            address_sockets: over.address_sockets.or(self.address_sockets),
            sockets: over.sockets.or(self.sockets),
            visitors_per_min: over.visitors_per_min.or(self.visitors_per_min),
            fetches_per_min: over.fetches_per_min.or(self.fetches_per_min),
        }
    }
}

impl Config {
    /// Reads every source and checks the result.
    ///
    /// # Errors
    /// All faults found, in the order of the settings.
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the environment")]
    pub fn load(flags: &Flags) -> Result<Self, Faults> {
        check::load(flags, &|name| std::env::var(name).ok())
    }
}
