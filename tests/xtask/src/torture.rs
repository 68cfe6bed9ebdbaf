//! `cargo xtask torture [--seed N]`: the durability proofs of the test suite at their full counts.

use std::process::{Command, Stdio};

use crate::command::cargo;

/// The tests, by the modules they are in.
const PROOFS: [&str; 3] = ["crash::op8_ten", "outage::", "power_cut::"];

/// Runs all proofs; true when every one holds.
pub(crate) fn run(arguments: &[String]) -> Result<bool, String> {
    let seed = match arguments {
        [] => date("+%s")?,
        [flag, seed] if flag == "--seed" => match seed.parse::<u64>() {
            Ok(_number) => seed.clone(),
            Err(_error) => return Err(format!("{seed} is no seed; use a whole number")),
        },
        _ => return Err("cargo xtask torture [--seed N]".to_owned()),
    };
    println!("torture: seed {seed}, {}", date("+%Y-%m-%dT%H:%M:%SZ")?);
    let mut tests = cargo(&["test", "-p", "vitrine-tests", "--test", "integration", "--"]);
    tests.args(PROOFS).args(["--test-threads", "1"]);
    tests.env("VITRINE_TORTURE", "full").env("VITRINE_SEED", &seed);
    let status = tests.stdin(Stdio::null()).status();
    let status = status.map_err(|error| format!("cargo could not be started: {error}"))?;
    println!("torture: seed {seed}, {status}");
    Ok(status.success())
}

/// The time of day in this format.
fn date(format: &str) -> Result<String, String> {
    let output = Command::new("date").args(["-u", format]).output();
    let output = output.map_err(|error| format!("date could not be started: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
