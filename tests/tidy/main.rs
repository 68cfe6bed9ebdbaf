//! The rules of the house that lints cannot see: who may import whom, and how files are laid out.
//!
//! Each rule returns every violation it finds, as `path:line: what is wrong`, so that one run shows
//! them all. The rules of the front end's imports are Biome's (`widget/biome.json`).

#![cfg(test)]

mod files;
mod imports;
mod layout;
mod security;

use files::{SourceFile, repository};

/// Fails with all violations, one a line.
fn expect_none(rule: &str, violations: &[String]) {
    assert!(violations.is_empty(), "{rule}\n  {}\n", violations.join("\n  "));
}

fn rust() -> Vec<SourceFile> {
    let files = files::with_extensions(&repository(), &["rs"]);
    assert!(files.len() > 10, "the walk over the repository found next to nothing");
    files
}

fn front_end() -> Vec<SourceFile> {
    let files = files::with_extensions(&repository().join("widget/src"), &["ts", "tsx"]);
    assert!(!files.is_empty(), "the walk over widget/src found nothing");
    files
}

#[test]
fn shared_imports_nothing_of_ours_and_does_no_io() {
    let mut found = imports::dependencies(
        "shared/Cargo.toml",
        &["vitrine-server", "vitrine-tests", "tokio", "axum", "sqlx", "hyper", "reqwest", "image"],
    );
    found.extend(imports::used_outside(&rust(), imports::SHARED_IO, |path| {
        !path.starts_with("shared/src/") || path.ends_with("typescript.rs")
    }));
    expect_none("shared holds ids, limits, wire types and rules: no I/O, no runtime", &found);
}

#[test]
fn tests_use_only_the_public_interface_of_the_server() {
    let found = imports::dependencies("tests/Cargo.toml", &["sqlx", "axum", "object_store"]);
    expect_none("tests speak HTTP and WebSocket to a real server, not to its database", &found);
}

#[test]
fn xtask_depends_on_nothing() {
    let found = imports::any_dependency("tests/xtask/Cargo.toml");
    expect_none("xtask is standard library only", &found);
}

#[test]
fn only_the_doors_and_the_wiring_know_axum() {
    const HOMES: [&str; 7] = ["http", "ws", "main", "lib", "app", "demo", "serve"];
    let found = imports::used_outside(&rust(), &["axum", "axum_extra"], |path| {
        imports::server_module_is(path, &HOMES)
    });
    expect_none("only http, ws and the wiring (main, lib, app, demo, serve) use axum", &found);
}

#[test]
fn only_the_store_knows_sqlx() {
    let found = imports::used_outside(&rust(), &["sqlx"], |path| {
        // The store's own tests look at its tables from outside.
        imports::server_module_is(path, &["store"]) || path.starts_with("server/tests/store_")
    });
    expect_none("only server/src/store and its tests use sqlx", &found);
}

#[test]
fn only_the_clock_reads_the_system_time() {
    const CALLS: &[&str] = &["SystemTime::now("];
    let found = imports::mentioned_outside(&rust(), CALLS, |path| path == "server/src/clock.rs");
    expect_none("time comes from `Clock`; only server/src/clock.rs reads it", &found);
}

#[test]
fn only_the_configuration_reads_the_environment() {
    const CALLS: &[&str] = &["env::var(", "env::var_os(", "env::vars("];
    let found = imports::mentioned_outside(&rust(), CALLS, |path| {
        // Tests and the build script are not the server.
        !path.starts_with("server/src/") || imports::server_module_is(path, &["config"])
    });
    // The contract suite finds its database in the environment, as a test, not as a setting.
    let found: Vec<String> =
        found.into_iter().filter(|line| !line.contains("VITRINE_TEST_POSTGRES")).collect();
    expect_none(
        "settings come from `config`; only server/src/config reads the environment",
        &found,
    );
}

#[test]
fn every_file_says_what_it_owns() {
    let mut found = layout::opens_with(&rust(), &["//!"]);
    found.extend(layout::opens_with(&front_end(), &["/** @file ", "/**\n * @file "]));
    expect_none("a file opens with what it owns and what it leaves to others", &found);
}

#[test]
fn no_file_is_a_drawer_for_everything() {
    let mut files = rust();
    files.extend(front_end());
    expect_none("a file is named by what it knows", &layout::drawers(&files));
}

#[test]
fn modules_are_files_named_after_themselves() {
    expect_none("`foo.rs` beside `foo/`, never `foo/mod.rs`", &layout::mod_files(&rust()));
}

#[test]
fn no_file_is_longer_than_one_can_read() {
    let mut files = rust();
    files.extend(front_end());
    expect_none("a file over 600 lines needs a reason in layout::LONG", &layout::too_long(&files));
}

#[test]
fn the_top_level_has_the_agreed_folders_and_no_other() {
    let allowed = ["server", "shared", "widget", "tests", "docs"];
    expect_none("top-level folders are fixed", &layout::other_folders(&repository(), &allowed));
}

#[test]
fn every_promise_of_security_names_tests_that_are_there() {
    expect_none("docs/security.md restates each promise with its tests", &security::untrue());
}

#[test]
fn no_test_is_ignored_or_expected_to_panic() {
    // Written in two parts, so that this file does not break its own rule.
    let marks = [concat!("#[", "ignore"), concat!("should", "_panic")];
    let found = imports::mentioned_outside(&rust(), &marks, |_| false);
    expect_none("a test runs and says what it expects", &found);
}
