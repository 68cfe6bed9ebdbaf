//! What the judge says to settings of mails.

use super::*;
use crate::config::{MailOptions, MailTls};

fn mail(settings: &[(&'static str, &str)]) -> Result<Option<MailOptions>, Vec<String>> {
    let given = settings.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    let flags = Flags { given, config: None };
    match load(Program::Serve, &flags, &|_| None) {
        Ok(config) => Ok(config.mail),
        Err(Faults(faults)) => Err(faults
            .into_iter()
            .map(|fault| format!("{}: {}", fault.place, fault.problem))
            .collect()),
    }
}

const FROM: (&str, &str) = ("mail_from", "chat@shop.example");

#[test]
fn without_a_server_there_are_no_mails() {
    assert_eq!(mail(&[]), Ok(None));
    let faults = mail(&[FROM, ("mail_wait", "1")]).expect_err("faulty");
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains("mail_server only"), "{faults:?}");
}

#[test]
fn the_port_follows_the_encryption() {
    let port = |tls, server| {
        let mail = mail(&[("mail_server", server), ("mail_tls", tls), FROM]);
        mail.expect("valid").expect("mails").server.to_string()
    };
    assert_eq!(port("starttls", "mail.shop.example"), "mail.shop.example:587");
    assert_eq!(port("tls", "mail.shop.example"), "mail.shop.example:465");
    assert_eq!(port("none", "localhost"), "localhost:25");
    assert_eq!(port("tls", "mail.shop.example:2525"), "mail.shop.example:2525");
    assert_eq!(port("none", "[::1]:2525"), "[::1]:2525");
}

#[test]
fn everything_can_be_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("password");
    std::fs::write(&file, "hidden word\n").expect("a file");
    let all = mail(&[
        ("mail_server", "mail.shop.example"),
        ("mail_user", "chat"),
        ("mail_password_file", file.to_str().expect("a path")),
        ("mail_from", "The Shop <chat@shop.example>"),
        ("mail_reply_to", "help@shop.example"),
        ("mail_wait", "60"),
    ]);
    let all = all.expect("valid").expect("mails");
    assert_eq!((all.tls, all.wait_ms), (MailTls::Starttls, 60_000));
    assert_eq!(all.from, "The Shop <chat@shop.example>");
    let (user, password) = all.login.clone().expect("a login");
    assert_eq!((user.as_str(), password.secret()), ("chat", "hidden word"));
    assert!(!format!("{all:?}").contains("hidden word"));
}

#[test]
fn all_faults_of_mails_are_told_at_once() {
    let faults = mail(&[
        ("mail_server", "mail server"),
        ("mail_tls", "ssl"),
        ("mail_user", "chat"),
        ("mail_from", "nobody"),
        ("mail_reply_to", "a@b\r\nBcc: c@d"),
        ("mail_wait", "0"),
    ]);
    let faults = faults.expect_err("faulty");
    assert_eq!(faults.len(), 6, "{faults:?}");
    let plain = mail(&[("mail_server", "mail.shop.example"), ("mail_tls", "none"), FROM]);
    assert!(plain.expect_err("faulty")[0].contains("not this machine"));
    let twice = [
        ("mail_server", "localhost"),
        ("mail_user", "chat"),
        ("mail_password", "one"),
        ("mail_password_file", "/two"),
        FROM,
    ];
    let twice = mail(&twice).expect_err("faulty");
    assert!(twice[0].contains("leave out one"), "{twice:?}");
    assert!(mail(&[("mail_server", "localhost")]).expect_err("faulty")[0].contains("is needed"));
}
