//! Runs suites one after the other and says what came of it, one line each.

use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use crate::command::Log;
use crate::debian;
use crate::suites::{self, Suite};

/// How much of a failed suite's log is repeated at the end.
const TAIL_LINES: usize = 60;

struct Outcome {
    suite: &'static str,
    took: Duration,
    fault: Option<String>,
}

/// `cargo xtask test [SUITE…]`: whether all of them passed.
pub(crate) fn test(wanted: &[String]) -> Result<bool, String> {
    let chosen = choose(wanted)?;
    let mut outcomes = Vec::new();
    if chosen.iter().any(|suite| !suite.packages.is_empty()) {
        outcomes.push(run("packages", |log| debian::install(&chosen, log)));
    }
    outcomes.extend(chosen.iter().map(|suite| run(suite.name, suite.run)));
    println!();
    for outcome in &outcomes {
        if let Some(fault) = &outcome.fault {
            print_failure(outcome.suite, fault);
        }
    }
    for outcome in &outcomes {
        let verdict = if outcome.fault.is_some() { "FAILED" } else { "ok" };
        println!("{:<10} {verdict:<6} {:>6.1} s", outcome.suite, outcome.took.as_secs_f64());
    }
    let failed = outcomes.iter().filter(|outcome| outcome.fault.is_some()).count();
    println!("{} passed, {failed} failed", outcomes.len() - failed);
    Ok(failed == 0)
}

/// The suites of these names in the order of the list; without names all of them.
fn choose(wanted: &[String]) -> Result<Vec<&'static Suite>, String> {
    let mut names: Vec<&str> = Vec::new();
    for word in wanted {
        let group = suites::GROUPS.iter().find(|(name, _)| name == word);
        match (group, suites::ALL.iter().find(|suite| suite.name == word)) {
            (Some((_, members)), _) => names.extend(*members),
            (None, Some(suite)) => names.push(suite.name),
            (None, None) => {
                return Err(format!("no suite is called {word}; there are: {}", suites::names()));
            }
        }
    }
    let chosen = |suite: &&Suite| wanted.is_empty() || names.contains(&suite.name);
    Ok(suites::ALL.iter().filter(chosen).collect())
}

fn run(suite: &'static str, body: impl FnOnce(&mut Log) -> Result<(), String>) -> Outcome {
    // So that somebody watching knows what the machine is busy with.
    print!("{suite} … ");
    std::io::stdout().flush().ok();
    let start = Instant::now();
    let fault = Log::create(suite).and_then(|mut log| body(&mut log)).err();
    let took = start.elapsed();
    println!("{} ({:.1} s)", if fault.is_some() { "FAILED" } else { "ok" }, took.as_secs_f64());
    Outcome { suite, took, fault }
}

fn print_failure(suite: &str, fault: &str) {
    let path = Log::path(suite);
    println!("---- {suite} failed: {fault}");
    println!("---- end of {}", path.display());
    let log = fs::read(&path).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = log.lines().collect();
    for line in &lines[lines.len().saturating_sub(TAIL_LINES)..] {
        println!("{line}");
    }
    println!();
}
