//! The list of suites, in the order they run: cheap ones first, browsers last.

use crate::command::{Log, cargo, node};
use crate::npm_packages as npm;
use crate::workspace;

/// One line of the result: a name and what it runs.
pub(crate) struct Suite {
    /// What one types after `cargo xtask test`.
    pub(crate) name: &'static str,
    /// Runs it; an error is the reason shown before the end of the log.
    pub(crate) run: fn(&mut Log) -> Result<(), String>,
}

/// All suites.
pub(crate) const ALL: &[Suite] = &[
    Suite { name: "fmt", run: fmt },
    Suite { name: "npm", run: npm::install },
    Suite { name: "clippy", run: clippy },
    Suite { name: "doc", run: doc },
    Suite { name: "test", run: test },
    Suite { name: "tsc", run: |log| npm::script(log, "types", &[]) },
    Suite { name: "biome", run: |log| npm::script(log, "lint", &[]) },
    Suite { name: "vitest", run: |log| npm::script(log, "test", &[]) },
    Suite { name: "sizes", run: sizes },
];

/// The names, for the usage text.
pub(crate) fn names() -> String {
    ALL.iter().map(|suite| suite.name).collect::<Vec<_>>().join(" ")
}

fn fmt(log: &mut Log) -> Result<(), String> {
    log.run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn clippy(log: &mut Log) -> Result<(), String> {
    log.run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn doc(log: &mut Log) -> Result<(), String> {
    let mut command = cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
    log.run(command.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Unit, integration and doc tests, in one build.
fn test(log: &mut Log) -> Result<(), String> {
    log.run(&mut cargo(&["test", "--workspace", "--no-fail-fast"]))
}

/// Builds the front end anew, beside the one in use, and compares it with its budgets.
fn sizes(log: &mut Log) -> Result<(), String> {
    let built = workspace::scratch().join("web");
    let built = built.to_string_lossy();
    npm::script(log, "build:pages", &["--outDir", &built])?;
    npm::script(log, "build:loader", &["--outDir", &built])?;
    log.run(&mut node(&["widget/scripts/sizes.mjs", "--dist", &built]))
}
