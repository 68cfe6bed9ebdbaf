//! How files and folders are laid out.

use std::fs;
use std::path::Path;

use crate::files::SourceFile;

/// The longest a file may be without a reason.
const MAX_LINES: usize = 600;

/// Files that may be longer, each with its reason: a table or a generated file.
const LONG: &[(&str, &str)] =
    &[("widget/src/wire/generated.ts", "generated from the wire types of `shared`")];

/// Names that say nothing about what a file knows.
const DRAWERS: [&str; 7] = ["utils", "util", "helpers", "helper", "common", "manager", "misc"];

/// Files that begin with none of `openings`.
pub(crate) fn opens_with(files: &[SourceFile], openings: &[&str]) -> Vec<String> {
    let opened = |file: &&SourceFile| openings.iter().any(|opening| file.text.starts_with(opening));
    let closed = files.iter().filter(|file| !opened(file));
    closed.map(|file| format!("{}:1: does not begin with `{}`", file.path, openings[0])).collect()
}

/// Files or folders with a name from [`DRAWERS`].
pub(crate) fn drawers(files: &[SourceFile]) -> Vec<String> {
    let names_a_drawer = |part: &str| {
        let stem = part.split('.').next().unwrap_or_default().to_lowercase();
        DRAWERS.contains(&stem.as_str())
    };
    let drawers = files.iter().filter(|file| file.path.split('/').any(names_a_drawer));
    drawers.map(|file| format!("{}: say what it knows", file.path)).collect()
}

/// Files called `mod.rs`.
pub(crate) fn mod_files(files: &[SourceFile]) -> Vec<String> {
    let found = files.iter().filter(|file| file.path.ends_with("/mod.rs"));
    found.map(|file| format!("{}: move it up beside its folder", file.path)).collect()
}

/// Files over [`MAX_LINES`] that [`LONG`] does not excuse, and excuses nothing needs any more.
pub(crate) fn too_long(files: &[SourceFile]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let lines = file.text.lines().count();
        let excused = LONG.iter().any(|(path, _)| *path == file.path);
        if lines > MAX_LINES && !excused {
            found.push(format!("{}: {lines} lines", file.path));
        }
    }
    let gone = LONG.iter().filter(|(path, _)| files.iter().all(|file| file.path != *path));
    found.extend(gone.map(|(path, reason)| format!("{path}: excused ({reason}) but not there")));
    found
}

/// Folders at the top that are neither in `allowed` nor hidden nor ignored by git.
pub(crate) fn other_folders(top: &Path, allowed: &[&str]) -> Vec<String> {
    let ignored = fs::read_to_string(top.join(".gitignore")).expect("the repository has one");
    let entries = fs::read_dir(top).expect("the repository can be listed");
    let names = entries.filter_map(|entry| {
        let path = entry.expect("the repository can be listed").path();
        path.is_dir().then(|| path.file_name().map(|name| name.to_string_lossy().into_owned()))?
    });
    let other = names.filter(|name| {
        let built = ignored.lines().any(|line| line.trim_matches('/') == name);
        !name.starts_with('.') && !built && !allowed.contains(&name.as_str())
    });
    other.map(|name| format!("{name}/: is not one of {}", allowed.join(", "))).collect()
}
