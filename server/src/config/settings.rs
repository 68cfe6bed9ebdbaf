//! Every setting once: flags, variables, keys of the file and `docs/configuration.md` come from
//! this table.

use super::Program;

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Key in the file; `VITRINE_` and capitals in the environment; with dashes, the flag.
    pub name: &'static str,
    /// What stands for the value; `None` for a switch, which is true or false.
    pub value: Option<&'static str>,
    /// What applies when nobody says otherwise, in words.
    pub default: &'static str,
    /// What it does, in one sentence or two.
    pub help: &'static str,
    /// Which programs read it.
    pub of: &'static [Program],
}

impl Setting {
    /// Name of the flag, without its two dashes.
    #[must_use]
    pub fn flag(&self) -> String {
        self.name.replace('_', "-")
    }

    /// Name of the environment variable.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("VITRINE_{}", self.name.to_uppercase())
    }
}

const BOTH: &[Program] = &[Program::Serve, Program::Demo];
const SERVE: &[Program] = &[Program::Serve];
const DEMO: &[Program] = &[Program::Demo];

/// All settings but the rates, in the order they are judged and documented.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "listen",
        value: Some("ADDR"),
        default: "127.0.0.1:8080; with `domain` all addresses at 443; with `lan` 0.0.0.0:8080",
        help: "Address of the service; port 0 picks a free one.",
        of: BOTH,
    },
    Setting {
        name: "shop_listen",
        value: Some("ADDR"),
        default: "localhost at the next port; with `lan` 0.0.0.0 at the next port",
        help: "Address of the demo shop.",
        of: DEMO,
    },
    Setting {
        name: "data",
        value: Some("DIR"),
        default: "data; in the demo data/demo",
        help: "Data folder: the embedded database, pictures, certificates.",
        of: BOTH,
    },
    Setting {
        name: "database",
        value: Some("URL"),
        default: "the embedded database in the data folder",
        help: "PostgreSQL server, such as postgres://user:password@host/name. Better in the file or \
               the environment than as a flag, because other users of the machine can read flags.",
        of: SERVE,
    },
    Setting {
        name: "domain",
        value: Some("NAME"),
        default: "none",
        help: "Host name of the service. It speaks https with certificates that it obtains and \
               renews by itself (ACME); using it means that you agree to the terms of the \
               certificate authority.",
        of: SERVE,
    },
    Setting {
        name: "http_listen",
        value: Some("ADDR"),
        default: "all addresses at port 80",
        help: "With `domain`: address that answers the certificate authority and sends everybody \
               else to https. Reached from outside it has to be port 80.",
        of: SERVE,
    },
    Setting {
        name: "acme_directory",
        value: Some("URL"),
        default: "https://acme-v02.api.letsencrypt.org/directory",
        help: "With `domain`: directory of the certificate authority.",
        of: SERVE,
    },
    Setting {
        name: "acme_email",
        value: Some("EMAIL"),
        default: "none",
        help: "With `domain`: where the certificate authority may write to.",
        of: SERVE,
    },
    Setting {
        name: "acme_ca",
        value: Some("FILE"),
        default: "the public roots",
        help: "With `domain`: certificates (PEM) that the directory's own https is checked with, \
               for an authority in the house.",
        of: SERVE,
    },
    Setting {
        name: "behind_tls_proxy",
        value: None,
        default: "false",
        help: "A proxy in front speaks https; the service speaks plain http with it. Needs \
               `public_url`.",
        of: SERVE,
    },
    Setting {
        name: "public_url",
        value: Some("URL"),
        default: "none",
        help: "With `behind_tls_proxy`: the service's address as browsers see it, such as \
               https://chat.shop.example.",
        of: SERVE,
    },
    Setting {
        name: "trusted_proxies",
        value: Some("CIDR,…"),
        default: "127.0.0.0/8,::1/128",
        help: "With `behind_tls_proxy`: networks whose X-Forwarded-For is believed.",
        of: SERVE,
    },
    Setting {
        name: "lan",
        value: None,
        default: "false",
        help: "Opens the demo to this network, so that a phone can join: https with a self-signed \
               certificate.",
        of: DEMO,
    },
    Setting {
        name: "retention_days",
        value: Some("DAYS"),
        default: "180",
        help: "Ended conversations are deleted with their pictures this many days after the last \
               thing that happened in them; 0 keeps them for ever.",
        of: BOTH,
    },
    Setting {
        name: "trace_days",
        value: Some("DAYS"),
        default: "30",
        help: "Where people looked on the pictures of a conversation is kept this many days, for \
               its replay; 0 keeps nothing of it.",
        of: BOTH,
    },
    Setting {
        name: "metrics_listen",
        value: Some("ADDR"),
        default: "off",
        help: "Address for `/metrics` (Prometheus) and `/problems`; a loopback address.",
        of: SERVE,
    },
    Setting {
        name: "metrics_open",
        value: None,
        default: "false",
        help: "Allows `metrics_listen` to be reached from other machines. There is no password.",
        of: SERVE,
    },
    Setting {
        name: "media_url",
        value: Some("URL"),
        default: "the service's own address",
        help: "Another origin that leads to this service, such as https://media.shop.example. \
               Pictures are loaded from there, so that what strangers bring shares no origin \
               with the pages.",
        of: SERVE,
    },
    Setting {
        name: "media_hosts",
        value: Some("HOST,…"),
        default: "none",
        help: "Hosts, besides those of the shop's pages, whose pictures an agent may add by their \
               address; on the public internet, by https.",
        of: SERVE,
    },
    Setting {
        name: "media_players",
        value: None,
        default: "false",
        help: "Lets agents show videos in the players of YouTube and Vimeo. Who looks is then \
               known to them, so a shop says so in its privacy notice.",
        of: SERVE,
    },
    Setting {
        name: "mail_server",
        value: Some("HOST[:PORT]"),
        default: "none; the port is 587, with `mail_tls` tls 465, with none 25",
        help: "SMTP server that takes mails to visitors who left an address. Without it nobody is \
               promised a mail.",
        of: BOTH,
    },
    Setting {
        name: "mail_tls",
        value: Some("MODE"),
        default: "starttls",
        help: "With `mail_server`: how the connection is encrypted: `starttls`, `tls`, or `none`, \
               which only works with a server on this machine.",
        of: BOTH,
    },
    Setting {
        name: "mail_user",
        value: Some("NAME"),
        default: "none",
        help: "With `mail_server`: who signs in there.",
        of: BOTH,
    },
    Setting {
        name: "mail_password",
        value: Some("TEXT"),
        default: "none",
        help: "With `mail_user`: the password. Better in the file or the environment than as a \
               flag, because other users of the machine can read flags.",
        of: BOTH,
    },
    Setting {
        name: "mail_password_file",
        value: Some("FILE"),
        default: "none",
        help: "With `mail_user`: a file with nothing but the password in it.",
        of: BOTH,
    },
    Setting {
        name: "mail_from",
        value: Some("ADDRESS"),
        default: "none",
        help: "With `mail_server`: sender, such as `chat@shop.example` or \
               `The Shop <chat@shop.example>`. Without a name that of the site stands there.",
        of: BOTH,
    },
    Setting {
        name: "mail_reply_to",
        value: Some("ADDRESS"),
        default: "the sender",
        help: "With `mail_server`: where answers to the mails go. Vitrine does not read them.",
        of: BOTH,
    },
    Setting {
        name: "mail_wait",
        value: Some("SECONDS"),
        default: "120",
        help: "With `mail_server`: how long an answer waits to be read in the chat before it goes \
               out as a mail; 1 to 86400.",
        of: BOTH,
    },
    Setting {
        name: "log",
        value: Some("FILTER"),
        default: "info",
        help: "What is logged to standard error, such as warn or vitrine_server=debug.",
        of: BOTH,
    },
];
