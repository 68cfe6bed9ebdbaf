//! The journeys in real browsers: `tests/journeys/run.mjs ENGINE` against the built server.

use std::path::PathBuf;
use std::process::Command;

use crate::command::{Log, cargo, node};
use crate::npm_packages as npm;
use crate::workspace;

/// The Debian packages that are browsers; each of them needs the fonts.
pub(crate) const PACKAGES: [&str; 3] = ["chromium", "firefox-esr", "webkit2gtk-driver"];

/// The full journeys.
pub(crate) fn chromium(log: &mut Log) -> Result<(), String> {
    journeys(log, "chromium", Command::new("node"))
}

/// The short journey, through WebDriver BiDi.
pub(crate) fn firefox(log: &mut Log) -> Result<(), String> {
    journeys(log, "firefox", Command::new("node"))
}

/// The short journey, through WebKitWebDriver; its browser wants a screen.
pub(crate) fn webkit(log: &mut Log) -> Result<(), String> {
    let mut screen = Command::new("xvfb-run");
    screen.args(["-a", "-s", "-screen 0 1600x1200x24", "node"]);
    journeys(log, "webkit", screen)
}

/// The console by keyboard; photographs of every view in every state, and what is wrong with them.
pub(crate) fn gallery(log: &mut Log) -> Result<(), String> {
    let built = workspace::scratch().join("gallery");
    npm::script(log, "build:gallery", &["--outDir", &built.to_string_lossy()])?;
    log.run(node(&["tests/journeys/gallery_keys.mjs"]).env("VITRINE_GALLERY", &built))?;
    let mut command = node(&["tests/journeys/gallery.mjs"]);
    command.env("VITRINE_GALLERY", built);
    log.run(command.env("VITRINE_PHOTOGRAPHS", workspace::scratch().join("photographs")))
}

fn journeys(log: &mut Log, engine: &str, mut command: Command) -> Result<(), String> {
    npm::install(log)?;
    log.run(&mut cargo(&["build", "-p", "vitrine-server", "--bin", "vitrine"]))?;
    command.current_dir(workspace::root()).args(["tests/journeys/run.mjs", engine]);
    // Pictures and traces of a failed journey go where the logs are.
    let artifacts = workspace::scratch().join(format!("{engine}-artifacts"));
    command.env("VITRINE_BIN", binary("debug")).env("VITRINE_ARTIFACTS", artifacts);
    log.run(&mut command)
}

/// The built `vitrine` of a profile's folder.
pub(crate) fn binary(profile: &str) -> PathBuf {
    let name = format!("vitrine{}", std::env::consts::EXE_SUFFIX);
    workspace::target().join(profile).join(name)
}
