//! `cargo xtask torture [--seed N]`: every proof of the test suite that comes in slices, at its
//! full count, one line each.

use std::fs;
use std::process::Command;
use std::time::Instant;

use crate::browsers;
use crate::command::{Log, cargo, passed_tests};

/// One kind of proof.
struct Proof {
    /// Name of its line and, with dashes, of its log.
    name: &'static str,
    run: fn(&mut Log, &str) -> Result<(), String>,
    /// What begins that part of a line of its log that says what was done.
    says: &'static str,
}

const ALL: &[Proof] = &[
    Proof {
        name: "kills under load",
        run: |log, seed| integration(log, seed, "crash::op8_ten"),
        says: "torture: ",
    },
    Proof {
        name: "power cuts",
        run: |log, seed| integration(log, seed, "power_cut::"),
        says: "torture: ",
    },
    Proof {
        name: "full disks",
        run: |log, seed| integration(log, seed, "outage::"),
        says: "torture: ",
    },
    Proof {
        name: "hostile pictures",
        run: |log, seed| integration(log, seed, "hostile_pictures::"),
        says: "test result: ",
    },
    Proof {
        name: "floods",
        run: |log, seed| integration(log, seed, "floods::"),
        says: "test result: ",
    },
    Proof { name: "made-up worlds", run: worlds, says: WORLDS_SAY },
    Proof { name: "photographs in chromium", run: |log, _seed| browsers::gallery(log), says: "" },
    Proof {
        name: "photographs in firefox",
        run: |log, _seed| browsers::photographs(log, "firefox"),
        says: "firefox: ",
    },
    Proof {
        name: "photographs in webkit",
        run: |log, _seed| browsers::photographs(log, "webkit"),
        says: "webkit: ",
    },
];

/// Worlds of the simulation, from seed 1 on; the log of one that breaks a promise says how to play
/// it again.
const WORLDS: &str = "3000";
/// How their summary begins; the line of a failure ends alike, and says less.
const WORLDS_SAY: &str = "3000 seeds: ";

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
    let mut failed = 0;
    for proof in ALL {
        let log_name = format!("torture-{}", proof.name.replace(' ', "-"));
        let mut log = Log::create(&log_name)?;
        let begun = Instant::now();
        let outcome = (proof.run)(&mut log, &seed);
        let took = begun.elapsed().as_secs();
        let said = fs::read_to_string(Log::path(&log_name)).unwrap_or_default();
        // A test says it behind its own name, on the same line.
        let from = |line| str::find(line, proof.says).map(|at| &line[at..]);
        let said = said.lines().filter(|line| !line.is_empty()).filter_map(from).next_back();
        let said = said.unwrap_or_default().trim_start_matches("torture: ");
        match outcome {
            Ok(()) => println!("ok      {} ({took} s): {said}", proof.name),
            Err(why) => {
                failed += 1;
                println!("FAILED  {} ({took} s): {why}; {said}", proof.name);
                println!("        see {}", Log::path(&log_name).display());
            }
        }
    }
    println!("torture: seed {seed}, {} of {} hold", ALL.len() - failed, ALL.len());
    Ok(failed == 0)
}

/// Tests of the suite `integration` at their full counts, one after the other.
fn integration(log: &mut Log, seed: &str, which: &str) -> Result<(), String> {
    log.run(&mut cargo(&["build", "-p", "vitrine-server", "--bin", "vitrine"]))?;
    let mut tests = cargo(&["test", "-p", "vitrine-tests", "--test", "integration", "--", which]);
    tests.args(["--test-threads", "1"]);
    log.run(tests.env("VITRINE_TORTURE", "full").env("VITRINE_SEED", seed))
}

/// The simulation, whose seeds are not drawn but counted, so that two runs play the same worlds.
fn worlds(log: &mut Log, _seed: &str) -> Result<(), String> {
    let test = "p1_to_p6_hold_whatever_befalls_whom";
    let mut tests = cargo(&["test", "-p", "vitrine-tests", "--test", "simulation", "--", test]);
    tests.args(["--exact", "--nocapture"]);
    log.run(tests.env("VITRINE_SEEDS", WORLDS))?;
    passed_tests("torture-made-up-worlds").map(|_| ())
}

/// The time of day in this format.
fn date(format: &str) -> Result<String, String> {
    let output = Command::new("date").args(["-u", format]).output();
    let output = output.map_err(|error| format!("date could not be started: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
