//! Who imports whom: read from manifests and from source lines that are not comments.

use std::fs;

use crate::files::{SourceFile, repository};

/// What a crate without I/O has no use for.
pub(crate) const SHARED_IO: &[&str] =
    &["std::fs", "std::net", "std::process", "std::env", "std::thread", "tokio", "axum", "sqlx"];

/// The forbidden names among a manifest's dependencies, whatever their section.
pub(crate) fn dependencies(manifest: &str, forbidden: &[&str]) -> Vec<String> {
    let named = |line: &str| forbidden.iter().any(|name| *name == dependency(line));
    listed(manifest, |line| named(line))
}

/// Every dependency of a manifest.
pub(crate) fn any_dependency(manifest: &str) -> Vec<String> {
    listed(manifest, |_| true)
}

/// The entries of all `[…dependencies]` sections that match.
fn listed(manifest: &str, matches: impl Fn(&str) -> bool) -> Vec<String> {
    let text = fs::read_to_string(repository().join(manifest)).expect("a member has a manifest");
    let mut inside = false;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.trim_end().ends_with("dependencies]");
        } else if inside && line.contains('=') && matches(line) {
            found.push(format!("{manifest}:{}: depends on {}", at + 1, dependency(line)));
        }
    }
    found
}

/// `tokio.workspace = true` and `tokio = "1"` both name tokio.
fn dependency(line: &str) -> &str {
    line.split(['.', '=', ' ']).next().unwrap_or_default()
}

/// Files that use one of these crates or modules although `allowed` does not name them.
pub(crate) fn used_outside(
    files: &[SourceFile],
    names: &[&str],
    allowed: impl Fn(&str) -> bool,
) -> Vec<String> {
    let paths: Vec<String> = names.iter().map(|name| format!("{name}::")).collect();
    let uses = |line: &str| {
        let path = paths.iter().any(|path| starts_a_path(line, path));
        path || names.iter().any(|name| {
            let whole = line.trim_start_matches("pub ").strip_prefix("use ");
            whole.is_some_and(|rest| rest.trim_end_matches(';').split(' ').next() == Some(name))
        })
    };
    violations(files, allowed, uses)
}

/// Files that contain one of these texts outside comments although `allowed` does not name them.
pub(crate) fn mentioned_outside(
    files: &[SourceFile],
    texts: &[&str],
    allowed: impl Fn(&str) -> bool,
) -> Vec<String> {
    violations(files, allowed, |line| texts.iter().any(|text| line.contains(text)))
}

fn violations(
    files: &[SourceFile],
    allowed: impl Fn(&str) -> bool,
    breaks: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !allowed(&file.path)) {
        // The rules themselves spell the forbidden names.
        if file.path.starts_with("tests/tidy/") {
            continue;
        }
        for (at, line) in file.text.lines().enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//") && breaks(code) {
                found.push(format!("{}:{}: {code}", file.path, at + 1));
            }
        }
    }
    found
}

/// Whether `path` (`axum::`) occurs as the start of a path, not as the end of a longer name.
fn starts_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_' && letter != ':')
    })
}

/// Whether the file belongs to one of these modules of the server: `http.rs`, `http_cache.rs`,
/// `http/anything.rs`.
pub(crate) fn server_module_is(path: &str, modules: &[&str]) -> bool {
    let Some(inside) = path.strip_prefix("server/src/") else {
        return false;
    };
    let first = inside.split(['/', '.']).next().unwrap_or_default();
    modules.iter().any(|module| {
        first.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    })
}

#[test]
fn a_path_is_found_where_it_starts_and_not_inside_a_longer_name() {
    assert!(starts_a_path("use axum::Router;", "axum::"));
    assert!(starts_a_path("fn f() -> axum::Router {", "axum::"));
    assert!(!starts_a_path("use my_axum::Router;", "axum::"));
    assert!(!starts_a_path("use crate::axum::Router;", "axum::"));
}

#[test]
fn a_module_is_its_file_and_its_folder() {
    assert!(server_module_is("server/src/http.rs", &["http"]));
    assert!(server_module_is("server/src/http/items.rs", &["http"]));
    assert!(server_module_is("server/src/store_sqlite.rs", &["store"]));
    assert!(!server_module_is("server/src/httpish.rs", &["http"]));
    assert!(!server_module_is("tests/src/http.rs", &["http"]));
}
