//! Reads the repository's source files once per rule; knows nothing of the rules.

use std::fs;
use std::path::{Path, PathBuf};

/// One source file, its path relative to the top of the repository with `/` between parts.
pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The top of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("tests/ has a parent")
}

/// All files below `folder` with one of these extensions, without what is built or installed.
pub(crate) fn with_extensions(folder: &Path, extensions: &[&str]) -> Vec<SourceFile> {
    let mut found = Vec::new();
    walk(folder, extensions, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, extensions: &[&str], found: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository can be listed") {
        let path = entry.expect("a folder of the repository can be listed").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with('.') || ["target", "node_modules", "dist", "data"].contains(&name) {
            continue;
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_dir() {
            walk(&path, extensions, found);
        } else if extension.is_some_and(|extension| extensions.contains(&extension)) {
            let relative = path.strip_prefix(repository()).expect("it lies in the repository");
            let text = fs::read_to_string(&path).expect("source files are UTF-8");
            let path = relative.to_string_lossy().replace('\\', "/");
            found.push(SourceFile { path, text });
        }
    }
}
