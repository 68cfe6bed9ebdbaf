//! The chores of this workspace: `cargo xtask test`, `bench` and `torture`.
//!
//! Standard library only, so that it builds in seconds on a machine that has built nothing yet.

#![expect(clippy::print_stdout, reason = "a program for the terminal and for CI logs")]

use std::process::ExitCode;

mod bench;
mod browsers;
mod command;
mod debian;
mod json_rows;
mod licences;
mod npm_packages;
mod postgres;
mod report;
mod suites;
mod torture;
mod workspace;

const USAGE: &str = "\
usage: cargo xtask test [SUITE…]
       cargo xtask bench SUITE [--quick]
       cargo xtask torture [--seed N]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("", [].as_slice()),
    };
    let outcome = match command {
        "test" => report::test(rest),
        "bench" => bench::run(rest),
        "torture" => torture::run(rest),
        _ => Err(format!("{USAGE}\ntest: {}\nbench: {}", suites::names(), bench::names())),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}
