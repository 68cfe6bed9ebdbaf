//! Where things are: the clone, cargo's target folder, the logs.

use std::path::{Path, PathBuf};

/// The top of the clone.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The front end's package.
pub(crate) fn widget() -> PathBuf {
    root().join("widget")
}

/// Cargo's target folder, which `CARGO_TARGET_DIR` may have put outside the clone.
pub(crate) fn target() -> PathBuf {
    let set = environment("CARGO_TARGET_DIR").map(PathBuf::from);
    // A relative value is relative to where cargo was started, which is the clone for `.ci/run`.
    set.map_or_else(|| root().join("target"), |path| root().join(path))
}

/// Logs and scratch files of the suites.
pub(crate) fn scratch() -> PathBuf {
    target().join("xtask")
}

/// One environment variable, if set and not empty.
#[expect(clippy::disallowed_methods, reason = "xtask has no configuration of its own")]
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether this process may install packages (and programs that refuse root must be told another user).
pub(crate) fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ids = status.lines().find_map(|line| line.strip_prefix("Uid:")).unwrap_or_default();
    // Real, effective, saved, file system.
    ids.split_whitespace().nth(1) == Some("0")
}

/// A program in PATH.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = environment("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
