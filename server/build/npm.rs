//! Node and npm as the build needs them: found, new enough, and with the packages of the lock file.
//!
//! Shared by `server/build.rs` and `cargo xtask test`, hence standard library only.
//! Building the front end itself is left to `build.rs`.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::process::{Command, Output};

/// The oldest Node that Vite 8 runs on.
const NODE_MIN: (u32, u32) = (20, 19);

/// Why the front end could not be built, as lines to show.
pub(crate) type Fault = String;

/// Held while packages are installed or the front end is built, so that an editor and a terminal
/// (or two target folders) do not write the same files at once.
pub(crate) fn lock(widget: &Path) -> Result<File, Fault> {
    let path = widget.join(".build.lock");
    let file = File::create(&path).map_err(|e| format!("cannot create {}: {e}", path.display()))?;
    file.lock().map_err(|e| format!("cannot lock {}: {e}", path.display()))?;
    Ok(file)
}

/// Refuses a missing or too old Node and a missing npm.
pub(crate) fn check_tools() -> Result<(), Fault> {
    let need = format!("the front end needs Node.js >= {}.{} and npm", NODE_MIN.0, NODE_MIN.1);
    let version = Command::new("node")
        .arg("--version")
        .output()
        .map_err(|_| format!("{need}, but `node` was not found in PATH"))?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|n| n.parse().ok());
    if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < NODE_MIN {
        return Err(format!("{need}, but `node --version` says {version}"));
    }
    match npm(Path::new(".")).arg("--version").output() {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err(format!("{need}, but `npm` was not found in PATH")),
    }
}

/// Runs `npm ci` unless `node_modules` already holds what the lock file says.
///
/// Call it with the lock of [`lock`] held. Returns whether anything was installed.
pub(crate) fn install(widget: &Path) -> Result<bool, Fault> {
    let read = |name: &str| {
        let path = widget.join(name);
        fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))
    };
    // Scripts stand above the dependencies and may change without an installation.
    let manifest = read("package.json")?;
    let dependencies = manifest.find("\"dependencies\"").map_or("", |at| &manifest[at..]);
    let wanted = hash([dependencies.as_bytes(), read("package-lock.json")?.as_bytes()]);
    let mark = widget.join("node_modules/.vitrine-lock");
    if fs::read_to_string(&mark).is_ok_and(|found| found == wanted) {
        return Ok(false);
    }
    let output = npm(widget)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .output()
        .map_err(|e| format!("npm ci could not be started: {e}"))?;
    succeeded("npm ci", &output)?;
    fs::write(&mark, wanted).map_err(|e| format!("cannot write {}: {e}", mark.display()))?;
    Ok(true)
}

/// `npm` in the folder of the front end, without colours.
pub(crate) fn npm(widget: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(widget).env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    command
}

/// Passes a finished command's text on if it failed.
pub(crate) fn succeeded(name: &str, output: &Output) -> Result<(), Fault> {
    if output.status.success() {
        return Ok(());
    }
    let mut text = format!("{name} failed ({})", output.status);
    for stream in [&output.stderr, &output.stdout] {
        let stream = String::from_utf8_lossy(stream);
        if !stream.trim().is_empty() {
            text.push('\n');
            text.push_str(stream.trim_end());
        }
    }
    Err(text)
}

/// One hash over all parts. Another compiler may hash differently, which costs one needless build.
pub(crate) fn hash(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write_usize(part.as_ref().len());
        hasher.write(part.as_ref());
    }
    format!("{:016x}", hasher.finish())
}
