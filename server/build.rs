//! Builds the front end into `widget/dist` when it is stale, so that `cargo run` is the one command.
//!
//! Stale means: the hash over Vite's inputs differs from `widget/dist/.stamp`. Packages are installed
//! only when the lock file changed. `VITRINE_WEB=skip` takes `dist` as it is (for editors),
//! `VITRINE_WEB=require` fails instead of building (for images that build it in an earlier step).
//! Embedding is left to `src/assets.rs`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use npm::Fault;

#[path = "build/npm.rs"]
mod npm;

/// What Vite reads, relative to `widget/`; a folder means everything in it.
const INPUTS: [&str; 10] = [
    "src",
    "public",
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
        for line in fault.lines().filter(|line| !line.trim().is_empty()) {
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
        fs::write(&stamp_file, &wanted)
            .map_err(|e| format!("cannot write {}: {e}", stamp_file.display()))?;
    }
    // rust-embed does not see new files by itself; a changed value recompiles the crate.
    println!("cargo::rustc-env=VITRINE_WEB_STAMP={wanted}");
    Ok(())
}

fn hash_inputs(widget: &Path) -> Result<String, Fault> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&widget.join(input), &mut files)?;
    }
    files.sort();
    npm::hash_files(&files)
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
