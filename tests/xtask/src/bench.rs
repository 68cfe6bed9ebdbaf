//! `cargo xtask bench SUITE [--quick]`: runs one suite of measurements and reports them.
//!
//! A suite is a program called with `--rows FILE` (and `--quick`) that appends one JSON object a
//! line, the fields of [`FIELDS`](crate::json_rows::FIELDS). The rows of all suites measured so far
//! make up `target/bench/report.json`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::browsers;
use crate::command::{Log, cargo, node};
use crate::debian;
use crate::json_rows::Row;
use crate::npm_packages as npm;
use crate::suites;
use crate::workspace;

struct Bench {
    name: &'static str,
    prepare: fn(&mut Log) -> Result<(), String>,
    script: &'static str,
}

const ALL: &[Bench] = &[
    Bench { name: "sizes", prepare: suites::build_front_end, script: "widget/scripts/sizes.mjs" },
    Bench { name: "sync", prepare: build_server, script: "tests/bench/sync.mjs" },
    Bench { name: "idle", prepare: build_server, script: "tests/bench/idle.mjs" },
    Bench { name: "chat", prepare: build_server, script: "tests/bench/chat.mjs" },
    Bench { name: "stage", prepare: build_server, script: "tests/bench/stage.mjs" },
    Bench { name: "upload", prepare: build_server, script: "tests/bench/upload.mjs" },
    Bench { name: "catalog", prepare: build_server, script: "tests/bench/catalog.mjs" },
    Bench { name: "video", prepare: with_films, script: "tests/bench/video.mjs" },
    Bench { name: "small", prepare: build_server, script: "tests/bench/small.mjs" },
];

/// The names, for the usage text.
pub(crate) fn names() -> String {
    ALL.iter().map(|bench| bench.name).collect::<Vec<_>>().join(" ")
}

/// Runs the suite named first; true when every target was met.
pub(crate) fn run(arguments: &[String]) -> Result<bool, String> {
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let names_given: Vec<&String> = arguments.iter().filter(|a| !a.starts_with("--")).collect();
    let [name] = names_given.as_slice() else {
        return Err(format!("cargo xtask bench SUITE [--quick]; suites: {}", names()));
    };
    let bench = ALL.iter().find(|bench| bench.name == name.as_str());
    let bench = bench.ok_or_else(|| format!("no suite is called {name}: {}", names()))?;

    let folder = workspace::target().join("bench");
    fs::create_dir_all(&folder).map_err(|e| format!("cannot create {}: {e}", folder.display()))?;
    let rows_file = folder.join(format!("{}.jsonl", bench.name));
    fs::remove_file(&rows_file).ok();

    let log_name = format!("bench-{}", bench.name);
    (bench.prepare)(&mut Log::create(&log_name)?)
        .map_err(|fault| format!("{fault}; see {}", Log::path(&log_name).display()))?;
    let mut command = node(&[bench.script, "--rows"]);
    command.arg(&rows_file).env("VITRINE_BIN", browsers::binary("release"));
    command.env("VITRINE_DIST", suites::built_front_end()).env("VITRINE_BENCH", &folder);
    if quick {
        command.arg("--quick");
    }
    // What the suite says goes to the terminal; it may take minutes.
    let status = command.stdin(Stdio::null()).status();
    let status = status.map_err(|e| format!("node could not be started: {e}"))?;

    let rows = read_rows(&rows_file)?;
    print_table(&rows);
    write_report(&folder)?;
    let missed = rows.iter().filter(|row| row.text("met") == "false").count();
    if rows.is_empty() {
        return Err(format!("{} measured nothing ({status})", bench.script));
    }
    Ok(missed == 0 && status.success())
}

/// The server as it is shipped; numbers of a debug build mean nothing.
fn build_server(log: &mut Log) -> Result<(), String> {
    npm::install(log)?;
    log.run(&mut cargo(&["build", "--release", "-p", "vitrine-server", "--bin", "vitrine"]))
}

/// The server, and what makes a film whose frames can be told apart.
fn with_films(log: &mut Log) -> Result<(), String> {
    debian::require(&["ffmpeg"], log)?;
    build_server(log)
}

fn read_rows(path: &Path) -> Result<Vec<Row>, String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().filter(|line| !line.trim().is_empty()).map(Row::parse).collect()
}

fn print_table(rows: &[Row]) {
    const COLUMNS: [&str; 7] = ["name", "value", "unit", "peer", "ratio", "target", "met"];
    let width = |column: &str| {
        let cells = rows.iter().map(|row| row.text(column).chars().count());
        cells.chain([column.len()]).max().unwrap_or(0)
    };
    let widths = COLUMNS.map(width);
    let line = |cells: [&str; 7]| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        println!("{}", padded.collect::<Vec<_>>().join("  ").trim_end());
    };
    line(COLUMNS);
    for row in rows {
        line(COLUMNS.map(|column| match row.text(column) {
            "null" => "-",
            text => text,
        }));
    }
}

/// Joins the rows of every suite measured so far.
fn write_report(folder: &Path) -> Result<(), String> {
    let mut rows = Vec::new();
    for bench in ALL {
        let text = fs::read_to_string(folder.join(format!("{}.jsonl", bench.name)));
        let text = text.unwrap_or_default();
        rows.extend(text.lines().filter(|l| !l.trim().is_empty()).map(|l| format!("  {l}")));
    }
    let report: PathBuf = folder.join("report.json");
    fs::write(&report, format!("[\n{}\n]\n", rows.join(",\n")))
        .map_err(|e| format!("cannot write {}: {e}", report.display()))?;
    println!("written: {}", report.display());
    Ok(())
}
