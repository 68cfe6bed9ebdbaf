//! Reading and judging the sources, collecting every fault.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{Config, Flags, HostPort, RateOverrides, Source};

/// Port of the service when nobody says otherwise.
const DEFAULT_PORT: u16 = 8080;

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
    flags: &Flags,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, Faults> {
    let mut faults = Vec::new();
    let path = flags.config.clone().or_else(|| variable("VITRINE_CONFIG").map(PathBuf::from));
    let file = path.map(|path| from_file(&path, &mut faults)).unwrap_or_default();
    let environment = from_environment(variable, &mut faults);

    let pick = |flag: Option<&String>, name: &str, env: Option<String>, file: Option<String>| {
        flag.map(|text| (format!("--{name}"), text.clone()))
            .or_else(|| {
                env.map(|text| (format!("VITRINE_{}", name.to_uppercase().replace('-', "_")), text))
            })
            .or_else(|| file.map(|text| (format!("{} in the file", name.replace('-', "_")), text)))
    };
    let listen = pick(flags.listen.as_ref(), "listen", environment.listen, file.listen)
        .and_then(|(place, text)| host_port(place, &text, &mut faults))
        .unwrap_or(HostPort { host: "127.0.0.1".into(), port: DEFAULT_PORT });
    if !loopback(&listen.host) {
        faults.push(Fault {
            place: "listen".into(),
            problem: format!(
                "{} is not a loopback address; the demo speaks plain http and stays on this machine",
                listen.host
            ),
        });
    }
    let next_port = if listen.port == 0 { 0 } else { listen.port.saturating_add(1) };
    let shop = (flags.shop_listen.as_ref(), environment.shop_listen, file.shop_listen);
    let shop_listen = pick(shop.0, "shop-listen", shop.1, shop.2)
        .and_then(|(place, text)| host_port(place, &text, &mut faults))
        .unwrap_or(HostPort { host: "localhost".into(), port: next_port });
    if !loopback(&shop_listen.host) {
        faults.push(Fault {
            place: "shop-listen".into(),
            problem: format!("{} is not a loopback address", shop_listen.host),
        });
    }
    if shop_listen == listen && listen.port != 0 {
        faults.push(Fault {
            place: "shop-listen".into(),
            problem: "the shop needs an origin of its own; give it another port".into(),
        });
    }
    let data = flags.data.clone().or(environment.data).or(file.data);
    let limits = file.limits.overlaid(environment.limits);
    for (name, value) in zero_rates(&limits) {
        if value == Some(0) {
            faults.push(Fault {
                place: format!("limits.{name}"),
                problem: "0 would shut everybody out; use 1 or more".into(),
            });
        }
    }
    let log = environment.log.or(file.log).unwrap_or_else(|| "info".into());
    if log.parse::<tracing_subscriber::filter::Targets>().is_err() {
        faults.push(Fault {
            place: "log".into(),
            problem: format!("{log:?} is no filter; use for example info or vitrine_server=debug"),
        });
    }
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    Ok(Config {
        listen,
        shop_listen,
        data: data.unwrap_or_else(|| "data/demo".into()),
        log,
        limits,
    })
}

fn from_file(path: &Path, faults: &mut Vec<Fault>) -> Source {
    let place = path.display().to_string();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            faults.push(Fault { place, problem: format!("cannot be read: {error}") });
            return Source::default();
        }
    };
    toml::from_str(&text).unwrap_or_else(|error| {
        let problem = error.to_string().trim().replace('\n', " ");
        faults.push(Fault { place, problem });
        Source::default()
    })
}

fn from_environment(variable: &dyn Fn(&str) -> Option<String>, faults: &mut Vec<Fault>) -> Source {
    let mut number = |name: &str| {
        let place = format!("VITRINE_LIMITS_{}", name.to_uppercase());
        let text = variable(&place)?;
        let value = text.parse().ok();
        if value.is_none() {
            let problem = format!("{text:?} is no whole number from 1 to 4294967295");
            faults.push(Fault { place, problem });
        }
        value
    };
    let limits = RateOverrides {
        durable_per_s: number("durable_per_s"),
        durable_burst: number("durable_burst"),
        live_per_s: number("live_per_s"),
        visitor_sockets: number("visitor_sockets"),
        address_pending: number("address_pending"),
        address_sockets: number("address_sockets"),
        sockets: number("sockets"),
        visitors_per_min: number("visitors_per_min"),
        fetches_per_min: number("fetches_per_min"),
    };
    Source {
        listen: variable("VITRINE_LISTEN"),
        shop_listen: variable("VITRINE_SHOP_LISTEN"),
        data: variable("VITRINE_DATA").map(PathBuf::from),
        log: variable("VITRINE_LOG"),
        limits,
    }
}

fn zero_rates(limits: &RateOverrides) -> [(&'static str, Option<u32>); 9] {
    [
        ("durable_per_s", limits.durable_per_s),
        ("durable_burst", limits.durable_burst),
        ("live_per_s", limits.live_per_s),
        ("visitor_sockets", limits.visitor_sockets),
        ("address_pending", limits.address_pending),
        ("address_sockets", limits.address_sockets),
        ("sockets", limits.sockets),
        ("visitors_per_min", limits.visitors_per_min),
        ("fetches_per_min", limits.fetches_per_min),
    ]
}

fn host_port(place: String, text: &str, faults: &mut Vec<Fault>) -> Option<HostPort> {
    let parsed = text.rsplit_once(':').and_then(|(host, port)| {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = port.parse().ok()?;
        (!host.is_empty()).then(|| HostPort { host: host.to_owned(), port })
    });
    if parsed.is_none() {
        let problem = format!("{text:?} is no address; use for example 127.0.0.1:8080");
        faults.push(Fault { place, problem });
    }
    parsed
}

fn loopback(host: &str) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(listen: &str) -> Flags {
        Flags { listen: Some(listen.into()), ..Flags::default() }
    }

    #[test]
    fn without_any_source_the_documented_defaults_apply() {
        let config = load(&Flags::default(), &|_| None).expect("defaults are fine");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.shop_listen.to_string(), "localhost:8081");
        assert_eq!(config.data, PathBuf::from("data/demo"));
    }

    #[test]
    fn a_flag_wins_over_the_environment_and_that_over_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vitrine.toml");
        let text = "listen = \"127.0.0.1:1\"\nlog = \"debug\"\n[limits]\ndurable_per_s = 7\n";
        std::fs::write(&file, text).expect("a file");
        let environment = |name: &str| match name {
            "VITRINE_LISTEN" => Some("127.0.0.1:2".to_owned()),
            "VITRINE_LIMITS_DURABLE_BURST" => Some("9".to_owned()),
            _ => None,
        };
        let only_file = Flags { config: Some(file.clone()), ..Flags::default() };
        let config = load(&only_file, &environment).expect("valid");
        assert_eq!((config.listen.port, config.log.as_str()), (2, "debug"));
        assert_eq!(config.limits.rates().durable_per_s, 7);
        assert_eq!(config.limits.rates().durable_burst, 9);
        let with_flag = Flags { config: Some(file), ..flags("127.0.0.1:3") };
        assert_eq!(load(&with_flag, &environment).expect("valid").listen.port, 3);
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let environment = |name: &str| match name {
            "VITRINE_SHOP_LISTEN" => Some("shop".to_owned()),
            "VITRINE_LOG" => Some("=====".to_owned()),
            "VITRINE_LIMITS_SOCKETS" => Some("many".to_owned()),
            "VITRINE_LIMITS_LIVE_PER_S" => Some("0".to_owned()),
            _ => None,
        };
        let missing = PathBuf::from("/no/such/file.toml");
        let flags = Flags { config: Some(missing), ..flags("10.0.0.1:80") };
        let Faults(faults) = load(&flags, &environment).expect_err("faulty");
        let places: Vec<_> = faults.iter().map(|fault| fault.place.as_str()).collect();
        let expected = [
            "/no/such/file.toml",
            "VITRINE_LIMITS_SOCKETS",
            "listen",
            "VITRINE_SHOP_LISTEN",
            "limits.live_per_s",
            "log",
        ];
        assert_eq!(places, expected);
    }

    #[test]
    fn an_unknown_key_in_the_file_is_a_fault() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vitrine.toml");
        std::fs::write(&file, "listne = \"127.0.0.1:1\"\n").expect("a file");
        let flags = Flags { config: Some(file), ..Flags::default() };
        let faults = load(&flags, &|_| None).expect_err("faulty").to_string();
        assert!(faults.contains("listne"), "{faults}");
    }
}
