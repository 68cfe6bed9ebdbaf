//! What we may depend on: licences, banned crates and sources, as `deny.toml` lists them.
//!
//! A fraction of `cargo deny`, without a tool to install and without the network.

use std::fs;
use std::process::Command;

use crate::command::{Log, cargo};
use crate::workspace;

/// Build and test tools of the front end may also be MPL-2.0 (lightningcss, axe-core): none of their
/// code ends up in what we ship.
const TOOLS_ONLY: &str = "MPL-2.0";

/// Checks Cargo.lock and package-lock.json against `deny.toml`.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    let policy = read("deny.toml")?;
    let allowed = quoted(section(&policy, "allow = [")?);
    let banned = quoted(section(&policy, "deny = [")?);
    let mut faults = Vec::new();

    // `--locked` makes a stale Cargo.lock a failure here too.
    let format = ["--prefix", "none", "--format", "{p}|{l}", "--target", "all"];
    let mut list = cargo(&["tree", "--locked", "--workspace"]);
    let list = output(list.args(format))?;
    let mut crates: Vec<&str> = list.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    crates.sort_unstable();
    crates.dedup();
    for line in crates.iter().filter(|line| !line.is_empty()) {
        let (package, licence) = line.split_once('|').unwrap_or((line, ""));
        let name = package.split(' ').next().unwrap_or_default();
        if !accepts(licence, &allowed) {
            faults.push(format!("{package}: licence `{licence}` is not in deny.toml"));
        }
        if banned.contains(&name) {
            faults.push(format!(
                "{package} is banned; find who wants it with `cargo tree -i {name}`"
            ));
        }
    }
    let lock = read("Cargo.lock")?;
    for line in lock.lines().filter(|line| line.starts_with("source = ")) {
        if !line.contains("registry+https://github.com/rust-lang/crates.io-index") {
            faults.push(format!("Cargo.lock: {line} is not crates.io"));
        }
    }
    let packages = npm(&read("widget/package-lock.json")?, &allowed, &mut faults);
    log.line(&format!("{} crates and {packages} npm packages looked at", crates.len()))?;
    if crates.len() < 2 || packages == 0 || banned.is_empty() {
        return Err("there was nothing to check, which cannot be right".to_owned());
    }
    for fault in &faults {
        log.line(fault)?;
    }
    if faults.is_empty() { Ok(()) } else { Err(format!("{} faults", faults.len())) }
}

/// The packages of package-lock.json, read by its fixed layout; returns how many there are.
fn npm(lock: &str, allowed: &[&str], faults: &mut Vec<String>) -> usize {
    let mut packages = 0;
    for entry in lock.split("\n    \"node_modules/").skip(1) {
        packages += 1;
        let entry = entry.split("\n    }").next().unwrap_or_default();
        let name = entry.split('"').next().unwrap_or_default();
        let licence = field(entry, "license").unwrap_or_default();
        let tool = entry.contains("\n      \"dev\": true") && licence == TOOLS_ONLY;
        if !(tool || accepts(licence, allowed)) {
            faults.push(format!("npm {name}: licence `{licence}` is not in deny.toml"));
        }
    }
    packages
}

fn field<'a>(entry: &'a str, name: &str) -> Option<&'a str> {
    entry.split_once(&format!("\n      \"{name}\": \""))?.1.split('"').next()
}

/// Whether an SPDX expression (or cargo's old `A/B`) can be met with these licences.
fn accepts(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.replace('/', " OR ");
    let expression = expression.trim();
    // `OR` binds weaker than `AND`; brackets hide what is inside them.
    for (operator, all) in [(" OR ", false), (" AND ", true)] {
        let parts = split_outside_brackets(expression, operator);
        if parts.len() > 1 {
            let mut verdicts = parts.iter().map(|part| accepts(part, allowed));
            return if all { verdicts.all(|v| v) } else { verdicts.any(|v| v) };
        }
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => accepts(inner, allowed),
        None => allowed.contains(&expression),
    }
}

fn split_outside_brackets<'a>(text: &'a str, operator: &str) -> Vec<&'a str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && at >= start && text[at..].starts_with(operator) => {
                parts.push(&text[start..at]);
                start = at + operator.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The text of a TOML list, from its opening line to the line with the closing bracket.
fn section<'a>(policy: &'a str, opening: &str) -> Result<&'a str, String> {
    let after = policy.split_once(&format!("\n{opening}")).map(|(_, after)| after);
    after
        .and_then(|after| after.split_once("\n]"))
        .map(|(list, _)| list)
        .ok_or_else(|| format!("deny.toml has no `{opening}`"))
}

fn quoted(list: &str) -> Vec<&str> {
    list.split('"').skip(1).step_by(2).collect()
}

fn read(name: &str) -> Result<String, String> {
    let path = workspace::root().join(name);
    fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))
}

fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|e| format!("cargo could not be started: {e}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{accepts, npm};

    const ALLOWED: [&str; 3] = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"];

    #[test]
    fn one_allowed_alternative_is_enough_but_every_part_of_a_sum_is_needed() {
        assert!(accepts("GPL-3.0 OR MIT", &ALLOWED));
        assert!(accepts("GPL-3.0/MIT", &ALLOWED));
        assert!(accepts("(MIT OR GPL-3.0) AND ISC", &ALLOWED));
        assert!(accepts("Apache-2.0 WITH LLVM-exception OR GPL-3.0", &ALLOWED));
        assert!(!accepts("MIT AND GPL-3.0", &ALLOWED));
        assert!(!accepts("(MIT OR ISC) AND GPL-3.0", &ALLOWED));
        assert!(!accepts("", &ALLOWED));
    }

    #[test]
    fn only_tools_of_the_front_end_may_be_mpl() {
        let lock = |dev: &str| {
            format!(
                "{{\n    \"node_modules/x\": {{\n      \"version\": \"1\",{dev}\n      \"license\": \"MPL-2.0\"\n    }}\n}}"
            )
        };
        let mut faults = Vec::new();
        assert_eq!(npm(&lock("\n      \"dev\": true,"), &ALLOWED, &mut faults), 1);
        assert!(faults.is_empty());
        npm(&lock(""), &ALLOWED, &mut faults);
        assert_eq!(faults, ["npm x: licence `MPL-2.0` is not in deny.toml"]);
    }
}
