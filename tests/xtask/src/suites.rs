//! The list of suites, in the order they run: cheap ones first, browsers last.

use std::path::PathBuf;

use crate::command::{Log, cargo, node, passed_tests};
use crate::npm_packages as npm;
use crate::{browsers, licences, postgres, workspace};

/// One line of the result: a name and what it runs.
pub(crate) struct Suite {
    /// What one types after `cargo xtask test`.
    pub(crate) name: &'static str,
    /// Debian packages it cannot do without.
    pub(crate) packages: &'static [&'static str],
    /// Runs it; an error is the reason shown before the end of the log.
    pub(crate) run: fn(&mut Log) -> Result<(), String>,
}

impl Suite {
    const fn new(name: &'static str, run: fn(&mut Log) -> Result<(), String>) -> Self {
        Self { name, packages: &[], run }
    }

    const fn with(self, packages: &'static [&'static str]) -> Self {
        Self { packages, ..self }
    }
}

/// All suites.
pub(crate) const ALL: &[Suite] = &[
    Suite::new("fmt", fmt),
    Suite::new("npm", npm::install),
    Suite::new("clippy", clippy),
    Suite::new("doc", doc),
    // The power cut is put together from what strace saw.
    Suite::new("test", test).with(&["strace"]),
    Suite::new("generated", generated),
    Suite::new("bans", licences::check),
    Suite::new("tsc", |log| npm::script(log, "types", &[])),
    Suite::new("biome", |log| npm::script(log, "lint", &[])),
    Suite::new("vitest", |log| npm::script(log, "test", &[])),
    Suite::new("sizes", sizes),
    Suite::new("postgres", postgres::contract).with(&["postgresql"]),
    Suite::new("gallery", browsers::gallery).with(&["chromium"]),
    Suite::new("acme", acme).with(&["pebble"]),
    // A film whose frames can be told apart is made by ffmpeg.
    Suite::new("chromium", browsers::chromium).with(&["chromium", "ffmpeg"]),
    Suite::new("firefox", browsers::firefox).with(&["firefox-esr"]),
    Suite::new("webkit", browsers::webkit).with(&["webkit2gtk-driver", "xvfb", "xauth"]),
];

/// Words that stand for several suites.
pub(crate) const GROUPS: &[(&str, &[&str])] = &[
    ("rust", &["fmt", "clippy", "doc", "test", "generated", "bans"]),
    ("web", &["npm", "tsc", "biome", "vitest", "sizes"]),
    ("browser", &["gallery", "chromium", "firefox", "webkit"]),
];

/// The names, for the usage text.
pub(crate) fn names() -> String {
    let groups = GROUPS.iter().map(|(name, _)| *name);
    ALL.iter().map(|suite| suite.name).chain(groups).collect::<Vec<_>>().join(" ")
}

fn fmt(log: &mut Log) -> Result<(), String> {
    log.run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn clippy(log: &mut Log) -> Result<(), String> {
    log.run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    // Not one of `--all-targets`, because plain `cargo test` leaves it out.
    for (package, test) in [("vitrine-server", "store_postgres"), ("vitrine-tests", "acme")] {
        let one = ["clippy", "-p", package, "--test", test];
        log.run(cargo(&one).args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}

fn doc(log: &mut Log) -> Result<(), String> {
    let mut command = cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
    log.run(command.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Unit, integration and doc tests, in one build.
fn test(log: &mut Log) -> Result<(), String> {
    log.run(&mut cargo(&["test", "--workspace", "--no-fail-fast"]))
}

/// Certificates from a real certificate authority, made for tests.
fn acme(log: &mut Log) -> Result<(), String> {
    log.run(&mut cargo(&["build", "-p", "vitrine-server", "--bin", "vitrine"]))?;
    log.run(&mut cargo(&["test", "-p", "vitrine-tests", "--test", "acme"]))?;
    passed_tests("acme").map(|_| ())
}

/// Committed files that are made from source: their tests end in `_current` and fail when stale.
fn generated(log: &mut Log) -> Result<(), String> {
    log.run(&mut cargo(&["test", "--workspace", "--", "_current"]))?;
    passed_tests("generated").map(|_| ())
}

/// Compares a new build of the front end with its budgets.
fn sizes(log: &mut Log) -> Result<(), String> {
    build_front_end(log)?;
    let mut command = node(&["widget/scripts/sizes.mjs"]);
    log.run(command.env("VITRINE_DIST", built_front_end()))
}

/// Builds the front end anew, beside the one in use, which keeps its stamp.
pub(crate) fn build_front_end(log: &mut Log) -> Result<(), String> {
    let folder = built_front_end();
    let folder = folder.to_string_lossy();
    npm::script(log, "build:pages", &["--outDir", &folder])?;
    npm::script(log, "build:loader", &["--outDir", &folder])
}

/// Where [`build_front_end`] puts it.
pub(crate) fn built_front_end() -> PathBuf {
    workspace::scratch().join("web")
}
