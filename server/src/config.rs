//! The configuration: defaults, then the file, then `VITRINE_…`, then flags.
//!
//! The only reader of the environment. Every source is read before anything is judged, so that
//! all faults are told at once.

mod check;
mod flags;
mod mail;
mod rates;
mod reference;
mod settings;
mod sources;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

pub use check::{Fault, Faults};
pub use flags::{DemoFlags, Flags, ServeFlags};
pub use mail::{MailOptions, MailPassword, MailTls};
pub use rates::RateOverrides;
pub use reference::reference;
pub use settings::{SETTINGS, Setting};

/// How long ended conversations are kept when nobody says otherwise, in days.
const RETENTION_DAYS: u32 = 180;
/// How long it is kept where people looked, when nobody says otherwise.
const TRACE_DAYS: u32 = 30;

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
    /// The service, for real use.
    Serve(ServeFlags),
    /// A shop, a customer and an agent on this machine, to try everything out.
    Demo(DemoFlags),
    /// Asks the service with these settings on this machine whether it can serve.
    Health(ServeFlags),
    /// Copies database and pictures to a new folder, while the service runs or not.
    Backup(BackupFlags),
    /// Makes an empty data folder from a backup.
    Restore(RestoreFlags),
    /// Looks whether the data is whole: 0 when it is, 1 when it is not.
    Doctor(DoctorFlags),
    /// The products that agents can search.
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// The server of the demo; started by `demo`, which tells it the settings on standard input.
    #[command(hide = true)]
    DemoServer,
    /// Decodes one picture; started by the server.
    #[command(hide = true)]
    MediaWorker {
        /// Who brought it, which decides how large it may be.
        purpose: String,
    },
}

/// The flags of `vitrine backup`.
#[derive(Debug, Args)]
pub struct BackupFlags {
    /// Folder to make.
    #[arg(value_name = "FOLDER")]
    pub backup: PathBuf,
    /// Where the data is.
    #[command(flatten)]
    pub settings: ServeFlags,
}

/// The flags of `vitrine restore`.
#[derive(Debug, Args)]
pub struct RestoreFlags {
    /// Folder of the backup.
    #[arg(value_name = "FOLDER")]
    pub backup: PathBuf,
    /// Where the data shall be.
    #[command(flatten)]
    pub settings: ServeFlags,
}

/// The flags of `vitrine doctor`.
#[derive(Debug, Args)]
pub struct DoctorFlags {
    /// Computes anew what differs from the logs; the service must not run.
    #[arg(long)]
    pub rebuild: bool,
    /// Where the data is.
    #[command(flatten)]
    pub settings: ServeFlags,
}

/// What `vitrine catalog` does.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Brings the catalogue up to date with a feed (Google Merchant, RSS or table), while the service
    /// runs or not: 0 when it is as the feed, 1 when the feed was refused.
    Import(ImportFlags),
}

/// The flags of `vitrine catalog import`.
#[derive(Debug, Args)]
pub struct ImportFlags {
    /// File, or an address that begins with https://.
    #[arg(value_name = "FILE|URL")]
    pub source: String,
    /// Shop, where an installation has several.
    #[arg(long, value_name = "ID")]
    pub account: Option<String>,
    /// Removes what the feed leaves out even if that is more than a third of the catalogue.
    #[arg(long)]
    pub remove_many: bool,
    /// Says what would happen and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Where the data is.
    #[command(flatten)]
    pub settings: ServeFlags,
}

/// For which program a setting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `vitrine serve`, and what looks at the same data.
    Serve,
    /// `vitrine demo`.
    Demo,
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
    /// The database server; `None` is the embedded one. Stays in this process.
    #[serde(skip)]
    pub database: Option<DatabaseUrl>,
    /// How browsers reach the service.
    pub transport: Transport,
    /// Ended conversations are deleted this many days after their last event; 0 keeps them.
    pub retention_days: u32,
    /// Where people looked is kept for this many days; 0 keeps nothing of it.
    pub trace_days: u32,
    /// Where metrics are shown, if they are.
    pub metrics_listen: Option<HostPort>,
    /// Where pictures come from and go to.
    pub media: MediaOptions,
    /// How mails go out, if they do.
    pub mail: Option<MailOptions>,
    /// Filter of the log, as `tracing_subscriber::filter::Targets` reads it.
    pub log: String,
    /// Rates that differ from their defaults, by name; a benchmark prints them.
    pub limits: RateOverrides,
}

impl Default for Config {
    /// Any free ports of this machine, and the folder of the demo.
    fn default() -> Self {
        let free = HostPort { host: "127.0.0.1".to_owned(), port: 0 };
        Self {
            listen: free.clone(),
            shop_listen: free,
            data: "data/demo".into(),
            database: None,
            transport: Transport::Plain,
            retention_days: RETENTION_DAYS,
            trace_days: TRACE_DAYS,
            metrics_listen: None,
            media: MediaOptions::default(),
            mail: None,
            log: "info".to_owned(),
            limits: RateOverrides::default(),
        }
    }
}

/// Where pictures come from and go to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaOptions {
    /// Another origin of the service that pictures are loaded from.
    pub url: Option<String>,
    /// Hosts, besides those of the shop's pages, whose pictures an agent may name.
    pub hosts: Vec<String>,
    /// Whether agents may show videos in the players of YouTube and Vimeo.
    pub players: bool,
}

/// How browsers reach the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Plain http on a loopback address.
    Plain,
    /// Plain http with a proxy that speaks https with browsers.
    Proxy {
        /// Origin as browsers see it.
        public_url: String,
        /// Whose `X-Forwarded-For` is believed.
        trusted: Vec<IpNet>,
    },
    /// https with certificates by ACME.
    Acme(Acme),
    /// https with a self-signed certificate, for the demo.
    Lan,
}

/// What certificates by ACME need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acme {
    /// Host name of the service.
    pub domain: String,
    /// Where challenges are answered.
    pub http_listen: HostPort,
    /// Directory of the certificate authority.
    pub directory: String,
    /// Contact.
    pub email: Option<String>,
    /// Roots for the directory's own https.
    pub ca: Option<PathBuf>,
}

/// A database URL; its password shows nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole URL, for the one who connects.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

/// A host name or address and a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPort {
    /// `127.0.0.1`, `localhost`, `::1`.
    pub host: String,
    /// 0 picks a free one.
    pub port: u16,
}

impl HostPort {
    /// Whether only this machine can reach it.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
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

impl Config {
    /// Reads every source and checks the result.
    ///
    /// # Errors
    /// All faults found, in the order of the settings.
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the environment")]
    pub fn load(program: Program, flags: &Flags) -> Result<Self, Faults> {
        check::load(program, flags, &|name| std::env::var(name).ok())
    }

    /// Where keys and certificates are kept.
    #[must_use]
    pub fn certificates(&self) -> PathBuf {
        Path::new(&self.data).join("tls")
    }
}
