//! Builds the front end into `widget/dist` when it is stale, so that `cargo run` is the one command.
//!
//! Stale means: the hash over Vite's inputs differs from `widget/dist/.stamp`. Packages are installed
//! only when the lock file changed. `VITRINE_WEB=skip` takes `dist` as it is (for editors),
//! `VITRINE_WEB=require` fails instead of building (for images that build it in an earlier step).
//! Embedding is left to `src/assets.rs`.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use npm::Fault;

#[path = "build/npm.rs"]
mod npm;

/// What Vite reads, relative to `widget/`; a folder means everything in it. Each must exist, because
/// cargo runs the script again and again for a path that does not.
const INPUTS: [&str; 9] = [
    "src",
    "panel.html",
    "console.html",
    "demo.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
    "vite.loader.config.ts",
];

fn main() {
    // A message by `cargo::error` is one line without the noise of a failed script.
    if let Err(fault) = run() {
        // Vite's stack traces speak of Vite.
        let noise = |line: &&str| line.is_empty() || line.trim_start().starts_with("at ");
        for line in fault.lines().filter(|line| !noise(line)) {
            println!("cargo::error={line}");
        }
    }
}

fn run() -> Result<(), Fault> {
    let widget = Path::new(env!("CARGO_MANIFEST_DIR")).join("../widget");
    let stamp_file = widget.join("dist/.stamp");
    println!("cargo::rerun-if-env-changed=VITRINE_WEB");
    println!("cargo::rerun-if-changed={}", stamp_file.display());
    for input in INPUTS {
        println!("cargo::rerun-if-changed={}", widget.join(input).display());
    }
    // rust-embed refuses to compile without the folder.
    let dist = widget.join("dist");
    fs::create_dir_all(&dist).map_err(|e| format!("cannot create {}: {e}", dist.display()))?;

    #[expect(clippy::disallowed_methods, reason = "a build script has no configuration")]
    let mode = env::var("VITRINE_WEB").unwrap_or_default();
    if !["", "skip", "require"].contains(&mode.as_str()) {
        return Err(format!("VITRINE_WEB={mode} is unknown; use skip, require or nothing"));
    }
    let _lock = if mode == "skip" { None } else { Some(npm::lock(&widget)?) };
    let wanted = hash_inputs(&widget)?;
    let stale = fs::read_to_string(&stamp_file).ok().as_deref() != Some(&wanted);
    if stale && mode == "require" {
        return Err("widget/dist is stale and VITRINE_WEB=require forbids building it; \
            run `npm ci && npm run build` in widget/ first, or unset VITRINE_WEB"
            .to_owned());
    }
    if stale && mode.is_empty() {
        npm::check_tools()?;
        npm::install(&widget)?;
        let output = npm::npm(&widget)
            .args(["run", "--silent", "build"])
            .output()
            .map_err(|e| format!("vite could not be started: {e}"))?;
        npm::succeeded("building the front end (vite)", &output)?;
        write_stamp(&stamp_file, &wanted)
            .map_err(|e| format!("cannot write {}: {e}", stamp_file.display()))?;
    }
    // rust-embed does not see new files by itself; a changed value recompiles the crate.
    println!("cargo::rustc-env=VITRINE_WEB_STAMP={wanted}");
    Ok(())
}

/// The stamp is dated back: cargo compiles the crate again if a watched file is newer than the start
/// of this script, so a stamp of now would make every second start a slow one.
fn write_stamp(path: &Path, hash: &str) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(hash.as_bytes())?;
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(24 * 60 * 60))
}

fn hash_inputs(widget: &Path) -> Result<String, Fault> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&widget.join(input), &mut files)?;
    }
    files.sort();
    hash_files(&files)
}

/// Adds the files at or below `path`, without tests, which Vite never reads.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Fault> {
    if path.is_dir() {
        let entries =
            fs::read_dir(path).map_err(|e| format!("cannot list {}: {e}", path.display()))?;
        for entry in entries {
            let entry = entry.map_err(|e| format!("cannot list {}: {e}", path.display()))?;
            collect(&entry.path(), files)?;
        }
    } else if path.is_file() && !path.to_string_lossy().contains(".test.") {
        files.push(path.to_owned());
    }
    Ok(())
}

/// One hash over names and contents.
fn hash_files(files: &[PathBuf]) -> Result<String, Fault> {
    let mut parts = Vec::new();
    for file in files {
        parts.push(file.to_string_lossy().into_owned().into_bytes());
        parts.push(fs::read(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?);
    }
    Ok(npm::hash(parts))
}
