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

/// The short journey, through WebKitWebDriver.
pub(crate) fn webkit(log: &mut Log) -> Result<(), String> {
    journeys(log, "webkit", on_a_screen())
}

/// The console by keyboard; photographs of every view in every state, and what is wrong with them.
pub(crate) fn gallery(log: &mut Log) -> Result<(), String> {
    let built = build_gallery(log)?;
    log.run(node(&["tests/journeys/gallery_keys.mjs"]).env("VITRINE_GALLERY", &built))?;
    let mut command = node(&["tests/journeys/gallery.mjs"]);
    command.env("VITRINE_GALLERY", built);
    log.run(command.env("VITRINE_PHOTOGRAPHS", workspace::scratch().join("photographs")))
}

/// Photographs of every view in every state as another engine draws them.
pub(crate) fn photographs(log: &mut Log, engine: &str) -> Result<(), String> {
    let built = build_gallery(log)?;
    let mut command = if engine == "webkit" { on_a_screen() } else { Command::new("node") };
    command.current_dir(workspace::root());
    command.args(["tests/journeys/gallery_engines.mjs", engine]).env("VITRINE_GALLERY", built);
    let pictures = workspace::scratch().join(format!("photographs-{engine}"));
    log.run(command.env("VITRINE_PHOTOGRAPHS", pictures))
}

fn build_gallery(log: &mut Log) -> Result<PathBuf, String> {
    let built = workspace::scratch().join("gallery");
    npm::script(log, "build:gallery", &["--outDir", &built.to_string_lossy()])?;
    Ok(built)
}

/// Node with a screen, which WebKit's browser wants.
fn on_a_screen() -> Command {
    let mut screen = Command::new("xvfb-run");
    screen.args(["-a", "-s", "-screen 0 1600x1200x24", "node"]);
    screen
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
