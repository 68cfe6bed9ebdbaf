//! Debian packages the suites need: installed when root, otherwise named.

use std::path::Path;
use std::process::Command;

use crate::command::Log;
use crate::suites::Suite;

/// Fonts every browser suite draws with, so that pictures of pages are the same everywhere.
pub(crate) const FONTS: [&str; 3] =
    ["fonts-dejavu-core", "fonts-noto-core", "fonts-noto-color-emoji"];

/// Makes sure the packages of these suites are there.
pub(crate) fn install(suites: &[&Suite], log: &mut Log) -> Result<(), String> {
    let mut wanted: Vec<&str> = suites.iter().flat_map(|suite| suite.packages).copied().collect();
    if wanted.iter().any(|name| crate::browsers::PACKAGES.contains(name)) {
        wanted.extend(FONTS);
    }
    require(&wanted, log)
}

/// Makes sure these packages are there.
pub(crate) fn require(wanted: &[&str], log: &mut Log) -> Result<(), String> {
    if wanted.is_empty() || !Path::new("/usr/bin/dpkg-query").exists() {
        // Elsewhere a missing tool makes its own suite fail, with the tool's name.
        return log.line("nothing to install");
    }
    let missing = missing(wanted);
    if missing.is_empty() {
        return log.line("all there");
    }
    if !crate::workspace::is_root() {
        let names = missing.join(" ");
        return Err(format!("missing: {names} (apt-get install --no-install-recommends {names})"));
    }
    log.run(apt(&["update", "-q"]).arg("-y"))?;
    log.run(apt(&["install", "-q", "-y", "--no-install-recommends"]).args(&missing))?;
    let still = self::missing(&missing);
    if still.is_empty() { Ok(()) } else { Err(format!("not installed: {}", still.join(" "))) }
}

fn missing<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let installed = |name: &str| {
        let query = ["-W", "-f", "${db:Status-Status}", name];
        let output = Command::new("dpkg-query").args(query).output();
        output.is_ok_and(|output| output.stdout == b"installed")
    };
    wanted.iter().copied().filter(|name| !installed(name)).collect()
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}
