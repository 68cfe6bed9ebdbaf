//! The front end's packages and scripts; the installing itself is the build script's code.

use std::process::Command;

use crate::command::Log;
use crate::workspace;

#[path = "../../../server/build/npm.rs"]
mod npm;

/// Installs what the lock file says, if it changed since the last time.
pub(crate) fn install(log: &mut Log) -> Result<(), String> {
    let widget = workspace::widget();
    npm::check_tools()?;
    let _lock = npm::lock(&widget)?;
    let installed = npm::install(&widget)?;
    log.line(if installed { "installed" } else { "the lock file has not changed" })
}

/// A script of `widget/package.json`, installing packages first where needed.
pub(crate) fn script(log: &mut Log, name: &str, arguments: &[&str]) -> Result<(), String> {
    install(log)?;
    let mut command: Command = npm::npm(&workspace::widget());
    log.run(command.args(["run", "--silent", name, "--"]).args(arguments))
}
