//! What the judge says to good and bad sources.

use super::*;

fn given(program: Program, flags: &[(&'static str, &str)]) -> Result<Config, Faults> {
    load(program, &as_flags(flags), &|_| None)
}

fn as_flags(flags: &[(&'static str, &str)]) -> Flags {
    let given = flags.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    Flags { given, config: None }
}

/// The one fault of a configuration.
fn fault(program: Program, flags: &[(&'static str, &str)]) -> String {
    let Faults(faults) = given(program, flags).expect_err("faulty");
    let [fault] = faults.as_slice() else { panic!("one fault is expected: {faults:?}") };
    format!("{}: {}", fault.place, fault.problem)
}

#[test]
fn without_any_source_the_documented_defaults_apply() {
    let demo = given(Program::Demo, &[]).expect("defaults are fine");
    assert_eq!(demo.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(demo.shop_listen.to_string(), "localhost:8081");
    assert_eq!(demo.data, PathBuf::from("data/demo"));
    let serve = given(Program::Serve, &[]).expect("defaults are fine");
    assert_eq!((serve.data, serve.transport), (PathBuf::from("data"), Transport::Plain));
    assert_eq!((serve.database, serve.metrics_listen), (None, None));
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("vitrine.toml");
    let text =
        "listen = \"127.0.0.1:1\"\nlan = false\nlog = \"debug\"\n[limits]\ndurable_per_s = 7\n";
    std::fs::write(&file, text).expect("a file");
    let environment = |name: &str| match name {
        "VITRINE_LISTEN" => Some("127.0.0.1:2".to_owned()),
        "VITRINE_LIMITS_DURABLE_BURST" => Some("9".to_owned()),
        _ => None,
    };
    let only_file = Flags { config: Some(file.clone()), ..Flags::default() };
    let config = load(Program::Demo, &only_file, &environment).expect("valid");
    assert_eq!((config.listen.port, config.log.as_str()), (2, "debug"));
    assert_eq!(config.limits.rates().durable_per_s, 7);
    assert_eq!(config.limits.rates().durable_burst, 9);
    let with_flag = Flags { config: Some(file), ..as_flags(&[("listen", "127.0.0.1:3")]) };
    assert_eq!(load(Program::Demo, &with_flag, &environment).expect("valid").listen.port, 3);
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
    let flags = Flags { config: Some(missing), ..as_flags(&[("listen", "10.0.0.1:80")]) };
    let Faults(faults) = load(Program::Demo, &flags, &environment).expect_err("faulty");
    let places: Vec<_> = faults.iter().map(|fault| fault.place.as_str()).collect();
    let expected = [
        "/no/such/file.toml",
        "VITRINE_LIMITS_SOCKETS",
        "VITRINE_SHOP_LISTEN",
        "listen",
        "limits.live_per_s",
        "log",
    ];
    assert_eq!(places, expected);
}

#[test]
fn an_unknown_key_in_the_file_is_a_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("vitrine.toml");
    std::fs::write(&file, "listne = \"127.0.0.1:1\"\nlan = \"yes\"\n").expect("a file");
    let flags = Flags { config: Some(file), ..Flags::default() };
    let faults = load(Program::Demo, &flags, &|_| None).expect_err("faulty").to_string();
    assert!(faults.contains("listne is no setting"), "{faults}");
    assert!(faults.contains("lan: true or false is expected"), "{faults}");
}

#[test]
fn s2_plain_http_outside_this_machine_is_refused_in_one_line_that_names_the_ways() {
    for program in [Program::Serve, Program::Demo] {
        for listen in ["0.0.0.0:8080", "[::]:8080", "192.168.1.5:80", "chat.shop.example:80"] {
            let fault = fault(program, &[("listen", listen)]);
            assert!(!fault.contains('\n'));
            for way in ["--behind-tls-proxy", "--domain", "--lan"] {
                assert!(fault.contains(way), "{way} is missing: {fault}");
            }
        }
    }
    let ways: [&[(&'static str, &str)]; 2] = [
        &[("behind_tls_proxy", "true"), ("public_url", "https://c.example")],
        &[("domain", "c.example")],
    ];
    for way in ways {
        let all = [&[("listen", "0.0.0.0:8080")], way].concat();
        given(Program::Serve, &all).expect("with it any address may be used");
    }
    given(Program::Demo, &[("lan", "true")]).expect("the demo may open to the network");
}

#[test]
fn s2_the_address_that_browsers_see_is_https_and_bare() {
    let with = |url| [("behind_tls_proxy", "true"), ("public_url", url)];
    for url in ["http://c.example", "https://c.example/chat", "c.example", "https://u:p@c.example"]
    {
        assert!(fault(Program::Serve, &with(url)).contains("--public-url"), "{url}");
    }
    let config = given(Program::Serve, &with("https://c.example:8443/")).expect("valid");
    let Transport::Proxy { public_url, trusted } = config.transport else { panic!("a proxy") };
    assert_eq!((public_url.as_str(), trusted.len()), ("https://c.example:8443", 2));
    assert!(fault(Program::Serve, &[("behind_tls_proxy", "true")]).starts_with("public_url"));
    assert!(fault(Program::Serve, &[("public_url", "https://c.example")]).contains("only"));
}

#[test]
fn s3_trusted_proxies_are_networks_or_single_addresses() {
    let with = |networks| {
        let proxy = ("behind_tls_proxy", "true");
        [proxy, ("public_url", "https://c.example"), ("trusted_proxies", networks)]
    };
    let config = given(Program::Serve, &with("10.0.0.0/8, ::1 ,192.0.2.7")).expect("valid");
    let Transport::Proxy { trusted, .. } = config.transport else { panic!("a proxy") };
    assert_eq!(trusted.len(), 3);
    assert!(fault(Program::Serve, &with("10.0.0.0/8,everybody")).contains("everybody"));
}

#[test]
fn a_domain_is_a_host_name_and_brings_its_ports() {
    let config = given(Program::Serve, &[("domain", "Chat.Shop.Example")]).expect("valid");
    assert_eq!(config.listen.to_string(), "[::]:443");
    let Transport::Acme(acme) = config.transport else { panic!("certificates") };
    assert_eq!(acme.domain, "chat.shop.example");
    assert_eq!(acme.http_listen.to_string(), "[::]:80");
    assert!(acme.directory.contains("letsencrypt"));
    for name in ["chat", "https://c.example", "c.example:443", "192.0.2.1", "-a.example", "a..b"] {
        assert!(fault(Program::Serve, &[("domain", name)]).contains("no host name"), "{name}");
    }
}

#[test]
fn the_password_of_the_database_shows_nowhere() {
    let url = "postgres://vitrine:hunter2@db/vitrine";
    let config = given(Program::Serve, &[("database", url)]).expect("valid");
    assert_eq!(config.database.as_ref().map(DatabaseUrl::secret), Some(url));
    assert!(!format!("{config:?}").contains("hunter2"));
    assert!(!serde_json::to_string(&config).expect("JSON").contains("hunter2"));
    let wrong = fault(Program::Serve, &[("database", "mysql://u:hunter2@db")]);
    assert!(!wrong.contains("hunter2"), "{wrong}");
}

#[test]
fn s84_metrics_stay_on_this_machine_unless_allowed() {
    let listen = ("metrics_listen", "0.0.0.0:9090");
    assert!(fault(Program::Serve, &[listen]).contains("metrics_open"));
    given(Program::Serve, &[listen, ("metrics_open", "true")]).expect("allowed");
    given(Program::Serve, &[("metrics_listen", "127.0.0.1:0")]).expect("loopback");
}
